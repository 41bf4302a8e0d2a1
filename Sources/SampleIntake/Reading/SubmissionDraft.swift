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
            let scalars = text.unicodeScalars
            let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
            guard let first = scalars.firstIndex(where: { !isBlank($0) }),
                let last = scalars.lastIndex(where: { !isBlank($0) })
            else { return nil }
            return String(scalars[first...last])
        }
    }

    struct Sample {
        var fields: [String: Value] = [:]
        /// The line it stands on, for inputs of lines.
        var line: Int?
        /// The column header of each field, for CSV.
        var columns: [String: String] = [:]
    }

    var samples: [Sample] = []
    /// The members besides the samples, of a whole submission.
    var top: JSONValue = .object([])
    /// What is wrong with the form itself.
    var problems: [Problem] = []
    /// Fields that a problem about the whole input already covers, so that no sample repeats it.
    var coveredFields: Set<String> = []
    /// True if nothing could be read.
    var isUnreadable = false

    /// A text among the members; `nil` if missing or blank.
    func text(_ name: String) -> String? {
        guard case .string(let text)? = top[name] else { return nil }
        return Value.text(text).trimmed
    }
}

/// The formats a submission may come in.
public enum SubmissionFormat: String, Sendable, CaseIterable {
    case json, ndjson, csv, text
}
