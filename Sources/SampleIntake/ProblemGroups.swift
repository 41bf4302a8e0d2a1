/// Problems of one kind that many samples have, as one.
public struct ProblemGroup: Sendable {
    /// The kind.
    public var code: ProblemCode
    /// Whether it blocks.
    public var severity: ProblemSeverity
    /// The indices of the samples that have it, from 0, in order.
    public var samples: [Int]
    /// One sentence about all of them: `28 calls are older than 2 hours: lines 2 to 29.`
    public var message: String
    /// What to do about each.
    public var remedy: String

    /// Samples that make a group.
    public static let least = 3

    /// The problems of samples, with those of one kind that ``least`` samples and more have as groups.
    public static func groups(of answer: CheckAnswer) -> (groups: [ProblemGroup], others: [Problem]) {
        struct Kind: Hashable {
            var code: ProblemCode
            var isBlocking: Bool
            var field: Substring
        }
        func kind(_ problem: Problem) -> Kind {
            Kind(
                code: problem.code, isBlocking: problem.severity == .blocking,
                field: problem.field?.split(separator: "/").last ?? "")
        }
        var order: [Kind] = []
        var members: [Kind: [Problem]] = [:]
        for problem in answer.problems where problem.sample != nil {
            let kind = kind(problem)
            if members[kind] == nil { order.append(kind) }
            members[kind, default: []].append(problem)
        }
        let large = order.filter { (members[$0]?.count ?? 0) >= least }
        let groups = large.compactMap { kind in
            members[kind].flatMap { ProblemGroup($0, limit: answer.maximumAgeSeconds) }
        }
        let grouped = Set(large)
        return (groups, answer.problems.filter { $0.sample != nil && !grouped.contains(kind($0)) })
    }

    private init?(_ problems: [Problem], limit: Int64) {
        guard let first = problems.first else { return nil }
        code = first.code
        severity = first.severity
        samples = problems.compactMap(\.sample)
        let count = samples.count
        let lines = problems.compactMap(\.line)
        let places =
            lines.count == problems.count
            ? "lines \(ProblemGroup.ranges(lines))" : "calls \(ProblemGroup.ranges(samples.map { $0 + 1 }))"
        let known = ProblemCatalog.entry(first.code.rawValue)?.several
        let phrase = (known ?? "calls have this problem")
            .replacing("{field}", with: ProblemGroup.words(first)).replacing("{limit}", with: ClockText.limit(limit))
        // What differs from call to call is shown of one, unless the sentence says it all.
        let isSame = Set(problems.map(\.message)).count == 1 || phrase.contains(ClockText.limit(limit))
        message = "\(count) \(phrase): \(places)." + (isSame && known != nil ? "" : " The first: \(first.message)")
        remedy = first.remedy
    }

    private static func words(_ problem: Problem) -> String {
        problem.field?.split(separator: "/").last.flatMap { SampleField(rawValue: String($0)) }?.words ?? "field"
    }

    /// `2 to 29, 31 and 33`.
    static func ranges(_ numbers: [Int]) -> String {
        var parts: [(from: Int, to: Int)] = []
        for number in numbers.sorted() {
            if let last = parts.last, number <= last.to + 1 {
                parts[parts.count - 1].to = max(last.to, number)
            } else {
                parts.append((number, number))
            }
        }
        var texts = parts.prefix(12).map { part in
            part.from == part.to
                ? "\(part.from)" : part.to == part.from + 1 ? "\(part.from), \(part.to)" : "\(part.from) to \(part.to)"
        }
        if parts.count > 12 { texts.append("\(parts.count - 12) more") }
        guard texts.count > 1, let last = texts.popLast() else { return texts.first ?? "" }
        return texts.joined(separator: ", ") + " and " + last
    }
}
