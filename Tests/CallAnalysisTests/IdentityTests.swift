import CallAnalysis
import CallVocabulary
import Testing

private func invite(_ extra: [String], body: String = "") -> [UInt8] {
    let lines =
        [
            "INVITE sip:+12125550199@example.com SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1",
            "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=a", "To: <sip:+12125550142@example.com>",
            "Call-ID: identity@example.com", "CSeq: 1 INVITE",
        ] + extra + ["Content-Length: \(body.utf8.count)"]
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
}

private func result(_ bytes: [UInt8]) throws -> CallAnalysisResult {
    analyze([(0, try udpPacket(from: "192.0.2.1", 5_060, to: "198.51.100.2", 5_060, bytes))])
}

/// Every number a call was sent to is a number it can be found by.
@Test func divertedCallsKeepTheirFormerNumbers() throws {
    let found = try result(
        invite([
            "Diversion: <sip:+12125550151@example.com>;reason=no-answer",
            "History-Info: <sip:+12125550152@example.com>;index=1, <sip:+12125550153@example.com>;index=1.1",
            "P-Asserted-Identity: <tel:+442079460018>", "Privacy: id",
        ]))
    let call = try #require(found.calls.first)
    #expect(
        Set(call.called.alternativeNumbers) == ["+12125550199", "+12125550151", "+12125550152", "+12125550153"])
    #expect(call.calling.withheld)
    #expect((call.calling.alternativeNumbers + [call.calling.number].compactMap { $0 }).contains("+442079460018"))
}

/// Secrets are counted, and nothing of them is kept.
@Test func secretsInSignalingAreCounted() throws {
    let key = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n"
    let body =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 0\r\n" + key
    let found = try result(
        invite(
            [
                "Proxy-Authorization: Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:x\", response=\"secret\"",
                "Content-Type: application/sdp",
            ], body: body))
    #expect(found.secrets.credentials == 1 && found.secrets.mediaKeys == 1)
    #expect(!"\(found)".contains("WVNfX19") && !"\(found)".contains("response"))
}
