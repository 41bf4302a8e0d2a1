import CallVocabulary
import WireFormats

/// Reads control packets into the statements that ``RTCPTracker`` keeps.
extension CallAnalyzer {
    /// True if the datagram is RTCP that holds together.
    mutating func recordRTCP(
        _ network: NetworkPacket, _ bytes: RawSpan, at time: CaptureTime, _ reference: PacketReference
    ) -> Bool {
        guard
            let compound = try? RTCPCompound(
                parsing: bytes, from: network.payloadStart, to: network.payloadEnd,
                wireLength: network.payloadWireLength), !compound.packets.isEmpty
        else { return false }
        // Behind encrypted packets stands a tag, which is no packet: what is whole to its end is not encrypted.
        let isWhole = compound.stop == nil && compound.malformedCount == 0 && !compound.isTruncated
        switch isWhole ? .plain : openControl(network, bytes, at: time) {
        case .plain: recordStatements(of: compound, network, at: time, reference)
        case .opened(let plain):
            if let opened = try? RTCPCompound(
                parsing: plain.span.bytes, from: 0, to: plain.count, wireLength: plain.count)
            {
                recordStatements(of: opened, network, at: time, reference)
            }
        // Encrypted figures are no figures (RFC 3711 §3.4): it is RTCP, and that is all.
        case .closed: break
        }
        return true
    }

    private mutating func recordStatements(
        of compound: RTCPCompound, _ network: NetworkPacket, at time: CaptureTime, _ reference: PacketReference
    ) {
        for packet in compound.packets {
            for statement in CallAnalyzer.statements(of: packet) {
                rtcp.record(
                    statement, source: network.sourceEndpoint, destination: network.destinationEndpoint, at: time,
                    packet: reference, endpoints: calls.endpoints)
            }
        }
    }

    private static func statements(of packet: RTCPPacket) -> [RTCPTracker.Statement] {
        switch packet {
        case .senderReport(let report):
            let own = RTCPTracker.Statement.senderReport(
                ssrc: report.ssrc, middleOfNTP: report.middleNTPTimestamp, packetCount: report.packetCount)
            return [own] + report.blocks.map { statement(of: $0, reporter: report.ssrc) }
        case .receiverReport(let report):
            return [.receiver(ssrc: report.ssrc)] + report.blocks.map { statement(of: $0, reporter: report.ssrc) }
        case .sourceDescription(let description):
            return description.chunks.compactMap { chunk in
                chunk.canonicalName.map { .canonicalName(ssrc: chunk.ssrc, $0) }
            }
        case .goodbye(let goodbye):
            return goodbye.sources.map { .bye(ssrc: $0) }
        case .extendedReport(let report):
            return report.blocks.compactMap { block in
                guard case .voipMetrics(let metrics) = block else { return nil }
                return .voipMetrics(reporter: report.ssrc, about: metrics.ssrc, metrics)
            }
        case .application, .feedback, .other: return []
        }
    }

    private static func statement(of block: RTCPReportBlock, reporter: UInt32) -> RTCPTracker.Statement {
        .reportBlock(
            reporter: reporter, about: block.ssrc,
            RTCPTracker.Block(
                fractionLost: block.fractionLost, cumulativeLost: Int(block.cumulativeLost),
                highestSequence: block.extendedHighestSequence, jitter: block.jitter,
                lastSenderReport: block.lastSenderReport ?? 0,
                delaySinceLastSenderReport: block.delaySinceLastSenderReport))
    }
}
