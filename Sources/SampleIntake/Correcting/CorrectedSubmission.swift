import Escaping
import JSONText

/// A submission as it came, with what to change written beside it.
///
/// Values that were given are never changed, and empty ones stay empty. Exact replacements, what the capture shows (with
/// its packet) and the problems stand in columns, lines or members of their own, which are ignored when the file is checked
/// again and written anew when it is corrected again. The form stays: a sheet is a sheet, a mail a mail.
public enum CorrectedSubmission {
    /// What a corrected file has beside what was given: read again, these say nothing.
    static let ownNames: Set<String> = ["problems", "suggested"]

    /// The corrected file, in the format of the one that came.
    public static func write(_ bytes: [UInt8], format: SubmissionFormat?, answer: CheckAnswer, policy: SamplePolicy)
        -> [UInt8]
    {
        write(bytes, format: format, SampleCorrections(answer.problems, policy: policy))
    }

    /// The same of a part of a submission.
    static func write(_ bytes: [UInt8], format: SubmissionFormat?, _ corrections: SampleCorrections) -> [UInt8] {
        let format = format ?? SubmissionReader.recognise(bytes)
        if [.json, .ndjson, .csv, .text].contains(format) {
            // An export of a ticket becomes the text that was read from it.
            let tickets = SubmissionTicket.all(in: bytes)
            if tickets.count == 1 { return text(tickets[0].text, corrections) ?? bytes }
        }
        switch format {
        case .csv: return csv(TextDecoding.text(bytes), corrections).map { Array($0.utf8) } ?? bytes
        case .text: return text(TextDecoding.text(bytes), corrections) ?? bytes
        case .html:
            let text = HTMLText.text(TextDecoding.text(bytes))
            return lines(text, corrections).map { CorrectedPage.write($0) } ?? bytes
        case .mail: return CorrectedMail.write(bytes, corrections) ?? bytes
        case .workbook: return CorrectedWorkbook.write(bytes, corrections) ?? bytes
        case .json: return json(bytes, corrections)
        case .ndjson: return jsonLines(bytes, corrections)
        }
    }

    // MARK: Lines and tables

    private static func lines(_ text: String, _ corrections: SampleCorrections) -> [String]? {
        let draft = MailText(policy: corrections.policy).read(text)
        return draft.isUnreadable ? nil : CorrectedText.lines(text, draft, corrections)
    }

    private static func text(_ text: String, _ corrections: SampleCorrections) -> [UInt8]? {
        lines(text, corrections).map { Array($0.joined(separator: "\n").utf8) }
    }

    private static func csv(_ text: String, _ corrections: SampleCorrections) -> String? {
        let marked = TableReading.separatorLine(text)
        let delimiter = marked?.delimiter ?? TableReading.delimiter(of: text)
        let body = marked.map { String($0.rest) } ?? text
        guard
            let rows = CorrectedRows.write(
                DelimitedRows.rows(body, delimiter: delimiter), delimiter: delimiter, corrections)
        else { return nil }
        let lines = rows.map { line($0.cells, delimiter) }
        let first = marked.map { "sep=\($0.delimiter)\r\n" } ?? ""
        return "\u{FEFF}" + first + lines.joined(separator: "\r\n") + "\r\n"
    }

    private static func line(_ cells: [String], _ delimiter: Character) -> String {
        let cell = Escaping.csv(delimiter: delimiter.unicodeScalars.first ?? ",")
        return cells.map { cell($0) }.joined(separator: String(delimiter))
    }

    // MARK: JSON

    private static func json(_ bytes: [UInt8], _ corrections: SampleCorrections) -> [UInt8] {
        guard let value = try? JSONReader.read(bytes), let (top, samples) = JSONReading.members(of: value) else {
            return bytes
        }
        var json = JSONWriter(pretty: true)
        json.object { json in
            for member in top where member.name != "problems" && member.name != "samples" {
                json.key(member.name)
                json.value(member.value)
            }
            if !corrections.general.isEmpty {
                json.member("problems", texts: corrections.general.map { "\($0.message) \($0.remedy)" })
            }
            json.member("samples", array: samples.enumerated()) { json, entry in
                write(entry.element, corrections[entry.offset], &json)
            }
        }
        return json.bytes + [0x0A]
    }

    /// One object a line, as it came; lines that are none stay as they are.
    private static func jsonLines(_ bytes: [UInt8], _ corrections: SampleCorrections) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        for line in bytes.split(separator: 0x0A) where !line.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) {
            guard let value = try? JSONReader.read(Array(line)), case .object = value else {
                result += line + [0x0A]
                continue
            }
            var json = JSONWriter(pretty: false)
            write(value, corrections[index], &json)
            result += json.bytes + [0x0A]
            index += 1
        }
        return result
    }

    private static func write(_ sample: JSONValue, _ found: SampleCorrection?, _ json: inout JSONWriter) {
        guard case .object(let members) = sample else { return json.value(sample) }
        json.object { json in
            for member in members where !ownNames.contains(member.name) {
                json.key(member.name)
                json.value(member.value)
            }
            guard let found else { return }
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
