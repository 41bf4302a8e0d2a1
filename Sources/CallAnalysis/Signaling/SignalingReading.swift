import CallVocabulary
import WireFormats

/// Reads SIP bytes into the messages that call tracking follows.
extension CallAnalyzer {
    /// Takes one SIP message at `start..<end` of `bytes`, seen between the endpoints of `network`.
    mutating func recordSIP(
        _ bytes: RawSpan, from start: Int, to end: Int, _ network: NetworkPacket, at time: CaptureTime,
        _ reference: PacketReference
    ) {
        guard end - start <= limits.sipMessageBytes else {
            meet(.sipMessageBytes)
            return
        }
        guard let outline = try? SIPOutline(parsing: bytes, from: start, to: end) else {
            signaling.unreadableMessages += 1
            return
        }
        if outline.event.isPresent { recordVoiceQuality(outline, in: bytes, at: time, reference) }
        guard
            let message = SignalingMessage(
                outline, in: bytes, source: network.sourceEndpoint, destination: network.destinationEndpoint,
                at: time, packet: reference, naming: signaling.calls.texts.naming)
        else { return }
        if closeLook != nil {
            closeLook?.note(outline, bytes, from: start, to: end, network, at: time, reference)
        }
        if outline.hasAuthorization { signaling.secrets.credentials += 1 }
        if message.method == .other {
            signaling.requests.record(message, in: bytes, naming: signaling.calls.texts.naming)
        }
        guard outline.sessionDescription.isPresent,
            let session = signaling.calls.session(at: outline.sessionDescription, in: bytes, packet: reference)
        else {
            _ = signaling.calls.record(message, session: nil, in: bytes)
            signaling.calls.remark(message, in: bytes)
            if message.method == .bye { askStreams(of: message) }
            return
        }
        for line in session.lines where line.hasKey { signaling.secrets.mediaKeys += 1 }
        if let described = signaling.calls.record(message, session: session, in: bytes) {
            takeKeys(of: session, described)
        }
        signaling.calls.remark(message, in: bytes)
        askStreams(of: message)
    }

    /// Reads what there is of SIP messages whose IP fragments never came together: INVITEs with a call of their own.
    mutating func readCutDatagrams() {
        for cut in datagrams.takeCut() where cut.packet.content == .udp {
            let bytes = cut.bytes.span.bytes
            guard cut.packet.payloadStart < cut.packet.payloadEnd, cut.packet.payloadEnd <= bytes.byteCount,
                let outline = try? SIPOutline(
                    parsing: bytes, from: cut.packet.payloadStart, to: cut.packet.payloadEnd),
                outline.isRequest, outline.method == .invite,
                let message = SignalingMessage(
                    outline, in: bytes, source: cut.packet.sourceEndpoint, destination: cut.packet.destinationEndpoint,
                    at: cut.at, packet: cut.reference, naming: signaling.calls.texts.naming)
            else { continue }
            signaling.calls.recordCut(message, in: bytes)
        }
    }

    /// Tries to read a piece of a TLS connection as SIP; returns how many messages it completed.
    mutating func recordProtected(
        _ piece: TCPReassembly.ProtectedPiece, _ network: NetworkPacket, at time: CaptureTime,
        _ reference: PacketReference
    ) -> Int {
        let (messages, limitsMet) = transport.secure.receive(
            piece, source: network.sourceEndpoint, destination: network.destinationEndpoint, log: ring.keys.log,
            limits: limits)
        for limit in limitsMet { meet(limit) }
        for message in messages {
            var ends = network
            if !message.isFromSource {
                (ends.source, ends.destination) = (network.destination, network.source)
                (ends.sourcePort, ends.destinationPort) = (network.destinationPort, network.sourcePort)
            }
            recordSIP(message.bytes.span.bytes, from: 0, to: message.bytes.count, ends, at: time, reference)
        }
        return messages.count
    }

    /// Has the streams between the ends of a message's call ask with their next packet whether they still belong to the
    /// call that they began in: a sender that never pauses and never restarts would not be noticed to serve another call.
    private mutating func askStreams(of message: SignalingMessage) {
        guard signaling.calls.callCount > 1 else { return }
        for (calling, called) in signaling.calls.mediaEnds(of: message.callID) {
            for (source, destination) in [(calling, called), (called, calling)] {
                guard let flow = demux.flows.find(source: source, destination: destination) else { continue }
                let stream = Int(demux.flows[flow].currentStream)
                if stream >= 0 { demux.streams[stream].care |= RTPStreamTracker.asksForCall }
            }
        }
    }

    /// Keeps the keys of a description for the media they protect.
    private mutating func takeKeys(of session: SessionSnapshot, _ described: CallTracker.Described) {
        for line in session.lines where line.isSecured {
            ring.media.noteSecured()
            if ring.keys.usesKeysInCapture {
                ring.media.add(line.further?.keys ?? [], call: described.call, side: described.side)
            }
        }
    }
}
