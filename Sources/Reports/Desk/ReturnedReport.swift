import CallVocabulary
import Cases
import Escaping
import JSONText
import SampleIntake

/// Returned submissions for people and programs.
public enum ReturnedReport {
    /// A list for a terminal.
    public static func listText(_ rows: [ReturnedSummary], zone: ShownZone, style: TextStyle) -> String {
        var table = TextTable([
            .init("submission"), .init("received", dispensability: 1), .init("state"),
            .init("versions", .right, dispensability: 3), .init("reminded", .right), .init("service"),
            .init("contact", dispensability: 2), .init("returned for", dispensability: 1),
        ])
        for row in rows {
            let person = row.details.representative
            table.add([
                row.number, zone.minute(row.receivedAt, region: row.details.region), state(row), String(row.versions),
                row.reminders.isEmpty ? "—" : String(row.reminders.count), row.details.serviceIdentifier ?? "—",
                person.name ?? person.email ?? person.phone ?? "—", row.details.reasons.joined(separator: " "),
            ])
        }
        return table.render(style) + "\n"
    }

    private static func state(_ row: ReturnedSummary) -> String {
        row.state == .completed ? row.caseNumber ?? "completed" : row.state.rawValue
    }

    /// A list as a table for spreadsheets.
    public static func listCSV(_ rows: [ReturnedSummary], zone: ShownZone) -> String {
        DeskTable.csv(
            [
                [
                    "submission", "received", "state", "case", "versions", "reminders", "customer", "service",
                    "contact",
                    "e-mail", "telephone", "returned for", "time zone",
                ]
            ]
                + rows.map { row in
                    let person = row.details.representative
                    return [
                        row.number, String(zone.minute(row.receivedAt, region: row.details.region).prefix(16)),
                        row.state.rawValue, row.caseNumber ?? "", String(row.versions), String(row.reminders.count),
                        row.details.customer ?? "", row.details.serviceIdentifier ?? "", person.name ?? "",
                        person.email ?? "", person.phone ?? "", row.details.reasons.joined(separator: " "),
                        zone.name(region: row.details.region),
                    ]
                })
    }

    /// A list as JSON: `earshot.submissions/1`.
    public static func listJSON(_ rows: [ReturnedSummary], next: String?, total: Int) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.submissions/1")
            json.member("submissions", array: rows) { json, row in json.object { write(row, to: &$0) } }
            json.member("total", total)
            json.member("next", next)
        }
        return json.bytes + [0x0A]
    }

    /// One returned submission as JSON: `earshot.returned/1`; `answer` is what has to be put right.
    public static func json(_ returned: ReturnedSubmission, answer: CheckAnswer?) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.returned/1")
            write(returned.summary, to: &json)
            json.key("check")
            if let answer { CheckJSON.write(answer, to: &json) } else { json.null() }
        }
        return json.bytes + [0x0A]
    }

    private static func write(_ row: ReturnedSummary, to json: inout JSONWriter) {
        json.member("number", row.number)
        json.member("receivedAt", row.receivedAt.description)
        json.member("state", row.state.rawValue)
        json.member("case", row.caseNumber)
        json.member("versions", row.versions)
        json.member("reminders", row.reminders.count)
        json.member("customer", row.details.customer)
        json.member("serviceIdentifier", row.details.serviceIdentifier)
        json.member("region", row.details.region)
        json.member("reasons", texts: row.details.reasons)
        json.member("representative", object: row.details.representative) { json, person in
            json.member("name", person.name)
            json.member("email", person.email)
            json.member("phone", person.phone)
        }
        json.member("events", array: row.events) { json, event in
            json.object { json in
                json.member("at", event.at.description)
                json.member("kind", event.kind.rawValue)
                json.member("actor", event.actor)
                json.member("text", event.text)
            }
        }
    }

    /// One returned submission for a terminal; `answer` is what has to be put right.
    public static func text(
        _ returned: ReturnedSubmission, answer: CheckAnswer?, zone: ShownZone, style: TextStyle
    ) -> String {
        let row = returned.summary
        let region = row.details.region
        var lines = [style.bold("\(row.number)  \(row.state.rawValue)")]
        func field(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            let padded = name + String(repeating: " ", count: max(0, 10 - name.count))
            lines.append("  \(padded)\(Escaping.terminal(value, limit: 300))")
        }
        field("Customer", row.details.customer)
        field("Service", row.details.serviceIdentifier)
        let person = row.details.representative
        field("Contact", [person.name, person.email, person.phone].compactMap { $0 }.joined(separator: ", "))
        field(
            "Received",
            zone.second(row.receivedAt, region: region) + (row.versions > 1 ? ", \(row.versions) versions" : ""))
        field("Case", row.caseNumber)
        if let answer {
            lines += ["", CheckText(answer: answer, style: style).render().trimmedEnd]
        }
        lines += ["", style.bold("History")]
        if row.events.isEmpty { lines.append("  nothing since it was returned") }
        for event in row.events {
            let kind = event.kind == .update ? "reminder" : event.kind.rawValue
            let who = event.actor.isEmpty ? "" : " by \(Escaping.terminal(event.actor, limit: 60))"
            lines.append(
                PlainText.wrap(
                    "\(zone.second(event.at, region: region))  \(kind)\(who): \(Escaping.terminal(event.text, limit: 2_000))",
                    width: style.width, first: "  ", rest: "      "))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
