import CallAnalysis
import CallVocabulary
import CaptureFiles
import Findings

/// One capture file of an analysis: what the file says about itself, and what went wrong while reading it.
public struct AnalyzedFile: Sendable {
    /// The path as given.
    public var path: String
    /// The file's name without folders.
    public var name: String
    /// SHA-256 of the stored bytes in lower-case hexadecimal; `nil` if it was not asked for.
    public var sha256: String?
    /// What the file says about itself.
    public var facts: CaptureFileFacts
    /// Blocks of decryption secrets in the file.
    public var secretBlocks = 0
    /// True if the user stopped the run while this file was read.
    public var wasStopped = false
    /// Why reading ended before the end; `nil` if it did not.
    public var readError: CaptureFileError?
}

/// What was found in one or more captures.
public struct CaptureAnalysis: Sendable {
    /// The files in the order they were read; their indices are the captures' in ``result``.
    public var files: [AnalyzedFile]
    /// Calls and streams.
    public var result: CallAnalysisResult
    /// What the rules conclude.
    public var findings: [Finding]
    /// What rules concluded and the result contradicts.
    public var refusedFindings: [RefusedFinding] = []
    /// What opens the encrypted streams that could be read; it shows in no report and is stored nowhere.
    public var openers = MediaOpeners()

    /// An analysis of its parts.
    public init(files: [AnalyzedFile], result: CallAnalysisResult, findings: [Finding]) {
        self.files = files
        self.result = result
        self.findings = findings
    }
}

/// A capture could not be read at all.
public struct CaptureUnreadable: Error, Sendable, CustomStringConvertible {
    /// The path as given.
    public var path: String
    /// Why.
    public var reason: CaptureFileError

    /// Names the file and says what to do.
    public var description: String { reason.path == nil ? "\(path): \(reason)" : reason.description }
}

/// Reads captures and analyses them as one: a call may cross from one file to the next.
public struct AnalyzeCapture {
    /// How a run goes about it.
    public struct Options: Sendable {
        /// Limits of the analysis.
        public var limits = AnalysisLimits()
        /// Limits of reading.
        public var fileLimits = CaptureFileLimits()
        /// How far the analysis listens to what the packets carry.
        public var audio = CallAnalyzer.AudioDepth.levels
        /// Whether files are read a second time and every codec known is decoded.
        public var decodesAudio = false
        /// The program that decodes what needs a library, in processes of its own, so that a crash of one costs the sound of
        /// one stream and nothing else; `nil` to decode in this process.
        public var decoder: DecoderProgram?
        /// Files up to this many bytes are hashed on the way; 0 for none. Hashing costs more than analysing.
        public var hashedBytes = 64 << 20
        /// Figures at which findings speak up.
        public var thresholds = FindingThresholds()

        /// Keys that were given, and whether the capture's own are used.
        public var keys = DecryptionKeys()
        /// Threads: with two or more, files that take more than reading (compressed, hashed, standard input) are read
        /// ahead of the analysis, as many compressed ones at once as there are threads, and levels are measured behind it.
        /// The result is the same.
        public var threads = 1
        /// Bytes of unpacked packets that wait until the compressed files before theirs are analysed, for each thread of the
        /// first four.
        public var aheadBytes = 64 << 20
        /// Calls that an earlier run over the same files found, to be looked at closely (``CallAnalysisResult/closeLook``).
        public var focus: CallFocus?
        /// Asked between batches: true ends the run early with what was read so far.
        public var isStopped: @Sendable () -> Bool = { false }

        /// The defaults.
        public init() {}

        /// Room for what is read ahead of `files` at once.
        func aheadBytes(files: Int) -> Int { min(files, 4) * max(1, min(aheadBytes, 1 << 30)) }
    }

    private let options: Options
    private let progress: (Int, Int?) -> Void

    /// A run with `options`; `progress` hears how many bytes of all files were read of how many, if that is known.
    public init(options: Options = Options(), progress: @escaping (Int, Int?) -> Void = { _, _ in }) {
        self.options = options
        self.progress = progress
    }

    /// Analyses the files at `paths` (`-` is standard input) in the order given.
    ///
    /// `names` replace the files' own names in the result. A file that is damaged in the middle is used as far as it
    /// goes. Throws ``CaptureUnreadable`` for a file of which nothing can be read.
    public func run(_ paths: [String], names: [String]? = nil) throws -> CaptureAnalysis {
        let sources = paths.enumerated().map { index, path in
            let own = path == "-" ? "standard input" : path.split(separator: "/").last.map(String.init) ?? path
            let given = names.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            return CaptureReadAhead.Source(path: path, name: given ?? own)
        }
        var run = AnalysisRun(
            options: options, progress: progress, totalBytes: AnalyzeCapture.bytes(of: paths))
        if options.threads > 1 {
            AnalysisPipeline(options: options).process(sources, into: &run)
        } else {
            CaptureReadAhead.read(sources, options: options, spare: { run.takeSpare() }, take: { run.take($0) })
        }
        if let unreadable = run.unreadable { throw unreadable }
        let options = options
        return try run.finish(thresholds: options.thresholds) { result, openers in
            if options.decodesAudio {
                try ExtractAudio(options: options).measure(&result, openers: openers, paths: paths)
            }
        }
    }

    /// The size of all files together; `nil` if one has none.
    private static func bytes(of paths: [String]) -> Int? {
        var sum = 0
        for path in paths {
            guard path != "-", let bytes = CaptureFileReader.opening(of: path)?.bytes else { return nil }
            sum += bytes
        }
        return sum
    }
}
