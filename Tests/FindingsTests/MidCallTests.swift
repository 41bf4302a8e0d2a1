import CallAnalysis
import CallVocabulary
import CaptureFiles
import Foundation
import Testing

@testable import Findings

/// The good sample call, made twenty seconds longer, for tests to spoil.
private struct LongCall {
    var result: CallAnalysisResult
    let calling: Int
    let called: Int

    init(_ name: String = "clean") throws {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        folder.appendPathComponent("Samples/calls/\(name)")
        let file = try #require(
            FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasPrefix("capture.") })
        var reader = try CaptureFileReader(path: folder.appendingPathComponent(file).path)
        var analyzer = CallAnalyzer()
        analyzer.beginCapture(name: file)
        var batch = PacketBatch()
        while try reader.nextBatch(&batch) { analyzer.ingest(batch) }
        result = analyzer.finish()
        calling = try #require(result.streams.firstIndex { $0.direction == .callingToCalled })
        called = try #require(result.streams.firstIndex { $0.direction == .calledToCalling })
        let more: Int64 = 20_000_000_000
        for index in result.captures.indices {
            result.captures[index].lastPacketAt = result.captures[index].lastPacketAt?.advanced(byNanoseconds: more)
        }
        result.calls[0].endedAt = result.calls[0].endedAt?.advanced(byNanoseconds: more)
        if let last = result.calls[0].media.indices.last {
            result.calls[0].media[last].until = result.calls[0].media[last].until?.advanced(byNanoseconds: more)
        }
        for index in result.streams.indices {
            let end = result.streams[index].endedAt.advanced(byNanoseconds: more)
            result.streams[index].endedAt = end
            result.streams[index].rtcp?.lastProgressAt = end
            if var stretch = result.streams[index].rtcp?.reception.last(where: \.hasProgress) {
                stretch.lastAt = end
                stretch.reports = 6
                result.streams[index].rtcp?.reception = [stretch]
            }
        }
        for index in result.rtcpSources.indices {
            result.rtcpSources[index].lastSeenAt = result.rtcpSources[index].lastSeenAt.advanced(byNanoseconds: more)
        }
    }

    /// What is said of missing audio.
    var found: [Finding] {
        FindingCatalog.findings(in: result).filter { $0.code == .oneWayAudio || $0.code == .noAudio }
    }

    /// What the receiver of `stream` reports: progress until so many seconds before the end, and nothing from then on.
    mutating func acknowledge(_ stream: Int, untilBeforeEnd seconds: Int64) {
        let (packet, cut, end) = (result.streams[stream].lastPacket, beforeEnd(seconds), beforeEnd(0))
        var heard = ReceptionStretch(
            hasProgress: true, isStated: true, packet: result.streams[stream].firstPacket,
            at: result.streams[stream].startedAt.advanced(bySeconds: 1))
        heard.last = packet
        heard.lastAt = cut
        heard.reports = 4
        var deaf = ReceptionStretch(
            hasProgress: false, isStated: true, packet: packet, at: cut.advanced(bySeconds: 5))
        deaf.lastAt = end
        deaf.reports = 3
        result.streams[stream].rtcp?.reception = [heard, deaf]
        result.streams[stream].rtcp?.lastProgressAt = cut
    }

    /// An instant so many seconds before the conversation's end.
    func beforeEnd(_ seconds: Int64) -> CaptureTime {
        result.streams[called].endedAt.advanced(byNanoseconds: -seconds * 1_000_000_000)
    }
}

@Test func aLongGoodCallIsGood() throws {
    #expect(try LongCall().found.isEmpty)
    #expect(try LongCall("hold").found.isEmpty)
}

