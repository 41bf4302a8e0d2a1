import CallVocabulary
import Foundation
import SupportProgram
import Testing

private func problems(_ text: String) -> [ProgramProblem] {
    if case .failure(let invalid) = ProgramReader.read(Array(text.utf8)) { return invalid.problems }
    return []
}

private func changed(_ old: String, _ new: String) -> String {
    let text = Program.builtInText.replacingOccurrences(of: old, with: new)
    #expect(text != Program.builtInText, "\(old) stands in the program")
    return text
}

@Test func builtInProgramIsValid() {
    #expect(problems(Program.builtInText).isEmpty)
    #expect(Program.builtIn.name == "8x8 Enterprise Support")
    #expect(Program.builtIn.checklist.count == 9)
    #expect(Program.builtIn.severities.map(\.id) == ["S1", "S2", "S3"])
    // No person and no direct number of one.
    for rung in Program.builtIn.escalation.ladder {
        for contact in rung.contacts { #expect(contact.name == nil && contact.phone == nil && contact.email == nil) }
    }
}

/// What is shown as JSON can be loaded again and means the same.
@Test func shownProgramIsAProgramFile() throws {
    let shown = try #require(ProgramReader.effectiveText(Array(Program.builtInText.utf8)))
    guard case .success(let program) = ProgramReader.read(shown) else {
        Issue.record("not valid")
        return
    }
    #expect(program == .builtIn)
}

@Test(arguments: [
    ("\"fraction\": 0.25", "\"fractoin\": 0.25", "/criteria/withheld/fractoin", "Did you mean"),
    ("\"06:00-17:00\"]", "\"06:00-17:00\", \"16:00-18:00\"]", "/regions/1/hours/monday/1", "Join"),
    ("\"06:00-17:00\"]", "\"22:00-06:00\"]", "/regions/1/hours/monday/0", "over midnight"),
    ("\"month\": 7, \"day\": 4", "\"month\": 2, \"day\": 30", "/regions/0/holidays/1/day", "exists"),
    ("\"month\": 7, \"day\": 4", "\"month\": 13, \"day\": 4", "/regions/0/holidays/1/month", "1 to 12"),
    ("\"month\": 7, \"day\": 4", "\"month\": 2, \"day\": 29, \"year\": 2027", "/regions/0/holidays/1/day", "exists"),
    ("Europe/London", "Europe/Londinium", "/regions/1/zone", "tzdata"),
    ("\"clock\": \"elapsed\" } }", "\"clock\": \"sundial\" } }", "/severities/0/update/clock", "business-days"),
    ("\"week\": 4 }", "\"week\": 6 }", "/regions/0/holidays/2/week", "1 to 4"),
    ("\"maximumSamples\": 200", "\"maximumSamples\": \"200\"", "/criteria/maximumSamples", "number"),
    ("\"id\": \"S2\"", "\"id\": \"S1\"", "/severities", "own id"),
    ("\"alias\": null", "\"alias\": \"a@b.c, d@e.f\"", "/escalation/alias", "one address"),
    (
        "\"customers\": []", "\"customers\": [{\"name\": \"A\", \"representatives\": [{\"name\": \"B\"}]}]",
        "/customers/0/representatives/0", "Add one"
    ),
])
func wrongProgramsAreRefused(old: String, new: String, pointer: String, remedy: String) throws {
    let found = problems(changed(old, new))
    let problem = try #require(found.first { $0.pointer == pointer }, "\(found)")
    #expect((problem.message + problem.remedy).contains(remedy), "\(problem)")
    // The line named holds what is wrong.
    let lines = changed(old, new).components(separatedBy: "\n")
    let name = try #require(pointer.split(separator: "/").last { Int($0) == nil })
    #expect(lines[problem.line - 1].contains(name) || lines[problem.line - 1].contains("{"), "\(problem)")
}

@Test func brokenJSONNamesThePlace() {
    let found = problems("{\n  \"id\": \"x\",\n  oops\n}")
    #expect(found.count == 1 && found[0].line == 3)
    #expect(problems("[]").first?.pointer == "")
    #expect(!problems("{}").isEmpty)
    #expect(!problems("").isEmpty)
}

/// Any beginning of a program, and any changed byte, is answered without stopping the program.
@Test func damagedProgramsAreAnswered() {
    let bytes = Array(Program.builtInText.utf8)
    for length in stride(from: 0, to: bytes.count, by: 97) {
        if case .success = ProgramReader.read(Array(bytes.prefix(length))) {
            Issue.record("a part of \(length) is valid")
        }
    }
    for at in stride(from: 0, to: bytes.count, by: 31) {
        var changed = bytes
        changed[at] = 0x39
        _ = ProgramReader.read(changed)
    }
}

@Test func extendingChangesOnlyWhatIsStated() throws {
    let text = """
        { "extends": "8x8-enterprise-support", "version": "ours-1",
          "criteria": { "maximumSamples": 100000 },
          "escalation": { "alias": "lead@example.com" },
          "customers": [ { "name": "Example Ltd", "sites": ["London HQ"],
            "representatives": [ { "name": "A. Example", "email": "a@example.com", "until": "2027-01-31" } ] } ] }
        """
    guard case .success(let program) = ProgramReader.read(Array(text.utf8)) else {
        Issue.record("\(problems(text))")
        return
    }
    #expect(program.criteria.maximumSamples == 100_000)
    #expect(program.criteria.maximumAgeSeconds == 7_200)
    #expect(program.escalation.alias == "lead@example.com")
    #expect(program.escalation.ladder == Program.builtIn.escalation.ladder)
    #expect(program.regions == Program.builtIn.regions)
    #expect(program.customers[0].representatives[0].isValid(on: "2027-01-31"))
    #expect(!program.customers[0].representatives[0].isValid(on: "2027-02-01"))
    #expect(problems("{ \"extends\": \"nobody\" }").first?.pointer == "/extends")
}

/// The published schema names exactly the members the reader knows.
@Test func schemaIsThePublishedOne() throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let data = try Data(contentsOf: root.appendingPathComponent("docs/schema/program.schema.json"))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let program = try #require(
        try JSONSerialization.jsonObject(with: Data(Program.builtInText.utf8)) as? [String: Any])
    let named = try #require(schema["properties"] as? [String: Any])
    #expect(Set(program.keys).subtracting(named.keys).isEmpty)
    // Whatever the schema names at the top, the reader knows; nothing else.
    for name in named.keys where name != "extends" && name != "schema" {
        let found = problems("{ \"\(name)\": 0 }").map(\.message)
        #expect(!found.contains { $0.contains("\"\(name)\" is not known") }, "\(name)")
    }
    #expect(schema["additionalProperties"] as? Bool == false)
}

