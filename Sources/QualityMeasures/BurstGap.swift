/// Bursts and gaps of a stream (RFC 3611 §4.7.2), and how far its losses come in runs.
///
/// A burst is the longest span that begins and ends with a lost or discarded packet and holds no `gmin` good packets in
/// a row; a lost packet with at least `gmin` good ones on both sides belongs to a gap. Figures come from the positions of
/// the losses directly, not from the counters of appendix A.2, whose rates leave out what follows the last loss.
public struct BurstGap: Equatable, Sendable {
    /// Consecutive lost packets: where the first stands among the expected ones, and how many.
    public struct Run: Equatable, Sendable {
        /// Position of the first lost packet, 0 being the first expected one.
        public var first: Int64
        /// How many are lost in a row, at least 1.
        public var count: Int64

        /// A run of its parts.
        public init(first: Int64, count: Int64) {
            self.first = first
            self.count = count
        }
    }

    /// Packets that were expected.
    public var expected: Int64
    /// Lost or discarded packets.
    public var lost: Int64 = 0
    /// Bursts.
    public var bursts: Int64 = 0
    /// Packets within bursts, good ones included.
    public var burstPackets: Int64 = 0
    /// Lost packets within bursts.
    public var burstLost: Int64 = 0
    /// Gaps: what lies before, between and after bursts, where there is anything.
    public var gaps: Int64 = 0
    /// Runs of lost packets.
    public var runs: Int64 = 0
    /// The longest run.
    public var longestRun: Int64 = 0
    /// Runs by length: 1, 2, 3, 4, 5–9, 10–19, 20–49, 50 and more packets.
    public var histogram: [Int64] = Array(repeating: 0, count: 8)

    /// The lower bounds of ``histogram``.
    public static let histogramBounds: [Int64] = [1, 2, 3, 4, 5, 10, 20, 50]

    /// Bursts and gaps of `expected` packets of which `runs` (in order, not touching) are lost.
    public init(expected: Int64, runs: some Sequence<Run>, gmin: Int64 = 16) {
        self.expected = max(0, expected)
        var groupFirst: Int64?
        var groupLast: Int64 = 0
        var groupLost: Int64 = 0
        var afterLastBurst: Int64 = 0
        func clamped(_ value: Int64) -> Int64 { max(0, min(value, Int64.max / 4)) }
        func close(_ measure: inout BurstGap) {
            guard let first = groupFirst else { return }
            // A lone packet is isolated; it belongs to a gap.
            guard groupLost > 1 else { return }
            measure.bursts += 1
            measure.burstPackets += groupLast - first + 1
            measure.burstLost += groupLost
            if first > afterLastBurst { measure.gaps += 1 }
            afterLastBurst = groupLast + 1
        }
        var result = self
        for run in runs where run.count > 0 {
            let first = clamped(run.first)
            let count = clamped(run.count)
            result.lost += count
            result.runs += 1
            result.longestRun = max(result.longestRun, count)
            let bucket = Self.histogramBounds.lastIndex { $0 <= count } ?? 0
            result.histogram[bucket] += 1
            if groupFirst != nil, first - groupLast - 1 < gmin {
                groupLost += count
            } else {
                close(&result)
                groupFirst = first
                groupLost = count
            }
            groupLast = first + count - 1
        }
        close(&result)
        if result.expected > afterLastBurst { result.gaps += 1 }
        self = result
    }

    /// Packets outside bursts.
    public var gapPackets: Int64 { max(0, expected - burstPackets) }
    /// Lost packets outside bursts.
    public var gapLost: Int64 { lost - burstLost }
    /// The share of packets lost within bursts, 0 to 1.
    public var burstDensity: Double { burstPackets > 0 ? Double(burstLost) / Double(burstPackets) : 0 }
    /// The share of packets lost within gaps, 0 to 1.
    public var gapDensity: Double { gapPackets > 0 ? Double(gapLost) / Double(gapPackets) : 0 }

    /// The mean length of a burst in milliseconds, where a packet is `packetMilliseconds` long.
    public func meanBurstMilliseconds(packetMilliseconds: Double) -> Double {
        bursts > 0 ? Double(burstPackets) * packetMilliseconds / Double(bursts) : 0
    }

    /// The mean length of a gap in milliseconds.
    public func meanGapMilliseconds(packetMilliseconds: Double) -> Double {
        gaps > 0 ? Double(gapPackets) * packetMilliseconds / Double(gaps) : 0
    }

    /// The burst ratio of G.107: the mean length of a run over the one random loss of the same rate would have; 1 where
    /// nothing is lost. Below 1 losses come more regularly than chance; the E-model takes 1 then.
    public var burstRatio: Double {
        guard runs > 0, expected > 0 else { return 1 }
        let rate = min(1, Double(lost) / Double(expected))
        return Double(lost) / Double(runs) * (1 - rate)
    }

    /// The share of packets lost, 0 to 1.
    public var lossRate: Double { expected > 0 ? min(1, Double(lost) / Double(expected)) : 0 }
}
