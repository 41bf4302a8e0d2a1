import CallAnalysis
import CallVocabulary
import CaptureFiles
import Foundation
import Testing

/// What `expected.truth.json` beside a sample capture says (see Samples/README.md).
struct SampleTruth: Decodable {
    struct Call: Decodable {
        var callID: String
        var callingNumber: String
        var calledNumber: String
        var startedAt: String
        var answeredAt: String?
        var endedAt: String?
        var outcome: String
        var finalStatus: Int?
    }
    struct Stream: Decodable {
        var ssrc: String
        var source: String
        var destination: String
        var direction: String
        var expected: Int
        var received: Int
        var lost: Int
        var missingFromCapture: Int?
        var duplicated: Int
        var captureCopies: Int?
        var reordered: Int
        var epochs: Int
        var dtmfDigits: Int?
    }
    var packets: Int
    var calls: [Call]
    var streams: [Stream]
}

enum SampleCalls {
    static let folder: URL = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.appendingPathComponent("Samples/calls")
    }()

    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.contains(".") }
        .sorted()

    static func truth(_ name: String) throws -> SampleTruth {
        let data = try Data(contentsOf: folder.appendingPathComponent("\(name)/expected.truth.json"))
        return try JSONDecoder().decode(SampleTruth.self, from: data)
    }

    static func capture(_ name: String) throws -> String {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(name).path)
        let file = try #require(files.first { $0.hasPrefix("capture.") })
        return folder.appendingPathComponent("\(name)/\(file)").path
    }

    static func analyze(_ path: String) throws -> CallAnalysisResult {
        var reader = try CaptureFileReader(path: path)
        var batch = PacketBatch()
        var analyzer = CallAnalyzer()
        analyzer.beginCapture(name: "sample")
        while try reader.nextBatch(&batch) { analyzer.ingest(batch) }
        return analyzer.finish()
    }
}

@Test func thereAreSamples() {
    #expect(SampleCalls.names.count >= 20)
}

/// Every sample's calls and streams come out exactly as its generator made them.
@Test(arguments: SampleCalls.names)
func sampleCallsComeOutAsMade(name: String) throws {
    let truth = try SampleCalls.truth(name)
    let result = try SampleCalls.analyze(SampleCalls.capture(name))
    #expect(result.captures.first?.packets == truth.packets)
    #expect(result.captures.first?.accounting.total == truth.packets)
    #expect(result.limitsMet.isEmpty)

    #expect(result.calls.count == truth.calls.count)
    for expected in truth.calls {
        let call = try #require(
            result.calls.first { $0.callIDs.contains(SIPCallID(rawValue: expected.callID)) }, "\(expected.callID)")
        #expect(call.calling.number == expected.callingNumber)
        #expect(call.called.number == expected.calledNumber)
        #expect(call.startedAt.description == expected.startedAt)
        #expect(call.answeredAt?.description == expected.answeredAt)
        #expect(call.endedAt?.description == expected.endedAt)
        #expect(call.outcome.rawValue == expected.outcome)
        #expect(call.finalStatus == expected.finalStatus)
    }

    #expect(result.streams.count == truth.streams.count)
    for expected in truth.streams {
        let stream = try #require(
            result.streams.first {
                "0x" + String($0.ssrc, radix: 16) == "0x"
                    + String(UInt32(expected.ssrc.dropFirst(2), radix: 16) ?? 0, radix: 16)
                    && $0.source.description == expected.source && $0.destination.description == expected.destination
            }, "\(expected.ssrc)")
        let counts = stream.counts
        #expect(counts.expected == expected.expected)
        #expect(counts.received == expected.received)
        #expect(counts.lost == expected.lost)
        #expect(counts.missingFromCapture == expected.missingFromCapture ?? 0)
        #expect(counts.duplicated == expected.duplicated)
        #expect(stream.captureCopies == expected.captureCopies ?? 0)
        #expect(counts.reordered == expected.reordered)
        #expect(stream.epochs.count == expected.epochs, "\(stream.epochs.map(\.reason))")
        #expect(stream.events.reduce(0) { $0 + $1.digits } == expected.dtmfDigits ?? 0)
        #expect(stream.direction.rawValue == expected.direction)
        // The epochs add up to the stream.
        #expect(stream.epochs.reduce(0) { $0 + $1.counts.expected } == counts.expected)
        #expect(stream.epochs.reduce(0) { $0 + $1.counts.lost } == counts.lost)
        #expect(stream.lossRuns.reduce(0) { $0 + $1.count } == counts.lost)
    }
}
