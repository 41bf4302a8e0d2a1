import CallVocabulary
import Foundation
import JSONText
import Testing

@testable import SampleIntake

/// One call and what stands beside it, written as a table, a mail or JSON.
private struct Written {
    /// Fields by their names in JSON; those of the whole have a path, such as `checklist/symptoms`.
    var call: [(name: String, value: String)]
    var whole: [(name: String, value: String)]

    mutating func set(_ name: String, _ value: String, inWhole: Bool) {
        if inWhole {
            whole.removeAll { $0.name == name }
            whole.append((name, value))
        } else if let index = call.firstIndex(where: { $0.name == name }) {
            call[index].value = value
        } else {
            call.append((name, value))
        }
    }

    private func label(_ name: String, _ form: SubmissionForm) -> String {
        if let field = SampleField(rawValue: name) { return FormWords(form: form).label(field) }
        // Of a table of calls, a lone name is an agent's; the remedy says who is meant.
        if form == .table, name == "representative/name" { return "Representative" }
        if form == .table, name == "representative/email" { return "Representative e-mail" }
        return FormWords.words(name)
    }

    /// A field by what a remedy calls it.
    static func name(_ label: String, _ form: SubmissionForm) -> String? {
        let words = FormWords(form: form)
        if let field = SampleField.allCases.first(where: { words.label($0) == label }) { return field.rawValue }
        let known = [
            "serviceIdentifier", "severity", "region", "representative/name", "representative/email",
            "checklist/symptoms",
            "responsibilities/equipmentChecked", "responsibilities/firstLevelDiagnosticsDone",
        ]
        let others = [
            "Representative": "representative/name", "E-mail": "representative/email",
            "Representative e-mail": "representative/email",
            "Name": "representative/name",
        ]
        return others[label] ?? known.first { FormWords.words($0) == label }
    }

    func bytes(_ form: SubmissionForm) -> [UInt8] {
        switch form {
        case .table:
            func cell(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }
            let all = call + whole
            return Array(
                (all.map { cell(label($0.name, form)) }.joined(separator: ",") + "\n"
                    + all.map { cell($0.value) }.joined(separator: ",") + "\n").utf8)
        case .mail:
            return Array((whole + call).map { "\(label($0.name, form)): \($0.value)\n" }.joined().utf8)
        case .json, .conversation:
            func member(_ name: String, _ value: String) -> JSONValue.Member {
                .init(
                    name: name,
                    value: value == "true"
                        ? .bool(true) : name == "ownNumbers" ? .array([.string(value)]) : .string(value))
            }
            var top: [JSONValue.Member] = []
            for (name, value) in whole {
                let parts = name.split(separator: "/").map(String.init)
                if parts.count == 1 {
                    top.append(member(name, value))
                } else if let index = top.firstIndex(where: { $0.name == parts[0] }),
                    case .object(let inner) = top[index].value
                {
                    top[index].value = .object(inner + [member(parts[1], value)])
                } else {
                    top.append(.init(name: parts[0], value: .object([member(parts[1], value)])))
                }
            }
            top.append(
                .init(
                    name: "samples",
                    value: .array([.object(call.filter { !$0.value.isEmpty }.map { member($0.name, $0.value) })])))
            var json = JSONWriter(pretty: false)
            json.value(.object(top))
            return json.bytes
        }
    }
}

/// What a remedy says to write, taken from its own words.
private struct Instruction {
    var name: String?
    var value: String

