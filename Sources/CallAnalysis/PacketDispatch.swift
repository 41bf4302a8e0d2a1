import CallVocabulary
import WireFormats

/// Where each kind of packet goes. Each step returns the category of what it took; ``CallAnalyzer/ingest(_:)`` counts it.
extension CallAnalyzer {
    /// A whole UDP datagram.
    @inline(__always)
    mutating func ingestDatagram(
        _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) -> PacketCategory {
        if closeLook != nil { lookAt(network, bytes, packet) }
        let start = network.payloadStart
        if network.payloadEnd - start >= 12, bytes.uint8(at: start) >> 6 == 2 {
            let second = bytes.uint8(at: start + 1)
            if second < 192 || second > 223 {
                return ingestMedia(network, bytes, packet)
            }
        }
        return ingestControlOrSignaling(network, bytes, packet)
    }

    /// A datagram that may be RTP.
    @inline(__always)
    mutating func ingestMedia(
        _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) -> PacketCategory {
        guard
            let header = RTPHeader(
                parsing: bytes, from: network.payloadStart, to: network.payloadEnd,
                wireLength: network.payloadWireLength, mayBeEncrypted: true),
            !header.hasImpossiblePadding || demux.isOfKnownStream(header, network)
        else {
            _ = goesOnAsFax(network, bytes, packet)
            return .otherUDP
        }
        var isNew = false
        let flow = demux.flows.index(of: network, limit: limits.flows, isNew: &isNew)
        guard flow >= 0 else {
            meet(.flows)
            return .otherUDP
        }
        if isNew {
            demux.flows[flow].isAdvertised = isAdvertised(network)
            demux.flows[flow].isOther = isOther(network, bytes, isAdvertised: demux.flows[flow].isAdvertised)
        }
        if demux.flows[flow].isOther {
            recordOtherSignaling(network, bytes, at: packet.time, tally.reference(to: packet))
            return .otherUDP
        }
        var head: UInt16 = 0
        if header.payloadOffset + 2 <= network.payloadEnd { head = bytes.uint16(at: header.payloadOffset) }
        let known = demux.flows[flow].currentSSRC == header.ssrc ? Int(demux.flows[flow].currentStream) : -1
        var isProtected = false
        if known >= 0 {
            isProtected = demux.streams[known].protection >= 0
            if isProtected { head = clearHead(head, stream: known, network, header, bytes, at: packet.time) }
        } else if ring.media.isNeeded {
            isProtected = self.isProtected(network.sourceEndpoint, network.destinationEndpoint, at: packet.time)
            // Whether it is an event, and which, cannot be told before the stream has a key.
            if isProtected { head = CallAnalyzer.noEvent }
        }
        let observation = RTPObservation(
            arrival: packet.time.nanoseconds, packet: packet.number, capture: tally.index,
            timestamp: header.timestamp, sequence: header.sequenceNumber,
            identification: UInt16(truncatingIfNeeded: network.identification), payloadType: header.payloadType,
            marker: header.marker, payloadHead: head, payloadLength: Int32(truncatingIfNeeded: header.payloadLength))
        let outcome: StreamTable.Outcome
        let repetitions = demux.streams.levels.isOn && known >= 0 ? demux.streams[known].ledger.duplicated : 0
        if known >= 0 {
            outcome = demux.streams.record(
                observation, inCurrent: Int32(truncatingIfNeeded: known), endpoints: signaling.calls.endpoints,
                flow: demux.flows[flow])
        } else if bytes.uint8(at: network.payloadStart) & 0x40 == 0, goesOnAsFax(network, bytes, packet) {
            return .otherUDP
        } else {
            if !demux.flows[flow].isAdvertised, demux.flows[flow].streamCount == 0 {
                // A description may have come since the flow began.
                demux.flows[flow].isAdvertised = isAdvertised(network)
            }
            let before = demux.streams.streams.count
            outcome = demux.streams.recordOther(
                observation, ssrc: header.ssrc, flowIndex: flow, flow: &demux.flows[flow],
                endpoints: signaling.calls.endpoints,
                isProtected: isProtected)
            if demux.streams.streams.count > before {
                noteNewStream(before, network, header, bytes, at: packet.time, isProtected: isProtected)
            }
        }
        // Like the first packet of any stream, it is not measured.
        if case .begun(let stream) = outcome {
            if known >= 0 { follow(Int(stream), ofFlow: flow, network, header, bytes, at: packet.time) }
            return .rtp
        }
        if outcome == .media, demux.flows[flow].currentSSRC == header.ssrc, !isProtected {
            let payload = header.capturedPayload(to: network.payloadEnd)
            demux.streams.noteRepair(
                bytes.extracting(payload), of: observation, in: Int(demux.flows[flow].currentStream))
        }
        // A first copy is measured, as far as it is there; what was held back to prove a stream is not.
        if demux.streams.levels.isOn, outcome == .media, known >= 0,
            demux.streams[known].ledger.duplicated == repetitions
        {
            if demux.streams[known].protection >= 0 {
                measureProtected(observation, stream: known, network, header, bytes)
            } else {
                let payload = header.capturedPayload(to: network.payloadEnd)
                demux.streams.measure(
                    bytes.extracting(payload), of: observation, in: Int32(truncatingIfNeeded: known))
            }
        }
        return category(of: outcome)
    }

