import CallAnalysis
import CallVocabulary
import CaseWork
import Cases
import Findings
import Foundation
import SampleIntake
import SupportProgram
import Testing

private func time(_ text: String) -> CaptureTime { CaptureTime(rfc3339: text) ?? CaptureTime(nanoseconds: 0) }

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
    _ place: CasePlace, _ submission: [UInt8]? = nil, origin: SubmitSamples.Origin = .init(),
    at now: CaptureTime = opened, program: Program = .builtIn
) throws -> SubmitSamples.Outcome {
    try place.submit(try submission ?? form(), at: now, origin: origin, program: program)
}

private func work(_ place: CasePlace, _ at: String, program: Program = .builtIn) -> CaseWorkflow {
    CaseWorkflow(store: place.store, program: program, actor: "Bob", clock: FixedClock(time(at)))
}

private func found(_ place: CasePlace, _ search: String) throws -> [String] {
    var query = CaseQuery()
    query.search = search
    return try place.store.page(query).cases.map(\.number)
}

@Test func aCaseIsWorkedOn() throws {
    let place = try CasePlace()
    let store = place.store
    let number = try #require(openCase(place).caseNumber)
    let state = { try store.record(number).summary.state.rawValue }
    #expect(try state() == "new")
    try work(place, "2026-11-23T09:10:00Z").assign(number, to: "Eve")
    #expect(try state() == "open")
    try work(place, "2026-11-23T10:00:00Z").respond(number, "We look into it.", waiting: true)
    #expect(try state() == "waiting-for-customer")
    try work(place, "2026-11-23T12:00:00Z").hear(number, "Here it is.")
    #expect(try state() == "open")
    try work(place, "2026-11-23T12:30:00Z").change(severity: "s1", of: number, because: "all sites")
    try work(place, "2026-11-23T13:00:00Z").change(region: "us", of: number, because: "follow the sun")
    try work(place, "2026-11-23T13:30:00Z").note(number, "It is the firewall.")
    try work(place, "2026-11-23T14:00:00Z").resolve(number, "Firewall changed.")
    #expect(code { try work(place, "2026-11-23T14:05:00Z").respond(number, "x", waiting: false) } == "case.closed")
    try work(place, "2026-11-24T09:00:00Z").reopen(number, "It is back.")
    try work(place, "2026-11-24T10:00:00Z").close(number, "Gone.")
    let record = try store.record(number)
    #expect(record.summary.state == .closed && record.summary.closedAt == time("2026-11-24T10:00:00Z"))
    #expect(record.summary.severity == "S1" && record.summary.openedSeverity == "S2")
    #expect(record.summary.region == "us" && record.summary.owner == "Eve")
    #expect(
        record.events.map(\.kind.rawValue) == [
            "opened", "assigned", "response", "customer-message", "severity-changed", "region-changed", "note",
            "resolved", "reopened", "closed",
        ])
    #expect(record.events.dropFirst().allSatisfy { $0.actor == "Bob" })
    let clock = try #require(CaseClock(program: .builtIn).read(record.summary))
    #expect(clock.initialResponseMet == true && clock.isResolved)
    // History goes forward only.
    #expect(code { try work(place, "2026-11-01T00:00:00Z").note(number, "x") } == "case.conflict")
}

