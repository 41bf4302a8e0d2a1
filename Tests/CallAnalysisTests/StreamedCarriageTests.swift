import CallAnalysis
import CallVocabulary
import Testing

/// What TCP connections carry: SIP in WebSockets, RTP in TURN, HEP and RTSP.
@Suite struct StreamedCarriageTests {
    private typealias Frames = EncapsulationFrames

    /// One direction of a connection: its bytes in segments of a given size.
    private static func segments(
        _ stream: [UInt8], size: Int, from: (UInt32, Int), to: (UInt32, Int), firstID: Int = 1
    ) -> [Frames.Frame] {
        stride(from: 0, to: stream.count, by: size).enumerated().map { index, at in
            let payload = Array(stream[at..<min(stream.count, at + size)])
            let header =
                Frames.word(from.1) + Frames.word(to.1) + Frames.long(UInt32(1_000 + at)) + Frames.long(1)
                + [0x50, 0x18, 0xFF, 0xFF, 0, 0, 0, 0]
            return (Frames.ip(header + payload, next: 6, from: from.0, to: to.0, number: firstID + index), .raw)
        }
    }

    private static let client: (UInt32, Int) = (Frames.caller, 40_000)

    private static func invite(_ callID: String) -> [UInt8] {
        let body = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
        return Array(
            """
            INVITE sip:bob@example.com SIP/2.0\r
            Via: SIP/2.0/WS df7jal23ls0d.invalid;branch=z9hG4bK\(callID)\r
            From: <sip:alice@example.com>;tag=a\r
            To: <sip:bob@example.com>\r
            Call-ID: \(callID)\r
            CSeq: 1 INVITE\r
            Content-Type: application/sdp\r
            \r
            \(body)
            """.utf8)
    }

    private static func frame(
        _ payload: [UInt8], opcode: UInt8 = 1, isFinal: Bool = true, mask: UInt32? = 0x37FA_213D, extended: Bool = false
    ) -> [UInt8] {
        var bytes = [(isFinal ? 0x80 : 0) | (extended ? 0x40 : 0) | opcode]
        let bit: UInt8 = mask == nil ? 0 : 0x80
        switch payload.count {
        case 0...125: bytes.append(bit | UInt8(payload.count))
        case 126...65_535: bytes += [bit | 126] + Frames.word(payload.count)
        default: bytes += [bit | 127] + Frames.zeros(4) + Frames.long(UInt32(payload.count))
        }
        let key = mask.map { Frames.long($0) } ?? [0, 0, 0, 0]
        if mask != nil { bytes += key }
        return bytes + payload.enumerated().map { $1 ^ key[$0 & 3] }
    }

    private static func request(_ subprotocol: String) -> [UInt8] {
        Array(
            """
            GET /ws HTTP/1.1\r
            Host: sip.example.com\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Protocol: \(subprotocol)\r
            Sec-WebSocket-Version: 13\r
            \r

            """.utf8)
    }

    private func callIDs(_ result: CallAnalysisResult) -> [String] {
        result.calls.flatMap { $0.callIDs.map(\.rawValue) }
    }

    /// Masked and whole, in fragments with a ping between them, in segments that cut everywhere.
    @Test(arguments: [1, 7, 100, 1_400, 100_000])
    func callsOverWebSocketsAreFollowed(size: Int) throws {
        let second = Self.invite("two")
        let stream =
            Self.request("chat, sip") + Self.frame(Self.invite("one"))
            + Self.frame(Array(second[..<90]), isFinal: false) + Self.frame([1, 2], opcode: 9)
            + Self.frame(Array(second[90...]), opcode: 0, mask: 0x0102_0304)
            + Self.frame(Self.invite("three"), opcode: 2)
        let result = Frames.analyzed(Self.segments(stream, size: size, from: Self.client, to: (Frames.peer, 80)))
        #expect(callIDs(result) == ["one", "two", "three"])
        let accounting = try #require(result.captures.first?.accounting)
        #expect(accounting.total == result.captures.first?.packets)
        #expect(accounting.sip == (size == 100_000 ? 1 : accounting.sip) && accounting.sip > 0)
        // The description in the body counts as any other.
        let call = try #require(result.calls.first)
        #expect(call.messages.first?.method == "INVITE")
    }

    @Test func serversDoNotMask() {
        let stream =
            Array("HTTP/1.1 101 Switching Protocols\r\nsec-websocket-protocol: sip\r\n\r\n".utf8)
            + Self.frame(Self.invite("one"), mask: nil)
        let result = Frames.analyzed(Self.segments(stream, size: 500, from: (Frames.peer, 80), to: Self.client))
        #expect(callIDs(result) == ["one"])
    }

