import CallVocabulary
import Foundation
import TestSupport
import Testing

@testable import WireFormats

private enum Vectors {
    /// Frames that tshark decodes down to one RTP packet, by name: link type and bytes.
    static let frames: [(name: String, linkType: UInt16, bytes: [UInt8])] = {
        guard let encapsulation = TelephonyVectors.all["encapsulation"] as? [String: Any],
            let frames = encapsulation["frames"] as? [String: [String: Any]]
        else { return [] }
        return frames.compactMap { name, frame in
            guard let hex = frame["frame_hex"] as? String, let linkType = frame["linktype"] as? Int else { return nil }
            return (name, UInt16(linkType), bytes(hex))
        }
    }()

    static func bytes(_ hex: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = hex[...]
        while rest.count >= 2 {
            bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}

private func decode(_ bytes: [UInt8], _ linkType: UInt16) -> NetworkPacket {
    var packet = NetworkPacket()
    packet.decode(bytes.span.bytes, from: 0, to: bytes.count, linkType: LinkType(rawValue: linkType))
    return packet
}

@Test(arguments: ["ethernet", "dot1q", "qinq_88a8", "linux_sll", "linux_sll2", "raw_ip", "null_le", "loop_be"])
func linkTypesLeadToTheSamePacket(name: String) throws {
    let frame = try #require(Vectors.frames.first { $0.name == name })
    let packet = decode(frame.bytes, frame.linkType)
    #expect(packet.content == .udp)
    #expect(packet.sourceEndpoint.description == "10.0.0.1:16384")
    #expect(packet.destinationEndpoint.description == "10.0.0.2:16386")
    let parsed = RTPHeader(
        parsing: frame.bytes.span.bytes, from: packet.payloadStart, to: packet.payloadEnd,
        wireLength: packet.payloadWireLength)
    let header = try #require(parsed)
    #expect(header.ssrc == 0xDEAD_BEEF)
    #expect(header.sequenceNumber == 4_660)
    #expect(header.timestamp == 160)
    #expect(header.payloadLength == 160)
}

@Test(arguments: [
    "pppoe", "mpls_2labels", "gre_ip", "gre_key_seq", "gre_teb", "erspan_type1", "erspan_type2", "erspan_type3",
    "vxlan", "geneve", "gtpu", "gtpu_seq_ext", "ipip", "tzsp",
])
func tunnelsLeadToTheSamePacket(name: String) throws {
    let frame = try #require(Vectors.frames.first { $0.name == name })
    var packet = decode(frame.bytes, frame.linkType)
    while packet.decodeTunnel(frame.bytes.span.bytes) {}
    #expect(packet.content == .udp)
    #expect(packet.sourceEndpoint.description == "10.0.0.1:16384")
    #expect(packet.destinationEndpoint.description == "10.0.0.2:16386")
    #expect(packet.payloadWireLength == 172)
}

/// Tunnels in tunnels end at the named depth.
@Test func tunnelsEndAtALimit() {
    var bytes = ipv4(udp([1]), proto: 17)
    for _ in 0..<7 { bytes = ipv4(bytes, proto: 4) }
    #expect(decode(bytes, 101).content == .udp)
    for _ in 0..<20 { bytes = ipv4(bytes, proto: 4) }
    #expect(decode(bytes, 101).content != .udp)
}

/// An IPv4 packet: 20 bytes of header, then `payload`.
private func ipv4(_ payload: [UInt8], proto: UInt8, fragment: UInt16 = 0, total: Int? = nil) -> [UInt8] {
    Wire.ipv4(payload, next: proto, number: 0x1234, fragment: Int(fragment), length: total)
}

/// An IPv6 packet from 2001:db8::1 to 2001:db8::2.
private func ipv6(_ payload: [UInt8], next: UInt8) -> [UInt8] {
    Wire.ipv6(payload, next: next)
}

private func udp(_ payload: [UInt8]) -> [UInt8] { Wire.udp(payload, 4_000, 4_002) }

@Test func ethernetPaddingIsNoPayload() {
    let frame = [UInt8](repeating: 2, count: 12) + [8, 0] + ipv4(udp([1, 2, 3]), proto: 17) + [0, 0, 0, 0, 0]
    let packet = decode(frame, 1)
    #expect(packet.content == .udp)
    #expect(packet.payloadEnd - packet.payloadStart == 3)
}

@Test func aSnapLengthLeavesTheWireLength() {
    let whole = ipv4(udp([UInt8](repeating: 9, count: 100)), proto: 17)
    let packet = decode(Array(whole.prefix(40)), 101)
    #expect(packet.content == .udp)
    #expect(packet.payloadEnd - packet.payloadStart == 12)
    #expect(packet.payloadWireLength == 100)
}

@Test func fragmentsAreNamed() {
    let first = decode(ipv4(udp([1]), proto: 17, fragment: 0x2000), 101)
    #expect(first.content == .fragment)
    #expect(first.moreFragments)
    let last = decode(ipv4([1, 2, 3], proto: 17, fragment: 0x0010), 101)
    #expect(last.content == .fragment)
    #expect(last.fragmentOffset == 128)
    #expect(!last.moreFragments)
}

@Test func extensionHeadersAreSkipped() {
    let hopByHop: [UInt8] = [60, 0, 1, 4, 0, 0, 0, 0]
    let destination: [UInt8] = [17, 0, 1, 4, 0, 0, 0, 0]
    let packet = decode(ipv6(hopByHop + destination + udp([5, 6]), next: 0), 229)
    #expect(packet.content == .udp)
    #expect(packet.sourceEndpoint.description == "[2001:db8::1]:4000")
    #expect(packet.payloadWireLength == 2)
    let fragment: [UInt8] = [17, 0, 0x00, 0x41, 0xDE, 0xAD, 0xBE, 0xEF]
    let piece = decode(ipv6(fragment + [1, 2, 3], next: 44), 229)
    #expect(piece.content == .fragment)
    #expect(piece.fragmentOffset == 64)
    #expect(piece.moreFragments)
    #expect(piece.identification == 0xDEAD_BEEF)
}

@Test func whatIsNoIPIsNamed() {
    #expect(
        decode([UInt8](repeating: 255, count: 12) + [8, 6] + [UInt8](repeating: 0, count: 28), 1).content == .other)
    #expect(decode([1, 2, 3], 1).content == .undecodable)
    #expect(decode(ipv4([1, 2, 3], proto: 17), 147).content == .undecodable)
    #expect(decode(ipv4([], proto: 89), 101).content == .otherIP)
    #expect(decode(ipv4([0x0F, 0xA0], proto: 17), 101).content == .undecodable)
    #expect(decode(ipv4(udp([1]), proto: 17, total: 10), 101).content == .undecodable)
}

/// Every prefix and every single changed byte of every frame is read or refused, never worse.
@Test func anyBytesAreReadOrRefused() {
    let samples: [(UInt16, [UInt8])] =
        Vectors.frames.map { ($0.linkType, $0.bytes) } + [
            (101, ipv4(udp([1, 2, 3]), proto: 17)), (229, ipv6([60, 0, 1, 4, 0, 0, 0, 0] + udp([5]), next: 0)),
        ]
    var seen = 0
    for (linkType, bytes) in samples {
        for length in 0...bytes.count {
            _ = decode(Array(bytes.prefix(length)), linkType)
            seen += 1
        }
        for index in bytes.indices {
            for value in [0, 0x7F, 0x80, 0xFF] as [UInt8] {
                var changed = bytes
                changed[index] = value
                let packet = decode(changed, linkType)
                #expect(packet.payloadEnd <= changed.count)
                if packet.content == .udp || packet.content == .tcp {
                    #expect(packet.payloadStart <= packet.payloadEnd)
                    #expect(packet.payloadWireLength >= 0)
                }
                seen += 1
            }
        }
    }
    #expect(seen > 0)
}

@Test func icmpQuotesItsOffender() throws {
    let offender = ipv4(udp([0x80, 0, 0, 1]), proto: 17)
    let message = ipv4([3, 3, 0, 0, 0, 0, 0, 0] + offender, proto: 1)
    let packet = decode(message, 101)
    #expect(packet.content == .icmp)
    let parsed = ICMPError(packet, in: message.span.bytes)
    let error = try #require(parsed)
    #expect(error.type == 3 && error.code == 3)
    #expect(error.quoted.destinationEndpoint.description == "192.0.2.2:4002")
    let echo = ipv4([8, 0, 0, 0, 0, 0, 0, 0] + offender, proto: 1)
    let none = ICMPError(decode(echo, 101), in: echo.span.bytes)
    #expect(none == nil)
}
