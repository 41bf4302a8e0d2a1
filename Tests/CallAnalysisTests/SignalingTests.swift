import CallAnalysis
import CallVocabulary
import Testing

private let caller = "192.0.2.1"
private let callee = "198.51.100.2"

private func sdp(_ address: String, _ port: Int, _ direction: String = "sendrecv") -> String {
    "v=0\r\no=- 1 1 IN IP4 \(address)\r\ns=-\r\nc=IN IP4 \(address)\r\nt=0 0\r\nm=audio \(port) RTP/AVP 0\r\na=\(direction)\r\n"
}

private func message(
    _ start: String, cseq: String, fromTag: String = "a", toTag: String? = nil, body: String = "",
    branch: String = "z9hG4bK1"
) -> [UInt8] {
    let lines = [
        start, "Via: SIP/2.0/UDP \(caller);branch=\(branch)", "From: <sip:+442079460018@example.com>;tag=\(fromTag)",
        "To: <sip:+12125550142@example.com>" + (toTag.map { ";tag=\($0)" } ?? ""), "Call-ID: call@example.com",
        "CSeq: \(cseq)", body.isEmpty ? "" : "Content-Type: application/sdp", "Content-Length: \(body.utf8.count)",
    ].filter { !$0.isEmpty }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
}

private let invite = "INVITE sip:+12125550142@example.com SIP/2.0"
private let ok = "SIP/2.0 200 OK"

/// Sends messages over UDP, half a second apart; the sign says who sends.
private func talk(_ messages: [(isFromCaller: Bool, bytes: [UInt8])]) throws -> Call {
    let packets = try messages.enumerated().map { index, message in
        (
            Double(index) * 500,
            try udpPacket(
                from: message.isFromCaller ? caller : callee, 5_060, to: message.isFromCaller ? callee : caller, 5_060,
                message.bytes)
        )
    }
    let result = analyze(packets)
    #expect(result.calls.count == 1)
    return try #require(result.calls.first)
}

@Test func aDelayedOfferIsAnsweredInTheACK() throws {
    let call = try talk([
        (true, message(invite, cseq: "1 INVITE")),
        (false, message(ok, cseq: "1 INVITE", toTag: "b", body: sdp(callee, 6_000))),
        (true, message("ACK sip:x SIP/2.0", cseq: "1 ACK", toTag: "b", body: sdp(caller, 4_000))),
    ])
    let media = try #require(call.media.last)
    #expect(media.sides[.calling]?.receivesAt.description == "\(caller):4000")
    #expect(media.sides[.called]?.receivesAt.description == "\(callee):6000")
    #expect(!media.isEarly && media.permitsMedia(from: .calling) && media.permitsMedia(from: .called))
}

@Test func aForkIsDecidedByTheAnswer() throws {
    let call = try talk([
        (true, message(invite, cseq: "1 INVITE", body: sdp(caller, 4_000))),
        (false, message("SIP/2.0 183 Session Progress", cseq: "1 INVITE", toTag: "b1", body: sdp(callee, 6_000))),
        (false, message("SIP/2.0 183 Session Progress", cseq: "1 INVITE", toTag: "b2", body: sdp(callee, 7_000))),
        (false, message(ok, cseq: "1 INVITE", toTag: "b1", body: sdp(callee, 6_000))),
        (true, message("ACK sip:x SIP/2.0", cseq: "1 ACK", toTag: "b1")),
    ])
    #expect(call.outcome == .answered)
    #expect(call.media.last?.sides[.called]?.receivesAt.port == 6_000)
    #expect(call.media.first?.isEarly == true)
    #expect(call.media.last?.isEarly == false)
}

@Test func holdByEitherSideAndARefusedReInvite() throws {
    let call = try talk([
        (true, message(invite, cseq: "1 INVITE", body: sdp(caller, 4_000))),
        (false, message(ok, cseq: "1 INVITE", toTag: "b", body: sdp(callee, 6_000))),
        (true, message("ACK sip:x SIP/2.0", cseq: "1 ACK", toTag: "b")),
        (
            false,
            message(
                "INVITE sip:y SIP/2.0", cseq: "7 INVITE", fromTag: "b", toTag: "a", body: sdp(callee, 6_000, "sendonly")
            )
        ),
        (true, message(ok, cseq: "7 INVITE", fromTag: "b", toTag: "a", body: sdp(caller, 4_000, "recvonly"))),
        (
            true,
            message("INVITE sip:x SIP/2.0", cseq: "2 INVITE", toTag: "b", body: sdp(caller, 4_444), branch: "z9hG4bK2")
        ),
        (false, message("SIP/2.0 491 Request Pending", cseq: "2 INVITE", toTag: "b", branch: "z9hG4bK2")),
        (false, message("BYE sip:y SIP/2.0", cseq: "8 BYE", fromTag: "b", toTag: "a")),
    ])
    #expect(call.media.count == 2)
    let held = try #require(call.media.last)
    #expect(held.permitsMedia(from: .called) && !held.permitsMedia(from: .calling))
    #expect(held.sides[.calling]?.receivesAt.port == 4_000)
    #expect(call.endedBy == .called && call.finalStatus == 200)
}

