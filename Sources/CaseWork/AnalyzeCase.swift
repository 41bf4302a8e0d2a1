import CallAnalysis
import CallVocabulary
import Cases
import CivilTime
import Findings
import Reports
import SampleIntake
import SupportProgram

/// The one analysis step of a case, whoever asks for it: the captures are analysed as one, samples are matched to their
/// calls, the checklist is held against what was found, sensitive content is named, and analysis and report are written
/// into the vault of documents. Nothing is stored with a case here: what comes out is stored in one transaction.
public struct AnalyzeCase {
    /// What there is to analyse.
    public struct Subject: Sendable {
        /// The submission's bytes; empty if there is none.
        public var submission: [UInt8]
        /// How it is written; `nil` if it has to be recognised.
        public var format: SubmissionFormat?
        /// From when the age of its samples is counted.
        public var receivedAt: CaptureTime
        /// How it came: `web`, `phone` or `status-alert`.
        public var channel = "web"
        /// True for a case that is open already: what a capture contradicts is said, and sends nothing back.
        public var isAccepted = false
        /// The samples of the case, for one without a submission.
        public var samples: [CaseSample] = []
        /// When each sample was first named, by index, where that was before `receivedAt`.
        public var receipts: [CaptureTime?] = []
        /// What is to be said beside what the submission itself shows.
        public var remarks: [Problem] = []
        /// How the sender writes, where the submission is made of what was sent.
        public var form: SubmissionForm?

        /// A subject of its parts.
        public init(submission: [UInt8], format: SubmissionFormat?, receivedAt: CaptureTime) {
            self.submission = submission
            self.format = format
            self.receivedAt = receivedAt
        }

        /// A case as it is stored.
        public init(_ record: CaseRecord) {
            submission = record.submission
            format = record.submissionFormat.flatMap(SubmissionFormat.init(rawValue:))
            receivedAt = record.receivedAt ?? record.summary.openedAt
            channel = record.summary.channel
            isAccepted = true
            samples = record.samples
            receipts = EarlierSubmission(bytes: [], receivedAt: receivedAt, answer: record.checkJSON).receipts
        }

        /// Puts a completed submission in the place of the one there was.
        mutating func take(_ completed: CompletedSubmission) {
            submission = completed.bytes
            format = .json
            receipts = completed.receipts
            form = completed.form
            // What is wrong with the earlier one cannot be read off the two together.
            remarks = completed.checked.answer.problems.filter {
                $0.code == .submissionUnreadable && $0.severity == .advice
            }
        }
    }

    /// A capture with the name it is reported under.
    public struct Capture: Sendable {
        /// Where it can be read.
        public var path: String
        /// The name it came with.
        public var name: String
        /// Its hash.
        public var sha256: String

        /// A capture of its parts.
        public init(path: String, name: String, sha256: String) {
            self.path = path
            self.name = name
            self.sha256 = sha256
        }
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// The submission as checked, with what the captures add; `nil` if there is none.
        public var checked: CheckedSubmission?
        /// The analysis; `nil` without captures.
        public var analysis: CaptureAnalysis?
        /// The analysis as the reports have it; `nil` without captures.
        public var document: AnalysisDocument?
        /// What the captures say about the answers to the checklist.
        public var checklist: [ChecklistText] = []
        /// What is stored with the case, without the captures.
        public var stored: CaseAnalysis

        /// What becomes of the submission; accepted if there is none.
        public var verdict: CheckVerdict { checked?.answer.verdict ?? .accepted }
    }

    private let submissions: SubmitSamples
    private let documents: any CaptureVault
    private let toolVersion: String
    private let isStopped: @Sendable () -> Bool
    private let analyze: ([String], [String]) throws -> CaptureAnalysis

    /// The step by a support program, with documents written into `documents`. The user may stop it as `options` say.
    public init(
        program: Program, documents: any CaptureVault, toolVersion: String, options: AnalyzeCapture.Options,
        progress: @escaping (Int, Int?) -> Void = { _, _ in }
    ) {
        var options = options
        // The vault has hashed what it took.
        options.hashedBytes = 0
        options.thresholds = FindingThresholds(program)
        let run = AnalyzeCapture(options: options, progress: progress)
        self.init(
            program: program, documents: documents, toolVersion: toolVersion, isStopped: options.isStopped,
            analyze: { try run.run($0, names: $1) })
    }

    /// The same with another way to analyse captures by path and name.
    package init(
        program: Program, documents: any CaptureVault, toolVersion: String,
        isStopped: @escaping @Sendable () -> Bool = { false },
        analyze: @escaping ([String], [String]) throws -> CaptureAnalysis
    ) {
        submissions = SubmitSamples(program: program)
        self.documents = documents
        self.toolVersion = toolVersion
        self.isStopped = isStopped
        self.analyze = analyze
    }

