/// How much faster or slower the sender's clock runs than the capture's, read off the least transit times.
///
/// The packets that met no queue lie on a straight line whose slope is the skew (the lower envelope of the transits). Each
/// point is the least transit of about ten seconds; the slope is the median over all pairs of points (Theil and
/// Sen), which a few stretches of standing queues do not bend.
public enum ClockSkew {
    /// The least transit around an instant.
    public struct Point: Equatable, Sendable {
        /// Seconds since the stream began.
        public var at: Double
        /// The transit in nanoseconds, above an unknown constant.
        public var transit: Double

        /// A point of its parts.
        public init(at: Double, transit: Double) {
            self.at = at
            self.transit = transit
        }
    }

    /// Below this span in seconds a slope says nothing: the usual jitter moves it by more than clocks differ.
    public static let minimumSpanSeconds = 60.0

    /// The skew in parts per million: positive where the sender's clock is slow, so that packets come later and later.
    /// `nil` for fewer than five points or less than ``minimumSpanSeconds``.
    public static func partsPerMillion(_ points: [Point]) -> Double? {
        let step = max(1, (points.count + MeasureLimits.skewPoints - 1) / MeasureLimits.skewPoints)
        let used = stride(from: 0, to: points.count, by: step).map { points[$0] }
        guard used.count >= 5, let first = used.first, let last = used.last,
            last.at - first.at >= minimumSpanSeconds
        else { return nil }
        var slopes: [Double] = []
        for (index, left) in used.enumerated() {
            for right in used[(index + 1)...] where right.at - left.at >= minimumSpanSeconds / 4 {
                slopes.append((right.transit - left.transit) / (right.at - left.at) / 1_000)
            }
        }
        guard !slopes.isEmpty else { return nil }
        slopes.sort()
        return slopes[slopes.count / 2]
    }
}
