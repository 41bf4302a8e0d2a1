/// What one second or ten of a stream were like, in the stream's own counters.
@frozen
public struct IntervalSample: Equatable, Sendable {
    /// Which second, or which ten, since the stream's first packet; from 0.
    public var index: Int32
    /// Packets counted, a sender's repetitions excluded.
    public var packets: UInt32 = 0
    /// How long a buffer of 60 ms had nothing to play because packets came late, microseconds.
    public var concealed: UInt32 = 0
    /// How long the adaptive buffer had nothing to play, microseconds.
    public var concealedAdaptive: UInt32 = 0
    /// The mean RFC 3550 jitter in ms, and how many estimates it rests on.
    public var jitterMean: Float = 0
    /// How many estimates ``jitterMean`` rests on.
    public var jitterCount: UInt32 = 0
    /// How far the worst packet strayed above the least transit, ms.
    public var excessMaximum: Float = 0
    /// Whether packets were found missing in it.
    public var revealedLoss = false

    /// An empty sample.
    public init(index: Int32) { self.index = index }

    /// Takes in a later part of the same stretch.
    mutating func add(_ other: IntervalSample) {
        packets &+= other.packets
        concealed &+= other.concealed
        concealedAdaptive &+= other.concealedAdaptive
        let count = jitterCount &+ other.jitterCount
        if count > 0 {
            jitterMean = (jitterMean * Float(jitterCount) + other.jitterMean * Float(other.jitterCount)) / Float(count)
        }
        jitterCount = count
        excessMaximum = max(excessMaximum, other.excessMaximum)
        revealedLoss = revealedLoss || other.revealedLoss
    }
}

/// Cuts a stream into seconds and tens of seconds, by the difference of its running counters at each border.
///
/// Nothing is done for a packet but one comparison with ``nextBorder``; at a border the caller hands the counters over.
/// All tens are kept, and the seconds of those tens that were bad; beyond ``MeasureLimits.intervals`` neighbours are joined, so that
/// a stream of any length takes a bounded amount of memory.
@frozen
public struct IntervalMeter: Sendable {
    /// The running counters of a stream at a border.
    public struct Counters: Sendable {
        /// Packets, a sender's repetitions excluded.
        public var packets = 0
        /// Runs of missing numbers seen.
        public var lossRuns = 0
        /// The stream's jitter.
        public var jitterSum = 0.0
        /// How many estimates are in the sum.
        public var jitterCount = 0
        /// How long a buffer of 60 ms had nothing to play, microseconds; it may wrap.
        public var concealed: UInt32 = 0
        /// The same of the adaptive buffer.
        public var concealedAdaptive: UInt32 = 0
        /// The worst excess since the last border, ns.
        public var excessMaximum = 0.0
        /// The least transit of the last packets, ns: what skew is read from.
        public var lowestTransit = 0.0

        /// All zero.
        public init() {}
    }

    /// The instant at which the running second ends, ns since 1970.
    public var nextBorder: Int64 { @inline(__always) _read { yield border } }
    @usableFromInline var border: Int64
    private let origin: Int64
    private var before = Counters()
    private var second: Int32 = 0
    private var secondsBefore: Int32 = 0
    /// How many seconds a stretch of ``tens`` has: 10, doubled whenever the limit was met.
    public private(set) var width: Int32 = 10
    /// The tens that are over; silent ones are absent.
    public private(set) var tens: [IntervalSample] = []
    /// The seconds of bad tens, and those of the running one.
    public private(set) var seconds: [IntervalSample] = []
    /// The least transit at the end of each ten, ns, for the skew.
    public private(set) var transits: [ClockSkew.Point] = []
    /// The finest course, where it is kept; one or none, so that a meter without it is no larger.
    private var course: [SeriesMeter] = []
    /// The worst excess of the running second, where the course takes it in parts.
    private var excessOfSecond = 0.0

    /// The share of a ten in which a buffer of 60 ms had nothing to play, above which its seconds are kept.
    public static let badLateShare = 0.02
    /// The seconds of a ten with missing packets from which on they are all kept.
    public static let badSeconds = 6

    /// A meter for a stream whose first packet came at `origin`, ns since 1970.
    public init(origin: Int64) {
        self.origin = origin
        border = origin &+ 1_000_000_000
    }

