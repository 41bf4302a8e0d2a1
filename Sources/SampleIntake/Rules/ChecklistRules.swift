import JSONText

/// **What they check.** Every question of the call quality checklist is answered in words that are understood.
///
/// **Why it matters.** The answers decide which causes are looked for first.
///
/// **What clears it.** An answer; `unknown` is one to every question.
struct ChecklistRules {
    let questions: [CaseRequirements.Question]

    func check(_ checklist: JSONValue?) -> [Problem] {
        questions.flatMap { check($0, checklist) }
    }

    private func check(_ question: CaseRequirements.Question, _ checklist: JSONValue?) -> [Problem] {
        guard let severity = question.requirement.severity, let first = question.fields.first else { return [] }
        func problem(_ field: String, _ message: String, _ remedy: String, given: String? = nil) -> Problem {
            Problem(
                code: .missingChecklistAnswer, severity: severity, field: "/checklist/\(field)",
                given: given.map { GivenText.shown($0) }, message: message, remedy: remedy)
        }
        let words = question.answers.joined(separator: ", ")
        var isAnswered = false
        for field in question.fields {
            let given = Self.texts(checklist?[field])
            guard !given.isEmpty else { continue }
            isAnswered = true
            guard !question.answers.isEmpty else { continue }
            let odd = given.first { text in
                let folded = Self.folded(text)
                return folded != "unknown" && !question.answers.contains { Self.folded($0) == folded }
            }
            if let odd {
                return [
                    problem(
                        field,
                        "\(GivenText.shown(odd)) is no answer to: \(question.question)",
                        "Write \(given.count > 1 || field == "symptoms" ? "one or more" : "one") of \(words), or unknown.",
                        given: odd)
                ]
            }
        }
        if isAnswered { return [] }
        let remedy =
            question.requirement == .blocking
            ? (words.isEmpty ? "Answer it; unknown is an answer." : "Write one or more of \(words).")
            : "An answer helps to find the fault; unknown is one."
        return [problem(first, "Not answered: \(question.question)", remedy)]
    }

    /// The texts of an answer: a text, a list of them, true and false as yes and no.
    static func texts(_ value: JSONValue?) -> [String] {
        switch value {
        case .string(let text)?:
            let trimmed = text.trimmingBlanks
            return trimmed.isEmpty ? [] : [trimmed]
        case .array(let values)?: return values.flatMap { texts($0) }
        case .bool(let truth)?: return [truth ? "yes" : "no"]
        case .number(let text)?: return [text]
        case .object?: return ["{…}"]
        case .null?, nil: return []
        }
    }

    /// Lower case; true and false as yes and no; blanks and underscores as hyphens.
    private static func folded(_ text: String) -> String {
        let lowered = String(text.lowercased().map { $0 == " " || $0 == "_" ? "-" : $0 })
        return lowered == "true" ? "yes" : lowered == "false" ? "no" : lowered
    }

    /// What the checklist says about directions, against what the samples show.
    ///
    /// **What clears it.** A sample of the direction that is affected, or the right word in the checklist.
    static func contradiction(_ checklist: JSONValue?, _ samples: [CheckedSample]) -> Problem? {
        guard let stated = texts(checklist?["directionsAffected"]).first?.lowercased(),
            stated == "incoming" || stated == "outgoing"
        else { return nil }
        let shown = samples.compactMap(\.direction).filter { $0 != .internal }
        guard !shown.isEmpty, shown.allSatisfy({ $0.rawValue != stated }) else { return nil }
        let other = stated == "incoming" ? "outgoing" : "incoming"
        return Problem(
            code: .checklistContradictsSamples, severity: .advice, field: "/checklist/directionsAffected",
            given: stated,
            message: "The checklist says that \(stated) calls are affected, and every sample is \(other).",
            remedy: "Add a sample of an \(stated) call, or write \(other) or both in the checklist.")
    }
}
