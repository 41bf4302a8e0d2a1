/// Limits of one measurement.
extension AudioLimits {
    /// Windows looked at: 12 s of speech, spread over the call, make a share exact to two in a hundred.
    public static let echoWindows = 600
    /// Windows looked at where those leave it in doubt: a minute of speech.
    public static let doubtfulEchoWindows = 3_000
    /// The most windows kept: ten minutes. What comes later is not compared.
    public static let envelopeWindows = 30_000
}
