import CallVocabulary

/// An interface of a pcapng section, and how its timestamps are read.
struct PcapngInterface {
    let linkType: LinkType
    let snapLength: Int
    /// Its index over all sections.
    let globalIndex: UInt16
    /// `if_tsresol`: the high bit chooses powers of two, the rest is the negative exponent; 6 is microseconds.
    var resolution: UInt8 = 6
    /// `if_tsoffset`: seconds added to every time.
    var offsetSeconds: Int64 = 0

    init(linkType: LinkType, snapLength: Int, globalIndex: UInt16) {
        self.linkType = linkType
        self.snapLength = snapLength
        self.globalIndex = globalIndex
    }

    /// The instant of a timestamp in this interface's units; exact in nanoseconds, rounded down, saturating.
    @inline(__always)
    func time(units: UInt64) -> CaptureTime {
        if resolution == 6, offsetSeconds == 0, units < 9_000_000_000_000_000 {
            return CaptureTime(nanoseconds: Int64(units) * 1_000)
        }
        return exactTime(units: units)
    }

    private func exactTime(units: UInt64) -> CaptureTime {
        let exponent = UInt64(resolution & 0x7F)
        let seconds: UInt64
        let nanoseconds: UInt64
        if resolution & 0x80 != 0 {
            seconds = exponent < 64 ? units >> exponent : 0
            let fraction = exponent < 64 ? units & ((1 << exponent) - 1) : units
            // fraction · 10^9 / 2^exponent over 128 bits
            let product = fraction.multipliedFullWidth(by: 1_000_000_000)
            switch exponent {
            case 0: nanoseconds = 0
            case 1..<64: nanoseconds = product.high << (64 - exponent) | product.low >> exponent
            default: nanoseconds = exponent < 128 ? product.high >> (exponent - 64) : 0
            }
        } else {
            let divisor = PcapngInterface.powerOfTen(exponent)
            seconds = divisor.map { units / $0 } ?? 0
            let fraction = divisor.map { units % $0 } ?? units
            if exponent <= 9 {
                nanoseconds = fraction * (PcapngInterface.powerOfTen(9 - exponent) ?? 1)
            } else {
                nanoseconds = PcapngInterface.powerOfTen(exponent - 9).map { fraction / $0 } ?? 0
            }
        }
        let whole = Int64(clamping: seconds)
        let (sum, overflow) = whole.addingReportingOverflow(offsetSeconds)
        let base = overflow ? (offsetSeconds < 0 ? Int64.min : Int64.max) : sum
        return CaptureTime(seconds: base, nanoseconds: Int64(clamping: nanoseconds))
    }

    /// 10 to the power of `exponent`; `nil` where it exceeds 64 bits.
    private static func powerOfTen(_ exponent: UInt64) -> UInt64? {
        guard exponent <= 19 else { return nil }
        return (0..<exponent).reduce(1) { value, _ in value * 10 }
    }
}
