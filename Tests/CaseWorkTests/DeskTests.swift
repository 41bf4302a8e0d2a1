import CallVocabulary
import CaseWork
import Cases
import FolderVault
import Foundation
import Reports
import SQLiteCases
import SampleIntake
import SupportProgram
import TestSupport
import Testing

private func time(_ text: String) throws -> CaptureTime { try #require(CaptureTime(rfc3339: text)) }

private func form(_ customer: String = "Acme", number: String = "+44 20 7946 0018") -> [UInt8] {
    Array(
        """
        {"customer":"\(customer)","serviceIdentifier":"London HQ","representative":{"name":"A. Example","email":"a@example.com"},
        "severity":"S2","region":"europe","summary":"Echo","timeZone":"Europe/London",
        "checklist":{"symptoms":["echo"],"phoneDisplayDuring":"Connected","phoneDisplayAfter":"Call ended"},
        "responsibilities":{"equipmentChecked":true,"firstLevelDiagnosticsDone":true},
        "samples":[{"callingNumber":"\(number)","calledNumber":"+1 212 555 0142","startedAt":"2026-11-23T09:00:00Z",
        "direction":"outgoing","heardBy":"called","note":"every second word"}]}
        """.utf8)
}

private func work(_ place: CasePlace, _ at: String, program: Program = .builtIn) throws -> CaseWorkflow {
    CaseWorkflow(store: place.store, program: program, actor: "Bob", clock: FixedClock(try time(at)))
}

/// A machine's clock, whose limit holds.
private struct RunningClock: Clock {
    let now: CaptureTime
    var followsHistory: Bool { true }
}

/// A time somebody gave, beside a machine's clock.
private struct GivenClock: Clock {
    let now: CaptureTime
    let machine: CaptureTime
    var followsHistory: Bool { false }
    var latest: CaptureTime? { machine.advanced(byNanoseconds: ClockLimits.aheadSeconds * 1_000_000_000) }
}

@Test func anEntryAheadOfTheClockIsRefusedAndOneThatIsThereLocksNothing() throws {
    let place = try CasePlace()
    let opened = try time("2026-11-23T09:30:00Z")
    let number = try #require(try place.submit(form(), at: opened).caseNumber)
    let wrong = try time("2031-01-01T00:00:00Z")
    func workflow(_ clock: any Clock) -> CaseWorkflow {
        CaseWorkflow(store: place.store, program: .builtIn, actor: "Bob", clock: clock)
    }
    let machine = try time("2026-11-23T10:00:00Z")
    #expect(
        code { try workflow(GivenClock(now: wrong, machine: machine)).note(number, "x") } == "case.ahead-of-clock")
    // Five minutes are the difference of two clocks.
    try workflow(GivenClock(now: try time("2026-11-23T10:04:59Z"), machine: machine)).note(number, "x")
    // An older version, or an archive, brought an entry of years to come.
    try place.store.change(number) { _ in
        CaseChange(events: [CaseEvent(at: wrong, kind: .response, actor: "Eve", text: "We look.")])
    }
    let later = RunningClock(now: try time("2026-11-23T10:30:00Z"))
    let after = try workflow(later).note(number, "goes on")
    #expect(after.events.last?.at == later.now)
    #expect(CaseClock(program: .builtIn).read(after)?.initialResponseMet == false)
    let entry = try #require(after.events.firstIndex { $0.kind == .response }) + 1
    let right = try time("2026-11-23T10:10:00Z")
    let corrected = try workflow(later).correct(number, entry: entry, to: right, because: "a wrong clock")
    #expect(CaseClock(program: .builtIn).read(corrected)?.initialResponseMet == true)
    #expect(corrected.events[entry - 1].at == wrong && corrected.time(of: corrected.events[entry - 1]) == right)
    // Once more, from what it is now.
    let again = try workflow(later).correct(
        number, entry: entry, to: try time("2026-11-23T10:20:00Z"), because: "")
    #expect(again.time(of: again.events[entry - 1]) == (try time("2026-11-23T10:20:00Z")))
    #expect(code { try workflow(later).correct(number, entry: 1, to: right, because: "") } == "case.conflict")
    #expect(code { try workflow(later).correct(number, entry: 99, to: right, because: "") } == "case.conflict")
    #expect(code { try workflow(later).correct(number, entry: entry, to: wrong, because: "") } == "case.conflict")
}

