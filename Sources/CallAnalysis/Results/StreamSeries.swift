import AudioLevels
import QualityMeasures

/// The finest course of a stream: what came, what did not, how evenly and how loud, step by step.
///
/// A step is 100 ms in a stream of less than a minute and 1 s in a longer one; in one of hours it doubles so that at most
/// ``AnalysisLimits/seriesPointsPerStream`` points are kept. Steps in which nothing came and nothing was lost are absent.
public struct StreamSeries: Sendable {
    /// One step.
    public struct Point: Equatable, Sendable {
        /// Milliseconds from the stream's first packet to the step's begin.
        public var startMilliseconds: Int
        /// Packets that came, repetitions excluded.
        public var received: Int
        /// Packets missing, placed where they should have come.
        public var lost: Int
        /// How many packets a buffer of 60 ms would have had to do without because they came late.
        public var late: Int
        /// The mean RFC 3550 jitter in ms; `nil` without a clock rate.
        public var jitterMilliseconds: Double?
        /// How far the worst packet strayed above the least transit in ms; `nil` without a clock rate.
        public var delayVariationMilliseconds: Double?
        /// The level in dBov, placed to within a tenth of a second; `nil` where nothing was heard or the codec was not
        /// listened to.
        public var levelDBov: Double?
    }

    /// The length of a step in ms.
    public let stepMilliseconds: Int
    private var points: [SeriesMeter.Point]
    private var losses: [UInt16]
    private let packetMilliseconds: Double

    init(_ meter: SeriesMeter, packetMilliseconds: Double) {
        self.packetMilliseconds = packetMilliseconds > 1 ? packetMilliseconds : 20
        stepMilliseconds = meter.stepMilliseconds
        points = meter.points
        losses = []
    }

    /// How many steps there are.
    public var count: Int { points.count }

    /// The steps in order; their levels are read off `envelope`, the stream's own (``MediaStream/envelope``).
    public func points(envelope: [UInt8] = []) -> [Point] {
        points.indices.map { index in
            let point = points[index]
            let start = Int(point.index) * stepMilliseconds
            let hasClock = point.jitterTenths != SeriesMeter.Point.noJitter
            return Point(
                startMilliseconds: start, received: Int(point.packets),
                lost: losses.indices.contains(index) ? Int(losses[index]) : 0,
                late: Int((Double(point.concealed) / packetMilliseconds).rounded()),
                jitterMilliseconds: hasClock ? Double(point.jitterTenths) / 10 : nil,
                delayVariationMilliseconds: hasClock ? Double(point.excessTenths) / 10 : nil,
                levelDBov: level(from: start, envelope))
        }
    }

    /// The level of the mean energy of the step that begins at `start` ms.
    private func level(from start: Int, _ envelope: [UInt8]) -> Double? {
        let first = start / 20
        let last = min((start + stepMilliseconds) / 20, envelope.count)
        guard first < last else { return nil }
        var energy = 0.0
        var heard = 0
        for level in envelope[first..<last] where level != LevelEnvelope.missing {
            heard += 1
            if level > 0 { energy += Decibel.power(LevelEnvelope.dBov(level)) }
        }
        guard heard > 0 else { return nil }
        return max(Decibel.silence, energy > 0 ? Decibel.ratio(power: energy / Double(heard)) : Decibel.silence)
    }

    /// Forgets how evenly and how late packets came.
    mutating func withdrawTimes() {
        points = points.map { point in
            SeriesMeter.Point(
                index: point.index, packets: point.packets, concealed: 0, excessTenths: 0,
                jitterTenths: SeriesMeter.Point.noJitter)
        }
    }

    /// Places losses, each by the seconds from the stream's first packet at which they were due; a step without packets
    /// of its own is added.
    mutating func place(_ lost: [(atSeconds: Double, count: Int)]) {
        var countByIndex: [UInt32: Int] = [:]
        for loss in lost {
            countByIndex[UInt32(clamping: Int(max(0, loss.atSeconds) * 1_000) / stepMilliseconds), default: 0] +=
                loss.count
        }
        let known = Set(points.map(\.index))
        for index in countByIndex.keys where !known.contains(index) {
            points.append(
                SeriesMeter.Point(
                    index: index, packets: 0, concealed: 0, excessTenths: 0, jitterTenths: SeriesMeter.Point.noJitter))
        }
        points.sort { $0.index < $1.index }
        losses = points.map { UInt16(clamping: countByIndex[$0.index] ?? 0) }
    }
}
