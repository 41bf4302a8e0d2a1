/// Active speech level and activity factor by method B of ITU-T P.56 §8, as the software tool library G.191 computes
/// it: the envelope of a two-pole filter with a time constant of 30 ms against 15 thresholds a factor of two apart,
/// a hangover of 200 ms, a margin of 15.9 dB.
///
/// Take the audio of one direction in order. What was not received may be left out (the activity factor is then that
/// of the audio received) or given as zeros.
public struct ActiveSpeechLevel: Sendable {
    /// What a direction's audio came to.
    public struct Result: Hashable, Sendable {
        /// The level while speech is active, in dBov; `nil` if no speech is.
        public var activeLevel: Double?
        /// The level over all of the audio, in dBov; ``Decibel/silence`` for digital silence.
        public var longTermLevel: Double
        /// The share of the time in which speech is active, 0 to 1.
        public var activityFactor: Double
        /// How many samples were measured.
        public var samples: Int
    }

    private static let thresholds = 15
    /// The margin between the active level and the threshold of activity, in dB.
    private static let margin = 15.9
    private let smoothing: Double
    private let hangover: Int
    private var first = 0.0
    private var second = 0.0
    private var squares: UInt64 = 0
    private var count = 0
    /// How many thresholds the envelope reaches now: thresholds below this index are active.
    private var reached = 0
    /// The threshold that would make one more active, and the one that would make one less.
    private var above = ActiveSpeechLevel.threshold(0)
    private var below = -1.0
    /// Where each threshold became active, or was left, last; and for how many samples it was active before that.
    private var since = [Int](repeating: 0, count: ActiveSpeechLevel.thresholds)
    private var active = [Int](repeating: 0, count: ActiveSpeechLevel.thresholds)
    private var everActive = 0

    /// A measurement before its first sample, at a sample rate in hertz.
    public init(sampleRate: Int) {
        let rate = Double(max(1, sampleRate))
        smoothing = Mathematics.exponential(-1 / (rate * 0.03))
        hangover = max(1, sampleRate) / 5
    }

    /// Takes the next samples.
    public mutating func add(_ samples: borrowing Span<Int16>) {
        let keep = smoothing
        let take = 1 - smoothing
        for index in samples.indices {
            let sample = samples[index]
            squares &+= UInt64(sample.magnitude) &* UInt64(sample.magnitude)
            first = keep * first + take * (Double(sample.magnitude) / Decibel.fullScale)
            second = keep * second + take * first
            if second >= above || second < below { cross(at: count) }
            count &+= 1
        }
    }

    /// Takes samples held in an array.
    public mutating func add(_ samples: [Int16]) { add(samples.span) }

    /// The level so far; more samples may follow.
    public func result() -> Result {
        let longTerm = Decibel.dBov(sumOfSquares: squares, count: count)
        var result = Result(activeLevel: nil, longTermLevel: longTerm, activityFactor: 0, samples: count)
        guard squares > 0 else { return result }
        let power = Double(squares) / (Decibel.fullScale * Decibel.fullScale)
        var previous: (level: Double, margin: Double)?
        for index in 0..<ActiveSpeechLevel.thresholds {
            let time = activeSamples(index)
            guard time > 0 else { break }
            let level = Decibel.ratio(power: power / Double(time))
            let margin = level - 20 * Mathematics.log10(ActiveSpeechLevel.threshold(index))
            guard margin > ActiveSpeechLevel.margin else {
                guard let previous else { return result }
                let part = (previous.margin - ActiveSpeechLevel.margin) / max(previous.margin - margin, 1e-12)
                let activeLevel = previous.level + (level - previous.level) * part
                result.activeLevel = activeLevel
                result.activityFactor = min(1, Decibel.power(longTerm - activeLevel))
                return result
            }
            previous = (level, margin)
        }
        return result
    }

    private func activeSamples(_ index: Int) -> Int {
        if index < reached { return active[index] + count - since[index] }
        return index < everActive ? active[index] + min(count - since[index], hangover) : 0
    }

    /// Moves to the thresholds that the envelope reaches at a sample.
    private mutating func cross(at sample: Int) {
        while reached < ActiveSpeechLevel.thresholds, second >= ActiveSpeechLevel.threshold(reached) {
            if reached < everActive {
                active[reached] += min(sample - since[reached], hangover)
            } else {
                everActive = reached + 1
            }
            since[reached] = sample
            reached += 1
        }
        while reached > 0, second < ActiveSpeechLevel.threshold(reached - 1) {
            reached -= 1
            active[reached] += sample - since[reached]
            since[reached] = sample
        }
        above = reached < ActiveSpeechLevel.thresholds ? ActiveSpeechLevel.threshold(reached) : .infinity
        below = reached > 0 ? ActiveSpeechLevel.threshold(reached - 1) : -1
    }

    /// Thresholds from 2^-15 to 2^-1 of full scale.
    private static func threshold(_ index: Int) -> Double { 1 / Double(1 << (thresholds - index)) }
}
