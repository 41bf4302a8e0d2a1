import Escaping

extension CaseReport {
    /// Bytes of Markdown after which the history is only counted: other ticket systems take so much.
    static let maximumMarkdownBytes = 30_000

    /// One case as Markdown for another ticket system.
    public static func markdown(_ view: CaseView) -> String {
        let document = view.record
        let row = document.summary
        var text = EscapedText(.markdown)
        text.add("# \(row.number) \(row.severity) \(row.state.rawValue)\n\n\(row.summary)\n\n")
        text.add("- Service: \(row.serviceIdentifier)\n- Region: \(row.region)\n")
        text.add("- Opened: \(view.time(row.openedAt)) by \(row.channel)\n")
        text.add("- Owner: \(row.owner ?? "nobody yet")\n")
        if let clock = view.standing.clock {
            text.add("- First response due: \(clock.initialResponseDue.map { view.time($0) } ?? "—")\n")
            text.add("- Next update due: \(clock.nextUpdateDue.map { view.time($0) } ?? "none")\n")
        }
        if !document.samples.isEmpty {
            text.add("\n## Samples\n\n")
            list(samples(view), &text) { $1.add("- \($0)\n") }
        }
        if !view.statements.answers.isEmpty {
            text.add("\n## What the customer answered\n\n")
            list(answers(view.statements), &text) { $1.add("- \($0)\n") }
        }
        if !view.checklist.isEmpty {
            text.add("\n## Answers against the capture\n\n")
            list(view.checklist, &text) { $1.add("- \($0.sentence)\n") }
        }
        text.add("\n## Findings\n\n")
        list(document.findings, &text) { $1.add("- **\($0.severity)** \(code: $0.code) \($0.summary)\n") }
        text.add("\n## Captures\n\n")
        list(document.captures, &text) { capture, text in
            text.add("- \(capture.name), \(capture.bytes) bytes, SHA-256 \(code: capture.sha256)\n")
        }
        text.add("\n## History\n\n")
        list(told(view), &text) { event, text in
            text.add("- \(view.time(event.at)) \(event.kind.rawValue): \(event.text)\n")
        }
        return text.content
    }

    /// The entries as far as there is room, and how many more there are.
    private static func list<Entry>(
        _ entries: [Entry], _ text: inout EscapedText, _ write: (Entry, inout EscapedText) -> Void
    ) {
        for (index, entry) in entries.enumerated() {
            guard text.content.utf8.count < maximumMarkdownBytes else {
                return text.add("- … and \(entries.count - index) more\n")
            }
            write(entry, &text)
        }
    }
}
