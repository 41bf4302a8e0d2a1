import CallVocabulary
import Foundation
import SampleIntake
import Testing

private let received = CaptureTime(rfc3339: "2026-11-23T12:00:00Z") ?? CaptureTime(nanoseconds: 0)

private func answer(_ text: String, format: SubmissionFormat? = nil) -> CheckAnswer {
    SampleChecker().check(Array(text.utf8), format: format, receivedAt: received)
}

private func codes(_ answer: CheckAnswer) -> [String] { answer.problems.map(\.code.rawValue) }

@Test func hugeSubmissionsAreRefusedByName() {
    let huge = [UInt8](repeating: 0x41, count: 100 << 20)
    let answer = SampleChecker().check(huge, receivedAt: received)
    #expect(codes(answer) == ["submission.unreadable"])
    #expect(answer.problems[0].message.contains("limit"))
}

@Test func hugeFieldsAreOneProblemEach() {
    var policy = SamplePolicy()
    policy.maximumBytes = 64 << 20
    let field = String(repeating: "9", count: 10 << 20)
    let json =
        "{\"samples\":[{\"callingNumber\":\"\(field)\",\"calledNumber\":\"+12125550142\",\"startedAt\":\"2026-11-23T11:00:00Z\",\"direction\":\"outgoing\"}]}"
    let answer = SampleChecker(policy: policy).check(Array(json.utf8), receivedAt: received)
    #expect(codes(answer) == ["sample.number-not-understood"])
    #expect((answer.problems[0].given?.count ?? 0) <= 64)
}

@Test func deepNestingIsRefused() {
    for open in ["[", "{\"a\":"] {
        #expect(codes(answer(String(repeating: open, count: 200_000), format: .json)) == ["submission.unreadable"])
    }
}

@Test func repeatedNamesAreUnreadable() {
    let text = #"{"samples":[{"callingNumber":"+442079460018","callingNumber":"+442079460019"}]}"#
    let answer = answer(text)
    #expect(codes(answer) == ["submission.unreadable"])
    #expect(answer.problems[0].line == 1)
    #expect(answer.problems[0].message.contains("second time"))
}

/// Marks that turn text around are neither shown nor taken for digits.
@Test func directionMarksAreHarmless() {
    let text =
        "{\"samples\":[{\"callingNumber\":\"\u{202E}+442079460018\u{202C}\",\"calledNumber\":\"+12125550142\",\"startedAt\":\"2026-11-23T11:00:00Z\",\"direction\":\"\u{202E}gniogtuo\"}]}"
    let answer = answer(text)
    #expect(answer.samples[0].callingNumber.number?.e164 == "+442079460018")
    for problem in answer.problems {
        let shown = (problem.given ?? "") + problem.message + problem.remedy
        #expect(!shown.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) })
    }
}

@Test(arguments: ["=1+1", "=HYPERLINK(\"http://x\",\"y\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx"])
func formulasAreNoNumbersAndNoFormulas(formula: String) throws {
    let quoted = "\"" + formula.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    let table =
        "calling,called,date and time,direction,note\n\(quoted),+12125550142,2026-11-23T11:00:00Z,out,\(quoted)\n"
    let answer = answer(table)
    #expect(answer.verdict == .returned)
    let fixed = String(
        decoding: CorrectedSubmission.write(
            Array(table.utf8), format: nil, answer: answer, policy: SamplePolicy()), as: UTF8.self)
    // No cell begins like a formula, quoted or not.
    for line in fixed.components(separatedBy: "\r\n").dropFirst() {
        for cell in cells(line) {
            #expect(!"=-@\t\r".contains(cell.first ?? "x"), "\(cell)")
            #expect(cell.first != "+" || cell.dropFirst().allSatisfy { $0.isNumber || $0 == " " }, "\(cell)")
        }
    }
}

/// The cells of one line, as a spreadsheet splits them.
private func cells(_ line: String) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    for character in line {
        if character == "\"" {
            isQuoted.toggle()
        } else if character == ",", !isQuoted {
            cells.append(cell)
            cell = ""
        } else {
            cell.append(character)
        }
    }
    return cells + [cell]
}

@Test(arguments: SubmissionFormat.allCases)
func wrongEncodingsAreAnswered(format: SubmissionFormat) {
    for bytes in [
        [0xFF, 0xFE, 0x41], [0xFE, 0xFF], [0xC3, 0x28], [0x00, 0x00, 0x00], [0xED, 0xA0, 0x80], [0x80, 0x81, 0xFF],
        Array(repeating: 0, count: 10_000),
    ] as [[UInt8]] {
        let answer = SampleChecker().check(bytes, format: format, receivedAt: received)
        #expect(answer.verdict == .returned)
        #expect(!answer.problems.isEmpty)
    }
}

/// What cannot be read is kept as it is, what can be read loses nothing.
@Test func correctedFilesLoseNothing() throws {
    let table =
        "calling;called;date and time;direction;colour\n020 7946 O018;+12125550142;2026-11-23T11:00:00Z;out;blue;extra\n"
    let answer = SampleChecker().check(Array(table.utf8), receivedAt: received)
    let fixed = String(
        decoding: CorrectedSubmission.write(Array(table.utf8), format: nil, answer: answer, policy: SamplePolicy()),
        as: UTF8.self)
    for given in ["020 7946 O018", "+12125550142", "2026-11-23T11:00:00Z", "out", "blue", "extra"] {
        #expect(fixed.contains(given))
    }
    // Checked again it says the same.
    let again = SampleChecker().check(Array(fixed.utf8), receivedAt: received)
    #expect(
        codes(again).filter { !$0.contains("too-many-fields") }
            == codes(answer).filter { !$0.contains("too-many-fields") })
    let broken = Array("{\"samples\": [".utf8)
    let brokenAnswer = SampleChecker().check(broken, receivedAt: received)
    #expect(CorrectedSubmission.write(broken, format: nil, answer: brokenAnswer, policy: SamplePolicy()) == broken)
}

@Test func correctedJSONKeepsEveryMember() throws {
    let json =
        #"{"mine":[1,{"x":2.50}],"country":"GB","samples":[{"callingNumber":"020 7946 O018","calledNumber":4412,"odd":{"a":[true]}}]}"#
    let answer = SampleChecker().check(Array(json.utf8), receivedAt: received)
    let fixed = CorrectedSubmission.write(Array(json.utf8), format: nil, answer: answer, policy: SamplePolicy())
    let value = try #require(try JSONSerialization.jsonObject(with: Data(fixed)) as? [String: Any])
    #expect(value["mine"] != nil && value["problems"] == nil)
    let sample = try #require((value["samples"] as? [[String: Any]])?.first)
    #expect(sample["calledNumber"] as? Int == 4412)
    #expect(sample["odd"] != nil)
    #expect((sample["problems"] as? [String])?.isEmpty == false)
    #expect((sample["suggested"] as? [String: String])?["callingNumber"] == "+442079460018")
    let again = SampleChecker().check(fixed, receivedAt: received)
    #expect(codes(again) == codes(answer))
}
