/// Short texts of digits and marks, written in place: addresses and times are written by the thousand.
///
/// Each `put` writes where it is told, where there must be room, and answers where it ended.
enum DigitText {
    /// Bytes that the longest of them takes.
    static let maximumBytes = 40

    /// The text that `write` puts, at most ``maximumBytes`` bytes; it answers where it ended.
    @inline(__always)
    static func text(_ write: (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer) -> String {
        String(unsafeUninitializedCapacity: maximumBytes) { room in
            guard let base = room.baseAddress else { return 0 }
            return write(UnsafeMutableRawPointer(base)) - UnsafeMutableRawPointer(base)
        }
    }

    @inline(__always)
    static func put(byte: UInt8, at to: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        to.storeBytes(of: byte, as: UInt8.self)
        return to + 1
    }

    /// The last two digits of a number, with a zero in front if it takes one.
    @inline(__always)
    static func put(two value: UInt32, at to: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let tens = value / 10
        let pair = 0x3030 &+ (tens % 10) &+ (value &- tens &* 10) << 8
        to.storeBytes(of: UInt16(truncatingIfNeeded: pair).littleEndian, as: UInt16.self)
        return to + 2
    }

    /// The last three digits of a number, with zeros in front.
    @inline(__always)
    static func put(three value: UInt32, at to: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        to.storeBytes(of: 0x30 &+ UInt8(truncatingIfNeeded: value / 100 % 10), as: UInt8.self)
        return put(two: value % 100, at: to + 1)
    }

    /// A number below 100,000 in decimal.
    @inline(__always)
    static func put(short value: UInt32, at to: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        switch value {
        case 0..<10: return put(byte: 0x30 &+ UInt8(truncatingIfNeeded: value), at: to)
        case 10..<100: return put(two: value, at: to)
        case 100..<1_000: return put(three: value, at: to)
        case 1_000..<10_000: return put(two: value % 100, at: put(two: value / 100, at: to))
        default:
            let leading = put(byte: 0x30 &+ UInt8(truncatingIfNeeded: value / 10_000 % 10), at: to)
            return put(two: value % 100, at: put(two: value / 100 % 100, at: leading))
        }
    }

    /// An IPv4 address, at most 15 bytes.
    @inline(__always)
    static func put(dotted v4: UInt32, at start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        var to = put(short: v4 >> 24, at: start)
        to = put(short: v4 >> 16 & 255, at: put(byte: 0x2E, at: to))
        to = put(short: v4 >> 8 & 255, at: put(byte: 0x2E, at: to))
        return put(short: v4 & 255, at: put(byte: 0x2E, at: to))
    }
}
