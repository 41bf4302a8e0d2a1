import CallAnalysis
import CallVocabulary
import Findings
import Foundation
import ReportModel
import Reports
import Testing

/// A synthetic analysis of many calls, most of them with a warning, some with faults of several kinds.
private func many(_ count: Int, kinds: Int = 12) -> AnalysisDocument {
    var result = CallAnalysisResult()
    var capture = CaptureSummary(name: "many.pcap")
    capture.packets = 10 * count
    capture.firstPacketAt = CaptureTime(seconds: 1_800_000_000)
    capture.lastPacketAt = CaptureTime(seconds: 1_800_003_600)
    result.captures = [capture]
    var findings: [Finding] = []
    for index in 0..<count {
        var call = Call(
            id: "call-\(index + 1)",
            calling: CallParty(uri: "sip:a@example.org", number: "+4420794600\(10 + index % 90)"),
            called: CallParty(uri: "sip:b@example.org", number: "+12125550\(100 + index % 900)"),
            startedAt: CaptureTime(seconds: 1_800_000_000 + Int64(index)))
        call.callIDs = [SIPCallID(rawValue: "id-\(index)@example.org")]
        call.outcome = .rejected
        call.finalStatus = 404
        result.calls.append(call)
        guard index % 5 != 0 else { continue }
        var finding = Finding(
            code: index % 50 == 1 ? .callFailed : FindingCode(rawValue: "media.kind-\(index % kinds)"),
            severity: index % 50 == 1 ? .fault : .warning, confidence: 0.9, call: index,
            summary:
                "The called party does not take this call of somebody who has waited for long, at number \(index).",
            evidence: [
                Evidence(
                    packet: PacketReference(capture: 0, number: index + 1), at: call.startedAt,
                    text: "This is where it begins.")
            ],
            remedy: "Look at the other end of the line, where somebody may know more of it than can be seen from here.")
        finding.id = "finding-\(findings.count + 1)"
        finding.figures = [FindingFigure(name: "lost", value: Double(index % 7) + 1, unit: "percent", threshold: 1)]
        findings.append(finding)
    }
    return AnalysisDocument(toolVersion: "test", files: [], result: result, findings: findings)
}

@Suite struct ManyCallsTests {
    @Test(arguments: [250, 1_334, 20_000], [80, 100])
    func theReportOfManyCallsIsReadInOneGo(count: Int, width: Int) {
        let text = AnalysisReport.text(many(count), style: TextStyle(width: width))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 120, "\(lines.count) lines")
        for line in lines { #expect(line.count <= width, "\(line)") }
        #expect(text.contains("Calls, the worst 40 of \(count == 250 ? "250" : count == 1_334 ? "1,334" : "20,000")"))
        #expect(text.contains("more: "))
    }

    @Test func callsAreListedWorstFirstAndTheRestIsCounted() {
        let listing = AnalysisListing(many(250))
        let ranks = listing.calls.map { ["fault", "warning", "cannot-tell", "clear"].firstIndex(of: $0.verdict) ?? 9 }
        #expect(ranks == ranks.sorted())
        #expect(listing.rest(after: 0) == "5 with faults, 195 with warnings, 50 clear")
        #expect(listing.rest(after: 249) == "1 clear")
        #expect(AnalysisListing(many(30), order: .time).calls.map(\.index) == Array(0..<30))
    }

    @Test func findingsOfOneKindAreOneGroupWithItsWorst() throws {
        let source = many(250, kinds: 3)
        let listing = AnalysisListing(source)
        #expect(listing.groups.map(\.severity) == ["fault", "warning", "warning", "warning"])
        #expect(listing.groups.reduce(0) { $0 + $1.findings.count } == 200)
        for group in listing.groups {
            let range = try #require(group.range)
            #expect(source.finding(group.worst).figures[0].value == range.high)
        }
    }

    @Test(
        arguments: [
            (["c7"], [], 1), (["call-7", "call-9"], [], 2), (["7"], [], 1), (["id-12*"], [], 11),
            (["id-12@example.org"], [], 1),
            (["call-1?"], [], 10), (["nobody"], [], 0), ([], ["0107"], 1), ([], ["*555012?"], 10),
            ([], ["(212) 555-0101"], 1),
        ] as [([String], [String], Int)])
    func callsAreChosenByNameAndNumber(calls: [String], numbers: [String], count: Int) {
        var selection = AnalysisSelection()
        selection.calls = calls
        selection.numbers = numbers
        let chosen = SelectedAnalysis(many(250), selection)
        #expect(chosen.callCount == count)
        #expect(chosen.overview.selection?.hasPrefix("\(count) of 250 calls") == true)
    }

    @Test func aChoiceHasItsOwnVerdictAndFindings() {
        let source = many(250)
        var selection = AnalysisSelection()
        selection.calls = ["call-1"]
        let clear = SelectedAnalysis(source, selection)
        #expect(clear.overview.verdict == "clear" && clear.findingCount == 0)
        selection.calls = ["call-2"]
        let fault = SelectedAnalysis(source, selection)
        #expect(fault.overview.verdict == "fault" && fault.findingCount == 1)
        #expect(fault.callIndex("call-2") == 0 && fault.callIndex("call-1") == nil)
        selection.calls = []
        selection.severity = "fault"
        #expect(SelectedAnalysis(source, selection).callCount == 5)
        selection.severity = nil
        selection.codes = ["signaling.*"]
        #expect(SelectedAnalysis(source, selection).callCount == 5)
        selection.codes = []
        selection.since = CaptureTime(seconds: 1_800_000_240)
        selection.until = CaptureTime(seconds: 1_800_000_244)
        #expect(SelectedAnalysis(source, selection).callCount == 245)
    }

    @Test(arguments: [
        ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false), ("192.0.2.7", "192.0.2.7", true),
        ("0.0.0.0/0", "203.0.113.9", true), ("2001:db8::/33", "2001:db8:7fff::1", true),
        ("2001:db8::/33", "2001:db8:8000::1", false), ("2001:db8::/65", "2001:db8::8000:0:0:1", false),
        ("::/0", "2001:db8::1", true), ("2001:db8::1", "2001:db8::2", false), ("192.0.2.0/24", "2001:db8::1", false),
    ])
    func networksHoldTheirAddresses(network: String, address: String, isIn: Bool) throws {
        let known = try #require(AddressNetwork(network))
        #expect(known.contains(try #require(IPAddress(address))) == isIn)
    }

    @Test(arguments: ["192.0.2.0/33", "192.0.2", "x", "192.0.2.1/", "2001:db8::/129", ""])
    func whatIsNoNetworkIsRefused(text: String) { #expect(AddressNetwork(text) == nil) }

    @Test func theSummaryIsShort() {
        var options = AnalysisTextOptions()
        options.isSummary = true
        let text = AnalysisReport.text(many(20_000), style: TextStyle(width: 80), options: options)
        #expect(text.split(separator: "\n").count <= 40)
        #expect(text.contains("20,000 calls: "))
    }

    @Test func aPageOfManyCallsTellsWhatItLeavesOut() {
        let page = AnalysisReport.html(many(6_000))
        #expect(page.contains("And 1,000 more calls that are not listed"))
        #expect(page.contains("The first 400 of them have a section below; the other 4,600 have none."))
        #expect(page.ranges(of: "<details class=\"call\"").count == 400)
    }
}
