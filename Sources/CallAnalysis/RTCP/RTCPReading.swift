import CallVocabulary
import WireFormats

/// Reads control packets into the statements that ``RTCPTracker`` keeps.
extension CallAnalyzer {
    /// Ports of name services: DNS, NetBIOS, mDNS, LLMNR.
    private static let namePorts: [UInt16] = [53, 137, 5_353, 5_355]

    /// True if the datagram is RTCP that holds together.
    mutating func recordRTCP(
        _ network: NetworkPacket, _ bytes: RawSpan, at time: CaptureTime, _ reference: PacketReference
    ) -> Bool {
        // Names are asked for with numbers of all kinds at the start, and some look like a report.
        guard !CallAnalyzer.namePorts.contains(network.sourcePort),
            !CallAnalyzer.namePorts.contains(network.destinationPort)
        else { return false }
        guard
            let compound = try? RTCPCompound(
                parsing: bytes, from: network.payloadStart, to: network.payloadEnd,
                wireLength: network.payloadWireLength), !compound.packets.isEmpty
        else { return false }
        // Behind encrypted packets stands a tag, which is no packet: what is whole to its end is not encrypted.
        let isWhole = compound.stop == nil && compound.malformedCount == 0 && !compound.isTruncated
        switch isWhole ? .plain : ring.openControl(network, bytes, at: time, signaling.calls.endpoints) {
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
        let sighting = RTCPTracker.Sighting(
            source: network.sourceEndpoint, destination: network.destinationEndpoint, time: time, packet: reference)
        // Of one call alone nothing begins anew.
        if signaling.calls.endpoints.spans.count > 1 { turnPages(compound, sighting) }
        for packet in compound.packets {
            switch packet {
            case .senderReport(let report):
                rtcp.recordSenderReport(
                    ssrc: report.ssrc, middleOfNTP: report.middleNTPTimestamp, packetCount: report.packetCount, sighting
                )
                record(report.blocks, reporter: report.ssrc, sighting)
            case .receiverReport(let report):
                rtcp.recordReceiver(ssrc: report.ssrc, sighting)
                record(report.blocks, reporter: report.ssrc, sighting)
            case .sourceDescription(let description):
                for chunk in description.chunks {
                    if let name = chunk.canonicalName { rtcp.recordName(name, of: chunk.ssrc, sighting) }
                }
            case .goodbye(let goodbye):
                for source in goodbye.sources { rtcp.recordGoodbye(source, sighting) }
            case .extendedReport(let report):
                for block in report.blocks {
                    guard case .voipMetrics(let metrics) = block else { continue }
                    rtcp.recordMetrics(metrics, reporter: report.ssrc, about: metrics.ssrc, sighting)
                }
            case .application, .feedback, .other: break
            }
        }
    }

    /// Begins anew what is said of sources that serve a later call by now.
    private mutating func turnPages(_ compound: RTCPCompound, _ sighting: RTCPTracker.Sighting) {
        for packet in compound.packets {
            switch packet {
            case .senderReport(let report):
                rtcp.turnPage(ofSpeaker: report.ssrc, sighting, signaling.calls.endpoints)
                for block in report.blocks { rtcp.turnPage(ofSubject: block.ssrc, sighting, signaling.calls.endpoints) }
            case .receiverReport(let report):
                rtcp.turnPage(ofSpeaker: report.ssrc, sighting, signaling.calls.endpoints)
                for block in report.blocks { rtcp.turnPage(ofSubject: block.ssrc, sighting, signaling.calls.endpoints) }
            case .sourceDescription(let description):
                for chunk in description.chunks {
                    rtcp.turnPage(ofSpeaker: chunk.ssrc, sighting, signaling.calls.endpoints)
                }
            case .goodbye(let goodbye):
                for source in goodbye.sources { rtcp.turnPage(ofSpeaker: source, sighting, signaling.calls.endpoints) }
            case .extendedReport(let report):
                for block in report.blocks {
                    guard case .voipMetrics(let metrics) = block else { continue }
                    rtcp.turnPage(ofSubject: metrics.ssrc, sighting, signaling.calls.endpoints)
                }
            case .application, .feedback, .other: break
            }
        }
    }

    private mutating func record(
        _ blocks: [RTCPReportBlock], reporter: UInt32, _ sighting: RTCPTracker.Sighting
    ) {
        var hasProgress = false
        for block in blocks {
            let isProgress = rtcp.recordBlock(
                RTCPTracker.Block(
                    fractionLost: block.fractionLost, cumulativeLost: Int(block.cumulativeLost),
                    highestSequence: block.extendedHighestSequence, jitter: block.jitter,
                    lastSenderReport: block.lastSenderReport ?? 0,
                    delaySinceLastSenderReport: block.delaySinceLastSenderReport),
                reporter: reporter, about: block.ssrc, sighting)
            hasProgress = hasProgress || isProgress
        }
        rtcp.recordReception(reporter: reporter, blocks: blocks.count, hasProgress: hasProgress, sighting)
    }
}
