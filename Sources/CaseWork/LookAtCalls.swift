import CallAnalysis

/// Reads captures twice: first to find the calls, then to look closely at some of them.
///
/// Nothing of the other calls is kept, so that one call out of many thousands costs no more memory than finding it.
public struct LookAtCalls {
    private let options: AnalyzeCapture.Options
    private let progress: (Int, Int?) -> Void

    /// A run with `options`; `progress` hears of both readings, one after the other.
    public init(options: AnalyzeCapture.Options, progress: @escaping (Int, Int?) -> Void = { _, _ in }) {
        self.options = options
        self.progress = progress
    }

    /// Standard input cannot be read twice.
    public struct ReadOnce: Error, CustomStringConvertible {
        /// What to do.
        public var description: String { "give the capture as a file: it is read twice." }
    }

    /// The captures at `paths`, decoded only in the second reading, with a close look at the calls that `choose` takes of the first reading.
    public func run(
        _ paths: [String], choosing choose: (CaptureAnalysis) throws -> CallFocus
    ) throws -> CaptureAnalysis {
        guard !paths.contains("-") else { throw ReadOnce() }
        var finding = options
        finding.decodesAudio = false
        let first = try AnalyzeCapture(options: finding, progress: progress).run(paths)
        var again = options
        again.focus = try choose(first)
        again.hashedBytes = 0
        var second = try AnalyzeCapture(options: again, progress: progress).run(paths)
        // What the first reading hashed need not be hashed again.
        for index in second.files.indices where first.files.indices.contains(index) {
            second.files[index].sha256 = first.files[index].sha256
        }
        return second
    }
}
