import CallAnalysis
import CallVocabulary
import CaptureFiles
import Foundation
import TestSupport
import Testing

/// Captures that are not part of the project: `EARSHOT_CORPUS`, else `shared/captures` beside it.
enum Corpus {
    static var folder: URL? { Places.corpus }

    /// Runs a test where the corpus is, and says it was skipped where it is not.
    static let isHere: any TestTrait = .enabled(if: folder != nil, "the corpus of captures is not here")

    static func files(_ name: String) -> [String] {
        guard let folder = folder?.appendingPathComponent(name) else { return [] }
        let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return all.map { folder.appendingPathComponent($0).path }.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }

    /// Reads as far as the file goes.
    static func analyze(_ path: String) -> (result: CallAnalysisResult, error: CaptureFileError?) {
        var analyzer = CallAnalyzer()
        analyzer.beginCapture(name: "corpus")
        do throws(CaptureFileError) {
            var reader = try CaptureFileReader(path: path)
            var batch = PacketBatch()
            while try reader.nextBatch(&batch) { analyzer.ingest(batch) }
            return (analyzer.finish(), nil)
        } catch {
            return (analyzer.finish(), error)
        }
    }

    /// What must hold for any input whatever.
    static func expectSound(_ result: CallAnalysisResult, _ path: String) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        for capture in result.captures {
            let accounting = capture.accounting
            #expect(accounting.total == capture.packets, "\(name)")
            let least = [
                accounting.rtp, accounting.rtcp, accounting.sip, accounting.otherUDP, accounting.duplicate,
                accounting.fragment, accounting.tcpSegment, accounting.other, accounting.undecodable,
            ].min()
            #expect((least ?? 0) >= 0, "\(name)")
        }
        var packets = 0
        for stream in result.streams {
            let counts = stream.counts
            #expect(counts.expected == counts.received + counts.lost + counts.missingFromCapture, "\(name)")
            #expect(min(counts.lost, counts.received, counts.duplicated, counts.reordered) >= 0, "\(name)")
            #expect(!stream.epochs.isEmpty, "\(name)")
            for epoch in stream.epochs {
                #expect(
                    epoch.counts.expected
                        == epoch.counts.received + epoch.counts.lost + epoch.counts.missingFromCapture, "\(name)")
                #expect(epoch.counts.received >= 0, "\(name)")
            }
            packets += counts.received + counts.duplicated
        }
        let counted = result.captures.reduce(0) { $0 + $1.accounting.rtp + $1.accounting.duplicate }
        #expect(packets <= counted, "\(name): streams hold more packets than were counted")
    }
}

/// No crash, no hang, and every packet counted once, in all public captures.
@Test(Corpus.isHere) func publicCapturesAddUp() {
    let paths = Corpus.files("real/files")
    #expect(!paths.isEmpty)
    for path in paths {
        let clock = ContinuousClock()
        let startedAt = clock.now
        let (result, _) = Corpus.analyze(path)
        Corpus.expectSound(result, path)
        let seconds = (clock.now - startedAt).components.seconds
        #expect(seconds < 10, "\(path) took \(seconds) s")
    }
}

/// Hostile and odd files: read or refused, never worse. A sample of them, or all with `EARSHOT_CORPUS_FULL`.
@Test(Corpus.isHere) func malformedFilesAreReadOrRefused() {
    let isFull = ProcessInfo.processInfo.environment["EARSHOT_CORPUS_FULL"] != nil
    for (index, path) in Corpus.files("malformed").enumerated() where isFull || index % 8 == 0 {
        let (result, _) = Corpus.analyze(path)
        Corpus.expectSound(result, path)
    }
}

private struct LabTruth: Decodable {
    struct Direction: Decodable {
        var seen: Int
        var dropped: Int

        enum CodingKeys: String, CodingKey {
            case seen = "rtp_seen"
            case dropped = "rtp_dropped"
        }
    }
    var truth: [String: Direction]
}

/// Real calls through an impairing wire: what is lost at a direction's far side is what the wire dropped, exactly.
@Test(Corpus.isHere) func labCallsLoseWhatTheWireDropped() throws {
    for path in Corpus.files("lab") where path.hasSuffix("truth.json") {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let truth = try JSONDecoder().decode(LabTruth.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        for (direction, side, flow) in [
            ("a2b", "b", StreamDirection.callingToCalled), ("b2a", "a", StreamDirection.calledToCalling),
        ] {
            let wire = try #require(truth.truth[direction])
            let (result, _) = Corpus.analyze(folder.appendingPathComponent("\(side).pcap").path)
            let streams = result.streams.filter { $0.direction == flow }
            if wire.dropped == wire.seen {
                #expect(streams.isEmpty, "\(path) \(direction)")
                continue
            }
            #expect(streams.reduce(0) { $0 + $1.counts.lost } == wire.dropped, "\(path) \(direction)")
            #expect(streams.reduce(0) { $0 + $1.counts.expected } == wire.seen, "\(path) \(direction)")
            #expect(streams.reduce(0) { $0 + $1.counts.missingFromCapture } == 0, "\(path) \(direction)")
        }
    }
}

/// One call in many file formats is one call.
@Test func formatsMakeNoDifference() throws {
    let files = Corpus.files("formats")
    guard let reference = files.first(where: { $0.hasSuffix("/eth.pcap") }) else { return }
    let expected = Corpus.analyze(reference).result
    for name in [
        "eth.pcap.gz", "mod.pcap", "nsec.pcap", "single.pcapng", "mixed_link.pcapng", "mixed_first_sll.pcapng",
    ] {
        let path = try #require(files.first { $0.hasSuffix("/\(name)") })
        let (result, error) = Corpus.analyze(path)
        #expect(error == nil, "\(name)")
        #expect(result.streams.map(\.counts) == expected.streams.map(\.counts), "\(name)")
        #expect(result.calls.map(\.outcome) == expected.calls.map(\.outcome), "\(name)")
    }
    for (name, code) in [
        ("garbage.pcap", CaptureFileError.Code.unrecognizedFormat), ("truncated.pcap", .truncatedRecord),
        ("truncated.pcapng", .truncatedRecord),
    ] {
        let path = try #require(files.first { $0.hasSuffix("/\(name)") })
        let (result, error) = Corpus.analyze(path)
        #expect(error?.code == code, "\(name)")
        if code == .truncatedRecord { #expect((result.captures.first?.packets ?? 0) > 100, "\(name)") }
    }
}
