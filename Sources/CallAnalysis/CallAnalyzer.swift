import CallVocabulary
import QualityMeasures
import WireFormats

/// The capture side of the engine as a value: packets go in, calls with measured streams come out.
///
/// Call ``beginCapture(name:)`` for each capture, ``ingest(_:)`` with its packets in order, and ``finish()`` once.
/// Files, sockets and clocks belong to the caller.
///
/// ```swift
/// var analyzer = CallAnalyzer()
/// analyzer.beginCapture(name: "call.pcap")
/// while try reader.nextBatch(&batch) { analyzer.ingest(batch) }
/// let result = analyzer.finish()
/// ```
public struct CallAnalyzer: Sendable {
    /// How far the analysis listens to what the packets carry.
    public enum AudioDepth: Sendable {
        /// Headers only.
        case none
        /// The levels of every G.711 payload.
        case levels
    }

    let limits: AnalysisLimits
    /// What may be decrypted with.
    private(set) var keys: DecryptionKeys
    var mediaKeys = MediaKeyTable()
    /// Streams whose payload is encrypted.
    var protected: [ProtectedStream] = []
    /// Streams, by their index, that no description has announced; one that comes later may call them encrypted.
    var unannounced: [Int: ProtectedStream] = [:]
    /// Bytes of packets kept to try keys on.
    var sampleBytes = 0
    var secureSignaling = SecureSignaling()
    let audio: AudioDepth
    var captures: [CaptureSummary] = []
    var current = CaptureSummary(name: "")
    var captureIndex: Int32 = -1
    var flows = FlowTable()
    var streams: StreamTable
    var calls: CallTracker
    var rtcp: RTCPTracker
    var requests: RequestTracker
    var zrtpAgreements = SecureAgreement()
    var datagrams: DatagramReassembly
    var connections: TCPReassembly
    var copies = CopyDetector()
    var acknowledged = AcknowledgedGaps()
    /// Whom the channels of relays lead to.
    var relays: RelayedPeers
    /// Relayed packets counted as other UDP until they prove to be RTP.
    var heldRelayed: [HeldRelayed: Int] = [:]
    /// The latest time that a capture agent reported; `nil` without any.
    var latestReport: CaptureTime?
    var icmpErrors: [ICMPErrorReport] = []
    var limitsMet: LimitTally = [:]
    /// Messages that began like SIP and could not be read.
    var unreadableMessages = 0
    /// Descriptions of media in signaling other than SIP that could not be read.
    var unreadableDescriptions = 0
    /// Voice quality reports that passed.
    var publishedQuality: [PublishedQuality] = []
    /// Fax by T.38.
    var faxes: FaxTracker
    /// What the signaling gives away.
    var secrets = SignalingSecrets()
    /// What looks at some calls closely; `nil` in a first reading.
    var closeLook: CloseLookRecorder?
    private var lastLinkType: LinkType?
    /// The memory of the last batch's located packets.
    private var spare = LocatedPackets()

    private let defersLevels: Bool

    /// An analyzer that has seen nothing; it listens as far as `audio` says, and decrypts with `keys`.
    ///
    /// With `defersLevels`, levels are left to a ``LevelListener``: after each batch comes ``takeDeferredLevels()``, and
    /// before ``finish()`` comes ``adopt(_:)``.
    public init(
        limits: AnalysisLimits = AnalysisLimits(), audio: AudioDepth = .levels, keys: DecryptionKeys = DecryptionKeys(),
        defersLevels: Bool = false
    ) {
        self.defersLevels = defersLevels
        self.limits = limits
        self.audio = audio
        self.keys = keys
        streams = StreamTable(limits: limits, measuresLevels: audio == .levels, defersLevels: defersLevels)
        calls = CallTracker(limits: limits)
        rtcp = RTCPTracker(limits: limits)
        requests = RequestTracker(limit: limits.requestSeries)
        faxes = FaxTracker(limit: limits.faxStreams)
        datagrams = DatagramReassembly(limits: limits)
        connections = TCPReassembly(limits: limits)
        relays = RelayedPeers(limits: limits)
    }

    /// Looks closely at the calls in `focus`, which an earlier run over the same captures found; before the first packet.
    ///
    /// Packets then take the long way, whose result is the same; what was seen is ``CallAnalysisResult/closeLook``.
    public mutating func look(at focus: CallFocus) {
        closeLook = CloseLookRecorder(focus)
        streams.seriesSources = Set(focus.sources.keys)
    }

    /// Starts the next capture; packets that follow are counted for it.
    public mutating func beginCapture(name: String) {
        if captureIndex >= 0 { captures.append(current) }
        captureIndex += 1
        current = CaptureSummary(name: name)
        lastLinkType = nil
    }

    /// Takes a key log that stands in the capture itself, before the packets that need it; left alone where
    /// ``DecryptionKeys/usesKeysInCapture`` is off.
    public mutating func addKeyLog(_ bytes: RawSpan) {
        guard keys.usesKeysInCapture else { return }
        keys.addKeyLog(bytes)
        mediaKeys.noteSecrets()
    }

    /// What finds the streams of the next batch's packets, as far as they are known by now.
    public var locator: PacketLocator { PacketLocator(streams.index) }

    /// `locator`, or a new one once there are a quarter more streams than it knows: each costs a copy of the index.
    public func renewed(_ locator: PacketLocator?) -> PacketLocator {
        guard let locator, streams.index.used <= locator.known + max(16, locator.known / 4) else { return self.locator }
        return locator
    }

