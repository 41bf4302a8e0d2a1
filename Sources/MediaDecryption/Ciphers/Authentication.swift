import Crypto

/// The hash functions that TLS and SRTP authenticate with.
enum HashKind: Sendable {
    case md5, sha1, sha256, sha384

    /// Bytes of a hash.
    var bytes: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        }
    }

    /// The HMAC (RFC 2104) of `message` under `key`.
    func authenticate(_ message: [UInt8], with key: [UInt8]) -> [UInt8] {
        let key = SymmetricKey(data: key)
        return switch self {
        case .md5: Array(HMAC<Insecure.MD5>.authenticationCode(for: message, using: key))
        case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        case .sha384: Array(HMAC<SHA384>.authenticationCode(for: message, using: key))
        }
    }
}

/// Whether two codes are the same, in a time that does not depend on where they differ.
func areEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for (one, other) in zip(left, right) { difference |= one ^ other }
    return difference == 0
}

extension RawSpan {
    /// A copy of the bytes in `range`; empty where they are not all there.
    func copied(_ range: Range<Int>) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= byteCount else { return [] }
        return extracting(range).withUnsafeBytes { Array($0) }
    }
}

extension Array where Element == UInt8 {
    /// Appends `value` in network order.
    mutating func appendBigEndian<Number: FixedWidthInteger>(_ value: Number) {
        var shift = Number.bitWidth
        while shift >= 8 {
            shift -= 8
            append(UInt8(truncatingIfNeeded: value >> Number(truncatingIfNeeded: shift)))
        }
    }
}