    @Test func aWebSocketWithoutItsHandshakeIsRecognised() {
        let result = Frames.analyzed(
            Self.segments(Self.frame(Self.invite("one")), size: 2_000, from: Self.client, to: (Frames.peer, 8_080)))
        #expect(callIDs(result) == ["one"])
    }

    @Test func otherWebSocketsAndCompressedMessagesAreLeftAlone() {
        let chat = Self.request("chat") + Self.frame(Self.invite("one"))
        let other = Frames.analyzed(Self.segments(chat, size: 100_000, from: Self.client, to: (Frames.peer, 80)))
        #expect(other.calls.isEmpty)
        let mixed =
            Self.request("sip") + Self.frame(Self.invite("one"), extended: true) + Self.frame(Self.invite("two"))
        let result = Frames.analyzed(Self.segments(mixed, size: 300, from: Self.client, to: (Frames.peer, 80)))
        #expect(callIDs(result) == ["two"])
    }

    /// A message beyond the limit is passed over, and the next one is read.
    @Test func longMessagesEndAtALimit() {
        var limits = AnalysisLimits()
        limits.sipMessageBytes = 1_000
        let long = Self.frame([UInt8](repeating: 0x41, count: 90_000))
        let pieces = (0..<30).flatMap { _ in Self.frame(Frames.zeros(100), opcode: 0, isFinal: false) }
        let stream =
            Self.request("sip") + long + Self.frame(Frames.zeros(100), isFinal: false) + pieces
            + Self.frame([0], opcode: 0) + Self.frame(Self.invite("one"))
        let frames = Self.segments(stream, size: 1_400, from: Self.client, to: (Frames.peer, 80))
        #expect(callIDs(Frames.analyzed(frames, limits: limits)) == ["one"])
    }

    /// A segment that the capture lacks costs its message and no other.
    @Test func aMissingSegmentCostsOneMessage() {
        let size = Self.frame(Self.invite("100")).count
        let stream = (100..<300).flatMap { Self.frame(Self.invite(String($0))) }
        var frames = Self.segments(stream, size: size, from: Self.client, to: (Frames.peer, 80))
        frames.remove(at: 5)
        let result = Frames.analyzed(frames)
        #expect(callIDs(result) == (100..<300).filter { $0 != 105 }.map(String.init))
    }

    // MARK: Media in streams

    private static func rtpBytes(_ number: Int) -> [UInt8] { rtp(number, timestamp: number * 160, ssrc: 7) }

    private func expectTheStream(_ result: CallAnalysisResult, from: String, to: String) throws {
        #expect(result.streams.count == 1)
        let stream = try #require(result.streams.first)
        #expect(stream.counts.received == 50 && stream.counts.lost == 0)
        #expect(stream.source.description == from && stream.destination.description == to)
        #expect(result.captures.first?.accounting.total == result.captures.first?.packets)
    }

    @Test(arguments: [176, 177, 1_000]) func channelDataOverTCPIsMeasured(size: Int) throws {
        let stream = (0..<50).flatMap { number in
            let rtp = Self.rtpBytes(number) + [UInt8](repeating: 0x55, count: number % 4)
            return Frames.word(0x4001) + Frames.word(rtp.count) + rtp + Frames.zeros((4 - rtp.count % 4) % 4)
        }
        let frames = Self.segments(stream, size: size, from: Self.client, to: (Frames.gateway, 3_478))
        try expectTheStream(Frames.analyzed(frames), from: "192.0.2.1:40000", to: "203.0.113.1:16385")
    }

    @Test func reportsOverTCPAreRead() throws {
        let stream = (0..<50).flatMap { number in
            let rtp = Self.rtpBytes(number)
            return CarriedStreamTests.report(
                number, Frames.word(0) + Frames.word(15) + Frames.word(6 + rtp.count) + rtp)
        }
        let frames = Self.segments(stream, size: 1_000, from: Self.client, to: (Frames.gateway, 9_060))
        try expectTheStream(Frames.analyzed(frames), from: "192.0.2.1:4000", to: "198.51.100.2:5000")
    }

