/// The first line of a SIP message (RFC 3261 §7.1, §7.2).
///
/// ```
/// INVITE sip:bob@biloxi.example.com SIP/2.0      method SP Request-URI SP version
/// SIP/2.0 180 Ringing                            version SP status SP reason phrase
/// ```
package enum SIPStartLine: Equatable, Sendable {
    /// The first line of a request.
    case request(method: SIPMethod, uri: SIPURI)
    /// The first line of a response; `status` is 100 to 699.
    case response(status: Int, reason: String)

    /// Reads the line in `range`, line end excluded.
    ///
    /// Whitespace within and after the line is tolerated, and so are angle brackets around the Request-URI, as
    /// RFC 4475 §3.1.2.7 permits: the analyser wants to show such a message, not to answer it.
    package init(parsing bytes: RawSpan, in range: Range<Int>) throws(WireError) {
        switch try SIPStartLinePlaces(parsing: bytes, in: range) {
        case .response(let status, let reason):
            self = .response(
                status: status, reason: bytes.unfoldedText(reason, limit: SIPLimits.maximumDescriptiveLength))
        case .request(let method, let target):
            guard let uri = SIPURI(parsing: bytes, in: target) else {
                throw WireError(.malformed, at: target.lowerBound)
            }
            self = .request(method: bytes.method(method), uri: uri)
        }
    }

    /// Where the method at the start of `line` ends: before a space. `nil` if no method is there.
    static func methodEnd(in bytes: RawSpan, _ line: Range<Int>) -> Int? {
        let limit = min(line.upperBound, line.lowerBound + SIPLimits.maximumMethodLength + 1)
        var index = line.lowerBound
        while index < limit, ASCII.isToken(bytes.uint8(at: index)) { index += 1 }
        guard index > line.lowerBound, index < limit, bytes.uint8(at: index) == ASCII.space else { return nil }
        return index
    }
}

/// Where the parts of a first line stand.
enum SIPStartLinePlaces {
    /// The Request-URI stands without brackets, and is one.
    case request(method: Range<Int>, target: Range<Int>)
    case response(status: Int, reason: Range<Int>)

    init(parsing bytes: RawSpan, in range: Range<Int>) throws(WireError) {
        let line = bytes.trimmed(range)
        guard line.count <= SIPLimits.maximumStartLineLength else {
            throw WireError(.limitExceeded, at: line.lowerBound)
        }
        if bytes.hasPrefix("sip/", in: line) {
            self = try SIPStartLinePlaces(statusLine: bytes, in: line)
        } else {
            self = try SIPStartLinePlaces(requestLine: bytes, in: line)
        }
    }

    private init(statusLine bytes: RawSpan, in line: Range<Int>) throws(WireError) {
        var rest = line
        guard let version = bytes.takeWord(from: &rest), bytes.equals("sip/2.0", in: version) else {
            throw WireError(.unsupportedVersion, at: line.lowerBound)
        }
        guard let code = bytes.takeWord(from: &rest), code.count == 3,
            let status = bytes.decimal(in: code, limit: 699), status >= 100
        else { throw WireError(.malformed, at: rest.lowerBound) }
        self = .response(status: Int(status), reason: rest)
    }

    private init(requestLine bytes: RawSpan, in line: Range<Int>) throws(WireError) {
        let methodEnd = SIPStartLine.methodEnd(in: bytes, line)
        guard let methodEnd, methodEnd < line.upperBound else { throw WireError(.malformed, at: line.lowerBound) }
        guard line.count >= 7, bytes.hasPrefix("sip/", in: line.upperBound - 7..<line.upperBound) else {
            throw WireError(.malformed, at: line.upperBound)
        }
        guard bytes.equals("sip/2.0", in: line.upperBound - 7..<line.upperBound) else {
            throw WireError(.unsupportedVersion, at: line.upperBound - 7)
        }
        let versionStart = line.upperBound - 7
        guard versionStart > methodEnd, ASCII.isWhitespace(bytes.uint8(at: versionStart - 1)) else {
            throw WireError(.malformed, at: versionStart)
        }
        var target = bytes.trimmed(methodEnd..<versionStart)
        if target.count >= 2, bytes.uint8(at: target.lowerBound) == ASCII.less,
            bytes.uint8(at: target.upperBound - 1) == ASCII.greater
        {
            target = target.lowerBound + 1..<target.upperBound - 1
        }
        guard SIPURI.scheme(parsing: bytes, in: target) != nil else {
            throw WireError(.malformed, at: target.lowerBound)
        }
        self = .request(method: line.lowerBound..<methodEnd, target: target)
    }
}

/// What the bytes before a line end say of it being the first line of a SIP message.
enum StartLineLikelihood: Sendable {
    case yes
    case no
    /// The line is not complete, and nothing so far speaks against it.
    case undecided

    /// Judges the line at `start`.
    init(_ bytes: RawSpan, from start: Int, to end: Int) {
        guard start >= 0, start < end, end <= bytes.byteCount else {
            self = .undecided
            return
        }
        // Most datagrams on a port range are RTP; its first byte is 128 or more and ends the question here.
        guard ASCII.isToken(bytes.uint8(at: start)) else {
            self = .no
            return
        }
        let limit = min(end, start + SIPLimits.maximumStartLineLength)
        if ASCII.lowercased(bytes.uint8(at: start)) == 0x73 {
            let status = start..<min(limit, start + 9)
            if bytes.hasPrefix("sip/2.0 ", in: status) {
                // Some senders write more than one space.
                var digit = start + 8
                while digit < min(limit, start + 16), bytes.uint8(at: digit) == ASCII.space { digit += 1 }
                self = digit >= limit ? .undecided : ASCII.isDigit(bytes.uint8(at: digit)) ? .yes : .no
                return
            }
            if status.count < 8, bytes.isBeginning(of: "sip/2.0 ", in: status) {
                self = .undecided
                return
            }
        }
        guard let methodEnd = SIPStartLine.methodEnd(in: bytes, start..<limit) else {
            // Token characters up to the end may still become a method.
            let scanned = start..<limit
            self =
                scanned.count <= SIPLimits.maximumMethodLength && bytes.allToken(in: scanned) ? .undecided : .no
            return
        }
        guard let feed = bytes.firstIndex(of: ASCII.lineFeed, in: methodEnd..<limit) else {
            self = limit - start >= SIPLimits.maximumStartLineLength ? .no : .undecided
            return
        }
        let line = bytes.trimmed(methodEnd..<feed)
        self = line.count > 8 && bytes.hasPrefix(" sip/2.0", in: line.upperBound - 8..<line.upperBound) ? .yes : .no
    }
}

extension RawSpan {
    /// True if the bytes in `range`, fewer than those of `literal`, are its beginning, the case of letters apart.
    fileprivate func isBeginning(of literal: StaticString, in range: Range<Int>) -> Bool {
        literal.withUTF8Buffer { expected in
            guard range.count <= expected.count else { return false }
            var index = range.lowerBound
            for byte in expected.prefix(range.count) {
                if ASCII.lowercased(uint8(at: index)) != byte { return false }
                index += 1
            }
            return true
        }
    }

    fileprivate func allToken(in range: Range<Int>) -> Bool {
        for index in range where !ASCII.isToken(uint8(at: index)) { return false }
        return true
    }
}
