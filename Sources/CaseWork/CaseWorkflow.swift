import CallVocabulary
import CaseStore
import SupportProgram

/// What people do with a case, each verb one step of its history.
///
/// States: `new` until somebody has it, then `open` ⇄ `waiting-for-customer`, `resolved`, `closed`; both of the last
/// can be reopened. Escalated and overdue are marks, not states.
public struct CaseWorkflow {
    private let store: CaseStore
    private let program: Program
    private let actor: String
    private let now: CaptureTime

    /// The work of `actor` at an instant.
    public init(store: CaseStore, program: Program, actor: String, now: CaptureTime) {
        self.store = store
        self.program = program
        self.actor = actor
        self.now = now
    }

    private func event(
        _ kind: String, _ text: String, target: String? = nil, waiting: Bool = false
    ) -> CaseEvent {
        CaseEvent(at: now, kind: kind, actor: actor, text: text, target: target, waitingForCustomer: waiting)
    }

    /// A case that is worked on: neither resolved nor closed nor erased.
    private func requireOpen(_ summary: CaseSummary) throws {
        try requireContent(summary)
        guard summary.state != "resolved", summary.state != "closed" else {
            throw CaseStoreError(
                .caseClosed,
                "\(summary.number) is \(summary.state); reopen it first: earshot case reopen \(summary.number).")
        }
    }

    private func requireContent(_ summary: CaseSummary) throws {
        if let erasedAt = summary.erasedAt {
            throw CaseStoreError(.caseConflict, "the content of \(summary.number) was erased at \(erasedAt).")
        }
        if let last = summary.events.last, last.at > now {
            throw CaseStoreError(
                .caseConflict,
                "\(summary.number) has an entry of \(last.at), after \(now); the history goes forward only.")
        }
    }

    /// Gives the case to somebody.
    public func assign(_ number: String, to owner: String) throws {
        try store.change(number) { summary in
            try requireOpen(summary)
            return CaseStore.Change(
                events: [event("assigned", "Assigned to \(owner).", target: owner)],
                state: summary.state == "new" ? "open" : nil, owner: owner)
        }
    }

    /// Notes a message to the customer: the first is the response, the others are updates.
    public func respond(_ number: String, _ text: String, waiting: Bool) throws {
        try store.change(number) { summary in
            try requireOpen(summary)
            let isFirst = !summary.events.contains { $0.kind == "response" }
            return CaseStore.Change(
                events: [event(isFirst ? "response" : "update", text, waiting: waiting)],
                state: waiting ? "waiting-for-customer" : "open",
                owner: summary.owner == nil && !actor.isEmpty ? actor : nil)
        }
    }

    /// Notes a message of the customer.
    public func hear(_ number: String, _ text: String) throws {
        try store.change(number) { summary in
            try requireContent(summary)
            return CaseStore.Change(
                events: [event("customer-message", text)],
                state: summary.state == "waiting-for-customer" ? "open" : nil)
        }
    }

    /// A word inside the team.
    public func note(_ number: String, _ text: String) throws {
        try store.change(number) { summary in
            try requireContent(summary)
            return CaseStore.Change(events: [event("note", text)])
        }
    }

    /// The case waits for the customer.
    public func wait(_ number: String, _ text: String) throws {
        try store.change(number) { summary in
            try requireOpen(summary)
            return CaseStore.Change(
                events: [event("waiting", text.isEmpty ? "Waiting for the customer." : text, waiting: true)],
                state: "waiting-for-customer")
        }
    }

    /// Changes the severity, and says why.
    public func change(severity name: String, of number: String, because reason: String) throws {
        guard let level = program.severity(name) else {
            throw CaseStoreError(
                .caseConflict,
                "\(name) is no severity of \(program.name); write one of \(program.severities.map(\.id).joined(separator: ", "))."
            )
        }
        try store.change(number) { summary in
            try requireOpen(summary)
            let text = "Severity \(summary.severity) → \(level.id)" + (reason.isEmpty ? "." : ": \(reason)")
            return CaseStore.Change(
                events: [event("severity-changed", text, target: level.id)], severity: level.id)
        }
    }

    /// Hands the case to another region, and says why.
    public func change(region name: String, of number: String, because reason: String) throws {
        guard let region = program.region(name) else {
            throw CaseStoreError(
                .caseConflict,
                "\(name) is no region of \(program.name); write one of \(program.regions.map(\.id).joined(separator: ", "))."
            )
        }
        try store.change(number) { summary in
            try requireOpen(summary)
            let text = "Region \(summary.region) → \(region.id)" + (reason.isEmpty ? "." : ": \(reason)")
            return CaseStore.Change(events: [event("region-changed", text, target: region.id)], region: region.id)
        }
    }

    /// The fault is gone.
    public func resolve(_ number: String, _ text: String) throws {
        try store.change(number) { summary in
            try requireOpen(summary)
            return CaseStore.Change(events: [event("resolved", text)], state: "resolved")
        }
    }

    /// The case is over.
    public func close(_ number: String, _ text: String) throws {
        try store.change(number) { summary in
            try requireContent(summary)
            guard summary.state != "closed" else {
                throw CaseStoreError(.caseClosed, "\(summary.number) is closed already.")
            }
            return CaseStore.Change(events: [event("closed", text)], state: "closed")
        }
    }

    /// The fault is back.
    public func reopen(_ number: String, _ text: String) throws {
        try store.change(number) { summary in
            try requireContent(summary)
            guard summary.state == "resolved" || summary.state == "closed" else {
                throw CaseStoreError(
                    .caseConflict, "\(summary.number) is \(summary.state); there is nothing to reopen.")
            }
            return CaseStore.Change(events: [event("reopened", text)], state: "open")
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
        try store.change(number) { summary in
            try requireOpen(summary)
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
            let before = summary.events.count { $0.kind == "escalated" }
            let rung = program.escalation.rung(before)
            let found = rung?.contact(for: summary.region)
            let who = found?.contact.name ?? rung?.role ?? "support leadership"
            var mail: [UInt8]?
            if method == "email" { mail = try letter(summary, offered: offered, values: values) }
            outcome = EscalationOutcome(
                number: summary.number, role: rung?.role ?? "support leadership", contact: found?.contact,
                isOtherRegion: found?.isOtherRegion ?? false, mail: mail)
            let text =
                "Escalated by \(method) to \(who)"
                + (found?.isOtherRegion == true ? " (of another region: the case's own has no such contact)" : "") + "."
                + (values["expectedNextStep"].map { " Expected next step: \($0)" } ?? "")
            return CaseStore.Change(events: [event("escalated", text, target: String(before + 1))])
        }
        guard let outcome else { throw CaseStoreError(.caseConflict, "\(number) was not escalated.") }
        return outcome
    }

    private func letter(_ summary: CaseSummary, offered: CaptureTime, values: [String: String]) throws -> [UInt8] {
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
