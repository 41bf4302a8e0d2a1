import CallVocabulary
import CaseWork
import Cases
import Foundation
import Reports
import SampleIntake
import SupportProgram
import Testing

private func time(_ text: String) -> CaptureTime { CaptureTime(rfc3339: text) ?? CaptureTime(nanoseconds: 0) }

private let opened = time("2026-11-23T15:00:00Z")

private func sample(_ calling: String, _ startedAt: String, _ direction: String? = "outgoing") -> [String: String] {
    var sample = ["callingNumber": calling, "calledNumber": "+12125550142", "startedAt": startedAt]
    sample["direction"] = direction
    return sample
}

private func form(_ samples: [[String: String]]) throws -> [UInt8] {
    let whole: [String: Any] = [
        "serviceIdentifier": "London HQ", "severity": "S2", "region": "europe", "summary": "Echo", "country": "GB",
        "representative": ["name": "A. Example", "email": "a@example.com"], "checklist": ["symptoms": ["echo"]],
        "responsibilities": ["equipmentChecked": true, "firstLevelDiagnosticsDone": true], "samples": samples,
    ]
    return Array(try JSONSerialization.data(withJSONObject: whole))
}

private func add(
    _ place: CasePlace, _ text: String, to number: String, at instant: String = "2026-11-23T16:00:00Z"
) throws -> AddSamples.Outcome {
    try AddSamples(store: place.store, program: .builtIn, analyze: place.analyze()).add(
        Array(text.utf8), format: nil, to: number, receivedAt: time(instant), clock: FixedClock(time(instant)),
        by: "Eve")
}

/// A case from an alert is there before its samples, which come in any format.
@Test func alertCasesTakeSamplesLater() throws {
    let place = try CasePlace()
    var origin = SubmitSamples.Origin()
    origin.channel = "status-alert"
    let number = try #require(try place.submit(form([]), at: opened, origin: origin).caseNumber)
    #expect(try place.store.record(number).samples.isEmpty)
    let table = "Number calling,Number called,Date and time of call,Call direction\n"
    // What cannot be used is sent back, and the case stays as it is.
    let old = try add(place, table + "+442079460018,+12125550142,23/11/2026 13:30 GMT,Outgoing\n", to: number)
    #expect(
        old.added == 0 && old.answer.verdict == .returned
            && old.answer.problems.map(\.code.rawValue) == ["sample.call-too-old"])
    #expect(try place.store.record(number).samples.isEmpty)
    #expect(try add(place, "{}", to: number).added == 0)
    let good = try add(place, table + "+442079460018,+12125550142,23/11/2026 15:30 GMT,Outgoing\n", to: number)
    #expect(good.added == 1)
    let record = try place.store.record(number)
    #expect(record.samples.map(\.calling) == ["+442079460018"])
    #expect(record.events.map(\.kind).contains(.sampleAdded))
    // Another one later stands beside it, and does not make the first too old.
    let later = table + "+442079460077,+12125550142,23/11/2026 20:30 GMT,Incoming\n"
    #expect(try add(place, later, to: number, at: "2026-11-23T21:00:00Z").added == 1)
    #expect(try place.store.record(number).samples.map(\.direction) == ["outgoing", "incoming"])
    let check = String(decoding: try place.store.record(number).checkJSON, as: UTF8.self)
    #expect(check.contains("2026-11-23T16:00:00Z"))
}

