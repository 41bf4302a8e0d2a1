/// What one measured stream keeps at most.
public enum MeasureLimits {
    /// The most stretches kept for a stream: two hours of tens.
    public static let intervals = 720
    /// The most seconds kept for a stream.
    public static let intervalSeconds = 600
    /// The most steps listed.
    static let delaySteps = 50
    /// The most points used; of more, every n-th.
    static let skewPoints = 120
}
