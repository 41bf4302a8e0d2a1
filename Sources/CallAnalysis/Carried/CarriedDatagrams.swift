import CallVocabulary
import WireFormats

/// Datagrams inside datagrams, recognised by their first bytes: what TURN relays, what HEP reports.
///
/// They end here: what is carried is RTP, RTCP or SIP, or it is nothing. So nothing nests.
extension CallAnalyzer {
    /// Unpacks the datagram if it carries another one that is recognised; the packet's category, `nil` if nothing is.
    mutating func ingestCarried(
        _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) -> PacketCategory? {
        let start = network.payloadStart
        let end = network.payloadEnd
        guard start < end else { return nil }
        switch bytes.uint8(at: start) {
        case 0x00, 0x01, 0x02:
            let header = STUNHeader(parsing: bytes, from: start, to: end, wireLength: network.payloadWireLength)
            guard let header else {
                return ingestReported(network, bytes, packet) ?? ingestFramed(network, bytes, packet)
            }
            guard let relayed = relayed(by: header, network, bytes) else { return nil }
            return ingestRelayed(relayed, bytes, packet)
        case 0x40...0x4F:
            if let reported = ingestReported(network, bytes, packet) { return reported }
            let data = ChannelData(datagram: bytes, from: start, to: end, wireLength: network.payloadWireLength)
            guard let data else { return nil }
            return ingestRelayed(relayed(by: data, network), bytes, packet)
        case 0x03, 0xFF: return ingestFramed(network, bytes, packet)
        default: return nil
        }
    }

    /// Takes a packet that one of Microsoft's relays framed.
    private mutating func ingestFramed(
        _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) -> PacketCategory? {
        let range = FramedPackets.packet(inDatagram: bytes, from: network.payloadStart, to: network.payloadEnd)
        guard let range else { return nil }
        let inner = network.carrying(
            range, wireLength: range.count, from: network.sourceEndpoint, to: network.destinationEndpoint)
        return ingestRelayed(inner, bytes, packet)
    }

    // MARK: TURN

    /// The datagram in channel data, between the ends of the channel.
    mutating func relayed(by data: ChannelData, _ network: NetworkPacket) -> NetworkPacket {
        let ends = demux.relays.ends(of: data.channel, from: network.sourceEndpoint, to: network.destinationEndpoint)
        return network.carrying(
            data.payload, wireLength: data.payloadWireLength, from: ends.source, to: ends.destination)
    }

    /// The datagram in a Send or Data indication; `nil` for any other message, of which only a binding is noted.
    mutating func relayed(by header: STUNHeader, _ network: NetworkPacket, _ bytes: RawSpan) -> NetworkPacket? {
        let message = RelayMessage(header, in: bytes, from: network.payloadStart, to: network.payloadEnd)
        guard let message else { return nil }
        switch message.kind {
        case .channelBind(let number):
            let isNoted = demux.relays.bind(
                number, from: network.sourceEndpoint, at: network.destinationEndpoint, to: message.peer)
            if !isNoted { meet(.relayChannels) }
            return nil
        case .send:
            return network.carrying(
                message.payload, wireLength: message.payloadWireLength, from: network.sourceEndpoint, to: message.peer)
        case .data:
            return network.carrying(
                message.payload, wireLength: message.payloadWireLength, from: message.peer,
                to: network.destinationEndpoint)
        }
    }

    private mutating func ingestRelayed(
        _ inner: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) -> PacketCategory? {
        guard let category = ingestInner(inner, bytes, packet) else { return nil }
        // Held back until more of its kind come; without these it stays the relay's.
        if category == .otherUDP { demux.heldRelayed[HeldRelayed(inner, capture: tally.index), default: 0] += 1 }
        return category
    }

    /// Counts as TURN what was relayed, looked like RTP and proved not to be.
    mutating func settleHeldRelayed() {
        for (key, count) in demux.heldRelayed {
            if let flow = demux.flows.find(source: key.source, destination: key.destination),
                demux.flows[flow].streamCount > 0
            {
                continue
            }
            tally.move(count, from: .otherUDP, to: .turn, ofCapture: Int(key.capture))
        }
        demux.heldRelayed = [:]
    }

    // MARK: HEP

    private mutating func ingestReported(
        _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) -> PacketCategory? {
        let report = HEPPacket(
            parsing: bytes, from: network.payloadStart, to: network.payloadEnd,
            wireLength: network.payloadWireLength, near: packet.time)
        guard let report else { return nil }
        if report.isCompressed {
            tally.note(.compressedReports, packet)
            return .undecodable
        }
        return ingestReport(report, network, bytes, packet)
    }

    /// Takes what a capture agent reports, as of the time it reports.
    private mutating func ingestReport(
        _ report: HEPPacket, _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) -> PacketCategory? {
        let inner = network.carrying(
            report.payload, wireLength: report.payloadWireLength, from: report.source, to: report.destination)
        var seen = packet
        if let time = report.time { seen.time = time }
        guard let category = ingestInner(inner, bytes, seen) else { return nil }
        tally.noteReport(at: seen.time)
        return category
    }

    // MARK: What is carried

    /// Takes a carried datagram; its category, or `nil` if it is not recognised, as far as one can tell by now.
    private mutating func ingestInner(
        _ inner: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) -> PacketCategory? {
        if closeLook != nil { lookAt(inner, bytes, packet) }
        let start = inner.payloadStart
        let end = inner.payloadEnd
        let kind = MediaDatagramKind(parsing: bytes, from: start, to: end, wireLength: inner.payloadWireLength)
        switch kind {
        case .rtp:
            let header = RTPHeader(parsing: bytes, from: start, to: end, wireLength: inner.payloadWireLength)
            return header == nil ? nil : ingestMedia(inner, bytes, packet)
        case .rtcp, .other, .turnChannel, .dtls:
            // Most methods of SIP begin with what would be a channel's number.
            guard kind == .rtcp || SIPFraming.looksLikeSIP(bytes, from: start, to: end) else { return nil }
            if copies.isCopy(inner, bytes: bytes, at: packet.time) { return .duplicate }
            let reference = tally.reference(to: packet)
            if kind == .rtcp { return recordRTCP(inner, bytes, at: packet.time, reference) ? .rtcp : nil }
            recordSIP(bytes, from: start, to: end, inner, at: packet.time, reference)
            return .sip
        case .stun, .zrtp: return nil
        }
    }
}

/// Where a relayed packet was held back that may be RTP.
struct HeldRelayed: Hashable {
    let capture: Int32
    let source: TransportEndpoint
    let destination: TransportEndpoint

    init(_ inner: NetworkPacket, capture: Int32) {
        self.capture = capture
        source = inner.sourceEndpoint
        destination = inner.destinationEndpoint
    }
}

extension NetworkPacket {
    /// The datagram that this packet carries at `payload`, as if it had come by itself.
    func carrying(
        _ payload: Range<Int>, wireLength: Int, from source: TransportEndpoint, to destination: TransportEndpoint
    ) -> NetworkPacket {
        var inner = self
        inner.content = .udp
        inner.source = source.address
        inner.sourcePort = source.port
        inner.destination = destination.address
        inner.destinationPort = destination.port
        inner.payloadStart = payload.lowerBound
        inner.payloadEnd = payload.upperBound
        inner.payloadWireLength = wireLength
        return inner
    }
}
