/// Big-endian field access; every call is bounds-checked by the span.
extension RawSpan {
    /// The byte at `offset`.
    @inlinable
    @inline(__always)
    package func uint8(at offset: Int) -> UInt8 {
        unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// The 16-bit number in network order at `offset`.
    @inlinable
    @inline(__always)
    package func uint16(at offset: Int) -> UInt16 {
        UInt16(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// The 32-bit number in network order at `offset`.
    @inlinable
    @inline(__always)
    package func uint32(at offset: Int) -> UInt32 {
        UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The 64-bit number in network order at `offset`.
    @inlinable
    @inline(__always)
    package func uint64(at offset: Int) -> UInt64 {
        UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