@Test func weekendsOfOffices() throws {
    let region = try #require(Program.builtIn.region("US"))
    let calendar = Program.builtIn.calendar(of: region)
    func time(_ text: String) throws -> CaptureTime { try #require(CaptureTime(rfc3339: text)) }
    #expect(calendar.isOpen(try time("2026-11-23T14:00:00Z")))
    #expect(!calendar.isOpen(try time("2026-11-24T02:00:00Z")))
    #expect(calendar.nextOpening(from: try time("2026-11-26T18:00:00Z"))?.description == "2026-11-30T14:00:00Z")
    #expect(
        calendar.lastSupportInstant(before: try time("2026-11-26T18:00:00Z"))?.description == "2026-11-26T02:00:00Z")
}

@Test func escalationMails() throws {
    let program = Program.builtIn
    let date = try #require(CaptureTime(rfc3339: "2026-11-23T12:00:00Z"))
    let values = [
        "caseNumber": "CASE-000001", "expectedNextStep": "Call back\r\nBcc: everyone@example.com",
        "pointOfContact": "Zoë Example", "contactDetails": "zoe@example.com",
    ]
    let mail = try EscalationMail(
        escalation: program.escalation, to: "lead@example.com", subject: "Escalation: CASE-000001 – urgent\r\nX: y",
        date: date, values: values)
    let text = String(decoding: mail.message, as: UTF8.self)
    let head = text.components(separatedBy: "\r\n\r\n")[0]
    #expect(head.contains("To: lead@example.com\r\n"))
    #expect(head.contains("Date: Mon, 23 Nov 2026 12:00:00 +0000"))
    #expect(!head.contains("\r\nX: y") && !head.contains("Bcc"))
    #expect(head.contains("Subject: =?utf-8?B?"))
    #expect(head.contains("base64"))
    let body = text.components(separatedBy: "\r\n\r\n")[1].replacingOccurrences(of: "\r\n", with: "")
    let decoded = String(decoding: try #require(Data(base64Encoded: body)), as: UTF8.self)
    let labels = decoded.components(separatedBy: "\r\n").filter { !$0.hasPrefix(" ") && !$0.isEmpty }
        .map { $0.components(separatedBy: ":")[0] }
    #expect(
        labels == [
            "Case Number", "Expected Next Step", "Point of Contact", "Phone Number or Email for POC",
            "Additional Comments",
        ])
    #expect(throws: EscalationMail.Unfit.self) {
        try EscalationMail(escalation: program.escalation, to: nil, subject: "x", date: date, values: [:])
    }
    #expect(throws: EscalationMail.Unfit.self) {
        try EscalationMail(
            escalation: program.escalation, to: "a@b.c\r\nBcc: x@y.z", subject: "x", date: date, values: values)
    }
}
