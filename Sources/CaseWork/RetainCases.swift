import CallVocabulary
import Cases
import SupportProgram

/// Deletes what the program's retention says need not be kept any longer, with proof.
public struct RetainCases {
    /// What was, or would be, deleted.
    public struct Outcome: Sendable, Equatable {
        /// Cases whose captures go.
        public var captures: [String] = []
        /// Cases whose content goes.
        public var cases: [String] = []
        /// Returned submissions that go.
        public var returnedSubmissions = 0
    }

    private let store: any CaseStore
    private let program: Program

    /// Retention of a store by a program.
    public init(store: any CaseStore, program: Program) {
        self.store = store
        self.program = program
    }

    /// Applies the retention as of `now`; with `dryRun` only says what it would do.
    public func run(clock: any Clock, by actor: String, dryRun: Bool) throws -> Outcome {
        var outcome = Outcome()
        let retention = program.retention
        let now = clock.now
        var query = CaseQuery()
        query.states = [.closed]
        try store.forEach(query) { summary in
            guard summary.erasedAt == nil, let closedAt = summary.closedAt else { return }
            if isOver(closedAt, retention.casesDaysAfterClosing, now) {
                outcome.cases.append(summary.number)
                if !dryRun {
                    try store.erase(
                        summary.number, reason: reason(retention.casesDaysAfterClosing), clock: clock, by: actor)
                }
            } else if isOver(closedAt, retention.capturesDaysAfterClosing, now) {
                guard try !store.record(summary.number).captures.isEmpty else { return }
                outcome.captures.append(summary.number)
                if !dryRun {
                    try store.deleteCaptures(
                        of: summary.number, reason: reason(retention.capturesDaysAfterClosing), clock: clock, by: actor)
                }
            }
        }
        if let days = retention.returnedSubmissionsDays, !dryRun {
            let limit = now.advanced(byNanoseconds: -Int64(days) * 86_400_000_000_000)
            outcome.returnedSubmissions = try store.deleteReturned(
                before: limit, reason: reason(days), clock: clock, by: actor)
        }
        return outcome
    }

    private func isOver(_ closedAt: CaptureTime, _ days: Int?, _ now: CaptureTime) -> Bool {
        guard let days else { return false }
        return now.nanoseconds(since: closedAt) > Int64(days) * 86_400_000_000_000
    }

    private func reason(_ days: Int?) -> String {
        "retention of \(program.name): \(days ?? 0) days"
    }
}
