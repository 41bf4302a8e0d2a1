import CallVocabulary
import Cases
import Escaping

/// Lists of cases for other programs: tables and calendars.
extension CaseReport {
    /// What a step made of a case, in one line.
    public static func stepText(_ standing: CaseStanding, zone: ShownZone) -> String {
        let row = standing.summary
        let words = [row.state.rawValue, row.severity, row.region].map { Escaping.terminal($0, limit: 80) }
        var text = "\(row.number) is \(words.joined(separator: ", "))."
        guard let clock = standing.clock, row.erasedAt == nil else { return text }
        if clock.initialResponseMet == nil, let due = clock.initialResponseDue, !clock.isResolved {
            text += " First response due \(zone.minute(due, region: row.region))."
        }
        if let due = clock.nextUpdateDue { text += " Next update due \(zone.minute(due, region: row.region))." }
        return text
    }

    /// A list as a table (RFC 4180) with a byte order mark, by which spreadsheets know UTF-8.
    public static func listCSV(_ standings: [CaseStanding], zone: ShownZone) -> String {
        var rows = [
            [
                "case", "state", "severity", "region", "customer", "service", "complaint", "owner", "opened",
                "answer due", "overdue", "escalations", "finding", "time zone",
            ]
        ]
        for standing in standings {
            let row = standing.summary
            // Without letters behind it a spreadsheet takes it for a time; the zone has a column of its own.
            func time(_ time: CaptureTime?) -> String {
                time.map { String(zone.minute($0, region: row.region).prefix(16)) } ?? ""
            }
            rows.append([
                row.number, row.state.rawValue, row.severity, row.region, row.customer ?? "", row.serviceIdentifier,
                row.summary, row.owner ?? "", time(row.openedAt), time(standing.nextDue),
                standing.overdue.isEmpty ? "no" : "yes", String(row.escalations), row.mainFinding ?? "",
                zone.name(region: row.region),
            ])
        }
        return DeskTable.csv(rows)
    }

    /// What is due as a calendar (RFC 5545): an event for each answer that is owed.
    public static func listCalendar(_ standings: [CaseStanding], program: String, now: CaptureTime) -> String {
        var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Earshot//Cases//EN"]
        for standing in standings {
            guard let due = standing.nextDue else { continue }
            let row = standing.summary
            let isFirst = standing.clock?.initialResponseMet == nil && standing.clock?.initialResponseDue == due
            lines += [
                "BEGIN:VEVENT", "UID:\(row.number.lowercased())@earshot", "DTSTAMP:\(stamp(now))",
                "DTSTART:\(stamp(due))", "DURATION:PT15M",
                "SUMMARY:"
                    + Escaping.calendar(
                        "\(isFirst ? "First response" : "Update") due: \(row.number) \(row.severity), \(row.summary)",
                        limit: 400),
                "DESCRIPTION:"
                    + Escaping.calendar(
                        "\(row.serviceIdentifier), \(row.region), owner \(row.owner ?? "nobody yet"). \(program)",
                        limit: 600),
                "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M",
                "DESCRIPTION:" + Escaping.calendar("\(row.number) is due in 15 minutes", limit: 100), "END:VALARM",
                "END:VEVENT",
            ]
        }
        lines.append("END:VCALENDAR")
        return lines.flatMap(folded).joined(separator: "\r\n") + "\r\n"
    }

    /// `20261124T140300Z`.
    private static func stamp(_ time: CaptureTime) -> String {
        let civil = CivilDateTime(time)
        return "\(civil.dateText.filter { $0 != "-" })T\(civil.timeText.filter { $0 != ":" })Z"
    }

    /// A line in pieces of at most 75 bytes, all but the first behind a space.
    private static func folded(_ line: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for scalar in line.unicodeScalars {
            let text = String(scalar)
            if piece.utf8.count + text.utf8.count > 75 {
                pieces.append(piece)
                piece = " "
            }
            piece += text
        }
        pieces.append(piece)
        return pieces
    }
}

/// Rows of tables for spreadsheets.
enum DeskTable {
    static func csv(_ rows: [[String]]) -> String {
        let cell = Escaping.csv(delimiter: ",")
        return "\u{FEFF}" + rows.map { $0.map { cell($0) }.joined(separator: ",") + "\r\n" }.joined()
    }
}