    /// Turns to the stream that took the place of another, of an earlier call.
    private mutating func follow(
        _ stream: Int, ofFlow flow: Int, _ network: NetworkPacket, _ header: RTPHeader, _ bytes: RawSpan,
        at time: CaptureTime
    ) {
        demux.flows[flow].currentStream = Int32(truncatingIfNeeded: stream)
        let isProtected =
            ring.media.isNeeded && self.isProtected(network.sourceEndpoint, network.destinationEndpoint, at: time)
        noteNewStream(stream, network, header, bytes, at: time, isProtected: isProtected)
    }

    /// Whether what begins like RTP is a frame of IAX2, whose first bit says something else.
    private func isOther(_ network: NetworkPacket, _ bytes: RawSpan, isAdvertised: Bool) -> Bool {
        !isAdvertised
            && OtherSignalingKind.isIAX2(
                bytes, from: network.payloadStart, to: network.payloadEnd, sourcePort: network.sourcePort,
                destinationPort: network.destinationPort)
    }

    private func isAdvertised(_ network: NetworkPacket) -> Bool {
        signaling.calls.endpoints.contains(network.destinationEndpoint)
            || signaling.calls.endpoints.contains(network.sourceEndpoint)
    }

    /// What a packet is that the streams took so; what they recognised of earlier ones is counted anew.
    @inline(__always)
    private mutating func category(of outcome: StreamTable.Outcome) -> PacketCategory {
        switch outcome {
        case .media, .begun: return .rtp
        case .captureCopy: return .duplicate
        case .pending: return .otherUDP
        case .recognised(let counts):
            // Those held back were counted as other until now; this packet, the last of them, was not counted at all.
            for count in counts { tally.recount(count) }
            tally.move(1, from: .rtp, to: .otherUDP, ofCapture: Int(tally.index))
            return .rtp
        case .limitReached:
            meet(.streams)
            return .otherUDP
        case .candidateLimitReached:
            meet(.streamCandidates)
            return .otherUDP
        }
    }

    // MARK: Everything but media

    private mutating func ingestControlOrSignaling(
        _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) -> PacketCategory {
        var inner = network
        if inner.decodeTunnel(bytes) {
            return inner.content == .udp ? ingestDatagram(inner, bytes, packet) : ingestOther(inner, bytes, packet)
        }
        if let carried = ingestCarried(network, bytes, packet) { return carried }
        if copies.isCopy(network, bytes: bytes, at: packet.time) {
            closeLook?.noteCopy(network, bytes)
            return .duplicate
        }
        let start = network.payloadStart
        let end = network.payloadEnd
        guard start < end else { return .otherUDP }
        let reference = tally.reference(to: packet)
        switch FirstByte(bytes.uint8(at: start)) {
        case .rtpOrRTCP:
            if recordRTCP(network, bytes, at: packet.time, reference) { return .rtcp }
            // Numbers of fax from 32,768 on begin like RTP.
            _ = goesOnAsFax(network, bytes, packet)
            return .otherUDP
        case .stun
        where STUNHeader(
            parsing: bytes, from: start, to: end, wireLength: network.payloadWireLength) != nil:
            return .stun
        case .dtls where isDTLS(bytes, from: start, to: end):
            if bytes.uint8(at: start) == 23, !isMediaPath(network) { tally.note(.secureDatagrams, packet) }
            let isRoom = ring.media.receiveHandshake(
                bytes, from: start, to: end, source: network.sourceEndpoint,
                destination: network.destinationEndpoint, at: packet.time, packet: reference)
            if !isRoom { meet(.handshakes) }
            return .dtls
        case .zrtp where SecureAgreement.completes(bytes, from: start, to: end):
            ring.zrtp.note(network)
            return .otherUDP
        case .turnChannel
        where ChannelData(datagram: bytes, from: start, to: end, wireLength: network.payloadWireLength) != nil:
            return .turn
        default:
            if SIPFraming.looksLikeSIP(bytes, from: start, to: end) {
                recordSIP(bytes, from: start, to: end, network, at: packet.time, reference)
                return .sip
            }
            if !recordFax(network, bytes, at: packet.time, reference) {
                recordOtherSignaling(network, bytes, at: packet.time, reference)
                if let content = EncryptedTraffic.kind(ofDatagram: network, bytes) { tally.note(content, packet) }
            }
            return .otherUDP
        }
    }

