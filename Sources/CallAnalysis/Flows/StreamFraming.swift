import WireFormats

/// A piece of what a direction of a TCP connection carried, whole and in order.
enum StreamedItem {
    /// A SIP message.
    case sip([UInt8])
    /// A message of TURN: channel data, or STUN that may hold a datagram.
    case relayed([UInt8])
    /// What a capture agent reports (HEP version 3).
    case reported([UInt8])
    /// An RTSP message.
    case rtsp([UInt8])
    /// An RTP or RTCP packet between RTSP messages.
    case interleaved([UInt8])
}

/// How the bytes of a direction are cut into items.
enum StreamFraming {
    case sip
    case webSocket(WebSocketMessages)
    case relay
    case report
    case rtsp
    /// Packets behind their length (RFC 4571), or behind the kind and length of Microsoft's TURN (MS-TURN §2.2.1).
    case lengths(FramedPackets)

    /// One step through the bytes.
    enum Step {
        /// An item, and where the next one begins.
        case item(StreamedItem, next: Int)
        /// Nothing of interest up to there.
        case skip(to: Int)
        /// A message begins that is longer than ``AnalysisLimits/sipMessageBytes``; it is passed over, from there on.
        case tooLong(next: Int)
        /// More bytes have to come.
        case needMore
        /// None of the bytes that are left belong to this.
        case lost
        /// The connection carries something else altogether.
        case over
    }

    /// How a direction is to be cut whose payload begins at `start`; `nil` if it carries nothing that is read.
    init?(_ packet: NetworkPacket, _ bytes: RawSpan) {
        let start = packet.payloadStart
        let end = packet.payloadEnd
        guard start < end else { return nil }
        if SIPFraming.looksLikeSIP(bytes, from: start, to: end) {
            self = .sip
            return
        }
        func involves(_ ports: [UInt16]) -> Bool {
            ports.contains(packet.sourcePort) || ports.contains(packet.destinationPort)
        }
        let first = bytes.uint8(at: start)
        // Names over TCP have a length in front as well.
        if first <= 0x05, packet.sourcePort >= 1_024, packet.destinationPort >= 1_024,
            let framed = FramedPackets(bytes, from: start, to: end)
        {
            self = .lengths(framed)
            return
        }
        switch first {
        case 0x00, 0x01:
            let header = STUNHeader(parsing: bytes, from: start, to: end, wireLength: .max)
            guard header != nil else { break }
            self = .relay
            return
        case 0x24:
            // A capture that began in mid-session.
            guard end - start > 16, bytes.uint8(at: start + 4) >> 6 == 2, involves([554, 8_554]) else { break }
            self = .rtsp
            return
        case 0x81, 0x82:
            guard WebSocketMessages.beginsWithSIP(bytes, from: start, to: end) else { break }
            self = .webSocket(WebSocketMessages(isOpen: true))
            return
        case 0x40 where end - start > 4 && involves([3_478, 5_349]):
            self = .relay
            return
        case 0x41...0x5A: break
        default: return nil
        }
        if RTSPText.begins(bytes, from: start, to: end) {
            self = .rtsp
        } else if HEPPacket.length(bytes, at: start, to: end) != nil {
            self = .report
        } else if first == 0x47 || first == 0x48,
            WebSocketHandshake(parsing: bytes, from: start, to: end) != .other
        {
            self = .webSocket(WebSocketMessages(isOpen: false))
        } else if (0x41...0x5A).contains(first),
            SIPFraming.nextMessage(in: bytes.extracting(start..<end), from: 0) == .needMore
        {
            // The beginning of a first line that is cut off.
            self = .sip
        } else {
            return nil
        }
    }

    /// Bytes of an item that are kept here until the rest comes.
    var heldBytes: Int {
        if case .webSocket(let messages) = self { return messages.heldBytes }
        return 0
    }

    /// Forgets an item whose rest is missing.
    mutating func drop() {
        guard case .webSocket(var messages) = self else { return }
        messages.drop()
        self = .webSocket(messages)
    }

    /// What stands at `start` of the bytes that are there.
    mutating func next(_ bytes: RawSpan, from start: Int, limits: AnalysisLimits) -> Step {
        let end = bytes.byteCount
        switch self {
        case .sip:
            switch SIPFraming.nextMessage(in: bytes, from: start) {
            case .message(let range):
                return .item(.sip(StreamFraming.copy(bytes, range)), next: max(range.upperBound, start + 1))
            case .keepAlive(let count), .junk(let count): return .skip(to: start + max(1, count))
            case .notSIP: return .lost
            case .needMore: return .needMore
            }
        case .webSocket(var messages):
            let step = messages.next(bytes, from: start, limit: limits.sipMessageBytes)
            self = .webSocket(messages)
            return step
        case .relay: return StreamFraming.nextRelayed(bytes, from: start, to: end)
        case .report:
            guard end - start >= 6 else { return .needMore }
            guard let length = HEPPacket.length(bytes, at: start, to: end) else { return .lost }
            guard end - start >= length else { return .needMore }
            return .item(.reported(StreamFraming.copy(bytes, start..<start + length)), next: start + length)
        case .rtsp:
            switch RTSPText.next(bytes, from: start, to: end) {
            case .message(let range):
                return .item(.rtsp(StreamFraming.copy(bytes, range)), next: range.upperBound)
            case .interleaved(_, let range):
                return .item(.interleaved(StreamFraming.copy(bytes, range)), next: range.upperBound)
            case .lineEnds(let count): return .skip(to: start + max(1, count))
            case .needMore: return .needMore
            case .none: return .lost
            }
        case .lengths(let framed): return framed.next(bytes, from: start)
        }
    }

