import JSONText

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

    /// Codes as JSON: `earshot.explanations/1`.
    public static func json(_ entries: [(code: String, meaning: String, remedy: String)]) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.explanations/1")
            json.member("codes", array: entries) { json, entry in
                json.object { json in
                    json.member("code", entry.code)
                    json.member("meaning", entry.meaning)
                    json.member("remedy", entry.remedy)
                }
            }
        }
        return json.bytes + [0x0A]
    }
}
