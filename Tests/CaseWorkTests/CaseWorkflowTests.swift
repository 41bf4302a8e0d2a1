import CallVocabulary
import CaseStore
import CaseWork
import Findings
import Foundation
import SampleIntake
import SupportProgram
import Testing

private func time(_ text: String) -> CaptureTime { CaptureTime(rfc3339: text) ?? CaptureTime(nanoseconds: 0) }

private func folder() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("earshot-work-\(UUID().uuidString)").path
}

private func form(_ changes: [String: Any?] = [:]) throws -> [UInt8] {
    var whole: [String: Any] = [
        "serviceIdentifier": "London HQ", "severity": "s2", "region": "Europe", "summary": "One-way audio",
        "country": "GB", "representative": ["name": "A. Example", "email": "a@example.com"],
        "checklist": ["symptoms": ["one-way-audio"]],
        "responsibilities": ["equipmentChecked": true, "firstLevelDiagnosticsDone": true],
        "samples": [
            [
                "callingNumber": "020 7946 0018", "calledNumber": "+12125550142", "startedAt": "2026-11-23T08:30:00Z",
                "direction": "outgoing",
            ]
        ],
    ]
    for (name, value) in changes { whole[name] = value }
    return Array(try JSONSerialization.data(withJSONObject: whole.compactMapValues { $0 }))
}

private let opened = time("2026-11-23T09:00:00Z")

private func openCase(
    _ store: CaseStore, _ submission: [UInt8]? = nil, origin: SubmitSamples.Origin = .init(),
    at now: CaptureTime = opened, program: Program = .builtIn
) throws -> SubmitSamples.Outcome {
    try SubmitSamples(program: program).submit(
        try submission ?? form(), format: nil, receivedAt: now, now: now, captures: [], analysis: nil,
        toolVersion: "test", store: store, origin: origin)
}

private func work(_ store: CaseStore, _ at: String, program: Program = .builtIn) -> CaseWorkflow {
    CaseWorkflow(store: store, program: program, actor: "Bob", now: time(at))
}

private func code(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return (error as? CaseStoreError)?.code.rawValue ?? "\(error)"
    }
}

@Test func aCaseIsWorkedOn() throws {
    let store = try CaseStore(folder: folder())
    let number = try #require(openCase(store).caseNumber)
    let state = { try store.record(number).summary.state }
    #expect(try state() == "new")
    try work(store, "2026-11-23T09:10:00Z").assign(number, to: "Eve")
    #expect(try state() == "open")
    try work(store, "2026-11-23T10:00:00Z").respond(number, "We look into it.", waiting: true)
    #expect(try state() == "waiting-for-customer")
    try work(store, "2026-11-23T12:00:00Z").hear(number, "Here it is.")
    #expect(try state() == "open")
    try work(store, "2026-11-23T12:30:00Z").change(severity: "s1", of: number, because: "all sites")
    try work(store, "2026-11-23T13:00:00Z").change(region: "us", of: number, because: "follow the sun")
    try work(store, "2026-11-23T13:30:00Z").note(number, "It is the firewall.")
    try work(store, "2026-11-23T14:00:00Z").resolve(number, "Firewall changed.")
    #expect(code { try work(store, "2026-11-23T14:05:00Z").respond(number, "x", waiting: false) } == "case.closed")
    try work(store, "2026-11-24T09:00:00Z").reopen(number, "It is back.")
    try work(store, "2026-11-24T10:00:00Z").close(number, "Gone.")
    let record = try store.record(number)
    #expect(record.summary.state == "closed" && record.summary.closedAt == time("2026-11-24T10:00:00Z"))
    #expect(record.summary.severity == "S1" && record.summary.openedSeverity == "S2")
    #expect(record.summary.region == "us" && record.summary.owner == "Eve")
    #expect(
        record.events.map(\.kind) == [
            "opened", "assigned", "response", "customer-message", "severity-changed", "region-changed", "note",
            "resolved", "reopened", "closed",
        ])
    #expect(record.events.dropFirst().allSatisfy { $0.actor == "Bob" })
    let clock = try #require(CaseClock(program: .builtIn).read(record.summary))
    #expect(clock.initialResponseMet == true && clock.isResolved)
    // History goes forward only.
    #expect(code { try work(store, "2026-11-01T00:00:00Z").note(number, "x") } == "case.conflict")
}

