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
    public var description: String { DigitText.text { put(at: $0) } }

    /// Writes ``description``, at most 30 bytes of ASCII, where there is room for it; answers how many bytes it took.
    package func write(at to: UnsafeMutableRawPointer) -> Int { put(at: to) - to }

    private func put(at start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let civil = CivilDateTime(self)
        // The years 1677 to 2262 have four digits.
        let year = UInt32(truncatingIfNeeded: civil.year)
        var to = DigitText.put(two: year % 100, at: DigitText.put(two: year / 100, at: start))
        to = DigitText.put(two: UInt32(truncatingIfNeeded: civil.month), at: DigitText.put(byte: 0x2D, at: to))
        to = DigitText.put(two: UInt32(truncatingIfNeeded: civil.day), at: DigitText.put(byte: 0x2D, at: to))
        to = DigitText.put(two: UInt32(truncatingIfNeeded: civil.hour), at: DigitText.put(byte: 0x54, at: to))
        to = DigitText.put(two: UInt32(truncatingIfNeeded: civil.minute), at: DigitText.put(byte: 0x3A, at: to))
        to = DigitText.put(two: UInt32(truncatingIfNeeded: civil.second), at: DigitText.put(byte: 0x3A, at: to))
        let fraction = UInt32(truncatingIfNeeded: civil.nanosecond)
        if fraction != 0 {
            to = DigitText.put(three: fraction / 1_000_000, at: DigitText.put(byte: 0x2E, at: to))
            if fraction % 1_000_000 != 0 { to = DigitText.put(three: fraction / 1_000 % 1_000, at: to) }
            if fraction % 1_000 != 0 { to = DigitText.put(three: fraction % 1_000, at: to) }
        }
        return DigitText.put(byte: 0x5A, at: to)
    }
}
