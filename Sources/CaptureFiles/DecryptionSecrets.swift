/// Keys that a pcapng file carries for its own traffic. They are kept for analysis and never printed.
public struct DecryptionSecrets: Sendable, CustomStringConvertible {
    /// The kind of secrets, as registered: 0x544C534B is a TLS key log.
    public let kind: UInt32
    package let bytes: [UInt8]

    /// Says how much there is, not what.
    public var description: String { "\(bytes.count) bytes of decryption secrets" }
}