    /// Takes the packets of a batch in order.
    public mutating func ingest(_ batch: borrowing PacketBatch) {
        var located = LocatedPackets()
        swap(&located, &spare)
        locator.locate(batch, into: &located)
        ingest(batch, &located)
        swap(&located, &spare)
    }

    /// Takes the packets of a batch in order, which an earlier ``locator`` has located.
    public mutating func ingest(_ batch: borrowing PacketBatch, _ located: inout LocatedPackets) {
        if located.packets.count != batch.packets.count { locator.locate(batch, into: &located) }
        if captureIndex < 0 { beginCapture(name: "") }
        streams.refresh(&located)
        let bytes = batch.bytes.span.bytes
        let packets = batch.packets.span
        let places = located.packets.span
        noteCaptured(packets)
        var network = NetworkPacket()
        var index = 0
        while true {
            let run =
                closeLook == nil
                ? streams.recordRun(of: packets, at: places, from: index, bytes: bytes, capture: captureIndex) - index
                : 0
            current.accounting.rtp &+= run
            index += run
            guard index < packets.count else { break }
            let packet = packets[index]
            index += 1
            let start = packet.offset
            let (end, overflow) = start.addingReportingOverflow(packet.capturedLength)
            guard !overflow, start >= 0, packet.capturedLength >= 0, end <= bytes.byteCount else {
                current.accounting.undecodable += 1
                continue
            }
            network.decode(bytes, from: start, to: end, linkType: packet.linkType)
            if case .udp = network.content {
                ingestDatagram(network, bytes, packet)
            } else {
                ingestOther(network, bytes, packet)
            }
            closeLook?.endPacket(PacketReference(capture: Int(captureIndex), number: packet.number))
        }
    }

    /// How far the times of neighbouring packets go back where the capture's clock was set, and not merely its order mixed.
    static let clockJump: Int64 = 1_000_000_000

    private mutating func noteClockJump(_ packets: Span<CapturedPacket>, at index: Int) {
        let packet = packets[index]
        // Each packet after the step lies before the latest; the step itself is against the neighbour.
        guard index > 0 else { return }
        let back = packets[index - 1].time.nanoseconds(since: packet.time)
        guard back > CallAnalyzer.clockJump else { return }
        if current.clockJumps == 0 {
            current.firstClockJump = PacketReference(capture: Int(captureIndex), number: packet.number)
            current.firstClockJumpAt = packet.time
            current.firstClockJumpSeconds = Double(back) / 1e9
        }
        current.clockJumps &+= 1
    }

    @inline(never)
    private mutating func noteSilence(since last: CaptureTime, _ packet: CapturedPacket) {
        guard current.silences.count < AnalysisLimits.captureSilences else { return }
        current.silences.append(
            CaptureSilence(
                from: last, until: packet.time,
                endedBy: PacketReference(capture: Int(captureIndex), number: packet.number)))
    }

    /// What is noted of every packet, whatever it holds.
    private mutating func noteCaptured(_ packets: Span<CapturedPacket>) {
        guard packets.count > 0 else { return }
        let opening = packets[0].time
        var first = current.firstPacketAt ?? opening
        var last = current.lastPacketAt ?? opening
        var truncated = 0
        var index = 0
        while index < packets.count {
            let packet = packets[index]
            index += 1
            if packet.time > last {
                if packet.time.nanoseconds(since: last) > CaptureSilence.shortest {
                    noteSilence(since: last, packet)
                }
                last = packet.time
            } else if last.nanoseconds(since: packet.time) > CallAnalyzer.clockJump {
                noteClockJump(packets, at: index &- 1)
            }
            if packet.time < first { first = packet.time }
            if packet.originalLength > packet.capturedLength { truncated &+= 1 }
            if packet.linkType != lastLinkType {
                lastLinkType = packet.linkType
                if !current.linkTypes.contains(packet.linkType) { current.linkTypes.append(packet.linkType) }
            }
        }
        current.packets &+= packets.count
        current.firstPacketAt = first
        current.lastPacketAt = last
        current.truncatedPackets &+= truncated
    }

    /// What of the last batch is left to be listened to.
    public mutating func takeDeferredLevels() -> DeferredLevels { streams.levels.takeDeferred() }

    /// Takes over what was measured of all that was deferred.
    public mutating func adopt(_ listener: LevelListener) { streams.levels.adopt(listener) }

    /// Counts a limit that was met, by its name.
    mutating func meet(_ limit: LimitName, times: Int = 1) {
        if times > 0 { limitsMet[limit, default: 0] += times }
    }

    /// Ends the analysis and hands over what was found. The analyzer is empty afterwards.
    public mutating func finish() -> CallAnalysisResult {
        var openers = MediaOpeners()
        return finish(keeping: &openers)
    }

    /// Ends the analysis like ``finish()``, and keeps in `openers` what opened its encrypted streams. What takes long is
    /// handed to `parallel`.
    public mutating func finish(
        keeping openers: inout MediaOpeners, parallel: ParallelWork = inTurn
    ) -> CallAnalysisResult {
        if captureIndex >= 0 { captures.append(current) }
        let result = assembleResult(keeping: &openers, parallel: parallel)
        self = CallAnalyzer(limits: limits, audio: audio, keys: keys, defersLevels: defersLevels)
        return result
    }
}
