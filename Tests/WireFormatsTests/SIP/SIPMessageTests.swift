import CallVocabulary
import Testing
import WireOracle

@testable import WireFormats

/// Reads `text`, its line ends as on the wire.
func sipMessage(_ text: String) throws -> SIPMessage {
    try sipMessage(Array(text.utf8))
}

func sipMessage(_ bytes: [UInt8]) throws -> SIPMessage {
    try SIPMessage(parsing: bytes.span.bytes, from: 0, to: bytes.count)
}

private func looksLikeSIP(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return SIPFraming.looksLikeSIP(bytes.span.bytes, from: 0, to: bytes.count)
}

/// The INVITE of a call between two proxies, in the manner of RFC 3261 §24.2.
let inviteText = lines(
    "INVITE sip:bob@192.0.2.4 SIP/2.0",
    "Via: SIP/2.0/UDP server10.biloxi.example.com;branch=z9hG4bK4b43c2ff8.1",
    "Via: SIP/2.0/UDP bigbox3.site3.atlanta.example.com;branch=z9hG4bK77ef4c2312983.1;received=192.0.2.2,",
    " SIP/2.0/UDP pc33.atlanta.example.com:5066;branch=z9hG4bKnashds8;received=192.0.2.1;rport=5061",
    "Max-Forwards: 68",
    "To: Bob <sip:bob@biloxi.example.com>",
    "From: \"Alice \\\"A\\\" Smith, Esq.\" <sips:+12125551212:secret@atlanta.example.com:5061;user=phone>;tag=1928301774",
    "Call-ID: a84b4c76e66710",
    "CSeq: 314159 INVITE",
    "Contact: <sip:alice@pc33.atlanta.example.com;transport=tcp>;expires=60, <sip:alice@[2001:db8::9]:5070>",
    "P-Asserted-Identity: \"Alice\" <sip:+12125551212@atlanta.example.com>, <tel:+1-212-555-1212>",
    "P-Preferred-Identity: <sip:alice@atlanta.example.com>",
    "Remote-Party-ID: \"Alice\" <sip:2125551212@gw>;party=calling;screen=yes;privacy=full",
    "Privacy: id; user",
    "Diversion: <sip:+13105550100@gw>;reason=no-answer;counter=2;privacy=off",
    "Diversion: <sip:+13105550199@gw>;reason=unconditional",
    "History-Info: <sip:bob@biloxi.example.com>;index=1",
    "Reason: SIP;cause=580;text=\"Precondition, failure\", Q.850 ;cause=16 ;text=\"Normal\"",
    "User-Agent: Phone/1.0 (x; y)",
    "Require: 100rel, precondition",
    "Supported: timer, replaces",
    "Session-Expires: 1800;refresher=uac",
    "Proxy-Authorization: Digest username=\"alice\", response=\"0123456789abcdef\"",
    "Session-ID: AB30317F1A784DC48FF824D0D3715D86;remote=0",
    "P-Charging-Vector: icid-value=\"1234bc9876e\";icid-generated-at=192.0.2.8",
    "Content-Type: application/sdp",
    "Content-Length: 5",
    "", "v=0\r\n")

@Test func inviteFields() throws {
    let message = try sipMessage(inviteText)
    #expect(message.isRequest)
    #expect(message.method == .invite)
    #expect(message.requestURI?.description == "sip:bob@192.0.2.4")
    #expect(message.callID == SIPCallID(rawValue: "a84b4c76e66710"))
    #expect(message.cSeq?.number == 314_159)
    #expect(message.cSeq?.method == .invite)
    #expect(message.viaCount == 3)
    #expect(message.topmostVia?.branch == "z9hG4bK4b43c2ff8.1")
    #expect(message.topmostVia?.host == "server10.biloxi.example.com")
    #expect(message.topmostVia?.port == nil)
    #expect(message.topmostVia?.transport == "UDP")
    #expect(message.to?.displayName == "Bob")
    #expect(message.to?.tag == nil)
    #expect(message.from?.displayName == "Alice \"A\" Smith, Esq.")
    #expect(message.from?.uri.scheme == "sips")
    #expect(message.from?.uri.user == "+12125551212")
    #expect(message.from?.uri.port == 5_061)
    #expect(message.from?.uri.isDeclaredTelephone == true)
    #expect(message.from?.uri.description == "sips:+12125551212@atlanta.example.com:5061;user=phone")
    #expect(message.from?.tag == "1928301774")
    #expect(message.contact?.uri.host == "pc33.atlanta.example.com")
    #expect(message.contact?.parameters["expires"] == "60")
}

