import CallAnalysis
import Escaping
import Findings
import JSONText

/// What a capture says about an answer to the checklist, as it is told and kept.
public struct ChecklistText: Equatable, Sendable {
    /// The field of the checklist.
    public var field: String
    /// The answer.
    public var answer: String
    /// `agrees`, `contradicts` or `cannot-tell`.
    public var verdict: String
    /// Why, in one sentence.
    public var because: String

    /// The text of a comparison.
    public init(_ comparison: ChecklistComparison) {
        field = comparison.field
        answer = comparison.answer
        verdict = comparison.verdict.rawValue
        because = comparison.because
    }

    /// A comparison read back; `nil` if it is none.
    init?(_ json: JSONValue) {
        guard case .string(let field)? = json["field"], case .string(let answer)? = json["answer"],
            case .string(let verdict)? = json["verdict"], case .string(let because)? = json["because"]
        else { return nil }
        self.field = field
        self.answer = answer
        self.verdict = verdict
        self.because = because
    }

    /// `directionsAffected, outgoing: contradicted. …`
    var sentence: String {
        let words = verdict == "contradicts" ? "contradicted" : verdict == "agrees" ? "agrees" : "cannot be told"
        return Escaping.terminal("\(field), \(answer): \(words). \(because)", limit: 2_000)
    }

    func write(to json: inout JSONWriter) {
        json.member("field", field)
        json.member("answer", answer)
        json.member("verdict", verdict)
        json.member("because", because)
    }

    /// The comparisons kept beside the patterns of a case.
    public static func read(_ patternsJSON: [UInt8]?) -> [ChecklistText] {
        guard let patternsJSON, let json = try? JSONReader.read(patternsJSON),
            case .array(let entries)? = json["checklist"]
        else { return [] }
        return entries.compactMap(ChecklistText.init)
    }
}
