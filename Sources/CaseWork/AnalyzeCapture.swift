import CallAnalysis
import CallVocabulary
import CaptureFiles
import Crypto
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
        /// Files up to this many bytes are hashed on the way; 0 for none. Hashing costs more than analysing.
        public var hashedBytes = 64 << 20
        /// Figures at which findings speak up.
        public var thresholds = FindingThresholds()

        /// The defaults.
        public init() {}
    }

    private let options: Options
    private let progress: (Int, Int?) -> Void

    /// A run with `options`; `progress` hears how many bytes were read of how many, if that is known.
    public init(options: Options = Options(), progress: @escaping (Int, Int?) -> Void = { _, _ in }) {
        self.options = options
        self.progress = progress
    }

    /// Analyses the files at `paths` (`-` is standard input) in the order given.
    ///
    /// `names` replace the files' own names in the result. A file that is damaged in the middle is used as far as it goes. Throws ``CaptureUnreadable`` for a file of
    /// which nothing can be read.
    public func run(_ paths: [String], names: [String]? = nil) throws -> CaptureAnalysis {
        var analyzer = CallAnalyzer(limits: options.limits)
        var files: [AnalyzedFile] = []
        var batch = PacketBatch()
        var bytesBefore = 0
        for (index, path) in paths.enumerated() {
            let file = try read(
                path, named: names.flatMap { $0.indices.contains(index) ? $0[index] : nil }, into: &analyzer,
                batch: &batch, bytesBefore: bytesBefore, of: paths.count)
            bytesBefore += file.facts.fileBytes
            files.append(file)
        }
        let result = analyzer.finish()
        return CaptureAnalysis(
            files: files, result: result, findings: FindingCatalog.findings(in: result, thresholds: options.thresholds))
    }

    private func read(
        _ path: String, named given: String?, into analyzer: inout CallAnalyzer, batch: inout PacketBatch,
        bytesBefore: Int, of count: Int
    ) throws -> AnalyzedFile {
        let isStandardInput = path == "-"
        var reader: CaptureFileReader
        do throws(CaptureFileError) {
            reader =
                isStandardInput
                ? CaptureFileReader(descriptor: 0, limits: options.fileLimits)
                : try CaptureFileReader(path: path, limits: options.fileLimits)
        } catch {
            throw CaptureUnreadable(path: path, reason: error)
        }
        let isHashed = options.hashedBytes > 0 && (reader.totalBytes ?? 0) <= options.hashedBytes
        let hash = HashInProgress(isNeeded: isHashed)
        let name =
            given ?? (isStandardInput ? "standard input" : path.split(separator: "/").last.map(String.init) ?? path)
        analyzer.beginCapture(name: name)
        var readError: CaptureFileError?
        do throws(CaptureFileError) {
            while try reader.nextBatch(&batch, observing: { hash.update($0) }) {
                analyzer.ingest(batch)
                progress(bytesBefore + reader.bytesRead, count == 1 ? reader.totalBytes : nil)
            }
        } catch {
            guard reader.facts.packets > 0 else { throw CaptureUnreadable(path: path, reason: error) }
            readError = error
            // A hash of a part would be the hash of nothing.
            if isHashed { try? reader.readRemainder(observing: { hash.update($0) }) }
        }
        let sawAll = reader.totalBytes.map { $0 == reader.bytesRead } ?? (readError == nil)
        return AnalyzedFile(
            path: path, name: name, sha256: isHashed && sawAll ? hash.hexadecimal : nil, facts: reader.facts,
            secretBlocks: reader.secrets.count, readError: readError)
    }
}

/// A SHA-256 that is fed block by block, or not at all.
private final class HashInProgress {
    private var hash = SHA256()
    private let isNeeded: Bool

    init(isNeeded: Bool) {
        self.isNeeded = isNeeded
    }

    func update(_ bytes: RawSpan) {
        guard isNeeded else { return }
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }

    var hexadecimal: String {
        hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
