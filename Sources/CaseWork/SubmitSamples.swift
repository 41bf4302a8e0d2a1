import CallAnalysis
import CallVocabulary
import CaseStore
import Findings
import Reports
import SampleIntake
import SupportProgram

/// The main job: check, analyse, match, open a case, attach.
public struct SubmitSamples {
    /// What came of it.
    public struct Outcome: Sendable {
        /// The answer, with what the captures add.
        public var answer: CheckAnswer
        /// The analysis; `nil` without captures.
        public var analysis: CaptureAnalysis?
        /// The case's number; `nil` if the submission was returned.
        public var caseNumber: String?
        /// The number under which a returned submission is kept.
        public var keptAs: String?
        /// The report as HTML.
        public var reportHTML: [UInt8]
    }

    private let program: Program
    private let policy: SamplePolicy

    /// The job by a support program.
    public init(program: Program = .builtIn) {
        self.program = program
        policy = SamplePolicy(program)
    }

    /// Checks a submission against captures, without keeping anything.
    public func check(
        _ bytes: [UInt8], format: SubmissionFormat?, receivedAt: CaptureTime, purpose: SampleChecker.Purpose,
        analysis: CaptureAnalysis?
    ) -> CheckedSubmission {
        var checked = SampleChecker(policy: policy).read(
            bytes, format: format, receivedAt: receivedAt, purpose: purpose)
        if purpose == .submit { noteOffice(&checked, receivedAt) }
        guard let analysis else { return checked }
        let captures = analysis.result.captures
        let from = captures.compactMap(\.firstPacketAt).min()
        let until = captures.compactMap(\.lastPacketAt).max()
        let span = from.flatMap { from in until.map { (from: from, until: $0) } }
        let matcher = MatchSampleToCall(
            calls: analysis.result.calls, captureName: captures.map(\.name).joined(separator: ", "), span: span,
            country: checked.country, ownNumbers: checked.ownNumbers,
            maximumOffsetSeconds: Double(policy.maximumClockOffsetSeconds))
        let outcome = matcher.match(checked.answer)
        var answer = checked.answer
        for (sample, field, completion) in outcome.completions {
            for index in answer.problems.indices where answer.problems[index].field == "/samples/\(sample)/\(field)" {
                answer.problems[index].completion = completion
            }
        }
        var added = outcome.problems
        if let sensitive = SensitiveContent(analysis).problem(capture: captures.map(\.name).joined(separator: ", ")) {
            added.append(sensitive)
        }
        checked.answer = answer.adding(problems: added, matches: outcome.matches, policy: policy)
        return checked
    }

    /// Says when the clock starts, if support is closed now.
    private func noteOffice(_ checked: inout CheckedSubmission, _ receivedAt: CaptureTime) {
        guard let name = checked.region, let region = program.region(name) else { return }
        let calendar = program.calendar(of: region)
        guard !calendar.isOpen(receivedAt), let opens = calendar.nextOpening(from: receivedAt) else { return }
        let isWorst = checked.severity.map { $0.lowercased() == program.severities.first?.id.lowercased() } ?? false
        checked.answer = checked.answer.adding(
            problems: [
                Problem(
                    code: .officeClosed, severity: .advice, field: "/region",
                    message:
                        "Support in \(region.name) is closed now; its clock starts when it opens, at \(opens).",
                    remedy: isWorst
                        ? "If production is down, call \(region.phone ?? "the help desk") as well."
                        : "Nothing has to change.")
            ], matches: [:], policy: policy)
    }

    /// Does the whole job. A returned submission opens no case and is kept all the same.
    public func submit(
        _ bytes: [UInt8], format: SubmissionFormat?, receivedAt: CaptureTime, now: CaptureTime, captures: [String],
        analysis: CaptureAnalysis?, toolVersion: String, store: CaseStore
    ) throws -> Outcome {
        let checked = check(bytes, format: format, receivedAt: receivedAt, purpose: .submit, analysis: analysis)
        let document = analysis.map { AnalysisDocument($0, toolVersion: toolVersion) }
        let checkJSON = CheckReport.json(checked.answer)
        let html = Array(SubmissionReport.html(checked.answer, document: document).utf8)
        var outcome = Outcome(answer: checked.answer, analysis: analysis, reportHTML: html)
        guard checked.answer.verdict != .returned else {
            outcome.keptAs = try store.keepReturned(bytes, checkJSON: checkJSON, receivedAt: receivedAt)
            return outcome
        }
        let new = NewCase(
            openedAt: now, program: policy.program, serviceIdentifier: checked.serviceIdentifier ?? "",
            severity: checked.severity ?? "", region: checked.region ?? "", summary: checked.summary ?? "",
            submission: bytes, checkJSON: checkJSON, analysisJSON: document.map { AnalysisReport.json($0) },
            reportHTML: html,
            findings: (analysis?.findings ?? []).map {
                NewCase.Finding(
                    code: $0.code.rawValue, severity: $0.severity.rawValue, cause: $0.cause?.rawValue,
                    summary: $0.summary)
            })
        let files = captures.map { (path: $0, name: $0.split(separator: "/").last.map(String.init) ?? $0) }
        outcome.caseNumber = try store.open(new, captures: files)
        return outcome
    }
}

extension AnalysisDocument {
    /// The document of an analysis.
    public init(_ analysis: CaptureAnalysis, toolVersion: String) {
        self.init(
            toolVersion: toolVersion,
            files: analysis.files.map { file in
                CaptureFileDescription(
                    name: file.name, sha256: file.sha256, format: file.facts.format?.rawValue,
                    compression: file.facts.compression.rawValue, fileBytes: file.facts.fileBytes,
                    isComplete: file.facts.isComplete, readError: file.readError?.description,
                    interfaceDrops: file.facts.reportedDrops)
            }, result: analysis.result, findings: analysis.findings)
    }
}
