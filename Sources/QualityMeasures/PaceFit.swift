/// How steadily a stream's arrivals run away from its timestamps: a straight line through the least transits of rounds of
/// packets (least squares, in constant memory).
///
/// Queues fill and empty; only a clock, or a sender that makes less than it says, runs away at an even pace for long.
public struct PaceFit: Sendable {
    /// The line.
    public struct Drift: Equatable, Sendable {
        /// Parts per million: positive where packets come later and later, so that the sender is slow.
        public var partsPerMillion: Double
        /// How long it was watched, s.
        public var seconds: Double
        /// How much of the movement the line accounts for, 0 to 1.
        public var evenness: Double
    }

    private var origin: Int64?
    private var count = 0.0
    private var sumX = 0.0
    private var sumY = 0.0
    private var sumXX = 0.0
    private var sumXY = 0.0
    private var sumYY = 0.0
    private var lastX = 0.0
    private var reference = 0.0

    /// The least rounds a line is drawn through.
    static let leastRounds = 8.0
    /// The least time it is drawn over, s.
    static let leastSeconds = 5.0

    init() {}

    /// The timestamps began anew; what was measured stands.
    mutating func restart() {
        guard count < PaceFit.leastRounds else { return }
        self = PaceFit()
    }

    /// Takes the least `transit` (ns) of a round that ended at the instant `at` (ns since 1970).
    mutating func add(at: Int64, transit: Double) {
        guard let origin else {
            origin = at
            reference = transit
            count = 1
            return
        }
        let x = Double(at &- origin) / 1e9
        let y = (transit - reference) / 1e9
        guard x >= lastX, x < 1e6, abs(y) < 1e6 else { return }
        lastX = x
        count += 1
        sumX += x
        sumY += y
        sumXX += x * x
        sumXY += x * y
        sumYY += y * y
    }

    /// The line; `nil` while too little was seen.
    var drift: Drift? {
        guard count >= PaceFit.leastRounds, lastX >= PaceFit.leastSeconds else { return nil }
        let varianceX = sumXX - sumX * sumX / count
        let varianceY = sumYY - sumY * sumY / count
        let covariance = sumXY - sumX * sumY / count
        guard varianceX > 0, varianceY > 0 else { return nil }
        return Drift(
            partsPerMillion: covariance / varianceX * 1e6, seconds: lastX,
            evenness: min(1, covariance * covariance / (varianceX * varianceY)))
    }
}
