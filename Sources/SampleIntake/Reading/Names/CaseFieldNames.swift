/// Names of the fields that stand once for a whole submission: who, which service, what was tried.
enum CaseFieldNames {
    /// How words name a field.
    private struct Rule {
        let field: CaseField
        /// Words that all must be there.
        let words: Set<String>
        /// Whether other words may stand beside them, as in a question of the checklist.
        let isQuestion: Bool

        init(_ field: CaseField, _ words: Set<String>, isQuestion: Bool = false) {
            self.field = field
            self.words = words
            self.isQuestion = isQuestion
        }
    }

    private static let rules: [Rule] = [
        Rule(.serviceIdentifier, ["service", "id"]), Rule(.serviceIdentifier, ["service"]),
        Rule(.serviceIdentifier, ["site"]), Rule(.serviceIdentifier, ["site", "name"]),
        Rule(.serviceIdentifier, ["site", "address"]), Rule(.serviceIdentifier, ["service", "name"]),
        Rule(.serviceIdentifier, ["affected", "site"]), Rule(.serviceIdentifier, ["affected", "service"]),
        Rule(.customer, ["customer"]), Rule(.customer, ["customer", "name"]), Rule(.customer, ["company"]),
        Rule(.customer, ["company", "name"]), Rule(.customer, ["organization"]), Rule(.customer, ["account", "name"]),
        Rule(.severity, ["severity"]), Rule(.severity, ["priority"]), Rule(.severity, ["severity", "level"]),
        Rule(.region, ["region"]), Rule(.region, ["support", "region"]),
        Rule(.summary, ["summary"]), Rule(.summary, ["subject"]), Rule(.summary, ["title"]),
        Rule(.representative, ["representative"]), Rule(.representative, ["representative", "name"]),
        Rule(.representative, ["contact"]), Rule(.representative, ["contact", "name"]),
        Rule(.representative, ["reporter"]), Rule(.representative, ["reported", "by"]), Rule(.representative, ["name"]),
        Rule(.representativeEmail, ["representative", "email"]), Rule(.representativeEmail, ["contact", "email"]),
        Rule(.representativeEmail, ["email"]), Rule(.representativeEmail, ["email", "address"]),
        Rule(.representativePhone, ["representative", "phone"]), Rule(.representativePhone, ["contact", "phone"]),
        Rule(.representativePhone, ["contact", "number"]), Rule(.representativePhone, ["phone"]),
        Rule(.representativePhone, ["phone", "number"]),
        Rule(.ownNumbers, ["own", "number"]), Rule(.ownNumbers, ["our", "number"]),
        Rule(.ownNumbers, ["my", "number"]),
        Rule(.frequency, ["frequency"]), Rule(.frequency, ["how", "often"]),
        Rule(.frequency, ["all", "intermittent"], isQuestion: true),
        Rule(.triedAnotherPhone, ["tried", "another"], isQuestion: true),
        Rule(.anotherPhoneResult, ["another", "phone", "result"]),
        Rule(.phonesAffected, ["phone", "affected"], isQuestion: true), Rule(.phonesAffected, ["handset", "affected"]),
        Rule(.phonesAffected, ["one", "phone", "all"], isQuestion: true),
        Rule(.directionsAffected, ["direction", "affected"]),
        Rule(.directionsAffected, ["incoming", "outgoing", "both"], isQuestion: true),
        Rule(.internalCallsAffected, ["internal"]), Rule(.internalCallsAffected, ["internal", "affected"]),
        Rule(.internalCallsAffected, ["happen", "internal"], isQuestion: true),
        Rule(.phoneDisplayDuring, ["phone", "display"]),
        Rule(.phoneDisplayDuring, ["display", "during"], isQuestion: true),
        Rule(.phoneDisplayAfter, ["display", "after"]), Rule(.phoneDisplayAfter, ["phone", "display", "after"]),
        Rule(.phoneDisplayDuring, ["displayed", "phone"], isQuestion: true),
        Rule(.pattern, ["pattern"], isQuestion: true),
        Rule(.internetChecksRun, ["internet", "checks"], isQuestion: true),
        Rule(.internetStable, ["internet", "stable"], isQuestion: true),
        Rule(.equipmentChecked, ["equipment", "checked"]), Rule(.equipmentChecked, ["equipment"]),
        Rule(.firstLevelDiagnosticsDone, ["first", "level", "diagnostic", "done"]),
        Rule(.firstLevelDiagnosticsDone, ["first", "level", "diagnostic"]),
        Rule(.firstLevelDiagnosticsDone, ["diagnostic", "done"]), Rule(.firstLevelDiagnosticsDone, ["diagnostic"]),
    ]

    /// Names that mean somebody only above the calls: in a table of calls, `name` and `email` are an agent's.
    static let ofPeople: Set<CaseField> = [.representative, .representativeEmail, .representativePhone]

    static func read(_ heading: HeadingWords) -> NamedField? {
        let set = Set(heading.words).subtracting(FieldWords.fillers.subtracting(["all"]))
        if set == ["what", "happening"] || set == ["what", "happened"] || set == ["what", "wrong"] {
            return NamedField(meaning: .sample(.symptoms), strength: .plain)
        }
        for rule in rules where rule.words == set {
            return NamedField(meaning: .whole(rule.field), strength: rule.words.count > 1 ? .exact : .plain)
        }
        // "Is the internet stable and have checks been run?" asks both; the first is what is meant.
        if set.isSuperset(of: ["internet", "stable"]) {
            return NamedField(meaning: .whole(.internetStable), strength: .plain)
        }
        for rule in rules where rule.isQuestion && set.isSuperset(of: rule.words) {
            return NamedField(meaning: .whole(rule.field), strength: .plain)
        }
        return nil
    }

    /// The same field where it stands once, above the calls or in a line of its own.
    static func whole(_ field: SampleField) -> CaseField? {
        switch field {
        case .timeZone: return .timeZone
        case .country: return .country
        case .symptoms: return .symptoms
        case .ownNumber: return .ownNumbers
        default: return nil
        }
    }
}
