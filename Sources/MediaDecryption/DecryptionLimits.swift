/// What decryption refuses to exceed, whatever handshakes, records and key logs claim.
package enum DecryptionLimits {
    /// Bytes of one record beside its header (RFC 5246 §6.2.3).
    package static let recordBytes = 16_384 + 2_048
    /// Bytes of a direction that wait for the other one's ServerHello.
    package static let waitingRecordBytes = 64 << 10
    /// Bytes of a hello message.
    package static let tlsHelloBytes = 32 << 10
    /// Records tried ahead where bytes are missing from the capture.
    package static let recordsMissed: UInt64 = 64
    /// The most keys tried for one stream.
    package static let keysTriedPerStream = 16
    /// Failures in a row after which a stream is left alone until its keys change.
    package static let failuresPerStream = 64
    /// Bytes of a hello that is put together.
    package static let dtlsHelloBytes = 8 << 10
    /// Fragments of a hello that are kept.
    package static let handshakeFragments = 64
    /// Bytes of a hello's fragments that are kept, repetitions included.
    package static let handshakeFragmentBytes = 16 << 10
    /// Records read of one datagram.
    package static let recordsPerDatagram = 64
    /// Bytes of one key log that are read: 64 MiB.
    package static let keyLogBytes = 64 << 20
    /// Connections remembered.
    package static let keyLogConnections = 500_000
    /// Bytes of one line that is read; the longest known is below 250.
    package static let keyLogLineBytes = 512
}