@Test func aReceiverThatStopsAcknowledgingIsSeen() throws {
    var call = try LongCall()
    let stream = call.calling
    call.result.streams[stream].rtcp?.receiverReports = 2
    call.result.streams[stream].rtcp?.reportedMaximumFractionLost = 0
    call.acknowledge(stream, untilBeforeEnd: 15)
    let finding = try #require(call.found.first)
    #expect(finding.cause == .blockedBeyondCapture && finding.cannotHear == .called)
    #expect(finding.summary.contains("15.0 s") && finding.evidence.count == 3)
    // From when until when.
    #expect(finding.from == call.beforeEnd(15) && finding.until == call.result.streams[stream].endedAt)
    // A sender that paused had nothing to acknowledge; a receiver that fell silent itself says nothing either.
    var paused = call
    paused.result.streams[stream].longestGapSeconds = 12
    #expect(paused.found.isEmpty)
    call.result.streams[stream].rtcp?.reception.removeLast()
    #expect(call.found.isEmpty)
}

@Test func audioCutInMidCallIsToldByTheSendersCount() throws {
    var call = try LongCall()
    let stream = call.calling
    let (cut, end) = (call.beforeEnd(10), call.beforeEnd(0))
    call.result.streams[stream].endedAt = cut
    call.result.streams[stream].rtcp?.lastProgressAt = cut
    // Silence alone proves nothing: telephones stop sending when they are muted.
    #expect(call.found.isEmpty)
    let source = try #require(
        call.result.rtcpSources.firstIndex { $0.ssrc == call.result.streams[stream].ssrc })
    call.result.rtcpSources[source].senderReports = 3
    call.result.rtcpSources[source].firstPacketCount = 100
    call.result.rtcpSources[source].lastPacketCount = UInt32(call.result.streams[stream].counts.expected) + 480
    let finding = try #require(call.found.first)
    #expect(finding.cause == .lostBeforeCapture && finding.cannotHear == .called)
    #expect(finding.excluded.contains { $0.cause == .peerNeverSent })
    // If the receiver acknowledges to the end, the audio only left this capture.
    call.result.streams[stream].rtcp?.lastProgressAt = end
    #expect(call.found.map(\.cause) == [.notVisibleFromHere] && call.found[0].severity == .note)
}

@Test func aSideThatDoesNotComeBackFromHoldIsNamed() throws {
    var call = try LongCall("hold")
    let resumed = try #require(call.result.calls[0].media.last)
    let stream = call.called
    call.result.streams[stream].endedAt = resumed.from.advanced(byNanoseconds: -8_000_000_000)
    call.result.streams[stream].longestGapSeconds = 0.03
    let finding = try #require(call.found.first)
    #expect(finding.cause == .peerNeverSent && finding.cannotHear == .calling)
    #expect(finding.confidence < 0.8)
    // One that also paused before may pause again.
    call.result.streams[stream].longestGapSeconds = 2
    #expect(call.found.isEmpty)
}

@Test func comfortNoiseIsAWordEnough() throws {
    var call = try LongCall()
    call.result.streams[call.calling].counts.received = 4
    call.result.streams[call.calling].rtcp?.reception = []
    // Its sender reports count packets that are not here.
    #expect(call.found.map(\.cause) == [.lostBeforeCapture])
    call.result.streams[call.calling].payloadTypes[0].number = 13
    call.result.streams[call.calling].payloadTypes[0].encoding = "CN"
    #expect(call.found.isEmpty)
}

@Test func audioReportedButNotCapturedIsNoFault() throws {
    var call = try LongCall()
    call.result.calls[0].streams = [call.called]
    call.result.streams[call.calling].call = nil
    let sources = call.result.rtcpSources.indices.filter { call.result.rtcpSources[$0].side == .called }
    let source = try #require(sources.first)
    for index in sources {
        call.result.rtcpSources[index].reportsAboutOthers = 0
        call.result.rtcpSources[index].reception = []
    }
    #expect(call.found.map(\.cause) == [.lostBeforeCapture] && call.found[0].severity == .fault)
    var heard = ReceptionStretch(
        hasProgress: true, isStated: true, packet: call.result.rtcpSources[source].firstPacket, at: call.beforeEnd(20))
    heard.reports = 5
    call.result.rtcpSources[source].reception = [heard]
    call.result.rtcpSources[source].senderReports = 6
    call.result.rtcpSources[source].receiverReports = 0
    #expect(call.found.map(\.cause) == [.notVisibleFromHere] && call.found[0].severity == .note)
}

