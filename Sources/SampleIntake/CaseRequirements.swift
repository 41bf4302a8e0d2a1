/// What opening a case asks for beside the samples, as data; the defaults are 8x8 Enterprise Support's.
public struct CaseRequirements: Sendable {
    /// One question of the checklist.
    public struct Question: Sendable {
        /// The fields any of which answers it.
        public var fields: [String]
        /// The question.
        public var question: String
        /// The answers understood; empty if any text is one. `yes` and `no` are also true and false.
        public var answers: [String]
        /// Other words for an answer, by the answer: `break-up` is also "break up of audio".
        public var words: [String: [String]]
        /// Whether it has to be answered.
        public var requirement: SamplePolicy.Requirement

        /// A question of its parts.
        public init(
            fields: [String], question: String, answers: [String], words: [String: [String]] = [:],
            requirement: SamplePolicy.Requirement
        ) {
            self.fields = fields
            self.question = question
            self.answers = answers
            self.words = words
            self.requirement = requirement
        }

        /// The answer `text` gives: one of `answers`, `unknown`, or the text itself where any text is one; `nil` if it is
        /// not understood.
        public func answer(_ text: String) -> String? {
            let folded = Question.folded(text)
            guard !folded.isEmpty else { return nil }
            if Question.unknown.contains(folded) { return "unknown" }
            guard !answers.isEmpty else { return text }
            if let found = answers.first(where: { Question.folded($0) == folded }) { return found }
            for answer in answers where words[answer]?.contains(where: { Question.folded($0) == folded }) == true {
                return answer
            }
            return nil
        }

        private static let unknown: Set<String> = [
            "unknown", "dontknow", "donotknow", "notknown", "notsure", "unsure", "notchecked",
        ]

        /// Lower case, letters and digits only; true and false, y and n as yes and no.
        private static func folded(_ text: String) -> String {
            let folded = text.lowercased().filter { $0.isLetter || $0.isNumber }
            switch folded {
            case "true", "y": return "yes"
            case "false", "n": return "no"
            default: return folded
            }
        }
    }

    /// A name a field may have, and what it means.
    public struct Choice: Sendable {
        /// The name.
        public var id: String
        /// What it means.
        public var meaning: String

        /// A choice of its parts.
        public init(id: String, meaning: String) {
            self.id = id
            self.meaning = meaning
        }

        /// Whether `text` names it: by its id, its meaning, or both (`S2`, `2`, `S2 - Production impaired`).
        func isNamed(by text: String) -> Bool {
            func fold(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
            let folded = fold(text)
            guard !folded.isEmpty else { return false }
            return [fold(id), fold(meaning), fold(id) + fold(meaning), String(fold(id).drop(while: \.isLetter))]
                .contains(folded)
        }
    }

    /// Whether a service identifier has to be given.
    public var serviceIdentifier = SamplePolicy.Requirement.blocking
    /// Whether somebody has to be named.
    public var representative = SamplePolicy.Requirement.blocking
    /// Whether the equipment has to be confirmed.
    public var equipmentChecked = SamplePolicy.Requirement.blocking
    /// Whether first-level diagnostics have to be confirmed.
    public var firstLevelDiagnosticsDone = SamplePolicy.Requirement.blocking
    /// Severities, the most severe first.
    public var severities = [
        Choice(id: "S1", meaning: "production is down"), Choice(id: "S2", meaning: "a major feature is impaired"),
        Choice(id: "S3", meaning: "a minor issue"),
    ]
    /// Regions.
    public var regions = [
        Choice(id: "us", meaning: "United States"), Choice(id: "europe", meaning: "Europe"),
    ]
    /// The checklist in its order.
    public var checklist = [
        Question(
            fields: ["symptoms"], question: "What is happening?",
            answers: [
                "no-audio", "one-way-audio", "break-up", "delayed-speech", "echo", "robotic", "static-noise", "other",
            ],
            words: [
                "no-audio": ["no sound", "silence", "dead air"],
                "one-way-audio": ["one way audio", "one-sided audio"],
                "break-up": [
                    "break up of audio", "breaking up", "audio breaks up", "broken audio", "choppy", "choppy audio",
                ],
                "delayed-speech": ["delay", "delayed audio", "delayed"],
                "echo": ["echoes", "echoing"],
                "robotic": ["robotic voice", "robotic audio", "robot voice"],
                "static-noise": ["static", "noise", "static noises", "crackling"],
            ], requirement: .blocking),
        Question(
            fields: ["frequency"], question: "Is it on all calls, or intermittent?",
            answers: ["all-calls", "intermittent"],
            words: [
                "all-calls": ["on all calls", "every call", "all"],
                "intermittent": ["it is intermittent", "intermittently", "sometimes", "some calls"],
            ], requirement: .advice),
        Question(
            fields: ["phonesAffected"], question: "Does it affect one phone, several, or all?",
            answers: ["one", "several", "all"],
            words: [
                "one": ["one single phone", "one phone", "a single phone", "single", "1"],
                "several": ["a few", "a few phones", "several phones", "some", "some phones"],
                "all": ["all phones", "every phone"],
            ], requirement: .advice),
        Question(
            fields: ["triedAnotherPhone"], question: "Has the call been tried on another phone?",
            answers: ["yes", "no"], requirement: .advice),
        Question(
            fields: ["directionsAffected"], question: "Incoming calls, outgoing, or both?",
            answers: ["incoming", "outgoing", "both"],
            words: [
                "incoming": ["incoming calls", "inbound"],
                "outgoing": ["outgoing calls", "outbound"],
                "both": ["both directions", "incoming and outgoing"],
            ], requirement: .advice),
        Question(
            fields: ["internalCallsAffected"], question: "Does it happen on internal calls?", answers: ["yes", "no"],
            requirement: .advice),
        Question(
            fields: ["phoneDisplayDuring", "phoneDisplayAfter"],
            question: "What did the phone display during the call and afterward?", answers: [], requirement: .advice),
        Question(
            fields: ["pattern"], question: "Is there a pattern, such as the time of day?", answers: [],
            requirement: .advice),
        Question(
            fields: ["internetStable", "internetChecksRun"],
            question: "Is the internet connection stable, and was it checked?", answers: ["yes", "no"],
            requirement: .advice),
    ]

    /// 8x8 Enterprise Support's.
    public init() {}
}
