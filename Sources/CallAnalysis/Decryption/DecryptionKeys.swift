import MediaDecryption

/// The keys with which a run may read what is encrypted, and whether it may use those that the capture holds itself.
///
/// Printing it shows how many connections it knows and no key.
public struct DecryptionKeys: Sendable {
    /// The most bytes of a key log that are read: 64 MiB.
    public static let maximumKeyLogBytes = DecryptionLimits.keyLogBytes

    /// Whether keys in the session descriptions and in the capture file are used. On unless said otherwise: whoever
    /// has the capture has them already.
    public var usesKeysInCapture = true
    /// The secrets of key logs.
    private(set) var log = KeyLog()

    /// No keys but the capture's own.
    public init() {}

    /// Adds a key log as `SSLKEYLOGFILE` makes programs write it. What is no secret in it is passed over.
    public mutating func addKeyLog(_ bytes: RawSpan) {
        log.read(bytes)
    }

    /// How many secrets were read.
    public var secretsRead: Int { log.secretsRead }

    /// How many lines began like a secret and were none.
    public var malformedLines: Int { log.malformedLines }
}

extension DecryptionKeys: CustomStringConvertible, CustomReflectable {
    /// How many secrets, and none of them.
    public var description: String { "\(secretsRead) secrets (redacted)" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
