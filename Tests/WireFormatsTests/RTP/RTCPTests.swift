import Testing

@testable import WireFormats

private func words(_ values: UInt32...) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) } }
}

private let block = words(0x0A0A_0A0A, 0x40FF_FFFE, 0x0001_FFFF, 35, 0xB705_2000, 0x0005_4000)
private let senderReport =
    words(0x81C8_000C, 0x0102_0304, 0x83AA_7E80, 0x8000_0000, 160_000, 1_000, 160_000) + block
private let receiverReport = words(0x81C9_0007, 0x0506_0708) + block
/// One chunk, "a@b" as CNAME, a tool of one letter, then zeros to the boundary.
private let sourceDescription =
    words(0x81CA_0004, 0x0102_0304) + [1, 3, 0x61, 0x40, 0x62, 6, 1, 0x78, 0, 0, 0, 0]
private let goodbye = words(0x82CB_0002, 0x0102_0304, 0x0506_0708)
private let application = words(0x85CC_0002, 0x0102_0304) + Array("name".utf8)
private let voipMetrics =
    words(
        0x0700_0008, 0x0A0A_0A0A, 0x0C0C_540A, 0x0078_0104, 0x0064_0032, 0xEC_C4_37_10, 0x5D7F_2A29, 0xF500_003C,
        0x0078_00C8)
private let statistics =
    words(0x06E8_0009, 0x0A0A_0A0A, 0x0064_00C8, 3, 1, 10, 90, 40, 12, 0x3E40_3F01)
private let extendedReport =
    words(0x80CF_001F, 0x0506_0708) + words(0x0400_0002, 0x83AA_7E80, 0x8000_0000)
    + words(0x0500_0006, 0x0102_0304, 0xB705_2000, 0x0005_4000, 0x0102_0305, 0, 0) + statistics + voipMetrics
    + words(0x0100_0000)
private let feedback = words(0x81CD_0003, 0x0506_0708, 0x0102_0304, 0x0064_0000)

private func compound(_ bytes: [UInt8], wireLength: Int? = nil) throws -> RTCPCompound {
    try RTCPCompound(parsing: bytes.span.bytes, from: 0, to: bytes.count, wireLength: wireLength ?? bytes.count)
}

@Test func compoundOfEveryKind() throws {
    let bytes =
        senderReport + sourceDescription + goodbye + application + feedback + extendedReport + words(0x80D0_0000)
    let found = try compound(bytes)
    try #require(found.packets.count == 7)
    #expect(found.stop == nil)
    #expect(found.malformedCount == 0)
    #expect(!found.isReducedSize)
    #expect(!found.isTruncated)

    guard case .senderReport(let report) = found.packets[0] else {
        Issue.record("no sender report first")
        return
    }
    #expect(report.ssrc == 0x0102_0304)
    #expect(report.ntpTimestamp == 0x83AA_7E80_8000_0000)
    #expect(report.middleNTPTimestamp == 0x7E80_8000)
    #expect(report.rtpTimestamp == 160_000)
    #expect(report.packetCount == 1_000)
    #expect(report.octetCount == 160_000)
    let heard = try #require(report.blocks.first)
    #expect(heard.fractionLost == 64)
    #expect(heard.cumulativeLost == -2)
    #expect(heard.extendedHighestSequence == 0x1FFFF)
    #expect(heard.jitter == 35)
    #expect(heard.lastSenderReport == 0xB705_2000)
    #expect(heard.delaySinceLastSenderReport == 0x0005_4000)

    guard case .sourceDescription(let description) = found.packets[1] else {
        Issue.record("no source description second")
        return
    }
    #expect(description.chunks == [.init(ssrc: 0x0102_0304, canonicalName: "a@b")])
    guard case .goodbye(let leaving) = found.packets[2], case .application(let named) = found.packets[3],
        case .feedback(let lost) = found.packets[4]
    else {
        Issue.record("not the packets expected")
        return
    }
    #expect(leaving.sources == [0x0102_0304, 0x0506_0708])
    #expect(named.name == "name")
    #expect(named.subtype == 5)
    #expect(lost.layer == .transport)
    #expect(lost.format == 1)
    #expect(lost.sender == 0x0506_0708)
    #expect(lost.media == 0x0102_0304)
    #expect(found.packets[6] == .other(type: 208))
}

