import Cases
import Escaping

/// A case as a comment for the ticket of another desk: what it is, what was heard and found; notes of the team stay here.
///
/// Markdown is ``CaseReport/markdown(_:)``.
extension CaseReport {
    /// In Jira's wiki notation.
    public static func jira(_ view: CaseView) -> String {
        let (document, row) = (view.record, view.record.summary)
        var text = EscapedText(.jira)
        text.add("h3. \(row.number) \(row.severity) \(row.state.rawValue)\n\n\(row.summary)\n\n")
        text.add("* *Service:* \(row.serviceIdentifier)\n* *Region:* \(row.region)\n")
        text.add("* *Opened:* \(view.time(row.openedAt)) by \(row.channel)\n")
        text.add("* *Owner:* \(row.owner ?? "nobody yet")\n")
        if let due = view.standing.nextDue { text.add("* *Answer due:* \(view.time(due))\n") }
        if !document.samples.isEmpty {
            text.add("\nh4. Samples\n\n")
            bounded(samples(view), &text, { $0.add("* \($1)\n") }, { $0.add("* and \($1) more\n") })
        }
        let answers = answers(view.statements)
        if !answers.isEmpty {
            text.add("\nh4. What the customer answered\n\n")
            bounded(answers, &text, { $0.add("* \($1)\n") }, { $0.add("* and \($1) more\n") })
        }
        if !view.checklist.isEmpty {
            text.add("\nh4. Answers against the capture\n\n")
            bounded(view.checklist.map(\.sentence), &text, { $0.add("* \($1)\n") }, { $0.add("* and \($1) more\n") })
        }
        if !document.findings.isEmpty {
            text.add("\nh4. Findings\n\n")
            bounded(
                document.findings, &text, { $0.add("* *\($1.severity)* \($1.code): \($1.summary)\n") },
                { $0.add("* and \($1) more\n") })
        }
        text.add("\nh4. History\n\n")
        bounded(
            told(view), &text, { $0.add("* \(view.time($1.at)) \($1.kind.rawValue): \($1.text)\n") },
            { $0.add("* and \($1) more\n") })
        return text.content
    }

    /// As HTML without styles, as Zendesk, ServiceNow and Salesforce take it.
    public static func html(_ view: CaseView) -> String {
        let (document, row) = (view.record, view.record.summary)
        var page = EscapedText(.html)
        page.add("<h3>\(row.number) \(row.severity) \(row.state.rawValue)</h3>\n<p>\(row.summary)</p>\n<ul>\n")
        page.add("<li>Service: \(row.serviceIdentifier)</li>\n<li>Region: \(row.region)</li>\n")
        page.add("<li>Opened: \(view.time(row.openedAt)) by \(row.channel)</li>\n")
        page.add("<li>Owner: \(row.owner ?? "nobody yet")</li>\n")
        if let due = view.standing.nextDue { page.add("<li>Answer due: \(view.time(due))</li>\n") }
        page.add("</ul>\n")
        func list(_ title: String, _ lines: [String]) {
            guard !lines.isEmpty else { return }
            page.add("<h4>\(title)</h4>\n<ul>\n")
            bounded(lines, &page, { $0.add("<li>\($1)</li>\n") }, { $0.add("<li>and \($1) more</li>\n") })
            page.add("</ul>\n")
        }
        list("Samples", samples(view))
        list("What the customer answered", answers(view.statements))
        list("Answers against the capture", view.checklist.map(\.sentence))
        list("Findings", document.findings.map { "\($0.severity) \($0.code): \($0.summary)" })
        list("History", told(view).map { "\(view.time($0.at)) \($0.kind.rawValue): \($0.text)" })
        return page.content
    }

    /// What of the history others may read: notes are for the desk alone.
    static func told(_ view: CaseView) -> [CaseEvent] { view.record.summary.timeline.filter { $0.kind != .note } }

    /// The entries as far as there is room, and how many more there are.
    private static func bounded<Entry>(
        _ entries: [Entry], _ text: inout EscapedText, _ write: (inout EscapedText, Entry) -> Void,
        _ more: (inout EscapedText, Int) -> Void
    ) {
        for (index, entry) in entries.enumerated() {
            guard text.content.utf8.count < maximumMarkdownBytes else { return more(&text, entries.count - index) }
            write(&text, entry)
        }
    }
}
