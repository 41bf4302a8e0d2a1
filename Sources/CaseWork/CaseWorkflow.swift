import CallVocabulary
import Cases
import SupportProgram

/// What people do with a case, each verb one step of its history.
///
/// States: `new` until somebody has it, then `open` ⇄ `waiting-for-customer`, `resolved`, `closed`; both of the last
/// can be reopened. Escalated and overdue are marks, not states.
public struct CaseWorkflow {
    let store: any CaseStore
    let program: Program
    let actor: String
    let clock: any Clock

    /// The work of `actor`; the time of a step is asked of `clock` inside its transaction.
    public init(store: any CaseStore, program: Program, actor: String, clock: any Clock) {
        self.store = store
        self.program = program
        self.actor = actor
        self.clock = clock
    }

    /// A case and the instant at which something is done with it.
    struct Moment {
        let summary: CaseSummary
        let now: CaptureTime
        let actor: String

        func event(
            _ kind: CaseEvent.Kind, _ text: String, target: String? = nil, waiting: Bool = false
        ) -> CaseEvent {
            CaseEvent(at: now, kind: kind, actor: actor, text: text, target: target, waitingForCustomer: waiting)
        }

        /// A case that is worked on: neither resolved nor closed.
        func requireOpen() throws {
            guard summary.state != .resolved, summary.state != .closed else {
                throw CaseStoreError(
                    .caseClosed, "\(summary.number) is \(summary.state.rawValue); reopen it first.",
                    caseNumber: summary.number)
            }
        }
    }

    /// A case that was not erased, at the time its next entry has.
    func moment(_ summary: CaseSummary) throws -> Moment {
        if let erasedAt = summary.erasedAt {
            throw CaseStoreError(
                .caseConflict, "the content of \(summary.number) was erased at \(erasedAt).",
                caseNumber: summary.number)
        }
        let last = summary.lastEntry(by: clock)
        let now = clock.now(notBefore: last)
        guard !clock.isAhead(now) else {
            throw CaseStoreError(
                .aheadOfClock,
                "\(now) is more than \(ClockLimits.aheadSeconds / 60) min ahead of the clock; an entry is made when something happens, not before.",
                caseNumber: summary.number)
        }
        if let last, last > now {
            throw CaseStoreError(
                .caseConflict,
                "\(summary.number) has an entry of \(last), after \(now); the history goes forward only.",
                caseNumber: summary.number)
        }
        return Moment(summary: summary, now: now, actor: actor)
    }

    /// One step: what `decide` makes of a case that was not erased, in one transaction.
    @discardableResult
    func step(_ number: String, _ decide: (Moment) throws -> CaseChange) throws -> CaseSummary {
        try store.change(number) { try decide(try moment($0)) }
    }

    /// A step with a case that is worked on.
    @discardableResult
    func openStep(_ number: String, _ decide: (Moment) throws -> CaseChange) throws -> CaseSummary {
        try step(number) { moment in
            try moment.requireOpen()
            return try decide(moment)
        }
    }

    /// Gives the case to somebody.
    @discardableResult
    public func assign(_ number: String, to owner: String) throws -> CaseSummary {
        try openStep(number) { moment in
            CaseChange(
                events: [moment.event(.assigned, "Assigned to \(owner).", target: owner)],
                state: moment.summary.state == .new ? .open : nil, owner: owner)
        }
    }

    /// Notes a message to the customer: the first is the response, the others are updates.
    @discardableResult
    public func respond(_ number: String, _ text: String, waiting: Bool) throws -> CaseSummary {
        try openStep(number) { moment in
            let isFirst = !moment.summary.events.contains { $0.kind == .response }
            return CaseChange(
                events: [moment.event(isFirst ? .response : .update, text, waiting: waiting)],
                state: waiting ? .waitingForCustomer : .open,
                owner: moment.summary.owner == nil && !actor.isEmpty ? actor : nil)
        }
    }

