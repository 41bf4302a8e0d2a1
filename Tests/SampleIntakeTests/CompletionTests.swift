import CallVocabulary
import Testing

@testable import SampleIntake

private func time(_ text: String) -> CaptureTime { CaptureTime(rfc3339: text) ?? CaptureTime(nanoseconds: 0) }

private let first = time("2026-11-23T15:00:00Z")
/// Six hours later: whatever counts from here is too old.
private let later = time("2026-11-23T21:00:00Z")

private func complete(
    _ earlier: String, _ addition: String, at instant: CaptureTime = later, format: SubmissionFormat? = nil
) -> CompletedSubmission {
    let answer = SampleChecker().check(Array(earlier.utf8), receivedAt: first)
    return SampleChecker().complete(
        EarlierSubmission(
            bytes: Array(earlier.utf8), receivedAt: first, receipts: answer.samples.map(\.receivedAt)),
        with: Array(addition.utf8), format: format, receivedAt: instant, purpose: .check)
}

private func blocking(_ completed: CompletedSubmission) -> [String] {
    completed.checked.answer.problems.filter { $0.severity == .blocking }.map(\.code.rawValue)
}

private func table(_ rows: String...) -> String {
    (["Number calling,Number called,Date and time of call,Call direction"] + rows).joined(separator: "\n") + "\n"
}

/// Nobody loses a call for a forgotten word: in any format, sample by sample, field by field.
@Test(arguments: [
    // By its index.
    "{\"samples\":[{\"index\":1,\"direction\":\"outgoing\"}]}",
    // By its numbers and time.
    "{\"samples\":[{\"callingNumber\":\"+442079460077\",\"calledNumber\":\"+12125550142\",\"startedAt\":\"2026-11-23T14:10Z\",\"direction\":\"out\"}]}",
    // The only one that lacks something.
    "{\"samples\":[{\"direction\":\"outgoing\"}]}",
    // A table of all, or of the one.
    table(
        "+442079460018,+12125550142,23/11/2026 14:03 GMT,Outgoing",
        "+442079460077,+12125550142,23/11/2026 14:10 GMT,Outgoing"),
    table("+442079460077,+12125550142,23/11/2026 14:10 GMT,Outgoing"),
    // A mail.
    "Number calling: +442079460077\nNumber called: +12125550142\nDate and time: 23/11/2026 14:10 GMT\nDirection: Outgoing\n",
])
func completionsInAnyFormat(addition: String) {
    let earlier = table(
        "+442079460018,+12125550142,23/11/2026 14:03 GMT,Outgoing", "+442079460077,+12125550142,23/11/2026 14:10 GMT,")
    let completed = complete(earlier, addition)
    #expect(completed.checked.answer.samples.count == 2)
    #expect(blocking(completed) == [], "\(completed.checked.answer.problems)")
    #expect(completed.checked.answer.samples.map(\.receivedAt) == [first, first])
    // The document kept is read alike.
    let kept = SampleChecker().read(
        completed.bytes, receivedAt: later, receipts: completed.checked.answer.samples.map(\.receivedAt))
    #expect(kept.answer.verdict == completed.checked.answer.verdict)
    #expect(kept.answer.samples.map(\.startedAt) == completed.checked.answer.samples.map(\.startedAt))
}

/// What was written imperfectly and is mended is still the call that was named.
@Test(arguments: [
    (
        "7946 0018,+12125550142,23/11/2026 14:03 GMT,Outgoing",
        "{\"samples\":[{\"callingNumber\":\"+44 20 7946 0018\"}]}"
    ),
    (
        "+44 2O 7946 OO18,+12125550142,23/11/2026 14:03 GMT,Outgoing",
        "{\"samples\":[{\"callingNumber\":\"+44 20 7946 0018\"}]}"
    ),
    ("+442079460018,+12125550142,23/11/2026 14:03,Outgoing", "{\"timeZone\":\"Europe/London\"}"),
    ("+442079460018,+12125550142,23/11/2026 09:03,Outgoing", "{\"samples\":[{\"startedAt\":\"2026-11-23T14:03Z\"}]}"),
    ("+442079460018,+12125550142,23/11 14:03 GMT,Outgoing", "{\"samples\":[{\"startedAt\":\"23/11/2026 14:03 GMT\"}]}"),
    ("020 7946 0018,+12125550142,23/11/2026 14:03 GMT,Outgoing", "{\"country\":\"GB\"}"),
    ("+442079460018,+12125550142,23/11/2026 14:03 GMT,", "{\"samples\":[{\"direction\":\"outgoing\"}]}"),
])
func mendedSamplesKeepTheirReceipt(row: String, addition: String) {
    let completed = complete(table(row), addition)
    #expect(blocking(completed) == [], "\(completed.checked.answer.problems)")
    #expect(completed.checked.answer.samples.map(\.receivedAt) == [first])
}

