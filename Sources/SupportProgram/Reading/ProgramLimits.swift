/// What a program file and a walk of its clocks may take.
public enum ProgramLimits {
    /// Bytes of a program file.
    public static let bytes = 4 << 20
    /// Problems after which no more are listed.
    static let problems = 100
    /// Days looked through before giving up: a calendar that is never open has no due instant.
    static let days = 4_000
}
