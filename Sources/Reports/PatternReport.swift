import CallAnalysis
import Escaping
import Findings
import JSONText

/// A pattern as it is told and kept: what affected calls share, with the counts.
public struct PatternText: Equatable, Sendable {
    /// A trait by kind and value.
    public struct Trait: Equatable, Sendable {
        /// The kind, such as `trunk`.
        public var kind: String
        /// The value.
        public var value: String
    }
    /// The traits; several where the same calls have them.
    public var traits: [Trait]
    /// Affected calls with the traits.
    public var affectedWith: Int
    /// Affected calls of which it is known.
    public var affected: Int
    /// Other calls with the traits.
    public var othersWith: Int
    /// Other calls of which it is known.
    public var others: Int
    /// The ratio of odds; `nil` without other calls.
    public var oddsRatio: Double?
    /// The lower end of its 95 % interval.
    public var oddsRatioAtLeast: Double?
    /// Ids of the affected calls with the traits, as far as listed.
    public var calls: [String]
    /// The traits and counts in a sentence.
    public var summary: String

    /// The text of a pattern found in `result`.
    init(_ pattern: CallPattern, _ result: CallAnalysisResult) {
        traits = pattern.traits.map { Trait(kind: $0.kind.rawValue, value: $0.value) }
        affectedWith = pattern.affectedWith
        affected = pattern.affected
        othersWith = pattern.othersWith
        others = pattern.others
        oddsRatio = pattern.oddsRatio
        oddsRatioAtLeast = pattern.oddsRatioAtLeast
        calls = pattern.calls.map { result.calls[$0].id }
        summary = pattern.summary
    }

    /// A pattern read back from an analysis; `nil` if it is none.
    init?(_ json: JSONValue) {
        func count(_ name: String) -> Int? {
            guard case .number(let text)? = json[name] else { return nil }
            return Int(text)
        }
        func ratio(_ name: String) -> Double? {
            guard case .number(let text)? = json[name] else { return nil }
            return Double(text)
        }
        guard case .string(let summary)? = json["summary"], let affectedWith = count("affectedWith"),
            let affected = count("affected"), let othersWith = count("othersWith"), let others = count("others")
        else { return nil }
        self.summary = summary
        self.affectedWith = affectedWith
        self.affected = affected
        self.othersWith = othersWith
        self.others = others
        oddsRatio = ratio("oddsRatio")
        oddsRatioAtLeast = ratio("oddsRatioAtLeast")
        traits = []
        calls = []
        if case .array(let entries)? = json["traits"] {
            traits = entries.compactMap { entry in
                guard case .string(let kind)? = entry["kind"], case .string(let value)? = entry["value"] else {
                    return nil
                }
                return Trait(kind: kind, value: value)
            }
        }
        if case .array(let entries)? = json["calls"] {
            calls = entries.compactMap { entry in
                if case .string(let id) = entry { return id }
                return nil
            }
        }
    }
}

/// Patterns in the reports of an analysis and of a case.
public enum PatternReport {
    /// A stored analysis larger than this is not read again for its patterns.
    public static let maximumAnalysisBytes = 32 << 20

    /// The patterns in a stored `earshot.analysis/1`; `nil` if it cannot tell, as when it is older than patterns.
    public static func patterns(inAnalysis bytes: [UInt8]) -> [PatternText]? {
        guard bytes.count <= maximumAnalysisBytes, let json = try? JSONReader.read(bytes),
            case .array(let entries)? = json["patterns"]
        else { return nil }
        return entries.compactMap(PatternText.init)
    }

    /// The patterns of an analysis alone, as ``patterns(inAnalysis:)`` reads them, and what it says about the checklist.
    public static func json(_ document: AnalysisDocument, checklist: [ChecklistText] = []) -> [UInt8] {
        var json = JSONWriter(pretty: false)
        json.object { json in
            write(document.patterns.map { PatternText($0, document.result) }, to: &json)
            if !checklist.isEmpty {
                json.member("checklist", array: checklist) { json, one in json.object { one.write(to: &$0) } }
            }
        }
        return json.bytes
    }

    static func write(_ patterns: [PatternText], to json: inout JSONWriter) {
        json.member("patterns", array: patterns) { json, pattern in
            json.object { json in
                json.member("traits", array: pattern.traits) { json, trait in
                    json.object { json in
                        json.member("kind", trait.kind)
                        json.member("value", trait.value)
                    }
                }
                json.member("affectedWith", pattern.affectedWith)
                json.member("affected", pattern.affected)
                json.member("othersWith", pattern.othersWith)
                json.member("others", pattern.others)
                json.member("oddsRatio", pattern.oddsRatio, places: 2)
                json.member("oddsRatioAtLeast", pattern.oddsRatioAtLeast, places: 2)
                json.member("calls", texts: pattern.calls)
                json.member("summary", pattern.summary)
            }
        }
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
