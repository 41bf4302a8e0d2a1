import CallAnalysis
import Escaping
import Findings
import JSONText

/// An analysis as Markdown, for a ticket.
struct AnalysisMarkdown {
    let document: AnalysisDocument

    func render() -> String {
        var text = EscapedText(.markdown)
        text.add("# Call analysis\n\n")
        text.add("**\(document.verdict.headline)**\n\n")
        for finding in document.findings { self.finding(finding, &text) }
        for sentence in NamedTrafficWords.sentences(document.result) { text.add("\(sentence)\n\n") }
        text.add("## Calls\n\n| call | calling | called | started | outcome |\n|---|---|---|---|---|\n")
        for call in document.result.calls {
            text.add("| \(call.id) | \(call.calling.number ?? call.calling.uri) ")
            text.add("| \(call.called.number ?? call.called.uri) ")
            text.add("| \(call.startedAt.description) | \(call.outcome.rawValue) |\n")
        }
        if !document.patterns.isEmpty {
            text.add("\n## What the affected calls share\n\n")
            for pattern in document.patternTexts { text.add("- \(pattern.summary)\n") }
        }
        text.add("\n## Streams\n\n| stream | from | to | packets | lost | jitter mean ms |\n")
        text.add("|---|---|---|--:|--:|--:|\n")
        for stream in document.result.streams {
            let jitter = stream.jitter.map { DecimalText.fixed($0.meanMilliseconds, places: 1) } ?? "—"
            text.add("| \(stream.id) | \(stream.source.description) | \(stream.destination.description) ")
            text.add("| \(stream.counts.received) | \(stream.counts.lost) | \(jitter) |\n")
        }
        for sentence in StreamRelationText.sentences(document.result) + EncryptionText.sentences(document.result) {
            text.add("\n\(sentence)\n")
        }
        return text.content
    }

    private func finding(_ finding: Finding, _ text: inout EscapedText) {
        text.add("## \(finding.severity.rawValue.uppercased()): \(finding.code.rawValue)")
        if let cause = finding.cause { text.add(" (\(cause.rawValue))") }
        text.add("\n\n\(finding.summary)\n\n")
        for evidence in finding.evidence {
            text.add("- packet \(evidence.packet.number), \(evidence.at.description): \(evidence.text)\n")
        }
        for excluded in finding.excluded { text.add("- not \(excluded.cause.rawValue): \(excluded.because)\n") }
        text.add("\n**What to do.** \(finding.remedy)\n\n")
    }
}
