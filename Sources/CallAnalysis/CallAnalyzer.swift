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
    let limits: AnalysisLimits
    var captures: [CaptureSummary] = []
    var current = CaptureSummary(name: "")
    var captureIndex: Int32 = -1
    var flows = FlowTable()
    var streams: StreamTable
    var calls: CallTracker
    var rtcp = RTCPTracker()
    var datagrams: DatagramReassembly
    var connections: TCPReassembly
    var copies = CopyDetector()
    var icmpErrors: [ICMPErrorReport] = []
    var limitsMet: [String: Int] = [:]
    /// Messages that began like SIP and could not be read.
    var unreadableMessages = 0
    /// What the signaling gives away.
    var secrets = SignalingSecrets()
    private var lastLinkType: LinkType?

    /// An analyzer that has seen nothing.
    public init(limits: AnalysisLimits = AnalysisLimits()) {
        self.limits = limits
        streams = StreamTable(limits: limits)
        calls = CallTracker(limits: limits)
        datagrams = DatagramReassembly(limits: limits)
        connections = TCPReassembly(limits: limits)
    }

    /// Starts the next capture; packets that follow are counted for it.
    public mutating func beginCapture(name: String) {
        if captureIndex >= 0 { captures.append(current) }
        captureIndex += 1
        current = CaptureSummary(name: name)
        lastLinkType = nil
    }

    /// Takes the packets of a batch in order.
    public mutating func ingest(_ batch: borrowing PacketBatch) {
        if captureIndex < 0 { beginCapture(name: "") }
        let bytes = batch.bytes.span.bytes
        let packets = batch.packets.span
        var network = NetworkPacket()
        for index in packets.indices {
            let packet = packets[index]
            noteCaptured(packet)
            let start = packet.offset
            let (end, overflow) = start.addingReportingOverflow(packet.capturedLength)
            guard !overflow, start >= 0, packet.capturedLength >= 0, end <= bytes.byteCount else {
                current.accounting.undecodable += 1
                continue
            }
            network.decode(bytes, from: start, to: end, linkType: packet.linkType)
            if network.content == .udp {
                ingestDatagram(network, bytes, packet)
            } else {
                ingestOther(network, bytes, packet)
            }
        }
    }

    @inline(__always)
    private mutating func noteCaptured(_ packet: CapturedPacket) {
        current.packets &+= 1
        if let first = current.firstPacketAt, let last = current.lastPacketAt {
            if packet.time > last {
                current.lastPacketAt = packet.time
            } else if packet.time < first {
                current.firstPacketAt = packet.time
            }
        } else {
            current.firstPacketAt = packet.time
            current.lastPacketAt = packet.time
        }
        if packet.originalLength > packet.capturedLength { current.truncatedPackets &+= 1 }
        if packet.linkType != lastLinkType {
            lastLinkType = packet.linkType
            if !current.linkTypes.contains(packet.linkType) { current.linkTypes.append(packet.linkType) }
        }
    }

    /// Counts a limit that was met, by its name.
    mutating func meet(_ limit: String) {
        limitsMet[limit, default: 0] += 1
    }

    /// Ends the analysis and hands over what was found. The analyzer is empty afterwards.
    public mutating func finish() -> CallAnalysisResult {
        if captureIndex >= 0 { captures.append(current) }
        let result = assembleResult()
        self = CallAnalyzer(limits: limits)
        return result
    }
}
