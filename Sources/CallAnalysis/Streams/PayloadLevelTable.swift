import AudioMeasures
import CallVocabulary
import WireFormats

/// The levels of the payloads of all streams whose coding can be read without decoding.
struct PayloadLevelTable {
    /// Whether payloads are measured at all.
    var isOn = false
    private var slots: [PayloadLevels] = []

    /// Measures a plain packet's payload, which ends its IP packet.
    @inline(__always)
    mutating func add(
        _ plain: PlainRTPPacket, _ frame: RawSpan, headerBytes: Int, at time: CaptureTime,
        to stream: inout RTPStreamTracker
    ) {
        guard stream.levelSlot != -1 else { return }
        let (end, overflow) = headerBytes.addingReportingOverflow(Int(plain.payloadLength))
        guard !overflow, headerBytes >= 0, plain.payloadLength > 0, end <= frame.byteCount else { return }
        add(
            frame.extracting(headerBytes..<end), timestamp: plain.timestamp, at: time.nanoseconds, to: &stream)
    }

    /// Measures the payload of a packet of `stream`.
    mutating func add(_ payload: RawSpan, timestamp: UInt32, at time: Int64, to stream: inout RTPStreamTracker) {
        guard isOn else { return }
        if stream.levelSlot == RTPStreamTracker.undecidedSlot { decide(for: &stream) }
        let slot = Int(stream.levelSlot)
        guard slot >= 0, slot < slots.count else { return }
        slots[slot].add(payload, timestamp: timestamp, at: time)
    }

    private mutating func decide(for stream: inout RTPStreamTracker) {
        guard let law = stream.profiles[stream.currentProfile].law else {
            stream.levelSlot = -1
            return
        }
        if stream.firstLevelSlot >= 0, slots[Int(stream.firstLevelSlot)].law == law {
            stream.levelSlot = stream.firstLevelSlot
            return
        }
        stream.levelSlot = Int32(truncatingIfNeeded: slots.count)
        // Of a stream that changes its law, the first part is told.
        if stream.firstLevelSlot < 0 { stream.firstLevelSlot = stream.levelSlot }
        slots.append(PayloadLevels(law: law))
    }

    /// What was measured of `stream`.
    func levels(of stream: RTPStreamTracker) -> PayloadLevels? {
        slots.indices.contains(Int(stream.firstLevelSlot)) ? slots[Int(stream.firstLevelSlot)] : nil
    }
}
