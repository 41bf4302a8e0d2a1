/// How a submission is written, which decides the words of what is said about it.
public enum SubmissionForm: Sendable {
    /// Rows and columns: CSV, a workbook, a table in a mail or on a page.
    case table
    /// Lines of label and value.
    case mail
    /// JSON, one document or one a line.
    case json
    /// Answers to questions, one by one.
    case conversation

    /// The form of a draft by its looks: rows have columns, lines have numbers, JSON has neither.
    init(_ draft: SubmissionDraft) {
        guard let first = draft.samples.first else {
            self = draft.problems.contains { $0.column != nil } ? .table : .json
            return
        }
        self = !first.columns.isEmpty ? .table : first.line != nil ? .mail : .json
    }
}

/// The words for fields in the form at hand: columns to a table, lines to a mail, members to JSON.
struct FormWords: Sendable {
    /// The form.
    let form: SubmissionForm

    /// What the form calls a field: the heading a table would have, the label of a line, the member's name.
    func label(_ field: SampleField) -> String {
        guard form != .json else { return field.rawValue }
        switch field {
        case .callingNumber: return "Number calling"
        case .calledNumber: return "Number called"
        case .startedAt: return "Date and time of call"
        case .endedAt: return "End time"
        case .durationSeconds: return "Duration"
        case .direction: return "Call direction"
        case .timeZone: return "Time zone"
        case .country: return "Country"
        case .symptoms: return "Symptoms"
        case .heardBy: return "Heard by"
        case .callID: return "Call ID"
        case .capture: return "Capture"
        case .note: return "Notes"
        case .ownNumber: return "Own number"
        case .otherNumber: return "Other number"
        }
    }

    /// How to give a field that is not there: `add a column "Time zone" with Europe/London in it`.
    func adding(_ field: SampleField, _ value: String) -> String {
        switch form {
        case .table: return "add a column \"\(label(field))\" with \(value) in it"
        case .mail: return "add the line \"\(label(field)): \(value)\""
        case .json: return "add \"\(label(field))\": \"\(value)\""
        case .conversation: return "answer \"\(label(field))\" with \(value)"
        }
    }

    /// Where the value of a field stands: `in the column "Direction"`.
    func place(_ field: SampleField, heading: String? = nil) -> String {
        switch form {
        case .table: return "in the column \"\(heading ?? label(field))\""
        case .mail: return "behind \"\(label(field)):\""
        case .json: return "as \"\(label(field))\""
        case .conversation: return "as the answer to \"\(label(field))\""
        }
    }

    /// Something of the whole submission that is not there, by its name in JSON: `add the line "Severity: S2"`.
    func adding(caseField name: String, _ value: String, isText: Bool = true) -> String {
        switch form {
        case .table: return "add a column \"\(FormWords.words(name))\" with \(value) in it"
        case .mail: return "add the line \"\(FormWords.words(name)): \(value)\""
        case .conversation: return "answer with \(value)"
        case .json:
            let text = isText ? "\"\(value)\"" : value
            let parts = name.split(separator: "/")
            guard parts.count == 2 else { return "set \"\(name)\" to \(text)" }
            return "set \"\(parts[1])\" in \"\(parts[0])\" to \(text)"
        }
    }

    /// `Service identifier` of `serviceIdentifier`, `Equipment checked` of `responsibilities/equipmentChecked`.
    static func words(_ name: String) -> String {
        var result = ""
        for character in name.split(separator: "/").last ?? "" {
            if character.isUppercase { result += " " }
            result += result.isEmpty ? character.uppercased() : character.lowercased()
        }
        return result
    }
}
