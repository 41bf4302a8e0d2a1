import CallVocabulary
import Foundation
import SampleIntake
import Testing

/// What people really send, with the right answer: the cases beside the project, if this machine has them.
private enum FieldSubmissions {
    static let url: URL = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let shared =
            ProcessInfo.processInfo.environment["EARSHOT_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? root.appendingPathComponent("shared")
        return shared.appendingPathComponent("reference/field-submissions.json")
    }()

    static var isThere: Bool { FileManager.default.fileExists(atPath: url.path) }

    /// Shapes made up without a look at the reader, the right answer first.
    static let invented = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "invented-submissions.json")

    static func cases(at url: URL) throws -> [[String: Any]] {
        let whole = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
        return whole?["cases"] as? [[String: Any]] ?? []
    }

    static func input(_ one: [String: Any]) throws -> [UInt8] {
        if let hex = one["fileHex"] as? String {
            var rest = hex[...]
            var bytes: [UInt8] = []
            while rest.count >= 2 {
                bytes.append(try #require(UInt8(rest.prefix(2), radix: 16)))
                rest = rest.dropFirst(2)
            }
            return bytes
        }
        if let file = one["file"] as? String { return Array(file.utf8) }
        let submission = try #require(one["submission"])
        return Array(try JSONSerialization.data(withJSONObject: submission))
    }
}

@Test(.enabled(if: FieldSubmissions.isThere))
func fieldSubmissions() throws {
    let cases = try FieldSubmissions.cases(at: FieldSubmissions.url)
    #expect(cases.count >= 100)
    try expectAnswers(cases)
}

@Test func inventedSubmissions() throws {
    let cases = try FieldSubmissions.cases(at: FieldSubmissions.invented)
    #expect(cases.count >= 200)
    try expectAnswers(cases)
}

/// Every case is answered as it says: verdict, codes, values, and words that must or must not be there.
private func expectAnswers(_ cases: [[String: Any]]) throws {
    for one in cases {
        let id = one["id"] as? String ?? ""
        let receivedText = try #require(one["receivedAt"] as? String)
        let received = try #require(CaptureTime(rfc3339: receivedText))
        let format = (one["format"] as? String).flatMap { SubmissionFormat(rawValue: $0) }
        let answer = SampleChecker().check(try FieldSubmissions.input(one), format: format, receivedAt: received)
        var expected = try #require(one["expected"] as? [String: Any])
        let isReturned = answer.verdict == .returned
        if let branch = expected[isReturned ? "ifReturned" : "ifAccepted"] as? [String: Any] {
            expected.merge(branch) { _, new in new }
        }
        switch expected["verdict"] as? String {
        case "any": break
        case "ok": #expect(!isReturned, "\(id)")
        default: #expect(answer.verdict.rawValue == expected["verdict"] as? String, "\(id)")
        }
        let codes = answer.problems.map(\.code.rawValue)
        for wanted in expected["must"] as? [String] ?? [] {
            #expect(wanted.split(separator: "|").contains { codes.contains(String($0)) }, "\(id) lacks \(wanted)")
        }
        for unwanted in expected["mustNot"] as? [String] ?? [] { #expect(!codes.contains(unwanted), "\(id)") }
        if let count = expected["sampleCount"] as? Int { #expect(answer.samples.count == count, "\(id)") }
        for values in expected["samples"] as? [[String: Any]] ?? [] {
            let index = values["index"] as? Int
            let sample = try #require(answer.samples.first { $0.index == index }, "\(id)")
            if let number = values["callingE164"] {
                #expect(sample.callingNumber.number?.e164 == number as? String, "\(id)")
            }
            if let number = values["calledE164"] {
                #expect(sample.calledNumber.number?.e164 == number as? String, "\(id)")
            }
            if let start = values["startedAt"] { #expect(sample.startedAt?.description == start as? String, "\(id)") }
            if let way = values["direction"] { #expect(sample.direction?.rawValue == way as? String, "\(id)") }
            if let withheld = values["withheld"] {
                #expect(sample.callingNumber.withheld == withheld as? Bool, "\(id)")
            }
        }
        let said = answer.problems.map { problem in
            let suggestion = (problem.suggestion ?? [:]).map { "\"\($0.key)\": \"\($0.value)\"" }.joined(separator: " ")
            return "\(problem.message) \(problem.remedy) \(suggestion) \(problem.line.map { "line \($0)" } ?? "")"
        }.joined(separator: "\n")
        for pattern in expected["say"] as? [String] ?? [] {
            #expect(try isFound(pattern, in: said), "\(id) does not say \(pattern): \(said)")
        }
        for pattern in expected["notSay"] as? [String] ?? [] {
            #expect(try !isFound(pattern, in: said), "\(id) says \(pattern): \(said)")
        }
    }
}

private func isFound(_ pattern: String, in text: String) throws -> Bool {
    let bare = pattern.replacingOccurrences(of: "(?i)", with: "")
    let expression = try NSRegularExpression(pattern: bare, options: .caseInsensitive)
    return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
}
