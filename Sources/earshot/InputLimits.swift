/// What the command line takes of its input.
enum InputLimits {
    /// Events in one file.
    static let clockEvents = 100_000
    /// The largest submission read: 16 MiB. Captures are streamed and have no such limit.
    static let submissionBytes = 16 << 20
    /// Bytes kept at most: 64 GiB.
    static let spooledBytes = 64 << 30
}