@Test func inviteIdentities() throws {
    let message = try sipMessage(inviteText)
    #expect(message.assertedIdentities.map { $0.uri.telephoneDigits } == ["+12125551212", "+12125551212"])
    #expect(message.preferredIdentities.map { $0.uri.user } == ["alice"])
    let party = try #require(message.remoteParties.first)
    #expect(party.party == .calling)
    #expect(party.privacy == "full")
    #expect(party.isScreened)
    #expect(message.privacy == ["id", "user"])
    #expect(message.diversions.map { $0.reason } == ["no-answer", "unconditional"])
    #expect(message.diversions.first?.count == 2)
    #expect(message.hasHistoryInfo)
    #expect(message.reasons.map { $0.protocolName } == ["SIP", "Q.850"])
    #expect(message.reasons.first?.text == "Precondition, failure")
    #expect(message.q850Cause == 16)
    #expect(message.userAgent == "Phone/1.0 (x; y)")
    #expect(message.requiresReliableProvisional)
    #expect(message.supported == ["timer", "replaces"])
    #expect(message.sessionExpires?.seconds == 1_800)
    #expect(message.sessionExpires?.refresher == .client)
    #expect(message.hasAuthorization)
    #expect(message.sessionID == "ab30317f1a784dc48ff824d0d3715d86")
    #expect(message.chargingID == "1234bc9876e")
    #expect(message.body.contentType == "application/sdp")
    #expect(message.body.range == inviteText.utf8.count - 5..<inviteText.utf8.count)
    #expect(message.body.sessionDescription == message.body.range)
    #expect(!message.body.isTruncated)
    #expect(message.malformedLineCount == 0)
}

/// Nothing of a credential or password may be kept, whatever the value is written to.
@Test func credentialsAreNotKept() throws {
    let everything = String(reflecting: try sipMessage(inviteText))
    #expect(!everything.contains("0123456789abcdef"))
    #expect(!everything.contains("secret"))
}

@Test func responses() throws {
    let message = try sipMessage(
        lines(
            "SIP/2.0 183 Session  Progress", "v: SIP/2.0/TLS [2001:db8::1]:5061;branch=z9hG4bK1;rport",
            "i: x", "cseq: 1 INVITE", "f: sip:a@b;tag=1", "t: <sip:c@d>;tag=2", "RSeq: 988789", "Server: gw", "l: 0",
            "", ""))
    #expect(message.status == 183)
    #expect(message.reasonPhrase == "Session  Progress")
    #expect(message.method == .invite)
    #expect(message.requestURI == nil)
    #expect(message.topmostVia?.host == "2001:db8::1")
    #expect(message.topmostVia?.port == 5_061)
    #expect(message.from?.tag == "1")
    #expect(message.from?.uri.parameters.all.isEmpty == true, "without brackets the tag is the header's")
    #expect(message.to?.tag == "2")
    #expect(message.rSeq == 988_789)
    #expect(message.server == "gw")
    #expect(message.contentLength == 0)
}