/// The calls that can be used open the case, and the rest is kept and completed.
@Test func usableCallsAreTakenAndTheRestIsKept() throws {
    let place = try CasePlace()
    var origin = SubmitSamples.Origin()
    let samples = [
        sample("+442079460018", "2026-11-23T14:30:00Z"), sample("+442079460077", "2026-11-23T14:31:00Z", nil),
        sample("+442079460078", "2026-11-23T09:00:00Z"),
    ]
    #expect(try place.submit(form(samples), at: opened, origin: origin).caseNumber == nil)
    origin.takesUsableOnly = true
    let outcome = try place.submit(form(samples), at: opened, origin: origin)
    let number = try #require(outcome.caseNumber)
    let kept = try #require(outcome.keptAs)
    #expect(try place.store.record(number).samples.map(\.calling) == ["+442079460018"])
    #expect(outcome.answer.verdict != .returned && outcome.setAside?.samples.count == 2)
    // The call that lacked a word was named in time, and can still be completed.
    var completing = SubmitSamples.Origin()
    completing.completes = kept
    completing.takesUsableOnly = true
    let rest = try place.submit(
        Array("{\"samples\":[{\"index\":0,\"direction\":\"outgoing\"}]}".utf8), at: time("2026-11-23T20:00:00Z"),
        origin: completing)
    let second = try #require(rest.caseNumber)
    #expect(try place.store.record(second).samples.map(\.calling) == ["+442079460077"])
}

/// Where the whole is at fault, no part of it is taken.
@Test func nothingIsTakenOfASubmissionThatLacksSomethingItself() throws {
    let place = try CasePlace()
    var origin = SubmitSamples.Origin()
    origin.takesUsableOnly = true
    let bytes = Array(
        String(decoding: try form([sample("+442079460018", "2026-11-23T14:30:00Z")]), as: UTF8.self)
            .replacing("\"S2\"", with: "\"S9\"").utf8)
    #expect(try place.submit(bytes, at: opened, origin: origin).caseNumber == nil)
}

/// A forgotten word, given hours later as a line of a mail, costs no call.
@Test func aMailCompletesATable() throws {
    let place = try CasePlace()
    let returned = try place.submit(
        form([sample("+442079460018", "2026-11-23T14:30:00Z", nil)]), at: opened, origin: .init())
    var origin = SubmitSamples.Origin()
    origin.completes = returned.keptAs
    let mail =
        "Number calling: +44 20 7946 0018\nNumber called: +1 212 555 0142\nDate and time: 23/11/2026 14:30 GMT\nDirection: Outgoing\n"
    let done = try place.submit(Array(mail.utf8), at: time("2026-11-23T21:00:00Z"), origin: origin)
    #expect(done.caseNumber != nil, "\(done.answer.problems)")
    #expect(done.answer.samples.map(\.receivedAt) == [opened])
}

/// The answers, what was heard and by whom are in the case; a note of the desk leaves it in no ticket.
@Test func whatWasAnsweredIsSeen() throws {
    let place = try CasePlace()
    var call = sample("+442079460018", "2026-11-23T14:30:00Z")
    call["note"] = "Cuts off after a minute"
    call["heardBy"] = "called"
    call["symptoms"] = "break up of audio"
    let bytes = Array(
        String(decoding: try form([call]), as: UTF8.self)
            .replacing(
                "\"symptoms\":[\"echo\"]",
                with: "\"symptoms\":[\"echo\"],\"phonesAffected\":\"a few\",\"pattern\":\"at noon\""
            )
            .utf8)
    let number = try #require(try place.submit(bytes, at: opened, origin: .init()).caseNumber)
    let now = time("2026-11-23T16:00:00Z")
    try CaseWorkflow(store: place.store, program: .builtIn, actor: "Bob", clock: FixedClock(now)).note(
        number, "They are late payers")
    let view = try ShowCase(store: place.store, program: .builtIn).view(number, now: now)
    let text = CaseReport.text(view, now: now, style: TextStyle(width: 160))
    for words in [
        "Cuts off after a minute", "heard by called", "break-up", "several", "at noon", "They are late payers",
    ] {
        #expect(text.contains(words), "\(words)")
    }
    let ticket = CaseReport.markdown(view)
    #expect(ticket.contains("Cuts off after a minute") && ticket.contains("at noon") && !ticket.contains("late payers"))
    let json = try #require(
        JSONSerialization.jsonObject(with: Data(CaseReport.json(view))) as? [String: Any])
    let answers = try #require(json["answers"] as? [[String: Any]])
    #expect(answers.map { $0["answer"] as? String } == ["echo", "several", "at noon"])
    #expect((json["samples"] as? [[String: Any]])?.first?["note"] as? String == "Cuts off after a minute")
}
