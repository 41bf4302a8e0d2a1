import CallAnalysis
import CallVocabulary
import CaptureFiles
import Findings

/// The analysing side of a run: takes what was read, in order.
struct AnalysisRun {
    private var analyzer: CallAnalyzer
    private var files: [AnalyzedFile] = []
    private var spare: CaptureReadAhead.ReadBatch?
    /// Whether another thread reads, and locates what it read.
    var isReadAhead = false
    private var locator: PacketLocator?
    private var bytesBefore = 0
    private let progress: (Int, Int?) -> Void
    /// Bytes of all files, if each has a size.
    private let totalBytes: Int?
    private let defersLevels: Bool
    private let threads: Int
    /// Where batches go whose levels another thread measures.
    var listeners: HandoverQueue<HeardBatch>?
    /// What measures levels here, where they were deferred and no other thread does.
    private var listener = LevelListener()
    private(set) var unreadable: CaptureUnreadable?

    init(options: AnalyzeCapture.Options, progress: @escaping (Int, Int?) -> Void, totalBytes: Int?) {
        analyzer = CallAnalyzer(
            limits: options.limits, audio: options.audio, keys: options.keys,
            defersLevels: AnalysisPipeline.listensBeside(options))
        if let focus = options.focus { analyzer.look(at: focus) }
        defersLevels = AnalysisPipeline.listensBeside(options)
        threads = options.threads
        self.progress = progress
        self.totalBytes = totalBytes
    }

    /// A batch whose memory can be used again.
    mutating func takeSpare() -> CaptureReadAhead.ReadBatch? {
        defer { spare = nil }
        return spare
    }

    /// Takes over what another thread measured.
    mutating func adopt(_ listener: LevelListener) { self.listener = listener }

    /// Takes the next step; false to end the run.
    mutating func take(_ step: consuming CaptureReadAhead.Step) -> Bool {
        switch consume step {
        case .begin(let name): analyzer.beginCapture(name: name)
        case .secrets(let secrets): analyzer.addKeyLogs(secrets)
        case .packets(var read, let bytesRead, _):
            if read.locator == nil {
                analyzer.ingest(read.batch)
            } else {
                analyzer.ingest(read.batch, &read.located)
            }
            if isReadAhead { locator = analyzer.renewed(locator) }
            read.locator = locator
            let deferred = analyzer.takeDeferredLevels()
            if deferred.isEmpty {
                spare = read
            } else if let listeners {
                _ = listeners.give(HeardBatch(read: read, deferred: deferred))
            } else {
                listener.listen(deferred, in: read.batch)
                spare = read
            }
            progress(bytesBefore + bytesRead, totalBytes)
        case .end(let file):
            bytesBefore += file.facts.fileBytes
            files.append(file)
        case .unreadable(let reason):
            unreadable = reason
            return false
        }
        return true
    }

    mutating func finish(
        thresholds: FindingThresholds, completing: (inout CallAnalysisResult, MediaOpeners) throws -> Void
    ) throws -> CaptureAnalysis {
        if defersLevels {
            analyzer.adopt(listener)
            // The analyzer lets go of them as soon as the streams are made.
            listener = LevelListener()
        }
        var openers = MediaOpeners()
        var result = analyzer.finish(keeping: &openers, parallel: AnalysisPipeline.parallel(threads))
        for (index, file) in files.enumerated() where result.captures.indices.contains(index) {
            result.captures[index].interfaceDrops = file.facts.reportedDrops
        }
        try completing(&result, openers)
        let judged = FindingCatalog.judged(result, thresholds: thresholds)
        var analysis = CaptureAnalysis(files: files, result: result, findings: judged.findings)
        analysis.refusedFindings = judged.refused
        analysis.openers = openers
        return analysis
    }
}

extension CallAnalyzer {
    /// Takes the key logs of TLS among the secrets of a capture file.
    mutating func addKeyLogs(_ secrets: [DecryptionSecrets]) {
        for log in secrets where log.kind == .tlsKeyLog { addKeyLog(log.bytes.span.bytes) }
    }
}
