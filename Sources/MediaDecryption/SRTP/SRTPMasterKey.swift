/// A master key of SRTP with what belongs to it, as a session description or a handshake gives it.
package struct SRTPMasterKey: Equatable, Sendable {
    /// How packets are protected.
    package let profile: SRTPProfile
    /// The master key.
    package let key: SecretBytes
    /// The master salt.
    package let salt: SecretBytes
    /// The identifier that stands in each packet where several keys are in use; usually empty (RFC 3711 §3.1).
    package var identifier: [UInt8] = []
    /// RTP payloads are in clear (RFC 4568 §6.3.2).
    package var leavesMediaClear = false
    /// RTP packets carry no tag (RFC 4568 §6.3.3).
    package var leavesMediaUnauthenticated = false

    /// A master key; `nil` if the lengths are not the profile's.
    package init?(profile: SRTPProfile, key: [UInt8], salt: [UInt8]) {
        guard key.count == profile.keyBytes, salt.count == profile.saltBytes else { return nil }
        self.profile = profile
        self.key = SecretBytes(key)
        self.salt = SecretBytes(salt)
    }
}

extension SRTPMasterKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The suite, never the key.
    package var description: String { profile.name + " key (redacted)" }

    /// The same as ``description``.
    package var debugDescription: String { description }

    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
