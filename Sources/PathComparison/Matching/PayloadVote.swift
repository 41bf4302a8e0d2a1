/// Finds by their payloads how two records of one stream are numbered relative to each other.
enum PayloadVote {
    /// Payloads that agree before two streams are called one.
    static let minimumVotes = 8

    /// A place in a record by the payload that occurs there and nowhere else in it.
    ///
    /// `divisor` thins large records out, at both points alike because the digest itself decides. Silence repeats one
    /// payload over and over, so what occurs twice identifies nothing.
    static func distinctPayloads(_ stream: RecordedStream, divisor: UInt32) -> [UInt32: Int] {
        var places: [UInt32: Int] = [:]
        var common: Set<UInt32> = []
        for (place, packet) in stream.packets.enumerated()
        where !packet.payloadIsCut && packet.payloadDigest % max(1, divisor) == 0 {
            guard let known = places[packet.payloadDigest] else {
                places[packet.payloadDigest] = place
                continue
            }
            // A repetition of the same packet is no second occurrence.
            let first = stream.packets[known]
            if first.sequence != packet.sequence || first.timestamp != packet.timestamp {
                common.insert(packet.payloadDigest)
            }
        }
        return places.filter { !common.contains($0.key) }
    }

    /// The shift most payloads agree on, or `nil` if they do not.
    static func shift(_ near: RecordedStream, _ far: RecordedStream, divisor: UInt32) -> HeaderShift? {
        let places = distinctPayloads(near, divisor: divisor)
        var votes: [HeaderShift: Int] = [:]
        var sequenceVotes: [UInt16: Int] = [:]
        var hits = 0
        for (digest, place) in distinctPayloads(far, divisor: divisor) {
            guard let other = places[digest] else { continue }
            let sequence = far.packets[place].sequence &- near.packets[other].sequence
            let timestamp = far.packets[place].timestamp &- near.packets[other].timestamp
            hits += 1
            votes[HeaderShift(sequence: sequence, timestamp: timestamp), default: 0] += 1
            sequenceVotes[sequence, default: 0] += 1
        }
        guard hits >= minimumVotes else { return nil }
        if let best = votes.max(by: { ($0.value, $0.key.sequence) < ($1.value, $1.key.sequence) }),
            best.value >= minimumVotes, best.value * 2 > hits
        {
            return best.key
        }
        if let best = sequenceVotes.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
            best.value >= minimumVotes, best.value * 2 > hits
        {
            return HeaderShift(sequence: best.key, timestamp: nil)
        }
        return nil
    }
}
