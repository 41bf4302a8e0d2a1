import CallVocabulary
import CivilTime

/// Which earlier sample each later one completes.
struct SampleMatching {
    /// By the later sample's index: the earlier one, `nil` for a call of its own.
    private(set) var places: [Int?] = []

    init(
        _ old: CheckAnswer, _ new: CheckAnswer, earlier: [SubmissionDraft.Sample], later: [SubmissionDraft.Sample]
    ) {
        var taken: Set<Int> = []
        places = Array(repeating: nil, count: later.count)
        // Named by index, as the answer counts them.
        for (index, sample) in later.enumerated() {
            if let place = sample.index, earlier.indices.contains(place), taken.insert(place).inserted {
                places[index] = place
            }
        }
        // By numbers and time, the surest first.
        var candidates: [(score: Int, place: Int, index: Int)] = []
        // A submission too large to be checked is too large to be matched by content.
        for index in new.samples.indices where places.indices.contains(index) && places[index] == nil {
            for place in old.samples.indices where earlier.indices.contains(place) {
                let score = SampleMatching.score(old.samples[place], new.samples[index], earlier[place], later[index])
                if score > 0 { candidates.append((score, place, index)) }
            }
        }
        for candidate in candidates.sorted(by: { ($1.score, $0.index, $0.place) < ($0.score, $1.index, $1.place) })
        where places[candidate.index] == nil && taken.insert(candidate.place).inserted {
            places[candidate.index] = candidate.place
        }
        // What names no whole call completes the only one that lacks something, or the one in its place.
        let lacking = old.samples.indices.filter { old.samples[$0].verdict == .returned && !taken.contains($0) }
        let nameless = later.indices.filter { places[$0] == nil && !SameCall.isNamed(later[$0]) }
        for index in nameless {
            if nameless.count == 1, lacking.count == 1 {
                places[index] = lacking[0]
            } else if earlier.indices.contains(index), taken.insert(index).inserted {
                places[index] = index
            }
        }
    }

    /// How many of numbers and start agree; 0 if one contradicts that much that it is another call.
    private static func score(
        _ old: CheckedSample, _ new: CheckedSample, _ earlier: SubmissionDraft.Sample, _ later: SubmissionDraft.Sample
    ) -> Int {
        var agreeing = 0
        var contradicting = 0
        func count(_ field: SampleField, _ isSame: Bool?) {
            guard let before = earlier.fields[field], let after = later.fields[field], !before.isBlank, !after.isBlank
            else { return }
            if before == after || isSame == true {
                agreeing += 1
            } else if isSame == false {
                contradicting += 1
            }
        }
        func same(_ before: UnderstoodNumber, _ after: UnderstoodNumber) -> Bool? {
            if before.withheld || after.withheld { return before.withheld == after.withheld ? true : nil }
            guard let one = before.number?.e164, let other = after.number?.e164 else { return nil }
            return one == other
        }
        count(.callingNumber, same(old.callingNumber, new.callingNumber))
        count(.calledNumber, same(old.calledNumber, new.calledNumber))
        let isSameStart = old.startedAt.flatMap { start in
            new.startedAt.map {
                abs($0.seconds(since: start)) < Double(max(old.startPrecisionSeconds, new.startPrecisionSeconds))
            }
        }
        count(.startedAt, isSameStart)
        // One call is told from the next between the same numbers by its time.
        if contradicting > 0, agreeing < 2 || isSameStart == false { return 0 }
        return agreeing * 2 - contradicting
    }
}

/// Whether a completed sample is the call that was named before.
struct SameCall {
    /// True if calling number, called number and start stood there before and are the same now.
    let isNamedAlready: Bool

    init(
        before: SubmissionDraft.Sample, after: SubmissionDraft.Sample, checkedBefore: CheckedSample?,
        checkedAfter: CheckedSample?
    ) {
        func isSame(_ field: SampleField, _ compare: (String, String) -> Bool) -> Bool {
            guard let old = SameCall.text(before, field) else { return false }
            guard let new = SameCall.text(after, field) else { return true }
            return old == new || compare(old, new)
        }
        func number(_ old: UnderstoodNumber?, _ new: UnderstoodNumber?) -> (String, String) -> Bool {
            { before, after in
                if let old, old.withheld { return true }
                if let one = old?.number?.e164, let other = new?.number?.e164 { return one == other }
                // A number that was clipped or mistyped is the same if its digits end the full one.
                let digits = SameCall.digits(before).drop { $0 == "0" }
                return digits.count >= 4 && SameCall.digits(new?.number?.e164 ?? after).hasSuffix(digits)
            }
        }
        isNamedAlready =
            isSame(.callingNumber, number(checkedBefore?.callingNumber, checkedAfter?.callingNumber))
            && isSame(.calledNumber, number(checkedBefore?.calledNumber, checkedAfter?.calledNumber))
            && isSame(.startedAt) { before, after in
                if let one = checkedBefore?.startedAt, let other = checkedAfter?.startedAt {
                    let open = Double(checkedBefore?.startPrecisionSeconds ?? 1)
                    let difference = other.seconds(since: one)
                    return difference >= 0 && difference < open || difference == 0
                }
                return SameCall.isSameClock(before, after)
                    || checkedAfter?.startedAt.map { SameCall.isZoneAdded(before, $0) } == true
            }
    }

    /// Whether numbers and start stand there at all.
    static func isNamed(_ sample: SubmissionDraft.Sample) -> Bool {
        [SampleField.callingNumber, .calledNumber, .startedAt].allSatisfy { !(sample.fields[$0]?.isBlank ?? true) }
    }

    private static func text(_ sample: SubmissionDraft.Sample, _ field: SampleField) -> String? {
        switch sample.fields[field] {
        case .text(let text):
            let trimmed = text.trimmingBlanks
            return trimmed.isEmpty ? nil : trimmed
        case .other(let text): return text
        case .list, nil: return nil
        }
    }

    private static func digits(_ text: String) -> String {
        (NumberText.digitsForLetters(text) ?? text).filter { $0.isASCII && $0.isNumber }
    }

    /// A start that lacked its zone, its year or its date keeps its time of day when these are added.
    private static func isSameClock(_ before: String, _ after: String) -> Bool {
        guard let old = TimeWords(String(before.prefix(IntakeLimits.timeCharacters))).clocks.first,
            let new = TimeWords(String(after.prefix(IntakeLimits.timeCharacters))).clocks.first
        else { return false }
        return new.seconds >= old.seconds && new.seconds < old.seconds + old.precision
    }

    /// A start that lacked its zone is the same instant in some zone: full quarters of an hour away.
    private static func isZoneAdded(_ before: String, _ after: CaptureTime) -> Bool {
        guard let stated = try? StatedTime.read(before, hints: ZoneHints()), stated.offset == nil, stated.zone == nil
        else { return false }
        let instant = after.rounded(toSeconds: Int64(max(1, stated.precision))).nanoseconds / 1_000_000_000
        return stated.locals.contains { local in
            let offset = local - instant
            return offset % 900 == 0 && (-12 * 3_600...14 * 3_600).contains(offset)
        }
    }
}
