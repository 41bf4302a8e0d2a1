import CallVocabulary
import Testing
import WireOracle

@testable import WireFormats

/// Where the outline of a message says something else than the message read as a whole.
private func differences(_ bytes: [UInt8]) -> [String] {
    let span = bytes.span.bytes
    let whole = try? SIPMessage(parsing: span, from: 0, to: bytes.count)
    let found = try? SIPOutline(parsing: span, from: 0, to: bytes.count)
    guard let whole, let found else { return (whole == nil) == (found == nil) ? [] : ["readable"] }
    func text(_ place: TextPlace) -> String? { place.isPresent ? span.unquotedText(place) : nil }
    func plain(_ place: TextPlace) -> String? { place.isPresent ? span.text(place) : nil }
    var different: [String] = []
    func expect(_ isSame: Bool, _ name: String) { if !isSame { different.append(name) } }
    expect(whole.status ?? 0 == found.status, "status")
    expect(whole.reasonPhrase == (found.isRequest ? nil : span.descriptiveText(found.reason)), "reason")
    expect(whole.callID?.rawValue == plain(found.callID), "Call-ID")
    expect(whole.cSeq?.number == (found.hasSequence ? found.sequence : nil), "sequence")
    expect(whole.method?.rawValue == plain(found.methodName), "method")
    for (address, place) in [(whole.from, found.from), (whole.to, found.to)] {
        let again = SIPAddress(parsing: span, at: place)
        expect(address?.uri == again?.uri && address?.displayName == again?.displayName, "address")
        expect(address.map { SIPParty($0) } == SIPParty(parsing: span, at: place), "party")
    }
    if whole.from != nil { expect(whole.fromTag == text(found.fromTag), "From tag") }
    if whole.to != nil { expect(whole.toTag == text(found.toTag), "To tag") }
    expect(whole.branch == text(found.branch), "branch")
    expect(whole.requestURI?.telephoneDigits == SIPURI.telephoneDigits(of: found.target, in: span), "digits")
    let product = found.product.isPresent ? span.descriptiveText(found.product) : nil
    expect((whole.userAgent ?? whole.server) == product, "product")
    expect(whole.identities == SIPIdentities(found, in: span), "identities")
    expect(whole.warningCode ?? -1 == found.warningCode, "warning")
    expect(whole.hasAuthorization == found.hasAuthorization, "authorization")
    expect((whole.rSeq != nil) == found.hasResponseNumber, "RSeq")
    expect(whole.sessionExpires.map { Int($0.seconds) } ?? -1 == found.sessionSeconds, "session")
    expect((whole.event == "vq-rtcpxr") == span.equals("vq-rtcpxr", at: found.event), "event")
    expect(whole.body.contentType ?? "" == found.contentTypeName(in: span), "type")
    expect(whole.body.range.isEmpty ? found.body.isEmpty : whole.body.range == found.body.range, "body")
    expect(whole.body.sessionDescription == found.sessionDescription.range, "description")
    return different
}

/// Where the outline of a session description says something else than the description read as a whole.
private func sessionDifferences(_ bytes: [UInt8]) -> [String] {
    let span = bytes.span.bytes
    let whole = (try? SessionDescription(parsing: span, in: 0..<bytes.count))?.mediaLines ?? []
    let found = SessionOutline(parsing: span, at: TextPlace(0..<bytes.count), naming: TextHash())?.lines ?? []
    guard whole.count == found.count else { return ["line count"] }
    var different: [String] = []
    func expect(_ isSame: Bool, _ name: String) { if !isSame { different.append(name) } }
    for (line, outline) in zip(whole, found) {
        expect(line.kind == outline.kind && line.port == outline.port, "kind and port")
        expect(line.connection?.address == outline.connection.address, "address")
        expect((line.connection == nil) == (outline.connection == .none), "connection")
        expect(line.endpoint == outline.endpoint, "endpoint")
        expect(line.statedRTCPEndpoint == outline.statedRTCPEndpoint, "RTCP")
        expect(line.sends == outline.sends && line.receives == outline.receives, "direction")
        expect(line.packetTimeMilliseconds == outline.packetTimeMilliseconds, "packet time")
        expect(line.offersRTCPMux == outline.offersRTCPMux, "multiplexing")
        expect(line.hasCrypto == outline.hasCrypto && line.cryptoAttributes == outline.cryptoAttributes, "keys")
        expect(line.hasFingerprint == outline.hasFingerprint, "fingerprint")
        expect(line.hasKeyManagement == outline.hasKeyManagement, "key management")
        expect(line.sources == outline.sources && line.candidates == outline.candidates, "sources")
    }
    for (index, one) in found.enumerated() {
        for (other, another) in found.enumerated() where one.payloadName == another.payloadName {
            expect(whole[index].payloadTypes == whole[other].payloadTypes, "payload types of one name")
            expect(whole[index].transport == whole[other].transport, "transports of one name")
        }
    }
    return different
}