@Test func escalationIsOfferedAfterADay() throws {
    let store = try CaseStore(folder: folder())
    let number = try #require(try openCase(store).caseNumber)
    let values = ["expectedNextStep": "Call back", "pointOfContact": "A", "contactDetails": "a@example.com"]
    #expect(
        code { _ = try work(store, "2026-11-24T08:59:59Z").escalate(number, method: "portal", values: [:]) }
            == "case.escalation-not-yet-offered")
    let first = try work(store, "2026-11-24T09:00:00Z").escalate(number, method: "portal", values: [:])
    #expect(first.role == "Regional leader" && !first.isOtherRegion && first.mail == nil)
    // The second goes one rung up, where Europe has nobody.
    let second = try work(store, "2026-11-24T10:00:00Z").escalate(number, method: "email", values: values)
    #expect(second.role.contains("director") && second.isOtherRegion)
    let mail = String(decoding: try #require(second.mail), as: UTF8.self)
    #expect(mail.contains("Subject: Escalation: case \(number) (S2, 25 h without response)"))
    #expect(mail.contains("Case Number: \(number)\r\nExpected Next Step: Call back\r\nPoint of Contact: A\r\n"))
    // Required lines are required.
    #expect(
        code { _ = try work(store, "2026-11-24T11:00:00Z").escalate(number, method: "email", values: [:]) }
            == "case.conflict")
    try work(store, "2026-11-24T12:00:00Z").respond(number, "Sorry.", waiting: false)
    #expect(
        code { _ = try work(store, "2026-11-27T12:00:00Z").escalate(number, method: "portal", values: [:]) }
            == "case.escalation-not-yet-offered")
    #expect(try store.record(number).events.filter { $0.kind == "escalated" }.map(\.target) == ["1", "2"])
}