@Test func escalationGoesToWhoIsOnDutyAndToNobodyTwice() throws {
    var program = Program.builtIn
    for rung in program.escalation.ladder.indices {
        for contact in program.escalation.ladder[rung].contacts.indices {
            let region = program.escalation.ladder[rung].contacts[contact].region
            program.escalation.ladder[rung].contacts[contact].name = rung == 2 ? "Same Person" : "\(rung) \(region)"
        }
    }
    program.escalation.ladder[1].contacts[0].name = "Same Person"
    let place = try CasePlace()
    let number = try #require(
        try place.submit(form(), at: try time("2026-11-23T09:30:00Z"), program: program).caseNumber)
    let values = ["expectedNextStep": "Call", "pointOfContact": "A", "contactDetails": "a@example.com"]
    func escalate(_ at: String) throws -> CaseWorkflow.EscalationOutcome {
        try work(place, at, program: program).escalate(number, method: "email", values: values)
    }
    // No day has passed, and an e-mail may be sent all the same.
    let first = try escalate("2026-11-23T16:00:00Z")
    #expect(first.contact?.name == "0 europe" && first.isOnDuty)
    #expect(String(decoding: try #require(first.mail), as: UTF8.self).contains("(S2, 6 h without response)"))
    let second = try escalate("2026-11-23T16:10:00Z")
    #expect(second.contact?.name == "Same Person" && second.isOnDuty && second.isOtherRegion)
    // The third rung is the same person, who has two hours: somebody else who is on duty is asked.
    let third = try escalate("2026-11-23T16:20:00Z")
    #expect(third.contact?.name == "0 us")
    #expect(code { _ = try escalate("2026-11-23T16:30:00Z") } == "case.escalated-already")
    // At night nobody is on duty, and the mail is not lost.
    let night = try escalate("2026-11-24T05:00:00Z")
    #expect(!night.isOnDuty && night.onDutyFrom != nil)
}

@Test func numbersAreFoundInAnySpelling() {
    for text in [
        "020 7946 0018", "+44 20 7946 0018", "+44 (0)20 7946-0018", "0044 2079460018", "(020) 79460018",
    ] {
        #expect(SearchText.numberEnding(text) == "079460018", "\(text)")
    }
    #expect(SearchText.numberEnding("7946 0018") == "79460018")
    #expect(SearchText.numberEnding("1-800-GO-FEDEX") == "004633339")
    for text in ["London", "one way", "0018", "CASE-000012", ""] {
        let found: String? = SearchText.numberEnding(text)
        #expect(found == nil, "\(text)")
    }
}

