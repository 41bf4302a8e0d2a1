import CallVocabulary
import WireFormats

/// Where each kind of packet goes, and what it is counted as: exactly one category each.
extension CallAnalyzer {
    /// A whole UDP datagram.
    @inline(__always)
    mutating func ingestDatagram(_ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket) {
        if closeLook != nil { lookAt(network, bytes, packet) }
        let start = network.payloadStart
        if network.payloadEnd - start >= 12, bytes.uint8(at: start) >> 6 == 2 {
            let second = bytes.uint8(at: start + 1)
            if second < 192 || second > 223 {
                ingestMedia(network, bytes, packet)
                return
            }
        }
        ingestControlOrSignaling(network, bytes, packet)
    }

    /// A datagram that may be RTP.
    @inline(__always)
    mutating func ingestMedia(_ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket) {
        guard
            let header = RTPHeader(
                parsing: bytes, from: network.payloadStart, to: network.payloadEnd,
                wireLength: network.payloadWireLength, mayBeEncrypted: true),
            !header.hasImpossiblePadding || isOfKnownStream(header, network)
        else {
            _ = goesOnAsFax(network, bytes, packet)
            current.accounting.otherUDP &+= 1
            return
        }
        var isNew = false
        let flow = flows.index(of: network, limit: limits.flows, isNew: &isNew)
        guard flow >= 0 else {
            meet(.flows)
            current.accounting.otherUDP &+= 1
            return
        }
        if isNew {
            flows[flow].isAdvertised = isAdvertised(network)
            flows[flow].isOther = isOther(network, bytes, isAdvertised: flows[flow].isAdvertised)
        }
        if flows[flow].isOther {
            recordOtherSignaling(
                network, bytes, at: packet.time, PacketReference(capture: Int(captureIndex), number: packet.number))
            current.accounting.otherUDP &+= 1
            return
        }
        var head: UInt16 = 0
        if header.payloadOffset + 2 <= network.payloadEnd { head = bytes.uint16(at: header.payloadOffset) }
        let known = flows[flow].currentSSRC == header.ssrc ? Int(flows[flow].currentStream) : -1
        var isProtected = false
        if known >= 0 {
            isProtected = streams[known].protection >= 0
            if isProtected { head = clearHead(head, stream: known, network, header, bytes, at: packet.time) }
        } else if mediaKeys.isNeeded {
            isProtected = self.isProtected(network.sourceEndpoint, network.destinationEndpoint, at: packet.time)
            // Whether it is an event, and which, cannot be told before the stream has a key.
            if isProtected { head = CallAnalyzer.noEvent }
        }
        let observation = RTPObservation(
            arrival: packet.time.nanoseconds, packet: packet.number, capture: captureIndex,
            timestamp: header.timestamp, sequence: header.sequenceNumber,
            identification: UInt16(truncatingIfNeeded: network.identification), payloadType: header.payloadType,
            marker: header.marker, payloadHead: head, payloadLength: Int32(truncatingIfNeeded: header.payloadLength))
        let outcome: StreamTable.Outcome
        let repetitions = streams.levels.isOn && known >= 0 ? streams[known].ledger.duplicated : 0
        if known >= 0 {
            outcome = streams.record(
                observation, inCurrent: Int32(truncatingIfNeeded: known), endpoints: calls.endpoints, flow: flows[flow])
        } else if bytes.uint8(at: network.payloadStart) & 0x40 == 0, goesOnAsFax(network, bytes, packet) {
            current.accounting.otherUDP &+= 1
            return
        } else {
            if !flows[flow].isAdvertised, flows[flow].streamCount == 0 {
                // A description may have come since the flow began.
                flows[flow].isAdvertised = isAdvertised(network)
            }
            let before = streams.streams.count
            outcome = streams.recordOther(
                observation, ssrc: header.ssrc, flowIndex: flow, flow: &flows[flow], endpoints: calls.endpoints,
                isProtected: isProtected)
            if streams.streams.count > before {
                noteNewStream(before, network, header, bytes, at: packet.time, isProtected: isProtected)
            }
        }
        count(outcome)
        // Like the first packet of any stream, it is not measured.
        if case .begun(let stream) = outcome {
            return known < 0 ? () : follow(Int(stream), ofFlow: flow, network, header, bytes, at: packet.time)
        }
        if outcome == .media, flows[flow].currentSSRC == header.ssrc, !isProtected {
            let payload = header.capturedPayload(to: network.payloadEnd)
            streams.noteRepair(bytes.extracting(payload), of: observation, in: Int(flows[flow].currentStream))
        }
        // A first copy is measured, as far as it is there; what was held back to prove a stream is not.
        if streams.levels.isOn, outcome == .media, known >= 0, streams[known].ledger.duplicated == repetitions {
            if streams[known].protection >= 0 {
                measureProtected(observation, stream: known, network, header, bytes)
            } else {
                let payload = header.capturedPayload(to: network.payloadEnd)
                streams.measure(
                    bytes.extracting(payload), of: observation, in: Int32(truncatingIfNeeded: known))
            }
        }
    }

