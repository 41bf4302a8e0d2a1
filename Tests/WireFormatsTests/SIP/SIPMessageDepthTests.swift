import Testing

@testable import WireFormats

/// What calls are followed by is the same, whether a message is read as a whole or only for them.
@Suite struct SIPMessageDepthTests {
    private static let vias = [
        ["Via: SIP/2.0/UDP h;branch=z9hG4bK1"], ["v: SIP/2.0/TCP h:5070 ; rport ; branch = \"q\";received=192.0.2.1"],
        ["Via: SIP/2.0/UDP one;branch=a, SIP/2.0/UDP two;branch=b", "Via: SIP/2.0/UDP three;branch=c"],
        ["Via:", "Via: SIP/2.0/UDP h;branch=second"], ["Via: nonsense", "Via: SIP/2.0/UDP h;branch=second"],
        ["Via: ,SIP/2.0/UDP h;branch=late"], ["Via: SIP/2.0/UDP h;branch;branch=b"], ["Via: SIP/2.0/UDP ;branch=b"],
        ["Via: SIP/2.0/UDP [2001:db8::1]:5060;ttl=1;BRANCH=B"], [],
    ]
    private static let addresses = [
        "\"A, B\" <sip:a@h;tag=no>;tag=yes", "<sip:a@h>", "sip:a@h;tag=1;tag=2",
        "<tel:+442079460018>;x=\";tag=no\";tag=t",
        "sip:a@h", "<>;tag=lost", "\"open <sip:a@h>;tag=1", "<sip:a@h;transport=tcp?x=y>;TAG=Upper", "<sip:a@h>;tag",
    ]

    private func read(_ lines: [String], _ depth: SIPMessage.Depth) throws -> SIPMessage {
        let bytes = Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
        return try SIPMessage(parsing: bytes.span.bytes, from: 0, to: bytes.count, depth: depth)
    }

    @Test(arguments: vias)
    func theBranchIsThatOfTheTopmostHop(_ vias: [String]) throws {
        let lines = ["INVITE sip:b@h SIP/2.0", "Call-ID: c", "CSeq: 1 INVITE"] + vias
        let whole = try read(lines, .whole)
        #expect(try read(lines, .calls).branch == whole.branch)
        #expect(whole.branch == whole.topmostVia?.branch)
    }

    @Test(arguments: addresses, addresses)
    func partiesAndTagsAreTheSame(_ from: String, _ to: String) throws {
        let lines = [
            "SIP/2.0 200 OK", "From: \(from)", "To: \(to)", "Contact: <sip:x@y>", "Require: 100rel",
            "Reason: Q.850;cause=16",
            "CSeq: 7 BYE", "Call-ID: c", "User-Agent: u", "P-Asserted-Identity: <sip:+1@h>;x=1", "Privacy: id;user",
        ]
        let (whole, calls) = (try read(lines, .whole), try read(lines, .calls))
        #expect(calls.fromTag == whole.fromTag && calls.toTag == whole.toTag)
        #expect(calls.from?.uri == whole.from?.uri && calls.to?.uri == whole.to?.uri)
        #expect(calls.from?.displayName == whole.from?.displayName)
        #expect(calls.assertedIdentities == whole.assertedIdentities && calls.privacy == whole.privacy)
        #expect(calls.cSeq == whole.cSeq && calls.callID == whole.callID && calls.userAgent == whole.userAgent)
        #expect(calls.contact == nil && calls.required.isEmpty && calls.reasons.isEmpty)
        #expect(whole.contact != nil && whole.required == ["100rel"] && !whole.reasons.isEmpty)
    }
}
