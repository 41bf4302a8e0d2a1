import CallVocabulary
import Foundation
import SampleIntake
import TestSupport
import Testing

/// The reference cases beside the project, if this machine has them.
private struct IntakeCase {
    let id: String
    let values: [String: Any]

    static let reference = Places.reference("intake-cases.json")

    /// The project's own cases, made by scripts/intake-cases.
    static func own() throws -> [IntakeCase] {
        try read(
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("intake-cases.json"))
    }

    static func read(_ url: URL) throws -> [IntakeCase] {
        let whole = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
        let cases = try #require(whole?["cases"] as? [[String: Any]])
        return cases.compactMap { values in
            guard let id = values["id"] as? String, values["capture"] == nil else { return nil }
            return IntakeCase(id: id, values: values)
        }
    }

    /// `__REPEAT__:prefix:unit:count` stands for a long text.
    static func expanded(_ text: String) -> String {
        guard text.hasPrefix("__REPEAT__:") else { return text }
        let parts = text.dropFirst(11).components(separatedBy: ":")
        guard parts.count == 3, let count = Int(parts[2]) else { return text }
        return parts[0] + String(repeating: parts[1], count: count)
    }

    private static func expanded(_ value: Any) -> Any {
        if let text = value as? String { return expanded(text) }
        if let list = value as? [Any] { return list.map { expanded($0) } }
        if let object = value as? [String: Any] { return object.mapValues { expanded($0) } }
        return value
    }

    var input: [UInt8] {
        get throws {
            if let hex = values["fileHex"] as? String {
                var bytes: [UInt8] = []
                var rest = hex[...]
                while rest.count >= 2 {
                    bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
                    rest = rest.dropFirst(2)
                }
                return bytes
            }
            if let file = values["file"] as? String { return Array(IntakeCase.expanded(file).utf8) }
            let submission = try #require(values["submission"])
            return Array(try JSONSerialization.data(withJSONObject: IntakeCase.expanded(submission)))
        }
    }
}

@Test(.enabled(if: IntakeCase.reference != nil, "the corpus of reference cases is not here"))
func referenceCases() throws {
    #expect(try check(IntakeCase.read(try #require(IntakeCase.reference))) >= 50)
}

@Test func ownCases() throws {
    #expect(try check(IntakeCase.own()) >= 100)
}

private func check(_ cases: [IntakeCase]) throws -> Int {
    var counted = 0
    for one in cases {
        let expected = try #require(one.values["expected"] as? [String: Any])
        let receivedText = try #require(one.values["receivedAt"] as? String)
        let received = try #require(CaptureTime(rfc3339: receivedText))
        var policy = SamplePolicy()
        policy.authorizedRepresentatives = one.values["authorizedRepresentatives"] as? [String]
        let format = (one.values["format"] as? String).flatMap { SubmissionFormat(rawValue: $0) }
        let purpose: SampleChecker.Purpose = one.values["mode"] as? String == "submit" ? .submit : .check
        let bytes = try one.input
        let answer = SampleChecker(policy: policy).check(bytes, format: format, receivedAt: received, purpose: purpose)
        let recognised = SampleChecker(policy: policy).check(bytes, receivedAt: received, purpose: purpose)
        #expect(recognised == answer, "\(one.id): the format is recognised by its looks")
        counted += 1

        #expect(answer.verdict.rawValue == expected["verdict"] as? String, "\(one.id)")
        let problems = try #require(expected["problems"] as? [[String: Any]])
        #expect(answer.problems.map(\.code.rawValue) == problems.map { $0["code"] as? String }, "\(one.id)")
        for (ours, theirs) in zip(answer.problems, problems) {
            #expect(ours.severity.rawValue == theirs["severity"] as? String, "\(one.id)")
            if let line = theirs["line"] as? Int { #expect(ours.line == line, "\(one.id)") }
            if let at = theirs["at"] as? String {
                let isColumn = one.values["file"] != nil
                #expect(isColumn ? ours.column == at : ours.field == "/samples/\(at)", "\(one.id) \(at) \(ours)")
            }
            #expect(!ours.message.isEmpty && !ours.remedy.isEmpty, "\(one.id)")
            #expect((ours.given?.count ?? 0) <= 64, "\(one.id)")
        }
        if let count = expected["sampleCount"] as? Int { #expect(answer.samples.count == count, "\(one.id)") }
        guard let samples = expected["samples"] as? [[String: Any]] else { continue }
        #expect(answer.samples.count == samples.count, "\(one.id)")
        for (ours, theirs) in zip(answer.samples, samples) {
            #expect(ours.verdict.rawValue == theirs["verdict"] as? String, "\(one.id)")
            #expect(ours.ageSeconds == theirs["ageSeconds"] as? Int, "\(one.id)")
            #expect(ours.callingNumber.number?.e164 == theirs["callingE164"] as? String, "\(one.id)")
            #expect(ours.calledNumber.number?.e164 == theirs["calledE164"] as? String, "\(one.id)")
            #expect(ours.callingNumber.withheld == theirs["withheld"] as? Bool, "\(one.id)")
            #expect(ours.startedAt?.description == theirs["startedAt"] as? String, "\(one.id)")
            #expect(ours.direction?.rawValue == theirs["direction"] as? String, "\(one.id)")
            let kind =
                ours.callingNumber.number?.kind.rawValue
                ?? (ours.callingNumber.localDigits == nil || ours.direction != .internal ? "unknown" : "extension")
            #expect(kind == theirs["callingKind"] as? String, "\(one.id)")
        }
    }
    return counted
}

/// Any beginning of a submission, and any changed byte, is answered.
@Test func brokenInputIsAnswered() throws {
    let received = try #require(CaptureTime(rfc3339: "2026-11-23T12:00:00Z"))
    let json =
        #"{"country":"GB","samples":[{"callingNumber":"020 7946 0018","calledNumber":"\u002b12125550142","startedAt":"23/11/2026 11:30 am","direction":"out"}]}"#
    let csv = "calling;called;date;time;direction\n\"020 7946 0018\";withheld;1/2/2026;11:30;in\n;;;;\n"
    for text in [json, csv] {
        let bytes = Array(text.utf8)
        for length in 0...bytes.count {
            let answer = SampleChecker().check(Array(bytes.prefix(length)), receivedAt: received)
            #expect(length == bytes.count || text == csv || answer.verdict == .returned)
        }
        for index in bytes.indices {
            for value in [0, 0x22, 0x2C, 0x5C, 0x80, 0xFF] as [UInt8] {
                var changed = bytes
                changed[index] = value
                for format in SubmissionFormat.allCases {
                    let answer = SampleChecker().check(changed, format: format, receivedAt: received)
                    #expect(answer.samples.count <= 200)
                }
            }
        }
    }
}