    /// The alternatives a remedy offers, in the words of its form.
    static func all(in remedy: String, _ form: SubmissionForm) throws -> [Instruction] {
        var found: [Instruction] = []
        for pattern in [
            #"add a column "([^"]+)" with (.+?) in it"#, #"columns "([^"]+)" with (a name) and"#,
            #"add the lines? "([^":]+): ([^"]+)""#,
            #"and "(E-mail): ([^"]+)""#, #"and "(E-mail|Representative e-mail)" with (an address) in it"#,
            #"add "([^"]+)": "([^"]+)""#,
            #"set "([^"]+)" to "([^"]+)""#, #""(name|email)": "([^"]+)""#,
        ] {
            for match in remedy.matches(of: try Regex(pattern)) {
                let label = String(match.output[1].substring ?? "")
                var value = String(match.output[2].substring ?? "")
                if value == "a name" { value = "A. Example" }
                if value == "an address" { value = "a@example.com" }
                let path =
                    ["name", "email"].contains(label) ? "representative/\(label)" : Written.name(label, form) ?? label
                found.append(Instruction(name: path, value: value))
            }
        }
        for match in remedy.matches(of: try Regex(#"set "([^"]+)" in "([^"]+)" to "?([^".]+)"?"#)) {
            found.append(
                Instruction(
                    name: "\(match.output[2].substring ?? "")/\(match.output[1].substring ?? "")",
                    value: String(match.output[3].substring ?? "")))
        }
        for pattern in [
            #"such as "([^"]+)""#, #"such as (\+[0-9][0-9 ]+[0-9])"#, #"such as ([0-9A-Z][^ ,"]*[^ ,."])"#,
            #"Write (incoming|S1|us)\b"#,
            #"this call: (incoming)"#, #"which one it was: (\S+) or"#, #"Write (\S+) or \S+, whichever"#,
            #"the digits: (\S+[0-9])"#,
            #"stands for: (\S+Z)"#, #"Write (incoming|outgoing), or swap"#,
        ] {
            for match in remedy.matches(of: try Regex(pattern)) {
                found.append(Instruction(name: nil, value: String(match.output[1].substring ?? "")))
            }
        }
        return found
    }
}

private let received = CaptureTime(rfc3339: "2026-11-23T15:00:00Z") ?? CaptureTime(nanoseconds: 0)

private let good = [
    ("callingNumber", "+442079460018"), ("calledNumber", "+12125550142"), ("startedAt", "23/11/2026 14:03 GMT"),
    ("direction", "outgoing"),
]

/// A field as it is wrong, what is said of it, and what else is written.
private struct Wrong: Sendable, CustomTestStringConvertible {
    var code: String
    var field: String
    var value: String
    var whole: [(String, String)] = []
    var received: String?
    var testDescription: String { "\(code) \(field)=\(value)" }
}

private let wrongs: [Wrong] = [
    Wrong(code: "sample.missing-calling-number", field: "callingNumber", value: ""),
    Wrong(code: "sample.missing-called-number", field: "calledNumber", value: ""),
    Wrong(code: "sample.missing-time", field: "startedAt", value: ""),
    Wrong(code: "sample.missing-direction", field: "direction", value: ""),
    Wrong(code: "sample.number-not-understood", field: "callingNumber", value: "+44 2O 7946 OO18"),
    Wrong(code: "sample.number-not-understood", field: "callingNumber", value: "MARK SMITH,+442079460018"),
    Wrong(code: "sample.number-not-understood", field: "callingNumber", value: "+442079460018 or +442079460077"),
    Wrong(code: "sample.number-not-understood", field: "calledNumber", value: "4.42079E+11"),
    Wrong(code: "sample.number-not-understood", field: "calledNumber", value: "the usual one"),
    Wrong(code: "sample.number-incomplete", field: "callingNumber", value: "442079460018"),
    Wrong(code: "sample.number-incomplete", field: "callingNumber", value: "020 7946 0018"),
    Wrong(code: "sample.number-incomplete", field: "callingNumber", value: "+999 20 7946 0018"),
    Wrong(code: "sample.number-incomplete", field: "callingNumber", value: "+44 7946 0018"),
    Wrong(code: "sample.number-incomplete", field: "callingNumber", value: "2143"),
    Wrong(code: "sample.number-too-long", field: "callingNumber", value: "+44 20 7946 00188"),
    Wrong(code: "sample.called-number-withheld", field: "calledNumber", value: "withheld"),
    Wrong(code: "sample.time-not-understood", field: "startedAt", value: "this morning"),
    Wrong(code: "sample.time-not-understood", field: "startedAt", value: "23/11 14:03 GMT"),
    Wrong(code: "sample.time-not-understood", field: "startedAt", value: "23/11/2026"),
    Wrong(code: "sample.time-not-understood", field: "startedAt", value: "1795442585"),
    Wrong(code: "sample.time-not-understood", field: "startedAt", value: "31/11/2026 14:03 GMT"),
    Wrong(code: "sample.time-not-understood", field: "startedAt", value: "9999-12-31 14:03 GMT"),
    Wrong(code: "sample.time-zone-missing", field: "startedAt", value: "23/11/2026 14:03"),
    Wrong(code: "sample.time-zone-missing", field: "startedAt", value: "11/23/2026 9:03", whole: [("country", "US")]),
    Wrong(code: "sample.time-zone-missing", field: "startedAt", value: "23/11/2026 14:03 XQZT"),
    Wrong(
        code: "sample.time-does-not-exist", field: "startedAt", value: "29/03/2026 01:30",
        whole: [("timeZone", "Europe/London")], received: "2026-03-29T02:00:00Z"),
    Wrong(
        code: "sample.time-ambiguous", field: "startedAt", value: "11/01/2026 01:15",
        whole: [("timeZone", "America/Los_Angeles")], received: "2026-11-01T09:30:00Z"),
    Wrong(code: "sample.call-too-old", field: "startedAt", value: "23/11/2026 12:03 GMT"),
    Wrong(code: "sample.direction-not-understood", field: "direction", value: "sideways"),
    Wrong(code: "sample.direction-not-understood", field: "direction", value: "both"),
    Wrong(code: "sample.same-number", field: "calledNumber", value: "+44 20 7946 0018"),
    Wrong(code: "sample.ends-before-start", field: "endedAt", value: "23/11/2026 13:03 GMT"),
]

/// What is wrong with a form, what is said of it, and the form as its words say it should be.
private struct WrongForm: Sendable, CustomTestStringConvertible {
    var code: String
    var given: String
    /// What the remedy must say, so that the mended form is what it asks for.
    var says: [String]
    var mended: String
    var testDescription: String { code }
}

private let head = "Number calling,Number called,Date and time of call,Call direction"
private let row = "+442079460018,+12125550142,23/11/2026 14:03 GMT,outgoing"
private let mailed =
    "Number calling: +442079460018\nNumber called: +12125550142\nDate and time of call: 23/11/2026 14:03 GMT\nCall direction: outgoing\n"

private let wrongForms = [
    WrongForm(
        code: "sample.call-in-future", given: head + "\n" + row.replacing("14:03", with: "16:03"),
        says: ["write when the call started"], mended: head + "\n" + row),
    WrongForm(
        code: "submission.row-has-too-many-fields", given: head + ",Name\n" + row + ",Li, Jane",
        says: ["into quotation marks, such as \"Li, Jane\""], mended: head + ",Name\n" + row + ",\"Li, Jane\""),
    WrongForm(
        code: "submission.too-many-withheld",
        given: head + "\n"
            + (0..<3).map { "withheld,+44207946001\($0),23/11/2026 14:0\($0) GMT,incoming\n" }.joined(),
        says: ["Replace 2 of them by calls from known numbers"],
        mended: head + "\n"
            + (0..<3).map {
                "\($0 == 0 ? "withheld" : "+1212555014\($0)"),+44207946001\($0),23/11/2026 14:0\($0) GMT,incoming\n"
            }.joined()),
    WrongForm(
        code: "submission.missing-column", given: head.replacing("Number called", with: "Whom") + "\n" + row,
        says: ["Rename the column “Whom” to called number"],
        mended: head.replacing("Number called", with: "called number") + "\n" + row),
    WrongForm(
        code: "submission.missing-column",
        given: "Number calling,Date and time of call,Call direction\n+442079460018,23/11/2026 14:03 GMT,outgoing",
        says: ["Add a column named called number"],
        mended:
            "Number calling,Date and time of call,Call direction,called number\n+442079460018,23/11/2026 14:03 GMT,outgoing,+12125550142"
    ),
    WrongForm(
        code: "submission.ambiguous-column",
        given: "Caller,Calling,Number called,Date and time of call,Call direction\n+442079460077,\(row)",
        says: ["Rename one of them"],
        mended: "Other,Calling,Number called,Date and time of call,Call direction\n+442079460077,\(row)"),
    WrongForm(
        code: "submission.unreadable", given: head + "\n\"" + row,
        says: ["Close the quotation mark in line 2, or take it out"],
        mended: head + "\n" + row),
    WrongForm(
        code: "submission.unreadable", given: head + "\n" + row.replacing(",", with: ";"),
        says: ["Separate the headings by semicolons"], mended: (head + "\n" + row).replacing(",", with: ";")),
    WrongForm(
        code: "submission.unreadable", given: mailed.trimmingCharacters(in: .newlines).replacing("\n", with: " / "),
        says: ["Write each on its own line"], mended: mailed),
    WrongForm(
        code: "submission.no-samples", given: "Our phones are bad\n",
        says: [
            "four lines: “Number calling: +44 20 7946 0018”, “Number called: +1 212 555 0142”", "“Direction: outgoing”",
        ],
        mended:
            "Number calling: +44 20 7946 0018\nNumber called: +1 212 555 0142\nDate and time: 23/11/2026 14:03 GMT\nDirection: outgoing\n"
    ),
    WrongForm(
        code: "submission.line-not-read", given: mailed + "\nSorry, the number called should be +12125550160\n",
        says: ["in place of the wrong one, and take line 6 out"],
        mended: mailed.replacing("+12125550142", with: "+12125550160")),
    WrongForm(
        code: "sample.direction-contradicts-numbers",
        given: head + ",Own numbers\n" + row.replacing("outgoing", with: "incoming") + ",+442079460018",
        says: ["Write outgoing"], mended: head + ",Own numbers\n" + row + ",+442079460018"),
]

/// What is said of a form is done to it, and the form is read.
@Test(arguments: wrongForms)
private func remediesOfFormsCanBeFollowed(wrong: WrongForm) throws {
    func check(_ text: String) -> CheckAnswer { SampleChecker().check(Array(text.utf8), receivedAt: received) }
    let before = check(wrong.given)
    let problem = try #require(
        before.problems.first { $0.code.rawValue == wrong.code && $0.severity == .blocking }, "\(before.problems)")
    for words in wrong.says { #expect(problem.remedy.contains(words), "\(problem.remedy)") }
    let after = check(wrong.mended)
    #expect(after.verdict != .returned, "\(after.problems)")
}

/// Every remedy is applied to its input by its own words, and what it was for is gone.
@Test(arguments: wrongs, [SubmissionForm.table, .mail, .json])
private func remediesCanBeFollowed(wrong: Wrong, form: SubmissionForm) throws {
    var written = Written(call: good.map { ($0.0, $0.1) }, whole: wrong.whole.map { ($0.0, $0.1) })
    written.set(wrong.field, wrong.value, inWhole: false)
    let at = wrong.received.flatMap { CaptureTime(rfc3339: $0) } ?? received
    func check(_ written: Written) -> CheckAnswer { SampleChecker().check(written.bytes(form), receivedAt: at) }
    let before = check(written)
    let problem = try #require(
        before.problems.first { $0.code.rawValue == wrong.code && $0.severity == .blocking },
        "\(form) \(before.problems.map(\.code.rawValue))")
    // The words are those of the form.
    let said = problem.message + " " + problem.remedy
    if form != .json {
        for field in SampleField.allCases where field.rawValue.contains(where: \.isUppercase) {
            #expect(!said.contains(field.rawValue), "\(said)")
        }
    }
    if form != .table { #expect(!said.contains("column"), "\(said)") }
    if form != .mail { #expect(!said.contains("the line \""), "\(said)") }
    for word in ["please", "invalid", "required", "not valid"] { #expect(!said.lowercased().contains(word)) }
    // An American is shown no offset of London.
    if wrong.whole.contains(where: { $0.1 == "US" }) { #expect(!said.contains("+00:00") && !said.contains("London")) }
    let own = problem.field?.split(separator: "/").last.map(String.init) ?? wrong.field
    var instructions = try Instruction.all(in: problem.remedy, form)
    if let value = problem.suggestion?[own] { instructions.append(Instruction(name: nil, value: value)) }
    #expect(!instructions.isEmpty, "nothing to follow: \(problem.remedy)")
    for instruction in instructions {
        // A time zone's name stands for the place of a zone, not of a time.
        if instruction.name == nil, instruction.value.contains("/"), !instruction.value.contains(where: \.isNumber) {
            continue
        }
        var mended = written
        let isWhole = instruction.name.map { ["country", "timeZone"].contains($0) && form == .mail } ?? false
        mended.set(instruction.name ?? own, instruction.value, inWhole: isWhole)
        let after = check(mended)
        #expect(
            !after.problems.contains {
                $0.code.rawValue == wrong.code && $0.severity == .blocking && $0.field == problem.field
            },
            "\(form): \(instruction) of \"\(problem.remedy)\" leaves \(after.problems.map(\.message))")
    }
}

private let wholeWrongs = [
    ("submission.missing-service-identifier", "serviceIdentifier"),
    ("submission.missing-representative", "representative/name"),
    ("submission.severity-not-understood", "severity"), ("submission.region-not-understood", "region"),
    ("submission.missing-checklist-answer", "checklist/symptoms"),
    ("submission.equipment-not-checked", "responsibilities/equipmentChecked"),
    ("submission.diagnostics-not-done", "responsibilities/firstLevelDiagnosticsDone"),
]

/// The same for what is said of the whole submission.
@Test(arguments: wholeWrongs, [SubmissionForm.table, .mail, .json])
private func remediesOfTheWholeCanBeFollowed(wrong: (String, String), form: SubmissionForm) throws {
    var written = Written(
        call: good.map { ($0.0, $0.1) },
        whole: [
            ("serviceIdentifier", "London HQ"), ("severity", "S2"), ("region", "europe"),
            ("representative/name", "A. Example"),
            ("representative/email", "a@example.com"), ("checklist/symptoms", "echo"),
            ("responsibilities/equipmentChecked", form == .json ? "true" : "yes"),
            ("responsibilities/firstLevelDiagnosticsDone", form == .json ? "true" : "yes"),
        ])
    written.whole.removeAll {
        $0.name == wrong.1 || (wrong.1 == "representative/name" && $0.name == "representative/email")
    }
    func check(_ written: Written) -> CheckAnswer {
        SampleChecker().check(written.bytes(form), receivedAt: received, purpose: .submit)
    }
    let problem = try #require(
        check(written).problems.first { $0.code.rawValue == wrong.0 && $0.severity == .blocking })
    let instructions = try Instruction.all(in: problem.remedy, form).filter { $0.name != nil }
    #expect(!instructions.isEmpty, "nothing to follow: \(problem.remedy)")
    var mended = written
    for instruction in instructions { mended.set(instruction.name ?? "", instruction.value, inWhole: true) }
    let after = check(mended)
    #expect(
        !after.problems.contains { $0.code.rawValue == wrong.0 && $0.severity == .blocking },
        "\(form): \(problem.remedy) → \(String(decoding: mended.bytes(form), as: UTF8.self)) \(after.problems.map(\.message))"
    )
}
