import WireFormats

/// What a ClientHello says that decryption needs (RFC 5246 §7.4.1.2; RFC 6347 §4.2.1 with its cookie).
struct ClientHello: Sendable {
    let random: ClientRandom

    /// Reads the body of the handshake message.
    init?(_ bytes: RawSpan) {
        // legacy_version, then the random.
        guard let random = ClientRandom(bytes, at: 2) else { return nil }
        self.random = random
    }
}

/// What a ServerHello says that decryption needs (RFC 5246 §7.4.1.3, RFC 8446 §4.1.3).
struct ServerHello: Sendable {
    let random: [UInt8]
    let version: TLSVersion
    let suite: UInt16
    /// Whether records are authenticated behind encryption (RFC 7366).
    private(set) var encryptsThenAuthenticates = false
    /// The profile of SRTP chosen (RFC 5764 §4.1.1), and its key identifier.
    private(set) var protectionProfile: UInt16?
    private(set) var keyIdentifier: [UInt8] = []

    /// The random of a HelloRetryRequest (RFC 8446 §4.1.3), which is no ServerHello yet.
    private static let retryRandom: [UInt8] = [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91, 0xC2, 0xA2,
        0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ]

    var isRetryRequest: Bool { random == ServerHello.retryRandom }

    /// Reads the body of the handshake message.
    init?(_ bytes: RawSpan) {
        let end = bytes.byteCount
        guard end >= 35 else { return nil }
        let sessionLength = Int(bytes.uint8(at: 34))
        var offset = 35 + sessionLength
        guard sessionLength <= 32, offset + 3 <= end else { return nil }
        random = bytes.copied(2..<34)
        suite = bytes.uint16(at: offset)
        offset += 3
        var version = TLSVersion(bytes.uint16(at: 0))
        if offset + 2 <= end {
            let extensionsEnd = min(end, offset + 2 + Int(bytes.uint16(at: offset)))
            offset += 2
            while offset + 4 <= extensionsEnd {
                let kind = bytes.uint16(at: offset)
                let length = Int(bytes.uint16(at: offset + 2))
                let body = offset + 4
                guard body + length <= extensionsEnd else { break }
                switch kind {
                case 43 where length == 2: version = TLSVersion(bytes.uint16(at: body))
                case 22: encryptsThenAuthenticates = true
                case 14 where length >= 5:
                    // The server names one profile: a list of two bytes.
                    guard bytes.uint16(at: body) == 2 else { break }
                    protectionProfile = bytes.uint16(at: body + 2)
                    let identifierLength = Int(bytes.uint8(at: body + 4))
                    if body + 5 + identifierLength <= body + length {
                        keyIdentifier = bytes.copied((body + 5)..<(body + 5 + identifierLength))
                    }
                default: break
                }
                offset = body + length
            }
        }
        guard let version else { return nil }
        self.version = version
    }
}
