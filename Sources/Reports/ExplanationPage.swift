import Findings
import SampleIntake

/// What a code means, what is looked at, and what to do: a page for people who look it up.
public struct ExplanationPage: Sendable {
    /// What a code belongs to.
    public enum Kind: String, Sendable {
        /// Raised about a capture.
        case finding
        /// Named with a finding as its reason.
        case cause
        /// Raised about a submission or a sample.
        case problem
    }

    /// One check that raises the code.
    public struct Check: Sendable {
        /// What is looked at.
        public var looksAt: String
        /// Why a reader should care.
        public var matters: String
        /// What makes it go away.
        public var clears: String
    }

    /// A figure that the checks compare with.
    public struct Figure: Sendable {
        /// The name that program files set it by.
        public var name: String
        /// The built-in value; `nil` where only a program states one.
        public var value: Double?
        /// The unit, such as `ms`.
        public var unit: String
        /// What it means, with its source.
        public var reason: String
    }

    /// The code.
    public var code: String
    /// What it belongs to.
    public var kind: Kind
    /// A few words for a heading; `nil` where the code says enough.
    public var title: String?
    /// What it means.
    public var meaning: String
    /// What to do.
    public var remedy: String
    /// What raises it, where that takes words of its own.
    public var checks: [Check] = []
    /// The figures the checks compare with, each once.
    public var figures: [Figure] = []
    /// Sample calls that show it: names of folders under `Samples/calls`.
    public var examples: [String] = []

    /// A page of its parts.
    public init(code: String, kind: Kind, title: String? = nil, meaning: String, remedy: String) {
        self.code = code
        self.kind = kind
        self.title = title
        self.meaning = meaning
        self.remedy = remedy
    }

    /// The page of a finding code, with the figures of `thresholds`.
    public init(_ page: FindingPage, thresholds: FindingThresholds = FindingThresholds()) {
        code = page.explanation.code.rawValue
        kind = .finding
        title = page.explanation.title
        meaning = page.explanation.meaning
        remedy = page.explanation.remedy
        checks = page.rules.map { Check(looksAt: $0.checks, matters: $0.matters, clears: $0.clears) }
        var named: Set<String> = []
        figures = page.rules.flatMap(\.thresholds).filter { named.insert($0.name).inserted }.map {
            Figure(name: $0.name, value: $0.value(in: thresholds), unit: $0.unit, reason: $0.reason)
        }
        examples = page.rules.compactMap(\.example)
    }

    /// The page of a cause.
    public init(_ explanation: CauseExplanation) {
        code = explanation.cause.rawValue
        kind = .cause
        meaning = explanation.meaning
        remedy = explanation.remedy
    }

    /// The page of a problem of a submission.
    public init(_ entry: ProblemCatalog.Entry) {
        code = entry.code
        kind = .problem
        meaning = entry.meaning
        remedy = entry.remedy
    }

    /// The pages of all codes this build can raise: problems, findings, causes.
    public static func all(thresholds: FindingThresholds = FindingThresholds()) -> [ExplanationPage] {
        ProblemCatalog.entries.map { ExplanationPage($0) }
            + FindingPage.all().map { ExplanationPage($0, thresholds: thresholds) }
            + CauseExplanation.all.map { ExplanationPage($0) }
    }

    /// The page of a code, or the pages whose code, title or meaning holds the words of `text`, best first.
    public static func matching(_ text: String, in pages: [ExplanationPage]) -> [ExplanationPage] {
        let exact = pages.filter { $0.code == text.lowercased() }
        guard exact.isEmpty else { return exact }
        let words = text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init)
        guard !words.isEmpty else { return [] }
        func holds(_ place: String) -> Bool {
            let place = place.lowercased()
            return words.allSatisfy { place.contains($0) }
        }
        let named = pages.filter { holds($0.code) || holds($0.title ?? "") }
        return named.isEmpty ? pages.filter { holds($0.meaning) } : named
    }
}
