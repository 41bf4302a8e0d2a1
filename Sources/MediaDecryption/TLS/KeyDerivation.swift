import Crypto

/// The key derivations of TLS.
enum KeyDerivation {
    /// `count` bytes from a master secret by the pseudorandom function of `version` (RFC 5246 §5, RFC 2246 §5).
    static func expand(
        _ secret: SecretBytes, label: StaticString, seed: [UInt8], count: Int, version: TLSVersion, hash: HashKind
    ) -> [UInt8] {
        let seed = label.withUTF8Buffer { Array($0) } + seed
        guard version.isBefore12 else { return expand(secret.bytes, seed, count, hash) }
        // Both halves share the middle byte of an odd secret; these have 48.
        let half = (secret.count + 1) / 2
        let left = expand(Array(secret.bytes.prefix(half)), seed, count, .md5)
        let right = expand(Array(secret.bytes.suffix(half)), seed, count, .sha1)
        return zip(left, right).map { $0 ^ $1 }
    }

    /// `P_hash` of RFC 5246 §5.
    private static func expand(_ secret: [UInt8], _ seed: [UInt8], _ count: Int, _ hash: HashKind) -> [UInt8] {
        var output: [UInt8] = []
        var chain = seed
        while output.count < count {
            chain = hash.authenticate(chain, with: secret)
            output += hash.authenticate(chain + seed, with: secret)
        }
        return Array(output.prefix(count))
    }

    /// `HKDF-Expand-Label` with an empty context (RFC 8446 §7.1).
    static func expandLabel(_ secret: SecretBytes, _ label: String, count: Int, hash: HashKind) -> [UInt8] {
        let name = Array(("tls13 " + label).utf8)
        var info: [UInt8] = []
        info.appendBigEndian(UInt16(truncatingIfNeeded: count))
        info.append(UInt8(truncatingIfNeeded: name.count))
        info += name
        info.append(0)
        // HKDF-Expand (RFC 5869 §2.3).
        var output: [UInt8] = []
        var block: [UInt8] = []
        var round: UInt8 = 1
        while output.count < count, round < 255 {
            block = hash.authenticate(block + info + [round], with: secret.bytes)
            output += block
            round += 1
        }
        return Array(output.prefix(count))
    }
}

/// A version of TLS or DTLS, by its number on the wire.
enum TLSVersion: Sendable, Equatable {
    case tls10, tls11, tls12, tls13
    /// DTLS by the TLS it is made of.
    case dtls10, dtls12

    init?(_ number: UInt16) {
        switch number {
        case 0x0301: self = .tls10
        case 0x0302: self = .tls11
        case 0x0303: self = .tls12
        case 0x0304: self = .tls13
        case 0xFEFF: self = .dtls10
        case 0xFEFD: self = .dtls12
        default: return nil
        }
    }

    /// True for versions with the pseudorandom function of MD5 and SHA-1.
    var isBefore12: Bool { self == .tls10 || self == .tls11 || self == .dtls10 }

    /// The number in the header of records, which authentication covers.
    var recordNumber: UInt16 {
        switch self {
        case .tls10: 0x0301
        case .tls11: 0x0302
        case .tls12, .tls13: 0x0303
        case .dtls10: 0xFEFF
        case .dtls12: 0xFEFD
        }
    }
}