/// Nobody gets an old call in: what names a call anew counts from now.
@Test(arguments: [
    // Another start, another number, a start that was not there.
    (
        "+442079460018,+12125550142,23/11/2026 14:03 GMT,",
        "{\"samples\":[{\"index\":0,\"startedAt\":\"2026-11-23T14:30Z\",\"direction\":\"out\"}]}"
    ),
    (
        "+442079460018,+12125550142,23/11/2026 14:03 GMT,",
        "{\"samples\":[{\"index\":0,\"calledNumber\":\"+12125550160\",\"direction\":\"out\"}]}"
    ),
    ("+442079460018,+12125550142,,Outgoing", "{\"samples\":[{\"startedAt\":\"2026-11-23T14:03Z\"}]}"),
    (",+12125550142,23/11/2026 14:03 GMT,Outgoing", "{\"samples\":[{\"callingNumber\":\"+442079460018\"}]}"),
])
func newlyNamedCallsCountFromNow(row: String, addition: String) {
    let completed = complete(table(row), addition)
    #expect(blocking(completed) == ["sample.call-too-old"])
    #expect(completed.checked.answer.samples.map(\.receivedAt) == [later])
}

@Test func emptyCompletionsChangeNothing() {
    let old = table("+442079460018,+12125550142,23/11/2026 09:03 GMT,Outgoing")
    for addition in ["{}", "{\"samples\":[]}", "{\"samples\":[{}]}", "{\"summary\":\"\"}"] {
        #expect(blocking(complete(old, addition)) == ["sample.call-too-old"], "\(addition)")
    }
    // A call that came with the second version is as old as that one, however empty the third is.
    let second = complete("{\"samples\":[]}", table("+442079460018,+12125550142,23/11/2026 14:03 GMT,Outgoing"))
    #expect(blocking(second) == ["sample.call-too-old"])
    let third = SampleChecker().complete(
        EarlierSubmission(
            bytes: second.bytes, receivedAt: first, receipts: second.checked.answer.samples.map(\.receivedAt)),
        with: Array("{}".utf8), receivedAt: later, purpose: .check)
    #expect(blocking(third) == ["sample.call-too-old"])
}

@Test func furtherCallsAreAdded() {
    let completed = complete(
        table("+442079460018,+12125550142,23/11/2026 14:03 GMT,"),
        table(
            "+442079460018,+12125550142,23/11/2026 14:03 GMT,Outgoing",
            "+442079460018,+12125550142,23/11/2026 20:30 GMT,Outgoing"))
    #expect(completed.checked.answer.samples.map(\.receivedAt) == [first, later] && blocking(completed) == [])
}

@Test func endsMakeCallsYoungEnough() {
    let completed = complete(
        table("+442079460018,+12125550142,23/11/2026 12:03 GMT,Outgoing"),
        "{\"samples\":[{\"endedAt\":\"2026-11-23T13:30Z\"}]}")
    #expect(blocking(completed) == [])
}

@Test func fieldsOfTheWholeAreMerged() throws {
    let completed = complete(
        "{\"representative\":{\"name\":\"A. Example\"},\"severity\":\"S2\",\"samples\":[]}",
        "{\"representative\":{\"email\":\"a@example.com\"},\"severity\":\"\"}")
    #expect(completed.checked.representative.name == "A. Example")
    #expect(completed.checked.representative.email == "a@example.com" && completed.checked.severity == "S2")
}

