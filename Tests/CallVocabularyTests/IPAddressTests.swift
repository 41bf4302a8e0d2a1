import CallVocabulary
import Testing

@Test(arguments: [
    ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("2001:db8:0:0:0:0:0:1", "2001:db8::1"), ("::", "::"),
    ("::1", "::1"), ("fe80::1%eth0", "fe80::1"), ("[2001:db8::]", "2001:db8::"), ("::ffff:192.0.2.1", "192.0.2.1"),
    ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:0:0:4:0:0:0:8", "1:0:0:4::8"),
])
func addressesReadAndWrite(text: String, canonical: String) throws {
    #expect(try #require(IPAddress(text)).description == canonical)
}

@Test(arguments: [
    "", "1.2.3", "1.2.3.256", "1.2.3.4.5", ":", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7", "a.b.c.d",
    "1:2:3:4:5:6:7:8:9", ":1:2:3:4:5:6:7", "1:",
])
func otherTextIsNoAddress(text: String) {
    #expect(IPAddress(text) == nil)
}

@Test func privateRanges() throws {
    for text in [
        "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "169.254.1.1", "fd00::1", "fe80::1",
    ] {
        #expect(try #require(IPAddress(text)).isPrivate, "\(text)")
    }
    for text in ["172.32.0.1", "192.0.2.1", "100.128.0.1", "2001:db8::1"] {
        #expect(try !#require(IPAddress(text)).isPrivate, "\(text)")
    }
}
