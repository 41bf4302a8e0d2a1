/// What bounds the work and the memory that decoding can cause; see `AudioLimits` for the longest packet.
public enum DecodingLimits {
    /// The longest gap that one call conceals, in milliseconds; what is beyond is silence that the caller fills.
    public static let longestConcealmentMilliseconds = 1_000
    /// Packets held back to put them in order.
    public static let packetsInReorder = 32
    /// The longest pause that a time line shows; a timestamp further on is a new start.
    public static let longestPauseSeconds = 600
    /// The longest recording made of one stream.
    public static let longestRecordingSeconds = 4 * 3_600
}
