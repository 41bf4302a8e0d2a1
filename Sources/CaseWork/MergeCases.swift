import CallVocabulary
import Cases
import JSONText
import SampleIntake
import SupportProgram

/// Makes one case of two: calls and captures of the one go into the other, which is analysed anew; the one is closed and
/// says where it went. Interrupted in between, it can be done again.
public struct MergeCases {
    private let store: any CaseStore
    private let program: Program
    private let analyze: AnalyzeCase

    /// Merging in a store by a support program.
    public init(store: any CaseStore, program: Program, analyze: AnalyzeCase) {
        self.store = store
        self.program = program
        self.analyze = analyze
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// The case that is over.
        public var from: CaseSummary
        /// The case that goes on.
        public var into: CaseSummary
        /// How many calls came into it.
        public var samples: Int
        /// How many captures came into it.
        public var captures: Int
    }

    /// Merges the case `number` into `other`.
    public func merge(_ number: String, into other: String, clock: any Clock, by actor: String) throws -> Outcome {
        var attempts = 0
        while true {
            attempts += 1
            do {
                return try mergeOnce(number, into: other, clock: clock, by: actor)
            } catch let error as CaseStoreError
                where error.code == .caseChanged && attempts < CaseLimits.analysisAttempts
            {
                continue
            }
        }
    }

    private func mergeOnce(_ number: String, into other: String, clock: any Clock, by actor: String) throws -> Outcome {
        let (from, into) = (try store.record(number), try store.record(other))
        try require(from.summary, into.summary)
        let workflow = CaseWorkflow(store: store, program: program, actor: actor, clock: clock)
        // Refused before anything is analysed.
        _ = try workflow.moment(from.summary)
        _ = try workflow.moment(into.summary)
        let known = Set(into.captures.map(\.sha256))
        let captures = try from.captures.filter { !known.contains($0.sha256) }.map { try hold($0) }
        defer { for capture in captures { store.captureVault.release(capture.held) } }
        let samples = from.samples.filter { !into.samples.contains(where: alike($0)) }
        if !captures.isEmpty || !samples.isEmpty {
            var subject = AnalyzeCase.Subject(into)
            var completion: CompletedContent?
            if !samples.isEmpty { completion = take(samples, of: from, to: &subject, of: into) }
            let all =
                try into.captures.map { try StoredCaptures.whole($0, of: into.summary.number, in: store) }
                + captures.map { try StoredCaptures.held($0, in: store) }
            let analyzed = try analyze.run(subject, captures: all)
            defer { analyze.release(analyzed.stored) }
            var stored = analyzed.stored
            stored.captures = captures
            stored.completion = completion
            try store.attach(
                stored, to: into.summary.number, expecting: into.summary.revision, clock: clock, by: actor)
        }
        let (closed, open) = try store.changeBoth(from.summary.number, into.summary.number) { from, into in
            try require(from, into)
            let (here, there) = (try workflow.moment(from), try workflow.moment(into))
            return (
                CaseChange(
                    events: [
                        here.event(
                            .merged, "Went into \(into.number).",
                            target: CaseLink(number: into.number, kind: .mergedInto).target),
                        here.event(.closed, "Closed: goes on as \(into.number)."),
                    ], state: .closed),
                CaseChange(events: [
                    there.event(
                        .merged, "\(from.number) came into it: \(samples.count) calls, \(captures.count) captures.",
                        target: CaseLink(number: from.number, kind: .mergedFrom).target)
                ])
            )
        }
        return Outcome(from: closed, into: open, samples: samples.count, captures: captures.count)
    }

    private func require(_ from: CaseSummary, _ into: CaseSummary) throws {
        guard from.number != into.number else {
            throw CaseStoreError(.caseConflict, "\(from.number) cannot go into itself.")
        }
        if let gone = from.links.first(where: { $0.kind == .mergedInto }) {
            throw CaseStoreError(.caseConflict, "\(from.number) went into \(gone.number) already.")
        }
        guard into.state != .closed else {
            throw CaseStoreError(
                .caseClosed, "\(into.number) is closed; reopen it first.", caseNumber: into.number)
        }
    }

    private func alike(_ sample: CaseSample) -> (CaseSample) -> Bool {
        { $0.calling == sample.calling && $0.called == sample.called && $0.startedAt == sample.startedAt }
    }

    /// A capture of a case once more, held for another one.
    private func hold(_ capture: StoredCapture) throws -> HeldCapture {
        let writer = try store.captureVault.begin(limit: CaseLimits.captureBytes)
        try store.captureVault.read(capture.sha256, range: nil) { try writer.append($0) }
        return HeldCapture(held: try writer.finish(), name: capture.name)
    }

    /// Puts calls of one case into the submission of the other; they were accepted there, at the time they came.
    private func take(
        _ samples: [CaseSample], of from: CaseRecord, to subject: inout AnalyzeCase.Subject, of into: CaseRecord
    ) -> CompletedContent {
        let checker = SampleChecker(policy: SamplePolicy(program))
        let statements = checker.statements(
            from.submission, format: from.submissionFormat.flatMap(SubmissionFormat.init(rawValue:)))
        var json = JSONWriter(pretty: false)
        json.object { json in
            json.member("samples", array: samples) { json, sample in
                let place = from.samples.firstIndex(of: sample)
                let said = place.flatMap { statements.calls.indices.contains($0) ? statements.calls[$0] : nil }
                json.object { json in
                    json.member("callingNumber", sample.calling)
                    json.member("calledNumber", sample.called)
                    json.member("startedAt", sample.startedAt?.description)
                    json.member("direction", sample.direction)
                    json.member("symptoms", texts: said?.symptoms ?? [])
                    json.member("heardBy", said?.heardBy)
                    json.member("note", said?.note)
                }
            }
        }
        let received = from.receivedAt ?? from.summary.openedAt
        let earlier = EarlierSubmission(
            bytes: into.submission, receivedAt: into.receivedAt ?? into.summary.openedAt, answer: into.checkJSON)
        var completed = checker.complete(earlier, with: json.bytes, format: .json, receivedAt: received)
        for index in completed.receipts.indices where completed.receipts[index] == nil {
            completed.receipts[index] = received
        }
        subject.take(completed)
        return CompletedContent(
            submission: completed.bytes, receivedAt: into.receivedAt ?? into.summary.openedAt,
            text: "\(samples.count) calls of \(from.summary.number) added.")
    }
}
