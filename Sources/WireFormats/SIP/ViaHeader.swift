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

    /// The branch of the first hop that `range` lists; `nil` as where that cannot be read.
    static func branch(parsing bytes: RawSpan, in range: Range<Int>) -> String? {
        let whole = bytes.trimmed(range.lowerBound..<bytes.elementEnd(ASCII.comma, in: range))
        guard let first = bytes.firstIndex(of: ASCII.slash, in: whole),
            let second = bytes.firstIndex(of: ASCII.slash, in: first + 1..<whole.upperBound)
        else { return nil }
        let sentByEnd = bytes.elementEnd(ASCII.semicolon, in: second + 1..<whole.upperBound)
        var rest = second + 1..<sentByEnd
        guard bytes.takeWord(from: &rest) != nil, !bytes.hostAndPort(in: rest).host.isEmpty else { return nil }
        return SIPParameters.value(of: "branch", parsing: bytes, in: sentByEnd..<whole.upperBound)
    }

    /// Reads the element that fills `range`; `nil` if it has no transport or no host.
    init?(parsing bytes: RawSpan, in range: Range<Int>) {
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
