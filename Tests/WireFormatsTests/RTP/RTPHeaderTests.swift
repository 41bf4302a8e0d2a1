import CallVocabulary
import Testing
import WireOracle

@testable import WireFormats

/// Version 2, no padding, no extension, one contributing source, marker, payload type 8, four bytes of payload.
private let packetWithSource: [UInt8] = [
    0x81, 0x88, 0x12, 0x34, 0xDE, 0xAD, 0xBE, 0xEF, 0x01, 0x02, 0x03, 0x04, 0xAA, 0xAA, 0xAA, 0xAA, 1, 2, 3, 4,
]

/// The same with an extension of one word and a padding of two bytes.
private let packetWithEverything: [UInt8] = [
    0xB1, 0x08, 0xFF, 0xFF, 0, 0, 0, 1, 0, 0, 0, 2, 0xAA, 0xAA, 0xAA, 0xAA, 0xBE, 0xDE, 0x00, 0x01, 0x10, 0x7F, 0, 0, 1,
    2, 0, 2,
]

private func header(_ bytes: [UInt8], from start: Int = 0, to end: Int? = nil, wireLength: Int? = nil) -> RTPHeader? {
    RTPHeader(parsing: bytes.span.bytes, from: start, to: end ?? bytes.count, wireLength: wireLength ?? bytes.count)
}

private func packet(_ bytes: [UInt8]) throws -> RTPPacket {
    try RTPPacket(parsing: bytes.span.bytes)
}

private func event(_ bytes: [UInt8]) -> TelephoneEvent? {
    TelephoneEvent(parsing: bytes.span.bytes, from: 0, to: bytes.count)
}

private func noise(_ bytes: [UInt8]) -> ComfortNoise? {
    ComfortNoise(parsing: bytes.span.bytes, from: 0, to: bytes.count)
}

@Test func rtpHeaderFields() throws {
    let plain = try #require(header(packetWithSource))
    #expect(plain.payloadType == 8)
    #expect(plain.marker)
    #expect(plain.sequenceNumber == 0x1234)
    #expect(plain.timestamp == 0xDEAD_BEEF)
    #expect(plain.ssrc == 0x0102_0304)
    #expect(plain.csrcCount == 1)
    #expect(!plain.hasExtension)
    #expect(plain.payloadOffset == 16)
    #expect(plain.payloadLength == 4)

    let full = try #require(header(packetWithEverything))
    #expect(full.hasExtension)
    #expect(!full.marker)
    #expect(full.payloadOffset == 24)
    #expect(full.payloadLength == 2)
}

@Test func rtpHeaderWithinOtherBytes() throws {
    let bytes = [UInt8](repeating: 0xFF, count: 7) + packetWithSource + [9, 9, 9]
    let found = try #require(header(bytes, from: 7, wireLength: packetWithSource.count))
    #expect(found.payloadOffset == 23)
    #expect(found.payloadLength == 4)
    #expect(found.capturedPayload(to: bytes.count) == 23..<27)
}

/// A snap length that leaves the header is no reason to lose the packet: sequence and time are what counts.
@Test func rtpHeaderOfACutCapture() throws {
    let cut = Array(packetWithEverything.prefix(26))
    let found = try #require(header(cut, wireLength: 28))
    #expect(found.payloadLength == 4, "the padding count is not there, so it counts as payload")
    #expect(found.capturedPayload(to: 26) == 24..<26)

    let shorter = try #require(header(Array(packetWithEverything.prefix(12)), wireLength: 28))
    #expect(shorter.sequenceNumber == 0xFFFF)
    #expect(shorter.capturedPayload(to: 12).isEmpty)

    #expect(header(Array(packetWithEverything.prefix(11)), wireLength: 28) == nil)
}

@Test(arguments: [
    (0, UInt8(0x41), WireError(.unsupportedVersion, at: 0)),
    (0, 0x8F, WireError(.truncated, at: 20)),
    (0, 0x95, WireError(.truncated, at: 20)),
])
func rtpRefusals(index: Int, value: UInt8, expected: WireError) {
    var bytes = packetWithSource
    bytes[index] = value
    #expect(header(bytes) == nil)
    #expect(throws: expected) { try packet(bytes) }
}

@Test(arguments: [UInt8(0), 5, 255])
func rtpPaddingOutOfBounds(count: UInt8) {
    var bytes = packetWithEverything
    bytes[27] = count
    #expect(header(bytes) == nil)
    #expect(throws: WireError(.paddingOutOfBounds, at: 27)) { try packet(bytes) }
}

@Test func rtpPaddingMayFillThePayload() throws {
    var bytes = packetWithEverything
    bytes[27] = 4
    #expect(try packet(bytes).payload == 24..<24)
}

/// No prefix and no first byte may crash, whatever the flags and the wire length claim.
@Test(arguments: UInt8.min...UInt8.max)
func everyRTPPrefixIsReadOrRefused(flags: UInt8) {
    var bytes = packetWithEverything
    bytes[0] = flags
    for length in 0...bytes.count {
        let prefix = Array(bytes.prefix(length))
        let whole = header(prefix)
        #expect((whole != nil) == ((try? packet(prefix)) != nil))
        for wireLength in [-1, 0, 11, 12, 28, 65_535, Int.max] {
            guard let found = header(prefix, wireLength: wireLength) else { continue }
            #expect(found.payloadLength >= 0)
            _ = found.capturedPayload(to: length)
        }
    }
    #expect(header(bytes, from: -1, to: 5, wireLength: 12) == nil)
    #expect(header(bytes, from: 9, to: Int.min, wireLength: 12) == nil)
    #expect(header(bytes, to: 99, wireLength: 12) == nil)
}

@Test func staticPayloadTypes() {
    #expect(StaticPayloadTypes.codec(0) == Codec(encoding: "PCMU", clockRate: 8_000))
    #expect(StaticPayloadTypes.codec(9) == Codec(encoding: "G722", clockRate: 8_000))
    #expect(StaticPayloadTypes.codec(10) == Codec(encoding: "L16", clockRate: 44_100, channels: 2))
    #expect(StaticPayloadTypes.codec(17) == Codec(encoding: "DVI4", clockRate: 22_050))
    #expect(StaticPayloadTypes.codec(34) == Codec(encoding: "H263", clockRate: 90_000))
    for reserved in [1, 2, 19, 20, 27, 35, 72, 95, 96, 127] as [UInt8] {
        #expect(StaticPayloadTypes.codec(reserved) == nil)
    }
    for payloadType in UInt8.min...127 {
        #expect((StaticPayloadTypes.codec(payloadType) == nil) == (StaticPayloadTypes.clockRate(payloadType) == nil))
    }
}

@Test func telephoneEvents() throws {
    let found = try #require(event([11, 0x8A, 0x03, 0x20]))
    #expect(found.key == "#")
    #expect(found.isEnd)
    #expect(found.attenuation == 10)
    #expect(found.duration == 800)
    #expect(event([11, 0x8A, 0x03]) == nil)
    let keys = (UInt8(0)...16).map { event([$0, 0, 0, 0])?.key }
    #expect(keys == Array("0123456789*#ABCD").map { $0 } + [nil])
}

@Test func comfortNoise() throws {
    let found = try #require(noise([0xC0, 1, 2]))
    #expect(found.attenuation == 64)
    #expect(found.coefficientCount == 2)
    #expect(noise([]) == nil)
}
