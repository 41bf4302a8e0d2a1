import CallVocabulary
import CaseStore
import Reports
import SupportProgram

extension CaseDocument.Row {
    /// The row of a stored case as of `now`.
    public init(_ summary: CaseSummary, program: Program, now: CaptureTime) {
        let clock = CaseClock(program: program).read(summary)
        self.init(
            number: summary.number, openedAt: summary.openedAt, state: summary.state, severity: summary.severity,
            region: summary.region, serviceIdentifier: summary.serviceIdentifier, summary: summary.summary,
            mainFinding: summary.mainFinding, channel: summary.channel, owner: summary.owner,
            customer: summary.customer, closedAt: summary.closedAt, erasedAt: summary.erasedAt, clock: clock,
            overdue: summary.erasedAt == nil ? clock?.overdue(at: now) ?? [] : [],
            escalations: summary.events.count { $0.kind == "escalated" })
    }
}

extension CaseDocument {
    /// The document of a stored case as of `now`.
    public init(_ record: CaseRecord, program: Program, now: CaptureTime) {
        self.init(
            row: Row(record.summary, program: program, now: now), program: program, openedProgram: record.program,
            programVersion: record.programVersion, openedSeverity: record.summary.openedSeverity,
            openedRegion: record.summary.openedRegion, channelReference: record.channelReference,
            importedFrom: record.importedFrom,
            representative: (
                record.representative.name, record.representative.email, record.representative.phone
            ),
            samples: record.samples.map {
                Sample(
                    calling: $0.calling, called: $0.called, startedAt: $0.startedAt, direction: $0.direction,
                    call: $0.call)
            },
            findings: record.findings.map {
                Finding(code: $0.code, severity: $0.severity, cause: $0.cause, summary: $0.summary)
            },
            captures: record.captures.map { Capture(name: $0.name, sha256: $0.sha256, bytes: $0.bytes) },
            events: record.events.map {
                Event(
                    at: $0.at, kind: $0.kind, actor: $0.actor, text: $0.text, target: $0.target,
                    waitingForCustomer: $0.waitingForCustomer)
            },
            deletions: record.deletions.map {
                Deletion(
                    at: $0.at, what: $0.what, sha256: $0.sha256, bytes: $0.bytes, reason: $0.reason, actor: $0.actor)
            })
        patterns = record.analysisJSON.flatMap { PatternReport.patterns(inAnalysis: $0) }
    }
}

/// What a case's export holds beside its captures.
public enum CaseExport {
    /// The files by name: case.json (which an import reads), submission, check, analysis, report, summary.
    public static func files(_ record: CaseRecord, program: Program, now: CaptureTime) -> [(
        name: String, bytes: [UInt8]
    )] {
        let document = CaseDocument(record, program: program, now: now)
        return [
            ("case.json", CaseReport.json(document)), ("summary.md", Array(CaseReport.markdown(document).utf8)),
            ("submission", record.submission), ("check.json", record.checkJSON),
            ("analysis.json", record.analysisJSON ?? []), ("report.html", record.reportHTML),
        ]
    }
}
