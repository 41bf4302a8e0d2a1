import CallAnalysis
import CallVocabulary
import TestSupport

/// Frames built by hand: one RTP stream inside each thing that carries it.
enum EncapsulationFrames {
    typealias Frame = (bytes: [UInt8], linkType: LinkType)

    static func word(_ value: Int) -> [UInt8] { Wire.word(value) }
    static func long(_ value: UInt32) -> [UInt8] { Wire.long(value) }
    static func zeros(_ count: Int) -> [UInt8] { Wire.zeros(count) }

    static let caller: UInt32 = 0xC000_0201
    static let callee: UInt32 = 0xC633_6402
    static let gateway: UInt32 = 0xCB00_7101
    static let peer: UInt32 = 0xCB00_7102

    /// An IPv4 packet of `next` between two addresses, with a right checksum.
    static func ip(_ payload: [UInt8], next: UInt8, from: UInt32, to: UInt32, number: Int) -> [UInt8] {
        Wire.ipv4(payload, next: next, from: long(from), to: long(to), number: number)
    }

    /// An IPv6 packet of `next`.
    static func ipv6(_ payload: [UInt8], next: UInt8) -> [UInt8] {
        Wire.ipv6(payload, next: next)
    }

    static func udp(_ payload: [UInt8], _ from: Int, _ to: Int) -> [UInt8] { Wire.udp(payload, from, to) }

    /// The packet that is carried.
    static func inner(_ number: Int) -> [UInt8] {
        ip(
            udp(rtp(number, timestamp: number * 160, ssrc: 7), 4_000, 5_000), next: 17, from: caller, to: callee,
            number: number + 1)
    }

    static func outer(_ payload: [UInt8], next: UInt8, number: Int) -> [UInt8] {
        ip(payload, next: next, from: gateway, to: peer, number: number + 20_001)
    }

    private static let macs = Wire.stations
    static func ethernet(_ payload: [UInt8], type: Int = 0x0800) -> [UInt8] { Wire.ethernet(payload, type: type) }
    private static let llc: [UInt8] = [0xAA, 0xAA, 3, 0, 0, 0, 8, 0]
    private static func radio(_ control: UInt8 = 8, _ flags: UInt8 = 1, more: [UInt8] = []) -> [UInt8] {
        [control, flags, 0, 0] + [UInt8](repeating: 2, count: 18) + [0, 0] + more
    }
    private static func esp(_ packet: [UInt8], _ number: Int, integrity: Int) -> [UInt8] {
        let padding = (4 - (packet.count + 2) % 4) % 4
        return long(5) + long(UInt32(number)) + packet + (0..<padding).map { UInt8($0 + 1) } + [UInt8(padding), 4]
            + [UInt8](repeating: 9, count: integrity)
    }

    /// All carriers, by name.
    static let names = [
        "nothing", "Ethernet", "802.3 with SNAP", "802.1Q", "QinQ", "Linux SLL", "Linux SLL2", "NULL", "LOOP", "PPP",
        "Cisco HDLC",
        "PPP over Ethernet", "PPP over Ethernet, link type", "MPLS", "MPLS pseudowire", "MPLS, link type", "GRE",
        "GRE with checksum, key and sequence", "GRE with Ethernet", "ERSPAN I", "ERSPAN II", "ERSPAN III",
        "ERSPAN III with subheader", "VXLAN", "Geneve with options", "GTP-U", "GTP-U with extension", "IP in IP",
        "IP in IPv6", "IP in IP in IP", "L2TP", "L2TP with length", "L2TP with sequence and offset", "L2TPv3",
        "AH", "AH in IPv6", "ESP with the NULL cipher", "ESP in UDP with the NULL cipher", "802.11",
        "802.11 with radiotap", "802.11 with radiotap and padding", "802.11 with PPI", "802.11 with QoS",
        "802.11 with four addresses", "802.11 with aggregate", "TZSP", "TZSP with 802.11",
    ]