    /// Whether a packet continues a stream that is known: its last byte may then be ciphertext, and count nothing.
    private func isOfKnownStream(_ header: RTPHeader, _ network: NetworkPacket) -> Bool {
        flows.find(source: network.sourceEndpoint, destination: network.destinationEndpoint).map {
            flows[$0].currentSSRC == header.ssrc && flows[$0].currentStream >= 0
        } ?? false
    }

    /// Turns to the stream that took the place of another, of an earlier call.
    private mutating func follow(
        _ stream: Int, ofFlow flow: Int, _ network: NetworkPacket, _ header: RTPHeader, _ bytes: RawSpan,
        at time: CaptureTime
    ) {
        flows[flow].currentStream = Int32(truncatingIfNeeded: stream)
        let isProtected =
            mediaKeys.isNeeded && self.isProtected(network.sourceEndpoint, network.destinationEndpoint, at: time)
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
        calls.endpoints.contains(network.destinationEndpoint) || calls.endpoints.contains(network.sourceEndpoint)
    }

    @inline(__always)
    private mutating func count(_ outcome: StreamTable.Outcome) {
        switch outcome {
        case .media, .begun: current.accounting.rtp &+= 1
        case .captureCopy: current.accounting.duplicate &+= 1
        case .pending: current.accounting.otherUDP &+= 1
        case .recognised(let counts):
            // Those held back were counted as other until now; this packet was not counted at all.
            current.accounting.otherUDP &+= 1
            for count in counts { recount(count) }
        case .limitReached:
            meet(.streams)
            current.accounting.otherUDP &+= 1
        case .candidateLimitReached:
            meet(.streamCandidates)
            current.accounting.otherUDP &+= 1
        }
    }

    /// Moves packets that turned out to be RTP from "other" to where they belong.
    mutating func recount(_ count: StreamTable.Recognised) {
        func move(_ accounting: inout PacketAccounting) {
            accounting.otherUDP -= count.media + count.copies
            accounting.rtp += count.media
            accounting.duplicate += count.copies
        }
        if count.capture == Int(captureIndex), captures.count == count.capture {
            move(&current.accounting)
        } else if captures.indices.contains(count.capture) {
            move(&captures[count.capture].accounting)
        }
    }

    // MARK: Everything but media

