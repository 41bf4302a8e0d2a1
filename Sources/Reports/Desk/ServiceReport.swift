import CallVocabulary
import Escaping
import JSONText

/// How service was in a month: targets met and missed, and what was returned why.
public struct ServiceReport: Sendable, Equatable {
    /// Targets of one kind.
    public struct Targets: Sendable, Equatable {
        /// Answers that came in time.
        public var met = 0
        /// Answers that came late or not at all.
        public var missed = 0

        /// None.
        public init() {}

        /// The share met in percent; `nil` without targets.
        var percent: Double? { met + missed == 0 ? nil : Double(met) * 100 / Double(met + missed) }

        static func + (left: Targets, right: Targets) -> Targets {
            var sum = left
            sum.met += right.met
            sum.missed += right.missed
            return sum
        }
    }

    /// The cases of one severity in one region.
    public struct Row: Sendable, Equatable {
        /// The severity.
        public var severity: String
        /// The region.
        public var region: String
        /// Cases opened in the month.
        public var opened = 0
        /// Cases resolved or closed in the month.
        public var resolved = 0
        /// Escalations in the month.
        public var escalations = 0
        /// First responses due in the month.
        public var responses = Targets()
        /// Updates due in the month.
        public var updates = Targets()

        /// A row without cases.
        public init(severity: String, region: String) {
            self.severity = severity
            self.region = region
        }
    }

    /// A reason for which submissions were returned.
    public struct Reason: Sendable, Equatable {
        /// The problem's code.
        public var code: String
        /// What it means.
        public var meaning: String
        /// How many submissions were returned for it.
        public var count: Int

        /// A reason of its parts.
        public init(code: String, meaning: String, count: Int) {
            self.code = code
            self.meaning = meaning
            self.count = count
        }
    }

    /// The month, such as `2026-11`.
    public var month: String
    /// The program.
    public var program: String
    /// As of when.
    public var now: CaptureTime
    /// The zone the month begins and ends in.
    public var zone: String
    /// Severities and regions with cases, in the program's order.
    public var rows: [Row] = []
    /// Submissions returned in the month.
    public var returned = 0
    /// Of those the ones that became cases since.
    public var completed = 0
    /// Why, the most frequent first; a submission may have several reasons.
    public var reasons: [Reason] = []

    /// A month in which nothing happened.
    public init(month: String, program: String, now: CaptureTime, zone: String) {
        self.month = month
        self.program = program
        self.now = now
        self.zone = zone
    }

    private func sum(_ part: (Row) -> Int) -> Int { rows.reduce(0) { $0 + part($1) } }
    private var allResponses: Targets { rows.reduce(Targets()) { $0 + $1.responses } }
    private var allUpdates: Targets { rows.reduce(Targets()) { $0 + $1.updates } }

    private static func share(_ targets: Targets) -> String {
        targets.percent.map { "\(DecimalText.fixed($0, places: $0 == 100 ? 0 : 1)) %" } ?? "—"
    }

    private static let titles = [
        "severity", "region", "opened", "resolved", "responses met", "missed", "in time", "updates met", "missed",
        "in time",
        "escalations",
    ]

    private func cells(_ row: Row) -> [String] {
        [
            row.severity, row.region, String(row.opened), String(row.resolved), String(row.responses.met),
            String(row.responses.missed), Self.share(row.responses), String(row.updates.met),
            String(row.updates.missed),
            Self.share(row.updates), String(row.escalations),
        ]
    }

    private var total: [String] {
        [
            "all", "", String(sum(\.opened)), String(sum(\.resolved)), String(allResponses.met),
            String(allResponses.missed),
            Self.share(allResponses), String(allUpdates.met), String(allUpdates.missed), Self.share(allUpdates),
            String(sum(\.escalations)),
        ]
    }

    private var returnedSentence: String {
        guard returned > 0 else { return "No submission was returned." }
        return
            "\(returned) \(returned == 1 ? "submission was" : "submissions were") returned, \(completed) of them became cases since."
    }

