import CallVocabulary
import Cases
import SupportProgram

/// Escalation of a case: to whoever is on duty by the ladder's hours.
extension CaseWorkflow {
    /// What an escalation says, and to whom it goes.
    public struct EscalationOutcome: Sendable {
        /// The case's number in full.
        public var number: String
        /// The role that is asked.
        public var role: String
        /// Who fills it, as far as the program says.
        public var contact: Escalation.Contact?
        /// Whether that is another region's contact.
        public var isOtherRegion: Bool
        /// Whether they are on duty now.
        public var isOnDuty: Bool
        /// From when on they are, if they are not.
        public var onDutyFrom: CaptureTime?
        /// The message file, for e-mail.
        public var mail: [UInt8]?
    }

    /// Escalates the case: recorded, to the ladder's next contact who is on duty; with `values` the template is filled as a
    /// mail.
    ///
    /// By the portal it throws `case.escalation-not-yet-offered` before the program offers it; an e-mail can always be sent.
    /// Nobody is asked twice within the time to answer.
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
            if method == "portal" { try requireOffer(summary, reading?.escalationOfferedFrom, now) }
            let before = summary.escalations
            let chosen = try choose(summary, now)
            let role = chosen?.role ?? "support leadership"
            let isOther = chosen.map { $0.contact.region != summary.region } ?? false
            var mail: [UInt8]?
            if method == "email" {
                mail = try letter(summary, offered: reading?.escalationOfferedFrom, now: now, values: values)
            }
            outcome = EscalationOutcome(
                number: summary.number, role: role, contact: chosen?.contact, isOtherRegion: isOther,
                isOnDuty: chosen?.isOnDuty ?? false, onDutyFrom: chosen?.next, mail: mail)
            var text = "Escalated by \(method) to \(chosen?.contact.name ?? role)"
            if isOther, let region = chosen?.contact.region { text += " (of region \(region))" }
            if let chosen, !chosen.isOnDuty {
                text += ", nobody else being on duty" + (chosen.next.map { "; on duty from \($0)" } ?? "")
            }
            text += "." + (values["expectedNextStep"].map { " Expected next step: \($0)" } ?? "")
            let person = chosen.map { " \($0.rung) \($0.contact.region)" } ?? ""
            return CaseChange(events: [moment.event(.escalated, text, target: "\(before + 1)\(person)")])
        }
        guard let outcome else { throw CaseStoreError(.caseConflict, "\(number) was not escalated.") }
        return outcome
    }

    private func requireOffer(_ summary: CaseSummary, _ offered: CaptureTime?, _ now: CaptureTime) throws {
        let hours = program.escalation.afterSeconds / 3_600
        guard let offered else {
            throw CaseStoreError(
                .escalationNotYetOffered,
                "\(summary.number) was answered; escalation by the portal is offered \(hours) h after a message without an answer. An e-mail can be sent at any time.",
                caseNumber: summary.number)
        }
        guard offered <= now else {
            throw CaseStoreError(
                .escalationNotYetOffered,
                "\(summary.number) can be escalated by the portal from \(offered) on, \(hours) h after the last message without an answer. An e-mail can be sent at any time.",
                caseNumber: summary.number)
        }
    }

    /// Who is asked: of those who were not asked within the time to answer somebody on duty, else the next one. From the
    /// rung the count of escalations leads to it goes up, then down; the case's own region comes first.
    private func choose(_ summary: CaseSummary, _ now: CaptureTime) throws -> DutyEntry? {
        let ladder = program.duty(at: now)
        guard let highest = ladder.map(\.rung).max() else { return nil }
        let start = min(summary.escalations, highest)
        let rungs = Array(start...highest) + (0..<start).reversed()
        let order = rungs.flatMap { rung in
            let entries = ladder.filter { $0.rung == rung }
            return entries.filter { $0.contact.region == summary.region }
                + entries.filter { $0.contact.region != summary.region }
        }
        var asked: [String: CaptureTime] = [:]
        for event in summary.timeline where event.kind == .escalated {
            let words = event.target?.split(separator: " ") ?? []
            guard words.count == 3, let rung = Int(words[1]),
                let entry = ladder.first(where: { $0.rung == rung && $0.contact.region == words[2] })
            else { continue }
            asked[entry.person] = event.at
        }
        func until(_ entry: DutyEntry) -> CaptureTime? {
            asked[entry.person].flatMap {
                program.answerDue(from: $0, severity: summary.severity, region: entry.contact.region)
            }
        }
        let free = order.filter { entry in until(entry).map { $0 <= now } ?? true }
        if let entry = free.first(where: \.isOnDuty) ?? free.first { return entry }
        guard let last = order.compactMap({ entry in until(entry).map { (entry, $0) } }).min(by: { $0.1 < $1.1 }) else {
            return nil
        }
        throw CaseStoreError(
            .escalatedAlready,
            "everybody on the ladder of \(summary.number) was asked already; \(last.0.person) has until \(last.1) to answer.",
            caseNumber: summary.number)
    }

    private func letter(
        _ summary: CaseSummary, offered: CaptureTime?, now: CaptureTime, values: [String: String]
    ) throws -> [UInt8] {
        let alias =
            program.customers.first { $0.name == summary.customer }?.escalationAlias ?? program.escalation.alias
        var subject = "Escalation: case \(summary.number) (\(summary.severity)"
        if let offered {
            let silent = offered.advanced(byNanoseconds: -program.escalation.afterSeconds * 1_000_000_000)
            let hours = Int(now.seconds(since: silent) / 3_600)
            if hours > 0 { subject += ", \(hours) h without response" }
        }
        var filled = values
        filled["caseNumber"] = summary.number
        do {
            return try EscalationMail(
                escalation: program.escalation, to: alias, subject: subject + ")", date: now, values: filled
            ).message
        } catch {
            throw CaseStoreError(.caseConflict, error.description)
        }
    }
}