    /// Notes a message of the customer; with `reopening` a case that is over is open again.
    @discardableResult
    public func hear(_ number: String, _ text: String, reopening: Bool = false) throws -> CaseSummary {
        try step(number) { moment in
            var change = CaseChange(
                events: [moment.event(.customerMessage, text)],
                state: moment.summary.state == .waitingForCustomer ? .open : nil)
            if reopening, moment.summary.state == .resolved || moment.summary.state == .closed {
                change.events.append(moment.event(.reopened, "Reopened: the customer wrote again."))
                change.state = .open
            }
            return change
        }
    }

    /// A word inside the team.
    @discardableResult
    public func note(_ number: String, _ text: String) throws -> CaseSummary {
        try step(number) { CaseChange(events: [$0.event(.note, text)]) }
    }

    /// Somebody listens to speech in a capture of the case.
    @discardableResult
    public func listen(_ number: String, to what: String) throws -> CaseSummary {
        try step(number) { CaseChange(events: [$0.event(.listened, "Listened to \(what).", target: what)]) }
    }

    /// The case waits for the customer.
    @discardableResult
    public func wait(_ number: String, _ text: String) throws -> CaseSummary {
        try openStep(number) { moment in
            CaseChange(
                events: [moment.event(.waiting, text.isEmpty ? "Waiting for the customer." : text, waiting: true)],
                state: .waitingForCustomer)
        }
    }

    /// Changes the severity, and says why.
    @discardableResult
    public func change(severity name: String, of number: String, because reason: String) throws -> CaseSummary {
        guard let level = program.severity(name) else {
            throw CaseStoreError(
                .caseConflict,
                "\(name) is no severity of \(program.name); write one of \(program.severities.map(\.id).joined(separator: ", "))."
            )
        }
        return try openStep(number) { moment in
            let text = "Severity \(moment.summary.severity) → \(level.id)" + (reason.isEmpty ? "." : ": \(reason)")
            return CaseChange(
                events: [moment.event(.severityChanged, text, target: level.id)], severity: level.id)
        }
    }

    /// Hands the case to another region, and says why.
    @discardableResult
    public func change(region name: String, of number: String, because reason: String) throws -> CaseSummary {
        guard let region = program.region(name) else {
            throw CaseStoreError(
                .caseConflict,
                "\(name) is no region of \(program.name); write one of \(program.regions.map(\.id).joined(separator: ", "))."
            )
        }
        return try openStep(number) { moment in
            let text = "Region \(moment.summary.region) → \(region.id)" + (reason.isEmpty ? "." : ": \(reason)")
            return CaseChange(events: [moment.event(.regionChanged, text, target: region.id)], region: region.id)
        }
    }

    /// The fault is gone.
    @discardableResult
    public func resolve(_ number: String, _ text: String) throws -> CaseSummary {
        try openStep(number) { CaseChange(events: [$0.event(.resolved, text)], state: .resolved) }
    }

    /// The case is over.
    @discardableResult
    public func close(_ number: String, _ text: String) throws -> CaseSummary {
        try step(number) { moment in
            guard moment.summary.state != .closed else {
                throw CaseStoreError(
                    .caseConflict, "\(moment.summary.number) is closed already.", caseNumber: moment.summary.number)
            }
            return CaseChange(events: [moment.event(.closed, text)], state: .closed)
        }
    }

    /// The fault is back.
    @discardableResult
    public func reopen(_ number: String, _ text: String) throws -> CaseSummary {
        try step(number) { moment in
            guard moment.summary.state == .resolved || moment.summary.state == .closed else {
                throw CaseStoreError(
                    .caseConflict,
                    "\(moment.summary.number) is \(moment.summary.state.rawValue); there is nothing to reopen.",
                    caseNumber: moment.summary.number)
            }
            return CaseChange(events: [moment.event(.reopened, text)], state: .open)
        }
    }
}
