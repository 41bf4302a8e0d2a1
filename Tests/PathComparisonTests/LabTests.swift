import CaseWork
import Foundation
import PathComparison
import Reports
import TestSupport
import Testing

/// Calls captured on both sides of a wire that kept a record of what it dropped; not part of the project.
private let lab: [URL] = {
    guard let folder = Places.corpus("lab") else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { folder.appendingPathComponent($0) }
        .filter { FileManager.default.fileExists(atPath: $0.appendingPathComponent("truth.json").path) }
}()

private struct Truth: Decodable {
    struct Way: Decodable {
        var rtpSeen: Int
        var droppedSeq: [UInt16]
    }
    struct Ways: Decodable {
        var a2b: Way
        var b2a: Way
    }
    struct Spec: Decodable {
        struct Way: Decodable {
            var jitterMs: Double?
        }
        var a2b: Way
        var b2a: Way
    }
    var spec: Spec
    var truth: Ways
}

@Test(.enabled(if: !lab.isEmpty, "the corpus of captures is not here"), arguments: lab)
func labPairsLoseBetweenThePointsWhatTheWireDropped(folder: URL) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let truth = try decoder.decode(
        Truth.self, from: Data(contentsOf: folder.appendingPathComponent("truth.json")))
    let (a, b) = (folder.appendingPathComponent("a.pcap").path, folder.appendingPathComponent("b.pcap").path)
    for (near, far, there, home) in [
        (a, b, truth.truth.a2b, truth.truth.b2a), (b, a, truth.truth.b2a, truth.truth.a2b),
    ] {
        let result = try CompareCaptures().run(near: near, far: far).result
        for (direction, wire) in [(PathDirection.nearToFar, there), (.farToNear, home)] {
            let streams = result.streams.filter { $0.direction == direction }
            #expect(streams.count == 1)
            let stream = try #require(streams.first)
            #expect(stream.vanished.sequenceNumbers == wire.droppedSeq)
            #expect(stream.sent == wire.rtpSeen && stream.appearedOnly.count == 0 && stream.outsideOverlap == 0)
            #expect(stream.missingBefore == 0)
        }
        // Both sides ran on one clock.
        let clock = try #require(result.clock)
        #expect(abs(clock.offsetSeconds) < 0.001 && abs(clock.driftPartsPerMillion) < 50)
        let dropped = there.droppedSeq.count + home.droppedSeq.count
        let isJittery = (truth.spec.a2b.jitterMs ?? 0) > 20 || (truth.spec.b2a.jitterMs ?? 0) > 20
        #expect(result.verdict.segment == (dropped > 0 || isJittery ? .between : .none))
    }
    // Either side given twice is one recording.
    let twice = try CompareCaptures().run(near: a, far: a).result
    #expect(twice.verdict.obstacle == .sameTraffic && twice.streams.isEmpty)
}
