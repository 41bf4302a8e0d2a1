import CallVocabulary
import Testing

@testable import SampleIntake

private let received = CaptureTime(rfc3339: "2026-11-23T15:00:00Z") ?? CaptureTime(nanoseconds: 0)

private func check(
    calling: String = "+442079460018", called: String = "+12125550142", direction: String = "outgoing", top: String = ""
) -> CheckAnswer {
    func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    let text =
        "{\(top)\"samples\":[{\"callingNumber\":\(quoted(calling)),\"calledNumber\":\(quoted(called)),"
        + "\"direction\":\(quoted(direction)),\"startedAt\":\"2026-11-23T14:03:00Z\"}]}"
    return SampleChecker().check(Array(text.utf8), receivedAt: received)
}

@Test(arguments: [
    ("O", SampleDirection.outgoing), ("I", .incoming), ("Outgoing (we called them)", .outgoing),
    ("outbound-dial", .outgoing), ("outbound-api", .outgoing), ("Out-going", .outgoing), ("Placed call", .outgoing),
    ("we called them", .outgoing), ("They rang us", .incoming), ("customer called us", .incoming),
    ("Missed call", .incoming),
    ("Phone call - incoming", .incoming), ("Inbound call", .incoming), ("TERMINATING", .incoming),
    ("internal call", .internal),
    ("Incoming (customer rang the office)", .incoming),
])
func directionsInPeoplesWords(written: String, direction: SampleDirection) {
    #expect(DirectionWords.read(written) == direction)
}

@Test(arguments: [
    "Both", "in/out", "incoming and outgoing", "not outgoing", "sideways", "", "either", "X", "incoming or outgoing",
    "the outgoing manager did not answer the incoming one",
])
func whatIsNoDirection(written: String) {
    #expect(DirectionWords.read(written) == nil)
}

@Test(arguments: [
    "Private Caller", "Unknown Caller", "anonymous <anonymous>", "Caller ID withheld", "Withheld number",
    "No Caller ID",
    "UNKNOWN", "\"Anonymous\" <sip:anonymous@anonymous.invalid>", "number withheld by caller", "Restricted",
    "Out of area",
    "Number Not Available", "hidden number", "+266696687", "Private number (withheld)",
])
func withheldCallersInPeoplesWords(written: String) {
    let answer = check(calling: written, direction: "incoming")
    #expect(answer.samples[0].callingNumber.withheld && answer.verdict == .acceptedWithAdvice, "\(answer.problems)")
}

@Test(arguments: ["caller", "Jane", "number", "private hospital", "the caller", "unknown 12345678", "anonymous bank"])
func whatIsNotWithheld(written: String) {
    #expect(!check(calling: written, direction: "incoming").samples[0].callingNumber.withheld)
}

@Test(arguments: [
    ("Jane Smith <+442079460018>", "+442079460018"),
    ("\"Jane\" <sip:+442079460018@host.example;user=phone>", "+442079460018"),
    ("tel:+44-20-7946-0018", "+442079460018"), ("+0044 20 7946 0018", "+442079460018"),
    ("+00442079460018", "+442079460018"), ("+44 20 7946 0018 Extn. 204", "+442079460018"),
    ("+44 20 7946 0018 (ext 204)", "+442079460018"), ("+1-800-GO-FEDEX", "+18004633339"),
    ("tel:79460018;phone-context=+4420", "+442079460018"), ("tel:+442079460018;ext=12", "+442079460018"),
])
func numbersAsPeopleWriteThem(written: String, e164: String) {
    let answer = check(calling: written)
    #expect(answer.samples[0].callingNumber.number?.e164 == e164, "\(answer.problems)")
}

@Test func extensionsInBracketsAreKept() {
    #expect(check(calling: "+44 20 7946 0018 (ext 204)").samples[0].callingNumber.number?.extensionDigits == "204")
    #expect(check(calling: "+44 20 7946 0018 extn 204").samples[0].callingNumber.number?.extensionDigits == "204")
}

@Test(arguments: [
    ("+44 2O 7946 OO18", "sample.number-not-understood", "the letter O", "+442079460018"),
    ("MARK SMITH,+442079460018", "sample.number-not-understood", "words beside the number", nil),
    ("+44 20 7946 0018 or +44 20 7946 0077", "sample.number-not-understood", "one number", nil),
    ("4.42079E+11", "sample.number-not-understood", "spreadsheet", nil),
    ("+999 20 7946 0018", "sample.number-incomplete", "no country has", nil),
    ("1-800-GO-FEDEX", "sample.number-incomplete", "no country", "+18004633339"),
    ("442079460018", "sample.number-incomplete", "no country", "+442079460018"),
    ("020 7946 OOOO", "sample.number-not-understood", "the letter O", nil),
])
func whatIsNoNumber(written: String, code: String, words: String, suggestion: String?) throws {
    let answer = check(calling: written, top: written.hasPrefix("020") ? "\"country\":\"GB\"," : "")
    let problem = try #require(answer.problems.first)
    #expect(problem.code.rawValue == code && problem.severity == .blocking)
    #expect((problem.message + problem.remedy).contains(words), "\(problem)")
    if let suggestion { #expect(problem.suggestion == ["callingNumber": suggestion]) }
    if !words.contains("letter") { #expect(!problem.remedy.contains("letter O")) }
}

@Test func ownNumbersAreSuggested() throws {
    let own = "\"ownNumbers\":[\"+442079460018\",\"+442079460077\"],\"country\":\"GB\","
    let problem = try #require(check(calling: "7946 0018", top: own).problems.first)
    #expect(
        problem.code.rawValue == "sample.number-incomplete" && problem.suggestion == ["callingNumber": "+442079460018"])
    // Two that end so are no suggestion.
    let both = own.replacing("+442079460077", with: "+441179460018")
    #expect(check(calling: "7946 0018", top: both).problems.first?.suggestion == nil)
}

@Test(arguments: [
    ("symptoms", "break up of audio", "break-up"), ("symptoms", "One way audio", "one-way-audio"),
    ("phonesAffected", "a few", "several"), ("phonesAffected", "one single phone", "one"),
    ("frequency", "It is intermittent", "intermittent"), ("triedAnotherPhone", "Y", "yes"),
    ("directionsAffected", "outgoing calls", "outgoing"), ("frequency", "don't know", "unknown"),
])
func answersInTheProgramsWords(field: String, written: String, answer: String) throws {
    let question = try #require(SamplePolicy().caseRequirements.checklist.first { $0.fields.contains(field) })
    #expect(question.answer(written) == answer)
}

@Test func severalSymptomsInOneText() {
    let question = SamplePolicy().caseRequirements.checklist[0]
    #expect(ChecklistRules.answers(question, "echo, break up of audio") == ["echo", "break-up"])
    #expect(ChecklistRules.answers(question, "no audio / hiccups") == nil)
}
