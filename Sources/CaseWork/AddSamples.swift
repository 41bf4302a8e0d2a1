import CallVocabulary
import Cases
import Reports
import SampleIntake
import SupportProgram

/// Adds call samples to a case that is open, or completes those it has: cases from alerts come before their samples.
///
/// What is added is checked as a submission is, and sent back if it cannot be used; what the case has already stays accepted.
public struct AddSamples {
    /// What came of it.
    public struct Outcome: Sendable {
        /// The case's number in full.
        public var number: String
        /// The answer: to the samples that came, if they were returned, else to all.
        public var answer: CheckAnswer
        /// What the analysis step found; `nil` if the samples were returned.
        public var analyzed: AnalyzeCase.Outcome?
        /// How many samples were added or completed; 0 if they were returned.
        public var added: Int
    }

    private let store: any CaseStore
    private let analyze: AnalyzeCase
    private let policy: SamplePolicy

    /// Adding to cases of a store by a support program.
    public init(store: any CaseStore, program: Program, analyze: AnalyzeCase) {
        self.store = store
        self.analyze = analyze
        policy = SamplePolicy(program)
    }

    /// Adds what `bytes` hold, received at `receivedAt`. Where the case is changed meanwhile, it is done again.
    public func add(
        _ bytes: [UInt8], format: SubmissionFormat?, to number: String, receivedAt: CaptureTime, clock: any Clock,
        by actor: String
    ) throws -> Outcome {
        var attempts = 0
        while true {
            attempts += 1
            do {
                return try addOnce(bytes, format: format, to: number, receivedAt: receivedAt, clock: clock, by: actor)
            } catch let error as CaseStoreError
                where error.code == .caseChanged && attempts < CaseLimits.analysisAttempts
            {
                continue
            }
        }
    }

    private func addOnce(
        _ bytes: [UInt8], format: SubmissionFormat?, to number: String, receivedAt: CaptureTime, clock: any Clock,
        by actor: String
    ) throws -> Outcome {
        let record = try store.record(number)
        let summary = record.summary
        guard summary.erasedAt == nil else {
            throw CaseStoreError(
                .caseConflict, "the content of \(summary.number) was erased.", caseNumber: summary.number)
        }
        guard summary.state != .closed else {
            throw CaseStoreError(
                .caseClosed, "\(summary.number) is closed; reopen it first.", caseNumber: summary.number)
        }
        let earlier = EarlierSubmission(
            bytes: record.submission, receivedAt: record.receivedAt ?? summary.openedAt, answer: record.checkJSON)
        let completed = SampleChecker(policy: policy).complete(
            earlier, with: bytes, format: format, receivedAt: receivedAt)
        var answer = completed.checked.answer
        // The case was accepted: only what came now can be sent back.
        answer.problems = answer.problems.filter { problem in
            problem.sample.map { completed.touched.contains($0) } ?? (problem.code == .submissionUnreadable)
        }
        answer.samples = answer.samples.filter { completed.touched.contains($0.index) }
        guard !answer.samples.isEmpty, !answer.problems.contains(where: { $0.severity == .blocking }) else {
            if answer.problems.isEmpty {
                answer.problems = [
                    Problem(
                        code: .noSamples, severity: .blocking, message: "There is no call sample that the case lacks.",
                        remedy: "Add at least one call: calling and called number, date and time, direction.")
                ]
            }
            answer.verdict = .returned
            return Outcome(number: summary.number, answer: answer, analyzed: nil, added: 0)
        }
        var subject = AnalyzeCase.Subject(record)
        subject.receivedAt = receivedAt
        subject.take(completed)
        let captures = try record.captures.map { try StoredCaptures.whole($0, of: summary.number, in: store) }
        let analyzed = try analyze.run(subject, captures: captures)
        defer { analyze.release(analyzed.stored) }
        let count = completed.touched.count
        var stored = analyzed.stored
        stored.completion = CompletedContent(
            submission: completed.bytes, receivedAt: receivedAt,
            text: "\(count) \(count == 1 ? "call sample" : "call samples") added or completed.")
        try store.attach(stored, to: summary.number, expecting: summary.revision, clock: clock, by: actor)
        return Outcome(
            number: summary.number, answer: analyzed.checked?.answer ?? answer, analyzed: analyzed, added: count)
    }
}
