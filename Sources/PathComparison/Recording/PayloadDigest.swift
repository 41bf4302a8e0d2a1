/// A short digest by which content is known again: FNV-1a over the length and the first bytes.
///
/// It need not resist forgery: streams are matched by many packets that agree, never by one.
enum PayloadDigest {
    /// Bytes of an RTP payload that count. Few, so that a capture cut to 96 bytes a packet keeps them.
    static let bytes = 32
    /// Bytes of another datagram that count.
    static let datagramBytes = 512

    private static let basis: UInt64 = 0xCBF2_9CE4_8422_2325
    private static let prime: UInt64 = 0x0000_0100_0000_01B3

    /// The digest of an RTP payload of `length` bytes on the wire, of which those in `range` were captured; `isCut` is
    /// true where bytes that count were not.
    static func of(_ span: RawSpan, _ range: Range<Int>, length: Int) -> (digest: UInt32, isCut: Bool) {
        let hash = fold(span, range, length: length, bytes: bytes)
        return (UInt32(truncatingIfNeeded: hash ^ (hash >> 32)), range.count < min(length, bytes))
    }

    /// The digest of a datagram's content.
    static func ofDatagram(_ span: RawSpan, _ range: Range<Int>) -> UInt64 {
        fold(span, range, length: range.count, bytes: datagramBytes)
    }

    private static func fold(_ span: RawSpan, _ range: Range<Int>, length: Int, bytes: Int) -> UInt64 {
        var hash = (basis ^ UInt64(truncatingIfNeeded: length)) &* prime
        let end = min(range.upperBound, span.byteCount)
        guard range.lowerBound >= 0, range.lowerBound < end else { return hash }
        for offset in range.lowerBound..<min(end, range.lowerBound + bytes) {
            hash = (hash ^ UInt64(span.uint8(at: offset))) &* prime
        }
        return hash
    }
}
