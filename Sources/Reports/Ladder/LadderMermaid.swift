import CallVocabulary
import Escaping

/// A ladder as a sequence diagram of Mermaid, for pages and tickets that draw these.
enum LadderMermaid {
    static func render(_ ladder: CallLadder) -> String {
        var lines = ["sequenceDiagram"]
        for (index, lane) in ladder.lanes.enumerated() {
            lines.append("    participant L\(index) as \(safe(lane.name))")
        }
        for row in ladder.rows {
            let arrow: String
            switch row.kind {
            case .message: arrow = row.tone == .bad ? "-x" : "->>"
            case .media, .digits: arrow = "-)"
            case .passage: arrow = "-->>"
            case .finding:
                lines.append("    Note over \(over(row)): \(safe(row.title))")
                continue
            }
            lines.append("    L\(row.from)\(arrow)L\(row.to): \(safe("\(row.title) (\(LadderTime.clock(row.at)))"))")
            let notes = row.details + row.findings
            if !notes.isEmpty {
                lines.append("    Note over \(over(row)): \(notes.map(safe).joined(separator: "<br/>"))")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func over(_ row: CallLadder.Row) -> String {
        row.from == row.to ? "L\(row.from)" : "L\(min(row.from, row.to)),L\(max(row.from, row.to))"
    }

    /// Text that says nothing to Mermaid or to the page around it.
    private static func safe(_ text: String) -> String {
        var result = ""
        for scalar in Escaping.terminal(text, limit: 400).unicodeScalars {
            switch scalar {
            case ";": result += "#59;"
            case "#": result += "#35;"
            case "<": result += "#lt;"
            case ">": result += "#gt;"
            case "&": result += "#amp;"
            case "\"": result += "#quot;"
            case "%": result += "#37;"
            case "\n": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