    /// Does the step; `analyzed` hears of the analysis before documents are written.
    public func run(
        _ subject: Subject, captures: [Capture], analyzed: (CaptureAnalysis) -> Void = { _ in }
    ) throws -> Outcome {
        let analysis = try captures.isEmpty ? nil : analysis(of: captures)
        try stopIfAsked()
        if let analysis { analyzed(analysis) }
        let checked =
            subject.submission.isEmpty
            ? nil
            : submissions.check(
                subject.submission, format: subject.format, receivedAt: subject.receivedAt, purpose: .submit,
                analysis: analysis, channel: subject.channel, isAccepted: subject.isAccepted,
                receipts: subject.receipts,
                form: subject.form)
        let samples = checked.map { $0.answer.samples.map(CaseSample.init) } ?? subject.samples
        var document: AnalysisDocument?
        if let analysis {
            document = AnalysisDocument(
                analysis, toolVersion: toolVersion, stated: samples.map { ($0.call, $0.direction) })
        }
        var stored = CaseAnalysis(findings: CaseFinding.stored(analysis), samples: samples)
        stored.checkJSON = checked.map { CheckReport.json($0.answer) } ?? []
        let checklist = document.map { self.checklist(subject, samples, checked?.answer.zone, $0) } ?? []
        stored.patternsJSON = document.map { PatternReport.json($0, checklist: checklist) }
        do {
            if let document { stored.analysis = try write { AnalysisReport.json(document, to: $0) } }
            try stopIfAsked()
            stored.report = try report(checked, document, checklist)
            try stopIfAsked()
        } catch {
            release(stored)
            throw error
        }
        return Outcome(
            checked: checked, analysis: analysis, document: document, checklist: checklist, stored: stored)
    }

    /// Lets go of documents that are not stored after all, or are stored by now.
    public func release(_ stored: CaseAnalysis) {
        for held in [stored.analysis, stored.report].compactMap({ $0 }) { documents.release(held) }
    }

    private func stopIfAsked() throws {
        if isStopped() { throw CaseStoreError(.interrupted, "Stopped: nothing was stored.") }
    }

    private func analysis(of captures: [Capture]) throws -> CaptureAnalysis {
        var analysis: CaptureAnalysis
        do {
            analysis = try analyze(captures.map(\.path), captures.map(\.name))
        } catch let error as CaptureUnreadable {
            // The user knows the name they gave, not the vault's.
            guard let capture = captures.first(where: { $0.path == error.path }) else { throw error }
            var reason = error.reason
            reason.path = nil
            throw CaptureUnreadable(path: capture.name, reason: reason)
        }
        guard analysis.result.calls.count <= CaseLimits.calls else {
            throw CaseStoreError(
                .analysisTooLarge,
                "the captures hold \(analysis.result.calls.count) calls; a case holds \(CaseLimits.calls) (calls). Hand in the part around the calls of the submission."
            )
        }
        for index in analysis.files.indices where captures.indices.contains(index) {
            analysis.files[index].sha256 = captures[index].sha256
        }
        return analysis
    }

    /// The answers to the checklist against what the captures show.
    private func checklist(
        _ subject: Subject, _ samples: [CaseSample], _ zone: ZoneRules?, _ document: AnalysisDocument
    ) -> [ChecklistText] {
        guard !subject.submission.isEmpty else { return [] }
        let answers = submissions.statements(subject.submission, format: subject.format).answers
        var directions: [Int: String] = [:]
        for sample in samples {
            guard let call = sample.call, let direction = sample.direction,
                let place = document.result.calls.firstIndex(where: { $0.id == call })
            else { continue }
            directions[place] = direction
        }
        return ChecklistComparison.all(
            answers: answers.map { ($0.field, $0.text) }, document.result, findings: document.findings,
            directions: directions,
            offset: { zone?.offset(atSeconds: $0.nanoseconds / 1_000_000_000) ?? 0 }
        ).map(ChecklistText.init)
    }

    private func report(
        _ checked: CheckedSubmission?, _ document: AnalysisDocument?, _ checklist: [ChecklistText]
    ) throws -> HeldBytes? {
        if let checked {
            return try write {
                SubmissionReport.html(
                    checked.answer, document: document, reported: checked.symptoms, checklist: checklist, to: $0)
            }
        }
        return try document.map { document in try write { AnalysisReport.html(document, to: $0) } }
    }

    /// Writes a document as it is made, piece by piece.
    private func write(_ body: (@escaping ([UInt8]) -> Void) -> Void) throws -> HeldBytes {
        let writing = DocumentWriting(try documents.begin(limit: CaseLimits.documentBytes))
        body { writing.take($0) }
        return try writing.finish()
    }
}

/// A document on its way into the vault; the first failure is kept until somebody can be told.
private final class DocumentWriting {
    private let writer: any VaultWriter
    private var failure: (any Error)?

    init(_ writer: any VaultWriter) {
        self.writer = writer
    }

    func take(_ bytes: [UInt8]) {
        guard failure == nil else { return }
        do {
            try bytes.withUnsafeBytes { try writer.append($0) }
        } catch {
            failure = error
        }
    }

    func finish() throws -> HeldBytes {
        if let failure = failure as? CaseStoreError, failure.code == .captureTooLarge {
            throw CaseStoreError(
                .analysisTooLarge,
                "the report is larger than \(CaseLimits.documentBytes >> 30) GiB, the most that a case keeps. Hand in the part around the calls of the submission."
            )
        }
        if let failure { throw failure }
        return try writer.finish()
    }
}

extension CaseFinding {
    /// Findings as a case keeps them, the severest first.
    static func stored(_ analysis: CaptureAnalysis?) -> [CaseFinding] {
        let all = (analysis?.findings ?? []).map {
            CaseFinding(
                code: $0.code.rawValue, severity: $0.severity.rawValue, cause: $0.cause?.rawValue, summary: $0.summary)
        }
        return all.enumerated().sorted { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }
            .map(\.element)
    }
}

extension CaseSample {
    /// A sample as understood, with the call it was found as.
    init(_ sample: CheckedSample) {
        self.init(
            calling: sample.callingNumber.withheld
                ? "withheld" : sample.callingNumber.number?.e164 ?? sample.callingNumber.localDigits,
            called: sample.calledNumber.number?.e164 ?? sample.calledNumber.localDigits,
            startedAt: sample.startedAt, direction: sample.direction?.rawValue, call: sample.match?.call)
    }
}
