import CallAnalysis
import QualityMeasures

/// Finds what the affected calls share: pure counting, no guess about causes.
///
/// Nothing is claimed from fewer than three affected calls, nor where chance explains the difference as well. The many
/// traits looked at make a few chance finds likely in a large set; the counts are given so that a reader can judge.
public enum CallPatterns {
    /// Affected calls from which something can be claimed.
    public static let leastAffected = 3
    /// Traits named in a sentence.
    static let namedTraits = 3

    /// A call as far as patterns are concerned.
    public struct Subject: Sendable {
        /// Whether it had trouble.
        public var isAffected: Bool
        /// What it can be told by.
        public var traits: Set<CallTrait>

        /// A call of its parts.
        public init(isAffected: Bool, traits: Set<CallTrait>) {
            self.isAffected = isAffected
            self.traits = traits
        }
    }

    /// Which calls of an analysis had trouble: those with a fault or a warning about themselves or their audio.
    public static func affectedCalls(_ result: CallAnalysisResult, findings: [Finding]) -> Set<Int> {
        var affected: Set<Int> = []
        for finding in findings where finding.severity != .note && !finding.code.rawValue.hasPrefix("capture.") {
            let stream = finding.stream.flatMap { result.streams.indices.contains($0) ? result.streams[$0].call : nil }
            if let call = finding.call ?? stream { affected.insert(call) }
        }
        return affected
    }

    /// The patterns of an analysis; `directions` are the customer's, by the call's place.
    public static func find(
        in result: CallAnalysisResult, findings: [Finding], directions: [Int: String] = [:]
    ) -> [CallPattern] {
        let affected = affectedCalls(result, findings: findings)
        guard affected.count >= leastAffected else { return [] }
        var reading = CallTraits()
        return find(
            result.calls.indices.map { index in
                var traits = reading.of(result.calls[index], in: result)
                if let direction = directions[index] { traits.insert(CallTrait(.direction, direction)) }
                return Subject(isAffected: affected.contains(index), traits: traits)
            })
    }

    /// The patterns among calls.
    public static func find(_ subjects: [Subject]) -> [CallPattern] {
        guard subjects.count(where: \.isAffected) >= leastAffected else { return [] }
        var holders: [CallTrait: [Int]] = [:]
        // A call of which a kind is unknown, such as the codec of one that was never answered, proves nothing about it.
        var known = [(affected: Int, others: Int)](repeating: (0, 0), count: CallTrait.Kind.allCases.count)
        for (place, subject) in subjects.enumerated() {
            var kinds = 0
            for trait in subject.traits { kinds |= 1 << trait.kind.place }
            for kind in known.indices where kinds >> kind & 1 == 1 {
                if subject.isAffected { known[kind].affected += 1 } else { known[kind].others += 1 }
            }
            for trait in subject.traits {
                if holders.count < PatternLimits.traits {
                    holders[trait, default: []].append(place)
                } else {
                    holders[trait]?.append(place)
                }
            }
        }
        let found = holders.compactMap { trait, places -> (places: [Int], pattern: CallPattern)? in
            pattern(trait, places, known[trait.kind.place], subjects).map { (places, $0) }
        }
        return Array(merged(found).sorted(by: isClearer).prefix(PatternLimits.patterns))
    }

    private static func pattern(
        _ trait: CallTrait, _ places: [Int], _ known: (affected: Int, others: Int), _ subjects: [Subject]
    ) -> CallPattern? {
        guard places.count >= leastAffected else { return nil }
        let affected = places.filter { subjects[$0].isAffected }
        let others = places.count - affected.count
        guard affected.count >= leastAffected else { return nil }
        var pattern = CallPattern(
            traits: [trait], affectedWith: affected.count, affected: known.affected, othersWith: others,
            others: known.others, calls: Array(affected.prefix(PatternLimits.callsPerPattern)))
        guard known.others > 0 else {
            // Nothing to compare with: only what all of them share is worth a word.
            return affected.count == known.affected ? pattern : nil
        }
        let odds = OddsRatio(
            affectedWith: affected.count, othersWith: others, affectedWithout: known.affected - affected.count,
            othersWithout: known.others - others)
        guard odds.lower > 1 else { return nil }
        pattern.oddsRatio = odds.value
        pattern.oddsRatioAtLeast = odds.lower
        return pattern
    }

    /// Traits of exactly the same calls become one pattern.
    private static func merged(_ found: [(places: [Int], pattern: CallPattern)]) -> [CallPattern] {
        struct Key: Hashable {
            var places: [Int]
            var affected: Int
            var others: Int
        }
        var byCalls: [Key: CallPattern] = [:]
        for (places, pattern) in found {
            let key = Key(places: places, affected: pattern.affected, others: pattern.others)
            if byCalls[key] == nil {
                byCalls[key] = pattern
            } else {
                byCalls[key]?.traits += pattern.traits
            }
        }
        let order = CallTrait.Kind.allCases
        return byCalls.values.map { pattern in
            var sorted = pattern
            sorted.traits.sort {
                (order.firstIndex(of: $0.kind) ?? 0, $0.value) < (order.firstIndex(of: $1.kind) ?? 0, $1.value)
            }
            return sorted
        }
    }

    private static func isClearer(_ left: CallPattern, _ right: CallPattern) -> Bool {
        let (one, other) = (left.oddsRatioAtLeast ?? 0, right.oddsRatioAtLeast ?? 0)
        if one != other { return one > other }
        if left.affectedWith != right.affectedWith { return left.affectedWith > right.affectedWith }
        return left.summary < right.summary
    }
}
