import CallVocabulary
import Findings

/// Some calls of a source with their streams and findings, as a source of its own. Ids stay; what is about files stays.
public struct SelectedAnalysis<Source: AnalysisSource>: AnalysisSource {
    private let source: Source
    private let calls: [Int]
    private let streams: [Int]
    private let findings: [Int]
    private let callPlaces: [String: Int]
    private let streamPlaces: [String: Int]
    /// The overview of the source, with the verdict on what was chosen.
    public let overview: AnalysisOverview

    /// What `selection` wants of `source`.
    public init(_ source: Source, _ selection: AnalysisSelection) {
        self.source = source
        var wanted: Set<Int>?
        var findings: [Int] = []
        if selection.asksForFindings {
            var about: Set<Int> = []
            for index in 0..<source.findingCount {
                let finding = source.finding(index)
                guard selection.takes(finding) else { continue }
                findings.append(index)
                for id in FindingGroup.calls(of: finding, in: source) {
                    if let call = source.callIndex(id) { about.insert(call) }
                }
            }
            wanted = about
        } else {
            findings = Array(0..<source.findingCount)
        }
        var calls: [Int] = []
        var ids: Set<String> = []
        var verdicts: [String] = []
        for index in 0..<source.callCount where wanted?.contains(index) != false {
            let call = source.call(index)
            guard selection.takes(call, index: index), Self.isThere(call, selection.networks, source) else { continue }
            calls.append(index)
            ids.insert(call.id)
            verdicts.append(call.verdict)
        }
        var streams: [Int] = []
        var streamIDs: Set<String> = []
        for index in 0..<source.streamCount {
            let stream = source.stream(index)
            if let call = stream.call {
                guard ids.contains(call) else { continue }
            } else {
                guard selection.calls.isEmpty, selection.numbers.isEmpty, !selection.asksForFindings,
                    Self.isThere(stream, selection)
                else { continue }
            }
            streams.append(index)
            streamIDs.insert(stream.id)
        }
        self.calls = calls
        self.streams = streams
        var faults: [String] = []
        var warnings = 0
        self.findings = findings.filter { index in
            let finding = source.finding(index)
            let isKept =
                finding.call.map { ids.contains($0) }
                ?? (finding.streams.isEmpty || finding.streams.contains { streamIDs.contains($0) })
            if isKept, finding.severity == "fault" { faults.append(finding.summary) }
            if isKept, finding.severity == "warning" { warnings += 1 }
            return isKept
        }
        callPlaces = Dictionary(
            calls.enumerated().map { (source.call($1).id, $0) }, uniquingKeysWith: { first, _ in first })
        streamPlaces = Dictionary(
            streams.enumerated().map { (source.stream($1).id, $0) }, uniquingKeysWith: { first, _ in first })
        var overview = source.overview
        overview.selection =
            "\(CountText.of(calls.count)) of \(CountText.of(source.callCount, "call")): \(selection.words)"
        Self.judge(&overview, faults: faults, warnings: warnings, verdicts: verdicts)
        overview.patterns = []
        self.overview = overview
    }

    /// The verdict on what was chosen: the worst of it.
    private static func judge(
        _ overview: inout AnalysisOverview, faults: [String], warnings: Int, verdicts: [String]
    ) {
        if let headline = AnalysisVerdict.headline(faults: faults, warnings: warnings) {
            overview.verdict = faults.isEmpty ? "warning" : "fault"
            overview.headline = headline
        } else if verdicts.isEmpty {
            overview.verdict = "nothing-to-analyze"
            overview.headline = "No call is of this kind."
        } else if verdicts.contains(where: { $0 != "clear" }) {
            let open = verdicts.count { $0 != "clear" }
            overview.verdict = "cannot-tell"
            overview.headline =
                "Cannot be told: nothing wrong is found, and of \(CountText.of(open, "call")) it is not seen that the "
                + "audio arrives."
        } else {
            overview.verdict = "clear"
            overview.headline = "Nothing wrong found in \(CountText.of(verdicts.count, "call"))."
        }
    }

    private static func isThere(_ call: AnalysisCall, _ networks: [AddressNetwork], _ source: Source) -> Bool {
        guard !networks.isEmpty else { return true }
        func isIn(_ address: IPAddress?) -> Bool {
            address.map { one in networks.contains { $0.contains(one) } } ?? false
        }
        if call.messages.contains(where: { isIn(address(of: $0.from)) || isIn(address(of: $0.to)) }) { return true }
        return source.streams(call.streams).contains { isIn($0.source.address) || isIn($0.destination.address) }
    }

    private static func isThere(_ stream: AnalysisStream, _ selection: AnalysisSelection) -> Bool {
        if let since = selection.since, stream.endedAt < since { return false }
        if let until = selection.until, stream.startedAt > until { return false }
        return selection.networks.isEmpty
            || selection.networks.contains {
                $0.contains(stream.source.address) || $0.contains(stream.destination.address)
            }
    }

    /// The address of an end as it is written: `192.0.2.1:5060`, `[2001:db8::1]:5060`.
    private static func address(of end: String) -> IPAddress? {
        guard let colon = end.lastIndex(of: ":") else { return nil }
        let head = end[..<colon]
        return IPAddress(head.hasPrefix("[") ? head.dropFirst().dropLast() : head)
    }

    /// How many captures there are.
    public var captureCount: Int { source.captureCount }
    /// How many calls there are.
    public var callCount: Int { calls.count }
    /// How many streams there are.
    public var streamCount: Int { streams.count }
    /// How many findings there are.
    public var findingCount: Int { findings.count }
    /// The capture at a place from 0.
    public func capture(_ index: Int) -> AnalysisCapture { source.capture(index) }
    /// The call at a place from 0.
    public func call(_ index: Int) -> AnalysisCall { source.call(calls[index]) }
    /// The stream at a place from 0.
    public func stream(_ index: Int) -> AnalysisStream { source.stream(streams[index]) }
    /// The finding at a place from 0.
    public func finding(_ index: Int) -> AnalysisFinding { source.finding(findings[index]) }
    /// The place of the call with an id.
    public func callIndex(_ id: String) -> Int? { callPlaces[id] }
    /// The place of the stream with an id.
    public func streamIndex(_ id: String) -> Int? { streamPlaces[id] }
}
