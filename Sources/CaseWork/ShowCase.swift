import CallVocabulary
import Cases
import Reports
import SampleIntake
import SupportProgram

/// A stored case as its reports show it.
public struct ShowCase {
    private let store: any CaseStore
    private let program: Program

    /// Cases of a store by a support program.
    public init(store: any CaseStore, program: Program) {
        self.store = store
        self.program = program
    }

    /// One case as of `now`, with what is missing of it.
    public func view(_ number: String, now: CaptureTime) throws -> CaseView {
        view(try store.record(number), now: now)
    }

    func view(_ record: CaseRecord, now: CaptureTime) -> CaseView {
        CaseView(
            record: record, standing: CaseClock(program: program).standing(record.summary, now: now), program: program,
            patterns: patterns(record), missing: missing(record), statements: statements(record),
            checklist: ChecklistText.read(record.patternsJSON))
    }

    /// A returned submission with what has to be put right; without that if its content was erased.
    public func returned(_ number: String) throws -> (ReturnedSubmission, CheckAnswer?) {
        let returned = try store.returned(number)
        guard !returned.submission.isEmpty else { return (returned, nil) }
        let earlier = EarlierSubmission(
            bytes: returned.submission, receivedAt: returned.receivedAt, answer: returned.checkJSON)
        let answer = SampleChecker(policy: SamplePolicy(program)).read(
            returned.submission, format: returned.summary.details.format.flatMap(SubmissionFormat.init(rawValue:)),
            receivedAt: earlier.receivedAt, purpose: .submit, receipts: earlier.receipts
        ).answer
        return (returned, answer)
    }

    private func statements(_ record: CaseRecord) -> SubmissionStatements {
        SampleChecker(policy: SamplePolicy(program)).statements(
            record.submission, format: record.submissionFormat.flatMap(SubmissionFormat.init(rawValue:)))
    }

    private func patterns(_ record: CaseRecord) -> [PatternText]? {
        if let json = record.patternsJSON { return PatternReport.patterns(inAnalysis: json) }
        // A case of an earlier version: its analysis tells, if it is not too large to be read again.
        guard let analysis = record.analysis, analysis.bytes <= PatternReport.maximumAnalysisBytes,
            let bytes = try? store.documentVault.bytes(of: analysis.sha256, limit: PatternReport.maximumAnalysisBytes)
        else { return nil }
        return PatternReport.patterns(inAnalysis: bytes)
    }

    /// What the case names and the vaults do not hold.
    private func missing(_ record: CaseRecord) -> [String] {
        record.captures.filter { !store.captureVault.holds($0.sha256) }.map { "the capture \($0.name)" }
            + [("the analysis", record.analysis), ("the report", record.report)].compactMap { name, document in
                document.flatMap { store.documentVault.holds($0.sha256) ? nil : name }
            }
    }
}