@Test func acknowledgedAudioOfAnUnknownFormatIsStillNotHeard() throws {
    var call = try LongCall()
    call.result.streams[call.calling].rtcp?.receiverReports = 4
    call.result.streams[call.calling].payloadTypes[0].number = 18
    call.result.streams[call.calling].payloadTypes[0].encoding = "G729"
    #expect(call.found.map(\.cause) == [.payloadNotNegotiated])
    // What any description of the call named may be sent.
    var renegotiated = call
    let last = try #require(renegotiated.result.calls[0].media.last)
    let codec = try #require(last.sides[.called]?.payloadTypes.values.first)
    var earlier = last
    earlier.until = last.from.advanced(byNanoseconds: 1)
    earlier.sides[.called]?.payloadTypes = [18: codec]
    renegotiated.result.calls[0].media.insert(earlier, at: 0)
    #expect(renegotiated.found.isEmpty)
}

@Test func aReceiverThatLosesNearlyAllHearsNothing() throws {
    var call = try LongCall()
    let stream = call.calling
    let received = call.result.streams[stream].counts.received
    let end = call.result.streams[stream].endedAt
    call.result.streams[stream].rtcp?.receiverReports = 4
    call.result.streams[stream].rtcp?.lastReceiverReportAt = end
    call.result.streams[stream].rtcp?.reportedCumulativeLost = received / 2
    #expect(call.found.isEmpty)
    call.result.streams[stream].rtcp?.reportedCumulativeLost = received * 9 / 10
    #expect(call.found.map(\.cause) == [.blockedBeyondCapture])
    // A receiver may take a sender's restart for a loss of thousands.
    let epoch = call.result.streams[stream].epochs[0]
    call.result.streams[stream].epochs.append(epoch)
    #expect(call.found.isEmpty)
}

@Test func aDeviceWithoutReportsOfItsOwnIsNotDeaf() throws {
    for side in [CallSide.calling, .called] {
        var call = try LongCall()
        // It never speaks RTCP; the other side does, and so only the other direction is reported on.
        call.result.rtcpSources.removeAll { $0.side == side }
        call.result.streams[side == .called ? call.calling : call.called].rtcp = nil
        #expect(call.found.isEmpty)
    }
}

@Test func aReceiverThatReportsOnNothingIsNamedWithCaution() throws {
    var call = try LongCall()
    call.result.streams[call.calling].rtcp = nil
    for index in call.result.rtcpSources.indices {
        let isListener = call.result.rtcpSources[index].side == .called
        call.result.rtcpSources[index].senderReports = 3
        call.result.rtcpSources[index].reportsAboutOthers = isListener ? 0 : 3
    }
    let finding = try #require(call.found.first)
    #expect(finding.cause == .receiverReportsNothing && finding.severity == .warning && finding.cannotHear == .called)
    // A device that reports on nobody in another call either may just never report.
    var other = try #require(call.result.rtcpSources.first { $0.side == .called })
    other.call = nil
    call.result.rtcpSources.append(other)
    #expect(call.found.map(\.severity) == [.note])
    // One that reports there can report.
    call.result.rtcpSources[call.result.rtcpSources.count - 1].reportsAboutOthers = 2
    #expect(call.found.map(\.severity) == [.warning])
    call.result.rtcpSources.removeLast()
    // Where nobody reports on anybody, nobody's silence means a thing.
    for index in call.result.rtcpSources.indices { call.result.rtcpSources[index].reportsAboutOthers = 0 }
    #expect(call.found.isEmpty)
}