@Test func returnedSubmissionsAreCompleted() throws {
    let store = try CaseStore(folder: folder())
    let returned = try openCase(store, try form(["severity": nil, "representative": nil]))
    let number = try #require(returned.keptAs)
    #expect(returned.caseNumber == nil && number == "SUBMISSION-000001")
    // Still incomplete: kept under the same number.
    var origin = SubmitSamples.Origin()
    origin.completes = number
    let still = try openCase(store, Array(#"{"severity":"S2"}"#.utf8), origin: origin, at: time("2026-11-23T09:30:00Z"))
    #expect(still.keptAs == number && still.answer.problems.filter { $0.severity == .blocking }.count == 1)
    #expect(try store.returned(number).versions == 2)
    // Hours later the sample is as young as when it first came.
    let rest = Array(#"{"representative":{"name":"A. Example","phone":"020 7946 0018"}}"#.utf8)
    let done = try openCase(store, rest, origin: origin, at: time("2026-11-23T15:00:00Z"))
    let caseNumber = try #require(done.caseNumber)
    #expect(try store.returned(number).caseNumber == caseNumber)
    #expect(try store.record(caseNumber).summary.openedAt == time("2026-11-23T15:00:00Z"))
    #expect(code { _ = try openCase(store, rest, origin: origin) } == "case.conflict")
    origin.completes = "SUBMISSION-000099"
    #expect(code { _ = try openCase(store, rest, origin: origin) } == "submission.not-found")
}

@Test func alertsOpenCasesWithoutSamples() throws {
    let store = try CaseStore(folder: folder())
    var origin = SubmitSamples.Origin()
    origin.channel = "status-alert"
    origin.reference = "ALERT-7"
    let outcome = try openCase(store, try form(["samples": [Any]()]), origin: origin)
    let record = try store.record(try #require(outcome.caseNumber))
    #expect(record.summary.channel == "status-alert" && record.channelReference == "ALERT-7")
    #expect(outcome.answer.problems.contains { $0.code.rawValue == "case.samples-outstanding" })
    #expect(try openCase(store, try form(["samples": [Any]()])).caseNumber == nil)
}

@Test func closedOfficesAreTold() throws {
    let store = try CaseStore(folder: folder())
    let sunday = try form([
        "samples": [
            [
                "callingNumber": "020 7946 0018", "calledNumber": "+12125550142", "startedAt": "2026-11-22T08:30:00Z",
                "direction": "outgoing",
            ]
        ]
    ])
    let outcome = try openCase(store, sunday, at: time("2026-11-22T09:00:00Z"))
    let problem = try #require(outcome.answer.problems.first { $0.code == .officeClosed })
    #expect(problem.severity == .advice && problem.message.contains("2026-11-23T06:00:00Z"))
    #expect(outcome.caseNumber != nil)
}

@Test func searchFindsWhatACaseHolds() throws {
    let store = try CaseStore(folder: folder())
    let number = try #require(try openCase(store).caseNumber)
    try work(store, "2026-11-23T10:00:00Z").note(number, "Zürich firewall \"OR\" 1=1")
    for query in ["london", "LOND", "4420794600", "one way", "zurich", "a@example.com", "firewall OR"] {
        #expect(try store.list(search: query).map(\.number) == [number], "\(query)")
    }
    for query in ["paris", "\"", "NEAR(", "london paris"] { #expect(try store.list(search: query).isEmpty, "\(query)") }
}

@Test func archivesTravelAndAreChecked() throws {
    let store = try CaseStore(folder: folder())
    let capture = folder()
    try Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }).write(to: URL(fileURLWithPath: capture))
    let number = try #require(
        try SubmitSamples().submit(
            try form(), format: nil, receivedAt: opened, now: opened, captures: [capture], analysis: nil,
            toolVersion: "test", store: store
        ).caseNumber)
    try work(store, "2026-11-23T10:00:00Z").respond(number, "Yes.", waiting: true)
    let archive = folder() + ".tar"
    let record = try store.record(number)
    try store.export(number, to: archive, files: CaseExport.files(record, program: .builtIn, now: opened))
    #expect(code { try store.export(number, to: archive, files: []) } == "store.unusable")

    let other = try CaseStore(folder: folder())
    _ = try openCase(other)
    let imported = try other.importCase(from: archive, at: time("2026-11-25T10:00:00Z"), by: "Ann")
    #expect(imported == "CASE-000002")
    let copy = try other.record(imported)
    #expect(copy.importedFrom == number)
    #expect(copy.events.dropLast() == record.events[...] && copy.events.last?.kind == "imported")
    #expect(copy.samples == record.samples && copy.captures == record.captures)
    #expect(copy.submission == record.submission && copy.summary.state == "waiting-for-customer")
    #expect(CaseClock(program: .builtIn).read(copy.summary) == CaseClock(program: .builtIn).read(record.summary))
    _ = try other.verifiedPath(of: try #require(copy.captures.first))

    // Any changed byte of content is refused, any cut as well, and nothing is left behind.
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: archive)))
    for at in [600, 1_500, bytes.count / 2, bytes.count - 1_700] {
        var changed = bytes
        changed[at] ^= 0x01
        let path = folder()
        try Data(changed).write(to: URL(fileURLWithPath: path))
        #expect(code { _ = try other.importCase(from: path, at: opened, by: "") } == "case.archive-unusable", "\(at)")
    }
    for length in [0, 100, 512, 5_000, bytes.count / 2] {
        let path = folder()
        try Data(bytes.prefix(length)).write(to: URL(fileURLWithPath: path))
        #expect(
            code { _ = try other.importCase(from: path, at: opened, by: "") } == "case.archive-unusable", "\(length)")
    }
    #expect(try other.list().count == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: other.folder + "/captures/incoming").isEmpty)
}

