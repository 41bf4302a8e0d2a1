import CallVocabulary
import CaseStore
import Reports
import SupportProgram

/// Attaches further captures to a case: all its captures are analysed together, as one call may cross them.
public struct AttachCaptures {
    private let store: CaseStore
    private let program: Program

    /// Attaching to cases of a store.
    public init(store: CaseStore, program: Program) {
        self.store = store
        self.program = program
    }

    /// Analyses the case's captures with those at `paths`, and attaches them with what is newly found; returns the
    /// analysis.
    public func attach(
        _ paths: [String], to number: String, analyze: AnalyzeCapture, toolVersion: String, now: CaptureTime,
        by actor: String
    ) throws -> CaptureAnalysis {
        let record = try store.record(number)
        guard record.summary.erasedAt == nil, record.summary.state != "closed" else {
            throw CaseStoreError(
                .caseClosed,
                "\(record.summary.number) is \(record.summary.erasedAt == nil ? "closed" : "erased"); reopen it first.")
        }
        let new = paths.map { (path: $0, name: $0.split(separator: "/").last.map(String.init) ?? $0) }
        let old = try record.captures.map { (path: try store.verifiedPath(of: $0), name: $0.name) }
        let analysis = try analyze.run((old + new).map(\.path), names: (old + new).map(\.name))
        let known = Set(record.findings.map { "\($0.code) \($0.summary)" })
        // The case's own captures come first, so their calls keep their ids.
        let document = AnalysisDocument(
            analysis, toolVersion: toolVersion, stated: record.samples.map { ($0.call, $0.direction) })
        try store.attach(
            new, findings: CaseFindings.stored(analysis).filter { !known.contains("\($0.code) \($0.summary)") },
            analysisJSON: AnalysisReport.json(document), reportHTML: Array(AnalysisReport.html(document).utf8),
            to: number, at: now, by: actor)
        return analysis
    }
}
