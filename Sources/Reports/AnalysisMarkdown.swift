import CallAnalysis
import Findings
import JSONText

/// An analysis as Markdown, for a ticket.
struct AnalysisMarkdown {
    let document: AnalysisDocument

    func render() -> String {
        var text = "# Call analysis\n\n"
        text += "**\(Self.escape(document.verdict.headline))**\n\n"
        for finding in document.findings {
            text += "## \(finding.severity.rawValue.uppercased()): \(finding.code.rawValue)"
            text += finding.cause.map { " (\($0.rawValue))" } ?? ""
            text += "\n\n\(Self.escape(finding.summary))\n\n"
            for evidence in finding.evidence {
                text += "- packet \(evidence.packet.number), \(evidence.at): \(Self.escape(evidence.text))\n"
            }
            for excluded in finding.excluded {
                text += "- not \(excluded.cause.rawValue): \(Self.escape(excluded.because))\n"
            }
            text += "\n**What to do.** \(Self.escape(finding.remedy))\n\n"
        }
        for sentence in NamedTrafficWords.sentences(document.result) { text += Self.escape(sentence) + "\n\n" }
        text += "## Calls\n\n| call | calling | called | started | outcome |\n|---|---|---|---|---|\n"
        for call in document.result.calls {
            text +=
                "| \(call.id) | \(Self.escape(call.calling.number ?? call.calling.uri)) "
                + "| \(Self.escape(call.called.number ?? call.called.uri)) | \(call.startedAt) | \(call.outcome.rawValue) |\n"
        }
        if !document.patterns.isEmpty {
            text += "\n## What the affected calls share\n\n"
            for pattern in document.patterns {
                text += "- \(Self.escape(PatternText(pattern, document.result).summary))\n"
            }
        }
        text += "\n## Streams\n\n| stream | from | to | packets | lost | jitter mean ms |\n|---|---|---|--:|--:|--:|\n"
        for stream in document.result.streams {
            let jitter = stream.jitter.map { DecimalText.fixed($0.meanMilliseconds, places: 1) } ?? "—"
            text +=
                "| \(stream.id) | \(stream.source) | \(stream.destination) | \(stream.counts.received) "
                + "| \(stream.counts.lost) | \(jitter) |\n"
        }
        for sentence in StreamRelationText.sentences(document.result) + EncryptionText.sentences(document.result) {
            text += "\n\(sentence)\n"
        }
        return text
    }

    static func escape(_ text: String) -> String {
        var result = ""
        for character in PlainText.safe(text, limit: 2_000) {
            if "\\`*_{}[]<>|#".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
