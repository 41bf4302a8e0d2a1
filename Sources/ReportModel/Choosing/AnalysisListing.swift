import CallVocabulary
import Findings

/// The order in which calls are told, what is found about them by kind, and what is counted: reckoned once for a source.
public struct AnalysisListing: Sendable {
    /// How calls are sorted.
    public enum Order: String, Sendable, CaseIterable {
        /// Faults first, then warnings, then what cannot be told; of equals, the earlier finding first.
        case worst
        /// As they began.
        case time
    }

    /// A call's place and standing.
    public struct Entry: Sendable {
        /// Its place in the source.
        public var index: Int
        /// Its verdict.
        public var verdict: String
        /// The codes of the faults and warnings about it, most severe first, each once.
        public var codes: [String]
        /// The place of its first finding.
        var firstFinding: Int
        var startedAt: CaptureTime
    }

    /// The calls in the order asked for.
    public let calls: [Entry]
    /// The faults and warnings by kind: most severe first, of equals the most frequent.
    public let groups: [FindingGroup]
    /// The notes by kind.
    public let notes: [FindingGroup]
    /// The places of the findings that follow from another one and are told with that: one cause is one finding.
    public let consequences: Set<Int>

    /// The listing of a source.
    public init(_ source: some AnalysisSource, order: Order = .worst) {
        var groups: [FindingGroup.Key: FindingGroup] = [:]
        var order0: [FindingGroup.Key] = []
        var codes: [String: [(code: String, finding: Int)]] = [:]
        var following = FollowingFindings()
        var folded: Set<Int> = []
        for index in 0..<source.findingCount {
            let finding = source.finding(index)
            guard !following.isConsequence(finding) else {
                folded.insert(index)
                continue
            }
            let key = FindingGroup.Key(severity: finding.severity, code: finding.code, cause: finding.cause)
            if groups[key] == nil {
                order0.append(key)
                groups[key] = FindingGroup(key: key)
            }
            groups[key]?.add(finding, at: index, measured: FindingGroup.measure(finding, source))
            guard finding.severity != "note" else { continue }
            for call in FindingGroup.calls(of: finding, in: source) {
                if codes[call]?.contains(where: { $0.code == finding.code }) != true {
                    codes[call, default: []].append((finding.code, index))
                }
            }
        }
        let all = order0.enumerated().compactMap { place, key in groups[key].map { (place, $0) } }
            .sorted { ($0.1.rank, -$0.1.findings.count, $0.0) < ($1.1.rank, -$1.1.findings.count, $1.0) }.map(\.1)
        self.groups = all.filter { $0.severity != "note" }
        notes = all.filter { $0.severity == "note" }
        consequences = folded
        var entries: [Entry] = []
        entries.reserveCapacity(source.callCount)
        for index in 0..<source.callCount {
            let call = source.call(index)
            let known = codes[call.id] ?? []
            entries.append(
                Entry(
                    index: index, verdict: call.verdict, codes: known.map(\.code),
                    firstFinding: known.first?.finding ?? .max, startedAt: call.startedAt))
        }
        switch order {
        case .worst:
            entries.sort {
                (Self.rank($0.verdict), $0.firstFinding, $0.startedAt, $0.index)
                    < (Self.rank($1.verdict), $1.firstFinding, $1.startedAt, $1.index)
            }
        case .time: entries.sort { ($0.startedAt, $0.index) < ($1.startedAt, $1.index) }
        }
        calls = entries
    }

    static func rank(_ verdict: String) -> Int {
        ["fault", "warning", "cannot-tell", ""].firstIndex(of: verdict) ?? 4
    }

    /// The calls behind the first `shown`, counted by verdict in words: `198 clear, 12 cannot be told`; empty without
    /// any.
    public func rest(after shown: Int) -> String { Self.words(calls.dropFirst(shown).map(\.verdict)) }

