import CallVocabulary

/// Packets inside UDP datagrams, recognised by port and by a header that holds together: VXLAN, Geneve, GTP-U, TZSP,
/// L2TP, ESP.
extension NetworkPacket {
    /// Unpacks the datagram if it is a tunnel's; true if this is now an inner packet.
    ///
    /// The outer packet is left alone where the inner headers cannot be read.
    package mutating func decodeTunnel(_ bytes: RawSpan) -> Bool {
        guard content == .udp, depth < NetworkPacket.maximumDepth else { return false }
        let start = payloadStart
        let end = payloadEnd
        guard end - start >= 8 else { return false }
        let outerDepth = depth
        switch destinationPort {
        case 4_789, 8_472:
            // |R|R|R|R|I|R|R|R| reserved 24 | VNI 24 | reserved 8 | (RFC 7348 §5)
            guard bytes.uint8(at: start) & 0x08 != 0, bytes.uint8(at: start + 7) == 0 else { return false }
            depth += 1
            decodeInner(bytes) { $0.decodeEthernet($1, from: start + 8, to: end) }
        case 6_081:
            // |Ver 2|Opt Len 6|O|C| Rsvd | Protocol 16 | VNI 24 | Reserved 8 | options (RFC 8926 §3.4)
            let first = bytes.uint8(at: start)
            guard first >> 6 == 0 else { return false }
            let type = bytes.uint16(at: start + 2)
            let inner = start + 8 + 4 * Int(first & 0x3F)
            depth += 1
            decodeInner(bytes) { packet, bytes in
                if type == 0x6558 {
                    packet.decodeEthernet(bytes, from: inner, to: end)
                } else if inner <= end {
                    packet.decodeEtherType(type, bytes, from: inner, to: end)
                }
            }
        case 2_152:
            guard let inner = NetworkPacket.gtpPayload(bytes, from: start, to: end) else { return false }
            depth += 1
            decodeInner(bytes) { $0.decodeRawIP($1, from: inner, to: end) }
        case 37_008:
            guard let inner = NetworkPacket.tzspPayload(bytes, from: start, to: end) else { return false }
            let isWireless = bytes.uint16(at: start + 2) == 18
            depth += 1
            decodeInner(bytes) { packet, bytes in
                if isWireless {
                    packet.decode80211(bytes, from: inner, to: end, isPadded: false)
                } else {
                    packet.decodeEthernet(bytes, from: inner, to: end)
                }
            }
        case 4_500:
            // A zero instead of the SPI marks IKE (RFC 3948 §2.2).
            guard bytes.uint32(at: start) != 0 else { return false }
            let wireLength = payloadWireLength
            depth += 1
            decodeInner(bytes) { $0.decodeESP($1, from: start, to: end, wireLength: wireLength) }
        default:
            guard destinationPort == 1_701 || sourcePort == 1_701 else { return false }
            if let inner = NetworkPacket.layerTwoPayload(bytes, from: start, to: end) {
                depth += 1
                decodeInner(bytes) { $0.decodePPP($1, from: inner, to: end) }
            } else if bytes.uint16(at: start) == 3 {
                // Version 3 over UDP: flags and version 2, reserved 2, then as over IP.
                depth += 1
                decodeInner(bytes) { $0.decodeSession($1, from: start + 4, to: end) }
            } else {
                return false
            }
        }
        // An inner packet begins elsewhere; where nothing was unpacked, the payload is still the outer one.
        let isInner = payloadStart != start || content != .udp
        if !isInner { depth = outerDepth }
        return isInner
    }

    /// Where the user packet of a G-PDU begins (3GPP TS 29.281 §5.1): version 1, type 255, optional fields and
    /// extension headers skipped.
    private static func gtpPayload(_ bytes: RawSpan, from start: Int, to end: Int) -> Int? {
        let flags = bytes.uint8(at: start)
        guard flags >> 5 == 1, flags & 0x10 != 0, bytes.uint8(at: start + 1) == 0xFF else { return nil }
        var at = start + 8
        guard flags & 0x07 != 0 else { return at }
        guard end - at >= 4 else { return nil }
        var next = flags & 0x04 != 0 ? bytes.uint8(at: at + 3) : 0
        at += 4
        var extensions = 0
        while next != 0 {
            guard end - at >= 4, extensions < 8 else { return nil }
            let length = 4 * Int(bytes.uint8(at: at))
            guard length > 0, end - at >= length else { return nil }
            next = bytes.uint8(at: at + length - 1)
            at += length
            extensions += 1
        }
        return at
    }

    /// Where the Ethernet or 802.11 frame behind TZSP's tags begins.
    private static func tzspPayload(_ bytes: RawSpan, from start: Int, to end: Int) -> Int? {
        guard bytes.uint8(at: start) == 1, bytes.uint8(at: start + 1) <= 1,
            [1, 18].contains(bytes.uint16(at: start + 2))
        else { return nil }
        var at = start + 4
        while at < end {
            let tag = bytes.uint8(at: at)
            if tag == 1 { return at + 1 }
            if tag == 0 {
                at += 1
                continue
            }
            guard end - at >= 2 else { return nil }
            at += 2 + Int(bytes.uint8(at: at + 1))
        }
        return nil
    }
}
