import Escaping
import JSONText

/// A submission as it came, with what to change written beside it.
///
/// Values that were given are never changed. Empty fields are filled with what the capture shows; exact replacements
/// and the problems stand in columns (or members) of their own, which are ignored when the file is checked again.
public enum CorrectedSubmission {
    /// What a corrected file has beside what was given: read again, these say nothing.
    static let ownNames: Set<String> = ["problems", "suggested"]

    /// The corrected file: a table stays a table, everything else becomes JSON.
    public static func write(_ bytes: [UInt8], format: SubmissionFormat?, answer: CheckAnswer, policy: SamplePolicy)
        -> [UInt8]
    {
        let format = format ?? SubmissionReader.recognise(bytes)
        if format == .csv { return Array(csv(TextDecoding.text(bytes), answer).utf8) }
        return json(bytes, format: format, answer: answer, policy: policy)
    }

    // MARK: Tables

    private static func csv(_ text: String, _ answer: CheckAnswer) -> String {
        let delimiter = TableReading.delimiter(of: text)
        let rows = DelimitedRows.rows(text, delimiter: delimiter)
        guard let place = TableReading.header(rows) else { return text }
        let header = rows[place]
        let bySample = Dictionary(grouping: answer.problems.filter { $0.sample != nil }) { $0.sample ?? 0 }
        var suggested: [String] = []
        for problem in answer.problems {
            for field in (problem.suggestion ?? [:]).keys.sorted() where !suggested.contains(field) {
                suggested.append(field)
            }
        }
        var fieldAt: [Int: String] = [:]
        for column in TableLayout(
            header: header, rows: Array(rows.dropFirst(place + 1).prefix(40)), policy: SamplePolicy()
        ).columns {
            fieldAt[column.index] = column.field.rawValue
        }
        // Rows that hold no call keep their place, and count for nothing.
        let read = TableReading.read(text, policy: SamplePolicy()).samples
        let indexOf = Dictionary(
            read.enumerated().compactMap { index, sample in sample.line.map { ($0, index) } },
            uniquingKeysWith: { first, _ in first })
        var lines = rows[..<place].map { line($0.cells, delimiter) }
        lines += [line(header.cells + ["problems"] + suggested.map { "suggested \($0)" }, delimiter)]
        for row in rows.dropFirst(place + 1) {
            let problems = indexOf[row.line].flatMap { bySample[$0] } ?? []
            var cells = Array(row.cells.prefix(header.cells.count))
            while cells.count < header.cells.count { cells.append("") }
            for problem in problems {
                guard let completion = problem.completion, let name = problem.field?.split(separator: "/").last,
                    let column = fieldAt.first(where: { $0.value == String(name) })?.key, cells[column].isEmpty
                else { continue }
                cells[column] = completion.value
            }
            cells.append(problems.map { "\($0.message) \($0.remedy)" }.joined(separator: " "))
            for field in suggested { cells.append(problems.compactMap { $0.suggestion?[field] }.first ?? "") }
            // Fields beyond the header are kept behind everything.
            cells += row.cells.dropFirst(header.cells.count)
            lines.append(line(cells, delimiter))
        }
        return "\u{FEFF}" + lines.joined(separator: "\r\n") + "\r\n"
    }

    private static func line(_ cells: [String], _ delimiter: Character) -> String {
        let cell = Escaping.csv(delimiter: delimiter.unicodeScalars.first ?? ",")
        return cells.map { cell($0) }.joined(separator: String(delimiter))
    }

    // MARK: JSON

    private static func json(_ bytes: [UInt8], format: SubmissionFormat, answer: CheckAnswer, policy: SamplePolicy)
        -> [UInt8]
    {
        guard let (top, samples) = members(bytes, format, policy) else { return bytes }
        let bySample = Dictionary(grouping: answer.problems.filter { $0.sample != nil }) { $0.sample ?? 0 }
        var json = JSONWriter(pretty: true)
        json.object { json in
            for member in top where member.name != "problems" && member.name != "samples" {
                json.key(member.name)
                json.value(member.value)
            }
            let general = answer.problems.filter { $0.sample == nil }
            if !general.isEmpty { json.member("problems", texts: general.map { "\($0.message) \($0.remedy)" }) }
            json.member("samples", array: samples.enumerated()) { json, entry in
                write(entry.element, bySample[entry.offset] ?? [], &json)
            }
        }
        return json.bytes + [0x0A]
    }

    /// The members of the whole and of each sample; `nil` if the submission cannot be read.
    private static func members(_ bytes: [UInt8], _ format: SubmissionFormat, _ policy: SamplePolicy) -> (
        top: [JSONValue.Member], samples: [JSONValue]
    )? {
        switch format {
        case .json:
            guard let value = try? JSONReader.read(bytes) else { return nil }
            return JSONReading.members(of: value)
        case .ndjson:
            let lines = bytes.split(separator: 0x0A).filter { !$0.allSatisfy { [0x20, 0x09, 0x0D].contains($0) } }
            let values = lines.compactMap { try? JSONReader.read(Array($0)) }
            return values.count == lines.count ? ([], values) : nil
        case .text, .csv, .html, .mail, .workbook:
            let draft = SubmissionReader(policy: policy).read(bytes, format: format)
            guard !draft.isUnreadable else { return nil }
            let samples = draft.samples.map { sample in
                JSONValue.object(
                    sample.fields.sorted.map { name, value in
                        JSONValue.Member(name: name.rawValue, value: .string(value.trimmed ?? ""))
                    })
            }
            return ([], samples)
        }
    }

    private static func write(_ sample: JSONValue, _ problems: [Problem], _ json: inout JSONWriter) {
        guard case .object(let members) = sample else { return json.value(sample) }
        var completions: [String: String] = [:]
        var suggestions: [String: String] = [:]
        for problem in problems {
            if let value = problem.completion?.value, let name = problem.field?.split(separator: "/").last {
                completions[String(name)] = value
            }
            suggestions.merge(problem.suggestion ?? [:]) { first, _ in first }
        }
        json.object { json in
            var written: Set<String> = []
            for member in members where member.name != "problems" && member.name != "suggested" {
                written.insert(member.name)
                json.key(member.name)
                if isBlank(member.value), let completion = completions[member.name] {
                    json.text(completion)
                } else {
                    json.value(member.value)
                }
            }
            for (name, value) in completions.sorted(by: { $0.key < $1.key }) where !written.contains(name) {
                json.member(name, value)
            }
            if !problems.isEmpty { json.member("problems", texts: problems.map { "\($0.message) \($0.remedy)" }) }
            if !suggestions.isEmpty {
                json.member("suggested", object: suggestions) { json, values in
                    for (name, value) in values.sorted(by: { $0.key < $1.key }) { json.member(name, value) }
                }
            }
        }
    }

    private static func isBlank(_ value: JSONValue) -> Bool {
        switch value {
        case .null: return true
        case .string(let text): return text.trimmingBlanks.isEmpty
        default: return false
        }
    }
}
