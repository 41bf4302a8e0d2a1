import Foundation
import TestSupport
import Testing

/// Inputs that try to get out of the format they are shown in: through the program, as a user runs it.
@Suite struct HostileInputTests {
    /// Where the shared inputs lie; absent on a plain checkout.
    static let folder = Places.corpus("hostile")?.path ?? ""
    static let isPresent = !folder.isEmpty

    /// One scalar of each kind that hides, turns or controls something, and what formats read.
    private static let words: [String] =
        ([
            0x7, 0x8, 0xB, 0x1B, 0x7F, 0x85, 0x9B, 0xAD, 0x600, 0x61C, 0x1160, 0x180E, 0x200B, 0x200F, 0x2028, 0x202E,
            0x2066,
            0x3164, 0xE000, 0xFDD0, 0xFE0F, 0xFEFF, 0xFFF9, 0x110BD, 0x1D173, 0xE0041, 0xF0000, 0x41, 0xE9, 0x338,
            0x20DD,
        ] as [UInt32])
        .compactMap { Unicode.Scalar($0) }.map { scalar in
            let mark = String(Character(scalar))
            return
                "\(mark)<img src=x>\(mark)|x|\(mark)[c](http://x)\(mark)`\(mark)\u{1B}[31m\(mark)\u{1B}]0;PWN\u{7}\(mark)"
        }

    /// Nothing that a person would not see, and no tag.
    private func expectHarmless(_ text: String, _ what: String) {
        let hidden = text.unicodeScalars.first { scalar in
            guard scalar != "\n" else { return false }
            switch scalar.properties.generalCategory {
            case .control, .format, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .surrogate:
                return true
            default: return scalar.properties.isDefaultIgnorableCodePoint
            }
        }
        #expect(hidden == nil, "\(what): U+\(String(hidden?.value ?? 0, radix: 16))")
    }

    private func expectHarmless(_ outcome: Program.Outcome, _ what: String) {
        expectHarmless(outcome.output, what)
        expectHarmless(outcome.errors, what + ", errors")
    }

    private func tags(_ page: String) -> Bool {
        // The one script of the page stands behind all that came from outside.
        let scalars = Array(page.replacing("</main><script>(function(){", with: "", maxReplacements: 1).unicodeScalars)
        return scalars.indices.contains {
            scalars[$0...].starts(with: "<img".unicodeScalars) || scalars[$0...].starts(with: "<script".unicodeScalars)
        }
    }

