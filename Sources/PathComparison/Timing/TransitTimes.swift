/// When the packets of a pair passed both points, and what the two clocks say lies between.
struct TransitTimes {
    /// NEAR's time of each common packet, in nanoseconds since ``origin``.
    private(set) var times: [Double] = []
    /// FAR's time less NEAR's of each common packet in nanoseconds, less ``base``.
    private(set) var differences: [Double] = []
    /// The instant that ``times`` count from.
    let origin: Int64
    /// The whole part of the differences, taken out so that hours between the clocks cost no precision.
    let base: Int64

    init(_ alignment: StreamAlignment, _ near: RecordedStream, _ far: RecordedStream, origin: Int64, base: Int64) {
        self.origin = origin
        self.base = base
        times.reserveCapacity(alignment.common.count)
        differences.reserveCapacity(alignment.common.count)
        for common in alignment.common {
            let start = near.packets[common.near].arrival
            times.append(Double(start.subtractingSaturating(origin)))
            let difference = far.packets[common.far].arrival.subtractingSaturating(start)
            differences.append(Double(difference.subtractingSaturating(base)))
        }
    }

    /// The differences with `drift` (FAR's gain per unit of time) taken out.
    func level(drift: Double) -> [Double] {
        zip(times, differences).map { $1 - drift * $0 }
    }

    /// The envelope of what passed NEAR first, or FAR first.
    func envelope(_ direction: PathDirection) -> DelayEnvelope? {
        let sign = direction == .farToNear ? -1.0 : 1.0
        return DelayEnvelope(zip(times, differences).map { DelayEnvelope.Point(x: $0, y: sign * $1) })
    }

    /// A rough drift from the middle values of the first and the last third, whatever the direction.
    var roughDrift: Double {
        let third = times.count / 3
        guard third >= 5 else { return 0 }
        let first = 0..<third
        let last = (times.count - third)..<times.count
        let span = Quantiles(Array(times[last])).median - Quantiles(Array(times[first])).median
        guard span > 0 else { return 0 }
        return (Quantiles(Array(differences[last])).median - Quantiles(Array(differences[first])).median) / span
    }
}

/// Values in order, to ask for the one that a given share lies below.
struct Quantiles {
    private let sorted: [Double]

    init(_ values: [Double]) {
        sorted = values.sorted()
    }

    /// The value that `share` (0 to 1) of all lie at or below; 0 for none.
    func value(_ share: Double) -> Double {
        guard let last = sorted.indices.last else { return 0 }
        return sorted[max(0, min(last, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
    }

    var median: Double { value(0.5) }
}

extension Int64 {
    /// The difference, at the end of the range where it does not fit.
    func subtractingSaturating(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (self < other ? .min : .max) : difference
    }

    /// The sum, at the end of the range where it does not fit.
    func addingSaturating(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// The nearest whole number, at the end of the range where it does not fit.
    init(saturating value: Double) {
        guard value.isFinite, abs(value) < 9.2e18 else {
            self = value > 0 ? .max : (value < 0 ? .min : 0)
            return
        }
        self = Int64(value.rounded())
    }
}
