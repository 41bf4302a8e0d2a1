import CallVocabulary

/// A connection address, `IN IP4 192.0.2.1/127` (RFC 8866 §5.7), without the time to live.
package struct SDPAddress: Hashable, Sendable {
    /// The address as it stood.
    package let text: String
    /// The address; `nil` if a domain name stands there.
    package let address: IPAddress?

    /// Reads `IN IP4 host`.
    init?(parsing bytes: RawSpan, in range: Range<Int>) {
        guard let host = SDPAddress.host(parsing: bytes, in: range) else { return nil }
        text = bytes.text(host)
        address = IPAddress(text)
    }

    /// Where the host stands; `nil` if `range` holds no connection address.
    static func host(parsing bytes: RawSpan, in range: Range<Int>) -> Range<Int>? {
        var rest = range
        guard let net = bytes.takeWord(from: &rest), bytes.equals("in", in: net),
            let kind = bytes.takeWord(from: &rest), bytes.equals("ip4", in: kind) || bytes.equals("ip6", in: kind),
            let host = bytes.takeWord(from: &rest)
        else { return nil }
        let hostEnd = bytes.firstIndex(of: ASCII.slash, in: host) ?? host.upperBound
        return hostEnd > host.lowerBound ? host.lowerBound..<hostEnd : nil
    }
}
