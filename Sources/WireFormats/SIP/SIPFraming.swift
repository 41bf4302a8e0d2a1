/// What stands at a place in a byte stream that carries SIP.
package enum SIPFrame: Equatable, Sendable {
    /// A whole message.
    case message(Range<Int>)
    /// So many bytes of line ends between messages: keepalives (RFC 5626 §3.5.1) or padding.
    case keepAlive(Int)
    /// So many bytes that belong to no message, before a place where one may begin: the capture started within a
    /// message, or bytes were lost.
    case junk(Int)
    /// The beginning of a message, or of what may become one; ask again when there are more bytes.
    case needMore
    /// None of the bytes belong to SIP. Drop them all; the stream may still turn to SIP later.
    case notSIP
}

/// Cuts a byte stream into messages (RFC 3261 §18.3): the headers up to the empty line, then as many bytes as
/// `Content-Length` says.
///
/// Every answer but ``SIPFrame/needMore`` consumes at least one byte, so that a caller who follows them comes to an
/// end. A message without `Content-Length` breaks the rule for streams and is taken to have no body.
package enum SIPFraming {
    /// What stands at `start` in `bytes`, which hold the stream as far as it is known.
    package static func nextMessage(in bytes: RawSpan, from start: Int) -> SIPFrame {
        let end = bytes.byteCount
        guard start >= 0, start < end else { return .needMore }
        let lineEnds = lineEndCount(in: bytes, from: start, to: end)
        if lineEnds > 0 { return .keepAlive(lineEnds) }
        switch StartLineLikelihood(bytes, from: start, to: end) {
        case .yes: return message(in: bytes, from: start, to: end)
        case .undecided: return .needMore
        case .no: return resynchronize(in: bytes, from: start, to: end)
        }
    }

    private static func lineEndCount(in bytes: RawSpan, from start: Int, to end: Int) -> Int {
        var index = start
        while index < end, bytes.uint8(at: index) == ASCII.carriageReturn || bytes.uint8(at: index) == ASCII.lineFeed {
            index += 1
        }
        return index - start
    }

    private static func message(in bytes: RawSpan, from start: Int, to end: Int) -> SIPFrame {
        let limit = min(end, start + SIPLimits.maximumMessageLength)
        guard let first = bytes.line(from: start, to: limit) else { return unfinished(in: bytes, from: start, to: end) }
        var length: Int?
        var offset = first.next
        while let line = SIPHeaderLine(parsing: bytes, from: offset, to: limit) {
            // A line that touches the limit may go on, or be followed by a fold.
            guard line.next < limit else { return unfinished(in: bytes, from: start, to: end) }
            if length == nil, line.isField, SIPHeader(bytes, name: line.name) == .contentLength {
                length = bytes.decimal(in: line.value, limit: UInt64(SIPLimits.maximumMessageLength)).map { Int($0) }
            }
            offset = line.next
        }
        guard let blank = bytes.line(from: offset, to: limit), blank.content.isEmpty else {
            return unfinished(in: bytes, from: start, to: end)
        }
        let messageEnd = blank.next + (length ?? 0)
        guard messageEnd - start <= SIPLimits.maximumMessageLength else { return .message(start..<blank.next) }
        return messageEnd <= end ? .message(start..<messageEnd) : .needMore
    }

    /// More bytes may finish the message, unless the limit is reached: then it never was one.
    private static func unfinished(in bytes: RawSpan, from start: Int, to end: Int) -> SIPFrame {
        end - start < SIPLimits.maximumMessageLength ? .needMore : resynchronize(in: bytes, from: start, to: end)
    }

    /// Looks for the next line where a message may begin.
    private static func resynchronize(in bytes: RawSpan, from start: Int, to end: Int) -> SIPFrame {
        var offset = start
        while let line = bytes.line(from: offset, to: end) {
            offset = line.next
            guard offset < end else { return .notSIP }
            if StartLineLikelihood(bytes, from: offset, to: end) != .no { return .junk(offset - start) }
        }
        return .notSIP
    }
}

extension SIPFraming {
    /// True if the bytes from `start` to `end` begin with the first line of a SIP message: a cheap test that turns
    /// away RTP, RTCP, STUN and DTLS at their first byte.
    @inlinable
    package static func looksLikeSIP(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        guard start >= 0, start < end, end <= bytes.byteCount else { return false }
        // A letter or another character of a method, or a line end before it.
        let first = bytes.uint8(at: start)
        guard first < 0x7F, first > 0x20 || first == 0x0D || first == 0x0A else { return false }
        return hasStartLine(bytes, from: start, to: end)
    }

    @usableFromInline
    static func hasStartLine(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        var first = start
        // Line ends before the start line are to be ignored (RFC 3261 §7.5).
        while first < end, first - start < 4,
            bytes.uint8(at: first) == ASCII.carriageReturn || bytes.uint8(at: first) == ASCII.lineFeed
        {
            first += 1
        }
        return StartLineLikelihood(bytes, from: first, to: end) == .yes
    }
}
