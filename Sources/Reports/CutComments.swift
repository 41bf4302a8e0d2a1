import CallAnalysis
import CallVocabulary
import Escaping
import Findings

/// What a capture cut out of others says of itself: where it is from, how far its source can be trusted, what was found.
public enum CutComments {
    /// The comment of the whole file.
    public static func file(_ document: AnalysisDocument, calls: [Int], keepsKeys: Bool) -> String {
        var lines = ["Cut by earshot \(document.toolVersion) out of \(names(document))."]
        lines += calls.map { LadderWords.heading(document.result.calls[$0]) }
        for index in document.result.captures.indices {
            let fitness = document.capture(index).fitness
            let name = document.result.captures.count > 1 ? " of \(document.result.captures[index].name)" : ""
            lines.append("Fitness of the capture\(name): \(fitness.grade).")
            lines += fitness.problems.map { "- \($0.code): \($0.message)" }
        }
        if !keepsKeys {
            lines.append(
                "Keys of media were left out: where a description held one it reads *, and the checksum no longer fits."
            )
        }
        return lines.map { Escaping.terminal($0, limit: 2_000) }.joined(separator: "\n")
    }

    private static func names(_ document: AnalysisDocument) -> String {
        let names = document.result.captures.map(\.name)
        return names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    }

    /// What findings about the calls say of their packets.
    public static func packets(_ document: AnalysisDocument, calls: [Int]) -> [PacketReference: String] {
        var comments: [PacketReference: String] = [:]
        for finding in document.findings where finding.call.map({ calls.contains($0) }) == true {
            for evidence in finding.evidence {
                let text = Escaping.terminal(
                    "\(finding.severity.rawValue) \(finding.code.rawValue): \(finding.summary) Here: \(evidence.text)",
                    limit: 1_000)
                comments[evidence.packet] = comments[evidence.packet].map { $0 + "\n" + text } ?? text
            }
        }
        return comments
    }
}
