import Escaping
import JSONText

/// Markup that names stand in: as literals of this program, like all markup.
extension EscapedText {
    /// Markup alone.
    mutating func markup(_ literal: StaticString) { add(Markup(stringLiteral: literal)) }

    /// An element around text.
    mutating func element(_ name: StaticString, _ text: String, attributes: StaticString = "") {
        markup("<")
        markup(name)
        markup(attributes)
        markup(">")
        self.text(text)
        markup("</")
        markup(name)
        markup(">")
    }

    /// A number within markup.
    mutating func number(_ value: Double) { text(DecimalText.shortest(value, places: 2)) }
}
