/// The order in which a capture file stores the bytes of its numbers.
public enum CaptureByteOrder: Sendable, CaseIterable {
    /// Least significant byte first.
    case littleEndian
    /// Most significant byte first.
    case bigEndian
}

/// Field access for both byte orders; every call is bounds-checked by the span.
extension RawSpan {
    @inline(__always)
    func uint8(at offset: Int) -> UInt8 {
        unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    @inline(__always)
    func uint16(at offset: Int, _ order: CaptureByteOrder) -> UInt16 {
        let stored = unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return order == .littleEndian ? UInt16(littleEndian: stored) : UInt16(bigEndian: stored)
    }

    @inline(__always)
    func uint32(at offset: Int, _ order: CaptureByteOrder) -> UInt32 {
        let stored = unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return order == .littleEndian ? UInt32(littleEndian: stored) : UInt32(bigEndian: stored)
    }

    @inline(__always)
    func uint64(at offset: Int, _ order: CaptureByteOrder) -> UInt64 {
        let stored = unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
        return order == .littleEndian ? UInt64(littleEndian: stored) : UInt64(bigEndian: stored)
    }

    /// A copy of the bytes in `range`, for the few fields that outlive the block they stand in.
    func copy(_ range: Range<Int>) -> [UInt8] {
        extracting(range).withUnsafeBytes { Array($0) }
    }
}

/// Numbers appended in either byte order, for the writers.
extension [UInt8] {
    package mutating func append<Number: FixedWidthInteger>(_ number: Number, _ order: CaptureByteOrder) {
        let stored = order == .littleEndian ? number.littleEndian : number.bigEndian
        Swift.withUnsafeBytes(of: stored) { append(contentsOf: $0) }
    }

    /// Zeros up to the next multiple of four.
    mutating func padToFour() {
        while !count.isMultiple(of: 4) { append(0) }
    }
}
