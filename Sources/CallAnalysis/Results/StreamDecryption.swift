import CallVocabulary

/// Whether an encrypted stream could be read, with which keys, and if not, why.
public struct StreamDecryption: Equatable, Sendable {
    /// Where the keys came from.
    public enum Basis: String, Sendable {
        /// The session description (RFC 4568).
        case sessionDescription = "sdes"
        /// The DTLS handshake of the stream, with its secret from a key log (RFC 5764).
        case handshake = "dtls-srtp"
    }

    /// Why it could not be read.
    public enum Obstacle: String, Sendable {
        /// No key for it is known.
        case noKey = "no-key"
        /// Keys are known and none of them is right: packets do not pass authentication.
        case wrongKey = "wrong-key"
        /// Its suite is none that this build decrypts.
        case unknownSuite = "unknown-suite"
        /// The capture holds no whole packet of it to try a key on.
        case noWholePacket = "no-whole-packet"
    }

    /// Where the keys came from; `nil` if it could not be read.
    public var basis: Basis?
    /// Why it could not be read; `nil` if it could.
    public var obstacle: Obstacle?
    /// The first packet of those at its end that no known key opens, though keys opened what came before; `nil` without
    /// such.
    public var closedSince: PacketReference?
    /// When that packet was captured.
    public var closedSinceAt: CaptureTime?

    /// True if packets were decrypted and passed authentication.
    public var isRead: Bool { basis != nil }

    /// Read with keys from `basis`.
    public init(basis: Basis) {
        self.basis = basis
    }

    /// Not read because of `obstacle`.
    public init(obstacle: Obstacle) {
        self.obstacle = obstacle
    }

    /// What a person reads behind "encrypted".
    public var words: String {
        switch (basis, obstacle) {
        case (.sessionDescription?, _): "encrypted, read with the keys in the session description"
        case (.handshake?, _): "encrypted, read with the keys of its DTLS handshake"
        case (nil, .wrongKey?): "encrypted, and the keys known for it do not fit"
        case (nil, .unknownSuite?): "encrypted in a way that this build does not read"
        case (nil, .noWholePacket?): "encrypted, without a whole packet to try keys on"
        case (nil, _): "encrypted, no key known"
        }
    }
}
