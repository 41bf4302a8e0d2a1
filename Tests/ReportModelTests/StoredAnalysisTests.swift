import CallAnalysis
import CaseWork
import Findings
import Foundation
import ReportModel
import Reports
import Testing

/// The captures of the samples.
private let captures: [String] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Samples/calls")
    let found = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    return found.filter { $0.contains("capture.pcap") }.sorted().map { folder.appending(path: $0).path }
}()

private func document(_ capture: String, isDetailed: Bool = false) throws -> AnalysisDocument {
    var options = AnalyzeCapture.Options()
    if isDetailed { options.limits.seriesPointsPerStream = AnalysisLimits.usualSeriesPoints }
    return AnalysisDocument(try AnalyzeCapture(options: options).run([capture]), toolVersion: "test")
}

@Suite struct StoredAnalysisTests {
    @Test func thereAreSamples() { #expect(captures.count >= 15) }

    @Test(arguments: captures)
    func whatWasReadIsWrittenTheSameByteByByte(capture: String) throws {
        let written = AnalysisReport.json(try document(capture))
        let stored = try StoredAnalysis(written)
        #expect(StoredAnalysis.isRecognized(written))
        #expect(
            String(decoding: AnalysisReport.json(stored), as: UTF8.self) == String(decoding: written, as: UTF8.self))
    }

    @Test(arguments: captures.prefix(6))
    func theFinestCourseIsReadToo(capture: String) throws {
        let written = AnalysisReport.json(try document(capture, isDetailed: true))
        let stored = try StoredAnalysis(written)
        #expect(AnalysisReport.json(stored) == written)
        let streams = (0..<stored.streamCount).map(stored.stream)
        #expect(streams.isEmpty || streams.contains { !($0.series?.points.isEmpty ?? true) })
    }

    @Test(arguments: captures)
    func partsOfAStoredAnalysisEqualThoseOfTheAnalysis(capture: String) throws {
        let live = try document(capture)
        let stored = try StoredAnalysis(AnalysisReport.json(live))
        #expect(stored.overview == live.overview)
        #expect((0..<stored.captureCount).map(stored.capture) == (0..<live.captureCount).map(live.capture))
        #expect((0..<stored.callCount).map(stored.call) == (0..<live.callCount).map(live.call))
        #expect((0..<stored.streamCount).map(stored.stream) == (0..<live.streamCount).map(live.stream))
        #expect((0..<stored.findingCount).map(stored.finding) == (0..<live.findingCount).map(live.finding))
        for index in 0..<stored.callCount { #expect(stored.callIndex(stored.call(index).id) == index) }
        for index in 0..<stored.streamCount { #expect(live.streamIndex(stored.stream(index).id) == index) }
    }

    @Test(arguments: captures)
    func everyReportOfAStoredAnalysisIsThatOfTheAnalysis(capture: String) throws {
        let live = try document(capture)
        let stored = try StoredAnalysis(AnalysisReport.json(live))
        for style in [TextStyle(width: 80), TextStyle(width: 120), TextStyle(width: 100, isWide: true)] {
            #expect(AnalysisReport.text(stored, style: style) == AnalysisReport.text(live, style: style))
        }
        #expect(AnalysisReport.markdown(stored) == AnalysisReport.markdown(live))
        #expect(AnalysisReport.html(stored) == AnalysisReport.html(live))
        #expect(AnalysisReport.ndjson(stored) == AnalysisReport.ndjson(live))
    }

    @Test func noMoreThanOnePartIsHeldAtATime() throws {
        let live = try document(captures[0], isDetailed: true)
        let written = AnalysisReport.json(live)
        // A part on lines of its own is about three times as long as on one line.
        let largest = AnalysisReport.ndjson(live).split(separator: 0x0A).map(\.count).max() ?? 0
        try #require(written.count > 4 * largest)
        let longest = LongestReading()
        let stored = try StoredAnalysis { offset, count in
            longest.note(count)
            return Array(written.dropFirst(offset).prefix(count))
        }
        _ = (0..<stored.streamCount).map(stored.stream)
        #expect(longest.bytes <= max(1 << 16, 4 * largest))
        #expect(stored.overview.tool.version == "test")
    }

    @Test(arguments: [
        ("", "an object is expected"), ("[]", "an object is expected"), ("{\"schema\":\"earshot.check/1\"}", "/schema"),
        ("{\"schema\":\"earshot.analysis/1\",\"calls\":[{\"id\":7}]}", "/calls/0/id"),
        ("{\"schema\":\"earshot.analysis/1\",\"calls\":7}", "/calls"),
        (
            "{\"schema\":\"earshot.analysis/1\",\"streams\":[{\"source\":{\"address\":\"1.2.3\"}}]}",
            "/streams/0/source/address"
        ),
        ("{\"schema\":\"earshot.analysis/1\",\"calls\":[{},]}", "a value is expected"),
        ("{\"schema\":\"earshot.analysis/1\",\"calls\":[{}", "a comma or a closing bracket"),
        ("{\"schema\":\"earshot.analysis/1\",\"calls\":[{\"id\":\"x", "within a text"),
        ("{\"schema\":\"earshot.analysis/1\"} 1", "more behind the end"),
        ("{\"schema\":\"earshot.analysis/1\",\"schema\":1}", "a second time"),
    ])
    func whatIsNoAnalysisIsRefusedWithThePlace(text: String, part: String) throws {
        let error = #expect(throws: DocumentError.self) { try StoredAnalysis(Array(text.utf8)) }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }

    @Test func membersOfLaterVersionsArePassedOver() throws {
        let text =
            "{\"schema\":\"earshot.analysis/1\",\"later\":{\"a\":[1,{}]},\"calls\":[{\"id\":\"call-1\",\"mood\":[]}]}"
        let stored = try StoredAnalysis(Array(text.utf8))
        #expect(stored.callCount == 1)
        #expect(stored.call(0).id == "call-1")
    }
}

private final class LongestReading: @unchecked Sendable {
    private(set) var bytes = 0
    func note(_ count: Int) { bytes = max(bytes, count) }
}
