import CallAnalysis
import CallVocabulary
import CaptureFiles
import Foundation
import Testing

private func stream(
    _ packets: [(milliseconds: Double, payload: [UInt8])], from source: String = "192.0.2.1"
) throws -> CallAnalysisResult {
    analyze(
        try packets.enumerated().map { index, packet in
            (
                packet.milliseconds,
                try udpPacket(
                    from: source, 4_000, to: "192.0.2.2", 5_000, packet.payload,
                    identification: UInt16(truncatingIfNeeded: index + 1))
            )
        })
}

/// Number and timestamp jump alike, within 20 ms: packets were lost, the stream is the same.
@Test func jumpInWhichNumberAndTimestampAgreeIsLoss() throws {
    let result = try stream(
        (0..<300).map { index in
            let number = index < 150 ? index : index + 600
            return (Double(index) * 20, rtp(number, timestamp: number * 160))
        })
    let stream = try #require(result.streams.first)
    #expect(result.streams.count == 1 && stream.epochs.count == 1)
    #expect(stream.counts.lost == 600 && stream.counts.received == 300)
    #expect(stream.timestampJumps.isEmpty)
}

/// Packets in swapped pairs, and every second one missing: nobody announced them, and they are RTP all the same.
@Test func swappedPairsAndEverySecondPacketAreRecognised() throws {
    let swapped = try stream((0..<600).map { (Double($0) * 20, rtp($0 ^ 1, timestamp: ($0 ^ 1) * 160)) })
    #expect(swapped.streams.count == 1 && swapped.streams.first?.counts.received == 600)
    #expect(swapped.streams.first?.counts.lost == 0 && swapped.streams.first?.counts.reordered == 300)
    let halved = try stream((0..<200).map { (Double($0) * 40, rtp($0 * 2, timestamp: $0 * 320)) })
    #expect(halved.streams.first?.counts.received == 200 && halved.streams.first?.counts.lost == 199)
}

/// A timestamp that goes on by seconds, or back, while numbers run on is told with its size and packet.
@Test func timestampThatJumpsByItselfIsTold() throws {
    let result = try stream(
        (0..<200).map { index in
            (Double(index) * 20, rtp(index, timestamp: index * 160 + (index >= 100 ? 8_000 * 3_600 : 0)))
        })
    let jump = try #require(result.streams.first?.timestampJumps.first)
    #expect(jump.packet.number == 101 && abs(jump.milliseconds - 3_600_000) < 50)
    #expect(result.streams.first?.counts.lost == 0 && result.streams.first?.epochs.count == 1)
}

/// A packet's length comes from timestamps, whatever arrivals do; empty packets carry no sound.
@Test func packetLengthIsReadFromTimestamps() throws {
    let slow = try #require(try stream((0..<400).map { (Double($0) * 31, rtp($0, timestamp: $0 * 160)) }).streams.first)
    #expect(slow.packetMilliseconds == 20 && slow.packetMillisecondsBasis == .timestamps)
    #expect(abs((slow.senderClock?.partsPerMillion ?? 0) - 355_000) < 10_000)
    var packets = (0..<200).map { (milliseconds: Double($0) * 20, payload: rtp($0, timestamp: $0 * 160)) }
    for index in stride(from: 20, to: 200, by: 20) {
        packets[index].payload = Array(rtp(index, timestamp: 0).prefix(12))
    }
    let kept = try #require(try stream(packets).streams.first)
    #expect(kept.counts.received == 200 && (kept.jitter?.maximumMilliseconds ?? 1) < 0.5)
    #expect(kept.playout.allSatisfy { $0.concealedMilliseconds == 0 })
}

/// Four bytes at first and other lengths later are a codec, not digits.
@Test func oneShortPacketMakesNoDigits() throws {
    let result = try stream(
        (0..<100).map { index in
            let packet = rtp(index, timestamp: index * 320, payloadType: 96)
            return (Double(index) * 20, Array(packet.prefix(index == 0 ? 16 : 12 + 17)))
        })
    let stream = try #require(result.streams.first)
    #expect(stream.events.isEmpty && stream.payloadTypes.first?.encoding == nil)
    #expect(stream.payloadTypes.first?.clockRate == 16_000)
}

/// A stream that begins with a backlog shows its clock by constant steps.
@Test func clockShowsInConstantStepsBehindABacklog() throws {
    let result = try stream(
        (0..<700).map { index in
            (max(Double(index) * 8, Double(index) * 20 - 1_100), rtp(index, timestamp: index * 960, payloadType: 111))
        })
    #expect(result.streams.first?.payloadTypes.first?.clockRate == 48_000)
    #expect(result.streams.first?.packetMilliseconds == 20)
}

/// The clock of the capture that is set back is told; packets a little out of order are not.
@Test func clockThatGoesBackIsTold() throws {
    let result = try stream(
        (0..<100).map { (Double($0) * 20 - ($0 >= 50 ? 5_000 : 0) + 10_000, rtp($0, timestamp: $0 * 160)) })
    #expect(result.captures.first?.clockJumps == 1 && result.captures.first?.firstClockJump?.number == 51)
}

