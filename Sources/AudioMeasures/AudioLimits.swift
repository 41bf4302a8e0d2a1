/// What bounds the work and the memory that payloads can cause.
public enum AudioLimits {
    /// The longest audio one packet may hold, in milliseconds; a packet with more is refused. Opus has its own
    /// limit of 120 ms (RFC 6716 §3.2.5).
    public static let longestPacketMilliseconds = 1_000
    /// The longest gap that one call conceals, in milliseconds; what is beyond is silence that the caller fills.
    public static let longestConcealmentMilliseconds = 1_000
    /// Packets held back to put them in order.
    public static let packetsInReorder = 32
    /// The longest pause that a time line shows; a timestamp further on is a new start.
    public static let longestPauseSeconds = 600
    /// The longest recording made of one stream.
    public static let longestRecordingSeconds = 4 * 3_600
    /// How many 20 ms levels a ``LevelMeter`` keeps: 4 hours. Later windows only count in the totals.
    public static let mostWindows = 720_000
    /// The longest delay that ``EchoSearch`` looks for, in milliseconds.
    public static let longestEchoDelayMilliseconds = 1_000
    /// How many segments of 1.024 s an ``EchoSearch`` correlates at most: the loudest of direction A.
    public static let mostEchoSegments = 300
    /// How many digits and tones a ``ToneDetector`` lists; later ones only count.
    public static let mostTones = 1_000
}
