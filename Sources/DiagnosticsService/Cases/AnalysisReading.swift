import Cases
import ReportModel

/// A stored analysis as far as a page shows it: read part by part, and never more than a page can hold.
struct AnalysisReading: Sendable {
    let overview: AnalysisOverview
    let captures: [AnalysisCapture]
    let calls: [AnalysisCall]
    let streams: [String: AnalysisStream]
    let findings: [AnalysisFinding]
    /// How many there are in all.
    let callCount: Int
    let findingCount: Int

    /// Calls and findings of a page; of the others it is said how many there are.
    static let maximumCalls = 40
    static let maximumFindings = 40
    /// Bytes of an analysis that is read for a page.
    static let maximumBytes = 64 << 20

    /// All of it, or the call named `only`.
    init(_ source: some AnalysisSource, only: String? = nil) {
        overview = source.overview
        captures = (0..<source.captureCount).prefix(100).map { source.capture($0) }
        if let only {
            calls = source.callIndex(only).map { [source.call($0)] } ?? []
        } else {
            calls = (0..<source.callCount).prefix(Self.maximumCalls).map { source.call($0) }
        }
        var streams: [String: AnalysisStream] = [:]
        for call in calls {
            for stream in source.streams(Array(call.streams.prefix(20))) { streams[stream.id] = stream }
        }
        self.streams = streams
        let order = ["fault": 0, "warning": 1]
        let streamNames = Set(streams.keys)
        var following = FollowingFindings()
        let all = (0..<min(source.findingCount, 2_000)).map { source.finding($0) }.filter { finding in
            // One cause is one finding: what follows from another is told with that.
            guard !following.isConsequence(finding) else { return false }
            guard only != nil else { return true }
            return finding.call == only || finding.stream.map(streamNames.contains) == true
        }
        findings = all.enumerated()
            .sorted { (order[$0.element.severity] ?? 2, $0.offset) < (order[$1.element.severity] ?? 2, $1.offset) }
            .prefix(Self.maximumFindings).map(\.element)
        callCount = source.callCount
        findingCount = source.findingCount
    }

    /// What was found of a call.
    func findings(of call: AnalysisCall) -> [AnalysisFinding] {
        findings.filter { finding in
            finding.call == call.id || finding.call == nil && finding.stream.map(call.streams.contains) == true
        }
    }

    /// The analysis of a case; `nil` if there is none, or it is too large, or it cannot be read.
    static func read(
        _ document: StoredDocument?, in vault: any CaptureVault, only: String? = nil
    ) -> AnalysisReading? {
        guard let document, document.bytes <= maximumBytes,
            let bytes = try? vault.bytes(of: document.sha256, limit: maximumBytes)
        else { return nil }
        return read(bytes, only: only)
    }

    static func read(_ bytes: [UInt8], only: String? = nil) -> AnalysisReading? {
        guard let stored = try? StoredAnalysis(bytes) else { return nil }
        return AnalysisReading(stored, only: only)
    }
}