/// `text` changed in a few places, the same in each run.
private struct Changes {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    mutating func next(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(truncatingIfNeeded: state >> 16) % max(1, limit)
    }

    mutating func changed(_ original: [UInt8], with words: [String]) -> [UInt8] {
        var bytes = original
        for _ in 0..<1 + next(3) where !bytes.isEmpty {
            let place = next(bytes.count)
            switch next(5) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: next(256))
            case 1: bytes.remove(at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + next(40)))
            case 3: bytes.insert(contentsOf: words[next(words.count)].utf8, at: place)
            default: bytes = Array(bytes[..<place])
            }
        }
        return bytes
    }
}

private let responseText = lines(
    "SIP/2.0 183 Session  Progress", "v: SIP/2.0/TCP [2001:db8::1]:5060 ;branch=\"z9h\\\"G4\" ;rport",
    "Via: SIP/2.0/UDP b;branch=2",
    "f:<tel:+1-212-555-1212>; tag = \"a b\"", "t: sip:bob@example.com;tag=x", "i:  1@2 ", "CSeq: 7\t INVITE ",
    "RSeq: 1",
    "Server:  Gate", " way/1 ", "x: 90;refresher=uas", "Event: VQ-RTCPXR;id=1", "Expires", "c: application/SDP;x=1",
    "l: 40", "", "v=0\r\nm=audio 1 RTP/AVP 0\r\n")

private let sessionText = lines(
    "v=0", "o=- 1 1 IN IP4 x", "c=IN IP4 192.0.2.1/127", "a=recvonly", "a=ptime:30.5", "a=ice-ufrag:a", "a=rtcp-mux",
    "m=audio 4000/2 RTP/SAVP 0 96", "a=rtpmap:96 opus/48000/2", "a=ptime:x", "a=sendrecv",
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc", "a=candidate:1 1 udp 1 192.0.2.7 8998 typ host",
    "a=ssrc:11 cname:x", "a=rtcp:53020 IN IP4 host.example", "m=audio 5000 RTP/AVP 8", "c=IN IP4 0.0.0.0",
    "a=fingerprint:sha-256 00", "m=audio 6000 RTP/AVP 8", "c=IN IP6 2001:db8::1", "a=key-mgmt:mikey A", "m=video", "")

private let words = [
    "\r\n", "\r\n\r\n", "\r\n ", "\"", "\\\"", "<", ">", ";", ",", ":", "=", "@", " ", "sip:", "tel:",
    "To: <sip:a@b>;tag=1\r\n",
    "Via: \r\n", "Content-Length: 3\r\n", "Content-Encoding: x\r\n", "Privacy: id\r\n",
    "Remote-Party-ID: <sip:1@a>\r\n",
    "c: multipart/mixed;boundary=b\r\n", "Call-ID: 7\r\n", "CSeq: 9 BYE\r\n", "\u{E9}", "%41", "User-Agent: z\r\n",
    "Session-Expires: 12\r\n", "Warning: 305 a b\r\n", "a=inactive\r\n", "c=IN IP4 1.2.3.4\r\n",
    "m=audio 7 RTP/AVP 0\r\n", "a=ptime:20\r\n",
    "/",
]

@Test("A message's outline says what the whole message says, of sound messages")
func outlinesOfSoundMessages() {
    #expect(differences(Array(inviteText.utf8)) == [])
    #expect(differences(Array(responseText.utf8)) == [])
    #expect(sessionDifferences(Array(sessionText.utf8)) == [])
}

