/// How a session encrypts and authenticates: the lengths and the cipher behind a suite's name.
package struct SRTPProfile: Hashable, Sendable {
    /// How payloads are encrypted.
    package enum Cipher: Hashable, Sendable {
        /// AES in counter mode, authenticated by HMAC-SHA1 (RFC 3711, RFC 6188).
        case counter
        /// AES in Galois/counter mode (RFC 7714).
        case galois
        /// Not at all, authenticated by HMAC-SHA1 (RFC 5764 §4.1.2).
        case none
    }

    /// How payloads are encrypted.
    package let cipher: Cipher
    /// Bytes of the master key.
    package let keyBytes: Int
    /// Bytes of the master salt.
    package let saltBytes: Int
    /// Bytes of the tag behind an RTP packet.
    package let mediaTagBytes: Int
    /// Bytes of the tag behind an RTCP packet; 10 even where RTP's is short (RFC 4568 §6.2.2).
    package let controlTagBytes: Int
    /// The name as session descriptions have it.
    package let name: String

    private init(_ name: String, _ cipher: Cipher, key: Int, salt: Int, tag: Int) {
        self.name = name
        self.cipher = cipher
        keyBytes = key
        saltBytes = salt
        mediaTagBytes = tag
        controlTagBytes = cipher == .galois ? 16 : 10
    }

    /// AES-128 in counter mode with a tag of ten bytes: what every implementation has.
    package static let counter128 = SRTPProfile("AES_CM_128_HMAC_SHA1_80", .counter, key: 16, salt: 14, tag: 10)
    /// AES-128 in Galois/counter mode.
    package static let galois128 = SRTPProfile("AEAD_AES_128_GCM", .galois, key: 16, salt: 12, tag: 16)
    /// AES-256 in Galois/counter mode.
    package static let galois256 = SRTPProfile("AEAD_AES_256_GCM", .galois, key: 32, salt: 12, tag: 16)

    /// The profiles that a session description can name (RFC 4568 §6.2, RFC 6188 §4, RFC 7714 §14.2). Keys of 192 bits
    /// are left out: implementations disagree on how session keys are made of them, and nobody offers them first.
    package static let described: [SRTPProfile] = [
        counter128,
        SRTPProfile("AES_CM_128_HMAC_SHA1_32", .counter, key: 16, salt: 14, tag: 4),
        SRTPProfile("AES_256_CM_HMAC_SHA1_80", .counter, key: 32, salt: 14, tag: 10),
        SRTPProfile("AES_256_CM_HMAC_SHA1_32", .counter, key: 32, salt: 14, tag: 4),
        galois128,
        galois256,
    ]

    /// The profile of a suite's name; `nil` for one that this build cannot decrypt, as the F8 mode's.
    package static func named(_ name: String) -> SRTPProfile? {
        let upper = name.uppercased()
        // Some devices wrote the length behind the mode before RFC 6188 settled it.
        let settled = upper.hasPrefix("AES_CM_256_") ? "AES_256_CM_" + upper.dropFirst(11) : upper
        return described.first { $0.name == settled }
    }

    /// The profile of a number in DTLS's `use_srtp` (RFC 5764 §4.1.2, RFC 7714 §14.2).
    package static func numbered(_ number: UInt16) -> SRTPProfile? {
        switch number {
        case 0x0001: counter128
        case 0x0002: described[1]
        case 0x0005: SRTPProfile("NULL_HMAC_SHA1_80", .none, key: 16, salt: 14, tag: 10)
        case 0x0006: SRTPProfile("NULL_HMAC_SHA1_32", .none, key: 16, salt: 14, tag: 4)
        case 0x0007: galois128
        case 0x0008: galois256
        default: nil
        }
    }
}