    /// For a terminal.
    public func text(style: TextStyle) -> String {
        var table = TextTable([
            .init("severity"), .init("region"), .init("opened", .right, dispensability: 1),
            .init("resolved", .right, dispensability: 2), .init("responses met", .right), .init("missed", .right),
            .init("in time", .right), .init("updates met", .right), .init("missed", .right), .init("in time", .right),
            .init("escalations", .right, dispensability: 1),
        ])
        for row in rows { table.add(cells(row)) }
        table.add(total)
        var lines = [
            style.bold("\(Escaping.terminal(program, limit: 200)): service in \(month)"),
            style.dim("  the month in \(zone), as of \(TimeText.full(now))"), "", table.render(style), "",
            style.bold("Returned submissions"), "  \(returnedSentence)",
        ]
        for reason in reasons {
            lines.append(
                PlainText.wrap(
                    "\(reason.count) × \(Escaping.terminal(reason.code, limit: 100)): \(reason.meaning)",
                    width: style.width,
                    first: "  ", rest: "      "))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// As a table for spreadsheets: the targets, a blank line, the reasons.
    public var csv: String {
        let head = ["month"] + Self.titles
        return DeskTable.csv(
            [head] + rows.map { [month] + cells($0) } + [[month] + total] + [[]]
                + [["month", "returned for", "meaning", "submissions"]]
                + reasons.map { [month, $0.code, $0.meaning, String($0.count)] }
                + [[month, "all", "", String(returned)], [month, "became cases", "", String(completed)]])
    }

    /// As JSON: `earshot.service/1`.
    public var json: [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.service/1")
            json.member("program", program)
            json.member("month", month)
            json.member("zone", zone)
            json.member("at", now.description)
            json.member("rows", array: rows) { json, row in
                json.object { json in
                    json.member("severity", row.severity)
                    json.member("region", row.region)
                    json.member("opened", row.opened)
                    json.member("resolved", row.resolved)
                    json.member("responsesMet", row.responses.met)
                    json.member("responsesMissed", row.responses.missed)
                    json.member("updatesMet", row.updates.met)
                    json.member("updatesMissed", row.updates.missed)
                    json.member("escalations", row.escalations)
                }
            }
            json.member("returned", returned)
            json.member("completed", completed)
            json.member("reasons", array: reasons) { json, reason in
                json.object { json in
                    json.member("code", reason.code)
                    json.member("meaning", reason.meaning)
                    json.member("count", reason.count)
                }
            }
        }
        return json.bytes + [0x0A]
    }

    /// As one page.
    public var html: String {
        var page = EscapedText(.html)
        AnalysisPage.begin(&page, title: "Service in \(month)")
        page.element("h1", "\(program): service in \(month)")
        page.element("p", "The month in \(zone), as of \(TimeText.full(now)).", attributes: " class=\"dim\"")
        page.markup(
            "<section><h2>Targets met and missed</h2><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Targets\"><table><thead><tr>"
        )
        for (index, title) in Self.titles.enumerated() {
            if index < 2 { page.markup("<th scope=\"col\">") } else { page.markup("<th scope=\"col\" class=\"n\">") }
            page.text(title)
            page.markup("</th>")
        }
        page.markup("</tr></thead><tbody>\n")
        for cells in rows.map(cells) + [total] {
            page.markup("<tr>")
            for (index, cell) in cells.enumerated() {
                if index < 2 { page.element("td", cell) } else { page.element("td", cell, attributes: " class=\"n\"") }
            }
            page.markup("</tr>\n")
        }
        page.markup("</tbody></table></div></section>\n<section><h2>Returned submissions</h2>")
        page.element("p", returnedSentence)
        if !reasons.isEmpty {
            page.markup("<table><thead><tr><th scope=\"col\">reason</th><th scope=\"col\">code</th>")
            page.markup("<th scope=\"col\" class=\"n\">submissions</th></tr></thead><tbody>\n")
            for reason in reasons {
                page.markup("<tr>")
                page.element("td", reason.meaning)
                page.element("td", reason.code)
                page.element("td", String(reason.count), attributes: " class=\"n\"")
                page.markup("</tr>\n")
            }
            page.markup("</tbody></table>")
        }
        page.markup("</section>\n")
        AnalysisPage.end(&page, isSearchable: false)
        return page.content
    }
}
