import CallAnalysis
import CallVocabulary
import CaptureFiles
import Foundation
import TestSupport
import Testing

@testable import Findings

/// Every finding over every capture at hand: the packets it names exist, at the times it gives, and none is refused.
@Suite struct EvidenceTests {
    private static func captures(under folder: URL) -> [URL] {
        let kinds: Set<String> = ["pcap", "pcapng", "cap", "gz", "pcapng0", "dump"]
        var found: [URL] = []
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        while let file = files?.nextObject() as? URL {
            if kinds.contains(file.pathExtension.lowercased()) { found.append(file) }
        }
        return found.sorted { $0.path < $1.path }
    }

    /// What is wrong with the evidence of one capture, in words; empty if nothing is.
    private static func complaints(_ file: URL) -> [String] {
        // A file that cannot be read at all has no findings.
        guard var reader = try? CaptureFileReader(path: file.path) else { return [] }
        var analyzer = CallAnalyzer(audio: .levels)
        analyzer.beginCapture(name: file.lastPathComponent)
        var times: [Int64] = [0]
        var batch = PacketBatch()
        while (try? reader.nextBatch(&batch)) == true {
            for packet in batch.packets {
                while times.count <= packet.number { times.append(packet.time.nanoseconds) }
            }
            analyzer.ingest(batch)
        }
        let judged = FindingCatalog.judged(analyzer.finish())
        var wrong = judged.refused.map { "refused: \($0.finding.summary) \($0.because)" }
        for finding in judged.findings {
            for evidence in finding.evidence {
                let number = evidence.packet.number
                if !times.indices.contains(number) || number < 1 {
                    wrong.append("\(finding.code.rawValue) names packet \(number) of \(times.count - 1)")
                } else if times[number] != evidence.at.nanoseconds {
                    wrong.append(
                        "\(finding.code.rawValue): packet \(number) is not of \(evidence.at), \(evidence.text)")
                }
            }
            if let from = finding.from, let until = finding.until, until < from {
                wrong.append("\(finding.code.rawValue) ends before it begins")
            }
        }
        return wrong
    }

    @Test func theSamplesEvidenceIsTrue() {
        let files = Self.captures(under: Places.project.appendingPathComponent("Samples"))
        #expect(files.count >= 20)
        for file in files { #expect(Self.complaints(file) == [], "\(file.lastPathComponent)") }
    }

    @Test(
        .enabled(if: Places.corpus != nil, "the corpus of captures is not here"),
        arguments: ["agents", "field", "judged", "lab", "real-2", "real"])
    func theCorporasEvidenceIsTrue(folder: String) throws {
        let files = Self.captures(under: try #require(Places.corpus(folder)))
        #expect(!files.isEmpty)
        for file in files {
            let wrong = Self.complaints(file)
            if !wrong.isEmpty { Issue.record("\(file.lastPathComponent): \(wrong.prefix(3))") }
        }
    }
}
