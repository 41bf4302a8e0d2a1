import Escaping
import JSONText
import ReportModel

/// Patterns in the reports of an analysis and of a case.
public enum PatternReport {
    /// A stored analysis larger than this is not read again for its patterns.
    public static let maximumAnalysisBytes = 32 << 20

    /// The patterns in a stored `earshot.analysis/1`; `nil` if it cannot tell, as when it is older than patterns.
    public static func patterns(inAnalysis bytes: [UInt8]) -> [PatternText]? {
        guard bytes.count <= maximumAnalysisBytes, let json = try? JSONReader.read(bytes),
            case .array(let entries)? = json["patterns"]
        else { return nil }
        return entries.compactMap { PatternText(json: $0) }
    }

    /// The patterns of an analysis alone, as ``patterns(inAnalysis:)`` reads them, and what it says about the checklist.
    public static func json(_ document: AnalysisDocument, checklist: [ChecklistText] = []) -> [UInt8] {
        var json = JSONWriter(pretty: false)
        json.object { json in
            write(document.patternTexts, to: &json)
            if !checklist.isEmpty {
                json.member("checklist", array: checklist) { json, one in json.object { one.write(to: &$0) } }
            }
        }
        return json.bytes
    }

    static func write(_ patterns: [PatternText], to json: inout JSONWriter) {
        json.member("patterns", array: patterns) { json, pattern in json.part(pattern) }
    }

    static func text(_ patterns: [PatternText], style: TextStyle) -> String {
        style.bold("What the affected calls share") + "\n" + lines(patterns, style: style).joined(separator: "\n")
    }

    /// Each pattern as a paragraph.
    static func lines(_ patterns: [PatternText], style: TextStyle) -> [String] {
        patterns.map { pattern in
            var text = Escaping.terminal(pattern.summary, limit: 600)
            text = text.prefix(1).uppercased() + text.dropFirst()
            if let ratio = pattern.oddsRatio, let least = pattern.oddsRatioAtLeast {
                text += " Odds \(DecimalText.fixed(ratio, places: ratio < 10 ? 1 : 0)) times as high"
                text += " (at least \(DecimalText.fixed(least, places: least < 10 ? 1 : 0)) times)."
            }
            return PlainText.wrap(text, width: style.width, first: "  ", rest: "    ")
        }
    }
}
