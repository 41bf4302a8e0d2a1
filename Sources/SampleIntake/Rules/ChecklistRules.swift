import JSONText

/// **What they check.** Every question of the call quality checklist is answered in words that are understood.
///
/// **Why it matters.** The answers decide which causes are looked for first.
///
/// **What clears it.** An answer; `unknown` is one to every question.
struct ChecklistRules {
    let questions: [CaseRequirements.Question]
    let form: FormWords

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
            let odd = given.first { Self.answers(question, $0) == nil }
            if let odd {
                return [
                    problem(
                        field,
                        "\(GivenText.shown(odd)) does not answer: \(question.question)",
                        "Write \(given.count > 1 || field == "symptoms" ? "one or more" : "one") of \(words), or unknown.",
                        given: odd)
                ]
            }
        }
        if isAnswered { return [] }
        let example = question.answers.first ?? "unknown"
        let adding = form.adding(caseField: "checklist/\(first)", example)
        let remedy =
            question.requirement == .blocking
            ? "Answer it with \(words.isEmpty ? "a few words" : "one or more of \(words)"), or unknown: \(adding)."
            : "An answer helps to find the fault, and unknown is one: \(adding)."
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

    /// The answers in one text, several with commas, semicolons or slashes between them; `nil` if one is not understood.
    static func answers(_ question: CaseRequirements.Question, _ text: String) -> [String]? {
        if let whole = question.answer(text) { return [whole] }
        let parts = text.split { ",;/|+&".contains($0) }.map { String($0).trimmingBlanks }.filter { !$0.isEmpty }
        guard parts.count > 1 else { return nil }
        let read = parts.compactMap { question.answer($0) }
        return read.count == parts.count ? read : nil
    }

    /// What the checklist says about directions, against what the samples show.
    ///
    /// **What clears it.** A sample of the direction that is affected, or the right word in the checklist.
    static func contradiction(_ checklist: JSONValue?, _ samples: [CheckedSample]) -> Problem? {
        guard let text = texts(checklist?["directionsAffected"]).first,
            let stated = DirectionWords.read(text)?.rawValue,
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
