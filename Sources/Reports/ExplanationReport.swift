import Escaping
import JSONText

/// Explanations of codes: for a terminal, as Markdown, as JSON.
public enum ExplanationReport {
    /// One page for a terminal.
    public static func text(_ page: ExplanationPage, style: TextStyle) -> String {
        func paragraph(_ label: String, _ text: String) -> String {
            PlainText.wrap(text, width: style.width, first: "  " + label, rest: String(repeating: " ", count: 11))
        }
        var lines = [
            style.bold(page.code) + (page.title.map { "  \($0)" } ?? ""),
            PlainText.wrap(page.meaning, width: style.width, first: "  ", rest: "  "),
        ]
        for check in page.checks {
            lines += [
                "", paragraph("checks   ", check.looksAt), paragraph("matters  ", check.matters),
                paragraph("clears   ", check.clears),
            ]
        }
        if !page.checks.isEmpty { lines.append("") }
        lines.append(PlainText.wrap(page.remedy, width: style.width, first: "  → ", rest: "    "))
        if !page.figures.isEmpty { lines += ["", "  Figures (a program file may set them by name)"] }
        for figure in page.figures {
            lines.append("    \(figure.name)  \(value(figure))")
            lines.append(PlainText.wrap(figure.reason, width: style.width, first: "      ", rest: "      "))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// All codes, a line or two each.
    public static func list(_ pages: [ExplanationPage], style: TextStyle) -> String {
        pages.map { page in
            style.bold(page.code) + "\n" + PlainText.wrap(page.meaning, width: style.width, first: "  ", rest: "  ")
        }.joined(separator: "\n") + "\n"
    }

    /// One page as Markdown; `samples` leads from where it is kept to the folder of sample calls.
    public static func markdown(_ page: ExplanationPage, samples: String) -> String {
        var text = EscapedText(.markdown)
        text.add("# \(page.title ?? page.code)\n\n\(code: page.code)\n\n\(page.meaning)\n")
        for check in page.checks {
            text.add("\n**What is checked.** \(check.looksAt)\n")
            text.add("\n**Why it matters.** \(check.matters)\n")
            text.add("\n**What clears it.** \(check.clears)\n")
        }
        text.add("\n**What to do.** \(page.remedy)\n")
        if !page.figures.isEmpty {
            text.add("\n| figure | built in | meaning and source |\n|---|---|---|\n")
            for figure in page.figures {
                text.add("| \(code: figure.name) | \(value(figure)) | \(figure.reason) |\n")
            }
        }
        if !page.examples.isEmpty { text.add("\nSample calls:\n\n") }
        for example in page.examples { text.add("- [\(example)](\(samples)/\(example)/README.md)\n") }
        return text.content
    }

    /// A list of pages as Markdown, each leading to the file of its code.
    public static func index(_ pages: [ExplanationPage], title: String) -> String {
        var text = EscapedText(.markdown)
        text.add("# \(title)\n\n| code | |\n|---|---|\n")
        for page in pages {
            text.add("| [\(code: page.code)](\(page.code).md) | \(page.title ?? page.meaning) |\n")
        }
        return text.content
    }

    /// Pages as JSON, `earshot.explanations/1`.
    public static func json(_ pages: [ExplanationPage]) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.explanations/1")
            json.member("explanations", array: pages) { json, page in
                json.object { json in
                    json.member("code", page.code)
                    json.member("kind", page.kind.rawValue)
                    json.member("title", page.title)
                    json.member("meaning", page.meaning)
                    json.member("remedy", page.remedy)
                    json.member("checks", array: page.checks) { json, check in
                        json.object { json in
                            json.member("looksAt", check.looksAt)
                            json.member("matters", check.matters)
                            json.member("clears", check.clears)
                        }
                    }
                    json.member("figures", array: page.figures) { json, figure in
                        json.object { json in
                            json.member("name", figure.name)
                            json.member("value", figure.value, places: 3)
                            json.member("unit", figure.unit)
                            json.member("reason", figure.reason)
                        }
                    }
                    json.member("examples", texts: page.examples)
                }
            }
        }
        return json.bytes + [0x0A]
    }

    private static func value(_ figure: ExplanationPage.Figure) -> String {
        figure.value.map { "\(DecimalText.shortest($0, places: 3)) \(figure.unit)" } ?? "by program, \(figure.unit)"
    }
}
