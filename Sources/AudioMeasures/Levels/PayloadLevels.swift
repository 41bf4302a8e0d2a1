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
    /// Packets that repeat the one before, silence apart.
    public private(set) var repeated = 0
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
    /// Frames by level, four buckets to 6 dB; bucket 0 is digital silence.
    var histogram: InlineArray<64, UInt32> = .init(repeating: 0)
    var likeness = LawLikeness()
    private var silence = 0
    private var position: Int64 = 0
    private var lastLength: Int64 = 0
    private var lastTimestamp: UInt32 = 0
    private var lastSignature: UInt64 = 0
    private var floor: UInt8 = 255

    /// Samples of a frame: 20 ms.
    static let frameSamples = 160
    /// A length that no packet of G.711 has a remainder of: 5 ms.
    static let packetStep = 40
    /// One packet in so many is looked at for the law it may really be.
    private static let likenessStep = 32

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
        var start = 0
        while start < count {
            let length = min(PayloadLevels.frameSamples, count - start)
            frame(payload.extracting(start..<start &+ length), offset: start, at: arrival)
            start &+= length
        }
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

    private mutating func frame(_ bytes: RawSpan, offset: Int, at arrival: Int64) {
        let count = bytes.byteCount
        let sum = G711.sumOfSquares(bytes, law)
        samples &+= count
        squares += Double(sum)
        let mean = Double(sum) / Double(count)
        let level = LevelEnvelope.level(meanSquare: mean)
        envelope.set(level, at: Int(clamping: (position &+ Int64(offset)) / Int64(PayloadLevels.frameSamples)))
        histogram[Int(level >> 1)] &+= 1
        if level == 0 || isIdleOfOtherLaw(bytes) {
            silentSamples &+= count
            silence &+= count
            longestSilence = max(longestSilence, silence)
            lastSignature = 0
            return
        }
        silence = 0
        if firstSound == nil { firstSound = arrival }
        lastSound = arrival
        let signature = PayloadLevels.signature(of: bytes, sum)
        if signature == lastSignature { repeated &+= 1 }
        lastSignature = signature
        // Clipping needs at least three words at the peak, and these alone make this much.
        let peak = Double(law.peak)
        if Double(sum) >= 3 * peak * peak { countClipped(bytes) }
        floor = level < floor ? level : floor &+ (packets & 63 == 0 && floor < 255 ? 1 : 0)
        if packets % PayloadLevels.likenessStep == 1 {
            likeness.add(bytes, law: law, isQuiet: level <= floor &+ min(8, 255 &- floor))
        }
    }

    /// Silence of the other law is a constant that this one takes for a sound.
    private mutating func isIdleOfOtherLaw(_ bytes: RawSpan) -> Bool {
        let first = bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
        guard (law == .mu ? first & 0x7F == 0x55 : first & 0x7F == 0x7F),
            bytes.unsafeLoad(fromByteOffset: bytes.byteCount / 2, as: UInt8.self) == first, G711.isConstant(bytes)
        else { return false }
        otherLawIdleSamples &+= bytes.byteCount
        return true
    }

    private mutating func countClipped(_ bytes: RawSpan) {
        let peak: UInt8 = law == .mu ? 0x00 : 0x2A
        var count = 0
        for index in 0..<bytes.byteCount
        where bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self) & 0x7F == peak { count &+= 1 }
        if count >= 3 { clippedSamples &+= count }
    }

    /// What two equal frames have in common and others hardly: their energy and three of their words.
    private static func signature(of bytes: RawSpan, _ sum: UInt64) -> UInt64 {
        let last = bytes.byteCount - 8
        guard last >= 0 else { return sum }
        let head = bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)
        let middle = bytes.unsafeLoadUnaligned(fromByteOffset: last / 2, as: UInt64.self)
        let tail = bytes.unsafeLoadUnaligned(fromByteOffset: last, as: UInt64.self)
        return (sum &* 0x9E37_79B9_7F4A_7C15 ^ head) &* 0xC2B2_AE3D_27D4_EB4F ^ middle &* 0xFF51_AFD7_ED55_8CCD
            ^ tail | 1
    }
}