    /// Verdicts counted in words.
    package static func words(_ verdicts: [String]) -> String {
        let names = [
            ("fault", "with a fault", "with faults"), ("warning", "with a warning", "with warnings"),
            ("clear", "clear", "clear"),
            ("cannot-tell", "cannot be told", "cannot be told"), ("", "not judged", "not judged"),
        ]
        return names.compactMap { verdict, one, many in
            let count = verdicts.count { $0 == verdict }
            return count == 0 ? nil : "\(CountText.of(count)) \(count == 1 ? one : many)"
        }.joined(separator: ", ")
    }
}

/// Findings of one kind: the same code, cause and severity.
public struct FindingGroup: Sendable {
    struct Key: Hashable {
        var severity: String
        var code: String
        var cause: String?
    }

    /// The severity of all of them.
    public var severity: String { key.severity }
    /// The code of all of them.
    public var code: String { key.code }
    /// The cause of all of them.
    public var cause: String? { key.cause }
    /// Their places in the source.
    public private(set) var findings: [Int] = []
    /// The ids of the calls they are about.
    public private(set) var calls: Set<String> = []
    /// The place of the worst.
    public private(set) var worst = 0
    /// The least and the greatest of what can be measured of all of them.
    public private(set) var range: (low: Double, high: Double)?
    /// The unit of ``range``.
    public private(set) var unit = ""

    let key: Key
    private var isMeasured = true

    init(key: Key) {
        self.key = key
    }

    var rank: Int { ["fault", "warning", "note"].firstIndex(of: severity) ?? 3 }

    /// What the code means, in a few words; the code itself where it is not known.
    public var title: String { Self.titles[code] ?? code }

    private static let titles: [String: String] = {
        let pages = FindingPage.all().map { ($0.explanation.code.rawValue, $0.explanation.title) }
        return Dictionary(pages, uniquingKeysWith: { first, _ in first })
    }()

    mutating func add(_ finding: AnalysisFinding, at index: Int, measured: (value: Double, unit: String)?) {
        if findings.isEmpty { worst = index }
        findings.append(index)
        if let call = finding.call { calls.insert(call) }
        guard isMeasured, let measured, unit.isEmpty || unit == measured.unit else {
            isMeasured = false
            range = nil
            return
        }
        unit = measured.unit
        if let known = range {
            if measured.value > known.high { worst = index }
            range = (min(known.low, measured.value), max(known.high, measured.value))
        } else {
            range = (measured.value, measured.value)
            worst = index
        }
    }

    /// The figure by which findings of a kind are compared: the first with a threshold, or the first at all; of loss and
    /// jitter, what the stream says.
    static func measure(_ finding: AnalysisFinding, _ source: some AnalysisSource) -> (value: Double, unit: String)? {
        if let figure = finding.figures.first(where: { $0.threshold != nil }) ?? finding.figures.first {
            return (figure.value, figure.unit)
        }
        guard ["media.packet-loss", "media.jitter"].contains(finding.code),
            let stream = (finding.stream ?? finding.streams.first).flatMap({ source.streamIndex($0) })
        else { return nil }
        let known = source.stream(stream)
        if finding.code == "media.jitter" { return known.jitter.map { ($0.meanMilliseconds, "milliseconds") } }
        return (known.counts.lossPercent, "percent")
    }

    /// The ids of the calls that a finding is about.
    package static func calls(of finding: AnalysisFinding, in source: some AnalysisSource) -> [String] {
        if let call = finding.call { return [call] }
        return finding.streams.compactMap { source.streamIndex($0).flatMap { source.stream($0).call } }
    }
}

/// Counts for people.
package enum CountText {
    /// `7`, `1,321`.
    package static func of(_ count: Int) -> String {
        let digits = String(count.magnitude)
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (count < 0 ? "-" : "") + text
    }

    /// `1 call`, `1,321 calls`.
    package static func of(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(of(count)) \(count == 1 ? one : many ?? one + "s")"
    }
}
