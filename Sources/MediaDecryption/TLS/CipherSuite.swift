/// What a cipher suite's number says about records and keys, for the suites this build decrypts.
struct CipherSuite: Sendable {
    /// How records are protected.
    enum Protection: Sendable {
        /// AES in Galois/counter mode (RFC 5288, RFC 8446).
        case galois(keyBytes: Int)
        /// ChaCha20-Poly1305 (RFC 7905, RFC 8446).
        case chaCha
        /// AES in cipher block chaining with an HMAC (RFC 5246 §6.2.3.2).
        case chained(keyBytes: Int, mac: HashKind)
    }

    let protection: Protection
    /// The hash of the key derivation in TLS 1.2 and later.
    let hash: HashKind

    /// The suite with `number` in the registry; `nil` if this build does not decrypt it.
    init?(_ number: UInt16) {
        switch number {
        // TLS 1.3
        case 0x1301: self.init(.galois(keyBytes: 16), .sha256)
        case 0x1302: self.init(.galois(keyBytes: 32), .sha384)
        case 0x1303: self.init(.chaCha, .sha256)
        // RSA, DHE-RSA, ECDHE-ECDSA, ECDHE-RSA
        case 0x009C, 0x009E, 0xC02B, 0xC02F: self.init(.galois(keyBytes: 16), .sha256)
        case 0x009D, 0x009F, 0xC02C, 0xC030: self.init(.galois(keyBytes: 32), .sha384)
        case 0xCCA8, 0xCCA9, 0xCCAA: self.init(.chaCha, .sha256)
        case 0x002F, 0x0033, 0xC009, 0xC013: self.init(.chained(keyBytes: 16, mac: .sha1), .sha256)
        case 0x0035, 0x0039, 0xC00A, 0xC014: self.init(.chained(keyBytes: 32, mac: .sha1), .sha256)
        case 0x003C, 0x0067, 0xC023, 0xC027: self.init(.chained(keyBytes: 16, mac: .sha256), .sha256)
        case 0x003D, 0x006B: self.init(.chained(keyBytes: 32, mac: .sha256), .sha256)
        case 0xC024, 0xC028: self.init(.chained(keyBytes: 32, mac: .sha384), .sha384)
        default: return nil
        }
    }

    private init(_ protection: Protection, _ hash: HashKind) {
        self.protection = protection
        self.hash = hash
    }

    /// The hash of TLS 1.2's key derivation for any suite, known or not (RFC 5246 §5: SHA-256 unless the suite says
    /// otherwise); what DTLS-SRTP needs of a suite.
    static func derivationHash(_ number: UInt16) -> HashKind {
        switch number {
        // Suites on SHA-384 that this build does not decrypt: PSK and ECDHE-PSK, DH, ARIA, Camellia.
        case 0x00A1, 0x00A3, 0x00A5, 0x00A7, 0x00A9, 0x00AB, 0x00AD, 0x00AF, 0x00B3, 0x00B7, 0xC026, 0xC02A, 0xC02E,
            0xC032, 0xC038, 0xC05D, 0xC061, 0xC087, 0xC08B:
            return .sha384
        default: return CipherSuite(number)?.hash ?? .sha256
        }
    }
}
