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
        /// Whether it has to be answered.
        public var requirement: SamplePolicy.Requirement

        /// A question of its parts.
        public init(
            fields: [String], question: String, answers: [String], requirement: SamplePolicy.Requirement
        ) {
            self.fields = fields
            self.question = question
            self.answers = answers
            self.requirement = requirement
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
            ], requirement: .blocking),
        Question(
            fields: ["frequency"], question: "Is it on all calls, or intermittent?",
            answers: ["all-calls", "intermittent"], requirement: .advice),
        Question(
            fields: ["phonesAffected"], question: "Does it affect one phone, several, or all?",
            answers: ["one", "several", "all"], requirement: .advice),
        Question(
            fields: ["triedAnotherPhone"], question: "Has the call been tried on another phone?",
            answers: ["yes", "no"], requirement: .advice),
        Question(
            fields: ["directionsAffected"], question: "Incoming calls, outgoing, or both?",
            answers: ["incoming", "outgoing", "both"], requirement: .advice),
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
