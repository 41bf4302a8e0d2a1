import CallVocabulary

/// Counts keyed digits (RFC 4733): one per event and timestamp, however often its packets are repeated.
struct TelephoneEventCounter {
    /// A digit, without saying which.
    struct Digit {
        var at: Int64
        var packet: PacketReference
    }

    private(set) var digits: [Digit] = []
    private var lastTimestamp: UInt32 = 0
    private var lastEvent: UInt8 = 0
    private var hasLast = false
    /// Digits that are not listed, because of the limit.
    private(set) var unlisted = 0
    private let limit: Int

    /// A counter that lists at most `limit` digits.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes an event packet in order of arrival.
    mutating func record(_ packet: RTPObservation) {
        let event = UInt8(packet.payloadHead >> 8)
        // 0-9, *, #, A-D are digits; 16 is a hook flash; the rest are tones and line signals.
        guard event <= 15 else { return }
        if hasLast, packet.timestamp == lastTimestamp, event == lastEvent { return }
        hasLast = true
        lastTimestamp = packet.timestamp
        lastEvent = event
        guard digits.count < limit else {
            unlisted &+= 1
            return
        }
        digits.append(Digit(at: packet.arrival, packet: packet.reference))
    }
}
