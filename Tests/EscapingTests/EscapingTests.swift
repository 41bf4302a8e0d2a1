import Escaping
import Testing

/// Each scalar in front of and behind everything that means something in the format, as in U+0600 before `<`: whatever
/// stands beside them, they are escaped, and nothing hidden is left.
@Suite struct EscapingTests {
    private static let formats: [(name: String, escaping: Escaping)] = [
        ("html", .html), ("markdown", .markdown), ("terminal", .terminal), ("mail", .mail),
        ("csv", .csv(delimiter: ",")), ("jira", .jira), ("calendar", .calendar),
    ]

    @Test(arguments: ["html", "markdown", "terminal", "mail", "csv", "jira", "calendar"])
    func noHiddenCharacterPasses(format: String) throws {
        let escaping = try #require(Self.formats.first { $0.name == format }).escaping
        for chunk in ScalarClasses.chunks {
            let text = escaping(String(String.UnicodeScalarView(chunk)), limit: .max)
            let left = text.unicodeScalars.first {
                ScalarClasses.mustNotShow($0) && !(format == "csv" && ["\t", "\n", "\r"].contains($0))
            }
            #expect(left == nil, "\(format) lets U+\(String(left?.value ?? 0, radix: 16)) through")
        }
    }

    @Test func nothingBreaksOutOfHTML() {
        for chunk in ScalarClasses.chunks {
            var text = String.UnicodeScalarView()
            for scalar in chunk { text.append(contentsOf: [scalar, "<", scalar, ">", scalar, "\"", scalar, "'"]) }
            let html = Escaping.html(String(text), limit: .max).unicodeScalars
            #expect(!html.contains { ["<", ">", "\"", "'"].contains($0) })
            let found = zip(html, html.dropFirst()).count { $0 == "&" && $1 == "l" }
            #expect(found >= chunk.count)
        }
        #expect(Escaping.html("\u{600}<script>") == "·&lt;script&gt;")
        #expect(Escaping.html("a&b") == "a&amp;b")
        #expect(Escaping.html("\u{338}") == "&#824;")
    }

    @Test func everyMeaningfulCharacterOfMarkdownIsEscaped() {
        for chunk in ScalarClasses.chunks {
            var text = String.UnicodeScalarView()
            for scalar in chunk where !"\\`*_{}[]<>|#&~$".unicodeScalars.contains(scalar) {
                text.append(contentsOf: [scalar, "<", scalar, "|", scalar, "[", scalar, "`"])
            }
            let shown = Array(Escaping.markdown(String(text), limit: .max).unicodeScalars)
            for (index, scalar) in shown.enumerated() where ["<", "|", "[", "`"].contains(scalar) {
                #expect(index > 0 && shown[index - 1] == "\\")
            }
        }
    }

