/// **What they check.** What opening a case needs beside the samples: whose service, who speaks for it, what was tried.
///
/// **Why it matters.** Without it support has to ask, and the clock runs.
///
/// **What clears it.** The missing entry; `unknown` is an answer to any question of the checklist.
struct CaseRules {
    let policy: SamplePolicy

    static let symptoms: Set<String> = [
        "no-audio", "one-way-audio", "break-up", "delayed-speech", "echo", "robotic", "static-noise", "other",
        "unknown",
    ]
    /// Advised questions: the fields of which one answers them, and the question.
    private static let advised: [([String], String)] = [
        (["frequency"], "Is it on all calls, or intermittent?"), (["phonesAffected"], "One phone, several, or all?"),
        (["triedAnotherPhone"], "Has the call been tried on another phone?"),
        (["directionsAffected"], "Incoming calls, outgoing, or both?"),
        (["internalCallsAffected"], "Does it happen on internal calls?"),
        (["phoneDisplayDuring", "phoneDisplayAfter"], "What did the phone display?"),
        (["pattern"], "Is there a pattern, such as the time of day?"),
        (["internetStable", "internetChecksRun"], "Is the internet connection stable, and was it checked?"),
    ]

    func check(_ draft: SubmissionDraft) -> [Problem] {
        var problems: [Problem] = []
        func note(
            _ code: ProblemCode, _ severity: ProblemSeverity = .blocking, _ field: String, _ message: String,
            _ remedy: String
        ) {
            problems.append(Problem(code: code, severity: severity, field: field, message: message, remedy: remedy))
        }
        if draft.text("serviceIdentifier") == nil {
            note(
                .missingServiceIdentifier, .blocking, "/serviceIdentifier", "The service is not named.",
                "Give its site name, its address, or one of its telephone numbers as serviceIdentifier.")
        }
        representative(draft, note)
        for (name, allowed, code) in [
            ("severity", ["s1", "s2", "s3"], ProblemCode.severityNotUnderstood),
            ("region", ["us", "europe"], .regionNotUnderstood),
        ] {
            let given = draft.text(name)
            if given.map({ allowed.contains($0.lowercased()) }) != true {
                let list = allowed.map { name == "severity" ? $0.uppercased() : $0 }.joined(separator: ", ")
                note(
                    code, .blocking, "/\(name)",
                    given.map { "\(GivenText.shown($0)) is not a \(name)." } ?? "The \(name) is missing.",
                    "Write one of \(list)."
                        + (name == "severity"
                            ? " S1: production is down; S2: a major feature is impaired; S3: a minor issue." : ""))
            }
        }
        checklist(draft, note)
        let done = draft.top["responsibilities"]
        if done?["equipmentChecked"] != .bool(true) {
            note(
                .equipmentNotChecked, .blocking, "/responsibilities/equipmentChecked",
                "It is not confirmed that the equipment is cabled and powered.",
                "Check cables and power of phones and routers, then set equipmentChecked to true.")
        }
        if done?["firstLevelDiagnosticsDone"] != .bool(true) {
            note(
                .diagnosticsNotDone, .blocking, "/responsibilities/firstLevelDiagnosticsDone",
                "It is not confirmed that first-level diagnostics were done.",
                "Restart the phone, try another one, test the connection, then set firstLevelDiagnosticsDone to true.")
        }
        return problems
    }

    private func representative(
        _ draft: SubmissionDraft, _ note: (ProblemCode, ProblemSeverity, String, String, String) -> Void
    ) {
        func text(_ name: String) -> String? {
            guard case .string(let text)? = draft.top["representative"]?[name] else { return nil }
            return SubmissionDraft.Value.text(text).trimmed
        }
        guard text("name") != nil, text("email") != nil || text("phone") != nil else {
            note(
                .missingRepresentative, .blocking, "/representative", "Nobody is named who can be asked.",
                "Give representative with name and email or phone.")
            return
        }
        if let allowed = policy.authorizedRepresentatives {
            let email = text("email")?.lowercased()
            if !allowed.contains(where: { $0.lowercased() == email }) {
                note(
                    .unauthorizedRepresentative, .blocking, "/representative",
                    "The representative is not on the customer's list.",
                    "Let one of the authorized representatives submit it, or have the list extended.")
            }
        }
    }

    private func checklist(
        _ draft: SubmissionDraft, _ note: (ProblemCode, ProblemSeverity, String, String, String) -> Void
    ) {
        let list = draft.top["checklist"]
        var symptoms: [String] = []
        switch list?["symptoms"] {
        case .array(let values)?:
            symptoms = values.compactMap { if case .string(let text) = $0 { return text } else { return nil } }
        case .string(let text)?: symptoms = [text]
        default: break
        }
        let unknown = symptoms.filter { !Self.symptoms.contains($0.lowercased()) }
        if symptoms.isEmpty || !unknown.isEmpty {
            note(
                .missingChecklistAnswer, .blocking, "/checklist/symptoms",
                unknown.isEmpty
                    ? "It is not said what is happening."
                    : "\(GivenText.shown(unknown[0])) is not one of the symptoms.",
                "Write one or more of \(Self.symptoms.subtracting(["unknown"]).sorted().joined(separator: ", ")).")
        }
        for (fields, question) in Self.advised where !fields.contains(where: { list?[$0] != nil && list?[$0] != .null })
        {
            note(
                .missingChecklistAnswer, .advice, "/checklist/\(fields[0])", "Not answered: \(question)",
                "An answer helps to find the fault; unknown is one.")
        }
    }
}
