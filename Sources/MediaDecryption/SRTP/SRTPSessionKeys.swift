import Crypto

/// The keys of one direction of a session, derived from its master key once (RFC 3711 §4.3, RFC 7714 §11).
package struct SRTPSessionKeys: Sendable {
    /// What a derived key is for, by its label.
    package enum Label: UInt8, Sendable {
        case mediaCipher = 0, mediaAuthentication = 1, mediaSalt = 2
        case controlCipher = 3, controlAuthentication = 4, controlSalt = 5
    }

    let cipher: SymmetricKey
    let authentication: SymmetricKey
    let salt: SecretBytes

    /// The keys for RTP, or for RTCP; `nil` only where the cipher refuses.
    init?(_ master: SRTPMasterKey, isControl: Bool) {
        guard
            let cipher = SRTPSessionKeys.derive(
                isControl ? .controlCipher : .mediaCipher, count: master.profile.keyBytes, from: master),
            let authentication = SRTPSessionKeys.derive(
                isControl ? .controlAuthentication : .mediaAuthentication, count: 20, from: master),
            let salt = SRTPSessionKeys.derive(
                isControl ? .controlSalt : .mediaSalt, count: master.profile.saltBytes, from: master)
        else { return nil }
        self.cipher = SymmetricKey(data: cipher)
        self.authentication = SymmetricKey(data: authentication)
        self.salt = SecretBytes(salt)
    }

    /// `count` bytes for `label` with a key derivation rate of zero, the only one in use.
    package static func derive(_ label: Label, count: Int, from master: SRTPMasterKey) -> [UInt8]? {
        // The salt fills fourteen bytes from the left, the label meets the eighth, the counter the last two.
        var counter = [UInt8](repeating: 0, count: 16)
        for (index, byte) in master.salt.bytes.prefix(14).enumerated() { counter[index] = byte }
        counter[7] ^= label.rawValue
        return SymmetricCipher.counterMode(
            [UInt8](repeating: 0, count: count), key: SymmetricKey(data: master.key.bytes), counter: counter)
    }
}

extension SRTPSessionKeys: CustomStringConvertible, CustomReflectable {
    /// Says that something was left out.
    package var description: String { "session keys (redacted)" }

    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
