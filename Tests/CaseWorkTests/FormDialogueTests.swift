import CallVocabulary
import Foundation
import SampleIntake
import Testing

@testable import CaseWork

private let now = CaptureTime(rfc3339: "2026-11-23T15:00:00Z") ?? CaptureTime(nanoseconds: 0)

private func started(_ answers: String...) -> FormDialogue {
    var dialogue = FormDialogue(program: .builtIn, isWhole: false)
    for answer in answers { _ = dialogue.answer(answer, at: now) }
    return dialogue
}

private func codes(_ reply: FormDialogue.Reply) -> [String] {
    switch reply {
    case .taken(let problems), .refused(let problems): return problems.map(\.code.rawValue)
    case .leftOut, .back, .atTheBeginning: return []
    }
}

@Test func aLongCallIsAskedForItsEndBeforeItsAgeIsJudged() throws {
    var dialogue = started("Europe/London", "GB", "020 7946 0018", "+12125550142")
    // Three hours ago, and half an hour ago over.
    #expect(dialogue.answer("23/11/2026 12:00", at: now) == .taken([]))
    #expect(dialogue.question?.label == "End time")
    #expect(dialogue.answer("23/11/2026 14:30", at: now) == .taken([]))
    #expect(dialogue.answer("out", at: now) == .taken([]))
    let answer = SampleChecker().check(dialogue.document, receivedAt: now)
    #expect(answer.verdict == .accepted)
}

@Test func aCallThatIsTooOldIsLeftOut() throws {
    var dialogue = started("Europe/London", "GB", "020 7946 0018", "+12125550142", "23/11/2026 12:00")
    let first = dialogue.answer("", at: now)
    #expect(codes(first) == ["sample.call-too-old"])
    #expect(dialogue.answer("", at: now) == .leftOut)
    #expect(dialogue.question?.label == "Number calling" && dialogue.summary.count == 2)
}

@Test func theSuggestionIsTakenByASign() throws {
    var dialogue = started("Europe/London", "GB")
    let refused = dialogue.answer("020 7946 O018", at: now)
    #expect(codes(refused) == ["sample.number-not-understood"])
    #expect(dialogue.answer("=", at: now) == .taken([]))
    #expect(dialogue.summary.last?.value == "+442079460018")
}

@Test func goingBackAsksAgain() {
    var dialogue = started("Europe/London", "GB", "020 7946 0018")
    #expect(dialogue.question?.label == "Number called")
    #expect(dialogue.answer("<", at: now) == .back)
    #expect(dialogue.question?.given == "020 7946 0018" && dialogue.question?.label == "Number calling")
    #expect(dialogue.answer("+442079460077", at: now) == .taken([]))
    #expect(dialogue.summary.map(\.value) == ["Europe/London", "GB", "+442079460077"])
    var fresh = FormDialogue(program: .builtIn, isWhole: false)
    #expect(fresh.answer("<", at: now) == .atTheBeginning)
}

@Test func aFormThatWasBegunIsGoneOnWith() throws {
    let begun = started("Europe/London", "GB", "020 7946 0018", "+12125550142")
    let resumed = FormDialogue(program: .builtIn, isWhole: false, resuming: begun.document)
    #expect(resumed.question?.label == "Date and time of call" && resumed.question?.call == 1)
    // The summary changes one answer and is over.
    var changed = resumed
    changed.change(try #require(changed.summary.first { $0.value == "GB" }))
    #expect(changed.answer("Narnia", at: now) != .taken([]) && changed.question?.label.hasPrefix("Country") == true)
    #expect(changed.answer("US", at: now) == .taken([]) && changed.question == nil)
}

/// The whole form: every answer is checked as it is given, in people's words.
@Test func theWholeFormIsAsked() throws {
    var dialogue = FormDialogue(program: .builtIn, isWhole: true)
    var asked: [String] = []
    let answers: [String: [String]] = [
        "Time zone of the times you write": ["Europe/London"],
        "Country of numbers without country code": ["United Kingdom"],
        "Service": ["7946", "London HQ"], "Your name": ["A. Example"], "Your e-mail address": ["a@example.com"],
        "Your telephone": [""], "Severity": ["S9", "S2"], "Region": ["europe"], "The complaint in one line": ["Echo"],
        "What is happening?": ["hiccups", "echo, break up of audio"],
        "Does it affect one phone, several, or all?": ["a few"], "Number calling": ["020 7946 0018", ""],
        "Number called": ["+12125550142"], "Date and time of call": ["23/11/2026 14:30"], "End time": [""],
        "Call direction": ["we called them"],
    ]
    var used: [String: Int] = [:]
    while let question = dialogue.question, asked.count < 100 {
        asked.append(question.label)
        let index = used[question.label, default: 0]
        used[question.label] = index + 1
        let list = answers[question.label] ?? (question.hint == "yes, no" ? ["yes"] : [""])
        _ = dialogue.answer(index < list.count ? list[index] : "", at: now)
    }
    // What could not be used was asked again.
    #expect(used["Service"] == 2 && used["Severity"] == 2 && used["What is happening?"] == 2)
    let checked = SampleChecker().read(dialogue.document, receivedAt: now, purpose: .submit)
    #expect(checked.answer.verdict == .acceptedWithAdvice, "\(checked.answer.problems)")
    #expect(checked.symptoms == ["echo", "break-up"] && checked.serviceIdentifier == "London HQ")
}