    /// STUN, or channel data padded to a multiple of four bytes (RFC 8656 §12.5).
    private static func nextRelayed(_ bytes: RawSpan, from start: Int, to end: Int) -> Step {
        guard end - start >= 4 else { return .needMore }
        let length = Int(bytes.uint16(at: start + 2))
        let total: Int
        switch bytes.uint8(at: start) {
        case 0x00...0x03:
            guard end - start >= 8 else { return .needMore }
            guard bytes.uint32(at: start + 4) == 0x2112_A442, length % 4 == 0 else { return .lost }
            total = 20 + length
        case 0x40...0x4F: total = 4 + (length + 3) & ~3
        default: return .lost
        }
        guard end - start >= total else { return .needMore }
        return .item(.relayed(copy(bytes, start..<start + total)), next: start + total)
    }

    static func copy(_ bytes: RawSpan, _ range: Range<Int>) -> [UInt8] {
        bytes.extracting(range).withUnsafeBytes { Array($0) }
    }
}

/// The messages of one direction of a WebSocket that carries SIP, one SIP message each (RFC 7118 §5).
struct WebSocketMessages {
    /// Whether the handshake is over.
    private var isOpen: Bool
    /// The fragments of the message so far.
    private var message: [UInt8] = []
    /// Whether the message cannot be had: compressed, too long, or without its beginning.
    private var isUnreadable = false
    private var isCollecting = false
    /// Bytes of a payload that are to be passed over.
    private var remaining = 0

    var heldBytes: Int { message.count }

    init(isOpen: Bool) {
        self.isOpen = isOpen
    }

    /// Whether a frame with the beginning of a SIP message stands at `start`.
    static func beginsWithSIP(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        guard case .frame(let frame) = WebSocketFrame.read(bytes, from: start, to: end), !frame.isExtended,
            frame.opcode == 1 || frame.opcode == 2, frame.payloadLength > 16
        else { return false }
        var head: [UInt8] = []
        let from = start + frame.headerLength
        frame.appendPayload(bytes, from: from, to: min(end, from + min(frame.payloadLength, 512)), to: &head)
        return SIPFraming.looksLikeSIP(head.span.bytes, from: 0, to: head.count)
    }

    /// Forgets a message whose rest is missing.
    mutating func drop() {
        self = WebSocketMessages(isOpen: isOpen)
    }

    mutating func next(_ bytes: RawSpan, from start: Int, limit: Int) -> StreamFraming.Step {
        let end = bytes.byteCount
        guard start < end else { return .needMore }
        if !isOpen {
            switch WebSocketHandshake(parsing: bytes, from: start, to: end) {
            case .sip(let next):
                isOpen = true
                return .skip(to: next)
            case .needMore: return .needMore
            case .other: return .over
            }
        }
        if remaining > 0 {
            let passed = min(remaining, end - start)
            remaining -= passed
            return .skip(to: start + passed)
        }
        switch WebSocketFrame.read(bytes, from: start, to: end) {
        case .needMore: return .needMore
        case .none:
            message = []
            isCollecting = false
            return .lost
        case .frame(let frame): return take(frame, bytes, from: start, to: end, limit: limit)
        }
    }

    private mutating func take(
        _ frame: WebSocketFrame, _ bytes: RawSpan, from start: Int, to end: Int, limit: Int
    ) -> StreamFraming.Step {
        let payload = start + frame.headerLength
        let next = payload + frame.payloadLength
        var isTooLong = false
        if frame.opcode < 8 {
            if frame.opcode != 0 {
                message = []
                isCollecting = true
                isUnreadable = frame.isExtended
            } else if !isCollecting {
                isUnreadable = true
            }
            if !isUnreadable, message.count + frame.payloadLength > limit {
                isUnreadable = true
                isTooLong = true
            }
        }
        if frame.opcode >= 8 || isUnreadable {
            // Pings, and what cannot be read, are passed over as they come.
            if frame.opcode < 8 {
                message = []
                if frame.isFinal { isCollecting = false }
                if frame.isFinal { isUnreadable = false }
            }
            remaining = frame.payloadLength
            return isTooLong ? .tooLong(next: payload) : .skip(to: payload)
        }
        guard next <= end else { return .needMore }
        frame.appendPayload(bytes, from: payload, to: next, to: &message)
        guard frame.isFinal else { return .skip(to: next) }
        let whole = message
        message = []
        isCollecting = false
        return .item(.sip(whole), next: next)
    }
}