    /// The frame and link type of packet `number` inside the carrier of this name.
    static func frame(_ name: String, _ number: Int) -> Frame {
        let packet = inner(number)
        func tunnel(_ payload: [UInt8], next: UInt8) -> Frame { (outer(payload, next: next, number: number), .raw) }
        func port(_ payload: [UInt8], _ port: Int) -> Frame { tunnel(udp(payload, 40_000, port), next: 17) }
        func link(_ bytes: [UInt8], _ type: UInt16) -> Frame { (bytes, LinkType(rawValue: type)) }
        switch name {
        case "Ethernet": return link(ethernet(packet), 1)
        case "802.3 with SNAP": return link(ethernet(llc + packet, type: 8 + packet.count), 1)
        case "802.1Q": return link(ethernet(word(0xA064) + word(0x0800) + packet, type: 0x8100), 1)
        case "QinQ":
            return link(ethernet(word(100) + word(0x8100) + word(200) + word(0x0800) + packet, type: 0x88A8), 1)
        case "Linux SLL": return link(word(4) + word(1) + word(6) + zeros(8) + word(0x0800) + packet, 113)
        case "Linux SLL2":
            return link(word(0x0800) + word(0) + long(2) + word(1) + [4, 6] + zeros(8) + packet, 276)
        case "NULL": return link([2, 0, 0, 0] + packet, 0)
        case "LOOP": return link([0, 0, 0, 2] + packet, 108)
        case "PPP": return link([0xFF, 3, 0, 0x21] + packet, 9)
        case "Cisco HDLC": return link([0x0F, 0, 8, 0] + packet, 104)
        case "PPP over Ethernet":
            return link(
                ethernet([0x11, 0] + word(7) + word(packet.count + 2) + [0, 0x21] + packet, type: 0x8864), 1)
        case "PPP over Ethernet, link type":
            return link([0x11, 0] + word(7) + word(packet.count + 2) + [0, 0x21] + packet, 51)
        case "MPLS": return link(ethernet(long(0x0006_4040) + long(0x000C_8140) + packet, type: 0x8847), 1)
        case "MPLS pseudowire":
            return link(ethernet(long(0x0006_4140) + zeros(4) + ethernet(packet), type: 0x8847), 1)
        case "MPLS, link type": return link(long(0x0006_4140) + packet, 219)
        case "GRE": return tunnel(word(0) + word(0x0800) + packet, next: 47)
        case "GRE with checksum, key and sequence":
            return tunnel(word(0xB000) + word(0x0800) + long(0) + long(7) + long(UInt32(number)) + packet, next: 47)
        case "GRE with Ethernet": return tunnel(word(0) + word(0x6558) + ethernet(packet), next: 47)
        case "ERSPAN I": return tunnel(word(0) + word(0x88BE) + ethernet(packet), next: 47)
        case "ERSPAN II":
            return tunnel(
                word(0x1000) + word(0x88BE) + long(UInt32(number)) + long(0x1064_0005) + long(0) + ethernet(packet),
                next: 47)
        case "ERSPAN III", "ERSPAN III with subheader":
            let more = name == "ERSPAN III" ? 0 : 1
            return tunnel(
                word(0x1000) + word(0x22EB) + long(UInt32(number)) + long(0x2064_0005) + long(0) + long(UInt32(more))
                    + zeros(8 * more) + ethernet(packet), next: 47)
        case "VXLAN": return port([8, 0, 0, 0] + long(0x1388 << 8) + ethernet(packet), 4_789)
        case "Geneve with options":
            return port([2, 0] + word(0x6558) + long(0x1388 << 8) + zeros(8) + ethernet(packet), 6_081)
        case "GTP-U": return port([0x30, 0xFF] + word(packet.count) + long(9) + packet, 2_152)
        case "GTP-U with extension":
            return port(
                [0x36, 0xFF] + word(packet.count + 8) + long(9) + [0, 1, 0, 0x85, 1, 0, 9, 0] + packet, 2_152)
        case "IP in IP": return tunnel(packet, next: 4)
        case "IP in IPv6": return (ipv6(packet, next: 4), .raw)
        case "IP in IP in IP": return tunnel(outer(packet, next: 4, number: number), next: 4)
        case "L2TP": return port(word(2) + word(1) + word(2) + [0xFF, 3, 0, 0x21] + packet, 1_701)
        case "L2TP with length":
            let body = word(1) + word(2) + [0xFF, 3, 0, 0x21] + packet
            return port(word(0x4002) + word(body.count + 4) + body, 1_701)
        case "L2TP with sequence and offset":
            return port(
                word(0x0A02) + word(1) + word(2) + word(number) + word(0) + word(3) + zeros(3) + [0x21] + packet, 1_701)
        case "L2TPv3": return tunnel(long(77) + zeros(4) + ethernet(packet), next: 115)
        case "AH":
            return tunnel(
                [4, 4, 0, 0] + long(9) + long(UInt32(number)) + [UInt8](repeating: 7, count: 12) + packet, next: 51)
        case "AH in IPv6":
            return (ipv6([4, 4, 0, 0] + long(9) + long(1) + [UInt8](repeating: 7, count: 12) + packet, next: 51), .raw)
        case "ESP with the NULL cipher": return tunnel(esp(packet, number, integrity: 12), next: 50)
        case "ESP in UDP with the NULL cipher": return port(esp(packet, number, integrity: 16), 4_500)
        case "802.11": return link(radio() + llc + packet, 105)
        case "802.11 with radiotap": return link([0, 0, 8, 0, 0, 0, 0, 0] + radio() + llc + packet, 127)
        case "802.11 with radiotap and padding":
            // Flags 0x20: the body begins at a multiple of four.
            return link(
                [0, 0, 9, 0, 2, 0, 0, 0, 0x20] + radio(0x88, more: [0, 0]) + zeros(2) + llc + packet, 127)
        case "802.11 with PPI": return link([0, 0, 8, 0, 105, 0, 0, 0] + radio() + llc + packet, 192)
        case "802.11 with QoS": return link(radio(0x88, more: [0, 0]) + llc + packet, 105)
        case "802.11 with four addresses": return link(radio(8, 3, more: zeros(6)) + llc + packet, 105)
        case "802.11 with aggregate":
            let body = llc + packet
            return link(radio(0x88, more: [0x80, 0]) + macs + word(body.count) + body, 105)
        case "TZSP": return port([1, 0] + word(1) + [1] + ethernet(packet), 37_008)
        case "TZSP with 802.11":
            return port([1, 0] + word(18) + [10, 1, 0xC0, 0, 1] + radio() + llc + packet, 37_008)
        default: return (packet, .raw)
        }
    }

    /// Analyzes frames that come every 20 ms.
    static func analyzed(_ frames: [Frame], limits: AnalysisLimits = AnalysisLimits()) -> CallAnalysisResult {
        var batch = PacketBatch()
        for (index, frame) in frames.enumerated() {
            batch.packets.append(
                CapturedPacket(
                    time: CaptureTime(nanoseconds: Int64(index) * 20_000_000), offset: batch.bytes.count,
                    capturedLength: frame.bytes.count, originalLength: frame.bytes.count, number: index + 1,
                    linkType: frame.linkType, interface: 0))
            batch.bytes += frame.bytes
        }
        var analyzer = CallAnalyzer(limits: limits)
        analyzer.beginCapture(name: "test")
        analyzer.ingest(batch)
        return analyzer.finish()
    }

    /// A UDP packet from the caller to somewhere.
    static func datagram(
        _ payload: [UInt8], from: (UInt32, Int), to: (UInt32, Int), number: Int
    ) -> Frame {
        (ip(udp(payload, from.1, to.1), next: 17, from: from.0, to: to.0, number: number), .raw)
    }
}
