import CallAnalysis
import CallVocabulary
import Findings
import Foundation
import Testing

@testable import Reports

private func document(_ names: [OtherSignaling.Name], unread: [UnreadContent] = []) -> AnalysisDocument {
    var result = CallAnalysisResult()
    var capture = CaptureSummary(name: "call.pcap")
    capture.packets = 9
    capture.otherSignaling = names.enumerated().map { index, name in
        OtherSignaling(
            name: name, firstPacket: PacketReference(capture: 0, number: index + 4),
            firstAt: CaptureTime(seconds: 1_795_000_000))
    }
    capture.unread = unread
    result.captures = [capture]
    return AnalysisDocument(toolVersion: "1", files: [], result: result, findings: [])
}

@Test func otherSignalingIsNamedInEveryReport() throws {
    let named = document([.mgcp, .rtsp])
    let sentence = "This capture holds MGCP and RTSP signaling, which Earshot names but does not follow;"
    #expect(AnalysisReport.text(named, style: TextStyle(width: 200, color: false)).contains(sentence))
    let value = try #require(
        try JSONSerialization.jsonObject(with: Data(AnalysisReport.json(named))) as? [String: Any])
    let captures = try #require(value["captures"] as? [[String: Any]])
    let other = try #require(captures.first?["otherSignaling"] as? [[String: Any]])
    #expect(other.map { $0["protocol"] as? String } == ["MGCP", "RTSP"])
    #expect(other.map { $0["packets"] as? Int } == [1, 1] && other.map { $0["firstPacket"] as? Int } == [4, 5])
}

@Test func contentThatIsNotReadIsSaidToBeSo() {
    let unread = UnreadContent(kind: .usb, firstPacket: PacketReference(capture: 0, number: 1))
    let text = AnalysisReport.text(document([], unread: [unread]), style: TextStyle(width: 200, color: false))
    #expect(text.contains("1 packet holds USB transfers instead of network packets"))
}
