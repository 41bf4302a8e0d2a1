import CallVocabulary
import WireFormats

/// Keeps, packet by packet, what a close look is to tell.
struct CloseLookRecorder: Sendable {
    private(set) var focus: CallFocus
    private(set) var look = CloseLook()
    /// Whether the packet being analysed is of a call in focus.
    private var isTouched = false
    private var messageBytes = 0
    /// Earlier segments of each direction, and fragments of each datagram, that may turn out to hold a message in focus.
    private var openSegments: [CallFocus.Direction: [PacketReference]] = [:]
    private var openFragments: [FragmentKey: [PacketReference]] = [:]
    private var openPieces = 0

    private struct FragmentKey: Hashable {
        var source: IPAddress
        var destination: IPAddress
        var identification: UInt32

        init(_ network: NetworkPacket) {
            source = network.source
            destination = network.destination
            identification = network.identification
        }
    }

    init(_ focus: CallFocus) { self.focus = focus }

    // MARK: Packets

    /// The packet is analysed: it is listed if something of it is of a call in focus.
    mutating func endPacket(_ reference: PacketReference) {
        guard isTouched else { return }
        isTouched = false
        list(reference)
    }

    /// Everything in order, now that nothing more comes.
    mutating func finish() -> CloseLook {
        // Segments and fragments were listed when what they hold was complete.
        look.packets.sort()
        var unique: [PacketReference] = []
        unique.reserveCapacity(look.packets.count)
        for packet in look.packets where unique.last != packet { unique.append(packet) }
        look.packets = unique
        return look
    }

    private mutating func list(_ reference: PacketReference) {
        guard look.packets.count < CloseLookLimits.packets else { return meet("packets") }
        look.packets.append(reference)
    }

    private mutating func meet(_ limit: String) { look.limitsMet[limit, default: 0] += 1 }

    // MARK: Datagrams

    /// A whole datagram between the endpoints of `network`, wherever it was found.
    mutating func note(_ network: NetworkPacket, _ bytes: RawSpan, at time: CaptureTime, _ reference: PacketReference) {
        let direction = CallFocus.Direction(source: network.sourceEndpoint, destination: network.destinationEndpoint)
        let start = network.payloadStart
        let end = network.payloadEnd
        let moment = time.nanoseconds
        let isFax = focus.faxEnds.contains(direction.source) || focus.faxEnds.contains(direction.destination)
        switch MediaDatagramKind(parsing: bytes, from: start, to: end, wireLength: network.payloadWireLength) {
        case .rtp where end - start >= 12:
            let source = CallFocus.Source(direction: direction, ssrc: bytes.uint32(at: start + 8))
            if focus.covers(source, at: moment) { isTouched = true }
        case .rtcp where end - start >= 8:
            let source = CallFocus.Source(direction: direction, ssrc: bytes.uint32(at: start + 4))
            guard !focus.foreign.contains(source), focus.covers(direction, at: moment) else { return }
            add(.rtcp, DatagramWords.rtcp(bytes, from: start, to: end), direction, time, reference)
        case let kind:
            guard focus.covers(direction, at: moment), !SIPFraming.looksLikeSIP(bytes, from: start, to: end) else {
                return
            }
            if isFax { return add(.fax, "", direction, time, reference) }
            switch kind {
            case .stun: add(.stun, DatagramWords.stun(bytes, from: start, to: end), direction, time, reference)
            case .dtls: add(.dtls, DatagramWords.dtls(bytes, from: start, to: end), direction, time, reference)
            case .zrtp: add(.zrtp, "", direction, time, reference)
            // Channel data is looked at again for what it carries.
            case .turnChannel: isTouched = true
            case .rtp, .rtcp, .other: add(.other, "", direction, time, reference)
            }
        }
    }

    private mutating func add(
        _ kind: CloseLook.Passage.Kind, _ text: String, _ direction: CallFocus.Direction, _ time: CaptureTime,
        _ reference: PacketReference
    ) {
        isTouched = true
        guard look.passages.count < CloseLookLimits.passages else { return meet("passages") }
        look.passages.append(
            CloseLook.Passage(
                kind: kind, at: time, packet: reference, source: direction.source, destination: direction.destination,
                text: text))
    }

