import CaseWork
import Foundation
import PathComparison
import Reports
import TestSupport
import Testing

/// The reports of two captures on disk, as the command makes them.
private func documents(_ points: TwoPoints) throws -> ComparisonDocument {
    let folder = try TemporaryFolder()
    let near = try folder.file("near.pcap", points.file(points.near))
    let far = try folder.file("far.pcap", points.file(points.far))
    return ComparisonDocument(try CompareCaptures().run(near: near, far: far), toolVersion: "test")
}

private func lossy(_ change: (inout MadeStream, inout MadeStream) -> Void = { _, _ in }) -> TwoPoints {
    var points = TwoPoints()
    var forward = MadeStream(packets: 1_000)
    var back = MadeStream.answer(packets: 1_000)
    change(&forward, &back)
    points.send(forward)
    points.send(back)
    return points
}

extension String {
    /// Digits are grouped by spaces that do not break.
    fileprivate var withPlainSpaces: String {
        replacingOccurrences(of: "\u{202F}", with: " ").replacingOccurrences(of: "\u{A0}", with: " ")
    }
}

private let losses = Set((0..<30).map { 20 + $0 * 30 })

/// The first paragraph as one line.
private func verdict(_ document: ComparisonDocument) -> String {
    let text = ComparisonReport.text(document)
    return text.prefix(upTo: text.range(of: "\n\n")?.lowerBound ?? text.endIndex)
        .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ").withPlainSpaces
}

@Test func theTextSaysTheVerdictFirst() throws {
    let between = try documents(lossy { forward, _ in forward.lostBetween = losses })
    #expect(
        verdict(between).hasPrefix(
            "✗ 30 of 1 000 packets from NEAR to FAR vanished between the two capture points: 3.0 %. The trouble lies "
                + "between them."))
    let before = try documents(lossy { forward, _ in forward.lostBefore = losses })
    #expect(
        verdict(before).hasPrefix(
            "✗ Both points see the same loss: 30 of 1 000 packets from NEAR to FAR are missing at both (3.0 %). It "
                + "happened before NEAR. What lies between the points is not to blame."))
    let beyond = try documents(lossy { _, back in back.lostBefore = losses })
    #expect(verdict(beyond).contains("It happened before FAR."))
    #expect(verdict(try documents(lossy())).hasPrefix("✓ No fault seen: 2 streams at both points"))
}

@Test func theJSONNamesEveryVanishedPacketAndNullForUnknown() throws {
    let document = try documents(lossy { forward, _ in forward.lostBetween = losses })
    let json = try #require(
        try JSONSerialization.jsonObject(with: Data(ComparisonReport.json(document))) as? [String: Any])
    #expect(json["schema"] as? String == "earshot.comparison/1")
    #expect((json["verdict"] as? [String: Any])?["segment"] as? String == "between")
    #expect(json["sameTraffic"] is NSNull)
    let streams = try #require(json["streams"] as? [[String: Any]])
    let there = try #require(streams.first { $0["direction"] as? String == "near-to-far" })
    let vanished = try #require(there["vanished"] as? [String: Any])
    let ranges = try #require(vanished["ranges"] as? [[String: Int]])
    #expect(vanished["count"] as? Int == 30 && vanished["unlisted"] as? Int == 0)
    #expect(ranges.compactMap { $0["first"] } == losses.sorted().map { 100 + $0 })
    #expect(there["missingAfter"] is NSNull && there["counterpart"] is NSNull)
}

@Test func theMarkdownHoldsVerdictTableAndVanishedPackets() throws {
    let text = ComparisonReport.markdown(try documents(lossy { forward, _ in forward.lostBetween = losses }))
        .withPlainSpaces
    #expect(text.hasPrefix("# Two capture points\n\n**30 of 1 000 packets from NEAR to FAR vanished"))
    #expect(text.contains("| NEAR → FAR | 10.1.1.10:4000 |"))
    #expect(text.contains("Vanished: sequence numbers 120, 150, 180"))
}
