import WireFormats

extension SRTPMasterKey {
    /// Why a line of keys cannot be used.
    package enum Unusable: Error, Sendable {
        /// The suite is none that this build decrypts.
        case unknownSuite
        /// A parameter asks for something this build does not do, as a key derivation rate.
        case unknownParameter
        /// The key is no base64, or has not the length of its suite.
        case malformedKey
    }

    /// The master keys that an `a=crypto` line states (RFC 4568 §6.1).
    package static func keys(in line: CryptoAttribute) -> Result<[SRTPMasterKey], Unusable> {
        guard let profile = SRTPProfile.named(line.suite) else { return .failure(.unknownSuite) }
        var keys: [SRTPMasterKey] = []
        for text in line.keyTexts {
            guard var key = key(text, profile) else { return .failure(.malformedKey) }
            for parameter in line.parameters {
                switch parameter {
                case "UNENCRYPTED_SRTP": key.leavesMediaClear = true
                // RTCP says in each packet whether it is encrypted.
                case "UNENCRYPTED_SRTCP": break
                // Galois/counter mode has no way without a tag.
                case "UNAUTHENTICATED_SRTP" where profile.cipher != .galois: key.leavesMediaUnauthenticated = true
                case _ where parameter.hasPrefix("WSH=") || parameter.hasPrefix("FEC_ORDER"): break
                case "KDR=0": break
                default: return .failure(.unknownParameter)
                }
            }
            keys.append(key)
        }
        return .success(keys)
    }

    /// `key and salt in base64|2^31|1:4`: lifetime and identifier may be missing.
    private static func key(_ text: [UInt8], _ profile: SRTPProfile) -> SRTPMasterKey? {
        let parts = text.split(separator: 0x7C, omittingEmptySubsequences: false)
        guard let encoded = parts.first, let bytes = Base64.decode(encoded),
            bytes.count == profile.keyBytes + profile.saltBytes,
            var key = SRTPMasterKey(
                profile: profile, key: Array(bytes.prefix(profile.keyBytes)),
                salt: Array(bytes.suffix(profile.saltBytes)))
        else { return nil }
        for part in parts.dropFirst() {
            let sides = part.split(separator: 0x3A, omittingEmptySubsequences: false)
            // Without a colon it is the lifetime.
            guard sides.count == 2 else { continue }
            guard let value = UInt64(String(decoding: sides[0], as: UTF8.self)),
                let length = Int(String(decoding: sides[1], as: UTF8.self)), (1...128).contains(length)
            else { return nil }
            var identifier: [UInt8] = []
            identifier.appendBigEndian(value)
            key.identifier =
                length <= 8
                ? Array(identifier.suffix(length)) : [UInt8](repeating: 0, count: length - 8) + identifier
        }
        return key
    }
}

/// Base64 (RFC 4648 §4), its padding optional: some devices leave it out.
enum Base64 {
    static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var held: UInt32 = 0
        var bits = 0
        var isPadded = false
        for byte in text {
            if byte == 0x3D {
                isPadded = true
                continue
            }
            guard !isPadded, let value = value(byte) else { return nil }
            held = held << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: held >> UInt32(bits)))
                held &= (1 << UInt32(bits)) - 1
            }
        }
        return bits < 6 ? bytes : nil
    }

    private static func value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x41...0x5A: UInt32(byte) - 0x41
        case 0x61...0x7A: UInt32(byte) - 0x61 + 26
        case 0x30...0x39: UInt32(byte) - 0x30 + 52
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }
}
