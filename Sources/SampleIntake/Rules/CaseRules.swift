import CallVocabulary
import JSONText
import TelephoneNumbers

/// **What they check.** What opening a case needs beside the samples: whose service, who speaks for it, what was tried.
///
/// **Why it matters.** Without it support has to ask, and the clock runs.
///
/// **What clears it.** The missing entry; `unknown` is an answer to any question of the checklist.
struct CaseRules {
    let policy: SamplePolicy
    let receivedAt: CaptureTime
    let form: FormWords
    private var requirements: CaseRequirements { policy.caseRequirements }

    init(policy: SamplePolicy, receivedAt: CaptureTime, form: FormWords) {
        self.policy = policy
        self.receivedAt = receivedAt
        self.form = form
    }

    func check(_ draft: SubmissionDraft) -> [Problem] {
        var problems: [Problem] = []
        func note(
            _ code: ProblemCode, _ requirement: SamplePolicy.Requirement, _ field: String, _ message: String,
            _ remedy: String, given: String? = nil
        ) {
            guard let severity = requirement.severity else { return }
            problems.append(
                Problem(
                    code: code, severity: severity, field: field, given: given.map { GivenText.shown($0) },
                    message: message, remedy: remedy))
        }
        let country = draft.text("country").flatMap { CountryWords.code($0) }
        let service = draft.text("serviceIdentifier")
        if service == nil {
            note(
                .missingServiceIdentifier, requirements.serviceIdentifier, "/serviceIdentifier",
                "The service is not named.",
                "Give its site name, its address or one of its telephone numbers: \(form.adding(caseField: "serviceIdentifier", "London HQ"))."
            )
        } else if let service, isNumberLike(service), !isNumber(service, country) {
            note(
                .missingServiceIdentifier, requirements.serviceIdentifier, "/serviceIdentifier",
                "The service looks like a telephone number and is not a full one.",
                "Write the full number with area code, or the name of the site.", given: service)
        }
        problems += representative(draft, service: service, country: country)
        choice(draft, "severity", requirements.severities, .severityNotUnderstood, note)
        choice(draft, "region", requirements.regions, .regionNotUnderstood, note)
        problems += ChecklistRules(questions: requirements.checklist, form: form).check(draft.top["checklist"])
        let done = draft.top["responsibilities"]
        if !isTrue(done?["equipmentChecked"]) {
            note(
                .equipmentNotChecked, requirements.equipmentChecked, "/responsibilities/equipmentChecked",
                "It is not confirmed that the equipment is cabled and powered.",
                "Check cables and power of phones and routers, then \(form.adding(caseField: "responsibilities/equipmentChecked", yes, isText: false))."
            )
        }
        if !isTrue(done?["firstLevelDiagnosticsDone"]) {
            note(
                .diagnosticsNotDone, requirements.firstLevelDiagnosticsDone,
                "/responsibilities/firstLevelDiagnosticsDone",
                "It is not confirmed that first-level diagnostics were done.",
                "Restart the phone, try another one, test the connection, then \(form.adding(caseField: "responsibilities/firstLevelDiagnosticsDone", yes, isText: false))."
            )
        }
        return problems
    }

    /// What confirms something in the form at hand.
    private var yes: String { form.form == .json ? "true" : "yes" }

    private func isTrue(_ value: JSONValue?) -> Bool {
        ChecklistRules.texts(value).first.map { ["yes", "true", "y", "done"].contains($0.lowercased()) } ?? false
    }

    // MARK: Service and representative

    private func isNumberLike(_ text: String) -> Bool {
        let digits = text.unicodeScalars.count { $0.properties.numericType == .decimal }
        return digits >= 4
            && text.unicodeScalars.allSatisfy {
                $0.properties.numericType == .decimal || "+()-./ \u{A0}".unicodeScalars.contains($0)
            }
    }

    private func isNumber(_ text: String, _ country: String?) -> Bool {
        switch TelephoneNumberReader().read(text, country: country) {
        case .understood, .notAssigned: return true
        default: return false
        }
    }

    private func representative(_ draft: SubmissionDraft, service: String?, country: String?) -> [Problem] {
        func text(_ name: String) -> String? {
            guard case .string(let text)? = draft.top["representative"]?[name] else { return nil }
            return SubmissionDraft.Value.text(text).trimmed
        }
        let person = RosterRules.Representative(name: text("name"), email: text("email"), phone: text("phone"))
        guard person.name != nil, person.email != nil || person.phone != nil else {
            guard let severity = requirements.representative.severity else { return [] }
            return [
                Problem(
                    code: .missingRepresentative, severity: severity, field: "/representative",
                    message: person.name == nil
                        ? "Nobody is named who can be asked."
                        : "There is no way to reach \(GivenText.shown(person.name ?? "")).",
                    remedy: representativeRemedy)
            ]
        }
        return RosterRules(policy: policy, country: country, receivedAt: receivedAt)
            .check(person, service: service, customer: draft.text("customer"))
    }

    private var representativeRemedy: String {
        switch form.form {
        case .json:
            return
                "Name who can be asked: set \"representative\" to { \"name\": \"A. Example\", \"email\": \"a@example.com\" }, or give a \"phone\"."
        case .conversation: return "Give an e-mail address or a telephone number."
        case .mail:
            return
                "Name who can be asked: add the lines \"Name: A. Example\" and \"E-mail: a@example.com\", or a line \"Phone:\"."
        case .table:
            return
                "Name who can be asked: add columns \"Representative\" with a name and \"Representative e-mail\" with an address in it, or \"Representative phone\"."
        }
    }

    // MARK: Severity and region

    private func choice(
        _ draft: SubmissionDraft, _ name: String, _ allowed: [CaseRequirements.Choice], _ code: ProblemCode,
        _ note: (ProblemCode, SamplePolicy.Requirement, String, String, String, String?) -> Void
    ) {
        let given = draft.text(name)
        guard given.map({ given in allowed.contains { $0.isNamed(by: given) } }) != true else { return }
        let list = allowed.map { "\($0.id) (\($0.meaning))" }.joined(separator: ", ")
        note(
            code, .blocking, "/\(name)",
            given.map { "\(GivenText.shown($0)) is not a \(name)." } ?? "The \(name) is missing.",
            given == nil
                ? "Choose one of \(list), and \(form.adding(caseField: name, allowed.first?.id ?? ""))."
                : "Write one of \(list).", given)
    }
}
