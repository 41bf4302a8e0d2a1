import CallVocabulary
import Testing

@testable import WireFormats

private func session(_ text: String) throws -> SessionDescription {
    let bytes = Array(text.utf8)
    return try SessionDescription(parsing: bytes.span.bytes, in: 0..<bytes.count)
}

private func endpoint(_ address: String, _ port: UInt16) -> TransportEndpoint? {
    IPAddress(address).map { TransportEndpoint(address: $0, port: port) }
}

private let plain = lines(
    "v=0", "o=alice 2890844526 2890844527 IN IP4 host.example.com", "s=-", "c=IN IP4 192.0.2.10/127", "t=0 0",
    "a=sendonly", "m=audio 49170/2 RTP/AVP 0 8 97 18 101", "a=rtpmap:97 ILBC/8000", "a=rtpmap:101 Telephone-Event/8000",
    "a=rtpmap:18 g729/8000/1", "a=fmtp:18 annexb=no", "a=fmtp:101 0-16", "a=ptime:20", "a=maxptime:40",
    "a=rtcp:53020 IN IP4 192.0.2.99", "m=video 0 RTP/AVP 31", "c=IN IP6 2001:db8::1", "a=inactive",
    "m=image 4000 udptl t38", "a=recvonly", "")

@Test func plainSession() throws {
    let found = try session(plain)
    #expect(found.sessionID == "2890844526")
    #expect(found.version == 2_890_844_527)
    #expect(found.originAddress == "host.example.com")
    #expect(found.connection?.text == "192.0.2.10")
    #expect(found.direction == .sendonly)
    #expect(found.malformedLineCount == 0)
    try #require(found.mediaLines.count == 3)

    let audio = found.mediaLines[0]
    #expect(audio.kind == .audio)
    #expect(audio.portCount == 2)
    #expect(audio.transport == "RTP/AVP")
    #expect(audio.formats == ["0", "8", "97", "18", "101"])
    #expect(audio.endpoint == endpoint("192.0.2.10", 49_170))
    #expect(audio.statedRTCPEndpoint == endpoint("192.0.2.99", 53_020))
    #expect(audio.rtcpEndpoint == audio.statedRTCPEndpoint)
    #expect(audio.sends)
    #expect(!audio.receives)
    #expect(
        audio.payloadTypes == [
            0: Codec(encoding: "PCMU", clockRate: 8_000), 8: Codec(encoding: "PCMA", clockRate: 8_000),
            97: Codec(encoding: "iLBC", clockRate: 8_000), 18: Codec(encoding: "G729", clockRate: 8_000),
            101: Codec(encoding: "telephone-event", clockRate: 8_000),
        ])
    #expect(audio.formatParameters == [18: "annexb=no", 101: "0-16"])
    #expect(audio.packetTimeMilliseconds == 20)
    #expect(audio.maximumPacketTimeMilliseconds == 40)
    #expect(!audio.isSecured)
    #expect(!audio.offersRTCPMux)

    let video = found.mediaLines[1]
    #expect(video.isRefused)
    #expect(video.direction == .inactive)
    #expect(video.connection?.text == "2001:db8::1")
    #expect(video.payloadTypes[31]?.encoding == "H261")
    let fax = found.mediaLines[2]
    #expect(fax.kind == .image)
    #expect(fax.formats == ["t38"])
    #expect(fax.direction == .recvonly)
    #expect(fax.payloadTypes.isEmpty)
    #expect(fax.statedRTCPEndpoint == nil)
    #expect(fax.rtcpEndpoint == endpoint("192.0.2.10", 4_001))
}