    /// The finest course of the stream; `nil` where it is not kept.
    public var series: SeriesMeter? { course.first }

    /// Keeps the finest course as well, in at most `limit` points; before the first packet is counted.
    public mutating func keepSeries(limit: Int) {
        course = [SeriesMeter(origin: origin, limit: limit)]
        border = min(border, course[0].nextBorder)
    }

    /// Ends the seconds before `arrival`, whose packet is not yet in `counters`.
    public mutating func pass(_ counters: Counters, at arrival: Int64) {
        guard !course.isEmpty else { return passSecond(counters, at: arrival) }
        var counters = counters
        if arrival >= course[0].nextBorder { course[0].pass(counters, at: arrival) }
        excessOfSecond = max(excessOfSecond, counters.excessMaximum)
        let endOfSecond = origin &+ (Int64(second) &+ 1) &* 1_000_000_000
        if arrival >= endOfSecond {
            counters.excessMaximum = excessOfSecond
            excessOfSecond = 0
            passSecond(counters, at: arrival)
        } else {
            border = endOfSecond
        }
        border = min(border, course[0].nextBorder)
    }

    private mutating func passSecond(_ counters: Counters, at arrival: Int64) {
        closeSecond(counters)
        let elapsed = max(0, arrival &- origin) / 1_000_000_000
        let now = Int32(clamping: elapsed)
        if now / width != second / width { closeTen(counters) }
        second = max(now, second)
        border = origin &+ (Int64(second) &+ 1) &* 1_000_000_000
    }

    /// Ends the stream.
    public mutating func finish(_ counters: Counters) {
        var counters = counters
        if !course.isEmpty {
            course[0].finish(counters)
            counters.excessMaximum = max(counters.excessMaximum, excessOfSecond)
        }
        closeSecond(counters)
        closeTen(counters)
    }

    /// Gives up what was measured, which its user has taken over.
    public mutating func release() {
        tens = []
        seconds = []
        transits = []
        course = []
    }

    private mutating func closeSecond(_ now: Counters) {
        var sample = IntervalSample(index: second)
        sample.packets = UInt32(clamping: now.packets - before.packets)
        sample.concealed = now.concealed &- before.concealed
        sample.concealedAdaptive = now.concealedAdaptive &- before.concealedAdaptive
        // A new part begins its jitter anew.
        let isSamePart = now.jitterCount >= before.jitterCount
        let count = now.jitterCount - (isSamePart ? before.jitterCount : 0)
        let sum = now.jitterSum - (isSamePart ? before.jitterSum : 0)
        sample.jitterCount = UInt32(clamping: count)
        sample.jitterMean = count > 0 ? Float(sum / Double(count) / 1e6) : 0
        sample.excessMaximum = Float(now.excessMaximum / 1e6)
        sample.revealedLoss = now.lossRuns > before.lossRuns
        before = now
        if sample.packets > 0 || sample.revealedLoss { seconds.append(sample) }
    }

    private mutating func closeTen(_ counters: Counters) {
        let own = seconds[Int(secondsBefore)...]
        guard let first = own.first else { return }
        var sample = IntervalSample(index: first.index / width)
        var losing = 0
        for second in own {
            sample.add(second)
            losing += second.revealedLoss ? 1 : 0
        }
        let isBad = Double(sample.concealed) > Self.badLateShare * 1e6 * Double(own.count) || losing >= Self.badSeconds
        if !isBad || seconds.count > MeasureLimits.intervalSeconds {
            seconds.removeLast(own.count)
        }
        secondsBefore = Int32(seconds.count)
        if let last = tens.last, last.index >= sample.index {
            tens[tens.count - 1].add(sample)
        } else {
            tens.append(sample)
        }
        transits.append(ClockSkew.Point(at: Double(first.index), transit: counters.lowestTransit))
        if tens.count > MeasureLimits.intervals { joinNeighbours() }
    }

    /// Halves the resolution.
    private mutating func joinNeighbours() {
        width *= 2
        var joined: [IntervalSample] = []
        for ten in tens {
            var sample = ten
            sample.index = ten.index / 2
            if joined.last?.index == sample.index {
                joined[joined.count - 1].add(sample)
            } else {
                joined.append(sample)
            }
        }
        tens = joined
        transits = transits.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    }
}
