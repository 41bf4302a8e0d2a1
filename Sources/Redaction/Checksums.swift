/// Checksums of the Internet (RFC 1071), changed by as much as what they cover changes (RFC 1624): one that was right stays
/// right, one that was wrong stays wrong by as much.
enum Checksum {
    /// The sum of 16-bit words, folded; an odd last byte counts as the upper half of a word.
    static func sum(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
        var total: UInt64 = 0
        var at = range.lowerBound
        while at + 1 < range.upperBound {
            total &+= UInt64(bytes[at]) << 8 | UInt64(bytes[at + 1])
            at += 2
        }
        if at < range.upperBound { total &+= UInt64(bytes[at]) << 8 }
        return fold(total)
    }

    static func fold(_ total: UInt64) -> UInt32 {
        var total = total
        while total > 0xFFFF { total = total & 0xFFFF &+ total >> 16 }
        return UInt32(total)
    }

    static func changed(_ checksum: UInt16, from old: UInt32, to new: UInt32) -> UInt16 {
        let total = UInt64(~checksum) + UInt64(~UInt16(truncatingIfNeeded: old)) + UInt64(new)
        return ~UInt16(truncatingIfNeeded: fold(total))
    }

    /// The check that ends a STUN message (RFC 8489 §14.7): CRC-32 (ITU-T V.42).
    static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 { ~crc(bytes, reflected: 0xEDB8_8320) }

    /// The check of SCTP (RFC 9260 appendix A): CRC-32C.
    static func crc32c(_ bytes: ArraySlice<UInt8>) -> UInt32 { ~crc(bytes, reflected: 0x82F6_3B78) }

    private static func crc(_ bytes: ArraySlice<UInt8>, reflected: UInt32) -> UInt32 {
        var value: UInt32 = ~0
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 != 0 ? value >> 1 ^ reflected : value >> 1 }
        }
        return value
    }
}

/// Numbers in network order within an array; the caller has checked that they are there.
extension [UInt8] {
    func number16(_ at: Int) -> UInt16 { UInt16(self[at]) << 8 | UInt16(self[at + 1]) }
    func number32(_ at: Int) -> UInt32 { UInt32(number16(at)) << 16 | UInt32(number16(at + 2)) }
    func number64(_ at: Int) -> UInt64 { UInt64(number32(at)) << 32 | UInt64(number32(at + 4)) }

    mutating func put(_ number: UInt16, _ at: Int) {
        self[at] = UInt8(number >> 8)
        self[at + 1] = UInt8(truncatingIfNeeded: number)
    }
    mutating func put(_ number: UInt32, _ at: Int) {
        put(UInt16(number >> 16), at)
        put(UInt16(truncatingIfNeeded: number), at + 2)
    }
    mutating func put(_ number: UInt64, _ at: Int) {
        put(UInt32(number >> 32), at)
        put(UInt32(truncatingIfNeeded: number), at + 4)
    }
    mutating func blank(_ range: Range<Int>) {
        for index in range.clamped(to: 0..<count) { self[index] = 0 }
    }
}