    /// An ICMP error that quotes a packet, of media or of signaling.
    mutating func note(_ error: ICMPErrorReport, quoting packet: NetworkPacket, in bytes: RawSpan) {
        let quoted = CallFocus.Direction(source: error.quotedSource, destination: error.quotedDestination)
        if packet.payloadStart < packet.payloadEnd,
            SIPFraming.looksLikeSIP(bytes, from: packet.payloadStart, to: packet.payloadEnd)
        {
            let outline = try? SIPOutline(parsing: bytes, from: packet.payloadStart, to: packet.payloadEnd)
            if let outline, outline.callID.isPresent {
                guard focus.callIDs.contains(bytes.text(outline.callID)) else { return }
            } else {
                guard focus.signals(on: quoted, at: error.at.nanoseconds) else { return }
            }
        } else {
            guard focus.covers(quoted, at: error.at.nanoseconds) else { return }
        }
        let back = CallFocus.Direction(
            source: TransportEndpoint(address: error.reporter, port: 0), destination: error.quotedSource)
        add(
            .icmp, "\(error.kind.rawValue.replacing("-", with: " ")): \(error.quotedDestination)", back, error.at,
            error.packet)
    }

    // MARK: Messages

    /// A message of SIP at `start..<end`.
    mutating func note(
        _ outline: SIPOutline, _ bytes: RawSpan, from start: Int, to end: Int, _ network: NetworkPacket,
        at time: CaptureTime, _ reference: PacketReference
    ) {
        let callID = bytes.text(outline.callID)
        guard focus.takesOtherRequests || focus.callIDs.contains(callID) else { return }
        isTouched = true
        listOpenPieces(of: network)
        guard look.messages.count < CloseLookLimits.messages, messageBytes + end - start <= CloseLookLimits.messageBytes
        else { return meet("messages") }
        messageBytes += end - start
        let message = SeenMessage(
            outline, bytes, from: start, to: end, source: network.sourceEndpoint,
            destination: network.destinationEndpoint, at: time, packet: reference)
        look.messages.append(message)
        guard outline.sessionDescription.isPresent, let window = focus.windows[callID],
            let session = try? SessionDescription(parsing: bytes, in: outline.sessionDescription.rangeOrEmpty)
        else { return }
        for line in session.mediaLines {
            for end in [line.endpoint, line.rtcpEndpoint] + line.candidates.map(\.endpoint) {
                if let end { focus.add(end, window) }
            }
            if line.transport.lowercased().contains("udptl"), let end = line.endpoint { focus.faxEnds.insert(end) }
        }
    }

    /// A copy, made by the capture, of a datagram that may hold a message.
    mutating func noteCopy(_ network: NetworkPacket, _ bytes: RawSpan) {
        guard let outline = try? SIPOutline(parsing: bytes, from: network.payloadStart, to: network.payloadEnd),
            outline.callID.isPresent, focus.callIDs.contains(bytes.text(outline.callID))
        else { return }
        isTouched = true
    }

    // MARK: Pieces

    /// A segment of TCP, before what it completes is looked at.
    mutating func noteSegment(_ network: NetworkPacket, _ reference: PacketReference) {
        guard network.payloadEnd > network.payloadStart else { return }
        let direction = CallFocus.Direction(source: network.sourceEndpoint, destination: network.destinationEndpoint)
        guard openPieces < CloseLookLimits.openPieces else { return meet("openPieces") }
        openPieces += 1
        openSegments[direction, default: []].append(reference)
    }

    /// The segment completed something, and all of that was looked at.
    mutating func endSegment(_ network: NetworkPacket, _ reference: PacketReference) {
        let direction = CallFocus.Direction(source: network.sourceEndpoint, destination: network.destinationEndpoint)
        guard let pieces = openSegments[direction], pieces.count > 1 else { return }
        openPieces -= pieces.count - 1
        // What comes after the last whole message in it may be the beginning of the next.
        openSegments[direction] = [reference]
    }

    /// A fragment of a datagram.
    mutating func noteFragment(_ network: NetworkPacket, _ reference: PacketReference) {
        guard openPieces < CloseLookLimits.openPieces else { return meet("openPieces") }
        openPieces += 1
        openFragments[FragmentKey(network), default: []].append(reference)
    }

    /// The datagram that a fragment completed was looked at.
    mutating func endDatagram(_ network: NetworkPacket) {
        guard let pieces = openFragments.removeValue(forKey: FragmentKey(network)) else { return }
        openPieces -= pieces.count
        if isTouched { for piece in pieces { list(piece) } }
    }

    private mutating func listOpenPieces(of network: NetworkPacket) {
        // A message over TLS may have been sent by either end of the connection of its last segment.
        for direction in [
            CallFocus.Direction(source: network.sourceEndpoint, destination: network.destinationEndpoint),
            CallFocus.Direction(source: network.destinationEndpoint, destination: network.sourceEndpoint),
        ] where network.content == .tcp {
            for piece in openSegments[direction] ?? [] { list(piece) }
        }
    }
}