@Test func escalationIsOfferedAfterADay() throws {
    let place = try CasePlace()
    let store = place.store
    let number = try #require(try openCase(place).caseNumber)
    let values = ["expectedNextStep": "Call back", "pointOfContact": "A", "contactDetails": "a@example.com"]
    #expect(
        code { _ = try work(place, "2026-11-24T08:59:59Z").escalate(number, method: "portal", values: [:]) }
            == "case.escalation-not-yet-offered")
    let first = try work(place, "2026-11-24T09:00:00Z").escalate(number, method: "portal", values: [:])
    #expect(first.role == "Regional leader" && !first.isOtherRegion && first.mail == nil)
    // The second goes one rung up, where Europe has nobody.
    let second = try work(place, "2026-11-24T10:00:00Z").escalate(number, method: "email", values: values)
    #expect(second.role.contains("director") && second.isOtherRegion)
    let mail = String(decoding: try #require(second.mail), as: UTF8.self)
    #expect(mail.contains("Subject: Escalation: case \(number) (S2, 25 h without response)"))
    #expect(mail.contains("Case Number: \(number)\r\nExpected Next Step: Call back\r\nPoint of Contact: A\r\n"))
    // Required lines are required.
    #expect(
        code { _ = try work(place, "2026-11-24T11:00:00Z").escalate(number, method: "email", values: [:]) }
            == "case.conflict")
    try work(place, "2026-11-24T12:00:00Z").respond(number, "Sorry.", waiting: false)
    #expect(
        code { _ = try work(place, "2026-11-27T12:00:00Z").escalate(number, method: "portal", values: [:]) }
            == "case.escalation-not-yet-offered")
    #expect(try store.record(number).events.filter { $0.kind == .escalated }.map(\.target) == ["1 0 europe", "2 1 us"])
}

