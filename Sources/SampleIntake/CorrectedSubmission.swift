import Escaping
import JSONText

/// A submission as it came, with what to change written beside it.
///
/// Values that were given are never changed, and empty ones stay empty. Exact replacements, what the capture shows (with
/// its packet) and the problems stand in columns or members of their own, which are ignored when the file is checked again
/// and written anew when it is corrected again.
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
        let suggestions = bySample.mapValues { Suggestions($0) }
        var suggested: [String] = []
        for field in SampleField.allCases where suggestions.values.contains(where: { $0.values[field.rawValue] != nil })
        {
            suggested.append(field.rawValue)
        }
        let hasSources = suggestions.values.contains { !$0.sources.isEmpty }
        // Columns of an earlier correction are written anew.
        let kept = header.cells.indices.filter { !isOwn(header.cells[$0]) }
        let own = ["problems"] + suggested.map { "suggested \($0)" } + (hasSources ? ["suggested from"] : [])
        // Rows that hold no call keep their place, and count for nothing.
        let read = TableReading.read(text, policy: SamplePolicy()).samples
        let indexOf = Dictionary(
            read.enumerated().compactMap { index, sample in sample.line.map { ($0, index) } },
            uniquingKeysWith: { first, _ in first })
        var lines = rows[..<place].map { line($0.cells, delimiter) }
        lines.append(line(kept.map { header.cells[$0] } + own, delimiter))
        for row in rows.dropFirst(place + 1) {
            let found = indexOf[row.line].flatMap { suggestions[$0] }
            var cells = kept.map { row.cells.indices.contains($0) ? row.cells[$0] : "" }
            cells.append(found?.left.map { "\($0.message) \($0.remedy)" }.joined(separator: " ") ?? "")
            for field in suggested { cells.append(found?.values[field] ?? "") }
            if hasSources { cells.append(found?.sources.joined(separator: "; ") ?? "") }
            // Fields beyond the header are kept behind everything.
            cells += row.cells.dropFirst(header.cells.count)
            lines.append(line(cells, delimiter))
        }
        return "\u{FEFF}" + lines.joined(separator: "\r\n") + "\r\n"
    }

    /// A column that a correction wrote.
    private static func isOwn(_ heading: String) -> Bool {
        let lowered = heading.lowercased()
        return lowered == "problems" || lowered.hasPrefix("suggested ")
    }

    /// What is suggested for one sample, and the problems that are left when it is taken.
    private struct Suggestions {
        /// By field.
        var values: [String: String] = [:]
        /// Where captured values come from: `calledNumber: call.pcap, packet 12`.
        var sources: [String] = []
        /// By field, the same.
        var sourceOf: [String: Completion] = [:]
        /// Problems that no captured value mends.
        var left: [Problem] = []

        init(_ problems: [Problem]) {
            for problem in problems {
                values.merge(problem.suggestion ?? [:]) { first, _ in first }
                guard let completion = problem.completion, let name = problem.field?.split(separator: "/").last else {
                    left.append(problem)
                    continue
                }
                values[String(name)] = completion.value
                sourceOf[String(name)] = completion
                sources.append("\(name): \(completion.capture), packet \(completion.packet)")
            }
        }
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
        let found = Suggestions(problems)
        json.object { json in
            for member in members where !ownNames.contains(member.name) {
                json.key(member.name)
                json.value(member.value)
            }
            if !found.left.isEmpty {
                json.member("problems", texts: found.left.map { "\($0.message) \($0.remedy)" })
            }
            if !found.values.isEmpty {
                json.member("suggested", object: found.values) { json, values in
                    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                        guard let source = found.sourceOf[name] else {
                            json.member(name, value)
                            continue
                        }
                        // What the capture shows, with where it shows it.
                        json.member(name, object: source) { json, source in
                            json.member("value", source.value)
                            json.member("capture", source.capture)
                            json.member("packet", source.packet)
                        }
                    }
                }
            }
        }
    }
}
