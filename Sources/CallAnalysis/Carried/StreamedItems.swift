import CallVocabulary
import WireFormats

/// What TCP connections carry: SIP, plain or in WebSockets, and datagrams in TURN, HEP and RTSP.
extension CallAnalyzer {
    /// Takes a TCP segment, which is one packet whatever it completes.
    mutating func ingestSegment(
        _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket, _ reference: PacketReference
    ) -> PacketCategory {
        let start = network.payloadStart
        let end = network.payloadEnd
        if start < end, copies.isCopy(network, bytes: bytes, at: packet.time) { return .duplicate }
        tally.note(transport.acknowledged.note(network), packet)
        closeLook?.noteSegment(network, reference)
        let (delivery, limitsMet) = transport.connections.add(network, bytes: bytes, readsTLS: !ring.keys.log.isEmpty)
        for limit in limitsMet { meet(limit) }
        let items: [StreamedItem]
        switch delivery {
        case .items(let found): items = found
        case .protected(let piece):
            guard recordProtected(piece, network, at: packet.time, reference) > 0 else { return .tcpSegment }
            closeLook?.endSegment(network, reference)
            return .sip
        }
        guard !items.isEmpty else {
            let kind = OtherSignalingKind(
                segment: bytes, from: start, to: end, sourcePort: network.sourcePort,
                destinationPort: network.destinationPort)
            if let kind {
                tally.note(kind, at: packet.time, reference)
            } else if let content = EncryptedTraffic.kind(ofSegment: network, bytes) {
                tally.note(content, packet)
            }
            return .tcpSegment
        }
        var category = PacketCategory.tcpSegment
        for item in items {
            let found = ingestItem(item, network, packet, reference)
            if let found, found.rankInSegment > category.rankInSegment { category = found }
        }
        closeLook?.endSegment(network, reference)
        return category
    }

    /// Takes one item; its category, `nil` if it is nothing.
    private mutating func ingestItem(
        _ item: StreamedItem, _ network: NetworkPacket, _ packet: CapturedPacket, _ reference: PacketReference
    ) -> PacketCategory? {
        switch item {
        case .sip(let message):
            let bytes = message.span.bytes
            // A keepalive in a WebSocket is no message.
            guard SIPFraming.looksLikeSIP(bytes, from: 0, to: message.count) else { return nil }
            recordSIP(bytes, from: 0, to: message.count, network, at: packet.time, reference)
            return .sip
        case .relayed(let message): return ingestRelayed(message.span.bytes, network, packet)
        case .reported(let message):
            let bytes = message.span.bytes
            let report = HEPPacket(
                parsing: bytes, from: 0, to: message.count, wireLength: message.count, near: packet.time)
            guard let report else { return nil }
            return ingestStreamedReport(report, network, bytes, packet)
        case .rtsp(let message):
            tally.note(.rtsp, at: packet.time, reference)
            recordRTSP(message.span.bytes, network)
            return nil
        case .interleaved(let payload):
            var inner = network
            inner.content = .udp
            inner.payloadStart = 0
            inner.payloadEnd = payload.count
            inner.payloadWireLength = payload.count
            return ingestVouched(inner, payload.span.bytes, packet)
        }
    }

    /// A message between a TURN client and its relay over TCP.
    private mutating func ingestRelayed(
        _ bytes: RawSpan, _ network: NetworkPacket, _ packet: CapturedPacket
    ) -> PacketCategory? {
        let length = bytes.byteCount
        var outer = network
        outer.payloadStart = 0
        outer.payloadEnd = length
        outer.payloadWireLength = length
        if let data = ChannelData(streamed: bytes, from: 0, to: length) {
            return ingestVouched(relayed(by: data, outer), bytes, packet) ?? .turn
        }
        guard let header = STUNHeader(parsing: bytes, from: 0, to: length, wireLength: length) else { return nil }
        guard let inner = relayed(by: header, outer, bytes) else { return .stun }
        return ingestVouched(inner, bytes, packet) ?? .stun
    }

    /// What a capture agent reports over TCP; RTP only where the agent says that it is.
    private mutating func ingestStreamedReport(
        _ report: HEPPacket, _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) -> PacketCategory? {
        var seen = packet
        if let time = report.time { seen.time = time }
        if report.isCompressed {
            tally.note(.compressedReports, packet)
            return .undecodable
        }
        let inner = network.carrying(
            report.payload, wireLength: report.payloadWireLength, from: report.source, to: report.destination)
        let start = inner.payloadStart
        if SIPFraming.looksLikeSIP(bytes, from: start, to: inner.payloadEnd) {
            recordSIP(bytes, from: start, to: inner.payloadEnd, inner, at: seen.time, tally.reference(to: packet))
            tally.noteReport(at: seen.time)
            return .sip
        }
        guard report.kind == 4 || report.kind == 5, let category = ingestVouched(inner, bytes, seen) else { return nil }
        tally.noteReport(at: seen.time)
        return category
    }

    /// Takes a datagram of which the protocol around it says that it is media; `nil` unless it is RTP or RTCP.
    ///
    /// Nothing is held back for it: several may lie in one packet.
    private mutating func ingestVouched(
        _ inner: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) -> PacketCategory? {
        if closeLook != nil { lookAt(inner, bytes, packet) }
        let start = inner.payloadStart
        let end = inner.payloadEnd
        switch MediaDatagramKind(parsing: bytes, from: start, to: end, wireLength: inner.payloadWireLength) {
        case .rtp:
            let header = RTPHeader(parsing: bytes, from: start, to: end, wireLength: inner.payloadWireLength)
            guard header != nil else { return nil }
            var isNew = false
            let flow = demux.flows.index(of: inner, limit: limits.flows, isNew: &isNew)
            if flow >= 0 { demux.flows[flow].isAdvertised = true }
            return ingestMedia(inner, bytes, packet) == .rtp ? .rtp : nil
        case .rtcp: return recordRTCP(inner, bytes, at: packet.time, tally.reference(to: packet)) ? .rtcp : nil
        case .stun, .zrtp, .dtls, .turnChannel, .other: return nil
        }
    }
}
