import CallAnalysis
import Findings
import JSONText

/// A pattern as it is told and kept: what affected calls share, with the counts.
public struct PatternText: DocumentPart, Equatable {
    /// A trait by kind and value.
    public struct Trait: DocumentPart, Equatable {
        /// The kind, such as `trunk`.
        public var kind = ""
        /// The value.
        public var value = ""

        /// One with nothing known.
        public init() {}

        /// Its members, in the order of the document.
        public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
            fields.member("kind", &kind)
            fields.member("value", &value)
        }
    }
    /// The traits; several where the same calls have them.
    public var traits: [Trait] = []
    /// Affected calls with the traits.
    public var affectedWith = 0
    /// Affected calls of which it is known.
    public var affected = 0
    /// Other calls with the traits.
    public var othersWith = 0
    /// Other calls of which it is known.
    public var others = 0
    /// The ratio of odds; `nil` without other calls.
    public var oddsRatio: Double?
    /// The lower end of its 95 % interval.
    public var oddsRatioAtLeast: Double?
    /// Ids of the affected calls with the traits, as far as listed.
    public var calls: [String] = []
    /// The traits and counts in a sentence.
    public var summary = ""

    /// One with nothing known.
    public init() {}

    /// The text of a pattern found in `result`.
    init(_ pattern: CallPattern, _ result: CallAnalysisResult) {
        traits = pattern.traits.map { given in
            var trait = Trait()
            trait.kind = given.kind.rawValue
            trait.value = given.value
            return trait
        }
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
    package init?(json: JSONValue) {
        guard json["summary"] != nil, json["affected"] != nil,
            let read = try? FieldReading.read(PatternText.self, from: json, at: "")
        else { return nil }
        self = read
    }

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.parts("traits", &traits)
        fields.member("affectedWith", &affectedWith)
        fields.member("affected", &affected)
        fields.member("othersWith", &othersWith)
        fields.member("others", &others)
        fields.member("oddsRatio", &oddsRatio, places: 2)
        fields.member("oddsRatioAtLeast", &oddsRatioAtLeast, places: 2)
        fields.texts("calls", &calls)
        fields.member("summary", &summary)
    }
}

extension AnalysisDocument {
    /// The patterns as they are told.
    package var patternTexts: [PatternText] { patterns.map { PatternText($0, result) } }
}
