/// The header of a WebSocket frame (RFC 6455 §5.2).
///
/// ```
/// |F|R|R|R| opcode |M| length 7 |  length 16 or 64 where the 7 bits say so  |  masking key 32 if M  |
/// ```
package struct WebSocketFrame: Equatable, Sendable {
    /// What stands at a place in the byte stream.
    package enum Reading: Equatable, Sendable {
        /// A frame; its payload may not be there yet.
        case frame(WebSocketFrame)
        /// The beginning of one.
        case needMore
        /// No frame.
        case none
    }

    /// Whether the message ends with this frame.
    package let isFinal: Bool
    /// Whether an extension has changed the payload (compression, RFC 7692), which is not undone.
    package let isExtended: Bool
    /// 0 continues a message, 1 text, 2 binary, 8 to 10 control.
    package let opcode: UInt8
    /// The key that the payload is folded with; `nil` towards clients.
    package let mask: UInt32?
    /// The header's length in bytes.
    package let headerLength: Int
    /// The payload's length in bytes, as stated.
    package let payloadLength: Int

    /// Reads the header at `start`.
    package static func read(_ bytes: RawSpan, from start: Int, to end: Int) -> Reading {
        guard start >= 0, end <= bytes.byteCount, end - start >= 2 else { return .needMore }
        let first = bytes.uint8(at: start)
        let second = bytes.uint8(at: start + 1)
        let opcode = first & 0x0F
        // Reserved opcodes and reserved bits nobody defined; a control frame is whole and short (§5.5).
        guard opcode <= 2 || (8...10).contains(opcode), first & 0x30 == 0 else { return .none }
        if opcode >= 8, first & 0x80 == 0 || second & 0x7F > 125 { return .none }
        let isMasked = second & 0x80 != 0
        var length = Int(second & 0x7F)
        var at = start + 2
        if length == 126 {
            guard end - at >= 2 else { return .needMore }
            length = Int(bytes.uint16(at: at))
            at += 2
        } else if length == 127 {
            guard end - at >= 8 else { return .needMore }
            guard let wide = Int(exactly: bytes.uint64(at: at)), wide <= Int(UInt32.max) else { return .none }
            length = wide
            at += 8
        }
        var mask: UInt32?
        if isMasked {
            guard end - at >= 4 else { return .needMore }
            mask = bytes.uint32(at: at)
            at += 4
        }
        return .frame(
            WebSocketFrame(
                isFinal: first & 0x80 != 0, isExtended: first & 0x40 != 0, opcode: opcode, mask: mask,
                headerLength: at - start, payloadLength: length))
    }

    /// Appends the payload between `start` and `end` to `message`, unmasked (§5.3).
    package func appendPayload(_ bytes: RawSpan, from start: Int, to end: Int, to message: inout [UInt8]) {
        guard start >= 0, end <= bytes.byteCount else { return }
        let key = mask ?? 0
        message.reserveCapacity(message.count + max(0, end - start))
        var at = start
        while at < end {
            let shift = UInt32(24 - 8 * ((at - start) & 3))
            message.append(bytes.uint8(at: at) ^ UInt8(truncatingIfNeeded: key >> shift))
            at += 1
        }
    }
}

/// The handshake that makes a connection a WebSocket which carries SIP (RFC 6455 §4, RFC 7118 §4).
package enum WebSocketHandshake: Equatable, Sendable {
    /// It does; frames begin at this place.
    case sip(Int)
    /// The header is not all there.
    case needMore
    /// HTTP of another kind, or no HTTP.
    case other

    /// Reads the request or response that begins at `start`.
    package init(parsing bytes: RawSpan, from start: Int, to end: Int) {
        guard start >= 0, end <= bytes.byteCount, start < end else {
            self = .needMore
            return
        }
        let limit = min(end, start + WireLimits.webSocketHandshakeBytes)
        let isRequest = bytes.hasPrefix("get /", in: start..<limit)
        guard isRequest || bytes.hasPrefix("http/1.1 101", in: start..<limit) else {
            self = limit - start < 12 && WebSocketHandshake.mayBegin(bytes, start, limit) ? .needMore : .other
            return
        }
        var offset = start
        var speaksSIP = false
        while let line = bytes.line(from: offset, to: limit) {
            offset = line.next
            if line.content.isEmpty {
                self = speaksSIP ? .sip(offset) : .other
                return
            }
            guard bytes.hasPrefix("sec-websocket-protocol:", in: line.content) else { continue }
            var words = line.content.lowerBound + 23..<line.content.upperBound
            while !words.isEmpty {
                let comma = bytes.firstIndex(of: ASCII.comma, in: words) ?? words.upperBound
                if bytes.equals("sip", in: bytes.trimmed(words.lowerBound..<comma)) { speaksSIP = true }
                words = min(comma + 1, words.upperBound)..<words.upperBound
            }
        }
        self = limit - start < WireLimits.webSocketHandshakeBytes ? .needMore : .other
    }

    private static func mayBegin(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Bool {
        let request: [UInt8] = Array("GET /".utf8)
        let response: [UInt8] = Array("HTTP/1.1 101".utf8)
        return [request, response].contains { word in
            zip(word, start..<end).allSatisfy { $0 == bytes.uint8(at: $1) }
        }
    }
}
