/// Everything a capture file can make grow, with its named limit.
public struct CaptureFileLimits: Sendable {
    /// Bytes of one packet: 16 MiB, far above any snap length in use.
    public var packetBytes = 16 << 20
    /// Bytes of one pcapng block: 64 MiB.
    public var blockBytes = 64 << 20
    /// Interfaces over all sections.
    public var interfaces = 4_096
    /// Comments kept.
    public var comments = 100
    /// Bytes of one comment kept.
    public var commentBytes = 4_096
    /// Bytes of decryption secrets kept.
    public var secretBytes = 16 << 20
    /// Bytes that a compressed file may unfold to: 64 GiB.
    public var inflatedBytes = 64 << 30

    /// The defaults.
    public init() {}
}
