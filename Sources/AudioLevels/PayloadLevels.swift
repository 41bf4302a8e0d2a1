/// The levels of one direction's G.711 payloads, packet by packet, in a few hundred bytes and an envelope.
///
/// Cheap enough for every packet: the squares of a payload's code words are looked up and added; everything else is worked
/// out per frame of at most 20 ms. Speech and noise are told apart from the distribution of frame levels, so that the
/// active level comes close to that of ITU-T P.56 (up to 3 dB above where speech is sparse); ``ActiveSpeechLevel`` is exact and needs the decoded audio.
public struct PayloadLevels: Sendable {
    /// The law the payloads are read by.
    public let law: G711Law
    /// Packets measured.
    public private(set) var packets = 0
    /// Packets whose length is none of this coding: encrypted, or of another codec.
    public private(set) var undecodable = 0
    /// Packets, or 20 ms in longer packets, that repeat what was before, silence apart.
    public var repeated: Int { max(packetRepetitions.count, frameRepetitions.count) }
    /// Code words at the law's peak, in packets with three or more of them.
    public private(set) var clippedSamples = 0
    /// Levels of 20 ms in steps of 0.75 dB, for the comparison of both directions.
    public private(set) var envelope = LevelEnvelope()

    var samples = 0
    var squares = 0.0
    var silentSamples = 0
    var otherLawIdleSamples = 0
    var longestSilence = 0
    var firstSound: Int64?
    var lastSound: Int64?
    var likeness = LawLikeness()
    var clicks = ClickCount()
    private var silence = 0
    private var position: Int64 = 0
    private var lastLength: Int64 = 0
    private var lastTimestamp: UInt32 = 0
    private var packetRepetitions = FrameRepetitions()
    private var floor: UInt8 = 255
    // What not every packet changes, or only a word of it, comes last.

    /// Frames by level, four buckets to 6 dB; bucket 0 is digital silence.
    var histogram: InlineArray<64, UInt32> = .init(repeating: 0)
    private var frameRepetitions = FrameRepetitions()

    /// Samples of a frame: 20 ms.
    static let frameSamples = 160
    /// A length that no packet of G.711 has a remainder of: 5 ms.
    static let packetStep = 40
    /// One packet in so many is looked at for the law it may really be.
    private static let likenessStep = 32
    /// One packet in so many is looked at for clicks; a power of two.
    private static let clickStep = 4

    /// Nothing measured yet.
    public init(law: G711Law) {
        self.law = law
    }

    /// Takes the payload of the packet that came at `arrival`, in ns since 1970.
    public mutating func add(_ payload: RawSpan, timestamp: UInt32, at arrival: Int64) {
        let count = payload.byteCount
        guard count > 0, count % PayloadLevels.packetStep == 0, count <= 8 * AudioLimits.longestPacketMilliseconds
        else {
            undecodable &+= 1
            return
        }
        place(timestamp, count)
        packets &+= 1
        var isHeard = false
        if count <= PayloadLevels.frameSamples {
            isHeard = frame(payload, offset: 0, at: arrival)
        } else {
            // A gateway that packs its frames anew repeats them within the packet.
            let holdsFrames = count % PayloadLevels.frameSamples == 0
            var start = 0
            while start < count {
                let length = min(PayloadLevels.frameSamples, count - start)
                let bytes = payload.extracting(start..<start &+ length)
                let isFrameHeard = frame(bytes, offset: start, at: arrival)
                if holdsFrames, isFrameHeard {
                    frameRepetitions.add(bytes, law)
                } else {
                    frameRepetitions.interrupt()
                }
                if isFrameHeard { isHeard = true }
                start &+= length
            }
        }
        if isHeard { packetRepetitions.add(payload, law) } else { packetRepetitions.interrupt() }
    }

    /// Where on the stream's own time the packet lies; a timestamp that jumps is a new start.
    private mutating func place(_ timestamp: UInt32, _ count: Int) {
        if packets > 0 {
            let step = Int64(Int32(bitPattern: timestamp &- lastTimestamp))
            position &+= step > -16_000 && step <= 960_000 ? step : lastLength
        }
        lastTimestamp = timestamp
        lastLength = Int64(count)
    }

    /// Measures at most 20 ms; answers whether there is more in it than silence and what is next to it.
    private mutating func frame(_ bytes: RawSpan, offset: Int, at arrival: Int64) -> Bool {
        let count = bytes.byteCount
        let sum = G711.sumOfSquares(bytes, law)
        samples &+= count
        squares += Double(sum)
        let isSilent = sum == 0 || isConstant(bytes)
        let level = isSilent ? 0 : LevelEnvelope.level(meanSquare: Double(sum) / Double(count))
        envelope.set(level, at: Int(clamping: (position &+ Int64(offset)) / Int64(PayloadLevels.frameSamples)))
        histogram[Int(level >> 1)] &+= 1
        let isLookedAt = offset == 0 && packets & (PayloadLevels.clickStep &- 1) == 0
        if isSilent {
            silentSamples &+= count
            silence &+= count
            longestSilence = max(longestSilence, silence)
            if isLookedAt { clicks.pass(count) }
            return false
        }
        silence = 0
        if firstSound == nil { firstSound = arrival }
        lastSound = arrival
        // A microphone in a quiet room, in the last steps of the law: nothing more can be told from these.
        guard sum > UInt64(LevelEnvelope.quietestOfALaw) &* UInt64(count) else {
            if isLookedAt { clicks.pass(count) }
            return false
        }
        if isLookedAt { clicks.add(bytes, level: level, law: law) }
        // Clipping needs at least three words at the peak, and these alone make this much.
        let peak = UInt64(law.peak.magnitude)
        if sum >= 3 &* peak &* peak { countClipped(bytes) }
        floor = level < floor ? level : floor &+ (packets & 63 == 0 && floor < 255 ? 1 : 0)
        if packets % PayloadLevels.likenessStep == 1 {
            likeness.add(bytes, law: law, isQuiet: level <= floor &+ min(8, 255 &- floor))
        }
        return true
    }

    /// One word from end to end is no sound, whichever it is. The idle words of the other law are told apart.
    @inline(__always)
    private mutating func isConstant(_ bytes: RawSpan) -> Bool {
        let first = bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
        guard bytes.unsafeLoad(fromByteOffset: bytes.byteCount / 2, as: UInt8.self) == first,
            bytes.unsafeLoad(fromByteOffset: bytes.byteCount / 4, as: UInt8.self) == first, G711.isConstant(bytes)
        else { return false }
        if law == .mu ? first & 0x7F == 0x55 : first & 0x7F == 0x7F { otherLawIdleSamples &+= bytes.byteCount }
        return true
    }

    private mutating func countClipped(_ bytes: RawSpan) {
        let count = G711.countPeaks(bytes, law)
        if count >= 3 { clippedSamples &+= count }
    }
}
