/// Why a request was sent or a call ended (RFC 3326): `Q.850;cause=16;text="Normal call clearing"`.
package struct SIPReason: Equatable, Sendable {
    /// The protocol as it stood, usually `SIP` or `Q.850`.
    package let protocolName: String
    /// The cause in that protocol: a SIP status, or a Q.850 cause value.
    package let cause: Int?
    /// The text, if there is one.
    package let text: String?

    /// The Q.850 cause value, 1 to 127, if the protocol is Q.850.
    package var q850Cause: Int? {
        guard let cause, protocolName.lowercased() == "q.850", (1...127).contains(cause) else { return nil }
        return cause
    }

    package init?(parsing bytes: RawSpan, in range: Range<Int>) {
        let end = bytes.elementEnd(ASCII.semicolon, in: range)
        let name = bytes.trimmed(range.lowerBound..<end)
        guard !name.isEmpty, name.count <= 32 else { return nil }
        let parameters = SIPParameters(parsing: bytes, in: end..<range.upperBound)
        protocolName = bytes.text(name)
        cause = parameters["cause"].flatMap { Int($0) }.flatMap { (0...999).contains($0) ? $0 : nil }
        text = parameters["text"].map { String($0.prefix(SIPLimits.maximumDescriptiveLength)) }
    }
}

extension SIPOutline {
    /// The first `Reason` of the message; `nil` without one that can be read.
    package func reasonOfEnd(in bytes: RawSpan) -> SIPReason? {
        endReason.range.flatMap { SIPReason(parsing: bytes, in: $0.lowerBound..<bytes.elementEnd(ASCII.comma, in: $0)) }
    }
}
