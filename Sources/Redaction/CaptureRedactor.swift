import CallVocabulary
import WireFormats

/// Packets in, packets without what identifies out, and the map of what was replaced.
///
/// Two passes over the same packets: ``survey(_:)`` for all batches of all files, then ``endSurvey()``, then
/// ``redact(_:_:)`` for each packet in the same order. The first learns what payloads are and puts together what is cut
/// into segments and fragments; the second writes. Nothing changes its length.
public struct CaptureRedactor: Sendable {
    /// How a run goes about it.
    public struct Options: Sendable {
        /// What becomes of audio.
        public var audio = AudioTreatment.noise
        /// Bytes of TCP and of fragments kept between the passes; what is beyond is left out.
        public var heldBytes = 1 << 30

        /// The defaults.
        public init() {}
    }

    /// What was done with the packets.
    public struct Tally: Equatable, Sendable {
        /// Packets read in the second pass.
        public var packets = 0
        /// Messages and reports whose texts were replaced, by what they are.
        public var rewritten: [String: Int] = [:]
        /// Media packets whose payload was replaced, by codec.
        public var payloads: [String: Int] = [:]
        /// Packets whose content was left out, by what it was.
        public var leftOut: [String: Int] = [:]
        /// Segments and fragments left out because ``Options/heldBytes`` was met.
        public var beyondLimit = 0
    }

    /// Which pass is under way.
    enum Pass { case survey, writing }

    let options: Options
    let media: MediaReplacement
    var signaling: SignalingRedaction
    var streams = StreamMemory()
    var fragments = FragmentMemory()
    var sources = SourceCounts()
    var pass = Pass.survey
    /// What was done so far.
    public internal(set) var tally = Tally()
    /// Where headers and media payloads of the packet being written lie: what was replaced there, counters, clocks and noise,
    /// in which any four bytes may stand by chance.
    var noise: [Range<Int>] = []
    /// Where what media carry lies in the packet being written.
    var speech: [Range<Int>] = []
    /// The checksums over it, the inner before the outer.
    var covers: [RedactedPacket.Cover] = []
    /// Media payloads within streams and fragments, which no single packet holds.
    public private(set) var scatteredPayloads = 0

    /// A redactor that has seen nothing.
    public init(key: RedactionKey, options: Options = Options()) {
        self.options = options
        media = MediaReplacement(key: key, treatment: options.audio)
        signaling = SignalingRedaction(key: key)
    }

    /// What was removed, and what stands in its place.
    public var replacements: Replacements { signaling.text.values }

    /// Takes note of the packets of a batch.
    public mutating func survey(_ batch: borrowing PacketBatch) {
        pass = .survey
        for packet in batch.packets {
            var bytes = Array(batch.bytes[packet.offset..<(packet.offset + packet.capturedLength)])
            frame(&bytes, packet)
        }
    }

    /// Puts together what was cut into pieces, and replaces in it.
    public mutating func endSurvey() {
        pass = .writing
        settleFragments()
        settleStreams()
        scatteredPayloads = tally.payloads.values.reduce(0, +)
        tally = Tally()
    }

    /// The bytes of one packet without what identifies.
    public mutating func redact(_ batch: borrowing PacketBatch, _ packet: CapturedPacket) -> RedactedPacket {
        pass = .writing
        noise = []
        speech = []
        covers = []
        tally.packets += 1
        var bytes = Array(batch.bytes[packet.offset..<(packet.offset + packet.capturedLength)])
        frame(&bytes, packet)
        return RedactedPacket(bytes: bytes, noise: noise, speech: speech, covers: covers)
    }

    /// Goes back to the first packet, to write the same once more.
    public mutating func beginAgain() {
        streams.next = 0
        fragments.next = 0
        tally = Tally()
    }

    mutating func leaveOut(_ bytes: inout [UInt8], _ range: Range<Int>, _ what: String) {
        guard !range.isEmpty else { return }
        bytes.blank(range)
        tally.leftOut[what, default: 0] += 1
    }

    mutating func note(_ what: String) { tally.rewritten[what, default: 0] += 1 }

    // MARK: Addresses in place

    func address4(_ bytes: [UInt8], _ at: Int) -> IPAddress { IPAddress(v4: bytes.number32(at)) }

    func address6(_ bytes: [UInt8], _ at: Int) -> IPAddress {
        IPAddress(high: bytes.number64(at), low: bytes.number64(at + 8))
    }

    mutating func replaceAddress(_ bytes: inout [UInt8], _ at: Int, isV6: Bool) {
        if isV6 {
            let new = signaling.text.values.address(address6(bytes, at))
            bytes.put(new.high, at)
            bytes.put(new.low, at + 8)
        } else if let new = signaling.text.values.address(address4(bytes, at)).v4 {
            bytes.put(new, at)
        }
    }

    mutating func replaceHardware(_ bytes: inout [UInt8], _ at: Int) {
        let old = UInt64(bytes.number16(at)) << 32 | UInt64(bytes.number32(at + 2))
        let new = signaling.text.values.hardware(old)
        bytes.put(UInt16(truncatingIfNeeded: new >> 32), at)
        bytes.put(UInt32(truncatingIfNeeded: new), at + 2)
    }
}

/// A packet without what identifies.
public struct RedactedPacket: Sendable {
    /// Its bytes, as many as before.
    public var bytes: [UInt8]
    /// Where replaced payloads lie in it.
    public var noise: [Range<Int>]

    /// Where in it what media carried was replaced.
    public var speech: [Range<Int>] = []
    /// The checksums over that, the inner before the outer.
    public var covers: [Cover] = []

    /// A checksum and what it covers.
    public struct Cover: Equatable, Sendable {
        /// Where it stands.
        public var at: Int
        /// What it covers, itself included.
        public var range: Range<Int>
    }

    /// A packet of its bytes and the places of what was replaced at random.
    public init(bytes: [UInt8], noise: [Range<Int>], speech: [Range<Int>] = [], covers: [Cover] = []) {
        self.bytes = bytes
        self.noise = noise
        self.speech = speech
        self.covers = covers
    }

    /// The packet `original` with what media carried replaced, and nothing else.
    public func withoutSpeech(_ original: [UInt8]) -> [UInt8] {
        guard original.count == bytes.count else { return bytes }
        var result = original
        for range in speech.map({ $0.clamped(to: 0..<result.count) }) {
            result.replaceSubrange(range, with: bytes[range])
        }
        for cover in covers where cover.range.upperBound <= result.count && cover.range.contains(cover.at + 1) {
            let old = Checksum.sum(original, cover.range)
            let new = Checksum.sum(result, cover.range)
            guard old != new else { continue }
            let changed = Checksum.changed(original.number16(cover.at), from: old, to: new)
            // Zero would say that there is none.
            result.put(changed == 0 ? 0xFFFF : changed, cover.at)
        }
        return result
    }
}

/// How often sources send between two ports: what comes once is no stream.
struct SourceCounts: Sendable {
    struct Flow: Hashable {
        var source: TransportEndpoint
        var destination: TransportEndpoint
        var ssrc: UInt32
    }

    private var counts: [Flow: Int] = [:]
    static let maximum = 1_000_000

    mutating func add(_ flow: Flow) {
        if counts[flow] != nil {
            counts[flow, default: 0] += 1
        } else if counts.count < SourceCounts.maximum {
            counts[flow] = 1
        }
    }

    func count(of flow: Flow) -> Int { counts[flow, default: 0] }

    func isStream(_ flow: Flow) -> Bool { count(of: flow) >= 2 }
}
