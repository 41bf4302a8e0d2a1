import CallVocabulary
import JSONText

/// Reads submissions in JSON: the documented form, and what telephone systems hand out under names of their own.
enum JSONReading {

    static func read(_ bytes: [UInt8]) -> SubmissionDraft {
        let value: JSONValue
        do {
            value = try JSONReader.read(bytes)
        } catch {
            return .unreadable(
                "The file is not JSON: \(error.message).",
                "Put right line \(error.line), column \(error.column), and send the file again.", line: error.line,
                column: "column \(error.column)")
        }
        var draft = SubmissionDraft()
        guard let found = members(of: value) else {
            if case .object = value {
                return .unreadable("\"samples\" is not a list.", "Write the samples as a list: \"samples\": [ … ].")
            }
            return .unreadable("The file holds a single value.", "Write an object with a list of samples.")
        }
        draft.top = .object(found.top)
        for member in found.top { stateWhole(member, &draft) }
        for (index, value) in found.samples.enumerated() {
            guard case .object(let members) = value else {
                draft.problems.append(
                    Problem(
                        code: .submissionUnreadable, severity: .blocking, sample: index, field: "/samples/\(index)",
                        message: "Sample \(index + 1) is not an object.",
                        remedy:
                            "Write it as { \"callingNumber\": …, \"calledNumber\": …, \"startedAt\": …, \"direction\": … }."
                    ))
                draft.samples.append(SubmissionDraft.Sample())
                continue
            }
            draft.samples.append(sample(members))
        }
        return draft
    }

    /// The members of the whole and the samples, under whatever name they stand; `nil` if `samples` is no list, or the
    /// value is neither object nor list.
    static func members(of value: JSONValue) -> (top: [JSONValue.Member], samples: [JSONValue])? {
        switch value {
        case .array(let values): return ([], values)
        case .object(let members):
            let top = members.filter { $0.name != "samples" }
            switch value["samples"] {
            case .array(let values)?: return (top, values)
            case nil where score(members) >= 2 || value["callingNumber"] != nil || value["calledNumber"] != nil:
                return ([], [value])
            case nil:
                guard let list = list(in: value, depth: 1) else { return (top, []) }
                return (members.filter { $0.name != list.name }, list.values)
            case .null?: return (top, [])
            default: return nil
            }
        default: return nil
        }
    }