    @Test func callsOfEveryKindOfCharacter() throws {
        var calls = BuiltCalls()
        for (index, word) in Self.words.enumerated() { calls.call(index, word: word) }
        let path = Program.temporary("calls \u{1B}[2J\u{202E}.pcap")
        try calls.bytes.write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        for format in ["text", "json", "ndjson", "markdown", "html"] {
            for arguments in [["analyze", path, "--format", format], ["analyze", "-", "--format", format]] {
                let outcome = try Program.run("earshot", arguments, input: calls.bytes)
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(outcome.output.contains("488") && outcome.output.contains("call-1"), "\(format)")
                expectHarmless(outcome, format)
                // What was dialled after the answer, and passwords, are nobody's business.
                for secret in ["998877", "4455", "s3cret"] {
                    #expect(!outcome.output.contains(secret), "\(format): \(secret)")
                }
                if format == "html" { #expect(!tags(outcome.output)) }
                if format == "json" { #expect(try Program.json(outcome.output)["calls"] != nil) }
            }
        }
        let colored = try Program.run("earshot", ["analyze", path, "--color", "always"])
        let ours = /\u{1B}\[(0|1|2|1;31|1;32|1;33)m/.matchingSemantics(.unicodeScalar)
        expectHarmless(colored.output.replacing(ours, with: ""), "colour")
        #expect(!colored.output.contains("\u{1B}[31m"))
        expectHarmless(try Program.run("earshot", ["compare", path, path]), "compare")
        expectHarmless(
            try Program.run("earshot", ["compare", path, path, "--format", "markdown"]), "compare, markdown")
        expectHarmless(
            try Program.run("earshot", ["audio", path, "--call", "call-\u{1B}[2J", "-o", "/dev/null"]), "audio")
    }

    @Test func errorsOfEveryKindOfArgument() throws {
        for word in Self.words {
            let name = word.replacingOccurrences(of: "/", with: "")
            for arguments in [
                ["analyze", name], ["check", name], ["analyze", "-o", "no/\(name)", "README.md"], [name],
                ["analyze", "--\(name)"],
                ["check", name, "--received-at", name], ["case", "show", name, "--store", Program.temporary("none")],
                ["explain", name], ["program", "validate", name], ["live", "-i", name], ["submit", name],
                ["analyze", "README.md", "--keys", name],
                [
                    "program", "clock", "--region", name, "--severity", name,
                    "--opened", "2026-11-24T01:30:00Z",
                ],
            ] {
                let outcome = try Program.run("earshot", arguments)
                #expect(outcome.status == 2, "\(arguments)")
                expectHarmless(outcome, "\(arguments[0])")
            }
        }
    }

    @Test func formsOfEveryKindOfCharacter() throws {
        for word in Self.words {
            let form: [String: Any] = [
                "serviceIdentifier": word, "representative": ["name": word, "email": word, "phone": word],
                "severity": word,
                "region": word, "summary": word, "timeZone": word, "country": word, "ownNumbers": [word],
                "checklist": ["symptoms": [word], "frequency": word, "pattern": word],
                "samples": [
                    [
                        "callingNumber": word, "calledNumber": "tel:+12125550142;postd=998877", "startedAt": word,
                        "direction": word, "symptoms": [word], "callID": word, "capture": word, "note": word,
                    ]
                ],
            ]
            let bytes = try JSONSerialization.data(withJSONObject: form)
            for arguments in [["check", "-"], ["check", "-", "--format", "json"]] {
                let outcome = try Program.run("earshot", arguments, input: bytes)
                #expect(outcome.status == 1)
                expectHarmless(outcome, "\(arguments)")
                #expect(!outcome.output.contains("998877"))
            }
            let cell = "\"" + word.replacingOccurrences(of: "\"", with: "\"\"") + "\""
            let table = "calling,called,date and time,direction,note\n\(cell),\(cell),\(cell),\(cell),\(cell)\n"
            expectHarmless(try Program.run("earshot", ["check", "-"], input: Data(table.utf8)), "table")
            expectHarmless(try Program.run("earshot", ["check", "-"], input: Data(word.utf8)), "text")
        }
    }

    @Test(
        .enabled(if: isPresent, "the corpus of captures is not here"),
        arguments: ["xss-prepend", "markdown-prepend", "terminal-escapes", "postdial"])
    func sharedCaptures(name: String) throws {
        for format in ["text", "json", "ndjson", "markdown", "html"] {
            let outcome = try Program.run("earshot", ["analyze", "\(Self.folder)/\(name).pcap", "--format", format])
            #expect(outcome.status == 0)
            expectHarmless(outcome, "\(name) as \(format)")
            if format == "html" { #expect(!tags(outcome.output)) }
            #expect(!outcome.output.contains("998877"))
        }
    }

    @Test(
        .enabled(if: isPresent, "the corpus of captures is not here"),
        arguments: ["form-xss", "form-escapes", "form-escapes-all", "form-eml"])
    func sharedForms(name: String) throws {
        let store = Program.temporary("store")
        let report = Program.temporary("report.html")
        defer { for path in [store, report] { try? FileManager.default.removeItem(atPath: path) } }
        let form = "\(Self.folder)/\(name).json"
        for arguments in [["check", form], ["check", form, "--format", "json"]] {
            expectHarmless(try Program.run("earshot", arguments), name)
        }
        let submitted = try Program.run(
            "earshot", ["submit", form, "--store", store, "-o", report, "--received-at", "2026-11-23T14:43:00Z"])
        expectHarmless(submitted, name)
        let page = try String(contentsOfFile: report, encoding: .utf8)
        expectHarmless(page, name)
        #expect(!tags(page))
        if submitted.status == 0 {
            for arguments in [
                ["case", "show", "CASE-000001"], ["case", "show", "CASE-000001", "--format", "markdown"],
                ["case", "list"],
            ] {
                expectHarmless(try Program.run("earshot", arguments + ["--store", store]), "\(name) \(arguments)")
            }
        }
    }

    @Test(.enabled(if: isPresent, "the corpus of captures is not here"))
    func sharedTable() throws {
        let fixed = Program.temporary("fixed.csv")
        defer { try? FileManager.default.removeItem(atPath: fixed) }
        let outcome = try Program.run("earshot", ["check", "\(Self.folder)/csv-injection.csv", "--fix", fixed])
        expectHarmless(outcome, "table")
        let table = try String(contentsOfFile: fixed, encoding: .utf8)
        // However a program splits the file, no cell begins like a formula but plain numbers.
        for separator in [",", ";", "\t", "|", "\r", "\n"] {
            for cell in table.components(separatedBy: separator) {
                let begin = cell.drop { $0 == "\"" || $0.isWhitespace || $0 == "\u{B7}" || $0 == "\u{FEFF}" }
                #expect(!["=", "@", "-"].contains(begin.first ?? "x"), "\(cell)")
                if begin.first == "+" {
                    #expect(begin.dropFirst().first?.isNumber == true && !begin.prefix { $0 != "," }.contains("|"))
                }
            }
        }
    }

    @Test(
        .enabled(if: isPresent, "the corpus of captures is not here"),
        arguments: ["evil-strings", "escname", "dupname"])
    func sharedArchives(name: String) throws {
        let store = Program.temporary("store")
        defer { try? FileManager.default.removeItem(atPath: store) }
        let imported = try Program.run("earshot", ["case", "import", "\(Self.folder)/\(name).tar", "--store", store])
        expectHarmless(imported, name)
        guard imported.status == 0 else { return }
        for arguments in [
            ["case", "list"], ["case", "show", "CASE-000001"], ["case", "show", "CASE-000001", "--format", "markdown"],
            ["case", "show", "CASE-000001", "--format", "json"],
        ] {
            expectHarmless(try Program.run("earshot", arguments + ["--store", store]), "\(name) \(arguments)")
        }
    }
}
