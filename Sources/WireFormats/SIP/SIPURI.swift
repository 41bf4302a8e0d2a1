import CallVocabulary

/// A URI of one of the schemes that SIP uses (RFC 3261 §19.1, RFC 3966).
///
/// A password in the user part is not kept.
package struct SIPURI: Equatable, Sendable {
    /// The scheme in lower case: `sip`, `sips`, `tel`, or another.
    package let scheme: String
    /// The user part as it stood, percent escapes and parameters included; the number of a `tel` URI.
    package let user: String?
    /// The host of a `sip` or `sips` URI, without the brackets of an IPv6 address.
    package let host: String?
    /// The port, if stated.
    package let port: UInt16?
    /// The parameters.
    package let parameters: SIPParameters
    /// What follows the scheme of a URI that is neither `sip`, `sips` nor `tel`, such as `service:sos` of a `urn`.
    package let opaque: String?

    /// Reads the URI that fills `range`; `nil` if it has no scheme or nothing after it.
    init?(parsing bytes: RawSpan, in range: Range<Int>) {
        guard let (name, rest) = SIPURI.scheme(parsing: bytes, in: range) else { return nil }
        scheme =
            bytes.equals("sip", in: name) ? "sip" : bytes.equals("sips", in: name) ? "sips" : bytes.lowercasedText(name)
        switch scheme {
        case "sip", "sips":
            let parts = SIPURIParts(bytes, rest)
            user = parts.user.map { bytes.text($0) }
            host = parts.host.isEmpty ? nil : bytes.text(parts.host)
            port = parts.port.flatMap { bytes.decimal(in: $0, limit: 65_535) }.map { UInt16($0) }
            parameters = SIPParameters(parsing: bytes, in: parts.parameters)
            opaque = nil
        case "tel":
            let numberEnd = bytes.firstIndex(of: ASCII.semicolon, in: rest) ?? rest.upperBound
            user = bytes.text(bytes.trimmed(rest.lowerBound..<numberEnd))
            host = nil
            port = nil
            parameters = SIPParameters(parsing: bytes, in: numberEnd..<rest.upperBound)
            opaque = nil
        default:
            user = nil
            host = nil
            port = nil
            parameters = SIPParameters()
            opaque = bytes.text(rest)
        }
    }
}

extension SIPURI {
    /// Where the scheme and what follows it stand; `nil` if there is no scheme or nothing after it.
    static func scheme(parsing bytes: RawSpan, in range: Range<Int>) -> (name: Range<Int>, rest: Range<Int>)? {
        let whole = bytes.trimmed(range)
        if whole.count > 4, bytes.hasPrefix("sip:", in: whole) {
            let rest = bytes.trimmed(whole.lowerBound &+ 4..<whole.upperBound)
            return rest.isEmpty ? nil : (whole.lowerBound..<whole.lowerBound &+ 3, rest)
        }
        guard let colon = bytes.firstIndex(of: ASCII.colon, in: whole), colon > whole.lowerBound,
            ASCII.isLetter(bytes.uint8(at: whole.lowerBound)), colon - whole.lowerBound <= 32
        else { return nil }
        for index in whole.lowerBound..<colon where !ASCII.isToken(bytes.uint8(at: index)) { return nil }
        let rest = bytes.trimmed(colon + 1..<whole.upperBound)
        return rest.isEmpty ? nil : (whole.lowerBound..<colon, rest)
    }
}

/// Where the parts of a `sip` URI lie: `user:password@host:port;parameters?headers` (RFC 3261 §19.1.1).
private struct SIPURIParts {
    let user: Range<Int>?
    let host: Range<Int>
    let port: Range<Int>?
    let parameters: Range<Int>

    init(_ bytes: RawSpan, _ range: Range<Int>) {
        var hostStart = range.lowerBound
        // The last one: some devices leave an "@" within the user part unescaped.
        if let at = bytes.lastIndex(of: ASCII.at, in: range) {
            let info = range.lowerBound..<at
            user = info.lowerBound..<(bytes.firstIndex(of: ASCII.colon, in: info) ?? at)
            hostStart = at + 1
        } else {
            user = nil
        }
        let headers = bytes.firstIndex(of: ASCII.question, in: hostStart..<range.upperBound) ?? range.upperBound
        let hostPortEnd = bytes.firstIndex(of: ASCII.semicolon, in: hostStart..<headers) ?? headers
        parameters = hostPortEnd..<headers
        (host, port) = bytes.hostAndPort(in: hostStart..<hostPortEnd)
    }
}

extension RawSpan {
    /// Splits `host:port`; the brackets of an IPv6 address are left out.
    func hostAndPort(in range: Range<Int>) -> (host: Range<Int>, port: Range<Int>?) {
        let whole = trimmed(range)
        if !whole.isEmpty, uint8(at: whole.lowerBound) == ASCII.openBracket,
            let close = firstIndex(of: ASCII.closeBracket, in: whole)
        {
            let colon = firstIndex(of: ASCII.colon, in: close..<whole.upperBound)
            return (whole.lowerBound + 1..<close, colon.map { trimmed($0 + 1..<whole.upperBound) })
        }
        guard let colon = firstIndex(of: ASCII.colon, in: whole) else { return (whole, nil) }
        return (trimmed(whole.lowerBound..<colon), trimmed(colon + 1..<whole.upperBound))
    }
}

extension SIPURI: CustomStringConvertible {
    /// The URI in its usual form, without password and headers, and without the digits dialled after the answer.
    package var description: String { URISecrets.masked(whole) }

    private var whole: String {
        var text = scheme + ":"
        if let opaque { return text + opaque }
        if let user { text += host == nil ? user : user + "@" }
        if let host { text += host.utf8.contains(ASCII.colon) ? "[\(host)]" : host }
        if let port { text += ":\(port)" }
        for parameter in parameters.all {
            text += ";" + parameter.name
            if let value = parameter.value { text += "=" + value }
        }
        return text
    }
}
