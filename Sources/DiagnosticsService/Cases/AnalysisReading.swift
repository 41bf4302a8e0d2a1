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

    init(_ source: some AnalysisSource) {
        overview = source.overview
        captures = (0..<source.captureCount).prefix(100).map { source.capture($0) }
        calls = (0..<source.callCount).prefix(Self.maximumCalls).map { source.call($0) }
        var streams: [String: AnalysisStream] = [:]
        for call in calls {
            for stream in source.streams(Array(call.streams.prefix(20))) { streams[stream.id] = stream }
        }
        self.streams = streams
        let order = ["fault": 0, "warning": 1]
        findings = (0..<min(source.findingCount, 2_000)).map { source.finding($0) }.enumerated()
            .sorted { (order[$0.element.severity] ?? 2, $0.offset) < (order[$1.element.severity] ?? 2, $1.offset) }
            .prefix(Self.maximumFindings).map(\.element)
        callCount = source.callCount
        findingCount = source.findingCount
    }

    /// The analysis of a case; `nil` if there is none, or it is too large, or it cannot be read.
    static func read(_ document: StoredDocument?, in vault: any CaptureVault) -> AnalysisReading? {
        guard let document, document.bytes <= maximumBytes,
            let bytes = try? vault.bytes(of: document.sha256, limit: maximumBytes)
        else { return nil }
        return read(bytes)
    }

    static func read(_ bytes: [UInt8]) -> AnalysisReading? {
        guard let stored = try? StoredAnalysis(bytes) else { return nil }
        return AnalysisReading(stored)
    }
}
