import CallAnalysis
import CallVocabulary
import Findings
import Foundation
import JSONText
import SampleIntake
import Testing

@testable import Reports

private func document(_ name: String = "call.pcap") -> AnalysisDocument {
    var result = CallAnalysisResult()
    var capture = CaptureSummary(name: name)
    capture.packets = 3
    capture.accounting.sip = 3
    capture.firstPacketAt = CaptureTime(seconds: 1_795_000_000)
    capture.lastPacketAt = CaptureTime(seconds: 1_795_000_010, nanoseconds: 500_000)
    result.captures = [capture]
    var call = Call(
        id: "call-1",
        calling: CallParty(uri: "sip:x@192.0.2.1", displayName: "A \u{1B}[31m<b>\"\\\n\u{202E}"),
        called: CallParty(uri: "sip:\u{1B}]0;evil\u{7}<script>@192.0.2.2"),
        startedAt: CaptureTime(seconds: 1_795_000_000))
    call.callIDs = [SIPCallID(rawValue: "a\"b\\c\u{1}")]
    call.outcome = .rejected
    call.finalStatus = 486
    result.calls = [call]
    let finding = Finding(
        code: .callFailed, severity: .fault, confidence: 0.9, call: 0, summary: "It failed <i>: \u{1B}[2J.",
        evidence: [Evidence(packet: PacketReference(capture: 0, number: 2), at: call.startedAt, text: "here")],
        remedy: "Do something long enough to be wrapped over several lines of a narrow terminal, so that it shows.")
    return AnalysisDocument(toolVersion: "1", files: [], result: result, findings: [finding])
}

@Test func jsonIsJSONAndKeepsHostileText() throws {
    let value = try #require(
        try JSONSerialization.jsonObject(with: Data(AnalysisReport.json(document()))) as? [String: Any])
    #expect(value["schema"] as? String == "earshot.analysis/1")
    let calls = try #require(value["calls"] as? [[String: Any]])
    #expect(calls.first?["callIDs"] as? [String] == ["a\"b\\c\u{1}"])
    let calling = try #require(calls.first?["calling"] as? [String: Any])
    #expect(calling["displayName"] as? String == "A \u{1B}[31m<b>\"\\\n\u{202E}")
    #expect(calling["number"] is NSNull)
    let findings = try #require(value["findings"] as? [[String: Any]])
    let evidence = try #require(findings.first?["evidence"] as? [[String: Any]])
    #expect(evidence.first?["displayFilter"] as? String == "frame.number == 2")
    let captures = try #require(value["captures"] as? [[String: Any]])
    #expect(captures.first?["durationSeconds"] as? Double == 10.0005)
    for line in AnalysisReport.ndjson(document()).split(separator: 0x0A) {
        #expect(try JSONSerialization.jsonObject(with: Data(line)) is [String: Any])
    }
}

@Test(arguments: [40, 60, 80, 120])
func textFitsAndIsHarmless(width: Int) {
    let text = AnalysisReport.text(document(), style: TextStyle(width: width, color: false))
    for line in text.split(separator: "\n") { #expect(PlainText.columns(String(line)) <= width, "\(line)") }
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(!text.contains("\u{202E}"))
    #expect(text.hasPrefix("✗"))
}

@Test func htmlEscapesEverything() {
    let html = AnalysisReport.html(document("<img src=x>"))
    #expect(!html.contains("<script>@") && !html.contains("<img") && !html.contains("\u{1B}"))
    #expect(html.contains("&lt;script&gt;"))
    #expect(html.contains("frame.number == 2"))
}

@Test func markdownEscapesEverything() {
    let text = AnalysisReport.markdown(document())
    #expect(!text.contains("<script>"))
    #expect(text.contains("\\<i\\>"))
}

@Test(arguments: [
    (0.1078, 4, "0.1078"), (1.0, 6, "1"), (-0.0001, 3, "0"), (12.3456789, 2, "12.35"), (1e300, 2, "—"), (.nan, 2, "—"),
    (999_999.999999999, 9, "999999.999999999"),
])
func decimals(value: Double, places: Int, expected: String) {
    #expect(DecimalText.shortest(value, places: places) == expected)
}

@Test func numbersJSONDoesNotHaveAreNull() {
    var json = JSONWriter(pretty: false)
    json.object { json in
        json.member("a", Double.infinity, places: 2)
        json.member("b", nil as Double?, places: 2)
        json.member("c", array: [1.5, 2]) { $0.number($1, places: 1) }
    }
    #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"a":null,"b":null,"c":[1.5,2]}"#)
}

@Test func explanationsCoverEveryCode() {
    for rule in FindingCatalog.rules {
        for code in rule.codes { #expect(FindingExplanations.entry(code.rawValue) != nil, "\(code.rawValue)") }
    }
}
