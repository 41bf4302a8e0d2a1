import CallAnalysis
import CallVocabulary
import CaptureFiles
import Foundation
import Testing

@testable import Findings

private func assessments(_ name: String) throws -> [String: SymptomAssessment] {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    folder.appendPathComponent("Samples/calls/\(name)")
    let file = try #require(
        FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasPrefix("capture.") })
    var reader = try CaptureFileReader(path: folder.appendingPathComponent(file).path)
    var analyzer = CallAnalyzer()
    analyzer.beginCapture(name: file)
    var batch = PacketBatch()
    while try reader.nextBatch(&batch) { analyzer.ingest(batch) }
    let result = analyzer.finish()
    let all = SymptomAssessment.all(result, findings: FindingCatalog.findings(in: result))
    #expect(all.map(\.symptom) == Symptom.all)
    return Dictionary(uniqueKeysWithValues: all.map { ($0.symptom.rawValue, $0) })
}

@Test(arguments: [
    ("clean", "one-way-audio", SymptomAssessment.Verdict.notSeen), ("clean", "break-up", .notSeen),
    ("clean", "echo", .notSeen), ("clean", "static-noise", .notSeen), ("clean", "robotic", .notSeen),
    ("clean", "delayed-speech", .notSeen),
    ("one-way-private-address", "one-way-audio", .confirmed), ("one-way-no-return", "one-way-audio", .confirmed),
    ("no-audio", "no-audio", .confirmed), ("burst-loss", "break-up", .confirmed), ("jitter", "break-up", .confirmed),
    ("hold", "one-way-audio", .notSeen), ("call-cancelled", "one-way-audio", .cannotTell),
])
func symptomsOfCalls(name: String, symptom: String, verdict: SymptomAssessment.Verdict) throws {
    let found = try #require(try assessments(name)[symptom])
    #expect(found.verdict == verdict, "\(name): \(found)")
    #expect(found.findings.isEmpty == (verdict != .confirmed) && !found.because.isEmpty)
}

@Test func reportsAreComparedWithWhatIsSeen() {
    func words(_ isReported: Bool, _ verdict: SymptomAssessment.Verdict) -> String? {
        SymptomComparison(
            symptom: .echo, isReported: isReported,
            assessment: SymptomAssessment(symptom: .echo, verdict: verdict, because: "x", findings: [])
        ).words
    }
    #expect(words(true, .confirmed) == "confirmed")
    #expect(words(true, .notSeen) == "reported, not seen")
    #expect(words(true, .cannotTell) == "reported, cannot be told from this capture")
    #expect(words(false, .confirmed) == "seen, not reported")
    #expect(words(false, .notSeen) == nil && words(false, .cannotTell) == nil)
}
