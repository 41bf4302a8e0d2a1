import CallAnalysis
import CallVocabulary
import CaptureFiles
import Findings
import Foundation
import Testing

private struct Truth: Decodable {
    struct Expected: Decodable {
        var code: String
        var cause: String?
        var cannotHear: String?
    }
    var findings: [Expected]
    var forbiddenFindings: [String]
}

private enum Samples {
    static let folder: URL = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.appendingPathComponent("Samples/calls")
    }()

    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.contains(".") }
        .sorted()

    static func findings(_ name: String) throws -> [Finding] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(name).path)
        let file = try #require(files.first { $0.hasPrefix("capture.") })
        var reader = try CaptureFileReader(path: folder.appendingPathComponent("\(name)/\(file)").path)
        var batch = PacketBatch()
        var analyzer = CallAnalyzer()
        analyzer.beginCapture(name: name)
        while try reader.nextBatch(&batch) { analyzer.ingest(batch) }
        return FindingCatalog.findings(in: analyzer.finish())
    }
}

/// Each sample call raises what its maker says, with cause and side, and nothing it forbids.
@Test(arguments: Samples.names)
func sampleFindings(name: String) throws {
    let truth = try JSONDecoder().decode(
        Truth.self, from: Data(contentsOf: Samples.folder.appendingPathComponent("\(name)/expected.truth.json")))
    let findings = try Samples.findings(name)
    for expected in truth.findings {
        #expect(
            findings.contains {
                $0.code.rawValue == expected.code && (expected.cause == nil || $0.cause?.rawValue == expected.cause)
                    && (expected.cannotHear == nil || $0.cannotHear?.rawValue == expected.cannotHear)
            }, "\(expected) among \(findings.map { ($0.code.rawValue, $0.cause?.rawValue ?? "-") })")
    }
    for code in truth.forbiddenFindings {
        #expect(!findings.contains { $0.code.rawValue == code && $0.severity != .note }, "\(code)")
    }
    for finding in findings {
        #expect(finding.confidence > 0 && finding.confidence <= 1)
        #expect(!finding.summary.isEmpty && !finding.remedy.isEmpty)
        // Blame and politeness help nobody.
        for word in ["invalid", "please", "sorry"] {
            #expect(!finding.summary.lowercased().contains(word) && !finding.remedy.lowercased().contains(word))
        }
        if finding.severity == .fault { #expect(!finding.evidence.isEmpty, "\(finding.code.rawValue)") }
    }
    #expect(findings.map(\.id) == findings.indices.map { "finding-\($0 + 1)" })
    #expect(findings.map(\.severity) == findings.map(\.severity).sorted())
}
