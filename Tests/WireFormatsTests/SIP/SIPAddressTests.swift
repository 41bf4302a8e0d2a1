import Testing

@testable import WireFormats

private func uri(_ text: String) -> SIPURI? {
    let bytes = Array(text.utf8)
    return SIPURI(parsing: bytes.span.bytes, in: 0..<bytes.count)
}

private func address(_ text: String) -> SIPAddress? {
    let bytes = Array(text.utf8)
    return SIPAddress(parsing: bytes.span.bytes, in: 0..<bytes.count)
}

@Test(
    arguments: [
        ("sip:alice@example.com", "alice", "example.com", nil),
        ("SIP:alice@example.com:5070;transport=udp?Subject=x", "alice", "example.com", 5_070),
        ("sips:[2001:db8::1]:5061", nil, "2001:db8::1", 5_061), ("sip:example.com;lr", nil, "example.com", nil),
        ("sip:user;par=u%40@example.net:0", "user;par=u%40", "example.net", 0),
        ("sip:a@b@example.net", "a@b", "example.net", nil), ("sip:u:p@h", "u", "h", nil), ("sip:@h", "", "h", nil),
        ("sip:u@h:70000", "u", "h", nil),
    ] as [(String, String?, String, UInt16?)])
func sipURIs(text: String, user: String?, host: String, port: UInt16?) throws {
    let found = try #require(uri(text))
    #expect(found.user == user)
    #expect(found.host == host)
    #expect(found.port == port)
}

@Test(arguments: ["", "sip", "sip:", ":x", "1sip:x", "s p:x", "sip: "])
func otherTextIsNoURI(text: String) {
    #expect(uri(text) == nil)
}

@Test func otherSchemes() throws {
    #expect(try #require(uri("urn:service:sos")).opaque == "service:sos")
    #expect(try #require(uri("urn:service:sos")).description == "urn:service:sos")
    let telephone = try #require(uri("tel:7042;phone-context=+1-914-555;ext=12;isub=34"))
    #expect(telephone.user == "7042")
    #expect(telephone.host == nil)
    #expect(telephone.phoneContext == "+1-914-555")
    #expect(telephone.numberExtension == "12")
    #expect(telephone.isdnSubaddress == "34")
    #expect(telephone.isDeclaredTelephone)
    let withinSIP = try #require(uri("sip:7042;phone-context=example.com;ext=5@gw;user=PHONE"))
    #expect(withinSIP.phoneContext == "example.com")
    #expect(withinSIP.numberExtension == "5")
    #expect(withinSIP.isDeclaredTelephone)
    #expect(withinSIP.telephoneDigits == "7042")
}

@Test(
    arguments: [
        ("sip:+12125551212@h", "+12125551212"), ("tel:+1-212-555-1212;ext=9", "+12125551212"),
        ("sip:%2B1(212)555.1212@h", "+12125551212"), ("sip:100@h", "100"), ("sip:*98@h", "*98"),
        ("sip:011%2044%20207@h", "01144207"), ("sip:alice@h", nil), ("sip:10.0.0.1@h", nil), ("sip:1+2@h", nil),
        ("sip:+@h", nil), ("sip:h", nil), ("sip:@h", nil), ("urn:service:sos", nil),
        ("sip:\(String(repeating: "1", count: 41))@h", nil),
    ] as [(String, String?)])
func telephoneDigits(text: String, digits: String?) throws {
    let found = try #require(uri(text))
    #expect(found.telephoneDigits == digits)
}

@Test(
    arguments: [
        ("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1", .withheld),
        ("<sip:c8oqz84zk7z@anonymous.invalid>", .withheld),
        ("<sip:Restricted@gw>", .withheld), ("\"Private\" <sip:+12125551212@gw>", .withheld),
        ("<sip:unknown@unknown.invalid>", .unavailable), ("\"Out of area\" <sip:x@gw>", .unavailable),
        ("\"Unknown\" <sip:+12125551212@gw>", nil), ("\"asterisk\" <sip:asterisk@192.0.2.1>", .unavailable),
        ("<sip:192.0.2.1>", .unavailable), ("<sip:+266696687@gw>", .withheld), ("<sip:86282452253@gw>", .unavailable),
        ("<sip:0000000000@gw>", .unavailable), ("<sip:s@gw>", .unavailable), ("\"Alice\" <sip:alice@gw>", nil),
        ("<tel:+12125551212>", nil), ("urn:service:sos", nil),
    ] as [(String, CallerAnonymity?)])
func anonymity(text: String, expected: CallerAnonymity?) throws {
    let found = try #require(address(text))
    #expect(found.anonymity == expected)
    #expect(found.isAnonymous == (expected != nil))
}

@Test func addressesWithoutBrackets() throws {
    let found = try #require(address("sip:bob@h;tag=1;x"))
    #expect(found.uri.host == "h")
    #expect(found.tag == "1")
    #expect(found.parameters.contains("x"))
    #expect(found.displayName == nil)
    #expect(address("*") == nil)
    #expect(address("\"only a name\"") == nil)
    let manyParameters = String(repeating: ";a=b", count: 200)
    #expect(try #require(address("<sip:h>" + manyParameters)).parameters.all.count == SIPLimits.maximumParameters)
}