/// Whatever is changed in a capture, intervals and parts add up to the counts.
@Test(arguments: 0..<24)
func intervalsAndPartsAddUpWhateverIsChanged(seed: UInt64) throws {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    folder.appendPathComponent("Samples/calls")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let name = names[Int(seed) % names.count]
    let file = try #require(
        FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(name).path).first {
            $0.hasPrefix("capture.")
        })
    var reader = try CaptureFileReader(path: folder.appendingPathComponent("\(name)/\(file)").path)
    var dice = SeededDice(seed: seed)
    var analyzer = CallAnalyzer()
    analyzer.beginCapture(name: name)
    var batch = PacketBatch()
    while try reader.nextBatch(&batch) {
        var changed = PacketBatch()
        changed.bytes = batch.bytes
        var kept: [CapturedPacket] = []
        for packet in batch.packets {
            switch dice.below(100) {
            case 0..<3: continue
            case 3..<6:
                kept.append(packet)
                kept.append(packet)
            case 6..<14:
                // Somewhere in the headers of IP, UDP and RTP, or behind them.
                let length = min(packet.capturedLength, 70)
                if length > 0 { changed.bytes[packet.offset + dice.below(length)] = UInt8(dice.below(256)) }
                kept.append(packet)
            case 14..<18 where kept.count > 3:
                kept.insert(packet, at: kept.count - 1 - dice.below(3))
            default: kept.append(packet)
            }
        }
        changed.packets = kept
        analyzer.ingest(changed)
    }
    let result = analyzer.finish()
    for stream in result.streams {
        let counts = stream.counts
        #expect(counts.expected == counts.received + counts.lost + counts.missingFromCapture, "\(name) \(stream.id)")
        for (total, part) in [
            (counts.expected, \StreamCounts.expected), (counts.received, \.received), (counts.lost, \.lost),
            (counts.duplicated, \.duplicated), (counts.reordered, \.reordered),
            (counts.missingFromCapture, \.missingFromCapture),
        ] {
            #expect(stream.epochs.reduce(0) { $0 + $1.counts[keyPath: part] } == total, "\(name) \(stream.id)")
        }
        #expect(stream.intervals.reduce(0) { $0 + $1.received } == counts.received, "\(name) \(stream.id)")
        #expect(stream.intervals.reduce(0) { $0 + $1.lost } == counts.lost, "\(name) \(stream.id)")
    }
}

private struct SeededDice {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func below(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(limit))
    }
}

/// A probe sends padding into a pause, under the time of the packet before: it is no sound that comes late.
@Test func packetsUnderATimeThatHasBeenAreNotLate() throws {
    var packets: [(milliseconds: Double, payload: [UInt8])] = []
    var number = 0
    for index in 0..<400 {
        // Every 40th packet is followed by a pause of 400 ms, with padding at its end.
        let pauses = index / 40
        let at = Double(index) * 20 + Double(pauses) * 400
        packets.append((at, rtp(number, timestamp: (index + pauses * 20) * 160)))
        number += 1
        if index % 40 == 39 {
            packets.append((at + 415, rtp(number, timestamp: (index + pauses * 20) * 160)))
            number += 1
        }
    }
    let stream = try #require(try stream(packets).streams.first)
    #expect(stream.counts.received == 410 && stream.counts.lost == 0)
    #expect(stream.playout.allSatisfy { $0.lateDiscarded == 0 })
}

/// RIST sends lost packets again under the SSRC with the last bit set: those are no stream with holes.
@Test func packetsSentAgainUnderTheNextSourceRepair() throws {
    var packets: [(milliseconds: Double, payload: [UInt8])] = []
    for index in 0..<500 {
        let isLost = index % 40 >= 30
        var again = rtp(index, timestamp: index * 160)
        again[11] |= 1
        if isLost { packets.append((Double(index) * 20 + 65, again)) }
        var first = rtp(index, timestamp: index * 160)
        first[11] &= 0xFE
        if !isLost { packets.append((Double(index) * 20, first)) }
    }
    packets.sort { $0.milliseconds < $1.milliseconds }
    let result = try stream(packets)
    let base = try #require(result.streams.first { $0.role == .media })
    let helper = try #require(result.streams.first { $0.role == .retransmission })
    #expect(result.streams.count == 2 && helper.repairs == result.streams.firstIndex { $0.role == .media })
    #expect(base.counts.lost == 120 && base.repair?.repaired == 120 && base.lostAfterRepair == 0)
}

/// Packets of 160 ms, then of 20 ms: what is missing is compared with the time there is, not with so many short packets.
@Test func lengthsThatDifferWithinAStreamAreAveraged() throws {
    var packets: [(milliseconds: Double, payload: [UInt8])] = []
    for index in 0..<50 { packets.append((Double(index) * 160, rtp(index, timestamp: index * 1_280))) }
    for index in 0..<600 {
        packets.append((8_000 + Double(index) * 20, rtp(50 + index, timestamp: 64_000 + index * 160)))
    }
    let one = try #require(
        try stream((0..<300).map { (Double($0) * 20, rtp($0, timestamp: $0 * 160)) }).streams.first)
    let mixed = try stream(packets)
    let stream = try #require(mixed.streams.first)
    #expect(stream.packetMilliseconds == 20)
    // 20 s in 650 packets.
    #expect(abs((stream.meanPacketMilliseconds ?? 0) - 30.8) < 3)
    #expect(one.meanPacketMilliseconds == nil)
}

/// The last byte of encrypted feedback is ciphertext and no count of padding: it is RTCP all the same.
@Test(arguments: [8, 14, 20])
func encryptedFeedbackWithPaddingIsRTCP(behind: Int) throws {
    func packets(_ behind: Int) -> [(milliseconds: Double, payload: [UInt8])] {
        (0..<4).map { index in
            let feedback: [UInt8] = [0xAF, 205, 0, 5] + [0, 0, 0, 9] + [UInt8](repeating: 0x77, count: 16)
            return (Double(index) * 100, feedback + [UInt8](repeating: UInt8(0x80 + index), count: behind))
        }
    }
    #expect(try stream(packets(behind)).captures.first?.accounting.rtcp == 4)
    #expect(try stream(packets(behind + 1)).captures.first?.accounting.rtcp == 0)
}
