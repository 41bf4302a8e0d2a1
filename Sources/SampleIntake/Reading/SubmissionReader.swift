import JSONText

/// Reads a submission in any of its formats; what is wrong with the form becomes problems, never a crash.
struct SubmissionReader {
    let policy: SamplePolicy

    func read(_ bytes: [UInt8], format: SubmissionFormat?) -> SubmissionDraft {
        guard bytes.count <= policy.maximumBytes else {
            return unreadable(
                "The submission has \(bytes.count) bytes; the limit is \(policy.maximumBytes).",
                "Split it into smaller ones.")
        }
        switch format ?? SubmissionReader.recognise(bytes) {
        case .json: return readJSON(bytes)
        case .ndjson: return readLines(bytes)
        case .csv: return CSVReading(policy: policy).read(TextDecoding.text(bytes))
        case .text: return PastedText.read(TextDecoding.text(bytes))
        }
    }

    /// The format by its looks.
    static func recognise(_ bytes: [UInt8]) -> SubmissionFormat {
        let text = TextDecoding.text(Array(bytes.prefix(65_536)))
        let body = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if body.first == "[" { return .json }
        if body.first == "{" {
            // Several lines, the first of which is an object by itself.
            let lines = body.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
            let isEach = lines.count > 1 && (try? JSONReader.read(Array(lines[0].utf8))) != nil
            return isEach ? .ndjson : .json
        }
        if PastedText.looksLikeOne(String(body)) { return .text }
        return .csv
    }

    private func unreadable(_ message: String, _ remedy: String, line: Int? = nil, column: String? = nil)
        -> SubmissionDraft
    {
        var draft = SubmissionDraft()
        draft.isUnreadable = true
        draft.problems = [
            Problem(
                code: .submissionUnreadable, severity: .blocking, line: line, column: column, message: message,
                remedy: remedy)
        ]
        return draft
    }

    private func readJSON(_ bytes: [UInt8]) -> SubmissionDraft {
        let value: JSONValue
        do {
            value = try JSONReader.read(bytes)
        } catch {
            return unreadable(
                "The file is not JSON: \(error.message).",
                "Put right line \(error.line), column \(error.column), and send the file again.", line: error.line,
                column: "column \(error.column)")
        }
        var draft = SubmissionDraft()
        let list: [JSONValue]
        switch value {
        case .array(let values): list = values
        case .object(let members):
            draft.top = .object(members.filter { $0.name != "samples" })
            switch value["samples"] {
            case .array(let values)?: list = values
            case nil where value["callingNumber"] != nil || value["calledNumber"] != nil:
                list = [value]
                draft.top = .object([])
            case nil, .null?: list = []
            default: return unreadable("\"samples\" is not a list.", "Write the samples as a list: \"samples\": [ … ].")
            }
        default: return unreadable("The file holds a single value.", "Write an object with a list of samples.")
        }
        for (index, value) in list.enumerated() {
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
            draft.samples.append(SubmissionReader.sample(members))
        }
        return draft
    }

    private func readLines(_ bytes: [UInt8]) -> SubmissionDraft {
        var draft = SubmissionDraft()
        draft.form = .json
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let content = Array(line)
            guard content.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
            do throws(JSONError) {
                guard case .object(let members) = try JSONReader.read(content) else {
                    throw JSONError(message: "the line is not an object", line: 1, column: 1)
                }
                var sample = SubmissionReader.sample(members)
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

    private static func sample(_ members: [JSONValue.Member]) -> SubmissionDraft.Sample {
        var sample = SubmissionDraft.Sample()
        for member in members {
            if member.name == "index", case .number(let text) = member.value { sample.index = Int(text) }
            guard let field = SampleField(rawValue: member.name) else { continue }
            switch member.value {
            case .string(let text): sample.fields[field] = .text(text)
            case .number(let text): sample.fields[field] = .other(text)
            case .bool(let value): sample.fields[field] = .other(value ? "true" : "false")
            case .array(let values):
                sample.fields[field] = .list(
                    values.compactMap { if case .string(let text) = $0 { return text } else { return nil } })
            case .object: sample.fields[field] = .other("{…}")
            case .null: break
            }
        }
        return sample
    }
}

/// Bytes of text files in the encodings spreadsheets write.
enum TextDecoding {
    /// UTF-16 by its mark, UTF-8 with or without one, else Latin-1.
    static func text(_ bytes: [UInt8]) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            let isLittle = bytes[0] == 0xFF
            var units: [UInt16] = []
            var at = 2
            while at + 1 < bytes.count {
                units.append(
                    isLittle
                        ? UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8
                        : UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1]))
                at += 2
            }
            return String(decoding: units, as: UTF16.self)
        }
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        if let text = String(validating: body, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(body.map { Unicode.Scalar($0) }))
    }
}
