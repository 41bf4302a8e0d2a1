/// Text of anybody made safe for one format: the one way into HTML, Markdown, Jira's wiki notation, tables of spreadsheets,
/// terminals, mail and calendars.
///
/// It works on Unicode scalars, as what reads these formats does. What a reader cannot see (``HiddenCharacters``) is
/// replaced by a middle dot, in every format.
public struct Escaping: Sendable {
    /// A format that text is written into.
    enum Format: Sendable, Equatable {
        case html, markdown, terminal, mail, jira, calendar
        case csv(delimiter: Unicode.Scalar)
    }

    let format: Format

    /// Text between tags, and in attributes in quotation marks.
    public static let html = Escaping(format: .html)
    /// Running text and cells of tables (CommonMark, GitHub's additions).
    public static let markdown = Escaping(format: .markdown)
    /// Words on a terminal, on one line.
    public static let terminal = Escaping(format: .terminal)
    /// Values of headers and lines of a body (RFC 5322).
    public static let mail = Escaping(format: .mail)
    /// Running text of Jira's wiki notation.
    public static let jira = Escaping(format: .jira)
    /// Text values of a calendar (RFC 5545 §3.3.11).
    public static let calendar = Escaping(format: .calendar)
    /// Whole cells of a table (RFC 4180), quoted where they need it; none begins a formula.
    public static func csv(delimiter: Unicode.Scalar) -> Escaping { Escaping(format: .csv(delimiter: delimiter)) }

    /// Scalars of one text that are written; of a longer one it is said how many more there were.
    public static let maximumScalars = 4_000

    /// `text` as it can stand in the format; beyond `limit` scalars only their number is told.
    public func callAsFunction(_ text: String, limit: Int = maximumScalars) -> String {
        switch format {
        case .csv(let delimiter): return SpreadsheetCell.escaped(text, delimiter: delimiter)
        case .terminal, .mail: return visible(text, limit: limit)
        case .html: return Self.markup(visible(text, limit: limit))
        case .markdown: return MarkdownCharacters.escaped(visible(text, limit: limit))
        case .jira: return WikiCharacters.escaped(visible(text, limit: limit))
        case .calendar: return WikiCharacters.inCalendar(visible(text, limit: limit))
        }
    }

    /// Lines of text for a terminal: line ends stay, and, where `styled`, what sets and ends colours and weights.
    /// Everything else that is hidden is marked. The last door of all that is shown.
    public static func terminalLines(_ text: String, styled: Bool = false) -> String {
        if text.utf8.allSatisfy({ $0 == 0x0A || (0x20..<0x7F).contains($0) }) { return text }
        var result = String.UnicodeScalarView()
        let scalars = text.unicodeScalars
        var at = scalars.startIndex
        while at < scalars.endIndex {
            let scalar = scalars[at]
            if scalar == "\u{1B}", styled, let end = TerminalStyles.end(in: scalars, from: at) {
                result.append(contentsOf: scalars[at..<end])
                at = end
                continue
            }
            if scalar == "\n" || !HiddenCharacters.contains(scalar) {
                result.append(scalar)
            } else if !HiddenCharacters.isPictureChoice(scalar) {
                result.append(HiddenCharacters.mark)
            }
            at = scalars.index(after: at)
        }
        return String(result)
    }

    /// `text` without what is hidden, and with the number of scalars beyond `limit`.
    private func visible(_ text: String, limit: Int) -> String {
        let isShort = text.utf8.count <= limit
        if isShort, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        var result = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            count += 1
            guard count <= limit else { continue }
            if !HiddenCharacters.contains(scalar) {
                result.append(scalar)
            } else if format == .mail, scalar.value < 0x20 {
                // A line end in a mail would begin a header or a line of its own.
                result.append(" ")
            } else if !HiddenCharacters.isPictureChoice(scalar) {
                result.append(HiddenCharacters.mark)
            }
        }
        return String(result) + (count > limit ? "… (+\(count - limit))" : "")
    }

    private static func markup(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            // Where a page is normalised it would join the `>` of the tag before it.
            case "\u{338}": result.append(contentsOf: "&#824;".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

/// The escape sequences this program sets text off with: weight, brightness and three colours, and their end.
public enum TerminalStyles {
    /// Their parameters (ECMA-48 SGR).
    static let parameters: Set<String> = ["0", "1", "2", "1;31", "1;32", "1;33"]

    /// `text` set off by one of the sequences that ``Escaping/terminalLines(_:styled:)`` lets through.
    public static func applied(_ parameter: StaticString, to text: String) -> String {
        "\u{1B}[\(parameter)m\(text)\u{1B}[0m"
    }

    /// Where a sequence of this program that begins at `start` ends; `nil` if it is none.
    static func end(in scalars: String.UnicodeScalarView, from start: String.Index) -> String.Index? {
        var at = scalars.index(after: start)
        guard at < scalars.endIndex, scalars[at] == "[" else { return nil }
        at = scalars.index(after: at)
        var parameter = ""
        while at < scalars.endIndex, parameter.utf8.count < 5, scalars[at] != "m" {
            parameter.unicodeScalars.append(scalars[at])
            at = scalars.index(after: at)
        }
        guard at < scalars.endIndex, scalars[at] == "m", parameters.contains(parameter) else { return nil }
        return scalars.index(after: at)
    }
}
