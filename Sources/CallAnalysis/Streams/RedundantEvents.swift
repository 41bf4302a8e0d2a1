import WireFormats

/// Digits keyed within redundant payloads (RFC 4733 §2.5.1.4): a packet tells of its own event and of those before.
extension RTPStreamTracker {
    /// Counts the events among the blocks of `payload`.
    mutating func noteEvents(within payload: RawSpan, of packet: RTPObservation) {
        let profile = profiles[currentProfile]
        guard profile.kind == .redundant, let eventType = profile.eventType, profile.number == packet.payloadType,
            let redundant = RedundantPayload(parsing: payload)
        else { return }
        for block in redundant.blocks where block.payloadType == eventType && block.range.count >= 4 {
            var event = packet
            event.timestamp = packet.timestamp &- block.timestampOffset
            event.payloadHead = payload.uint16(at: block.range.lowerBound)
            events.record(event)
        }
    }
}
