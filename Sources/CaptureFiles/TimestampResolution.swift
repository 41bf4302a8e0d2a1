import CallVocabulary

/// How a pcapng interface counts time (options `if_tsresol` and `if_tsoffset`), in exact integers.
struct TimestampResolution: Equatable, Sendable {
    /// Nanoseconds per unit where that is a whole number and no offset applies; 0 otherwise.
    private let wholeNanoseconds: UInt64
    /// The option's value: 10 to the power of -n, or with the top bit set 2 to the power of -n.
    private let code: UInt8
    private let offsetSeconds: Int64

    /// Microseconds, the value that holds when the options are absent.
    static let microseconds = TimestampResolution(code: 6, offsetSeconds: 0)

    init(code: UInt8, offsetSeconds: Int64) {
        self.code = code
        self.offsetSeconds = offsetSeconds
        wholeNanoseconds = code <= 9 && offsetSeconds == 0 ? Self.powerOfTen(9 - Int(code)) : 0
    }

    /// The instant `units` after 1970; fractions of a nanosecond are cut off, and the ends saturate.
    @inline(__always)
    func time(_ units: UInt64) -> CaptureTime {
        let (product, overflow) = units.multipliedReportingOverflow(by: wholeNanoseconds)
        guard wholeNanoseconds != 0, !overflow, let nanoseconds = Int64(exactly: product) else {
            return exactTime(units)
        }
        return CaptureTime(nanoseconds: nanoseconds)
    }

    private func exactTime(_ units: UInt64) -> CaptureTime {
        let exponent = Int(code & 0x7F)
        let scaled: UInt128
        if code & 0x80 != 0 {
            scaled = (UInt128(units) * 1_000_000_000) >> exponent
        } else if exponent <= 9 {
            scaled = UInt128(units) * UInt128(Self.powerOfTen(9 - exponent))
        } else if exponent <= 28 {
            scaled = UInt128(units / Self.powerOfTen(exponent - 9))
        } else {
            // The largest count is less than one nanosecond.
            scaled = 0
        }
        // At most 2^94 from the count and 2^93 from the offset: 128 bits hold the sum.
        let total = Int128(scaled) + Int128(offsetSeconds) * 1_000_000_000
        return CaptureTime(nanoseconds: Int64(clamping: total))
    }

    /// 10 to the power of `exponent`, which is 0...19.
    private static func powerOfTen(_ exponent: Int) -> UInt64 {
        var power: UInt64 = 1
        for _ in 0..<exponent { power &*= 10 }
        return power
    }
}
