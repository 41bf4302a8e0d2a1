/// Explanations of codes for a terminal.
public enum ExplanationReport {
    /// One code.
    public static func text(_ code: String, _ meaning: String, _ remedy: String, style: TextStyle) -> String {
        [
            style.bold(code), PlainText.wrap(meaning, width: style.width, first: "  ", rest: "  "),
            PlainText.wrap(remedy, width: style.width, first: "  → ", rest: "    "),
        ].joined(separator: "\n") + "\n"
    }

    /// All codes, a line or two each.
    public static func list(_ entries: [(code: String, meaning: String)], style: TextStyle) -> String {
        entries.map { entry in
            style.bold(entry.code) + "\n" + PlainText.wrap(entry.meaning, width: style.width, first: "  ", rest: "  ")
        }.joined(separator: "\n") + "\n"
    }
}
