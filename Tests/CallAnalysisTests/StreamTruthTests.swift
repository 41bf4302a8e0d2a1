import CallAnalysis
import CallVocabulary
import Testing

/// Streams that peers get wrong, built packet by packet.
@Suite struct StreamTruthTests {
    typealias Sent = (milliseconds: Double, sequence: Int, timestamp: Int)

    /// One packet each 20 ms: `number` counts time and timestamps, `sequence` is what is written.
    private func sent(_ number: Int, as sequence: Int? = nil, step: Int = 160, offset: Int = 0) -> Sent {
        (Double(number) * 20, sequence ?? number, offset + number * step)
    }

    private func stream(
        _ packets: [Sent], ssrc: UInt32 = 7, payloadType: UInt8 = 0
    ) throws -> MediaStream {
        let result = analyze(
            try packets.map {
                (
                    $0.milliseconds,
                    try udpPacket(
                        from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000,
                        rtp($0.sequence & 0xFFFF, timestamp: $0.timestamp, ssrc: ssrc, payloadType: payloadType),
                        identification: UInt16(truncatingIfNeeded: Int($0.milliseconds) + 1))
                )
            })
        #expect(result.streams.count == 1)
        #expect(result.captures.first?.accounting.total == packets.count)
        let stream = try #require(result.streams.first)
        #expect(stream.counts.expected == stream.counts.received + stream.counts.lost)
        #expect(stream.counts.received + stream.counts.duplicated == packets.count)
        return stream
    }

    @Test func aLongOutageIsLossToTheLastPacket() throws {
        var packets = (0..<2_500).map { sent($0) }
        packets += (42_500..<45_000).map { sent($0) }
        let stream = try stream(packets)
        #expect(stream.counts.lost == 40_000)
        #expect(stream.counts.expected == 45_000)
        #expect(stream.epochs.count == 1)
        #expect(try #require(stream.jitter).maximumMilliseconds < 0.01)
    }

    @Test(arguments: [500, 2_000, 20_000, 40_000, 65_000])
    func aRestartIsAnEpochNotLoss(jump: Int) throws {
        var packets = (0..<500).map { sent($0, as: 1_000 + $0) }
        packets += (500..<1_000).map { sent($0, as: 1_000 + $0 + jump, offset: 3_000_000_000) }
        let stream = try stream(packets)
        #expect(stream.counts.lost == 0)
        #expect(stream.epochs.map(\.reason) == [.first, .ssrcRestart])
        #expect(try #require(stream.jitter).maximumMilliseconds < 0.01)
    }

    @Test func aJumpInNumbersAloneIsNoLoss() throws {
        var packets = (0..<500).map { sent($0) }
        packets += (500..<1_000).map { sent($0, as: $0 + 2_500) }
        let stream = try stream(packets)
        #expect(stream.counts.lost == 0)
        #expect(stream.epochs.map(\.reason) == [.first, .sequenceJump])
    }

    @Test func aLoneStrangerChangesNothing() throws {
        var packets = (0..<500).map { sent($0) }
        packets.insert((4_001, 33_333, 77_777_777), at: 201)
        let stream = try stream(packets)
        #expect(stream.counts.lost == 0)
        #expect(stream.epochs.count == 1)
    }

    @Test func silenceSuppressionIsNoLoss() throws {
        // 100 packets of speech, four seconds of nothing, speech again: numbers run on, timestamps jump.
        var packets = (0..<100).map { sent($0) }
        packets += (300..<400).map { sent($0, as: $0 - 200) }
        let stream = try stream(packets)
        #expect(stream.counts.lost == 0)
        #expect(stream.epochs.count == 1)
        #expect(try #require(stream.jitter).maximumMilliseconds < 0.01)
        #expect(abs(stream.longestGapSeconds - 4.02) < 0.001)
    }

    @Test func clockOfADynamicTypeIsReadOffItsPace() throws {
        let packets = (0..<300).map { sent($0, step: 960) }
        let stream = try stream(packets, payloadType: 111)
        let use = try #require(stream.payloadTypes.first)
        #expect(use.clockRate == 48_000)
        #expect(use.basis == .inferred)
        #expect(try #require(stream.jitter).maximumMilliseconds < 0.01)
    }

    @Test func anUnknownPaceLeavesJitterUnknown() throws {
        let packets = (0..<300).map { sent($0, step: 777) }
        let stream = try stream(packets, payloadType: 111)
        #expect(stream.payloadTypes.first?.clockRate == nil)
        #expect(stream.jitter == nil)
    }

    @Test func sequenceNumbersWrapManyTimes() throws {
        let packets = (0..<140_000).map { sent($0, as: 65_000 + $0) }.filter { $0.sequence % 1_000 != 0 }
        let stream = try stream(packets)
        #expect(stream.counts.lost == 139_999 - packets.count)
    }
}

@Test func copiesOfTheCaptureAreToldFromRepetitions() throws {
    var packets: [(milliseconds: Double, bytes: [UInt8])] = []
    for index in 0..<200 {
        let payload = rtp(index, timestamp: index * 160)
        let first = try udpPacket(
            from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000, payload, identification: UInt16(1_000 + index))
        packets.append((Double(index) * 20, first))
        // Even ones are mirrored, odd ones the sender repeats.
        if index % 2 == 0 {
            packets.append((Double(index) * 20 + 0.01, first))
        } else {
            packets.append(
                (
                    Double(index) * 20 + 0.01,
                    try udpPacket(
                        from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000, payload,
                        identification: UInt16(9_000 + index))
                ))
        }
    }
    let result = analyze(packets)
    let stream = try #require(result.streams.first)
    #expect(stream.counts.received == 200)
    #expect(stream.counts.duplicated == 200)
    #expect(stream.captureCopies == 100)
    let accounting = try #require(result.captures.first).accounting
    #expect(accounting.rtp == 300)
    #expect(accounting.duplicate == 100)
}