    static func readLines(_ bytes: [UInt8]) -> SubmissionDraft {
        var draft = SubmissionDraft()
        draft.form = .json
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let content = Array(line)
            guard content.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
            do throws(JSONError) {
                guard case .object(let members) = try JSONReader.read(content) else {
                    throw JSONError(message: "the line is not an object", line: 1, column: 1)
                }
                var sample = sample(members)
                sample.line = index + 1
                draft.samples.append(sample)
            } catch {
                draft.problems.append(
                    Problem(
                        code: .submissionUnreadable, severity: .blocking, line: index + 1,
                        message: "Line \(index + 1) is not JSON: \(error.message).",
                        remedy: "Put right line \(index + 1), column \(error.column); the other lines were checked."))
            }
        }
        return draft
    }

    // MARK: Names of other systems

    /// The first list of objects that look like calls, by the name of the member at the top that holds it.
    private static func list(in value: JSONValue, depth: Int) -> (name: String, values: [JSONValue])? {
        guard depth <= IntakeLimits.jsonDepth, case .object(let members) = value else { return nil }
        for member in members {
            switch member.value {
            case .array(let values):
                if case .object(let first)? = values.first, score(first) >= 2 { return (member.name, values) }
            case .object:
                if let found = list(in: member.value, depth: depth + 1) { return (member.name, found.values) }
            default: break
            }
        }
        return nil
    }

    /// How many core fields the members name.
    private static func score(_ members: [JSONValue.Member]) -> Int {
        TableLayout.score(flat(members).map(\.name))
    }

    /// Members with their path as name: `from.phoneNumber`.
    private static func flat(_ members: [JSONValue.Member], prefix: String = "", depth: Int = 1) -> [JSONValue.Member] {
        members.prefix(IntakeLimits.tableColumns).flatMap { member -> [JSONValue.Member] in
            let name = prefix.isEmpty ? member.name : "\(prefix) \(member.name)"
            if case .object(let inner) = member.value, depth < IntakeLimits.jsonDepth {
                return flat(inner, prefix: name, depth: depth + 1)
            }
            return [JSONValue.Member(name: name, value: member.value)]
        }
    }

    private static func stateWhole(_ member: JSONValue.Member, _ draft: inout SubmissionDraft) {
        guard CaseField(rawValue: member.name) == nil, !CorrectedSubmission.ownNames.contains(member.name),
            let text = ChecklistRules.texts(member.value).first,
            let meaning = FieldNameReader.read(member.name)?.meaning
        else { return }
        if case .object = member.value { return }
        switch meaning {
        case .whole(let field): draft.state(field, text)
        case .sample(let field): if let whole = CaseFieldNames.whole(field) { draft.state(whole, text) }
        case .part: break
        }
    }

    private static func value(_ value: JSONValue) -> SubmissionDraft.Value? {
        switch value {
        case .string(let text): return .text(text)
        case .number(let text): return .other(text)
        case .bool(let truth): return .other(truth ? "true" : "false")
        case .array(let values):
            return .list(values.compactMap { if case .string(let text) = $0 { return text } else { return nil } })
        case .object: return .other("{…}")
        case .null: return nil
        }
    }

    private static func sample(_ members: [JSONValue.Member]) -> SubmissionDraft.Sample {
        var sample = SubmissionDraft.Sample()
        var others: [JSONValue.Member] = []
        for member in members {
            if member.name == "index", case .number(let text) = member.value { sample.index = Int(text) }
            if let field = SampleField(rawValue: member.name) {
                // A side of the call may be an object of its own, as other systems write it.
                if case .object = member.value { others.append(member) }
                sample.fields[field] = value(member.value)
            } else if !CorrectedSubmission.ownNames.contains(member.name) {
                others.append(member)
            }
        }
        guard !others.isEmpty else { return sample }
        var strengths: [FieldMeaning: NamedField.Strength] = [:]
        var parts: [TimePart: String] = [:]
        let flat = flat(others)
        for member in flat {
            guard let value = value(member.value), let named = FieldNameReader.read(member.name) ?? side(member, flat),
                strengths[named.meaning].map({ $0 < named.strength }) ?? true
            else { continue }
            switch named.meaning {
            case .sample(let field):
                let isFree =
                    sample.fields[field] == nil || sample.fields[field] == .other("{…}")
                    || strengths[named.meaning] != nil
                guard isFree, case .text = value else {
                    if isFree, field == .durationSeconds { sample.fields[field] = with(named.unit, value) }
                    if isFree, field == .startedAt || field == .endedAt, case .other(let count) = value {
                        let text = UnixTime.read(count)
                        sample.fields[field] = text == count ? value : .text(text)
                    }
                    continue
                }
                sample.fields[field] = with(named.unit, value)
                strengths[named.meaning] = named.strength
            case .part(let part):
                let text: String
                switch value {
                case .text(let written): text = written
                // What counts the seconds since 1970 is whole.
                case .other(let count) where UnixTime.read(count) != count: text = UnixTime.read(count)
                default: continue
                }
                parts[part] = text
                strengths[named.meaning] = named.strength
            case .whole: continue
            }
        }
        if sample.fields[.direction] == nil { sample.fields[.direction] = direction(flat) }
        if let joined = StatedParts.join(
            whole: sample.fields[.startedAt]?.trimmed, date: parts[.startDate],
            time: StatedParts.withHalf(parts[.startTime], parts[.startHalf]))
        {
            sample.fields[.startedAt] = .text(joined)
        }
        if let joined = StatedParts.joinEnd(
            whole: sample.fields[.endedAt]?.trimmed, date: parts[.endDate], time: parts[.endTime],
            startDate: parts[.startDate])
        {
            sample.fields[.endedAt] = .text(joined)
        }
        return sample
    }

    /// A side of the call by the people who stand there, if the value is a telephone number and nothing names the side
    /// better: `agentNumber` beside `customerNumber`.
    private static func side(_ member: JSONValue.Member, _ all: [JSONValue.Member]) -> NamedField? {
        guard case .string(let text) = member.value, CellText.isNumberAlone(text),
            let side = FieldNameReader.peopleSide(member.name),
            all.count(where: { FieldNameReader.peopleSide($0.name) == side }) == 1
        else { return nil }
        return NamedField(meaning: .sample(side), strength: .hint)
    }

    /// The direction that true and false say: `isOutbound`.
    private static func direction(_ members: [JSONValue.Member]) -> SubmissionDraft.Value? {
        var found: Set<SampleDirection> = []
        for member in members {
            guard let asked = DirectionByTruth.asked(member.name) else { continue }
            switch member.value {
            case .bool(let truth): if let way = DirectionByTruth.answer("\(truth)", to: asked) { found.insert(way) }
            case .string(let text): if let way = DirectionByTruth.answer(text, to: asked) { found.insert(way) }
            default: break
            }
        }
        return found.count == 1 ? found.first.map { .text($0.rawValue) } : nil
    }

    private static func with(_ unit: DurationUnit?, _ value: SubmissionDraft.Value) -> SubmissionDraft.Value {
        switch value {
        case .text(let text): return .text(DurationText.with(unit, text))
        case .other(let text):
            let worded = DurationText.with(unit, text)
            return worded == text ? value : .text(worded)
        case .list: return value
        }
    }
}
