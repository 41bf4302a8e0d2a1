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
            meet("sipMessageBytes")
            return
        }
        guard let message = try? SIPMessage(parsing: bytes, from: start, to: end, depth: .calls) else {
            unreadableMessages += 1
            return
        }
        if message.event == "vq-rtcpxr" { recordVoiceQuality(message, in: bytes, at: time, reference) }
        guard
            let reading = SignalingMessage(
                message, in: bytes, source: network.sourceEndpoint, destination: network.destinationEndpoint,
                at: time, packet: reference)
        else { return }
        if message.hasAuthorization { secrets.credentials += 1 }
        secrets.mediaKeys += reading.session?.lines.count(where: \.hasKey) ?? 0
        for described in calls.record(reading) { takeKeys(described) }
        if reading.session != nil || reading.method == "BYE" { askStreams(ofCallID: reading.callID) }
    }

    /// Tries to read a piece of a TLS connection as SIP; returns how many messages it completed.
    mutating func recordProtected(
        _ piece: TCPReassembly.ProtectedPiece, _ network: NetworkPacket, at time: CaptureTime,
        _ reference: PacketReference
    ) -> Int {
        let (messages, limitsMet) = secureSignaling.receive(
            piece, source: network.sourceEndpoint, destination: network.destinationEndpoint, log: keys.log,
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

    /// Has the streams between the ends of a call ask with their next packet whether they still belong to the call that
    /// they began in: a sender that never pauses and never restarts would not be noticed to serve another call.
    private mutating func askStreams(ofCallID callID: String) {
        guard calls.calls.count > 1 else { return }
        for (calling, called) in calls.mediaEnds(ofCallID: callID) {
            for (source, destination) in [(calling, called), (called, calling)] {
                guard let flow = flows.find(source: source, destination: destination) else { continue }
                let stream = Int(flows[flow].currentStream)
                if stream >= 0 { streams[stream].care |= RTPStreamTracker.asksForCall }
            }
        }
    }

    /// Keeps the keys of a description for the media they protect.
    private mutating func takeKeys(_ described: CallTracker.Described) {
        for line in described.session.lines where line.isSecured {
            mediaKeys.noteSecured()
            if keys.usesKeysInCapture {
                mediaKeys.add(line.keys, call: described.call, side: described.side)
            }
        }
    }
}

extension SignalingMessage {
    /// What `message` says; `nil` if it lacks what ties it to a dialog (Call-ID, CSeq, From, To).
    init?(
        _ message: SIPMessage, in bytes: RawSpan, source: TransportEndpoint, destination: TransportEndpoint,
        at time: CaptureTime, packet: PacketReference
    ) {
        guard let callID = message.callID, let sequence = message.cSeq, let from = message.from, let to = message.to,
            let method = message.method
        else { return nil }
        self.method = method.rawValue
        status = message.status
        reason = message.reasonPhrase
        self.callID = callID.rawValue
        self.sequence = sequence.number
        branch = message.branch ?? ""
        fromTag = message.fromTag ?? ""
        toTag = message.toTag ?? ""
        self.from = from
        self.to = to
        let asserted =
            message.assertedIdentities
            + message.remoteParties.filter { $0.party != .called }.map(\.address)
        assertedNumbers = asserted.compactMap(\.uri.telephoneDigits)
        divertedNumbers =
            message.isRequest
            ? (message.diversions.map(\.address) + message.historyInfo).compactMap(\.uri.telephoneDigits) : []
        // A caller who asks for privacy is withheld from the called party, whatever a trusted hop asserts.
        isFromWithheld =
            message.isRequest
            && (message.privacy.contains(where: { $0 == "id" || $0 == "user" || $0 == "header" })
                || message.remoteParties.contains(where: {
                    $0.party != .called && ["full", "uri"].contains($0.privacy ?? "")
                }))
        requestNumber = message.requestURI?.telephoneDigits
        userAgent = message.userAgent ?? message.server
        isReliable = message.rSeq != nil
        sessionSeconds = message.sessionExpires.map { Int($0.seconds) }
        warningCode = message.warningCode
        session = message.body.sessionDescription.flatMap { range in
            SessionSnapshot(parsing: bytes, in: range, packet: packet)
        }
        self.source = source
        self.destination = destination
        at = time
        self.packet = packet
    }
}

extension CallParty {
    /// The party an address header names.
    init(_ address: SIPAddress) {
        let isHidden = address.anonymity != nil
        self.init(
            uri: address.uri.description, number: isHidden ? nil : address.uri.telephoneDigits,
            displayName: address.displayName, withheld: isHidden)
    }
}