@Test func whatOnlyLooksLikeRTPIsNot() throws {
    var state: UInt64 = 42
    func random() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 24
    }
    let packets = try (0..<500).map { index in
        let noise = [UInt8(0x80 | random() & 0x3F)] + (0..<40).map { _ in UInt8(truncatingIfNeeded: random()) }
        return (
            Double(index) * 5,
            try udpPacket(from: "192.0.2.9", UInt16(2_000 + index % 7), to: "192.0.2.8", 6_000, noise)
        )
    }
    let result = analyze(packets)
    #expect(result.streams.isEmpty)
    #expect(result.captures.first?.accounting.total == 500)
}

@Test func rtpQuotedInsideICMPIsNotCounted() throws {
    var packets: [(milliseconds: Double, bytes: [UInt8])] = []
    for index in 0..<20 {
        let media = try udpPacket(
            from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000, rtp(index, timestamp: index * 160))
        packets.append((Double(index) * 20, media))
        var error = try udpPacket(from: "192.0.2.2", 0, to: "192.0.2.1", 0, [])
        error.removeLast(8)
        error[9] = 1
        error += [3, 3, 0, 0, 0, 0, 0, 0] + media
        error[2] = UInt8(error.count >> 8)
        error[3] = UInt8(error.count & 255)
        packets.append((Double(index) * 20 + 1, error))
    }
    let result = analyze(packets)
    #expect(result.streams.count == 1)
    #expect(result.streams.first?.counts.received == 20)
    #expect(result.icmpErrors.count == 20)
    #expect(result.icmpErrors.first?.kind == .portUnreachable)
    #expect(result.icmpErrors.first?.quotedDestination.description == "192.0.2.2:5000")
}

/// Streams whose numbers are explained by what else is in the capture.
@Suite struct ExplainedGapTests {
    private func packet(_ number: Int, sent time: Int, to destination: String) throws -> [UInt8] {
        try udpPacket(
            from: "192.0.2.1", 4_000, to: destination, 5_000,
            rtp(number & 0xFFFF, timestamp: time * 160, ssrc: 7),
            identification: UInt16(truncatingIfNeeded: number + 1))
    }

    /// A hold: the phone's packets go to another host for a while, with the same source and numbers.
    @Test(arguments: [(lost: 0, silence: 0), (lost: 4, silence: 0), (lost: 0, silence: 150)])
    func packetsSentElsewhereAreNotLost(lost lostOnReturn: Int, silence: Int) throws {
        var packets: [(milliseconds: Double, bytes: [UInt8])] = []
        for number in 65_300..<66_300 {
            if (66_000..<66_000 + lostOnReturn).contains(number) { continue }
            let isHeld = (65_500..<66_000).contains(number)
            // Silence on both sides of the hold, in which nothing was sent anywhere.
            let pause = number >= 66_000 ? 2 * silence : number >= 65_500 ? silence : 0
            packets.append(
                (
                    Double(number + pause) * 20,
                    try packet(number, sent: number + pause, to: isHeld ? "198.51.100.9" : "192.0.2.2")
                ))
        }
        let result = analyze(packets)
        #expect(result.streams.count == 2)
        let stream = try #require(result.streams.first)
        #expect(stream.counts.lost == lostOnReturn)
        #expect(stream.counts.received == 500 - lostOnReturn)
        #expect(stream.counts.expected == 500)
        #expect(stream.epochs.map(\.reason) == [.first, .addressChange])
        #expect(stream.epochs.map(\.counts.expected) == [200, 300])
        #expect(stream.epochs.map(\.counts.lost) == [0, lostOnReturn])
        #expect(result.streams[1].counts.lost == 0 && result.streams[1].counts.received == 500)
    }

    /// An extract of the digits alone: the audio between them was delivered, and is not here.
    @Test func audioFilteredOutBetweenDigitsIsMissingFromTheCapture() throws {
        var packets: [(milliseconds: Double, bytes: [UInt8])] = []
        let invite =
            "v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n"
            + "m=audio 5000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
        let head = [
            "INVITE sip:x@example.com SIP/2.0", "Via: SIP/2.0/UDP h;branch=z9hG4bK1", "From: <sip:a@example.com>;tag=a",
            "To: <sip:x@example.com>", "Call-ID: c@example.com", "CSeq: 1 INVITE", "Content-Type: application/sdp",
            "Content-Length: \(invite.utf8.count)",
        ].joined(separator: "\r\n")
        packets.append(
            (
                0,
                try udpPacket(
                    from: "192.0.2.2", 5_060, to: "192.0.2.1", 5_060, Array((head + "\r\n\r\n" + invite).utf8))
            ))
        for digit in 0..<4 {
            for part in 0..<8 {
                let number = digit * 30 + part
                var bytes = rtp(number, timestamp: digit * 4_800, ssrc: 7, payloadType: 101, marker: part == 0)
                bytes.removeLast(156)
                bytes.replaceSubrange(12..<16, with: [UInt8(digit), part > 5 ? 0x8A : 0x0A, 0, UInt8(part * 20)])
                packets.append(
                    (
                        1_000 + Double(number) * 20,
                        try udpPacket(from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000, bytes)
                    ))
            }
        }
        let stream = try #require(analyze(packets).streams.first)
        #expect(stream.holdsEventsOnly)
        #expect(stream.counts.lost == 0 && stream.counts.missingFromCapture == 66 && stream.counts.received == 32)
    }
}