@Test func retentionDeletesWithProof() throws {
    let store = try CaseStore(folder: folder())
    let capture = folder()
    try Data("not much".utf8).write(to: URL(fileURLWithPath: capture))
    let open = { (at: CaptureTime) throws -> String in
        let outcome = try SubmitSamples().submit(
            try form(), format: nil, receivedAt: opened, now: at, captures: [capture], analysis: nil,
            toolVersion: "test", store: store)
        return try #require(outcome.caseNumber)
    }
    let first = try open(opened)
    let second = try open(opened)
    try work(store, "2026-11-24T10:00:00Z").close(first, "Gone.")
    let retain = RetainCases(store: store, program: .builtIn)
    #expect(try retain.run(now: time("2026-12-24T09:59:59Z"), by: "cron", dryRun: false).captures.isEmpty)
    #expect(try retain.run(now: time("2026-12-24T10:00:01Z"), by: "cron", dryRun: true).captures == [first])
    #expect(try store.record(first).captures.count == 1)
    #expect(try retain.run(now: time("2026-12-24T10:00:01Z"), by: "cron", dryRun: false).captures == [first])
    let record = try store.record(first)
    #expect(record.captures.isEmpty && record.deletions.map(\.what) == ["capture"])
    #expect(record.deletions[0].sha256.count == 64 && record.deletions[0].bytes == 8)
    // The other case holds the same bytes and keeps them.
    _ = try store.verifiedPath(of: try #require(try store.record(second).captures.first))
    // A year later the content goes; number, times, states and proofs stay.
    #expect(try retain.run(now: time("2027-11-24T10:00:01Z"), by: "cron", dryRun: false).cases == [first])
    let erased = try store.record(first)
    #expect(erased.submission.isEmpty && erased.checkJSON.isEmpty && erased.samples.isEmpty)
    #expect(erased.summary.summary == "(erased)" && erased.representative == CaseRepresentative())
    #expect(erased.events.map(\.kind).prefix(2) == ["opened", "capture-attached"])
    #expect(erased.events.dropLast().allSatisfy { $0.text == "(erased)" && $0.actor.isEmpty })
    #expect(erased.deletions.map(\.what) == ["capture", "submission", "check", "report"])
    #expect(try store.list(search: "london").map(\.number) == [second])
    #expect(code { try work(store, "2027-12-01T00:00:00Z").note(first, "x") } == "case.conflict")
}

@Test func otherProgramsHaveOtherWords() throws {
    var program = Program.builtIn
    program.escalation.methods = ["email"]
    let store = try CaseStore(folder: folder())
    let number = try #require(try openCase(store, program: program).caseNumber)
    #expect(
        code {
            _ = try work(store, "2026-11-25T00:00:00Z", program: program).escalate(
                number, method: "portal", values: [:])
        } == "case.conflict")
    #expect(
        code { try work(store, "2026-11-25T00:00:00Z").change(severity: "S9", of: number, because: "") }
            == "case.conflict")
    #expect(
        code { try work(store, "2026-11-25T00:00:00Z").change(region: "mars", of: number, because: "") }
            == "case.conflict")
}

/// Every threshold a program file can set is one of the findings', and the other way round.
@Test func thresholdsOfProgramsAreThoseOfFindings() {
    var program = Program.builtIn
    for name in Program.thresholdNames { program.thresholds = program.thresholds.merging([name: 7]) { $1 } }
    let names = Set(Mirror(reflecting: FindingThresholdsMirror(program).values).children.compactMap(\.label))
    #expect(names.filter { !$0.hasPrefix("required") } == Program.thresholdNames)
    for child in Mirror(reflecting: FindingThresholdsMirror(program).values).children
    where child.label?.hasPrefix("required") == false {
        #expect("\(child.value)" == "7" || "\(child.value)" == "7.0", "\(child.label ?? "")")
    }
}

private struct FindingThresholdsMirror {
    let values: FindingThresholds
    init(_ program: Program) { values = FindingThresholds(program) }
}
