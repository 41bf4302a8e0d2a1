import CallAnalysis
import CallVocabulary
import CaptureFiles
import Foundation
import Testing

@testable import Findings

private func analysis(_ name: String) throws -> CallAnalysisResult {
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
    return analyzer.finish()
}

@Test func speechThatBreaksUpIsNamed() throws {
    for (name, isBroken) in [("burst-loss", true), ("jitter", true), ("clean", false), ("hold", false)] {
        let found = FindingCatalog.findings(in: try analysis(name)).filter { $0.code == .breakUp }
        #expect(found.isEmpty != isBroken, "\(name)")
        for finding in found { #expect(finding.symptom == .breakUp && !finding.remedy.isEmpty) }
    }
}

@Test func requirementsOfTheProgramAreJudged() throws {
    let result = try analysis("burst-loss")
    var thresholds = FindingThresholds()
    #expect(FindingCatalog.findings(in: result, thresholds: thresholds).allSatisfy { $0.code != .requirementNotMet })
    thresholds.requiredLossPercent = 1
    thresholds.requiredJitterMilliseconds = 30
    thresholds.requiredOneWayDelayMilliseconds = 150
    let checks = result.streams.map { NetworkRequirementCheck.all($0, thresholds) }
    #expect(checks[0].map(\.verdict) == [.met, .met, .notMet])
    #expect(checks[1].map(\.verdict) == [.met, .met, .met])
    let found = FindingCatalog.findings(in: result, thresholds: thresholds).filter { $0.code == .requirementNotMet }
    #expect(found.count == 1 && found[0].stream == 0)
    // What the packets do not show is not judged.
    var short = result.streams[0]
    short.counts.expected = 10
    short.rtcp = nil
    #expect(NetworkRequirementCheck.all(short, thresholds).allSatisfy { $0.verdict == .notMeasurable })
}

@Test func delayIsJudgedByRoundTrips() throws {
    var result = try analysis("clean")
    #expect(FindingCatalog.findings(in: result).allSatisfy { $0.code != .delay })
    // The way from here to both ends: half of 160 and 20, the packet and the buffer.
    result.streams[0].rtcp?.roundTripMilliseconds = 160
    result.streams[1].rtcp?.roundTripMilliseconds = 20
    let warning = try #require(FindingCatalog.findings(in: result).first { $0.code == .delay })
    #expect(warning.severity == .warning && warning.summary.contains("170 ms"))
    result.streams[0].rtcp?.roundTripMilliseconds = 700
    #expect(FindingCatalog.findings(in: result).first { $0.code == .delay }?.severity == .fault)
}

@Test func ratingsHaveGroundOrAReason() throws {
    for name in ["clean", "burst-loss", "jitter", "dtmf"] {
        for stream in try analysis(name).streams {
            switch stream.quality {
            case .rated(let rating):
                #expect((1...4.5).contains(rating.mosCQE) && !rating.source.isEmpty, "\(name)")
                #expect(rating.bufferMilliseconds.origin == .assumed)
            case .unknown(let reason): #expect(!reason.isEmpty, "\(name)")
            }
        }
    }
}

/// Audio that goes to a port nobody named, while the listener uses the one it did name.
@Test func mediaToAWrongPortIsNamed() throws {
    var result = try analysis("clean")
    let index = try #require(result.streams.firstIndex { $0.direction == .callingToCalled })
    result.streams[index].rtcp = nil
    #expect(FindingCatalog.findings(in: result).allSatisfy { $0.code != .oneWayAudio })
    let right = result.streams[index].destination
    result.streams[index].destination = TransportEndpoint(address: right.address, port: right.port + 10)
    result.streams[index].goesWhereAsked = false
    let finding = try #require(FindingCatalog.findings(in: result).first { $0.code == .oneWayAudio })
    #expect(finding.cause == .mediaSentToWrongPort && finding.cannotHear == .called)
    #expect(finding.evidence.count >= 2 && !finding.excluded.isEmpty && !finding.remedy.isEmpty)
    // A listener that sends from that port listens there.
    let other = try #require(result.streams.firstIndex { $0.direction == .calledToCalling })
    result.streams[other].source = result.streams[index].destination
    #expect(FindingCatalog.findings(in: result).allSatisfy { $0.cause != .mediaSentToWrongPort })
}
