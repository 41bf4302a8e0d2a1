import CallAnalysis
import CallVocabulary
import PathComparison
import Reports

/// Two captures from two points of a path, and what became of the packets between them.
public struct CaptureComparison: Sendable {
    /// The file of the point called NEAR.
    public var near: AnalyzedFile
    /// The file of the point called FAR.
    public var far: AnalyzedFile
    /// What was found.
    public var result: PathComparisonResult
}

/// Reads two captures of the same calls and compares what they saw.
///
/// Each is analysed by itself, one after the other; of both, only the RTP packets' headers and digests are kept.
public struct CompareCaptures {
    private let options: AnalyzeCapture.Options
    private let limits: ComparisonLimits
    private let progress: (Int, Int?) -> Void

    /// A run with `options`; `progress` hears how many bytes were read of how many, if that is known.
    public init(
        options: AnalyzeCapture.Options = AnalyzeCapture.Options(), limits: ComparisonLimits = ComparisonLimits(),
        progress: @escaping (Int, Int?) -> Void = { _, _ in }
    ) {
        self.options = options
        self.limits = limits
        self.progress = progress
    }

    /// Compares the files at the two paths; one of them may be `-` for standard input.
    ///
    /// A file that is damaged in the middle is used as far as it goes. Throws ``CaptureUnreadable`` for a file of which
    /// nothing can be read.
    public func run(near: String, far: String) throws -> CaptureComparison {
        let (nearFile, nearRecord) = try read(near)
        let (farFile, farRecord) = try read(far)
        let result = PathComparer(limits: limits).compare(near: nearRecord, far: farRecord)
        return CaptureComparison(near: nearFile, far: farFile, result: result)
    }

    private func read(_ path: String) throws -> (AnalyzedFile, CaptureRecord) {
        let name = path == "-" ? "standard input" : path.split(separator: "/").last.map(String.init) ?? path
        var analyzer = CallAnalyzer(limits: options.limits, keys: options.keys)
        var recorder = StreamRecorder(name: name, limits: limits)
        var spare: CaptureReadAhead.ReadBatch?
        var file: AnalyzedFile?
        var unreadable: CaptureUnreadable?
        CaptureReadAhead.read(
            [CaptureReadAhead.Source(path: path, name: name)], options: options,
            spare: {
                defer { spare = nil }
                return spare
            },
            take: { step in
                switch step {
                case .begin(let name): analyzer.beginCapture(name: name)
                case .secrets(let secrets): analyzer.addKeyLogs(secrets)
                case .packets(let read, let bytesRead, let total):
                    analyzer.ingest(read.batch)
                    recorder.ingest(read.batch)
                    spare = read
                    progress(bytesRead, total)
                case .end(let read): file = read
                case .unreadable(let reason):
                    unreadable = reason
                    return false
                }
                return true
            })
        if let unreadable { throw unreadable }
        guard let file else {
            throw CaptureUnreadable(path: path, reason: .init(.unreadable, byteOffset: 0, path: path))
        }
        return (file, recorder.finish(analyzer.finish(), interfaceDrops: file.facts.reportedDrops))
    }
}

extension ComparisonDocument {
    /// The document of a comparison.
    public init(_ comparison: CaptureComparison, toolVersion: String) {
        self.init(
            toolVersion: toolVersion, near: CaptureFileDescription(comparison.near),
            far: CaptureFileDescription(comparison.far), result: comparison.result)
    }
}
