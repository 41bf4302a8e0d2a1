import Testing

@testable import WireFormats

private func kind(_ bytes: [UInt8], wireLength: Int? = nil) -> MediaDatagramKind {
    MediaDatagramKind(parsing: bytes.span.bytes, from: 0, to: bytes.count, wireLength: wireLength ?? bytes.count)
}

private func stunHeader(_ bytes: [UInt8], wireLength: Int = 20) -> STUNHeader? {
    STUNHeader(parsing: bytes.span.bytes, from: 0, to: bytes.count, wireLength: wireLength)
}

private func stun(type: UInt16, length: UInt8 = 0) -> [UInt8] {
    [UInt8(type >> 8), UInt8(type & 0xFF), 0, length, 0x21, 0x12, 0xA4, 0x42] + [UInt8](0..<12)
}

@Test func rtpAndRTCPOnOnePort() {
    let rest = [UInt8](repeating: 0, count: 10)
    #expect(kind([0x80, 0x88] + rest) == .rtp)
    #expect(kind([0x80, 0x08] + rest) == .rtp)
    #expect(kind([0x80, 200, 0, 2] + rest) == .rtcp)
    #expect(kind([0x81, 223, 0, 0] + rest) == .rtcp)
    #expect(kind([0x80, 229] + rest) == .rtp)
    // A length beyond the datagram: RTP that breaks RFC 5761.
    #expect(kind([0x80, 200, 0x7F, 0xFF] + rest) == .rtp)
    // Cut captures are judged by the length on the wire.
    #expect(kind([0x80, 200, 0, 6], wireLength: 28) == .rtcp)
    #expect(kind([0x80, 0, 0, 6], wireLength: 28) == .other)
    #expect(kind([]) == .other)
    #expect(kind([0x80]) == .other)
}

@Test func otherProtocolsOnAMediaPort() {
    #expect(kind([0x16, 0xFE, 0xFD]) == .dtls)
    #expect(kind([0x40, 0x00, 0, 0]) == .turnChannel)
    #expect(kind([0x10, 0, 0, 1, 0x5A, 0x52, 0x54, 0x50, 0, 0, 0, 0]) == .zrtp)
    #expect(kind([0x10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]) == .other)
    #expect(kind(stun(type: 1)) == .stun)
    #expect(kind(Array("INVITE sip:a SIP/2.0\r\n".utf8)) == .turnChannel, "why SIP is looked for first")
}

@Test func stunHeaders() throws {
    let header = try #require(stunHeader(stun(type: 0x0001)))
    #expect(header.messageClass == .request)
    #expect(header.method == 1)
    #expect(header.transactionHigh == 0x0001_0203_0405_0607)
    #expect(header.transactionLow == 0x0809_0A0B)

    for (type, method, messageClass) in [
        (0x0101, 1, STUNHeader.MessageClass.success), (0x0111, 1, .failure), (0x0016, 6, .indication),
        (0x0017, 7, .indication), (0x0109, 9, .success),
    ] as [(UInt16, UInt16, STUNHeader.MessageClass)] {
        let found = try #require(stunHeader(stun(type: type)))
        #expect(found.method == method)
        #expect(found.messageClass == messageClass)
    }
}

@Test func stunRefusals() {
    for (bytes, wireLength) in [
        (stun(type: 1, length: 4), 20), (stun(type: 1, length: 3), 40), (Array(stun(type: 1).prefix(19)), 20),
        (stun(type: 0x8001), 20), (Array(stun(type: 1).prefix(4)) + [UInt8](repeating: 0, count: 16), 20),
    ] {
        #expect(stunHeader(bytes, wireLength: wireLength) == nil)
    }
}
