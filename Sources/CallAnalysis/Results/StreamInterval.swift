import CallVocabulary
import QualityMeasures

/// Ten seconds of a stream, or one: what came, what did not, and how evenly.
public struct StreamInterval: Sendable {
    /// Seconds from the stream's first packet to the interval's begin.
    public var startSeconds: Double
    /// How long it is: 1 or 10 s; more where a stream is so long that neighbours were joined.
    public var durationSeconds: Double { Double(width) }
    /// Packets received, repetitions excluded.
    public var received: Int { Int(cameCount) }
    /// Packets missing, placed where they should have come.
    public var lost: Int {
        get { Int(lostCount) }
        set { lostCount = UInt32(clamping: newValue) }
    }
    /// How many packets a buffer of 60 ms would have had to do without because they came late.
    public var lateDiscarded: Int { Int(lateCount) }
    /// The same of the adaptive buffer.
    public var lateForAdaptive: Int { Int(lateAdaptiveCount) }
    /// The mean of the RFC 3550 jitter in ms; `nil` without a clock rate.
    public var jitterMilliseconds: Double? { jitter < 0 ? nil : Double(jitter) }
    /// How far the worst packet strayed above the least transit in ms; `nil` without a clock rate.
    public var delayVariationMilliseconds: Double? { jitter < 0 ? nil : Double(variation) }
    /// MOS-CQE on the scale of the stream's rating; `nil` where the stream has none, or fewer than 50 packets were due.
    public var mosCQE: Double? {
        get { mos.isNaN ? nil : mos }
        set { mos = newValue ?? .nan }
    }
    /// The interval's seconds, where it was bad.
    public var seconds: [StreamInterval] = []

    // There are thousands in a long capture: counts in half a word, the absent as what no measurement can be.
    private var mos = Double.nan
    private let width: Int32
    private let cameCount: UInt32
    private var lostCount: UInt32 = 0
    private var lateCount: UInt32
    private var lateAdaptiveCount: UInt32
    private var jitter: Float
    private var variation: Float

    /// What a meter measured in a stretch of `width` seconds, its losses not yet placed.
    init(_ sample: IntervalSample, width: Int32, packetMilliseconds: Double) {
        startSeconds = Double(sample.index) * Double(width)
        self.width = width
        cameCount = sample.packets
        let length = packetMilliseconds > 1 ? packetMilliseconds : 20
        lateCount = UInt32((Double(sample.concealed) / 1_000 / length).rounded())
        lateAdaptiveCount = UInt32((Double(sample.concealedAdaptive) / 1_000 / length).rounded())
        jitter = sample.jitterCount > 0 ? sample.jitterMean : -1
        variation = sample.excessMaximum
    }

    /// A stretch in which nothing came, and `lost` packets should have.
    init(startSeconds: Double, width: Int32, lost: Int) {
        self.init(IntervalSample(index: 0), width: width, packetMilliseconds: 20)
        self.startSeconds = startSeconds
        self.lost = lost
    }

    /// Forgets how evenly and how late packets came.
    mutating func withdrawTimes() {
        (lateCount, lateAdaptiveCount, jitter, variation) = (0, 0, -1, 0)
        for index in seconds.indices { seconds[index].withdrawTimes() }
    }

    /// Missing packets in per cent of those due.
    public var lossPercent: Double {
        received + lost > 0 ? 100 * Double(lost) / Double(received + lost) : 0
    }
    /// Packets a listener with a buffer of 60 ms did not hear, in per cent of those due.
    public var unheardPercent: Double {
        received + lost > 0 ? min(100, 100 * Double(lost + lateDiscarded) / Double(received + lost)) : 0
    }
}
