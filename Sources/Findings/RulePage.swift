/// What a finding code means and what to do, kept in the file of the rule that raises it.
public struct CodeExplanation: Sendable {
    /// The code.
    public let code: FindingCode
    /// A few words for a heading.
    public let title: String
    /// What it means.
    public let meaning: String
    /// What to do.
    public let remedy: String

    /// An explanation of its parts.
    public init(_ code: FindingCode, title: String, meaning: String, remedy: String) {
        self.code = code
        self.title = title
        self.meaning = meaning
        self.remedy = remedy
    }
}

/// What the page of a finding says about one rule, kept in the rule's own file.
public struct RulePage: Sendable {
    /// What the rule looks at.
    public let checks: String
    /// Why a reader should care.
    public let matters: String
    /// What makes the finding go away.
    public let clears: String
    /// The figures at which the rule speaks up.
    public let thresholds: [FindingThreshold]
    /// A sample call that shows it: the name of a folder under `Samples/calls`.
    public let example: String?

    /// A page of its parts.
    public init(
        checks: String, matters: String, clears: String, thresholds: [FindingThreshold] = [], example: String? = nil
    ) {
        self.checks = checks
        self.matters = matters
        self.clears = clears
        self.thresholds = thresholds
        self.example = example
    }
}

/// The page of one finding code: its explanation, and what each rule that raises it checks.
public struct FindingPage: Sendable {
    /// Meaning and remedy.
    public let explanation: CodeExplanation
    /// The pages of the rules that raise the code, in the order the rules are run.
    public let rules: [RulePage]

    /// The page of each code that `rules` explain, in their order.
    public static func all(of rules: [FindingRule] = FindingCatalog.rules) -> [FindingPage] {
        rules.flatMap(\.explains).map { explanation in
            FindingPage(
                explanation: explanation,
                rules: rules.filter { $0.codes.contains(explanation.code) }.compactMap(\.page))
        }
    }
}
