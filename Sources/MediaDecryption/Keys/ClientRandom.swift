import WireFormats

/// The 32 random bytes of a ClientHello, by which a key log names a connection.
package struct ClientRandom: Hashable, Sendable {
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// The 32 bytes at `offset`; `nil` if they are not all there.
    package init?(_ bytes: RawSpan, at offset: Int) {
        guard offset >= 0, bytes.byteCount >= 32, offset <= bytes.byteCount - 32 else { return nil }
        first = bytes.uint64(at: offset)
        second = bytes.uint64(at: offset + 8)
        third = bytes.uint64(at: offset + 16)
        fourth = bytes.uint64(at: offset + 24)
    }

    /// The bytes in order.
    package var bytes: [UInt8] {
        var all: [UInt8] = []
        all.reserveCapacity(32)
        for word in [first, second, third, fourth] {
            for shift in stride(from: 56, through: 0, by: -8) { all.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return all
    }
}
