import CallVocabulary
import Cases
import SupportProgram

/// Putting right what was written down wrongly; the history keeps both.
extension CaseWorkflow {
    /// What is put right; `nil` stays as it is.
    public struct Correction: Equatable, Sendable {
        /// The service.
        public var serviceIdentifier: String?
        /// The complaint in one line.
        public var summary: String?
        /// The customer.
        public var customer: String?
        /// The contact's name.
        public var name: String?
        /// The contact's e-mail address.
        public var email: String?
        /// The contact's telephone number.
        public var phone: String?

        /// Nothing.
        public init() {}
    }

    /// Puts service, complaint, customer or contact right.
    @discardableResult
    public func correct(_ number: String, _ correction: Correction) throws -> CaseSummary {
        let person = try store.record(number).representative
        return try step(number) { moment in
            var words: [String] = []
            func told(_ what: String, _ before: String?, _ after: String?) {
                guard let after, after != before else { return }
                words.append("\(what): \(before.map { $0.isEmpty ? "nothing" : $0 } ?? "nothing") → \(after)")
            }
            told("Service", moment.summary.serviceIdentifier, correction.serviceIdentifier)
            told("Complaint", moment.summary.summary, correction.summary)
            told("Customer", moment.summary.customer, correction.customer)
            told("Contact", person.name, correction.name)
            told("E-mail", person.email, correction.email)
            told("Telephone", person.phone, correction.phone)
            guard !words.isEmpty else {
                throw CaseStoreError(
                    .caseConflict, "\(moment.summary.number) says so already; there is nothing to put right.",
                    caseNumber: moment.summary.number)
            }
            var change = CaseChange(events: [moment.event(.corrected, words.joined(separator: "; "))])
            change.serviceIdentifier = correction.serviceIdentifier
            change.summary = correction.summary
            change.customer = correction.customer
            if correction.name != nil || correction.email != nil || correction.phone != nil {
                change.representative = CaseRepresentative(
                    name: correction.name ?? person.name, email: correction.email ?? person.email,
                    phone: correction.phone ?? person.phone)
            }
            return change
        }
    }

    /// Gives an entry of the history, counted from 1, the time at which it happened; the clocks count with that.
    @discardableResult
    public func correct(_ number: String, entry: Int, to time: CaptureTime, because reason: String) throws
        -> CaseSummary
    {
        try step(number) { moment in
            let events = moment.summary.events
            guard events.indices.contains(entry - 1) else {
                throw CaseStoreError(
                    .caseConflict, "\(moment.summary.number) has \(events.count) entries; there is none \(entry).",
                    caseNumber: moment.summary.number)
            }
            let event = events[entry - 1]
            guard event.kind != .timeCorrected, event.kind != .opened else {
                throw CaseStoreError(
                    .caseConflict,
                    "entry \(entry) of \(moment.summary.number) is \(event.kind.rawValue); its time stays as it is.",
                    caseNumber: moment.summary.number)
            }
            guard time <= moment.now, time >= moment.summary.openedAt else {
                throw CaseStoreError(
                    .caseConflict,
                    "\(time) is not between the opening of \(moment.summary.number), \(moment.summary.openedAt), and now, \(moment.now).",
                    caseNumber: moment.summary.number)
            }
            let shown = moment.summary.time(of: event)
            return CaseChange(events: [
                .correcting(
                    shown, to: time, at: moment.now, by: moment.actor,
                    text: "Entry \(entry) (\(event.kind.rawValue)) happened at \(time), not at \(shown)"
                        + (reason.isEmpty ? "." : ": \(reason)"))
            ])
        }
    }

    /// Says that two cases belong together.
    @discardableResult
    public func link(_ number: String, with other: String) throws -> (CaseSummary, CaseSummary) {
        try store.changeBoth(number, other) { first, second in
            guard first.number != second.number else {
                throw CaseStoreError(.caseConflict, "\(first.number) cannot be linked with itself.")
            }
            let isLinked = first.links.contains { $0.number == second.number && $0.kind != .possibleDuplicate }
            guard !isLinked else {
                throw CaseStoreError(.caseConflict, "\(first.number) and \(second.number) are linked already.")
            }
            func change(_ one: CaseSummary, _ other: CaseSummary) throws -> CaseChange {
                let moment = try self.moment(one)
                let link = CaseLink(number: other.number, kind: .related)
                return CaseChange(events: [moment.event(.linked, "Belongs with \(other.number).", target: link.target)])
            }
            return (try change(first, second), try change(second, first))
        }
    }
}
