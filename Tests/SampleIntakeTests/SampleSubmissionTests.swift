import CallVocabulary
import Foundation
import SampleIntake
import Testing

private struct Expected: Decodable {
    struct Problem: Decodable, Equatable {
        var code: String
        var severity: String
        var field: String?
    }
    var receivedAt: String
    var verdict: String
    var problems: [Problem]
}

private enum Submissions {
    static let folder: URL = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.appendingPathComponent("Samples/submissions")
    }()
    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.contains(".") }
        .sorted()
}

@Test func thereAreSubmissions() {
    #expect(Submissions.names.count >= 12)
}

/// The project's own submissions are answered as their README says.
@Test(arguments: Submissions.names)
func sampleSubmissions(name: String) throws {
    let folder = Submissions.folder.appendingPathComponent(name)
    let expected = try JSONDecoder().decode(
        Expected.self, from: Data(contentsOf: folder.appendingPathComponent("expected.check.json")))
    let file = try #require(
        FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasPrefix("submission.") })
    let received = try #require(CaptureTime(rfc3339: expected.receivedAt))
    let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(file)))
    let answer = SampleChecker().check(bytes, receivedAt: received)
    #expect(answer.verdict.rawValue == expected.verdict)
    let ours = answer.problems.map {
        Expected.Problem(code: $0.code.rawValue, severity: $0.severity.rawValue, field: $0.field)
    }
    #expect(
        Set(ours.map { "\($0)" }) == Set(expected.problems.map { "\($0)" }), "\(ours)")
}
