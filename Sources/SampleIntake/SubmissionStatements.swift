import JSONText

/// What a submission says beside its numbers and times: the answers to the checklist, and what was heard in each call.
public struct SubmissionStatements: Equatable, Sendable {
    /// An answer to a question of the checklist.
    public struct Answer: Equatable, Sendable {
        /// The question in the program's words.
        public var question: String
        /// The field it stands in, such as `phonesAffected`.
        public var field: String
        /// The answer: the program's word for it where it was understood, else as given.
        public var text: String
    }

    /// What is said of one call.
    public struct Call: Equatable, Sendable {
        /// The symptoms.
        public var symptoms: [String]
        /// Who heard the fault: `calling`, `called` or `both`, as given.
        public var heardBy: String?
        /// The note beside it.
        public var note: String?

        /// Whether nothing is said.
        public var isEmpty: Bool { symptoms.isEmpty && heardBy == nil && note == nil }
    }

    /// The answers, in the order of the questions.
    public var answers: [Answer]
    /// What is said of each call, by the order of the samples.
    public var calls: [Call]

    /// Nothing said.
    public init(answers: [Answer] = [], calls: [Call] = []) {
        self.answers = answers
        self.calls = calls
    }
}

extension SampleChecker {
    /// What a submission says beside its numbers and times; nothing where it cannot be read.
    public func statements(_ bytes: [UInt8], format: SubmissionFormat? = nil) -> SubmissionStatements {
        guard !bytes.isEmpty else { return SubmissionStatements() }
        let draft = SubmissionReader(policy: policy).read(bytes, format: format)
        let checklist = draft.top["checklist"]
        let answers = policy.caseRequirements.checklist.flatMap { question in
            question.fields.compactMap { field -> SubmissionStatements.Answer? in
                let texts = ChecklistRules.texts(checklist?[field])
                guard !texts.isEmpty else { return nil }
                let read = texts.flatMap { ChecklistRules.answers(question, $0) ?? [$0] }
                return SubmissionStatements.Answer(
                    question: question.question, field: field, text: read.joined(separator: ", "))
            }
        }
        let symptoms = policy.caseRequirements.checklist.first { $0.fields.contains("symptoms") }
        let calls = draft.samples.prefix(policy.maximumSamples).map { sample in
            var named: [String] = []
            switch sample.fields[.symptoms] {
            case .list(let values): named = values.map(\.trimmingBlanks)
            case .text(let text): named = [text.trimmingBlanks]
            default: break
            }
            return SubmissionStatements.Call(
                symptoms: named.filter { !$0.isEmpty }.flatMap { text in
                    symptoms.flatMap { ChecklistRules.answers($0, text) } ?? [text]
                }, heardBy: sample.fields[.heardBy]?.trimmed, note: sample.fields[.note]?.trimmed)
        }
        return SubmissionStatements(answers: answers, calls: calls)
    }
}
