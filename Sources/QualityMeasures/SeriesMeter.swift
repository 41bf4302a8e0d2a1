/// The finest course of a stream that is kept on request: tenths of a second in its first minute, whole seconds from then on,
/// and coarser where it goes on for hours.
///
/// Fed like ``IntervalMeter`` by the difference of running counters at each border, so that a packet costs nothing more.
/// Stretches in which nothing came are absent.
public struct SeriesMeter: Sendable {
    /// One stretch, in 12 bytes.
    public struct Point: BitwiseCopyable, Equatable, Sendable {
        /// Which stretch of ``SeriesMeter/stepMilliseconds``, from 0 at the stream's first packet.
        public var index: UInt32
        /// Packets that came, a sender's repetitions excluded.
        public var packets: UInt16
        /// How long a buffer of 60 ms had nothing to play because packets came late, ms.
        public var concealed: UInt16
        /// How far the worst packet strayed above the least transit, in tenths of a millisecond.
        public var excessTenths: UInt16
        /// The mean RFC 3550 jitter in tenths of a millisecond; 65,535 without an estimate.
        public var jitterTenths: UInt16

        /// A stretch of its parts.
        public init(index: UInt32, packets: UInt16, concealed: UInt16, excessTenths: UInt16, jitterTenths: UInt16) {
            self.index = index
            self.packets = packets
            self.concealed = concealed
            self.excessTenths = excessTenths
            self.jitterTenths = jitterTenths
        }

        /// What ``jitterTenths`` is where nothing was estimated.
        public static let noJitter = UInt16.max
    }

    /// The length of a stretch in ms: 100, then 1,000, 2,000, 4,000, …
    public private(set) var stepMilliseconds = 100
    /// The stretches so far, in order.
    public private(set) var points: [Point] = []

    /// The stretches of a tenth of a second: one minute.
    public static let fineStretches: UInt32 = 600

    private let origin: Int64
    private let limit: Int
    private var current: UInt32 = 0
    private var before = IntervalMeter.Counters()

    /// A meter for a stream whose first packet came at `origin` (ns since 1970) that keeps at most `limit` points.
    public init(origin: Int64, limit: Int) {
        self.origin = origin
        self.limit = max(2, limit)
    }

    /// When the running stretch ends, ns since 1970.
    public var nextBorder: Int64 { origin &+ (Int64(current) &+ 1) &* step }

    private var step: Int64 { Int64(stepMilliseconds) * 1_000_000 }

    /// Ends the stretches before `arrival`, whose packet is not yet in `counters`.
    mutating func pass(_ counters: IntervalMeter.Counters, at arrival: Int64) {
        close(counters)
        let elapsed = max(0, arrival &- origin)
        if stepMilliseconds == 100, elapsed / step >= Int64(SeriesMeter.fineStretches) { coarsen(by: 10) }
        current = max(current, UInt32(clamping: elapsed / step))
    }

    /// Ends the stream.
    mutating func finish(_ counters: IntervalMeter.Counters) { close(counters) }

    private mutating func close(_ now: IntervalMeter.Counters) {
        let packets = now.packets - before.packets
        // A new part begins its jitter anew.
        let isSamePart = now.jitterCount >= before.jitterCount
        let count = now.jitterCount - (isSamePart ? before.jitterCount : 0)
        let sum = now.jitterSum - (isSamePart ? before.jitterSum : 0)
        // It may wrap.
        let concealed = (now.concealed &- before.concealed) / 1_000
        before = now
        guard packets > 0 else { return }
        let point = Point(
            index: current, packets: UInt16(clamping: packets), concealed: UInt16(clamping: concealed),
            excessTenths: SeriesMeter.tenths(now.excessMaximum / 1e6),
            jitterTenths: count > 0
                ? min(SeriesMeter.tenths(sum / Double(count) / 1e6), Point.noJitter - 1) : Point.noJitter)
        if let last = points.last, last.index == current {
            // The stretch was lengthened while it ran.
            points[points.count - 1] = SeriesMeter.join(last, point)
        } else {
            points.append(point)
        }
        if points.count > limit { coarsen(by: stepMilliseconds == 100 ? 10 : 2) }
    }

    private static func tenths(_ milliseconds: Double) -> UInt16 {
        guard milliseconds > 0 else { return 0 }
        return UInt16(min(milliseconds * 10, 65_534).rounded())
    }

    private mutating func coarsen(by factor: UInt32) {
        stepMilliseconds *= Int(factor)
        current /= factor
        var joined: [Point] = []
        joined.reserveCapacity(points.count / Int(factor) + 1)
        for point in points {
            var next = point
            next.index /= factor
            guard let last = joined.last, last.index == next.index else {
                joined.append(next)
                continue
            }
            joined[joined.count - 1] = SeriesMeter.join(last, next)
        }
        points = joined
    }

    private static func join(_ first: Point, _ second: Point) -> Point {
        var sum = first
        sum.packets = UInt16(clamping: Int(first.packets) + Int(second.packets))
        sum.concealed = UInt16(clamping: Int(first.concealed) + Int(second.concealed))
        sum.excessTenths = max(first.excessTenths, second.excessTenths)
        if first.jitterTenths == Point.noJitter {
            sum.jitterTenths = second.jitterTenths
        } else if second.jitterTenths != Point.noJitter {
            let weight = Int(first.packets) + Int(second.packets)
            let whole = Int(first.jitterTenths) * Int(first.packets) + Int(second.jitterTenths) * Int(second.packets)
            sum.jitterTenths = UInt16(clamping: whole / max(1, weight))
        }
        return sum
    }
}
