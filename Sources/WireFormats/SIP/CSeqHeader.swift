/// The sequence number and method that order requests within a dialog (RFC 3261 §20.16).
package struct SIPCSeq: Equatable, Sendable {
    /// The sequence number.
    package let number: UInt32
    /// The method of the request; in a response, that of the request it answers.
    package let method: SIPMethod

    /// Reads `4711 INVITE`; `nil` if the number is none or exceeds 32 bits.
    package init?(parsing bytes: RawSpan, in range: Range<Int>) {
        guard let places = SIPCSeq.places(parsing: bytes, in: range) else { return nil }
        number = places.number
        method = bytes.method(places.method)
    }

    /// The number, and where the method stands.
    static func places(parsing bytes: RawSpan, in range: Range<Int>) -> (number: UInt32, method: Range<Int>)? {
        var rest = range
        guard let number = bytes.takeWord(from: &rest), let method = bytes.takeWord(from: &rest),
            method.count <= SIPLimits.maximumMethodLength,
            let value = bytes.decimal(in: number, limit: UInt64(UInt32.max))
        else { return nil }
        return (UInt32(value), method)
    }
}

/// How long a session lasts without being refreshed (RFC 4028 §4).
package struct SIPSessionExpires: Equatable, Sendable {
    /// Who refreshes.
    package enum Refresher: Sendable {
        case client
        case server
    }

    /// The interval in seconds.
    package let seconds: UInt32
    /// Who refreshes, if that is agreed.
    package let refresher: Refresher?

    package init?(parsing bytes: RawSpan, in range: Range<Int>) {
        guard let value = SIPSessionExpires.seconds(parsing: bytes, in: range) else { return nil }
        seconds = value
        let end = bytes.elementEnd(ASCII.semicolon, in: range)
        switch SIPParameters(parsing: bytes, in: end..<range.upperBound)["refresher"]?.lowercased() {
        case "uac": refresher = .client
        case "uas": refresher = .server
        default: refresher = nil
        }
    }

    /// The interval alone.
    static func seconds(parsing bytes: RawSpan, in range: Range<Int>) -> UInt32? {
        let value = bytes.trimmed(range.lowerBound..<bytes.elementEnd(ASCII.semicolon, in: range))
        return bytes.decimal(in: value, limit: UInt64(UInt32.max)).map { UInt32($0) }
    }
}
