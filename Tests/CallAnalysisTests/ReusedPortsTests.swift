import CallAnalysis
import CallVocabulary
import TestSupport
import Testing

/// Calls one after another on the same addresses, ports and SSRCs.
@Suite struct ReusedPortsTests {
    private typealias Packet = (milliseconds: Double, bytes: [UInt8])
    private static let one = "192.0.2.1"
    private static let other = "198.51.100.2"
    private static let fromCaller: UInt32 = 0xCA11
    private static let fromCalled: UInt32 = 0xCA12

    /// The signaling of one call.
    private struct Setup {
        var id: String
        /// When the INVITE is sent, ms.
        var at: Double
        var caller = one
        var called = other
        /// The audio ports of both.
        var ports: (UInt16, UInt16) = (4_000, 6_000)
        var transport = "RTP/AVP"

        func message(_ at: Double, _ start: String, _ method: String, from sender: String, body: Bool) throws -> Packet
        {
            let port = sender == caller ? ports.0 : ports.1
            let key =
                transport == "RTP/SAVP"
                ? "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n" : ""
            let description =
                body
                ? "v=0\r\no=- 1 1 IN IP4 \(sender)\r\ns=-\r\nc=IN IP4 \(sender)\r\nt=0 0\r\n"
                    + "m=audio \(port) \(transport) 0\r\n" + key : ""
            let isFirst = start.hasPrefix("INVITE") && method == "1 INVITE"
            let lines = [
                start, "Via: SIP/2.0/UDP \(sender);branch=z9hG4bK\(method.prefix(1))\(id)",
                "From: <sip:+442079460018@example.com>;tag=a",
                "To: <sip:+12125550142@example.com>\(isFirst ? "" : ";tag=b")",
                "Call-ID: \(id)@example.com", "CSeq: \(method)", body ? "Content-Type: application/sdp" : "",
                "Content-Length: \(description.utf8.count)",
            ].filter { !$0.isEmpty }
            return (
                at,
                try udpPacket(
                    from: sender, 5_060, to: sender == caller ? called : caller, 5_060,
                    Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + description).utf8))
            )
        }

        /// INVITE, 200 after half a second, ACK.
        func answered() throws -> [Packet] {
            [
                try message(at, "INVITE sip:x@example.com SIP/2.0", "1 INVITE", from: caller, body: true),
                try message(at + 500, "SIP/2.0 200 OK", "1 INVITE", from: called, body: true),
                try message(at + 520, "ACK sip:x@example.com SIP/2.0", "1 ACK", from: caller, body: false),
            ]
        }

        func invitedAgain(_ at: Double) throws -> [Packet] {
            [
                try message(at, "INVITE sip:x@example.com SIP/2.0", "2 INVITE", from: caller, body: true),
                try message(at + 50, "SIP/2.0 200 OK", "2 INVITE", from: called, body: true),
                try message(at + 60, "ACK sip:x@example.com SIP/2.0", "2 ACK", from: caller, body: false),
            ]
        }

        func hungUp(_ at: Double) throws -> [Packet] {
            [try message(at, "BYE sip:x@example.com SIP/2.0", "9 BYE", from: caller, body: false)]
        }
    }

    /// Packets each 20 ms, from `at` on, towards the other party.
    private func talk(
        from sender: String = one, _ at: Double, _ count: Int, sequence: Int, timestamp: Int, leavingOut: Set<Int> = [],
        payloadType: UInt8 = 0
    ) throws -> [Packet] {
        let isFirst = sender == Self.one
        return try (0..<count).filter { !leavingOut.contains($0) }.map { index in
            (
                at + Double(index) * 20,
                try udpPacket(
                    from: sender, isFirst ? 4_000 : 6_000, to: isFirst ? Self.other : Self.one, isFirst ? 6_000 : 4_000,
                    rtp(
                        (sequence + index) & 0xFFFF, timestamp: timestamp + index * 160,
                        ssrc: isFirst ? Self.fromCaller : Self.fromCalled, payloadType: payloadType),
                    identification: UInt16(truncatingIfNeeded: sequence &+ index &+ 1))
            )
        }
    }

    private func result(_ packets: [Packet], limits: AnalysisLimits = AnalysisLimits()) throws -> CallAnalysisResult {
        let ordered = packets.enumerated().sorted {
            ($0.element.milliseconds, $0.offset) < ($1.element.milliseconds, $1.offset)
        }
        .map(\.element)
        let result = analyze(ordered, limits: limits)
        #expect(result.captures.first?.accounting.total == packets.count)
        for stream in result.streams {
            #expect(stream.counts.expected == stream.counts.received + stream.counts.lost)
            #expect(stream.epochs.reduce(0) { $0 + $1.counts.received } == stream.counts.received)
        }
        return result
    }

    /// The streams of one source, in order.
    private func streams(_ result: CallAnalysisResult, _ ssrc: UInt32) -> [MediaStream] {
        result.streams.filter { $0.ssrc == ssrc }
    }

    /// Three calls with numbers that begin anew, one each ten seconds.
    private func threeCalls(gap: Double = 10_000, hangsUp: Bool = true) throws -> [Packet] {
        var packets: [Packet] = []
        for number in 0..<3 {
            let at = Double(number) * gap
            let call = Setup(id: "c\(number)", at: at)
            packets += try call.answered()
            packets += try talk(
                at + 600, 200, sequence: 1_000 + 9_000 * number, timestamp: 77_777_777 * number,
                leavingOut: number == 1 ? [50, 51] : [])
            packets += try talk(
                from: Self.other, at + 605, 200, sequence: 30_000 - 9_000 * number, timestamp: 1_234_567_890 * number)
            if hangsUp { packets += try call.hungUp(at + 4_650) }
        }
        return packets
    }

    @Test("Three calls have a stream each way each, with counts of its own", arguments: [10_000, 5_100])
    func aStreamForEachCall(gap: Double) throws {
        let result = try result(try threeCalls(gap: gap))
        #expect(result.calls.count == 3)
        #expect(result.streams.count == 6)
        for ssrc in [Self.fromCaller, Self.fromCalled] {
            let own = streams(result, ssrc)
            #expect(own.map(\.call) == [0, 1, 2])
            #expect(own.map(\.epochs.count) == [1, 1, 1])
            #expect(own.allSatisfy { $0.binding == .sessionDescription && $0.sharesEnds })
            #expect(own.map(\.counts.lost) == (ssrc == Self.fromCaller ? [0, 2, 0] : [0, 0, 0]))
            #expect(own.map(\.counts.expected) == [200, 200, 200])
            #expect(own.allSatisfy { abs($0.durationSeconds - 3.98) < 0.001 && $0.longestGapSeconds < 0.1 })
            #expect(try own.allSatisfy { try #require($0.jitter).maximumMilliseconds < 0.01 })
            #expect(own.allSatisfy { $0.payloadTypes.map(\.packets).reduce(0, +) == $0.counts.received })
        }
        #expect(result.calls.map { $0.streams.count } == [2, 2, 2])
    }

    @Test("Where no end of a call was captured, numbers that begin anew in the next call tell")
    func withoutAnEnd() throws {
        let result = try result(try threeCalls(hangsUp: false))
        #expect(streams(result, Self.fromCaller).map(\.call) == [0, 1, 2])
        #expect(streams(result, Self.fromCalled).map(\.counts.received) == [200, 200, 200])
    }

    @Test("Copies that a mirror port makes belong to the stream of the packet they copy", arguments: [10_000, 5_100])
    func copies(gap: Double) throws {
        let packets = try threeCalls(gap: gap)
        let twice = packets.flatMap { [$0, ($0.milliseconds + 0.01, $0.bytes)] }
        let result = try result(twice)
        #expect(result.streams.count == 6)
        for stream in result.streams {
            #expect(
                stream.captureCopies == stream.counts.received && stream.counts.duplicated == stream.counts.received)
        }
    }

    @Test(
        "A sender whose numbers run on, with or without a silence, serves one call after the other",
        arguments: [false, true])
    func numbersRunOn(isSilentBetween: Bool) throws {
        let first = Setup(id: "c0", at: 0)
        let second = Setup(id: "c1", at: 8_000)
        var packets = try first.answered() + first.hungUp(6_000) + second.answered() + second.hungUp(14_000)
        for (sender, begin) in [(Self.one, 600.0), (Self.other, 605.0)] {
            // 20 ms each: while it rings for the second time, numbers pass all the same.
            let silent = isSilentBetween ? Set(270..<400) : []
            packets += try talk(
                from: sender, begin, 670, sequence: 65_400, timestamp: 4_000_000_000,
                leavingOut: silent.union([100, 500]))
        }
        let result = try result(packets)
        for ssrc in [Self.fromCaller, Self.fromCalled] {
            let own = streams(result, ssrc)
            #expect(own.map(\.call) == [0, 1])
            // The numbers of the silence belong to neither.
            #expect(own.map(\.counts.lost) == [1, 1])
            #expect(own.map(\.counts.received) == (isSilentBetween ? [269, 269] : [394, 274]))
            #expect(own.map(\.epochs.count) == [1, 1])
        }
    }

    @Test("A call back to the one who called has the directions of its own signaling")
    func callBack() throws {
        let first = Setup(id: "c0", at: 0)
        let second = Setup(id: "c1", at: 10_000, caller: Self.other, called: Self.one, ports: (6_000, 4_000))
        var packets = try first.answered() + first.hungUp(5_000) + second.answered() + second.hungUp(15_000)
        packets += try talk(600, 200, sequence: 1, timestamp: 0)
        packets += try talk(10_600, 200, sequence: 40_000, timestamp: 3_000_000_000)
        let own = streams(try result(packets), Self.fromCaller)
        #expect(own.map(\.call) == [0, 1])
        #expect(own.map(\.direction) == [.callingToCalled, .calledToCalling])
    }

    @Test("A restart after a new INVITE within the call is an epoch, whatever other calls begin meanwhile")
    func withinOneCall() throws {
        let call = Setup(id: "c0", at: 0)
        let elsewhere = Setup(id: "c1", at: 4_000, ports: (4_010, 6_010))
        var packets = try call.answered() + call.invitedAgain(5_000) + elsewhere.answered() + call.hungUp(12_000)
        packets += try talk(600, 200, sequence: 1_000, timestamp: 0)
        packets += try talk(5_500, 200, sequence: 50_000, timestamp: 3_000_000_000)
        let own = streams(try result(packets), Self.fromCaller)
        #expect(own.map(\.call) == [0])
        #expect(own.first?.epochs.map(\.reason) == [.first, .ssrcRestart])
        #expect(own.first?.sharesEnds == false)
    }

    @Test("Two legs that describe the same ends at once do not cut a stream that begins its numbers anew")
    func legs() throws {
        let first = Setup(id: "c0", at: 0)
        let second = Setup(id: "c1", at: 20)
        var packets = try first.answered() + second.answered()
        packets += try first.invitedAgain(3_000) + first.hungUp(12_000) + second.hungUp(12_010)
        packets += try talk(600, 200, sequence: 1_000, timestamp: 0)
        packets += try talk(4_700, 300, sequence: 50_000, timestamp: 3_000_000_000)
        let own = streams(try result(packets), Self.fromCaller)
        #expect(own.count == 1)
        #expect(own.first?.epochs.count == 2)
    }

    @Test("Media that went on before the first INVITE is of no call in the capture")
    func mediaBefore() throws {
        let call = Setup(id: "c0", at: 20_000)
        var packets = try talk(0, 500, sequence: 1_000, timestamp: 0)
        packets += try call.answered() + talk(20_600, 200, sequence: 50_000, timestamp: 3_000_000_000)
        packets += try call.hungUp(25_000)
        let own = streams(try result(packets), Self.fromCaller)
        #expect(own.map(\.counts.received) == [500, 200])
        #expect(own.map(\.call) == [nil, 0])
    }

    @Test("Where there is no room for another stream it stays one, and the limit is named")
    func noRoom() throws {
        var limits = AnalysisLimits()
        limits.streams = 2
        let result = try result(try threeCalls(), limits: limits)
        #expect(result.streams.map(\.counts.received) == [598, 600])
        #expect(result.limitsMet["streams", default: 0] > 0)
    }

    /// A sender report with one block.
    private func report(_ at: Double, sent: UInt32, lost: UInt32, highest: UInt32) throws -> Packet {
        let body = [Self.fromCalled, 1, 2, 3, sent, sent * 160, Self.fromCaller, lost, highest, 4, 0, 0].flatMap(
            Wire.long)
        return (at, try udpPacket(from: Self.other, 6_001, to: Self.one, 4_001, [0x81, 200, 0, 12] + body))
    }

    @Test("What control packets report belongs to the call in which they pass")
    func reports() throws {
        var packets = try threeCalls()
        packets += [
            try report(2_000, sent: 70, lost: 0, highest: 1_070), try report(4_000, sent: 170, lost: 0, highest: 1_170),
            // None of the second call's pass here.
            try report(22_000, sent: 71, lost: 5, highest: 19_070),
            try report(24_000, sent: 171, lost: 9, highest: 19_170),
        ]
        let result = try result(packets)
        let heard = streams(result, Self.fromCaller).map { $0.rtcp?.reportedCumulativeLost }
        #expect(heard == [0, nil, 9])
        #expect(streams(result, Self.fromCaller).map { $0.rtcp?.receiverReports } == [2, nil, 2])
        #expect(streams(result, Self.fromCalled).map { $0.rtcp?.senderPacketCount } == [170, nil, 171])
        #expect(result.rtcpSources.map(\.call) == [0, 2])
        #expect(result.rtcpSources.map(\.firstPacketCount) == [70, 71])
    }

    @Test("A second reading hands over the packets of the call asked for, and no others")
    func secondReading() throws {
        let packets = try threeCalls().enumerated().sorted {
            ($0.element.milliseconds, $0.offset) < ($1.element.milliseconds, $1.offset)
        }
        .map(\.element)
        let own = streams(analyze(packets), Self.fromCaller)
        let wanted: [[Int]] = [[0, 1, 2], [1], [2], [2, 0]]
        for chosen in wanted {
            var payloads = StreamPayloads(chosen.map { own[$0] })
            var read = [Int](repeating: 0, count: chosen.count)
            payloads.read(batch(packets)) { packet, _ in read[packet.stream] += 1 }
            #expect(read == chosen.map { own[$0].counts.received })
        }
    }

    @Test("Packets that were located before the next call began are of that call all the same", arguments: [1, 3, 40])
    func locatedEarlier(age: Int) throws {
        let packets = try threeCalls(gap: 5_100).enumerated().sorted {
            ($0.element.milliseconds, $0.offset) < ($1.element.milliseconds, $1.offset)
        }.map(\.element)
        let straight = analyze(packets)
        var batches: [PacketBatch] = []
        for from in stride(from: 0, to: packets.count, by: 40) {
            batches.append(batch(Array(packets[from..<min(from + 40, packets.count)]), after: from))
        }
        var analyzer = CallAnalyzer()
        analyzer.beginCapture(name: "test")
        var locators = [analyzer.locator]
        for (number, batch) in batches.enumerated() {
            var located = LocatedPackets()
            locators[max(0, number - age)].locate(batch, into: &located)
            analyzer.ingest(batch, &located)
            locators.append(analyzer.locator)
        }
        let result = analyzer.finish()
        #expect(result.streams.map(\.counts) == straight.streams.map(\.counts))
        #expect(result.streams.map(\.call) == straight.streams.map(\.call))
        #expect(result.streams.map { $0.audio?.packets } == straight.streams.map { $0.audio?.packets })
    }

    @Test(
        "A call that encrypts after one that does not, and the other way, on the same ports", arguments: [false, true])
    func encryptionChanges(isFirst: Bool) throws {
        let first = Setup(id: "c0", at: 0, transport: isFirst ? "RTP/SAVP" : "RTP/AVP")
        let second = Setup(id: "c1", at: 10_000, transport: isFirst ? "RTP/AVP" : "RTP/SAVP")
        var packets = try first.answered() + first.hungUp(5_000) + second.answered() + second.hungUp(15_000)
        packets += try talk(600, 200, sequence: 1_000, timestamp: 0)
        packets += try talk(10_600, 200, sequence: 40_000, timestamp: 3_000_000_000)
        let own = streams(try result(packets), Self.fromCaller)
        #expect(own.map(\.counts.received) == [200, 200])
        #expect(own.map(\.encrypted) == [isFirst, !isFirst])
        #expect(own.map { $0.audio != nil } == [!isFirst, isFirst])
    }

    @Test("Many encrypted streams beside plain ones")
    func encryptedBesidePlain() throws {
        var packets: [Packet] = []
        func send(_ number: Int, ssrc: UInt32, from port: UInt16) throws {
            let bytes = rtp(number, timestamp: number * 160, ssrc: ssrc)
            packets.append(
                (1_000 + Double(number), try udpPacket(from: Self.one, port, to: Self.other, port, bytes)))
        }
        for call in 0..<4 {
            let port = UInt16(10_000 + call * 2)
            packets += try Setup(id: "c\(call)", at: 0, ports: (port, port), transport: "RTP/SAVP").answered()
            for ssrc in 1...60 as ClosedRange<UInt32> { try send(Int(ssrc), ssrc: ssrc, from: port) }
        }
        for stream in 0..<70 {
            for number in 0..<20 { try send(100 + number, ssrc: 9, from: UInt16(20_000 + stream * 2)) }
        }
        let result = try result(packets)
        #expect(result.streams.count { $0.encrypted } == 240)
        #expect(result.streams.count { !$0.encrypted && $0.counts.received == 20 } == 70)
    }
}
