import CallVocabulary

/// Which messages of a call have passed, so that one that passes again is known as a retransmission (RFC 3261 §17).
///
/// Of each a hash of 64 bits is kept, seeded anew in each run: a call of the usual few messages takes a few bytes.
struct SeenMessages {
    private var few: [Int] = []
    private var many: Set<Int> = []

    /// From so many on they are kept in a set.
    private static let fewest = 24
    /// The most that are remembered.
    static let maximum = 10_000

    /// Remembers a message; true if it is one that passed before: the same transaction, on the same hop.
    mutating func notes(_ message: SignalingMessage) -> Bool {
        var hasher = Hasher()
        hasher.combine(message.method)
        hasher.combine(message.status ?? 0)
        hasher.combine(message.sequence)
        hasher.combine(message.branch)
        hasher.combine(message.toTag)
        hasher.combine(message.source)
        hasher.combine(message.destination)
        let hash = hasher.finalize()
        if many.isEmpty {
            if few.contains(hash) { return true }
            if few.count < SeenMessages.fewest {
                few.append(hash)
            } else {
                many = Set(few)
                few = []
                many.insert(hash)
            }
            return false
        }
        if many.contains(hash) { return true }
        if many.count < SeenMessages.maximum { many.insert(hash) }
        return false
    }
}
