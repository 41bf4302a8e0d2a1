import CallVocabulary
import JSONText

/// Everything a report of a case is made from.
public struct CaseDocument: Sendable {
    /// A case in a list.
    public struct Row: Sendable {
        /// Its number.
        public var number: String
        /// When it was opened.
        public var openedAt: CaptureTime
        /// Its state.
        public var state: String
        /// `S1`, `S2` or `S3`.
        public var severity: String
        /// The support region.
        public var region: String
        /// The service as named.
        public var serviceIdentifier: String
        /// The complaint in one line.
        public var summary: String
        /// The most severe finding's code.
        public var mainFinding: String?

        /// A row of its parts.
        public init(
            number: String, openedAt: CaptureTime, state: String, severity: String, region: String,
            serviceIdentifier: String, summary: String, mainFinding: String?
        ) {
            self.number = number
            self.openedAt = openedAt
            self.state = state
            self.severity = severity
            self.region = region
            self.serviceIdentifier = serviceIdentifier
            self.summary = summary
            self.mainFinding = mainFinding
        }
    }
    /// A finding of a case.
    public struct Finding: Sendable {
        var code: String
        var severity: String
        var cause: String?
        var summary: String

        /// A finding of its parts.
        public init(code: String, severity: String, cause: String?, summary: String) {
            self.code = code
            self.severity = severity
            self.cause = cause
            self.summary = summary
        }
    }
    /// A capture of a case.
    public struct Capture: Sendable {
        var name: String
        var sha256: String
        var bytes: Int

        /// A capture of its parts.
        public init(name: String, sha256: String, bytes: Int) {
            self.name = name
            self.sha256 = sha256
            self.bytes = bytes
        }
    }
    /// Something that happened.
    public struct Event: Sendable {
        var at: CaptureTime
        var kind: String
        var text: String

        /// An event of its parts.
        public init(at: CaptureTime, kind: String, text: String) {
            self.at = at
            self.kind = kind
            self.text = text
        }
    }

    var row: Row
    var program: String
    var findings: [Finding]
    var captures: [Capture]
    var events: [Event]

    /// A document of its parts.
    public init(row: Row, program: String, findings: [Finding], captures: [Capture], events: [Event]) {
        self.row = row
        self.program = program
        self.findings = findings
        self.captures = captures
        self.events = events
    }
}

/// Reports of cases.
public enum CaseReport {
    /// A list for a terminal.
    public static func listText(_ rows: [CaseDocument.Row], style: TextStyle) -> String {
        guard !rows.isEmpty else { return "No case yet. Open one with: earshot submit FORM --capture CAPTURE\n" }
        var table = TextTable([
            .init("case"), .init("opened (UTC)", dispensability: 2), .init("state", dispensability: 3), .init("sev"),
            .init("service"), .init("complaint", dispensability: 1), .init("finding"),
        ])
        for row in rows {
            table.add([
                row.number, String(TimeText.full(row.openedAt).dropLast(7)), row.state, row.severity,
                PlainText.safe(row.serviceIdentifier, limit: 60), PlainText.safe(row.summary, limit: 80),
                row.mainFinding ?? "—",
            ])
        }
        return table.render(style) + "\n"
    }

    /// A list as JSON.
    public static func listJSON(_ rows: [CaseDocument.Row]) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.cases/1")
            json.member("cases", array: rows) { json, row in json.object { write(row, &$0) } }
        }
        return json.bytes + [0x0A]
    }

    /// One case for a terminal.
    public static func text(_ document: CaseDocument, style: TextStyle) -> String {
        let row = document.row
        var lines = [
            style.bold("\(row.number)  \(row.severity)  \(row.state)"),
            PlainText.wrap(PlainText.safe(row.summary, limit: 400), width: style.width, first: "  ", rest: "  "),
            "  Service   \(PlainText.safe(row.serviceIdentifier))", "  Region    \(PlainText.safe(row.region))",
            "  Opened    \(TimeText.full(row.openedAt))", "  Program   \(PlainText.safe(document.program))",
        ]
        lines.append("")
        lines.append(style.bold("Findings"))
        if document.findings.isEmpty { lines.append("  none") }
        for finding in document.findings {
            lines.append(
                "  \(finding.severity.uppercased())  \(finding.code)" + (finding.cause.map { "  (\($0))" } ?? ""))
            lines.append(
                PlainText.wrap(
                    PlainText.safe(finding.summary, limit: 2_000), width: style.width, first: "    ", rest: "    "))
        }
        lines.append("")
        lines.append(style.bold("Captures"))
        if document.captures.isEmpty { lines.append("  none") }
        for capture in document.captures {
            lines.append(
                "  \(PlainText.safe(capture.name))  \(capture.bytes) bytes  SHA-256 \(capture.sha256.prefix(16))…")
        }
        lines.append("")
        lines.append(style.bold("History"))
        for event in document.events {
            lines.append("  \(TimeText.full(event.at))  \(event.kind): \(PlainText.safe(event.text))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One case as JSON.
    public static func json(_ document: CaseDocument) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.case/1")
            write(document.row, &json)
            json.member("program", document.program)
            json.member("findings", array: document.findings) { json, finding in
                json.object { json in
                    json.member("code", finding.code)
                    json.member("severity", finding.severity)
                    json.member("cause", finding.cause)
                    json.member("summary", finding.summary)
                }
            }
            json.member("captures", array: document.captures) { json, capture in
                json.object { json in
                    json.member("name", capture.name)
                    json.member("sha256", capture.sha256)
                    json.member("bytes", capture.bytes)
                }
            }
            json.member("events", array: document.events) { json, event in
                json.object { json in
                    json.member("at", event.at.description)
                    json.member("kind", event.kind)
                    json.member("text", event.text)
                }
            }
        }
        return json.bytes + [0x0A]
    }

    private static func write(_ row: CaseDocument.Row, _ json: inout JSONWriter) {
        json.member("number", row.number)
        json.member("openedAt", row.openedAt.description)
        json.member("state", row.state)
        json.member("severity", row.severity)
        json.member("region", row.region)
        json.member("serviceIdentifier", row.serviceIdentifier)
        json.member("summary", row.summary)
        json.member("mainFinding", row.mainFinding)
    }
}
