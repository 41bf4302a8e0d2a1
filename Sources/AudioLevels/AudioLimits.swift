/// What bounds the work and the memory that payloads can cause.
public enum AudioLimits {
    /// The longest audio one packet may hold, in milliseconds; a packet with more is refused. Opus has its own
    /// limit of 120 ms (RFC 6716 §3.2.5).
    public static let longestPacketMilliseconds = 1_000
    /// How many 20 ms levels a ``LevelMeter`` keeps: 4 hours. Later windows only count in the totals.
    public static let mostWindows = 720_000
    /// The longest delay that ``EchoSearch`` looks for, in milliseconds.
    public static let longestEchoDelayMilliseconds = 1_000
    /// How many segments of 1.024 s an ``EchoSearch`` correlates at most: the loudest of direction A.
    public static let mostEchoSegments = 300
}
