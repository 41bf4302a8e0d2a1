/// Which messages of a call have passed, so that one that passes again is known as a retransmission (RFC 3261 §17).
///
/// Of each a name of 64 bits is kept (``TextHash``): a call of the usual few messages takes a few bytes.
struct SeenMessages {
    private var few: [UInt64] = []
    private var many: Set<UInt64> = []

    /// From so many on they are kept in a set.
    private static let fewest = 24
    /// Room for so many is made at first; most calls have no more.
    private static let usual = 8

    /// True as long as no message has passed.
    var isEmpty: Bool { few.isEmpty && many.isEmpty }

    /// Remembers a message by its name; true if it is one that passed before.
    mutating func notes(_ name: UInt64) -> Bool {
        if many.isEmpty {
            for known in few where known == name { return true }
            if few.count < SeenMessages.fewest {
                if few.isEmpty { few.reserveCapacity(SeenMessages.usual) }
                few.append(name)
            } else {
                many = Set(few)
                few = []
                many.insert(name)
            }
            return false
        }
        if many.contains(name) { return true }
        if many.count < AnalysisLimits.seenMessages { many.insert(name) }
        return false
    }
}