    private mutating func ingestControlOrSignaling(
        _ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket
    ) {
        var inner = network
        if inner.decodeTunnel(bytes) {
            if inner.content == .udp {
                ingestDatagram(inner, bytes, packet)
            } else {
                ingestOther(inner, bytes, packet)
            }
            return
        }
        if ingestCarried(network, bytes, packet) { return }
        if copies.isCopy(network, bytes: bytes, at: packet.time) {
            closeLook?.noteCopy(network, bytes)
            current.accounting.duplicate += 1
            return
        }
        let start = network.payloadStart
        let end = network.payloadEnd
        guard start < end else {
            current.accounting.otherUDP += 1
            return
        }
        let reference = PacketReference(capture: Int(captureIndex), number: packet.number)
        switch FirstByte(bytes.uint8(at: start)) {
        case .rtpOrRTCP:
            if recordRTCP(network, bytes, at: packet.time, reference) {
                current.accounting.rtcp += 1
            } else {
                // Numbers of fax from 32,768 on begin like RTP.
                _ = goesOnAsFax(network, bytes, packet)
                current.accounting.otherUDP += 1
            }
        case .stun
        where STUNHeader(
            parsing: bytes, from: start, to: end, wireLength: network.payloadWireLength) != nil:
            current.accounting.stun += 1
        case .dtls where isDTLS(bytes, from: start, to: end):
            current.accounting.dtls += 1
            if bytes.uint8(at: start) == 23, !isMediaPath(network) { noteUnread(.secureDatagrams, packet) }
            let isRoom = mediaKeys.receiveHandshake(
                bytes, from: start, to: end, source: network.sourceEndpoint,
                destination: network.destinationEndpoint, at: packet.time, packet: reference)
            if !isRoom { meet(.handshakes) }
        case .zrtp where SecureAgreement.completes(bytes, from: start, to: end):
            zrtpAgreements.note(network)
            current.accounting.otherUDP += 1
        case .turnChannel
        where ChannelData(datagram: bytes, from: start, to: end, wireLength: network.payloadWireLength) != nil:
            current.accounting.turn += 1
        default:
            if SIPMessage.looksLikeSIP(bytes, from: start, to: end) {
                recordSIP(bytes, from: start, to: end, network, at: packet.time, reference)
                current.accounting.sip += 1
            } else if recordFax(network, bytes, at: packet.time, reference) {
                current.accounting.otherUDP += 1
            } else {
                recordOtherSignaling(network, bytes, at: packet.time, reference)
                if let content = EncryptedTraffic.kind(ofDatagram: network, bytes) { noteUnread(content, packet) }
                current.accounting.otherUDP += 1
            }
        }
    }

    /// Whether media was asked for at one of the ends, or passes between them.
    func isMediaPath(_ network: NetworkPacket) -> Bool {
        isAdvertised(network)
            || flows.find(source: network.sourceEndpoint, destination: network.destinationEndpoint) != nil
            || flows.find(source: network.destinationEndpoint, destination: network.sourceEndpoint) != nil
    }

    /// A DTLS record header (RFC 6347 §4.1): content type 20 to 25, version 0xFEFF or 0xFEFD.
    private func isDTLS(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        guard end - start >= 13, (20...25).contains(bytes.uint8(at: start)) else { return false }
        let version = bytes.uint16(at: start + 1)
        return version == 0xFEFF || version == 0xFEFD || version == 0x0100
    }

    /// Fragments, TCP, ICMP and the rest.
    mutating func ingestOther(_ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket) {
        let reference = PacketReference(capture: Int(captureIndex), number: packet.number)
        switch network.content {
        case .udp: break
        case .tcp: ingestSegment(network, bytes, packet, reference)
        case .icmp:
            current.accounting.icmp += 1
            recordICMP(network, bytes, at: packet.time, reference)
        case .fragment:
            closeLook?.noteFragment(network, reference)
            switch datagrams.add(network, bytes: bytes, at: packet.time, reference) {
            case .pending: current.accounting.fragment += 1
            case .metLimit(let limit):
                meet(limit)
                current.accounting.fragment += 1
            case .complete(let whole, let payload):
                if whole.content == .udp {
                    ingestDatagram(whole, payload.span.bytes, packet)
                } else if whole.content == .fragment {
                    current.accounting.fragment += 1
                } else {
                    ingestOther(whole, payload.span.bytes, packet)
                }
                closeLook?.endDatagram(network)
            }
        case .otherIP:
            // Encapsulated security payload and its authentication header (RFC 4303, RFC 4302).
            if network.ipProtocol == 50 || network.ipProtocol == 51 { noteUnread(.tunnel, packet) }
            current.accounting.other += 1
        case .other: current.accounting.other += 1
        case .undecodable:
            current.accounting.undecodable += 1
            if !NetworkPacket.reads(packet.linkType) { noteUnread(UnreadContent.Kind(packet.linkType), packet) }
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
        closeLook?.note(
            network, bytes, at: packet.time, PacketReference(capture: Int(captureIndex), number: packet.number))
    }
}
