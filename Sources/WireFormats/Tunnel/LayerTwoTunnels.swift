import CallVocabulary

/// L2TP: version 2 over UDP (RFC 2661 §3.1), version 3 over IP and UDP (RFC 3931 §4.1).
extension NetworkPacket {
    /// Where the PPP frame of a data message of version 2 begins; `nil` for control messages.
    ///
    /// ```
    /// |T|L|x|x|S|x|O|P|x|x|x|x|  Ver  |  Length (L)   |
    /// |    Tunnel     |    Session    |   Ns, Nr (S)  |  Offset (O)  | offset padding
    /// ```
    static func layerTwoPayload(_ bytes: RawSpan, from start: Int, to end: Int) -> Int? {
        guard end - start >= 6 else { return nil }
        let flags = bytes.uint16(at: start)
        guard flags & 0x8000 == 0, flags & 0x000F == 2, flags & 0x34F0 == 0 else { return nil }
        var at = start + 2
        if flags & 0x4000 != 0 {
            // A length that runs past the datagram is none.
            guard Int(bytes.uint16(at: at)) >= 8 else { return nil }
            at += 2
        }
        at += 4
        if flags & 0x0800 != 0 { at += 4 }
        if flags & 0x0200 != 0 {
            guard end - at >= 2 else { return nil }
            at += 2 + Int(bytes.uint16(at: at))
        }
        return end - at >= 2 ? at : nil
    }

    /// The session of a data message of version 3 over IP: identifier, then a cookie and a sublayer whose lengths
    /// only the peers know, then mostly Ethernet.
    ///
    /// A length is believed if an Ethernet header with an IP header that holds together follows.
    mutating func decodeSession(_ bytes: RawSpan, from start: Int, to end: Int) {
        guard end - start >= 4, bytes.uint32(at: start) != 0 else { return }
        for length in [0, 4, 8, 12] {
            let at = start + 4 + length
            guard NetworkPacket.isEthernetWithIP(bytes, from: at, to: end) else { continue }
            decodeEthernet(bytes, from: at, to: end)
            return
        }
    }

    /// Whether Ethernet with IP begins at `start`: for IPv4 the header's checksum is right, for IPv6 the length fits.
    private static func isEthernetWithIP(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        var at = start + 12
        var tags = 0
        while end - at >= 4, bytes.uint16(at: at) == 0x8100, tags < maximumTags {
            at += 4
            tags += 1
        }
        guard end - at >= 22 else { return false }
        let header = at + 2
        switch bytes.uint16(at: at) {
        case 0x0800:
            let length = Int(bytes.uint8(at: header) & 0x0F) * 4
            guard bytes.uint8(at: header) >> 4 == 4, length >= 20, end - header >= length else { return false }
            var sum: UInt32 = 0
            for offset in stride(from: 0, to: length, by: 2) { sum += UInt32(bytes.uint16(at: header + offset)) }
            while sum > 0xFFFF { sum = (sum & 0xFFFF) + (sum >> 16) }
            return sum == 0xFFFF
        case 0x86DD:
            return end - header >= 40 && bytes.uint8(at: header) >> 4 == 6
                && 40 + Int(bytes.uint16(at: header + 4)) <= end - header
        default: return false
        }
    }
}