@Test func extendedReports() throws {
    let found = try compound(extendedReport)
    #expect(found.isReducedSize)
    guard case .extendedReport(let report) = found.packets[0] else {
        Issue.record("no extended report")
        return
    }
    #expect(report.ssrc == 0x0506_0708)
    #expect(report.malformedCount == 0)
    #expect(report.blocks.count == 5)
    #expect(report.blocks[0] == .receiverReferenceTime(ntpTimestamp: 0x83AA_7E80_8000_0000))
    guard case .delaySinceLastReceiverReport(let sources) = report.blocks[1],
        case .statisticsSummary(let summary) = report.blocks[2], case .voipMetrics(let metrics) = report.blocks[3]
    else {
        Issue.record("not the blocks expected")
        return
    }
    #expect(sources.map { $0.ssrc } == [0x0102_0304, 0x0102_0305])
    #expect(sources.map { $0.lastReceiverReport } == [0xB705_2000, nil])
    #expect(sources.map { $0.delay } == [0x0005_4000, 0])

    #expect(summary.beginSequence == 100)
    #expect(summary.endSequence == 200)
    #expect(summary.lost == 3)
    #expect(summary.duplicates == 1)
    #expect(summary.jitter == .init(minimum: 10, maximum: 90, mean: 40, deviation: 12))
    #expect(summary.timeToLive == .init(minimum: 62, maximum: 64, mean: 63, deviation: 1))

    #expect(metrics.ssrc == 0x0A0A_0A0A)
    #expect(metrics.lossRate == 12)
    #expect(metrics.discardRate == 12)
    #expect(metrics.burstDensity == 84)
    #expect(metrics.gapDensity == 10)
    #expect(metrics.burstMilliseconds == 120)
    #expect(metrics.gapMilliseconds == 260)
    #expect(metrics.roundTripMilliseconds == 100)
    #expect(metrics.endSystemMilliseconds == 50)
    #expect(metrics.signalLevel == -20)
    #expect(metrics.noiseLevel == -60)
    #expect(metrics.residualEchoReturnLoss == 55)
    #expect(metrics.gapThreshold == 16)
    #expect(metrics.ratingFactor == 93)
    #expect(metrics.externalRatingFactor == nil)
    #expect(metrics.listeningScoreTimesTen == 42)
    #expect(metrics.conversationScoreTimesTen == 41)
    #expect(metrics.lossConcealment == .standard)
    #expect(metrics.bufferAdaptation == .adaptive)
    #expect(metrics.bufferRate == 5)
    #expect(metrics.bufferNominalMilliseconds == 60)
    #expect(metrics.bufferMaximumMilliseconds == 120)
    #expect(metrics.bufferAbsoluteMaximumMilliseconds == 200)
    #expect(report.blocks[4] == .other(type: 1))
}

@Test func statisticsWithoutFlagsAreAbsent() throws {
    var bytes = words(0x80CF_000B, 0x0506_0708) + statistics
    bytes[9] = 0
    guard case .extendedReport(let report) = try compound(bytes).packets[0],
        case .statisticsSummary(let summary) = report.blocks[0]
    else {
        Issue.record("no statistics")
        return
    }
    #expect(summary.lost == nil)
    #expect(summary.duplicates == nil)
    #expect(summary.jitter == nil)
    #expect(summary.timeToLive == nil)
}

@Test func senderReportNeverHeard() throws {
    var bytes = receiverReport
    for index in 24..<32 { bytes[index] = 0 }
    guard case .receiverReport(let report) = try compound(bytes).packets[0] else {
        Issue.record("no receiver report")
        return
    }
    #expect(report.blocks.first?.lastSenderReport == nil)
}

@Test func paddingEndsACompound() throws {
    var bytes = receiverReport + goodbye + words(4)
    bytes[receiverReport.count] |= 0x20
    bytes[receiverReport.count + 3] += 1
    #expect(try compound(bytes).packets.count == 2)
    bytes[bytes.count - 1] = 3
    let broken = try compound(bytes)
    #expect(broken.packets.count == 1)
    #expect(broken.stop == WireError(.paddingOutOfBounds, at: bytes.count - 1))
}

@Test func countsBeyondTheLength() throws {
    var bytes = receiverReport
    bytes[0] = 0x82
    let found = try compound(bytes + goodbye)
    #expect(found.malformedCount == 1)
    #expect(found.packets.count == 1, "the next packet is found by the length")
}

@Test func cutReportsGiveWhatIsThere() throws {
    let whole = receiverReport.count + block.count
    var bytes = receiverReport
    bytes[0] = 0x82
    bytes[3] = UInt8(whole / 4 - 1)
    let found = try compound(bytes + Array(block.prefix(10)), wireLength: whole)
    #expect(found.isTruncated)
    #expect(found.malformedCount == 0)
    guard case .receiverReport(let report) = found.packets[0] else {
        Issue.record("no receiver report")
        return
    }
    #expect(report.blocks.count == 1)
}

@Test(
    arguments: [
        ([], WireError(.truncated, at: 0)), ([0x80, 200], WireError(.truncated, at: 2)),
        ([0x40, 200, 0, 0], WireError(.unsupportedVersion, at: 0)), ([0x80, 8, 0, 0], WireError(.malformed, at: 1)),
        ([0x80, 200, 0, 1], WireError(.lengthOutOfBounds, at: 2)),
    ] as [([UInt8], WireError)])
func rtcpRefusals(bytes: [UInt8], expected: WireError) {
    #expect(throws: expected) { try compound(bytes) }
}

@Test func noDatagramHoldsPacketsWithoutEnd() throws {
    let found = try compound((0..<100).flatMap { _ in words(0x80D0_0000) })
    #expect(found.packets.count == RTCPLimits.maximumPackets)
    #expect(found.stop?.reason == .limitExceeded)
}

/// Every prefix and every change of one byte is read or refused.
@Test func mutatedRTCPNeverCrashes() {
    let bytes = senderReport + sourceDescription + goodbye + application + feedback + extendedReport
    for length in 0...bytes.count {
        let prefix = Array(bytes.prefix(length))
        _ = try? compound(prefix)
        _ = try? compound(prefix, wireLength: bytes.count)
    }
    for index in bytes.indices {
        for value in [0, 1, 2, 0x1F, 0x20, 0x7F, 0x80, 0x9F, 0xBF, 0xFF] as [UInt8] {
            var changed = bytes
            changed[index] = value
            _ = try? compound(changed)
        }
    }
}
