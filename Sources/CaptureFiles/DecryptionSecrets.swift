/// Keys stored in a capture to decrypt what it holds, such as a TLS key log.
///
/// The description and the mirror tell only kind and size, so that a log or an error text cannot leak a key.
public struct DecryptionSecrets: Equatable, Sendable {
    /// The kind of secrets, by its number in the pcapng specification.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The registered number.
        public let rawValue: UInt32

        /// A kind by its registered number.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// A TLS key log, as `SSLKEYLOGFILE` writes it.
        public static let tlsKeyLog = Kind(rawValue: 0x544c_534b)
        /// An SSH key log.
        public static let sshKeyLog = Kind(rawValue: 0x5353_484b)
        /// A WireGuard key log.
        public static let wireGuardKeyLog = Kind(rawValue: 0x5747_4b4c)
    }

    /// The kind of secrets.
    public let kind: Kind
    /// The secrets as stored. Never print, log or report them.
    public let bytes: [UInt8]

    /// Secrets of a kind.
    public init(kind: Kind, bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }
}

extension DecryptionSecrets: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind and the size, never the secrets.
    public var description: String {
        let name: String
        switch kind {
        case .tlsKeyLog: name = "TLS key log"
        case .sshKeyLog: name = "SSH key log"
        case .wireGuardKeyLog: name = "WireGuard key log"
        default: name = "decryption secrets of type 0x" + String(kind.rawValue, radix: 16)
        }
        return "\(name), \(bytes.count) bytes (redacted)"
    }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// A mirror without children, so that `dump` shows no secret either.
    public var customMirror: Mirror {
        Mirror(self, children: [])
    }
}