@Test func aCancelledCallIsNoFailure() throws {
    let call = try talk([
        (true, message(invite, cseq: "1 INVITE", body: sdp(caller, 4_000))),
        (false, message("SIP/2.0 180 Ringing", cseq: "1 INVITE", toTag: "b")),
        (true, message("CANCEL sip:x SIP/2.0", cseq: "1 CANCEL")), (false, message(ok, cseq: "1 CANCEL")),
        (false, message("SIP/2.0 487 Request Terminated", cseq: "1 INVITE", toTag: "b")),
    ])
    #expect(call.outcome == .cancelled && call.finalStatus == 487 && call.endedBy == .calling)
    #expect(call.requestDelaySeconds == 0.5)
}

/// A TCP segment over raw IPv4.
private func segment(_ payload: [UInt8], sequence: Int) throws -> [UInt8] {
    var packet = try udpPacket(from: caller, 5_060, to: callee, 5_060, [])
    packet.removeLast(8)
    packet[9] = 6
    var header: [UInt8] = [0x13, 0xC4, 0x13, 0xC4]
    for shift in [24, 16, 8, 0] { header.append(UInt8(sequence >> shift & 255)) }
    header += [0, 0, 0, 0, 0x50, 0x18, 0xFF, 0xFF, 0, 0, 0, 0]
    packet += header + payload
    packet[2] = UInt8(packet.count >> 8)
    packet[3] = UInt8(packet.count & 255)
    return packet
}

/// Two messages in a stream, cut at any place, repeated and out of order, are the same two messages.
@Test func tcpMayCutAnywhere() throws {
    let bytes =
        message(invite, cseq: "1 INVITE", body: sdp(caller, 4_000)) + message("CANCEL sip:x SIP/2.0", cseq: "1 CANCEL")
    for cut in stride(from: 20, to: bytes.count - 1, by: 7) {
        let first = try segment(Array(bytes[..<cut]), sequence: 1_000)
        let rest = try segment(Array(bytes[cut...]), sequence: 1_000 + cut)
        for packets in [[first, rest], [first, first, rest, rest]] {
            let result = analyze(packets.enumerated().map { (Double($0) * 10, $1) })
            #expect(result.calls.first?.messages.map(\.method) == ["INVITE", "CANCEL"], "cut at \(cut)")
            #expect(result.captures.first?.accounting.total == packets.count)
        }
        let middle = cut / 2
        let early = try segment(Array(bytes[middle..<cut]), sequence: 1_000 + middle)
        let head = try segment(Array(bytes[..<middle]), sequence: 1_000)
        guard middle > 20 else { continue }
        let result = analyze([head, rest, early].enumerated().map { (Double($0) * 10, $1) })
        #expect(result.calls.first?.messages.map(\.method) == ["INVITE", "CANCEL"], "cut at \(middle) and \(cut)")
    }
}

/// A fragmented INVITE is one message, whatever the order of its pieces.
@Test func fragmentsArePutTogether() throws {
    let whole = try udpPacket(
        from: caller, 5_060, to: callee, 5_060, message(invite, cseq: "1 INVITE", body: sdp(caller, 4_000)),
        identification: 77)
    let payload = Array(whole[20...])
    func piece(_ range: Range<Int>, more: Bool) -> [UInt8] {
        var packet = Array(whole[..<20]) + payload[range]
        packet[2] = UInt8(packet.count >> 8)
        packet[3] = UInt8(packet.count & 255)
        let field = range.lowerBound / 8 | (more ? 0x2000 : 0)
        packet[6] = UInt8(field >> 8)
        packet[7] = UInt8(field & 255)
        return packet
    }
    let pieces = [piece(0..<160, more: true), piece(160..<320, more: true), piece(320..<payload.count, more: false)]
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
        let result = analyze(order.enumerated().map { (Double($0) * 10, pieces[$1]) })
        #expect(result.calls.count == 1)
        #expect(result.captures.first?.accounting.fragment == 2)
        #expect(result.captures.first?.accounting.sip == 1)
    }
}
