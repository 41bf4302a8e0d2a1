import AudioLevels
import CProcessor
import CallVocabulary
import WireFormats

/// The levels of the payloads of all streams whose coding can be read without decoding.
struct PayloadLevelTable {
    /// Whether payloads are measured at all.
    var isOn = false
    /// What another thread will measure; `nil` where it is done here and now.
    var deferred: DeferredLevels?
    private var measured: [PayloadLevels] = []
    private var laws: [G711Law] = []

    /// Measures a plain packet's payload, which ends its IP packet. `offset` is where the frame lies in its batch.
    @inline(__always)
    mutating func add(
        _ plain: PlainRTPFields, _ frame: RawSpan, headerBytes: Int, offset: Int, at time: CaptureTime,
        to stream: inout RTPStreamTracker
    ) {
        guard stream.levelSlot != -1 else { return }
        let (end, overflow) = headerBytes.addingReportingOverflow(Int(plain.payloadLength))
        guard !overflow, headerBytes >= 0, plain.payloadLength > 0, end <= frame.byteCount else { return }
        if deferred == nil {
            add(frame.extracting(headerBytes..<end), timestamp: plain.timestamp, at: time.nanoseconds, to: &stream)
        } else {
            let slot = slot(of: &stream)
            guard slot >= 0, let start = Int32(exactly: offset &+ headerBytes) else { return }
            deferred?.payloads.append(
                DeferredLevels.Payload(
                    slot: slot, start: start, length: plain.payloadLength, isOwn: false, timestamp: plain.timestamp,
                    time: time.nanoseconds))
        }
    }

    /// Measures the payload of a packet of `stream`.
    mutating func add(_ payload: RawSpan, timestamp: UInt32, at time: Int64, to stream: inout RTPStreamTracker) {
        guard isOn else { return }
        let slot = slot(of: &stream)
        guard slot >= 0 else { return }
        if deferred == nil {
            measured[Int(slot)].add(payload, timestamp: timestamp, at: time)
            return
        }
        let start = deferred?.own.count ?? 0
        guard start <= 1 << 30, payload.byteCount <= 1 << 16 else { return }
        payload.withUnsafeBytes { deferred?.own.append(contentsOf: $0) }
        deferred?.payloads.append(
            DeferredLevels.Payload(
                slot: slot, start: Int32(start), length: Int32(payload.byteCount), isOwn: true, timestamp: timestamp,
                time: time))
    }

    /// The measurement that the stream's current payload type goes to; -1 for none.
    @inline(__always)
    private mutating func slot(of stream: inout RTPStreamTracker) -> Int32 {
        if stream.levelSlot == RTPStreamTracker.undecidedSlot { decide(for: &stream) }
        return stream.levelSlot
    }

    private mutating func decide(for stream: inout RTPStreamTracker) {
        guard let law = stream.profiles[stream.currentProfile].law else {
            stream.levelSlot = -1
            return
        }
        if stream.firstLevelSlot >= 0, laws[Int(stream.firstLevelSlot)] == law {
            stream.levelSlot = stream.firstLevelSlot
            return
        }
        stream.levelSlot = Int32(truncatingIfNeeded: laws.count)
        // Of a stream that changes its law, the first part is told.
        if stream.firstLevelSlot < 0 { stream.firstLevelSlot = stream.levelSlot }
        laws.append(law)
        if deferred == nil { measured.append(PayloadLevels(law: law)) } else { deferred?.begun.append(law) }
    }

    /// Asks for the memory of the measurement in `slot`, which is needed soon.
    @inline(__always)
    func fetch(_ slot: Int32) {
        guard deferred == nil else { return }
        PayloadLevelTable.fetch(slot, of: measured)
    }

    /// Asks for the memory of one of `measured`; nothing is read or written.
    @inline(__always)
    static func fetch(_ slot: Int32, of measured: [PayloadLevels]) {
        guard slot >= 0, Int(slot) < measured.count else { return }
        measured.withUnsafeBufferPointer { measured in
            guard let first = measured.baseAddress else { return }
            let place = UnsafeRawPointer(first + Int(slot))
            var line = 0
            while line < MemoryLayout<PayloadLevels>.size {
                earshot_prefetch(place + line)
                line += 64
            }
        }
    }

    /// Hands over what was deferred since the last time.
    mutating func takeDeferred() -> DeferredLevels {
        guard let taken = deferred else { return DeferredLevels() }
        var next = DeferredLevels()
        next.payloads.reserveCapacity(taken.payloads.count)
        deferred = next
        return taken
    }

    /// Takes over what a listener measured.
    mutating func adopt(_ listener: LevelListener) { measured = listener.measured }

    /// What was measured of a stream.
    struct Heard {
        var levels: AudioLevels
        var envelope: [UInt8]
    }

    /// What was measured of `stream`; `nil` if there was nothing to hear.
    func heard(in stream: RTPStreamTracker) -> Heard? {
        guard measured.indices.contains(Int(stream.firstLevelSlot)) else { return nil }
        let measurement = measured[Int(stream.firstLevelSlot)]
        return measurement.levels.map { Heard(levels: $0, envelope: measurement.envelope.levels) }
    }
}
