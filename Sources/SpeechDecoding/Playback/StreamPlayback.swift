/// Lays the packets of one stream on its own time line, as a receiver with a given buffer would play them.
///
/// Packets may come in any order within ``DecodingLimits/packetsInReorder``. What is missing, or comes later than the buffer
/// allows, is concealed by the decoder for up to a second and is silence beyond; a pause of the sender is silence.
/// Drain ``takeSamples()`` between packets to keep memory small.
public final class StreamPlayback {
    /// What became of the packets.
    public struct Account: Sendable, Equatable {
        /// Packets decoded and played.
        public var played = 0
        /// Packets that came too late for the buffer.
        public var late = 0
        /// Packets whose payload could not be decoded.
        public var undecodable = 0
        /// Samples made in place of missing ones.
        public var concealedSamples = 0
        /// Samples of silence: pauses, and gaps too long to conceal.
        public var silentSamples = 0

        /// An account of nothing yet.
        public init() {}
    }

    private struct Waiting {
        var sequence: Int
        var timestamp: UInt32
        var isLate: Bool
        var payload: [UInt8]
    }

    /// The rate of the samples in hertz.
    public let sampleRate: Int
    /// What became of the packets so far.
    public private(set) var account = Account()
    /// Samples made so far, drained or not.
    public private(set) var length = 0
    private let decoder: SpeechDecoder
    private let samplesPerTick: Double
    private let buffer: Double?
    private var samples: [Int16] = []
    private var waiting: [Waiting] = []
    private var highest: Int?
    private var played: Int?
    private var position: Double = 0
    private var lastTimestamp: UInt32 = 0
    private var transitReference: Double?
    private var lowestTransit = 0.0
    private var unwrappedTicks = 0.0
    private var unwrapReference: UInt32 = 0

    /// A playback of a stream whose RTP clock runs at `clockRate`; `bufferMilliseconds` nil plays whatever came.
    public init(coding: SpeechCoding, clockRate: Int, bufferMilliseconds: Double?) throws(SpeechDecodingError) {
        decoder = try SpeechDecoder(coding)
        sampleRate = coding.sampleRate
        samplesPerTick = clockRate > 0 ? Double(coding.sampleRate) / Double(clockRate) : 1
        buffer = bufferMilliseconds
    }

    /// What was made since the last time.
    public func takeSamples() -> [Int16] {
        defer { samples = [] }
        return samples
    }

    /// Takes the packet that came at `arrival`, ns since 1970.
    public func add(sequence: UInt16, timestamp: UInt32, at arrival: Int64, payload: RawSpan) {
        let extended: Int
        if let highest {
            extended = highest + Int(Int16(bitPattern: sequence &- UInt16(truncatingIfNeeded: highest)))
        } else {
            extended = Int(sequence) + 65_536
            unwrapReference = timestamp
        }
        guard !waiting.contains(where: { $0.sequence == extended }), played.map({ extended > $0 }) ?? true else {
            return
        }
        highest = max(highest ?? extended, extended)
        let entry = Waiting(
            sequence: extended, timestamp: timestamp, isLate: isLate(timestamp, at: arrival),
            payload: payload.withUnsafeBytes { Array($0) })
        let place = waiting.lastIndex { $0.sequence < extended }.map { $0 + 1 } ?? 0
        waiting.insert(entry, at: place)
        while waiting.count > DecodingLimits.packetsInReorder { playFirst() }
    }

    /// Plays what still waits.
    public func finish() {
        while !waiting.isEmpty { playFirst() }
    }

    /// Whether the packet comes later than the buffer bridges, measured from the fastest packet so far.
    private func isLate(_ timestamp: UInt32, at arrival: Int64) -> Bool {
        guard let buffer else { return false }
        let ticks = Double(Int32(bitPattern: timestamp &- unwrapReference))
        if abs(ticks) > 1e8 {
            unwrappedTicks += ticks
            unwrapReference = timestamp
        }
        let sent =
            (unwrappedTicks + Double(Int32(bitPattern: timestamp &- unwrapReference))) * samplesPerTick
            / Double(sampleRate) * 1_000
        let came = Double(arrival) / 1e6
        guard let reference = transitReference else {
            transitReference = came - sent
            return false
        }
        let transit = came - sent - reference
        // A jump of the timestamps is a new start.
        if abs(transit) > 5_000 {
            transitReference = came - sent
            lowestTransit = 0
            return false
        }
        lowestTransit = min(lowestTransit, transit)
        return transit - lowestTransit > buffer
    }

    private func playFirst() {
        let entry = waiting.removeFirst()
        defer { played = entry.sequence }
        guard let before = played else {
            lastTimestamp = entry.timestamp
            return decode(entry)
        }
        let step = Double(Int32(bitPattern: entry.timestamp &- lastTimestamp)) * samplesPerTick
        lastTimestamp = entry.timestamp
        // Where the packet belongs; a timestamp that jumps is played behind what is there.
        let isJump = step < 0 || step > Double(sampleRate) * Double(DecodingLimits.longestPauseSeconds)
        position = isJump ? Double(length) : position + step
        fill(until: Int(position.rounded()), isLoss: entry.sequence - before > 1, next: entry)
        decode(entry)
    }

    /// Fills the way to the next packet: concealed where packets are missing, silent where the sender paused.
    private func fill(until wanted: Int, isLoss: Bool, next: Waiting) {
        var gap = wanted - length
        guard gap > 0 else { return }
        let longest = sampleRate * DecodingLimits.longestConcealmentMilliseconds / 1_000
        if isLoss {
            let made = decoder.conceal(samples: min(gap, longest), next: next.payload.span.bytes, into: &samples)
            account.concealedSamples += made
            length += made
            gap -= made
        }
        let room = DecodingLimits.longestRecordingSeconds * sampleRate - length
        let silence = max(0, min(gap, room))
        samples.append(contentsOf: repeatElement(0, count: silence))
        account.silentSamples += silence
        length += silence
    }

    private func decode(_ entry: Waiting) {
        guard length < DecodingLimits.longestRecordingSeconds * sampleRate else { return }
        if entry.isLate {
            account.late += 1
            let made = decoder.conceal(into: &samples)
            account.concealedSamples += made
            length += made
            return
        }
        if let made = try? decoder.decode(entry.payload.span.bytes, into: &samples) {
            account.played += 1
            length += made
        } else {
            account.undecodable += 1
        }
    }
}
