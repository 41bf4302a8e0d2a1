import CallVocabulary

/// Counts keyed digits (RFC 4733): one per event and timestamp, however often its packets are repeated.
struct TelephoneEventCounter {
    /// A digit, without saying which.
    struct Digit {
        var at: Int64
        var packet: PacketReference
    }

    private(set) var digits: [Digit] = []
    /// The last few, each as its event and timestamp: redundant blocks tell of them again.
    private var recent: [UInt64] = []
    /// Digits that are not listed, because of the limit.
    private(set) var unlisted = 0
    private let limit: Int

    /// A counter that lists at most `limit` digits.
    init(limit: Int) {
        self.limit = limit
    }

    /// Forgets all: they were none.
    mutating func withdraw() {
        digits = []
        recent = []
        unlisted = 0
    }

    /// Takes an event packet in order of arrival.
    mutating func record(_ packet: RTPObservation) {
        let event = UInt8(packet.payloadHead >> 8)
        // 0-9, *, #, A-D are digits; 16 is a hook flash; the rest are tones and line signals.
        guard event <= 15 else { return }
        let name = UInt64(packet.timestamp) << 8 | UInt64(event)
        guard !recent.contains(name) else { return }
        if recent.count >= AnalysisLimits.recentEvents { recent.removeFirst() }
        recent.append(name)
        guard digits.count < limit else {
            unlisted &+= 1
            return
        }
        digits.append(Digit(at: packet.arrival, packet: packet.reference))
    }
}
