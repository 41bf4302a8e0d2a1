/// One hop of a message's way back (RFC 3261 §20.42).
///
/// ```
/// SIP/2.0/UDP pc33.example.com:5066;branch=z9hG4bK776asdhds;received=192.0.2.1;rport=5061
/// ```
package struct SIPVia: Equatable, Sendable {
    /// The transport in upper case, such as `UDP`, `TCP`, `TLS`, `WSS`.
    package let transport: String
    /// The host in "sent-by", without the brackets of an IPv6 address.
    package let host: String
    /// The port in "sent-by", if stated.
    package let port: UInt16?
    /// The parameters, `branch`, `received` and `rport` among them.
    package let parameters: SIPParameters

    /// The transaction identifier.
    package var branch: String? { parameters["branch"] }

    /// Where the branch of the first hop that `range` lists stands, perhaps nowhere; `nil` if that hop cannot be read.
    static func branch(parsing bytes: RawSpan, in range: Range<Int>) -> TextPlace? {
        // The usual case first: "SIP/2.0/UDP host;branch=", where nothing up to the end of the value is a quote, a bracket
        // or a comma, which would change what belongs together.
        if range.count > 12, bytes.hasPrefix("sip/2.0/", in: range),
            let semicolon = bytes.firstIndex(of: ASCII.semicolon, in: range),
            let space = bytes.firstIndex(of: ASCII.space, in: range.lowerBound..<semicolon),
            space >= range.lowerBound &+ 8, bytes.isPlainToken(range.lowerBound &+ 8..<space),
            bytes.hasPrefix(";branch=", in: semicolon..<range.upperBound),
            bytes.isPlainHost(space &+ 1..<semicolon)
        {
            let value = semicolon &+ 8..<range.upperBound
            let end = bytes.firstIndex(of: ASCII.semicolon, in: value) ?? range.upperBound
            if bytes.isPlainToken(value.lowerBound..<end) { return TextPlace(value.lowerBound..<end) }
        }
        let whole = bytes.trimmed(range.lowerBound..<bytes.elementEnd(ASCII.comma, in: range))
        guard let first = bytes.firstIndex(of: ASCII.slash, in: whole),
            let second = bytes.firstIndex(of: ASCII.slash, in: first + 1..<whole.upperBound)
        else { return nil }
        let sentByEnd = bytes.elementEnd(ASCII.semicolon, in: second + 1..<whole.upperBound)
        var rest = second + 1..<sentByEnd
        guard bytes.takeWord(from: &rest) != nil, !bytes.hostAndPort(in: rest).host.isEmpty else { return nil }
        return SIPParameters.place(of: "branch", parsing: bytes, in: sentByEnd..<whole.upperBound)
    }

    /// Reads the element that fills `range`; `nil` if it has no transport or no host.
    package init?(parsing bytes: RawSpan, in range: Range<Int>) {
        let whole = bytes.trimmed(range)
        guard let first = bytes.firstIndex(of: ASCII.slash, in: whole),
            let second = bytes.firstIndex(of: ASCII.slash, in: first + 1..<whole.upperBound)
        else { return nil }
        let sentByEnd = bytes.elementEnd(ASCII.semicolon, in: second + 1..<whole.upperBound)
        var rest = second + 1..<sentByEnd
        guard let transport = bytes.takeWord(from: &rest) else { return nil }
        let sentBy = bytes.hostAndPort(in: rest)
        guard !sentBy.host.isEmpty else { return nil }
        self.transport = bytes.text(transport).uppercased()
        host = bytes.text(sentBy.host)
        port = sentBy.port.flatMap { bytes.decimal(in: $0, limit: 65_535) }.map { UInt16($0) }
        parameters = SIPParameters(parsing: bytes, in: sentByEnd..<whole.upperBound)
    }
}

extension RawSpan {
    /// True if `range` begins with a letter or digit of a host, and holds nothing but what hosts and ports are made of.
    fileprivate func isPlainHost(_ range: Range<Int>) -> Bool {
        guard !range.isEmpty, uint8(at: range.lowerBound) != ASCII.colon else { return false }
        for index in range {
            let byte = uint8(at: index)
            guard ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 0x2D || byte == 0x2E || byte == ASCII.colon
            else { return false }
        }
        return true
    }

    /// True if `range` holds a token and nothing else.
    fileprivate func isPlainToken(_ range: Range<Int>) -> Bool {
        for index in range where !ASCII.isToken(uint8(at: index)) { return false }
        return !range.isEmpty
    }
}
