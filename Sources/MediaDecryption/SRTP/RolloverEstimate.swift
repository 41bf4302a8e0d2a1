/// Which rollover counters a packet may have, most likely first (RFC 3711 §3.3.1).
///
/// A capture may begin in the middle of a stream, lack minutes of it, or see it restart; the tag decides which counter
/// was right, and only then is it believed.
struct RolloverEstimate: Sendable {
    /// Counters tried for a packet of a stream that was never opened: one comes each 22 minutes at 50 packets/s.
    static let firstTried: UInt32 = 48
    /// Counters tried on both sides of the known one where the likely ones fail.
    static let nearbyTried: UInt32 = 4

    private var counter: UInt32 = 0
    private var highest: UInt16 = 0
    private(set) var isKnown = false

    /// The likeliest counter for a packet with `sequence`: by the highest number seen, not further off than half the
    /// numbers.
    func likely(_ sequence: UInt16) -> UInt32 {
        guard isKnown else { return 0 }
        if highest < 0x8000 {
            // A number far above belongs to the round before.
            return Int(sequence) - Int(highest) > 0x8000 && counter > 0 ? counter - 1 : counter
        }
        return Int(highest) - 0x8000 > Int(sequence) ? counter &+ 1 : counter
    }

    /// The other counters worth a try, without the likely one.
    func others(than likely: UInt32) -> [UInt32] {
        guard isKnown else { return (0..<RolloverEstimate.firstTried).filter { $0 != likely } }
        var all: [UInt32] = []
        for step in 1...RolloverEstimate.nearbyTried {
            all.append(likely &+ step)
            if likely >= step { all.append(likely - step) }
        }
        // A sender that starts anew counts from zero.
        if !all.contains(0), likely != 0 { all.append(0) }
        return all
    }

    /// Notes that a packet with `sequence` was opened with `counter`.
    mutating func confirm(_ sequence: UInt16, _ counter: UInt32) {
        let isNewer = !isKnown || counter > self.counter || (counter == self.counter && sequence > highest)
        // Further back than half the numbers is no late packet but a new beginning.
        let behind = (Int64(self.counter) << 16 | Int64(highest)) - (Int64(counter) << 16 | Int64(sequence))
        guard isNewer || behind > 0x8000 else { return }
        isKnown = true
        self.counter = counter
        highest = sequence
    }
}
