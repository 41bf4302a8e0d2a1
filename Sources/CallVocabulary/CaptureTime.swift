/// An instant as captures and submissions state it: nanoseconds since 1970-01-01T00:00:00Z, leap seconds ignored.
///
/// The range is years 1677 to 2262. Arithmetic saturates at the ends instead of trapping, because the
/// operands come from files.
public struct CaptureTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since 1970-01-01T00:00:00Z; negative before.
    public let nanoseconds: Int64

    /// An instant given in nanoseconds since 1970-01-01T00:00:00Z.
    @inlinable
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// An instant given in whole seconds since 1970-01-01T00:00:00Z; saturates.
    @inlinable
    public init(seconds: Int64, nanoseconds: Int64 = 0) {
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let base = overflow ? (seconds < 0 ? Int64.min : Int64.max) : scaled
        self.nanoseconds = CaptureTime.saturatingAdd(base, nanoseconds)
    }

    /// True if `left` is earlier than `right`.
    @inlinable
    public static func < (left: CaptureTime, right: CaptureTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// Nanoseconds from `earlier` to this instant, negative if this one is the earlier; saturates.
    @inlinable
    public func nanoseconds(since earlier: CaptureTime) -> Int64 {
        let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        return overflow ? (nanoseconds < earlier.nanoseconds ? Int64.min : Int64.max) : difference
    }

    /// Seconds from `earlier` to this instant, negative if this one is the earlier.
    @inlinable
    public func seconds(since earlier: CaptureTime) -> Double {
        Double(nanoseconds(since: earlier)) / 1e9
    }

    /// The instant `nanoseconds` later (earlier if negative); saturates.
    @inlinable
    public func advanced(byNanoseconds nanoseconds: Int64) -> CaptureTime {
        CaptureTime(nanoseconds: CaptureTime.saturatingAdd(self.nanoseconds, nanoseconds))
    }

    /// The instant `seconds` later (earlier if negative); saturates.
    @inlinable
    public func advanced(bySeconds seconds: Double) -> CaptureTime {
        let scaled = seconds * 1e9
        guard scaled.isFinite, abs(scaled) < 9.2e18 else {
            return CaptureTime(nanoseconds: scaled < 0 ? Int64.min : Int64.max)
        }
        return advanced(byNanoseconds: Int64(scaled.rounded()))
    }

    @inlinable
    static func saturatingAdd(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? (right < 0 ? Int64.min : Int64.max) : sum
    }
}

extension CaptureTime: CustomStringConvertible {
    /// RFC 3339 in UTC with the fewest of 0, 3, 6 or 9 decimals that lose nothing: `2026-11-22T14:03:00.120Z`.
    public var description: String {
        let civil = CivilDateTime(self)
        // The years 1677 to 2262 have four digits.
        var text = DigitText()
        text.put(number: UInt32(clamping: civil.year), width: 4)
        text.put(byte: 0x2D)
        text.put(number: UInt32(clamping: civil.month), width: 2)
        text.put(byte: 0x2D)
        text.put(number: UInt32(clamping: civil.day), width: 2)
        text.put(byte: 0x54)
        text.put(number: UInt32(clamping: civil.hour), width: 2)
        text.put(byte: 0x3A)
        text.put(number: UInt32(clamping: civil.minute), width: 2)
        text.put(byte: 0x3A)
        text.put(number: UInt32(clamping: civil.second), width: 2)
        let fraction = UInt32(clamping: civil.nanosecond)
        if fraction != 0 {
            text.put(byte: 0x2E)
            if fraction % 1_000_000 == 0 {
                text.put(number: fraction / 1_000_000, width: 3)
            } else if fraction % 1_000 == 0 {
                text.put(number: fraction / 1_000, width: 6)
            } else {
                text.put(number: fraction, width: 9)
            }
        }
        text.put(byte: 0x5A)
        return text.text
    }
}
