/// How much a capture file may ask for, whatever its own lengths claim.
///
/// Each limit is far above what real captures need; a file beyond one is refused with an error that
/// names the place, and what was decoded before stays usable.
public struct CaptureFileLimits: Equatable, Sendable {
    /// Captured bytes of one pcap record that are believed whatever the file's snap length says.
    public var packetBytes = 262_144
    /// Captured bytes of one pcap record that are believed when the file's snap length says so.
    public var snapLengthBytes = 16 << 20
    /// The whole length of one pcapng block.
    public var blockBytes = 16 << 20
    /// Interfaces over all sections; no more than 65,535 can be numbered.
    public var interfaces = 65_535
    /// Comments kept; further ones are passed over.
    public var comments = 100
    /// Bytes kept of one comment or interface name; the rest is cut off.
    public var textBytes = 4_096
    /// Bytes of decryption secrets kept; further blocks are counted, not kept.
    public var secretBytes = 16 << 20
    /// Decryption secrets blocks kept; further ones are counted, not kept.
    public var secretBlocks = 1_024
    /// Bytes that compressed data may grow to, against a small file that unpacks without end.
    public var inflatedBytes = 64 << 30
    /// How far back zstd data may refer, which is what unpacking them takes of memory; a power of two.
    ///
    /// What `zstd --ultra -22` and `zstd --long` write stays within the default.
    public var windowBytes = 128 << 20

    /// The limits as documented at each property.
    public init() {}
}