@Test func compactForms() throws {
    let message = try sipMessage(
        lines(
            "NOTIFY sip:a@b SIP/2.0", "V:SIP/2.0/TCP h;branch=z9hG4bKa", "I:id", "F:<sip:f@h>;tag=1",
            "T:<sip:t@h>;tag=2", "M:<sip:m@h>", "CSEQ:1 NOTIFY", "K:100rel", "O:VQ-RTCPXR;id=1", "R:<sip:r@h>",
            "X:90", "e:gzip", "C:Application/SDP", "L:3", "", "abc"))
    #expect(message.callID?.rawValue == "id")
    #expect(message.from?.uri.user == "f")
    #expect(message.to?.uri.user == "t")
    #expect(message.contact?.uri.user == "m")
    #expect(message.supportsReliableProvisional)
    #expect(!message.requiresReliableProvisional)
    #expect(message.event == "vq-rtcpxr")
    #expect(message.referTo?.uri.user == "r")
    #expect(message.sessionExpires?.seconds == 90)
    #expect(message.sessionExpires?.refresher == nil)
    #expect(message.body.contentType == "application/sdp")
    #expect(message.body.sessionDescription == nil, "it is compressed")
    #expect(message.contentLength == 3)
}

@Test func prackAndReplaces() throws {
    let message = try sipMessage(
        lines(
            "PRACK sip:a@b SIP/2.0", "RAck: 776656  1 INVITE", "Replaces: 98732@h;from-tag=r;to-tag=s", "", ""))
    #expect(message.rAck?.responseNumber == 776_656)
    #expect(message.rAck?.request.number == 1)
    #expect(message.replacedCallID?.rawValue == "98732@h")
}

/// Content-Length in datagrams (RFC 3261 §18.3): beyond it, discard; short of it, the message is cut; without it,
/// the body is the rest.
@Test(arguments: [
    ("Content-Length: 2\r\n", 2, false), ("Content-Length: 9\r\n", 4, true), ("", 4, false),
    ("Content-Length: -1\r\n", 4, false), ("Content-Length: 99999999999999999999\r\n", 4, false),
    ("Content-Length: 0\r\n", 0, false), ("l : 1\r\n", 1, false), ("Content-Length: 1\r\nl: 3\r\n", 1, false),
])
func contentLengthOfDatagrams(header: String, bodyLength: Int, isTruncated: Bool) throws {
    let message = try sipMessage("INFO sip:a@b SIP/2.0\r\n" + header + "\r\nabcd")
    #expect(message.body.range.count == bodyLength)
    #expect(message.body.isTruncated == isTruncated)
    #expect(message.endOffset == message.body.range.upperBound)
}

@Test func lineFeedsAlone() throws {
    let message = try sipMessage(
        inviteText.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n"))
    #expect(message.viaCount == 3)
    #expect(message.diversions.count == 2)
    #expect(message.malformedLineCount == 0)
    #expect(message.body.range.count == 4)
}

@Test func cutWithinTheHeaders() throws {
    let text = "\r\nINVITE sip:a@b SIP/2.0\r\nl: 9\r\nFrom: <sip:u@h>;tag=1\r\nCall-ID: ab"
    let message = try sipMessage(text)
    #expect(message.isCutInHeaders)
    #expect(message.fromTag == "1")
    #expect(message.callID == nil, "it may be half of one")
    #expect(message.body.range.isEmpty)
    #expect(message.body.isTruncated)
    #expect(try sipMessage(text + "\r\n\r").callID?.rawValue == "ab")
    #expect(try sipMessage(text + "\r\n\r").malformedLineCount == 0)
    #expect(try sipMessage(text + "\r\n ").callID == nil, "a fold may follow")
    #expect(try !sipMessage(text + "\r\n\r\n").isCutInHeaders)
}

/// Of a session description that was cut, half a media line is not read.
@Test func cutWithinTheBody() throws {
    let message = try sipMessage("INVITE sip:a@b SIP/2.0\r\nc: application/sdp\r\nl: 99\r\n\r\nv=0\r\nm=audio 163")
    #expect(message.body.isTruncated)
    #expect(message.body.sessionDescription?.count == 5)
    #expect(
        try sipMessage("INVITE sip:a@b SIP/2.0\r\nc: application/sdp\r\nl: 99\r\n\r\nv=").body.sessionDescription == nil
    )
}