    @Test(arguments: [
        ("- item", "\\- item"), ("1. item", "1\\. item"), ("192.0.2.1", "192.0.2.1"), ("    code", "code"),
        ("https://example.com", "https\\://example.com"), ("www.example.com", "www\\.example.com"),
        ("&#x202e;", "\\&\\#x202e;"), ("a\nb", "a·b"), ("\u{600}|x", "·\\|x"), ("2026-11-24", "2026-11-24"),
    ])
    func markdown(text: String, expected: String) {
        #expect(Escaping.markdown(text) == expected)
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1+1", "'+1+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "\"'\t'=1\""),
        ("\u{600}=1", "'·=1".replacing("'·", with: "·'")), (" =1", "\" '=1\""), ("\u{3000}=1", "\u{3000}'=1"),
        ("+44 20 7946 0018", "+44 20 7946 0018"), ("\u{202A}+442079460018\u{202C}", "+442079460018"),
        ("a;=1", "a;'=1"), ("a,=1", "\"a,'=1\""), ("y\n=1", "\"y\n'=1\""), ("x\u{301},y", "\"x\u{301},y\""),
        ("x\u{600}\"", "\"x·\"\"\""), ("plain", "plain"), ("", ""), ("a\u{FF1D}1", "a\u{FF1D}1"),
        ("\u{FF1D}1", "'\u{FF1D}1"), ("10-20", "10-20"),
    ])
    func cells(text: String, expected: String) {
        #expect(Escaping.csv(delimiter: ",")(text) == expected)
    }

    /// Read back as RFC 4180 has it, each cell is one cell.
    @Test func cellsStayWhole() {
        for chunk in ScalarClasses.chunks.prefix(80) {
            for scalar in chunk {
                let line = Escaping.csv(delimiter: ";")("a\(Character(scalar));\"b\(Character(scalar))\"")
                #expect(cellCount(line.unicodeScalars, ";") == 1, "\(scalar.value)")
            }
        }
    }

    private func cellCount(_ line: String.UnicodeScalarView, _ delimiter: Unicode.Scalar) -> Int {
        var isQuoted = false
        var count = 1
        for scalar in line {
            if scalar == "\"" { isQuoted.toggle() } else if scalar == delimiter, !isQuoted { count += 1 }
        }
        return count
    }

    @Test func whatIsCutIsCounted() {
        // In Jira's notation the bracket and the sign are escaped in turn.
        for (name, escaping) in Self.formats where name != "csv" && name != "jira" {
            #expect(escaping(String(repeating: "x", count: 50), limit: 40).contains("(+10)"), "\(name)")
        }
        #expect(Escaping.terminal(String(repeating: "é", count: 40), limit: 40) == String(repeating: "é", count: 40))
    }

    @Test func everyMeaningfulCharacterOfJiraIsEscaped() {
        let meaning = "{[|*!".unicodeScalars
        for chunk in ScalarClasses.chunks {
            var text = String.UnicodeScalarView()
            for scalar in chunk where scalar != "\\" && !meaning.contains(scalar) {
                for one in meaning { text.append(contentsOf: [scalar, one]) }
            }
            let shown = Array(Escaping.jira(String(text), limit: .max).unicodeScalars)
            for (index, scalar) in shown.enumerated() where meaning.contains(scalar) {
                #expect(index > 0 && shown[index - 1] == "\\")
            }
        }
        #expect(Escaping.jira("{html}<script>{html}") == "\\{html\\}\\<script\\>\\{html\\}")
        #expect(Escaping.jira("h1. title") == "\\h1. title")
        // Two backslashes would be a line end, with a link behind it.
        #expect(Escaping.jira("see https://example.com") == "see https\\://example.com")
    }

    @Test func valuesOfACalendarStayOne() {
        #expect(Escaping.calendar("a;b,c\\d\r\nBEGIN:VEVENT") == "a\\;b\\,c\\\\d··BEGIN:VEVENT")
    }

    @Test func linesKeepTheirEndsAndStylesOnly() {
        let text = "a\n\u{1B}[1;31mred\u{1B}[0m\u{1B}[2J\u{1B}]0;x\u{7}\r\u{9B}31m\u{202E}"
        #expect(Escaping.terminalLines(text) == "a\n·[1;31mred·[0m·[2J·]0;x··\u{B7}31m·")
        #expect(
            Escaping.terminalLines(text, styled: true) == "a\n\u{1B}[1;31mred\u{1B}[0m·[2J·]0;x··\u{B7}31m·")
        #expect(Escaping.terminalLines("\u{1B}[5m\u{1B}[38;5;1m\u{1B}[", styled: true) == "·[5m·[38;5;1m·[")
        #expect(Escaping.terminalLines(TerminalStyles.applied("2", to: "dim"), styled: true) == "\u{1B}[2mdim\u{1B}[0m")
        for chunk in ScalarClasses.chunks {
            let shown = Escaping.terminalLines(String(String.UnicodeScalarView(chunk)), styled: true)
            #expect(!shown.unicodeScalars.contains { ScalarClasses.mustNotShow($0) && $0 != "\n" })
        }
    }

    @Test func mailKeepsOneLine() {
        #expect(Escaping.mail("Subject\r\nBcc: x\u{2028}y\u{7F}") == "Subject  Bcc: x·y·")
    }

    @Test func markupIsOfThisProgramOnly() {
        var page = EscapedText(.html)
        page.add("<p title=\"\("\"<b>")\">\("a<b") \(3)</p>")
        page.text("<i>")
        #expect(page.content == "<p title=\"&quot;&lt;b&gt;\">a&lt;b 3</p>&lt;i&gt;")
        var ticket = EscapedText(.markdown)
        ticket.add("**\("*x*")** \(code: "a`|b")")
        #expect(ticket.content == "**\\*x\\*** `a'\\|b`")
    }
}
