import CallAnalysis
import CallVocabulary
import Testing

/// Losses before and after repair, copies that come late, and streams that are seen twice.
@Suite struct StreamRepairTests {
    typealias Packet = (milliseconds: Double, bytes: [UInt8])

    private func word(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 255), UInt8(value & 255)] }

    /// An offer that makes the payload types known: 96 is media, 97 sends it again, 98 is redundant, 99 is parity.
    private func description() throws -> Packet {
        let offer =
            "v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n"
            + "m=audio 5000 RTP/AVP 0 97 98 99\r\na=rtpmap:97 rtx/8000\r\na=fmtp:97 apt=0;rtx-time=3000\r\n"
            + "a=rtpmap:98 red/8000\r\na=fmtp:98 0/0\r\na=rtpmap:99 ulpfec/8000\r\n"
        let head = [
            "INVITE sip:x@example.com SIP/2.0", "Via: SIP/2.0/UDP h;branch=z9hG4bK1", "From: <sip:a@example.com>;tag=a",
            "To: <sip:x@example.com>", "Call-ID: c@example.com", "CSeq: 1 INVITE", "Content-Type: application/sdp",
            "Content-Length: \(offer.utf8.count)",
        ].joined(separator: "\r\n")
        return (
            0,
            try udpPacket(
                from: "192.0.2.2", 5_060, to: "192.0.2.1", 5_060, Array((head + "\r\n\r\n" + offer).utf8))
        )
    }

    private func packet(
        _ number: Int, at milliseconds: Double? = nil, from: String = "192.0.2.1", to: String = "192.0.2.2",
        ssrc: UInt32 = 7, type: UInt8 = 0, timestamp: Int? = nil, payload: [UInt8]? = nil, identification: Int? = nil
    ) throws -> Packet {
        var bytes = rtp(number & 0xFFFF, timestamp: timestamp ?? number * 160, ssrc: ssrc, payloadType: type)
        if let payload { bytes = Array(bytes.prefix(12)) + payload }
        return (
            1_000 + (milliseconds ?? Double(number) * 20),
            try udpPacket(
                from: from, 4_000, to: to, 5_000, bytes, identification: UInt16(identification ?? number + 1))
        )
    }

    private func analyzed(_ packets: [Packet]) -> CallAnalysisResult {
        analyze(packets.enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map(\.element))
    }

    @Test func retransmissionsAreAStreamOfTheirOwnAndRepair() throws {
        let lost = Set([50, 51, 120, 200, 260])
        var packets = [try description()]
        for number in 0..<300 where !lost.contains(number) { packets.append(try packet(number)) }
        // Four of the five are sent again, one of them twice.
        for (place, number) in [50, 51, 51, 120, 200].enumerated() {
            packets.append(
                try packet(
                    place, at: Double(number) * 20 + 70 + Double(place), ssrc: 8, type: 97, timestamp: number * 160,
                    payload: word(number) + [UInt8](repeating: 0x55, count: 160)))
        }
        let result = analyzed(packets)
        #expect(result.streams.count == 2)
        let media = try #require(result.streams.first { $0.ssrc == 7 })
        #expect(media.counts.expected == 300 && media.counts.lost == 5 && media.counts.received == 295)
        #expect(media.repair == StreamRepair(means: [.retransmission], repaired: 4, lostAfterRepair: 1))
        let again = try #require(result.streams.first { $0.ssrc == 8 })
        #expect(again.role == .retransmission && again.counts.received == 5 && again.jitter == nil)
        #expect(again.repairs.map { result.streams[$0].ssrc } == 7)
    }

    /// Each packet carries the one before it as well; single losses are repaired, of two in a row one is.
    @Test func redundantBlocksRepairWhatTheyRepeat() throws {
        let lost = Set([50, 120, 121, 200])
        var packets = [try description()]
        for number in 0..<300 where !lost.contains(number) {
            let headers: [UInt8] = [0x80] + [UInt8(160 >> 6), UInt8((160 << 2 & 0xFF) | (160 >> 8)), 160] + [0]
            packets.append(
                try packet(number, type: 98, payload: headers + [UInt8](repeating: 0x55, count: 320)))
        }
        let stream = try #require(analyzed(packets).streams.first)
        #expect(stream.role == .media && stream.jitter != nil)
        #expect(stream.payloadTypes.first?.encoding == "red")
        #expect(stream.counts.lost == 4)
        #expect(stream.repair == StreamRepair(means: [.redundancy], repaired: 3, lostAfterRepair: 1))
    }

    /// One parity packet for each five: it repairs one of them, not two.
    @Test func parityRepairsOneOfWhatItProtects() throws {
        let lost = Set([52, 100, 103, 299])
        var packets = [try description()]
        for number in 0..<300 where !lost.contains(number) { packets.append(try packet(number)) }
        for (place, base) in stride(from: 0, to: 300, by: 5).enumerated() {
            let header = [0, 0] + word(base) + [0, 0, 0, 0, 0, 0] + [0, 160] + word(0b1111_1000_0000_0000)
            packets.append(
                try packet(
                    place, at: Double(base) * 20 + 81, ssrc: 9, type: 99, timestamp: base * 160,
                    payload: header.map { UInt8($0) } + [UInt8](repeating: 0, count: 160)))
        }
        let result = analyzed(packets)
        let media = try #require(result.streams.first { $0.ssrc == 7 })
        // The last packet is known to be missing to nobody: nothing came after it.
        #expect(media.counts.lost == 3)
        #expect(media.repair == StreamRepair(means: [.parity], repaired: 1, lostAfterRepair: 2))
        #expect(result.streams.first { $0.ssrc == 9 }?.role == .forwardErrorCorrection)
    }

    @Test(arguments: [0.1, 1, 100, 450, 900], [true, false])
    func copiesAreToldAtAnyDelayUpToASecond(delay: Double, isLossy: Bool) throws {
        var packets: [Packet] = []
        for number in 0..<500 where !(isLossy && number % 20 == 7) {
            packets.append(try packet(number))
            packets.append(try packet(number, at: Double(number) * 20 + delay))
        }
        let result = analyzed(packets)
        let stream = try #require(result.streams.first)
        let received = isLossy ? 475 : 500
        #expect(result.streams.count == 1 && stream.counts.received == received)
        #expect(stream.counts.lost == 500 - received && stream.captureCopies == received)
        #expect(stream.counts.duplicated == received && stream.counts.reordered == 0)
        let accounting = try #require(result.captures.first).accounting
        #expect(accounting.duplicate == received && accounting.rtp == received)
        #expect(try #require(stream.jitter).maximumMilliseconds < 0.01)
    }

    /// Hosts may leave the identification 0; most packets twice is a mirror all the same.
    @Test func copiesWithoutIdentificationAreToldByTheirNumber() throws {
        var packets: [Packet] = []
        for number in 0..<300 {
            packets.append(try packet(number, identification: 0))
            packets.append(try packet(number, at: Double(number) * 20 + 5, identification: 0))
        }
        let mirrored = try #require(analyzed(packets).streams.first)
        #expect(mirrored.captureCopies == 300 && mirrored.counts.duplicated == 300)
        packets = []
        for number in 0..<300 {
            packets.append(try packet(number, identification: 0))
            if number % 10 == 3 { packets.append(try packet(number, at: Double(number) * 20 + 5, identification: 0)) }
        }
        let repeated = try #require(analyzed(packets).streams.first)
        #expect(repeated.captureCopies == 0 && repeated.counts.duplicated == 30)
    }

    @Test func senderRepetitionsLongAfterAreNoCopies() throws {
        var packets: [Packet] = []
        for number in 0..<300 {
            packets.append(try packet(number))
            packets.append(try packet(number, at: Double(number) * 20 + 500, identification: 20_000 + number))
        }
        let result = analyzed(packets)
        let stream = try #require(result.streams.first)
        #expect(stream.captureCopies == 0 && stream.counts.duplicated == 300 && stream.counts.lost == 0)
        #expect(result.captures.first?.accounting.duplicate == 0)
    }

    @Test func aTranslatedStreamIsTheSamePackets() throws {
        var packets: [Packet] = []
        for number in 0..<300 {
            packets.append(try packet(number))
            if number % 50 != 20 {
                packets.append(try packet(number, at: Double(number) * 20 + 0.3, from: "203.0.113.5"))
            }
        }
        let result = analyzed(packets)
        #expect(result.streams.count == 2 && result.streams.allSatisfy { $0.captureCopies == 0 })
        let same = try #require(result.streams[1].sameMedia)
        #expect(same.relation == .addressTranslated && same.stream == 0 && same.lostBetween == 6)
        #expect(abs(same.delayMilliseconds - 0.3) < 0.001)
    }

    @Test func aRelayedStreamIsTheNextLeg() throws {
        var packets: [Packet] = []
        for number in 0..<300 {
            if number % 50 != 20 { packets.append(try packet(number)) }
            if number % 50 != 20 && number % 100 != 90 {
                packets.append(
                    try packet(
                        number, at: Double(number) * 20 + 4, from: "192.0.2.2", to: "198.51.100.7",
                        identification: 9_000 + number))
            }
        }
        let result = analyzed(packets)
        let same = try #require(result.streams[1].sameMedia)
        #expect(same.relation == .relayed && same.lostBetween == 3)
        #expect(result.streams.map(\.counts.lost) == [6, 9])
    }

    @Test func whatAnEchoServiceSendsBackIsNamedSo() throws {
        var packets: [Packet] = []
        for number in 0..<100 {
            packets.append(try packet(number))
            let back = rtp(number, timestamp: number * 160, ssrc: 7)
            packets.append(
                (
                    1_000 + Double(number) * 20 + 3,
                    try udpPacket(
                        from: "192.0.2.2", 5_000, to: "192.0.2.1", 4_000, back, identification: UInt16(7_000 + number))
                ))
        }
        let result = analyzed(packets)
        #expect(result.streams[1].sameMedia?.relation == .returned && result.streams[1].sameMedia?.lostBetween == 0)
    }

    /// Both paths lose six packets, two of them on both.
    @Test func aSecondPathRepairsTheFirst() throws {
        var packets: [Packet] = []
        for number in 0..<300 {
            if number % 50 != 20 {
                packets.append(try packet(number, from: "192.0.2.1", to: "239.1.1.1"))
            }
            if number % 60 != 10, number != 120 {
                packets.append(
                    try packet(
                        number, at: Double(number) * 20 + 2, from: "192.0.2.129", to: "239.1.2.1",
                        identification: 9_000 + number))
            }
        }
        let result = analyzed(packets)
        #expect(result.streams[1].sameMedia?.relation == .secondPath)
        #expect(result.streams.map(\.counts.lost) == [6, 6])
        // 70 and 120 are missing on both.
        #expect(result.streams.map { $0.repair?.repaired } == [4, 4])
        #expect(result.streams.map(\.lostAfterRepair) == [2, 2])
        #expect(result.streams.allSatisfy { $0.repair?.means == [.secondPath] })
    }

    /// Generators send one recording in many calls.
    @Test func oneRecordingInManyCallsIsNotTheSameMedia() throws {
        var packets: [Packet] = []
        for caller in 0..<4 {
            for number in 0..<100 {
                packets.append(
                    try packet(
                        number, at: Double(number) * 20 + Double(caller) * 3, from: "192.0.2.\(10 + caller)",
                        to: "198.51.100.\(10 + caller)", identification: caller * 1_000 + number + 1))
            }
        }
        let result = analyzed(packets)
        #expect(result.streams.count == 4 && result.streams.allSatisfy { $0.sameMedia == nil })
    }
}
