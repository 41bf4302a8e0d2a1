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
    let audio: AudioDepth
    private let defersLevels: Bool

    /// Captures and the categories of their packets.
    var tally = CaptureTally()
    /// UDP: flows and streams.
    var demux: MediaDemux
    /// TCP: connections.
    var transport: TransportStreams
    /// SIP: calls and requests.
    var signaling: SignalingState
    /// What control packets say.
    var rtcp: RTCPTracker
    /// Keys, and the streams that need them.
    var ring: KeyRing
    /// IP fragments.
    var datagrams: DatagramReassembly
    /// Packets that the capture recorded twice.
    var copies = CopyDetector()
    var icmpErrors: [ICMPErrorReport] = []
    var limitsMet: LimitTally = [:]
    /// The close look at some calls; `nil` in a first reading.
    var closeLook: CloseLookRecorder?
    /// The memory of the last batch's located packets.
    private var spare = LocatedPackets()

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
        demux = MediaDemux(limits: limits, measuresLevels: audio == .levels, defersLevels: defersLevels)
        transport = TransportStreams(limits: limits)
        signaling = SignalingState(limits: limits)
        rtcp = RTCPTracker(limits: limits)
        ring = KeyRing(keys: keys)
        datagrams = DatagramReassembly(limits: limits)
    }

    /// Looks closely at the calls in `focus`, which an earlier run over the same captures found; before the first packet.
    ///
    /// Packets then take the long way, whose result is the same; what was seen is ``CallAnalysisResult/closeLook``.
    public mutating func look(at focus: CallFocus) {
        closeLook = CloseLookRecorder(focus)
        demux.streams.seriesSources = Set(focus.sources.keys)
    }

    /// Starts the next capture; packets that follow are counted for it.
    public mutating func beginCapture(name: String) { tally.begin(name: name) }

    /// Takes a key log that stands in the capture itself, before the packets that need it; left alone where
    /// ``DecryptionKeys/usesKeysInCapture`` is off.
    public mutating func addKeyLog(_ bytes: RawSpan) { ring.addCapturedLog(bytes) }

    /// What finds the streams of the next batch's packets, as far as they are known by now.
    public var locator: PacketLocator { PacketLocator(demux.streams.index) }

    /// `locator`, or a new one once there are a quarter more streams than it knows: each costs a copy of the index.
    public func renewed(_ locator: PacketLocator?) -> PacketLocator {
        guard let locator, demux.streams.index.used <= locator.known + max(16, locator.known / 4) else {
            return self.locator
        }
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
        if !tally.hasBegun { beginCapture(name: "") }
        demux.streams.refresh(&located)
        let bytes = batch.bytes.span.bytes
        let packets = batch.packets.span
        let places = located.packets.span
        tally.note(packets)
        var network = NetworkPacket()
        var index = 0
        while true {
            let run =
                closeLook == nil
                ? demux.streams.recordRun(of: packets, at: places, from: index, bytes: bytes, capture: tally.index)
                    - index : 0
            tally.count(.rtp, times: run)
            index += run
            guard index < packets.count else { break }
            // The one place where any other packet is counted.
            tally.count(ingest(packets[index], bytes, &network))
            index += 1
        }
    }

    /// Takes one packet the long way; its category.
    @inline(__always)
    private mutating func ingest(
        _ packet: CapturedPacket, _ bytes: RawSpan, _ network: inout NetworkPacket
    ) -> PacketCategory {
        let start = packet.offset
        let (end, overflow) = start.addingReportingOverflow(packet.capturedLength)
        guard !overflow, start >= 0, packet.capturedLength >= 0, end <= bytes.byteCount else { return .undecodable }
        network.decode(bytes, from: start, to: end, linkType: packet.linkType)
        let category: PacketCategory
        if case .udp = network.content {
            category = ingestDatagram(network, bytes, packet)
        } else {
            category = ingestOther(network, bytes, packet)
        }
        closeLook?.endPacket(tally.reference(to: packet))
        return category
    }

    /// The payloads of the last batch whose levels are still to be measured.
    public mutating func takeDeferredLevels() -> DeferredLevels { demux.streams.levels.takeDeferred() }

    /// Takes over what was measured of all that was deferred.
    public mutating func adopt(_ listener: LevelListener) { demux.streams.levels.adopt(listener) }

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
        keeping openers: inout MediaOpeners, parallel: @escaping ParallelWork = inTurn
    ) -> CallAnalysisResult {
        tally.finish()
        let result = assembleResult(keeping: &openers, parallel: parallel)
        self = CallAnalyzer(limits: limits, audio: audio, keys: ring.keys, defersLevels: defersLevels)
        return result
    }
}
