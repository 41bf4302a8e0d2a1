/// A short digest by which a payload is known again: FNV-1a over the length and the first bytes.
///
/// It need not resist forgery: streams are matched by many packets that agree, never by one.
enum PayloadDigest {
    /// Bytes of the payload that count. Snap lengths below a full packet leave at least these, most of the time.
    static let bytes = 64

    static func of(_ span: RawSpan, from start: Int, to end: Int, length: Int) -> UInt32 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        hash = (hash ^ UInt64(truncatingIfNeeded: length)) &* 0x0000_0100_0000_01B3
        let bounded = min(end, span.byteCount)
        guard start >= 0, start < bounded else { return UInt32(truncatingIfNeeded: hash ^ (hash >> 32)) }
        for offset in start..<min(bounded, start + bytes) {
            let byte = span.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
    }
}