@Test(arguments: [
    ("", WireError.Reason.truncated), ("INVITE", .truncated), ("INVITE sip:a@b SIP/7.0\r\n", .unsupportedVersion),
    ("INVITE sip:a@b\r\n", .malformed), ("INVITE SIP/2.0\r\n", .malformed), ("INVITE  SIP/2.0\r\n", .malformed),
    ("INVITE nocolon SIP/2.0\r\n", .malformed), ("SIP/2.0 4294967301 no\r\n", .malformed),
    ("SIP/2.0 99 no\r\n", .malformed), ("SIP/2.0 700 no\r\n", .malformed), ("SIP/3.0 200 OK\r\n", .unsupportedVersion),
    ("INV ITE\r\n", .malformed), ("\u{16}\u{03}\r\n", .malformed), ("INVITE sip:a@bSIP/2.0\r\n", .malformed),
])
func sipRefusals(text: String, reason: WireError.Reason) {
    #expect(throws: WireError.self) { try sipMessage(text) }
    do {
        _ = try sipMessage(text)
    } catch {
        #expect((error as? WireError)?.reason == reason)
    }
}

@Test func whatLooksLikeSIP() {
    for text in [
        inviteText, "SIP/2.0 200 OK\r\n", "sip/2.0 200 OK", "\r\n\r\nBYE sip:a SIP/2.0\n",
        "SUBSCRIBE sip:a SIP/2.0\r\n",
        "!interesting-Method0123456789_*+`.%indeed'~ sip:a@b SIP/2.0\r\n",
    ] { #expect(looksLikeSIP(text)) }
    for text in [
        "GET / HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n", "OPTIONS * RTSP/1.0\r\n", "RTSP/1.0 200 OK\r\n", "SIP/2.0\r\n",
        "INVITE sip:a@b SIP/2.0", "\u{80}", "ANNOUNCE x MGCP 1.0\r\n",
        String(repeating: "A", count: 70) + " x SIP/2.0\r\n",
    ] { #expect(!looksLikeSIP(text), "\(text)") }
}

@Test func limitsOfAMessage() {
    let many = String(repeating: "X: y\r\n", count: SIPLimits.maximumHeaders + 1)
    #expect(throws: WireError.self) { try sipMessage("BYE sip:a SIP/2.0\r\n" + many + "\r\n") }
    let long = String(repeating: "a", count: SIPLimits.maximumMessageLength)
    #expect(throws: WireError.self) { try sipMessage("BYE sip:a SIP/2.0\r\nSubject: " + long + "\r\n\r\n") }
    let listed = String(repeating: "<sip:a@b>,", count: 40)
    let message = try? sipMessage("BYE sip:a SIP/2.0\r\nDiversion: \(listed)\r\nDiversion: \(listed)\r\n\r\n")
    #expect(message?.diversions.count == SIPLimits.maximumListedValues)
}

/// Every prefix and every change of one byte is read or refused.
@Test func mutatedSIPNeverCrashes() {
    let bytes = Array(inviteText.utf8)
    for length in 0...bytes.count { _ = try? sipMessage(Array(bytes.prefix(length))) }
    for index in bytes.indices {
        for value in [0, 0x0A, 0x20, 0x22, 0x2C, 0x3A, 0x3C, 0x5C, 0xFF] as [UInt8] {
            var changed = bytes
            changed[index] = value
            guard let message = try? sipMessage(changed) else { continue }
            #expect(message.body.range.upperBound <= changed.count)
        }
    }
}

/// The lines as on the wire.
func lines(_ lines: String...) -> String { lines.joined(separator: "\r\n") }
