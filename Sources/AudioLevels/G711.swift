import CProcessor

/// The two laws of ITU-T G.711.
public enum G711Law: Hashable, Sendable, CaseIterable {
    /// µ-law, `PCMU`.
    case mu
    /// A-law, `PCMA`.
    case a

    /// The other law.
    public var other: G711Law { self == .mu ? .a : .mu }

    /// The largest magnitude a code word stands for, on the 16-bit scale: 32,124 for µ-law, 32,256 for A-law.
    public var peak: Int16 { self == .mu ? 32_124 : 32_256 }
}

/// G.711 code words and what they stand for, scaled from 14 bits (µ-law) and 13 bits (A-law) to 16 bits.
///
/// The values are those of ITU-T G.711 tables 1a to 2b and of the software tool library G.191. On this scale 0 dBm0
/// is -6.18 dBov for µ-law and -6.15 dBov for A-law (a sine at overload is +3.17 and +3.14 dBm0).
public enum G711 {
    static let muValues: [Int16] = (0..<256).map { muValue(UInt8(truncatingIfNeeded: $0)) }
    static let aValues: [Int16] = (0..<256).map { aValue(UInt8(truncatingIfNeeded: $0)) }
    static let muSquares: [UInt32] = muValues.map(square)
    static let aSquares: [UInt32] = aValues.map(square)

    /// The 256 sample values of a law, in the order of the code words.
    public static func values(_ law: G711Law) -> [Int16] { law == .mu ? muValues : aValues }

    /// The sample value of one code word.
    public static func value(_ code: UInt8, _ law: G711Law) -> Int16 {
        law == .mu ? muValue(code) : aValue(code)
    }

    /// The sum of the squared sample values of a payload: its level is ``Decibel/dBov(sumOfSquares:count:)``.
    public static func sumOfSquares(_ payload: RawSpan, _ law: G711Law) -> UInt64 {
        payload.withUnsafeBytes { bytes in
            let step = atOnce
            guard step > 0, bytes.count >= step, let first = bytes.baseAddress else {
                return sumOfSquares(lookingUp: bytes[...], law)
            }
            let most = bytes.count / step * step
            let sum = earshot_squares(first.assumingMemoryBound(to: UInt8.self), most, law == .a ? 1 : 0)
            return most == bytes.count ? sum : sum &+ sumOfSquares(lookingUp: bytes[most...], law)
        }
    }

    /// How many words the processor squares at once; 0 if it looks each of them up.
    private static let atOnce = earshot_squares_step()

    /// The same by a table of squares.
    static func sumOfSquares(lookingUp words: Slice<UnsafeRawBufferPointer>, _ law: G711Law) -> UInt64 {
        let squares = law == .mu ? muSquares : aSquares
        return squares.withUnsafeBufferPointer { table in
            guard table.count == 256 else { return 0 }
            var sum: UInt64 = 0
            for byte in words { sum &+= UInt64(table[Int(byte)]) }
            return sum
        }
    }

    /// How many code words of a payload stand for the law's peak, of either sign.
    public static func countPeaks(_ payload: RawSpan, _ law: G711Law) -> Int {
        let peak: UInt64 = law == .mu ? 0 : 0x2A2A_2A2A_2A2A_2A2A
        let lower: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        return payload.withUnsafeBytes { bytes in
            var count = 0
            var index = 0
            while index &+ 8 <= bytes.count {
                // Eight words at once, summed byte by byte: 31 rounds stay below 256.
                var sums: UInt64 = 0
                let end = min(bytes.count &- 7, index &+ 248)
                while index < end {
                    let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    // The highest bit of a byte is clear where the lower seven are the peak's.
                    sums &+= ~((((word ^ peak) & lower) &+ lower) >> 7) & 0x0101_0101_0101_0101
                    index &+= 8
                }
                let halves = (sums & 0x00FF_00FF_00FF_00FF) &+ (sums >> 8 & 0x00FF_00FF_00FF_00FF)
                count &+= Int(truncatingIfNeeded: (halves &* 0x0001_0001_0001_0001) >> 48)
            }
            while index < bytes.count {
                if UInt64(bytes[index]) & 0x7F == peak & 0x7F { count &+= 1 }
                index &+= 1
            }
            return count
        }
    }

    /// The level of a payload in dBov; ``Decibel/silence`` for an empty one.
    public static func level(_ payload: RawSpan, _ law: G711Law) -> Double {
        Decibel.dBov(sumOfSquares: sumOfSquares(payload, law), count: payload.byteCount)
    }

    /// Appends the sample values of a payload.
    public static func decode(_ payload: RawSpan, _ law: G711Law, into samples: inout [Int16]) {
        let table = values(law)
        payload.withUnsafeBytes { bytes in
            samples.reserveCapacity(samples.count + bytes.count)
            for byte in bytes { samples.append(table[Int(byte)]) }
        }
    }

    /// True if all bytes of a payload are the same: silence, or a sender that repeats itself. False for an empty one.
    public static func isConstant(_ payload: RawSpan) -> Bool {
        payload.withUnsafeBytes { bytes in
            guard let first = bytes.first else { return false }
            return bytes.allSatisfy { $0 == first }
        }
    }

    private static func muValue(_ code: UInt8) -> Int16 {
        let inverted = Int32(~code)
        let magnitude = (((inverted & 0x0F) << 3) + 0x84) << ((inverted & 0x70) >> 4)
        return Int16(truncatingIfNeeded: inverted & 0x80 != 0 ? 0x84 - magnitude : magnitude - 0x84)
    }

    private static func aValue(_ code: UInt8) -> Int16 {
        let word = Int32(code ^ 0x55)
        let segment = (word & 0x70) >> 4
        var magnitude = (word & 0x0F) << 4
        magnitude += segment == 0 ? 0x08 : 0x108
        if segment > 1 { magnitude <<= segment - 1 }
        return Int16(truncatingIfNeeded: word & 0x80 != 0 ? magnitude : -magnitude)
    }

    private static func square(_ value: Int16) -> UInt32 { UInt32(value.magnitude) * UInt32(value.magnitude) }
}