@Test func duplicatesAreFoundAtOpeningAndMerged() throws {
    let place = try CasePlace()
    let now = try time("2026-11-23T09:30:00Z")
    let first = try place.submit(form(), at: now)
    #expect(first.duplicates == [])
    #expect(try place.submit(form("Borealis"), at: now).duplicates == [])
    #expect(try place.submit(form(number: "+44 20 7946 0019"), at: now).duplicates == [])
    let second = try place.submit(form(), at: now)
    let (one, other) = (try #require(first.caseNumber), try #require(second.caseNumber))
    #expect(second.duplicates == [one])
    let merging = MergeCases(store: place.store, program: .builtIn, analyze: place.analyze())
    let outcome = try merging.merge(other, into: one, clock: FixedClock(now), by: "Bob")
    // The call is there already.
    #expect(outcome.samples == 0 && outcome.from.state == .closed)
    #expect(outcome.from.links == [CaseLink(number: one, kind: .mergedInto)])
    #expect(code { _ = try merging.merge(other, into: one, clock: FixedClock(now), by: "") } == "case.conflict")
    #expect(code { _ = try merging.merge(one, into: one, clock: FixedClock(now), by: "") } == "case.conflict")
    #expect(code { _ = try merging.merge(one, into: other, clock: FixedClock(now), by: "") } == "case.closed")
}

@Test func theMonthsServiceIsCounted() throws {
    let place = try CasePlace()
    let met = try #require(try place.submit(form(), at: try time("2026-11-23T09:30:00Z")).caseNumber)
    let late = try #require(
        try place.submit(form("B", number: "+44 20 7946 0019"), at: try time("2026-11-23T09:31:00Z")).caseNumber)
    _ = try place.submit(form("C", number: "+44 20 7946 0017"), at: try time("2026-11-23T09:32:00Z"))
    try work(place, "2026-11-23T10:00:00Z").respond(met, "In time.", waiting: false)
    try work(place, "2026-11-24T10:00:00Z").respond(met, "An update in time.", waiting: false)
    try work(place, "2026-11-23T13:00:00Z").respond(late, "Late.", waiting: true)
    try work(place, "2026-11-24T13:00:00Z").resolve(met, "Gone.")
    let returned = try place.submit(form(), at: try time("2026-11-23T18:00:00Z"))
    #expect(returned.keptAs != nil)
    func report(_ month: Int, _ now: String) throws -> ServiceReport {
        try MakeServiceReport(store: place.store, program: .builtIn).run(
            year: 2026, month: month, zone: nil, now: try time(now))
    }
    let november = try report(11, "2026-12-01T00:00:00Z")
    #expect(november.rows.count == 1)
    let row = try #require(november.rows.first)
    #expect("\(row.opened) \(row.resolved) \(row.escalations)" == "3 1 0")
    #expect("\(row.responses.met) \(row.responses.missed)" == "1 2")
    // Two updates of the first, one of the second in time with its late response, and none of the third.
    #expect("\(row.updates.met) \(row.updates.missed)" == "3 1")
    #expect(november.returned == 1 && november.completed == 0)
    #expect(november.reasons.map(\.code) == ["sample.call-too-old"])
    #expect(november.html.contains("sample.call-too-old") && november.csv.contains("2026-11,S2,europe,3,1,1,2"))
    let december = try report(12, "2026-12-02T00:00:00Z")
    #expect(december.rows.isEmpty && december.returned == 0)
}

@Test func whatWasAnsweredIsSeenAndNotesStay() throws {
    let place = try CasePlace()
    let number = try #require(try place.submit(form(), at: try time("2026-11-23T09:30:00Z")).caseNumber)
    try work(place, "2026-11-23T10:00:00Z").note(number, "between us")
    let view = try ShowCase(store: place.store, program: .builtIn).view(number, now: try time("2026-11-23T10:00:00Z"))
    let text = CaseReport.text(view, now: try time("2026-11-23T10:00:00Z"), style: TextStyle())
    // A question with two fields is one line.
    #expect(text.contains("What did the phone display during the call and afterward? Connected; Call ended"))
    #expect(text.components(separatedBy: "What did the phone display").count == 2)
    #expect(text.contains("2026-11-23 09:00:00 GMT") && text.contains("between us"))
    for ticket in [CaseReport.markdown(view), CaseReport.jira(view), CaseReport.html(view)] {
        #expect(!ticket.contains("between us"))
        #expect(ticket.contains("every second word") && ticket.contains("heard by called"))
    }
    #expect(CaseReport.jira(view).hasPrefix("h3. CASE-000001 S2 new\n\nEcho\n"))
}

@Test func listingMakesNothing() throws {
    let folder = TemporaryFiles.path("none")
    let store = try SQLiteCases(
        folder: folder, captures: FolderVault(folder: folder + "/captures", packing: .none),
        documents: FolderVault(folder: folder + "/documents", packing: .zstandard), access: .reading)
    #expect(try store.page(CaseQuery()).cases.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder))
}