@Test func unitsOfHeadingsAreKept() {
    var sample = SubmissionDraft.Sample()
    sample.fields[.durationSeconds] = .text("20")
    sample.columns[.durationSeconds] = "Duration (min)"
    sample.settle()
    let text = sample.fields[.durationSeconds]?.trimmed ?? ""
    #expect(StatedDuration.seconds(text) == 1_200)
}

@Test func receiptsAreReadFromTheAnswer() {
    let answer = "{\"receivedAt\":\"2026-11-23T16:00:00Z\",\"samples\":[{\"receivedAt\":\"2026-11-23T15:00:00Z\"},{}]}"
    let earlier = EarlierSubmission(bytes: [], receivedAt: first, answer: Array(answer.utf8))
    #expect(earlier.receipts == [first, time("2026-11-23T16:00:00Z")])
}

@Test func submissionsAreSplit() {
    let bytes = Array(
        table(
            "+442079460018,+12125550142,23/11/2026 14:03 GMT,Outgoing",
            "+442079460077,+12125550142,23/11/2026 09:10 GMT,Outgoing"
        ).utf8)
    let (chosen, rest) = SampleChecker().split(bytes, at: [0])
    #expect(SampleChecker().check(chosen, receivedAt: first).verdict == .accepted)
    let kept = SampleChecker().check(rest, receivedAt: first)
    #expect(kept.samples.count == 1 && kept.problems.map(\.code.rawValue) == ["sample.call-too-old"])
}

@Test func problemsOfOneKindAreOneSentence() throws {
    var rows: [String] = []
    for index in 0..<33 {
        let clock = index < 28 ? "12:\(10 + index)" : "14:\(10 + index)"
        rows.append("+4420794600\(10 + index),+12125550142,23/11/2026 \(clock):00 GMT,Outgoing")
    }
    let text = "Number calling,Number called,Date and time of call,Call direction\n" + rows.joined(separator: "\n")
    let answer = SampleChecker().check(Array(text.utf8), receivedAt: first)
    #expect(answer.problems.count == 28)
    let (groups, others) = ProblemGroup.groups(of: answer)
    #expect(groups.map(\.message) == ["28 calls are older than 2 hours: lines 2 to 29."] && others.isEmpty)
    #expect(ProblemGroup.ranges([2, 3, 5, 7, 8, 9]) == "2, 3, 5 and 7 to 9")
}

@Test func everySampleProblemHasAPhraseForMany() {
    for entry in ProblemCatalog.entries where entry.code.hasPrefix("sample.") {
        #expect(entry.several != nil, "\(entry.code)")
    }
}

/// What the capture shows stands beside what was given, with its packet, in every format; never in the sender's own cell.
@Test(arguments: [
    table("+442079460018,,23/11/2026 14:03 GMT,Outgoing"),
    "{\"samples\":[{\"callingNumber\":\"+442079460018\",\"calledNumber\":\"\",\"startedAt\":\"2026-11-23T14:03Z\",\"direction\":\"outgoing\"}]}",
    "Number calling: +442079460018\nDate and time: 23/11/2026 14:03 GMT\nDirection: Outgoing\n",
])
func capturedValuesAreSuggested(text: String) throws {
    let bytes = Array(text.utf8)
    func correct(_ bytes: [UInt8]) -> [UInt8] {
        var answer = SampleChecker().check(bytes, receivedAt: first)
        for index in answer.problems.indices where answer.problems[index].field == "/samples/0/calledNumber" {
            answer.problems[index].completion = Completion(value: "+12125550142", capture: "call.pcap", packet: 12)
        }
        return CorrectedSubmission.write(bytes, format: nil, answer: answer, policy: SamplePolicy())
    }
    let once = correct(bytes)
    let words = String(decoding: once, as: UTF8.self)
    #expect(words.contains("+12125550142") && words.contains("call.pcap") && words.contains("12"), "\(words)")
    // The problem it mends is gone from the list, and the value is not taken silently.
    #expect(!words.contains("The called number is missing"))
    let again = SampleChecker().check(once, receivedAt: first)
    #expect(again.problems.map(\.code.rawValue) == ["sample.missing-called-number"], "\(words) \(again.problems)")
    // Corrected twice it is the same.
    #expect(correct(once) == once, "\(words) \(String(decoding: correct(once), as: UTF8.self))")
}
