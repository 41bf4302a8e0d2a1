/// Texts that try to get out of every format, one for each kind of character.
enum HostileText {
    /// One scalar or more of every general category and of every range that is known for hiding something.
    static let scalars: [Unicode.Scalar] =
        [0xFDD0, 0xFFFE, 0xFFFF, 0x378].compactMap { Unicode.Scalar($0 as UInt32) } + [
            "\u{0}", "\u{7}", "\u{8}", "\u{9}", "\u{A}", "\u{B}", "\u{C}", "\u{D}", "\u{1B}", "\u{1F}", "\u{7F}",
            "\u{80}",
            "\u{85}",
            "\u{9B}", "\u{9D}", "\u{A0}", "\u{AD}", "\u{300}", "\u{338}", "\u{34F}", "\u{488}", "\u{600}", "\u{605}",
            "\u{61C}",
            "\u{6DD}", "\u{70F}", "\u{903}", "\u{1160}", "\u{115F}", "\u{17B4}", "\u{180E}", "\u{200B}", "\u{200D}",
            "\u{200E}",
            "\u{200F}", "\u{2028}", "\u{2029}", "\u{202A}", "\u{202E}", "\u{2060}", "\u{2066}", "\u{2069}", "\u{206A}",
            "\u{20DD}",
            "\u{3000}", "\u{3164}", "\u{E000}", "\u{F8FF}", "\u{FE0E}", "\u{FE0F}", "\u{FEFF}", "\u{FF1C}",
            "\u{FFA0}",
            "\u{FFF9}", "\u{FFFC}", "\u{FFFD}", "\u{110BD}", "\u{13430}", "\u{1BCA0}", "\u{1D173}", "\u{1F1E6}",
            "\u{1F3FB}", "\u{E0001}", "\u{E0041}", "\u{E0100}", "\u{F0000}", "\u{10FFFF}", "A", "é", "ǅ", "ʰ", "ª", "5",
            "Ⅷ", "½",
            "_", "—", "(", ")", "«", "»", "!", "+", "€", "^", "©", " ", "<", ">", "&", "\"", "'", "`", "|", "\\", "[",
            "]",
            "*",
        ]

    /// Tags, attributes, tables, links, escape sequences and line ends, with `scalar` before and behind each of their
    /// parts.
    static func around(_ scalar: Unicode.Scalar) -> String {
        var text = String.UnicodeScalarView()
        for piece in [
            "<img src=x onerror=alert(1)>", "\"><script>", "|x|", "[click](http://x)", "`", "\u{1B}[31m", "\r\n",
        ] {
            text.append(scalar)
            text.append(contentsOf: piece.unicodeScalars)
        }
        text.append(scalar)
        return String(text)
    }

    /// What no text of anybody may put into a page: a tag, whatever stands before its bracket.
    static func breaksOut(ofHTML html: String) -> Bool {
        let scalars = Array(html.unicodeScalars)
        for (index, scalar) in scalars.enumerated() where scalar == "<" {
            let rest = String(String.UnicodeScalarView(scalars[(index + 1)...].prefix(6)))
            if rest.hasPrefix("img") || rest.hasPrefix("script") { return true }
        }
        return false
    }

    /// A bracket, bar or backtick of the hostile texts that has no backslash before it, outside the marks of the report.
    static func breaksOut(ofMarkdown text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() where scalar == "<" || scalar == "[" {
            guard index > 0, scalars[index - 1] == "\\" else { return true }
        }
        return false
    }

    /// Without the escape sequences of this program. The last of them may stand before a combining mark.
    static func withoutStyles(_ text: String) -> String {
        text.replacing(/\u{1B}\[(0|1|2|1;31|1;32|1;33)m/.matchingSemantics(.unicodeScalar), with: "")
    }

    /// Markdown without its code spans, in which nothing means anything.
    static func withoutCode(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isCode = false
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isCode {
                if scalar == "`" { isCode = false }
                continue
            }
            if scalar == "`", !isEscaped {
                isCode = true
                continue
            }
            isEscaped = scalar == "\\" && !isEscaped
            result.append(scalar)
        }
        return String(result)
    }
}