    /// Whether media was asked for at one of the ends, or passes between them.
    func isMediaPath(_ network: NetworkPacket) -> Bool {
        isAdvertised(network)
            || demux.flows.find(source: network.sourceEndpoint, destination: network.destinationEndpoint) != nil
            || demux.flows.find(source: network.destinationEndpoint, destination: network.sourceEndpoint) != nil
    }

    /// A DTLS record header (RFC 6347 §4.1): content type 20 to 25, version 0xFEFF or 0xFEFD.
    private func isDTLS(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        guard end - start >= 13, (20...25).contains(bytes.uint8(at: start)) else { return false }
        let version = bytes.uint16(at: start + 1)
        return version == 0xFEFF || version == 0xFEFD || version == 0x0100
    }

    /// Fragments, TCP, ICMP and the rest.
    mutating func ingestOther(
        _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) -> PacketCategory {
        let reference = tally.reference(to: packet)
        switch network.content {
        // A tunnel's datagram has gone its way before.
        case .udp: return .otherUDP
        case .tcp: return ingestSegment(network, bytes, packet, reference)
        case .icmp:
            recordICMP(network, bytes, at: packet.time, reference)
            return .icmp
        case .fragment: return ingestFragment(network, bytes, packet, reference)
        case .otherIP:
            // Encapsulated security payload and its authentication header (RFC 4303, RFC 4302).
            if network.ipProtocol == 50 || network.ipProtocol == 51 { tally.note(.tunnel, packet) }
            return .other
        case .other: return .other
        case .undecodable:
            if !NetworkPacket.reads(packet.linkType) { tally.note(UnreadContent.Kind(packet.linkType), packet) }
            return .undecodable
        }
    }

    private mutating func ingestFragment(
        _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket, _ reference: PacketReference
    ) -> PacketCategory {
        closeLook?.noteFragment(network, reference)
        switch datagrams.add(network, bytes: bytes, at: packet.time, reference) {
        case .pending: return .fragment
        case .metLimit(let limit):
            meet(limit)
            return .fragment
        case .complete(let whole, let payload):
            defer { closeLook?.endDatagram(network) }
            switch whole.content {
            case .udp: return ingestDatagram(whole, payload.span.bytes, packet)
            case .fragment: return .fragment
            default: return ingestOther(whole, payload.span.bytes, packet)
            }
        }
    }

    private mutating func recordICMP(
        _ network: NetworkPacket, _ bytes: RawSpan, at time: CaptureTime, _ reference: PacketReference
    ) {
        guard let error = ICMPError(network, in: bytes) else { return }
        guard icmpErrors.count < limits.icmpErrors else {
            meet(.icmpErrors)
            return
        }
        let kind: ICMPErrorReport.Kind
        switch (error.isV6, error.type, error.code) {
        case (false, 3, 3), (true, 1, 4): kind = .portUnreachable
        case (false, 3, 9), (false, 3, 10), (false, 3, 13), (true, 1, 1), (true, 1, 5), (true, 1, 6): kind = .prohibited
        case (false, 3, _), (true, 1, _): kind = .hostUnreachable
        case (false, 11, _), (true, 3, _): kind = .timeExceeded
        default: kind = .other
        }
        let report = ICMPErrorReport(
            kind: kind, reporter: network.source, quotedSource: error.quoted.sourceEndpoint,
            quotedDestination: error.quoted.destinationEndpoint, at: time, packet: reference)
        icmpErrors.append(report)
        closeLook?.note(report, quoting: error.quoted, in: bytes)
    }

    /// Looks at a datagram closely, whatever else becomes of it.
    @inline(never)
    mutating func lookAt(_ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket) {
        closeLook?.note(network, bytes, at: packet.time, tally.reference(to: packet))
    }
}
