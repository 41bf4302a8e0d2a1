import CallVocabulary
import Cases
import SupportProgram

/// What people do with a case, each verb one step of its history.
///
/// States: `new` until somebody has it, then `open` ⇄ `waiting-for-customer`, `resolved`, `closed`; both of the last
/// can be reopened. Escalated and overdue are marks, not states.
public struct CaseWorkflow {
    private let store: any CaseStore
    private let program: Program
    private let actor: String
    private let clock: any Clock

    /// The work of `actor`; the time of a step is asked of `clock` inside its transaction.
    public init(store: any CaseStore, program: Program, actor: String, clock: any Clock) {
        self.store = store
        self.program = program
        self.actor = actor
        self.clock = clock
    }

    /// A case and the instant at which something is done with it.
    private struct Moment {
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

    /// One step: what `decide` makes of a case that was not erased, in one transaction.
    @discardableResult
    private func step(_ number: String, _ decide: (Moment) throws -> CaseChange) throws -> CaseSummary {
        try store.change(number) { summary in
            if let erasedAt = summary.erasedAt {
                throw CaseStoreError(
                    .caseConflict, "the content of \(summary.number) was erased at \(erasedAt).",
                    caseNumber: summary.number)
            }
            let last = summary.events.last?.at
            let now = clock.now(notBefore: last)
            if let last, last > now {
                throw CaseStoreError(
                    .caseConflict,
                    "\(summary.number) has an entry of \(last), after \(now); the history goes forward only.",
                    caseNumber: summary.number)
            }
            return try decide(Moment(summary: summary, now: now, actor: actor))
        }
    }

    /// A step with a case that is worked on.
    @discardableResult
    private func openStep(_ number: String, _ decide: (Moment) throws -> CaseChange) throws -> CaseSummary {
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

    /// Notes a message of the customer.
    @discardableResult
    public func hear(_ number: String, _ text: String) throws -> CaseSummary {
        try step(number) { moment in
            CaseChange(
                events: [moment.event(.customerMessage, text)],
                state: moment.summary.state == .waitingForCustomer ? .open : nil)
        }
    }

    /// A word inside the team.
    @discardableResult
    public func note(_ number: String, _ text: String) throws -> CaseSummary {
        try step(number) { CaseChange(events: [$0.event(.note, text)]) }
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

    // MARK: Escalation

    /// What an escalation says, and to whom it goes.
    public struct EscalationOutcome: Sendable {
        /// The case's number in full.
        public var number: String
        /// The role that is asked.
        public var role: String
        /// Who fills it, as far as the program says.
        public var contact: Escalation.Contact?
        /// Whether that is another region's contact, there being none of the case's own.
        public var isOtherRegion: Bool
        /// The message file, for e-mail.
        public var mail: [UInt8]?
    }

    /// Escalates the case: recorded, with the ladder's next contact; with `values` the template is filled as a mail.
    ///
    /// Throws `case.escalation-not-yet-offered` before the program offers it.
    public func escalate(_ number: String, method: String, values: [String: String]) throws -> EscalationOutcome {
        guard program.escalation.methods.contains(method) else {
            throw CaseStoreError(
                .caseConflict,
                "\(program.name) is not escalated by \(method); ways are \(program.escalation.methods.joined(separator: ", "))."
            )
        }
        var outcome: EscalationOutcome?
        try openStep(number) { moment in
            let (summary, now) = (moment.summary, moment.now)
            let reading = CaseClock(program: program).read(summary)
            guard let offered = reading?.escalationOfferedFrom else {
                throw CaseStoreError(
                    .escalationNotYetOffered,
                    "\(summary.number) was answered; escalation is offered \(program.escalation.afterSeconds / 3_600) h after a message without an answer."
                )
            }
            guard offered <= now else {
                throw CaseStoreError(
                    .escalationNotYetOffered,
                    "\(summary.number) can be escalated from \(offered) on, \(program.escalation.afterSeconds / 3_600) h after the last message without an answer."
                )
            }
            let before = summary.escalations
            let rung = program.escalation.rung(before)
            let found = rung?.contact(for: summary.region)
            let who = found?.contact.name ?? rung?.role ?? "support leadership"
            var mail: [UInt8]?
            if method == "email" { mail = try letter(summary, offered: offered, now: now, values: values) }
            outcome = EscalationOutcome(
                number: summary.number, role: rung?.role ?? "support leadership", contact: found?.contact,
                isOtherRegion: found?.isOtherRegion ?? false, mail: mail)
            let text =
                "Escalated by \(method) to \(who)"
                + (found?.isOtherRegion == true ? " (of another region: the case's own has no such contact)" : "") + "."
                + (values["expectedNextStep"].map { " Expected next step: \($0)" } ?? "")
            return CaseChange(events: [moment.event(.escalated, text, target: String(before + 1))])
        }
        guard let outcome else { throw CaseStoreError(.caseConflict, "\(number) was not escalated.") }
        return outcome
    }

    private func letter(
        _ summary: CaseSummary, offered: CaptureTime, now: CaptureTime, values: [String: String]
    ) throws -> [UInt8] {
        let alias =
            program.customers.first { $0.name == summary.customer }?.escalationAlias ?? program.escalation.alias
        let silent = offered.advanced(byNanoseconds: -program.escalation.afterSeconds * 1_000_000_000)
        let hours = Int(now.seconds(since: silent) / 3_600)
        var filled = values
        filled["caseNumber"] = summary.number
        do {
            return try EscalationMail(
                escalation: program.escalation, to: alias,
                subject: "Escalation: case \(summary.number) (\(summary.severity), \(hours) h without response)",
                date: now, values: filled
            ).message
        } catch {
            throw CaseStoreError(.caseConflict, error.description)
        }
    }
}
