import CallVocabulary
import Cases
import CivilTime
import Reports
import SampleIntake
import SupportProgram

/// Counts the service of a month: a target belongs to the month in which it was due.
public struct MakeServiceReport {
    private let store: any CaseStore
    private let program: Program

    /// Reports of a store by a support program.
    public init(store: any CaseStore, program: Program) {
        self.store = store
        self.program = program
    }

    /// The report of a month as of `now`; months begin and end in each case's region, or in `zone`.
    public func run(year: Int, month: Int, zone: ZoneRules?, now: CaptureTime) throws -> ServiceReport {
        var report = ServiceReport(
            month: "\(year)-\(CivilDateTime.padded(month, to: 2))", program: program.name, now: now,
            zone: zone?.name ?? "each region's time")
        var spans: [String: Range<CaptureTime>] = [:]
        for region in program.regions {
            spans[region.id] = span(year, month, zone ?? program.calendar(of: region).zoneOfHours)
        }
        let other = span(year, month, zone)
        var rows: [String: ServiceReport.Row] = [:]
        let clock = CaseClock(program: program)
        var query = CaseQuery()
        query.openedBefore = ([other.upperBound] + spans.values.map(\.upperBound)).max()
        try store.forEach(query) { summary in
            let span = spans[summary.region] ?? other
            let key = summary.severity + "\n" + summary.region
            var row = rows[key] ?? ServiceReport.Row(severity: summary.severity, region: summary.region)
            count(summary, clock.read(summary), span, now, &row)
            rows[key] = row
        }
        let severities = program.severities.map(\.id)
        let regions = program.regions.map(\.id)
        func place(_ row: ServiceReport.Row) -> (Int, Int) {
            (severities.firstIndex(of: row.severity) ?? .max, regions.firstIndex(of: row.region) ?? .max)
        }
        report.rows = rows.values.filter { $0 != ServiceReport.Row(severity: $0.severity, region: $0.region) }
            .sorted { place($0) < place($1) }
        try countReturned(&report, spans, other)
        return report
    }

    private func count(
        _ summary: CaseSummary, _ clock: ResponseClock.Reading?, _ span: Range<CaptureTime>, _ now: CaptureTime,
        _ row: inout ServiceReport.Row
    ) {
        if span.contains(summary.openedAt) { row.opened += 1 }
        let timeline = summary.timeline
        row.escalations += timeline.count { $0.kind == .escalated && span.contains($0.at) }
        if timeline.contains(where: { [.resolved, .closed].contains($0.kind) && span.contains($0.at) }) {
            row.resolved += 1
        }
        guard let clock, summary.erasedAt == nil || clock.isResolved else { return }
        if let due = clock.initialResponseDue, span.contains(due) {
            switch clock.initialResponseMet {
            case true?: row.responses.met += 1
            case false?: row.responses.missed += 1
            // Not owed any more, or not yet.
            case nil: if due < now, !clock.isResolved { row.responses.missed += 1 }
            }
        }
        row.updates.met += clock.keptUpdatesDue.count { span.contains($0) }
        row.updates.missed += clock.missedUpdatesDue.count { span.contains($0) }
        if let due = clock.nextUpdateDue, due < now, span.contains(due), !clock.missedUpdatesDue.contains(due) {
            row.updates.missed += 1
        }
    }

    private func countReturned(
        _ report: inout ServiceReport, _ spans: [String: Range<CaptureTime>], _ other: Range<CaptureTime>
    ) throws {
        var query = ReturnedQuery()
        query.states = []
        var counts: [String: Int] = [:]
        var (returned, completed) = (0, 0)
        try store.forEachReturned(query) { one in
            let span = one.details.region.flatMap { spans[$0] } ?? other
            guard span.contains(one.receivedAt) else { return }
            returned += 1
            if one.caseNumber != nil { completed += 1 }
            for reason in one.details.reasons { counts[reason, default: 0] += 1 }
        }
        report.returned = returned
        report.completed = completed
        report.reasons = counts.map { code, count in
            ServiceReport.Reason(code: code, meaning: ProblemCatalog.entry(code)?.meaning ?? code, count: count)
        }.sorted { ($1.count, $0.code) < ($0.count, $1.code) }
    }

    /// The first instant of a month to the first of the next, in a zone; in UTC without one.
    private func span(_ year: Int, _ month: Int, _ zone: ZoneRules?) -> Range<CaptureTime> {
        func first(_ year: Int, _ month: Int) -> CaptureTime {
            let local = Int64(CivilDateTime.days(year: year, month: month, day: 1) ?? 0) * 86_400
            return CaptureTime(seconds: zone?.instants(ofLocal: local).first ?? local)
        }
        let start = first(year, month)
        let end = month == 12 ? first(year + 1, 1) : first(year, month + 1)
        return start..<max(start, end)
    }
}