@Test func securedSession() throws {
    let found = try session(
        lines(
            "v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE audio video", "a=group:LS a b",
            "a=ice-lite", "a=fingerprint:sha-256 AB:CD", "m=audio 9 UDP/TLS/RTP/SAVPF 111 126", "c=IN IP4 0.0.0.0",
            "a=rtpmap:111 OPUS/48000/2", "a=rtpmap:126 telephone-event/48000", "a=mid:audio", "a=rtcp-mux",
            "a=ice-ufrag:8hhY", "a=ice-pwd:topsecret",
            "a=candidate:1 1 udp 2130706431 192.0.2.1 8998 typ srflx raddr 10.0.1.1 rport 8998",
            "a=candidate:2 2 UDP 1 abc.local 9 typ host", "a=candidate:3 1 TCP 1 2001:db8::5 9 typ odd",
            "a=ssrc:3735928559 cname:user@host", "a=ssrc:3735928559 msid:x y", "a=ssrc:7 label:z",
            "m=audio 5000 RTP/SAVP 0",
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj",
            ""))
    #expect(found.bundles == [["audio", "video"]])
    #expect(found.isICELite)
    let audio = found.mediaLines[0]
    #expect(audio.isSecured)
    #expect(audio.hasFingerprint)
    #expect(audio.payloadTypes[111] == Codec(encoding: "opus", clockRate: 48_000, channels: 2))
    #expect(audio.mid == "audio")
    #expect(audio.offersRTCPMux)
    #expect(audio.iceUserFragment == "8hhY")
    #expect(!audio.isHeldByAddress, "with ICE, 0.0.0.0 is a placeholder")
    #expect(audio.receives)
    #expect(audio.candidates.map { $0.component } == [1, 2, 1])
    #expect(audio.candidates.map { $0.kind } == [.serverReflexive, .host, nil])
    #expect(audio.candidates[0].endpoint == endpoint("192.0.2.1", 8_998))
    #expect(audio.candidates[1].endpoint == nil)
    #expect(audio.sources == [0xDEAD_BEEF, 7])
    #expect(audio.canonicalNames == [0xDEAD_BEEF: "user@host"])
    #expect(found.mediaLines[1].hasCrypto)
    let everything = String(reflecting: found)
    #expect(!everything.contains("d0RmdmcmVC"))
    #expect(!everything.contains("topsecret"))
}

@Test func holdByAddress() throws {
    let held = try session("v=0\nc=IN IP4 0.0.0.0\nm=audio 4000 RTP/AVP 0\n").mediaLines[0]
    #expect(held.isHeldByAddress)
    #expect(held.sends)
    #expect(!held.receives)
    #expect(held.direction == .sendrecv)
}

/// A media line that cannot be read still counts, or the lines after it would be taken for others.
@Test func unreadableLines() throws {
    let found = try session(
        lines(
            "v=0", "o=broken", "c=nothing", "x=unknown", "nonsense", "m=audio 99999 RTP/AVP 0", "a=rtpmap:0",
            "a=ptime:x",
            "a=candidate:1 1 UDP", "a=rtpmap:200 X/8000", "a=rtpmap:96 X/0", "m=", "m=video 7 RTP/AVP 96"))
    #expect(found.mediaLines.map { $0.port } == [0, 0, 7])
    #expect(found.malformedLineCount == 9)
    #expect(found.mediaLines[1].kind == .other)
    #expect(found.mediaLines[0].endpoint == nil)
    #expect(found.mediaLines[0].payloadTypes[0]?.encoding == "PCMU")
}

@Test func sessionLimits() {
    #expect(throws: WireError.self) { try session("") }
    #expect(throws: WireError.self) { try session("hello\r\n") }
    #expect(throws: WireError.self) {
        try session(String(repeating: "m=audio 1 RTP/AVP 0\n", count: SDPLimits.maximumMediaLines + 1))
    }
    #expect(throws: WireError.self) { try session(String(repeating: "a=\n", count: SDPLimits.maximumLines + 1)) }
    #expect(throws: WireError.self) { try session(String(repeating: "a", count: SDPLimits.maximumLength + 1)) }
    let many = (0..<200).map { "a=candidate:1 1 UDP 1 192.0.2.1 \($0) typ host\na=ssrc:\($0) x\n" }.joined()
    let line = try? session("m=audio 1 RTP/AVP 0\n" + many).mediaLines[0]
    #expect(line?.candidates.count == SDPLimits.maximumCandidates)
    #expect(line?.sources.count == SDPLimits.maximumSources)
}

@Test func fractionsOfPacketTime() throws {
    #expect(try session("m=audio 1 RTP/AVP 0\na=ptime: 20.5\n").mediaLines[0].packetTimeMilliseconds == 20)
    #expect(try session("a=ptime:30\nm=audio 1 RTP/AVP 0\nv=0").mediaLines[0].packetTimeMilliseconds == 30)
}

/// Every prefix and every change of one byte is read or refused.
@Test func mutatedSDPNeverCrashes() {
    let bytes = Array(plain.utf8)
    for length in 0...bytes.count {
        _ = try? session(String(decoding: bytes.prefix(length), as: UTF8.self))
    }
    for index in bytes.indices {
        for value in [0, 0x0A, 0x20, 0x2F, 0x30, 0x39, 0x3A, 0x3D, 0xFF] as [UInt8] {
            var changed = bytes
            changed[index] = value
            _ = try? SessionDescription(parsing: changed.span.bytes, in: 0..<changed.count)
        }
    }
}
