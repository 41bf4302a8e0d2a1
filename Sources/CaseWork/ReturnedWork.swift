import CallVocabulary
import Cases
import SupportProgram

/// What people do with submissions that were returned: remind the customer, note, give up.
public struct ReturnedWork {
    private let store: any CaseStore
    private let actor: String
    private let clock: any Clock

    /// The work of `actor`.
    public init(store: any CaseStore, actor: String, clock: any Clock) {
        self.store = store
        self.actor = actor
        self.clock = clock
    }

    private func step(
        _ number: String, _ kind: CaseEvent.Kind, _ text: String, state: ReturnedState? = nil
    ) throws -> ReturnedSummary {
        try store.changeReturned(number) { summary in
            switch summary.state {
            case .erased:
                throw CaseStoreError(.submissionConflict, "the content of \(summary.number) was erased.")
            case .completed:
                let became = summary.caseNumber ?? "a case"
                throw CaseStoreError(
                    .submissionConflict, "\(summary.number) became \(became); work on that one.",
                    caseNumber: summary.caseNumber)
            case .closed where kind != .note && state != .returned:
                throw CaseStoreError(.submissionConflict, "\(summary.number) is closed; reopen it first.")
            default: break
            }
            let last = summary.events.map(\.at).filter { !clock.isAhead($0) }.max() ?? summary.receivedAt
            let now = clock.now(notBefore: last)
            guard !clock.isAhead(now) else {
                throw CaseStoreError(
                    .aheadOfClock,
                    "\(now) is more than \(ClockLimits.aheadSeconds / 60) min ahead of the clock; an entry is made when something happens, not before."
                )
            }
            return ReturnedChange(
                events: [CaseEvent(at: now, kind: kind, actor: actor, text: text)], state: state)
        }
    }

    /// Notes a message to the customer that asks for what is missing.
    @discardableResult
    public func remind(_ number: String, _ text: String) throws -> ReturnedSummary {
        try step(number, .update, text)
    }

    /// Notes a message of the customer.
    @discardableResult
    public func hear(_ number: String, _ text: String) throws -> ReturnedSummary {
        try step(number, .customerMessage, text)
    }

    /// A word inside the team.
    @discardableResult
    public func note(_ number: String, _ text: String) throws -> ReturnedSummary { try step(number, .note, text) }

    /// Nothing more is expected of it.
    @discardableResult
    public func close(_ number: String, _ text: String) throws -> ReturnedSummary {
        try step(number, .closed, text, state: .closed)
    }

    /// It is waited for again.
    @discardableResult
    public func reopen(_ number: String, _ text: String) throws -> ReturnedSummary {
        try step(number, .reopened, text, state: .returned)
    }
}
