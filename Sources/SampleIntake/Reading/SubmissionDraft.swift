import JSONText

/// What was handed in, before any rule looks at it.
struct SubmissionDraft {
    /// One field as given.
    enum Value: Equatable {
        case text(String)
        /// Something else than text where text is expected: a number, true, a list.
        case other(String)
        case list([String])

        /// The text without blanks around it; `nil` if there is none, or the value is no text.
        var trimmed: String? {
            guard case .text(let text) = self else { return nil }
            // The usual case at once: visible ASCII at both ends.
            let bytes = text.utf8
            if let first = bytes.first, let last = bytes.last, (0x21...0x7E).contains(first),
                (0x21...0x7E).contains(last)
            {
                return text
            }
            let scalars = text.unicodeScalars
            let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
            guard let first = scalars.firstIndex(where: { !isBlank($0) }),
                let last = scalars.lastIndex(where: { !isBlank($0) })
            else { return nil }
            return String(scalars[first...last])
        }
    }

    struct Sample {
        var fields = SampleFields()
        /// The line it stands on, for inputs of lines.
        var line: Int?
        /// The last of its lines, where it has several.
        var lastLine: Int?
        /// The sample of an earlier submission it completes, from 0, where it says so.
        var index: Int?
        /// The column header of each field, for CSV.
        var columns: [SampleField: String] = [:]

        /// Own and other side become caller and called, once the direction is known: who calls out is the own side.
        mutating func settleSides(_ direction: SampleDirection?) {
            guard let direction, fields[.ownNumber] != nil || fields[.otherNumber] != nil else { return }
            let isOut = direction != .incoming
            for (side, field) in [
                (SampleField.ownNumber, isOut ? SampleField.callingNumber : .calledNumber),
                (.otherNumber, isOut ? .calledNumber : .callingNumber),
            ] where fields[field] == nil {
                fields[field] = fields[side]
                columns[field] = columns[side]
            }
        }
    }

    /// The fields of one sample by name; rows of a table share their names.
    struct SampleFields {
        private var names: [SampleField] = []
        private var values: [Value?] = []

        init() {}

        /// Fields of these names, all missing.
        init(names: [SampleField]) {
            self.names = names
            values = Array(repeating: nil, count: names.count)
        }

        subscript(name: SampleField) -> Value? {
            get { names.firstIndex(of: name).flatMap { values[$0] } }
            set {
                if let index = names.firstIndex(of: name) {
                    values[index] = newValue
                } else if let newValue {
                    names.append(name)
                    values.append(newValue)
                }
            }
        }

        var isEmpty: Bool { values.allSatisfy { $0 == nil } }

        /// The fields that are there, by name.
        var sorted: [(name: SampleField, value: Value)] {
            zip(names, values).compactMap { name, value in value.map { (name, $0) } }.sorted {
                $0.name.rawValue < $1.name.rawValue
            }
        }
    }

    var samples: [Sample] = []
    /// The members besides the samples, of a whole submission.
    var top: JSONValue = .object([])
    /// What is wrong with the form itself.
    var problems: [Problem] = []
    /// Fields that a problem about the whole input already covers, so that no sample repeats it.
    var coveredFields: Set<SampleField> = []
    /// True if nothing could be read.
    var isUnreadable = false
    /// How it is written, where its looks do not tell: JSON lines have line numbers, as mails have.
    var form: SubmissionForm?

    /// Sets a field of the whole, unless it is there.
    mutating func state(_ field: CaseField, _ text: String) {
        guard stated(field) == nil else { return }
        let value: JSONValue =
            field.isList
            ? .array(
                text.split(whereSeparator: { ";,\n".contains($0) }).map { .string(String($0).trimmingBlanks) })
            : .string(text)
        top = SubmissionDraft.setting(top, field.path[...], to: value)
    }

    /// A field of the whole as text; `nil` if missing or blank.
    func stated(_ field: CaseField) -> String? {
        var value = top
        for step in field.path {
            guard let next = value[step] else { return nil }
            value = next
        }
        let texts = ChecklistRules.texts(value)
        return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }

    private static func setting(_ value: JSONValue, _ path: ArraySlice<String>, to new: JSONValue) -> JSONValue {
        guard let step = path.first else { return new }
        var members: [JSONValue.Member] = []
        if case .object(let given) = value { members = given }
        let inner = setting(value[step] ?? .null, path.dropFirst(), to: new)
        if let at = members.firstIndex(where: { $0.name == step }) {
            members[at].value = inner
        } else {
            members.append(JSONValue.Member(name: step, value: inner))
        }
        return .object(members)
    }

    /// A text among the members; `nil` if missing or blank.
    func text(_ name: String) -> String? {
        guard case .string(let text)? = top[name] else { return nil }
        return Value.text(text).trimmed
    }
}

/// The formats a submission may come in.
public enum SubmissionFormat: String, Sendable, CaseIterable {
    case json, ndjson, csv, text
    /// A page or a mail's body with tables.
    case html
    /// A message as mail programs save it (`.eml`), with its parts and attachments.
    case mail
    /// A spreadsheet: Excel's `.xlsx` or OpenDocument's `.ods`.
    case workbook
}
