import CallVocabulary
import WireFormats

/// What TCP connections carry: SIP, plain or in WebSockets, and datagrams in TURN, HEP and RTSP.
extension CallAnalyzer {
    /// A TCP segment, counted once whatever it completes.
    mutating func ingestSegment(
        _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket, _ reference: PacketReference
    ) {
        let start = network.payloadStart
        let end = network.payloadEnd
        if start < end, copies.isCopy(network, bytes: bytes, at: packet.time) {
            current.accounting.duplicate += 1
            return
        }
        switch acknowledged.note(network) {
        case .nothing: break
        case .gap:
            if current.acknowledgedGaps == 0 {
                current.firstAcknowledgedGap = reference
                current.firstAcknowledgedGapAt = packet.time
            }
            current.acknowledgedGaps += 1
        case .filled: current.acknowledgedGaps = max(0, current.acknowledgedGaps - 1)
        }
        closeLook?.noteSegment(network, reference)
        let (delivery, limitsMet) = connections.add(network, bytes: bytes, readsTLS: !keys.log.isEmpty)
        for limit in limitsMet { meet(limit) }
        let items: [StreamedItem]
        switch delivery {
        case .items(let found): items = found
        case .protected(let piece):
            if recordProtected(piece, network, at: packet.time, reference) > 0 {
                closeLook?.endSegment(network, reference)
                current.accounting.sip += 1
            } else {
                current.accounting.tcpSegment += 1
            }
            return
        }
        guard !items.isEmpty else {
            let kind = OtherSignalingKind(
                segment: bytes, from: start, to: end, sourcePort: network.sourcePort,
                destinationPort: network.destinationPort)
            if let kind { noteSignaling(kind, at: packet.time, reference) }
            current.accounting.tcpSegment += 1
            return
        }
        // Several items may lie in one segment, which is one packet.
        let before = current.accounting
        for item in items { ingestItem(item, network, packet, reference) }
        closeLook?.endSegment(network, reference)
        let after = current.accounting
        current.accounting = before
        if after.sip > before.sip {
            current.accounting.sip += 1
        } else if after.rtp > before.rtp {
            current.accounting.rtp += 1
        } else if after.rtcp > before.rtcp {
            current.accounting.rtcp += 1
        } else if after.turn > before.turn {
            current.accounting.turn += 1
        } else if after.stun > before.stun {
            current.accounting.stun += 1
        } else if after.undecodable > before.undecodable {
            current.accounting.undecodable += 1
        } else {
            current.accounting.tcpSegment += 1
        }
    }

    private mutating func ingestItem(
        _ item: StreamedItem, _ network: NetworkPacket, _ packet: CapturedPacket, _ reference: PacketReference
    ) {
        switch item {
        case .sip(let message):
            let bytes = message.span.bytes
            // A keepalive in a WebSocket is no message.
            guard SIPMessage.looksLikeSIP(bytes, from: 0, to: message.count) else { return }
            recordSIP(bytes, from: 0, to: message.count, network, at: packet.time, reference)
            current.accounting.sip += 1
        case .relayed(let message): ingestRelayed(message.span.bytes, network, packet)
        case .reported(let message):
            let bytes = message.span.bytes
            let report = HEPPacket(
                parsing: bytes, from: 0, to: message.count, wireLength: message.count, near: packet.time)
            guard let report else { return }
            ingestStreamedReport(report, network, bytes, packet)
        case .rtsp(let message):
            noteSignaling(.rtsp, at: packet.time, reference)
            recordRTSP(message.span.bytes, network)
        case .interleaved(let payload):
            var inner = network
            inner.content = .udp
            inner.payloadStart = 0
            inner.payloadEnd = payload.count
            inner.payloadWireLength = payload.count
            _ = ingestVouched(inner, payload.span.bytes, packet)
        }
    }

    /// A message between a TURN client and its relay over TCP.
    private mutating func ingestRelayed(_ bytes: RawSpan, _ network: NetworkPacket, _ packet: CapturedPacket) {
        let length = bytes.byteCount
        var outer = network
        outer.payloadStart = 0
        outer.payloadEnd = length
        outer.payloadWireLength = length
        if let data = ChannelData(streamed: bytes, from: 0, to: length) {
            if !ingestVouched(relayed(by: data, outer), bytes, packet) { current.accounting.turn += 1 }
            return
        }
        guard let header = STUNHeader(parsing: bytes, from: 0, to: length, wireLength: length) else { return }
        let inner = relayed(by: header, outer, bytes)
        if let inner, ingestVouched(inner, bytes, packet) { return }
        current.accounting.stun += 1
    }

    /// What a capture agent reports over TCP; RTP only where the agent says that it is.
    private mutating func ingestStreamedReport(
        _ report: HEPPacket, _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) {
        var seen = packet
        if let time = report.time { seen.time = time }
        if report.isCompressed {
            noteUnread(.compressedReports, packet)
            current.accounting.undecodable += 1
            return
        }
        let inner = network.carrying(
            report.payload, wireLength: report.payloadWireLength, from: report.source, to: report.destination)
        let start = inner.payloadStart
        if SIPMessage.looksLikeSIP(bytes, from: start, to: inner.payloadEnd) {
            let reference = PacketReference(capture: Int(captureIndex), number: packet.number)
            recordSIP(bytes, from: start, to: inner.payloadEnd, inner, at: seen.time, reference)
            current.accounting.sip += 1
        } else if report.kind == 4 || report.kind == 5 {
            guard ingestVouched(inner, bytes, seen) else { return }
        } else {
            return
        }
        latestReport = max(latestReport ?? seen.time, seen.time)
    }

    /// Takes a datagram of which the protocol around it says that it is media; true if it is RTP or RTCP.
    ///
    /// Nothing is held back for it: several may lie in one packet, which is counted once.
    private mutating func ingestVouched(_ inner: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket) -> Bool {
        if closeLook != nil { lookAt(inner, bytes, packet) }
        let start = inner.payloadStart
        let end = inner.payloadEnd
        switch MediaDatagramKind(parsing: bytes, from: start, to: end, wireLength: inner.payloadWireLength) {
        case .rtp:
            let header = RTPHeader(parsing: bytes, from: start, to: end, wireLength: inner.payloadWireLength)
            guard header != nil else { return false }
            var isNew = false
            let flow = flows.index(of: inner, limit: limits.flows, isNew: &isNew)
            if flow >= 0 { flows[flow].isAdvertised = true }
            let before = current.accounting.rtp
            ingestMedia(inner, bytes, packet)
            return current.accounting.rtp > before
        case .rtcp:
            let reference = PacketReference(capture: Int(captureIndex), number: packet.number)
            guard recordRTCP(inner, bytes, at: packet.time, reference) else { return false }
            current.accounting.rtcp += 1
            return true
        case .stun, .zrtp, .dtls, .turnChannel, .other: return false
        }
    }
}