    private static func described(_ kind: String) -> [UInt8] {
        let body =
            "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nm=\(kind) 0 RTP/AVP 97\r\n"
            + "a=rtpmap:97 L16/16000\r\n"
        return Array(
            ("RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                + body).utf8)
    }

    private static func rtp97(_ number: Int) -> [UInt8] {
        rtp(number, timestamp: number * 80, ssrc: 7, payloadType: 97)
    }

    @Test func mediaBetweenRTSPMessagesIsMeasured() throws {
        var stream = Self.described("audio")
        stream += Array(
            "RTSP/1.0 200 OK\r\nCSeq: 3\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n".utf8)
        for number in 0..<50 {
            let rtp = Self.rtp97(number)
            stream += [0x24, 0] + Frames.word(rtp.count) + rtp
            if number == 20 { stream += [0x24, 1] + Frames.word(8) + [0x81, 201, 0, 1] + Frames.long(7) }
            if number == 30 { stream += Array("RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n".utf8) }
        }
        let frames = Self.segments(stream, size: 700, from: (Frames.gateway, 554), to: Self.client)
        let result = Frames.analyzed(frames)
        try expectTheStream(result, from: "203.0.113.1:554", to: "192.0.2.1:40000")
        #expect(result.streams.first?.payloadTypes.first?.encoding == "L16")
        let named = try #require(result.captures.first?.otherSignaling.first)
        #expect(named.name == .rtsp && named.firstPacket.number == 1)
    }

    @Test func mediaThatRTSPSendsOverUDPHasItsCodec() throws {
        var stream = Self.described("audio")
        stream += Array(
            "RTSP/1.0 200 OK\r\nCSeq: 3\r\nTransport: RTP/AVP;unicast;client_port=6000-6001;server_port=7000-7001\r\n\r\n"
                .utf8)
        var frames = Self.segments(stream, size: 10_000, from: (Frames.gateway, 554), to: Self.client)
        for number in 0..<50 {
            frames.append(
                Frames.datagram(
                    Self.rtp97(number), from: (Frames.gateway, 7_000), to: (Frames.caller, 6_000), number: number + 100)
            )
        }
        let result = Frames.analyzed(frames)
        try expectTheStream(result, from: "203.0.113.1:7000", to: "192.0.2.1:6000")
        #expect(result.streams.first?.payloadTypes.first?.encoding == "L16")
        #expect(result.streams.first?.media == .audio)
    }

    /// No changed byte of any stream stops the analysis, and each packet is counted once.
    @Test func changedStreamsAreReadOrRefused() {
        let rtp = Self.rtpBytes(1)
        let streams: [([UInt8], Int)] = [
            (Self.request("sip") + Self.frame(Self.invite("one")), 80),
            (Frames.word(0x4001) + Frames.word(rtp.count) + rtp, 3_478),
            (CarriedStreamTests.report(1, Frames.word(0) + Frames.word(15) + Frames.word(6 + rtp.count) + rtp), 9_060),
            (Self.described("audio") + [0x24, 0] + Frames.word(rtp.count) + rtp, 554),
        ]
        for (stream, port) in streams {
            for index in stream.indices {
                var changed = stream
                changed[index] = changed[index] == 0xFF ? 0 : 0xFF
                let frames = Self.segments(changed, size: 97, from: Self.client, to: (Frames.peer, port))
                let capture = Frames.analyzed(frames).captures.first
                #expect(capture?.accounting.total == frames.count)
            }
        }
    }

    /// RTP behind its length (RFC 4571), and behind the kind and length of Microsoft's relays, with the first form within.
    @Test(arguments: [2, 4, 6])
    func audioBehindItsLengthIsRead(head: Int) throws {
        var frames: [Frames.Frame] = []
        var sent = 0
        for number in 0..<60 {
            let rtp =
                [0x80, 0] + Frames.word(500 + number) + Frames.long(UInt32(number * 160)) + Frames.long(77)
                + [UInt8](repeating: 0x55, count: 160)
            let length = Frames.word(rtp.count)
            let framed: [UInt8]
            switch head {
            case 2: framed = length + rtp
            case 4: framed = [3, 0] + length + rtp
            default: framed = [3, 0] + Frames.word(rtp.count + 2) + length + rtp
            }
            let header =
                Frames.word(40_000) + Frames.word(41_000) + Frames.long(UInt32(1_000 + sent)) + Frames.long(1)
                + [0x50, 0x18, 0xFF, 0xFF, 0, 0, 0, 0]
            sent += framed.count
            frames.append(
                (Frames.ip(header + framed, next: 6, from: Frames.caller, to: Frames.callee, number: number + 1), .raw))
        }
        let result = Frames.analyzed(frames)
        let stream = try #require(result.streams.first)
        #expect(result.streams.count == 1 && stream.counts.received == 60 && stream.counts.lost == 0)
        #expect(result.captures.first?.accounting.rtp == 60)
        #expect(result.captures.first?.accounting.total == 60)
    }
}
