import CallVocabulary

/// Ten seconds of a stream, or one: what came, what did not, and how evenly.
public struct StreamInterval: Sendable {
    /// Seconds from the stream's first packet to the interval's begin.
    public var startSeconds: Double
    /// How long it is: 1 or 10 s; more where a stream is so long that neighbours were joined.
    public var durationSeconds: Double
    /// Packets received, repetitions excluded.
    public var received: Int
    /// Packets missing, placed where they should have come.
    public var lost: Int
    /// Packets too late for a buffer of 60 ms.
    public var lateDiscarded: Int
    /// Packets too late for the adaptive buffer.
    public var lateForAdaptive: Int
    /// The mean of the RFC 3550 jitter in ms; `nil` without a clock rate.
    public var jitterMilliseconds: Double?
    /// How far the worst packet strayed above the least transit in ms; `nil` without a clock rate.
    public var delayVariationMilliseconds: Double?
    /// MOS-CQE on the scale of the stream's rating; `nil` where the stream has none, or fewer than 50 packets were due.
    public var mosCQE: Double?
    /// The interval's seconds, where it was bad.
    public var seconds: [StreamInterval] = []

    /// Missing packets in per cent of those due.
    public var lossPercent: Double {
        received + lost > 0 ? 100 * Double(lost) / Double(received + lost) : 0
    }
    /// Packets a listener with a buffer of 60 ms did not hear, in per cent of those due.
    public var unheardPercent: Double {
        received + lost > 0 ? min(100, 100 * Double(lost + lateDiscarded) / Double(received + lost)) : 0
    }
}
