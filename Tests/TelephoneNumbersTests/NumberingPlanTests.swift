import CallVocabulary
import Foundation
import Testing

@testable import TelephoneNumbers

/// Compares with the answers of the package the plan was made from: `scripts/numbering-plan --vectors N SEED`.
private func differences(_ lines: [Substring]) -> [String] {
    let plan = NumberingPlan.builtIn
    var found: [String] = []
    for line in lines {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 7, let text = DiallingText(fields[0]) else {
            found.append("unreadable line \(line)")
            continue
        }
        let parsed = plan.parse(digits: text.digits, isInternational: text.isInternational, country: fields[1])
        guard let parsed else {
            if fields[2] != "-" { found.append("\(line): not parsed") }
            continue
        }
        let (number, isValid) = plan.describe(parsed, extensionDigits: nil)
        let ours = [
            number.e164, isValid ? "1" : "0", number.kind.rawValue, number.region ?? "-",
            String(number.areaCodeLength),
        ]
        var theirs = Array(fields[2...])
        // The region of a number that no region has is nobody's; codes of no country have none either.
        if theirs[3] == "-" || (theirs[3] == "001" && number.region == nil) { theirs[3] = ours[3] }
        if ours != theirs { found.append("\(line): \(ours)") }
    }
    return found
}

@Test func fixtureAgreesWithTheMetadata() throws {
    var folder = URL(fileURLWithPath: #filePath)
    folder.deleteLastPathComponent()
    let text = try String(contentsOf: folder.appendingPathComponent("Fixtures/numbers.tsv"), encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(lines.count > 2_000)
    let found = differences(lines)
    #expect(found.isEmpty, "\(found.count) of \(lines.count): \(found.prefix(20).joined(separator: "\n"))")
}

private let numberVectors = ProcessInfo.processInfo.environment["EARSHOT_NUMBERS"]

/// A long run, where `EARSHOT_NUMBERS` names a file of vectors.
@Test(.enabled(if: numberVectors != nil, "EARSHOT_NUMBERS names no file of number vectors"))
func longRunAgreesWithTheMetadata() throws {
    let path = try #require(numberVectors)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let found = differences(lines)
    print("numbers compared: \(lines.count), different: \(found.count)")
    #expect(found.isEmpty, "\(found.count) of \(lines.count): \(found.prefix(40).joined(separator: "\n"))")
}

@Test func everyPatternOfThePlanCompiles() {
    var lines = 0
    NumberingPlanData.text.withUTF8Buffer { buffer in
        for line in String(decoding: buffer, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            let patterns: [Substring]
            switch fields[0] {
            case "R": patterns = [fields[2], fields[4], fields[6]]
            case "D": patterns = [fields[4]]
            case "F": patterns = [fields[1], fields[2]]
            case "S": patterns = [fields[2], fields[3]]
            default: patterns = []
            }
            for pattern in patterns where !pattern.isEmpty {
                #expect(DigitPattern(pattern) != nil, "\(pattern)")
                lines += 1
            }
        }
    }
    #expect(lines > 2_000)
}