@Test func returnedSubmissionsAreCompleted() throws {
    let place = try CasePlace()
    let store = place.store
    let returned = try openCase(place, try form(["severity": nil, "representative": nil]))
    let number = try #require(returned.keptAs)
    #expect(returned.caseNumber == nil && number == "SUBMISSION-000001")
    // Still incomplete: kept under the same number.
    var origin = SubmitSamples.Origin()
    origin.completes = number
    let still = try openCase(place, Array(#"{"severity":"S2"}"#.utf8), origin: origin, at: time("2026-11-23T09:30:00Z"))
    #expect(still.keptAs == number && still.answer.problems.filter { $0.severity == .blocking }.count == 1)
    #expect(try store.returned(number).versions == 2)
    // Hours later the sample is as young as when it first came.
    let rest = Array(#"{"representative":{"name":"A. Example","phone":"020 7946 0018"}}"#.utf8)
    let done = try openCase(place, rest, origin: origin, at: time("2026-11-23T15:00:00Z"))
    let caseNumber = try #require(done.caseNumber)
    #expect(try store.returned(number).caseNumber == caseNumber)
    #expect(try store.record(caseNumber).summary.openedAt == time("2026-11-23T15:00:00Z"))
    #expect(code { _ = try openCase(place, rest, origin: origin) } == "case.conflict")
    origin.completes = "SUBMISSION-000099"
    #expect(code { _ = try openCase(place, rest, origin: origin) } == "submission.not-found")
}

@Test func alertsOpenCasesWithoutSamples() throws {
    let place = try CasePlace()
    let store = place.store
    var origin = SubmitSamples.Origin()
    origin.channel = "status-alert"
    origin.reference = "ALERT-7"
    let outcome = try openCase(place, try form(["samples": [Any]()]), origin: origin)
    let record = try store.record(try #require(outcome.caseNumber))
    #expect(record.summary.channel == "status-alert" && record.channelReference == "ALERT-7")
    #expect(outcome.answer.problems.contains { $0.code.rawValue == "case.samples-outstanding" })
    #expect(try openCase(place, try form(["samples": [Any]()])).caseNumber == nil)
}

@Test func closedOfficesAreTold() throws {
    let place = try CasePlace()
    let sunday = try form([
        "samples": [
            [
                "callingNumber": "020 7946 0018", "calledNumber": "+12125550142", "startedAt": "2026-11-22T08:30:00Z",
                "direction": "outgoing",
            ]
        ]
    ])
    let outcome = try openCase(place, sunday, at: time("2026-11-22T09:00:00Z"))
    let problem = try #require(outcome.answer.problems.first { $0.code == .officeClosed })
    #expect(problem.severity == .advice && problem.message.contains("2026-11-23T06:00:00Z"))
    #expect(outcome.caseNumber != nil)
}

@Test func searchFindsWhatACaseHolds() throws {
    let place = try CasePlace()
    let number = try #require(try openCase(place).caseNumber)
    try work(place, "2026-11-23T10:00:00Z").note(number, "Zürich firewall \"OR\" 1=1")
    for query in ["london", "LOND", "4420794600", "one way", "zurich", "a@example.com", "firewall OR"] {
        #expect(try found(place, query) == [number], "\(query)")
    }
    for query in ["paris", "\"", "NEAR(", "london paris"] { #expect(try found(place, query).isEmpty, "\(query)") }
}

@Test func retentionDeletesWithProof() throws {
    let place = try CasePlace()
    let store = place.store
    let capture = try place.file("call.pcap", Array("not much".utf8))
    var given = emptyAnalysis()
    given.result.calls = [
        Call(
            id: "call-1", calling: CallParty(uri: "sip:a", number: "+442079460018"),
            called: CallParty(uri: "sip:b", number: "+12125550142"), startedAt: time("2026-11-23T08:30:00Z"))
    ]
    let matching = given
    let open = { (at: CaptureTime) throws -> String in
        try #require(place.submit(form(), at: at, captures: [capture], giving: matching).caseNumber)
    }
    let first = try open(opened)
    let second = try open(opened)
    try work(place, "2026-11-24T10:00:00Z").close(first, "Gone.")
    let retain = RetainCases(store: store, program: .builtIn)
    #expect(try retain.run(clock: FixedClock(time("2026-12-24T09:59:59Z")), by: "cron", dryRun: false).captures.isEmpty)
    #expect(
        try retain.run(clock: FixedClock(time("2026-12-24T10:00:01Z")), by: "cron", dryRun: true).captures == [first])
    #expect(try store.record(first).captures.count == 1)
    #expect(
        try retain.run(clock: FixedClock(time("2026-12-24T10:00:01Z")), by: "cron", dryRun: false).captures == [first])
    let record = try store.record(first)
    #expect(record.captures.isEmpty && record.deletions.map(\.what) == ["capture"])
    #expect(record.deletions[0].sha256.count == 64 && record.deletions[0].bytes == 8)
    // The other case holds the same bytes and keeps them.
    let kept = try #require(try store.record(second).captures.first)
    #expect(store.captureVault.state(of: kept.sha256) == .whole)
    // A year later the content goes; number, times, states and proofs stay.
    #expect(try retain.run(clock: FixedClock(time("2027-11-24T10:00:01Z")), by: "cron", dryRun: false).cases == [first])
    let erased = try store.record(first)
    #expect(erased.submission.isEmpty && erased.checkJSON.isEmpty && erased.samples.isEmpty)
    #expect(erased.summary.summary == "(erased)" && erased.representative == CaseRepresentative())
    #expect(erased.events.map(\.kind).prefix(2) == [.opened, .captureAttached])
    #expect(erased.events.dropLast().allSatisfy { $0.text == "(erased)" && $0.actor.isEmpty })
    #expect(
        Set(erased.deletions.map(\.what)) == [
            "capture", "submission", "check", "analysis", "report", "details", "samples", "history", "search-index",
        ])
    #expect(try found(place, "london") == [second])
    #expect(code { try work(place, "2027-12-01T00:00:00Z").note(first, "x") } == "case.conflict")
}

@Test func otherProgramsHaveOtherWords() throws {
    var program = Program.builtIn
    program.escalation.methods = ["email"]
    let place = try CasePlace()
    let number = try #require(try openCase(place, program: program).caseNumber)
    #expect(
        code {
            _ = try work(place, "2026-11-25T00:00:00Z", program: program).escalate(
                number, method: "portal", values: [:])
        } == "case.conflict")
    #expect(
        code { try work(place, "2026-11-25T00:00:00Z").change(severity: "S9", of: number, because: "") }
            == "case.conflict")
    #expect(
        code { try work(place, "2026-11-25T00:00:00Z").change(region: "mars", of: number, because: "") }
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
