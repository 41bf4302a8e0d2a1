import CallVocabulary
import Testing

@testable import WireFormats

/// The short way through a packet has to find what the long way finds, or nothing.
struct PlainRTPPacketTests {
    private static let v4: [UInt8] =
        [UInt8](repeating: 2, count: 12) + [0x08, 0x00]
        + [0x45, 0, 0, 60, 0x12, 0x34, 0x40, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2] + datagram
    private static let v6: [UInt8] =
        [UInt8](repeating: 2, count: 12) + [0x86, 0xDD] + [0x60, 0, 0, 0, 0, 40, 17, 64]
        + [0x20, 0x01] + [UInt8](repeating: 1, count: 14) + [0x20, 0x01] + [UInt8](repeating: 3, count: 14) + datagram
    private static let datagram: [UInt8] =
        [0x13, 0x88, 0x17, 0x70, 0, 40, 0, 0] + [0x80, 0x88, 0xFF, 0xFE, 1, 2, 3, 4, 5, 6, 7, 8]
        + [UInt8](repeating: 0xD5, count: 20)

    private static func tagged(_ frame: [UInt8]) -> [UInt8] {
        frame[..<12] + [0x81, 0x00, 0x00, 0x07] + frame[12...]
    }

    struct Frame: Sendable, CustomTestStringConvertible {
        var linkType: LinkType
        var bytes: [UInt8]
        var testDescription: String { "\(linkType.name), \(bytes.count) bytes" }
    }

    /// Each link header, before IPv4 and before IPv6.
    private static let frames: [Frame] = [v4, v6].flatMap { frame in
        let type = Array(frame[12..<14])
        let packet = Array(frame[14...])
        let anyDevice: [UInt8] = [0, 0, 0, 1, 0, 6] + [UInt8](repeating: 2, count: 8) + type + packet
        let anyDevice2: [UInt8] = type + [0, 0, 0, 0, 0, 3, 0, 1, 0, 6] + [UInt8](repeating: 2, count: 8) + packet
        return [
            Frame(linkType: .ethernet, bytes: frame), Frame(linkType: .ethernet, bytes: tagged(frame)),
            Frame(linkType: .linuxSLL, bytes: anyDevice), Frame(linkType: .linuxSLL2, bytes: anyDevice2),
            Frame(linkType: .raw, bytes: packet),
        ]
    }

    private func read(_ frame: Frame) -> PlainRTPPacket? {
        PlainRTPPacket(frame.bytes.span.bytes, linkType: frame.linkType)
    }

    @Test(arguments: frames)
    func readsTheUsualPacket(_ frame: Frame) throws {
        var padded = frame
        padded.bytes += [0, 0, 0, 0]
        for frame in [frame, padded] {
            let plain = try #require(read(frame))
            #expect(plain.sequence == 0xFFFE)
            #expect(plain.payloadType == 8)
            #expect(plain.marker)
            #expect(plain.payloadLength == 20)
            expectAgreement(plain, frame)
        }
    }

    @Test(arguments: frames)
    func agreesWithTheGeneralWayWhateverByteChanges(_ frame: Frame) {
        var agreed = 0
        for at in frame.bytes.indices {
            for value in UInt8.min ... .max {
                var changed = frame
                changed.bytes[at] = value
                let plain = read(changed)
                if frame.linkType == .ethernet {
                    expectAgreement(EthernetRTPSource(changed.bytes.span.bytes), plain, changed)
                }
                guard let plain else { continue }
                expectAgreement(plain, changed)
                agreed += 1
            }
        }
        #expect(agreed > 10_000)
    }

    @Test(arguments: frames)
    func leavesCutPacketsAlone(_ frame: Frame) {
        for count in frame.bytes.indices {
            let cut = Frame(linkType: frame.linkType, bytes: Array(frame.bytes[..<count]))
            #expect(read(cut) == nil)
            let isFound = EthernetRTPSource(cut.bytes.span.bytes) != nil
            #expect(!isFound)
        }
    }

    /// The quickest reading finds the packets with IPv4 and without a tag, all of them and no others.
    private func expectAgreement(_ source: EthernetRTPSource?, _ plain: PlainRTPPacket?, _ frame: Frame) {
        let bytes = frame.bytes.span.bytes
        guard let plain, bytes.uint16(at: 12) == 0x0800 else {
            #expect(source == nil)
            return
        }
        #expect(source?.addresses == UInt64(plain.source.v4 ?? 0) << 32 | UInt64(plain.destination.v4 ?? 0))
        #expect(source?.portsAndSource == UInt64(plain.ports) << 32 | UInt64(plain.ssrc))
        #expect(EthernetRTPSource.headerStart + 12 == PlainRTPPacket.headerBytes(of: bytes, linkType: .ethernet))
        let fields = PlainRTPFields(ethernetIPv4: bytes)
        let same = PlainRTPFields(plain)
        #expect(fields.timestamp == same.timestamp && fields.payloadLength == same.payloadLength)
        #expect(fields.sequence == same.sequence && fields.identification == same.identification)
        #expect(fields.payloadType == same.payloadType && fields.marker == same.marker)
    }

    private func expectAgreement(_ plain: PlainRTPPacket, _ frame: Frame) {
        let bytes = frame.bytes.span.bytes
        var network = NetworkPacket()
        network.decode(bytes, from: 0, to: frame.bytes.count, linkType: frame.linkType)
        #expect(network.content == .udp)
        let header = RTPHeader(
            parsing: bytes, from: network.payloadStart, to: network.payloadEnd,
            wireLength: network.payloadWireLength)
        #expect(plain.source == network.source && plain.destination == network.destination)
        #expect(plain.ports == UInt32(network.sourcePort) << 16 | UInt32(network.destinationPort))
        #expect(UInt32(plain.identification) == network.identification)
        #expect(plain.ssrc == header?.ssrc && plain.timestamp == header?.timestamp)
        #expect(plain.sequence == header?.sequenceNumber && plain.payloadType == header?.payloadType)
        #expect(plain.marker == header?.marker && Int(plain.payloadLength) == header?.payloadLength)
        let second = bytes.uint8(at: network.payloadStart + 1)
        #expect(second < 192 || second > 223)
    }
}
