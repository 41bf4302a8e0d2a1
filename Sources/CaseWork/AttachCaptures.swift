import CallAnalysis
import Cases
import SupportProgram

/// Attaches further captures to a case: all its captures are analysed together, as one call may cross them, and its
/// samples are matched anew.
public struct AttachCaptures {
    /// What came of it.
    public struct Outcome: Sendable {
        /// The case's number in full.
        public var number: String
        /// What the analysis step found; `nil` if there was nothing to attach.
        public var analyzed: AnalyzeCase.Outcome?
        /// The names of the captures that were attached.
        public var attached: [String]
        /// The captures that the case had already: their names now and then.
        public var skipped: [(name: String, knownAs: String)]
        /// The symptoms the customer reports.
        public var reportedSymptoms: [String] { analyzed?.checked?.symptoms ?? [] }
    }

    private let store: any CaseStore
    private let analyze: AnalyzeCase

    /// Attaching to cases of a store.
    public init(store: any CaseStore, analyze: AnalyzeCase) {
        self.store = store
        self.analyze = analyze
    }

    /// Attaches what is held to a case, and lets go of it. Where the case is changed while its captures are analysed, they
    /// are analysed again.
    public func attach(
        _ captures: [HeldCapture], to number: String, clock: any Clock, by actor: String
    ) throws -> Outcome {
        defer { for capture in captures { store.captureVault.release(capture.held) } }
        var attempts = 0
        while true {
            attempts += 1
            do {
                return try attachOnce(captures, to: number, clock: clock, by: actor)
            } catch let error as CaseStoreError where error.code == .caseChanged {
                guard attempts < CaseLimits.analysisAttempts else {
                    throw CaseStoreError(
                        .caseConflict,
                        "\(error.caseNumber ?? number) was changed \(attempts) times while its captures were analyzed; try again when it is quiet.",
                        caseNumber: error.caseNumber)
                }
            }
        }
    }

    private func attachOnce(
        _ captures: [HeldCapture], to number: String, clock: any Clock, by actor: String
    ) throws -> Outcome {
        let record = try store.record(number)
        let summary = record.summary
        guard summary.erasedAt == nil else {
            throw CaseStoreError(
                .caseConflict, "the content of \(summary.number) was erased.", caseNumber: summary.number)
        }
        guard summary.state != .closed else {
            throw CaseStoreError(
                .caseClosed, "\(summary.number) is closed; reopen it first.", caseNumber: summary.number)
        }
        var known = Dictionary(record.captures.map { ($0.sha256, $0.name) }, uniquingKeysWith: { first, _ in first })
        var outcome = Outcome(number: summary.number, analyzed: nil, attached: [], skipped: [])
        var fresh: [HeldCapture] = []
        for capture in captures {
            if let name = known[capture.held.sha256] {
                outcome.skipped.append((capture.name, name))
            } else {
                known[capture.held.sha256] = capture.name
                fresh.append(capture)
            }
        }
        guard !fresh.isEmpty else { return outcome }
        guard record.captures.count + fresh.count <= CaseLimits.captures else {
            throw CaseStoreError(
                .captureTooLarge, "\(summary.number) would hold more than \(CaseLimits.captures) captures.")
        }
        // The case's own captures come first, so their calls keep their ids.
        let all =
            try record.captures.map { try StoredCaptures.whole($0, of: summary.number, in: store) }
            + fresh.map { try StoredCaptures.held($0, in: store) }
        let analyzed = try analyze.run(AnalyzeCase.Subject(record), captures: all)
        defer { analyze.release(analyzed.stored) }
        var stored = analyzed.stored
        stored.captures = fresh
        try store.attach(stored, to: summary.number, expecting: summary.revision, clock: clock, by: actor)
        outcome.analyzed = analyzed
        outcome.attached = fresh.map(\.name)
        return outcome
    }
}

/// Captures of vaults as the analysis reads them.
enum StoredCaptures {
    /// A kept capture whose bytes are what their hash says.
    static func whole(
        _ capture: StoredCapture, of number: String, in store: any CaseStore
    ) throws -> AnalyzeCase.Capture {
        guard store.captureVault.state(of: capture.sha256) == .whole,
            let path = store.captureVault.path(of: capture.sha256)
        else {
            throw CaseStoreError(
                .damaged,
                "the capture \(capture.sha256.prefix(12)) of \(number) is missing or was changed; restore it from a backup.",
                caseNumber: number)
        }
        return AnalyzeCase.Capture(path: path, name: capture.name, sha256: capture.sha256)
    }

    /// A capture that is held.
    static func held(_ capture: HeldCapture, in store: any CaseStore) throws -> AnalyzeCase.Capture {
        guard let path = store.captureVault.path(of: capture.held) else {
            throw CaseStoreError(.unusable, "the capture \(capture.name) cannot be read where it is held.")
        }
        return AnalyzeCase.Capture(path: path, name: capture.name, sha256: capture.held.sha256)
    }
}
