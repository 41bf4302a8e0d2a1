import CallAnalysis
import CallVocabulary
import Findings
import Testing

/// Audio without a SIP call, analyzed through the public door.
private func findings(with signaling: Bool) -> [Finding] {
    func word(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 255), UInt8(value & 255)] }
    func packet(_ payload: [UInt8], _ from: Int, _ to: Int, _ number: Int) -> [UInt8] {
        [0x45, 0] + word(28 + payload.count) + word(number) + [0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2]
            + word(from) + word(to) + word(8 + payload.count) + [0, 0] + payload
    }
    var batch = PacketBatch()
    func add(_ bytes: [UInt8]) {
        batch.packets.append(
            CapturedPacket(
                time: CaptureTime(nanoseconds: Int64(batch.packets.count) * 20_000_000), offset: batch.bytes.count,
                capturedLength: bytes.count, originalLength: bytes.count, number: batch.packets.count + 1,
                linkType: .raw, interface: 0))
        batch.bytes += bytes
    }
    if signaling { add(packet(Array("RSIP 12 aaln/1@gw.example.net MGCP 1.0\r\n".utf8), 2_427, 2_727, 1)) }
    for number in 0..<50 {
        let rtp = [0x80, 0] + word(number) + word(0) + word(number * 160) + [0, 0, 0, 7]
        add(packet(rtp + [UInt8](repeating: 0x55, count: 160), 4_000, 5_000, number + 2))
    }
    var analyzer = CallAnalyzer()
    analyzer.beginCapture(name: "test")
    analyzer.ingest(batch)
    return FindingCatalog.findings(in: analyzer.finish()).filter { $0.code == .captureNoSignaling }
}

@Test func theMissingCallSetupIsNotMissedWhereItIsOfAnotherProtocol() throws {
    let named = try #require(findings(with: true).first)
    #expect(named.summary.contains("MGCP") && named.evidence.first?.packet.number == 1)
    let none = try #require(findings(with: false).first)
    #expect(none.summary.contains("no call setup"))
}