/// Hops and addresses in the ways that devices write them, and that nobody should.
private let hopFields = [
    "Via: SIP/2.0/UDP h;branch=z9hG4bK1", "v: SIP/2.0/TCP h:5070 ; rport ; branch = \"q\";received=192.0.2.1",
    "Via: SIP/2.0/UDP one;branch=a, SIP/2.0/UDP two;branch=b\r\nVia: SIP/2.0/UDP three;branch=c",
    "Via:\r\nVia: SIP/2.0/UDP h;branch=second", "Via: nonsense\r\nVia: SIP/2.0/UDP h;branch=second",
    "Via: ,SIP/2.0/UDP h;branch=late", "Via: SIP/2.0/UDP h;branch;branch=b", "Via: SIP/2.0/UDP ;branch=b",
    "Via: SIP/2.0/U\" h;branch=b;rport", "Via: SIP/2.0/U<sip:P h;branch=b;rport", "Via: SIP/2.0/U,P h;branch=b",
    "Via: SIP/2.0/UDP [2001:db8::1]:5060;ttl=1;BRANCH=B", "Expires: 1",
]
private let partyValues = [
    "\"A, B\" <sip:a@h;tag=no>;tag=yes", "<sip:a@h>", "sip:a@h;tag=1;tag=2",
    "<tel:+442079460018>;x=\";tag=no\";tag=t", "sip:a@h", "<>;tag=lost", "\"open <sip:a@h>;tag=1",
    "<sip:a@h;transport=tcp?x=y>;TAG=Upper", "<sip:a@h>;tag",
]

@Test("A message's outline finds the topmost hop that the whole message finds", arguments: hopFields)
func outlinesOfHops(_ fields: String) {
    #expect(
        differences(Array(lines("INVITE sip:b@h SIP/2.0", "Call-ID: c", "CSeq: 1 INVITE", fields, "", "").utf8)) == [])
}

@Test("A message's outline finds the parties that the whole message finds", arguments: partyValues, partyValues)
func outlinesOfParties(_ from: String, _ to: String) {
    let text = lines(
        "SIP/2.0 200 OK", "From: \(from)", "To: \(to)", "Contact: <sip:x@y>", "CSeq: 7 BYE", "Call-ID: c",
        "User-Agent: u", "P-Asserted-Identity: <sip:+1@h>;x=1", "Privacy: id;user", "", "")
    #expect(differences(Array(text.utf8)) == [])
}

@Test("A message's outline says what the whole message says, of broken messages")
func outlinesOfBrokenMessages() {
    var changes = Changes()
    for text in [inviteText, responseText] {
        for _ in 0..<1_500 {
            let bytes = changes.changed(Array(text.utf8), with: words)
            #expect(differences(bytes) == [], "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}

@Test("A session description's outline says what the whole description says, of broken ones")
func outlinesOfBrokenSessions() {
    var changes = Changes()
    for _ in 0..<2_000 {
        let bytes = changes.changed(Array(sessionText.utf8), with: words)
        #expect(sessionDifferences(bytes) == [], "\(String(decoding: bytes, as: UTF8.self))")
    }
}

@Test("Media lines of one payload name agree in their payload types, whatever their ports")
func payloadNames() throws {
    let naming = TextHash()
    func names(_ text: String) throws -> [UInt64] {
        let bytes = Array(text.utf8)
        let outline = SessionOutline(parsing: bytes.span.bytes, at: TextPlace(0..<bytes.count), naming: naming)
        return try #require(outline).lines.map(\.payloadName)
    }
    let one = try names("v=0\r\nm=audio 4000 RTP/AVP 0 96\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 x\r\n")
    let other = try names("v=0\nc=IN IP4 192.0.2.1\nm=audio 5000 RTP/AVP 0 96\na=ptime:20\na=rtpmap:96 opus/48000/2\n")
    let further = try names("v=0\r\nm=audio 4000 RTP/AVP 0 96\r\na=rtpmap:96 speex/8000\r\n")
    #expect(one == other)
    #expect(one != further)
}
