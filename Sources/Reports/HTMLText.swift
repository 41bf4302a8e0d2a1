import JSONText

/// HTML that cannot be broken out of: text is escaped where it enters.
struct HTMLText {
    private(set) var html = ""

    /// Hands on what was written so far, and goes on with an empty page.
    mutating func passOn(to sink: ([UInt8]) -> Void) {
        guard !html.isEmpty else { return }
        sink(Array(html.utf8))
        html = ""
    }

    /// Markup of this program.
    mutating func markup(_ text: StaticString) { html += "\(text)" }

    /// Text of anybody.
    mutating func text(_ text: String) { html += Self.escaped(text) }

    /// An element around text.
    mutating func element(_ name: StaticString, _ text: String, attributes: StaticString = "") {
        html += "<\(name)\(attributes)>" + Self.escaped(text) + "</\(name)>"
    }

    /// A number within markup.
    mutating func number(_ value: Double) { html += DecimalText.shortest(value, places: 2) }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in PlainText.safe(text, limit: 4_000) {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }
}
