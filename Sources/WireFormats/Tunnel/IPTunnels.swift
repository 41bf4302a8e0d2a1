import CallVocabulary

/// Packets inside packets, where the outer header says so by number: IP in IP, GRE with ERSPAN, PPPoE, MPLS,
/// and by way of the files beside this one AH, plain ESP and L2TPv3.
///
/// Each level counts against ``NetworkPacket/maximumDepth``.
extension NetworkPacket {
    /// The most headers of IP unpacked from one frame.
    @usableFromInline static var maximumDepth: UInt8 { 8 }

    /// Counts one level; false if that was one too many.
    mutating func descend() -> Bool {
        depth += 1
        guard depth <= NetworkPacket.maximumDepth else {
            content = .undecodable
            return false
        }
        return true
    }

    /// What a protocol number other than UDP, TCP and ICMP announces.
    @usableFromInline
    mutating func decodeEncapsulated(_ bytes: RawSpan) {
        content = .otherIP
        let start = payloadStart
        let end = payloadEnd
        switch ipProtocol {
        case 4:
            guard descend() else { return }
            decodeInner(bytes) { packet, bytes in packet.decodeIPv4(bytes, from: start, to: end) }
        case 41:
            guard descend() else { return }
            decodeInner(bytes) { packet, bytes in packet.decodeIPv6(bytes, from: start, to: end) }
        case 47:
            guard descend() else { return }
            decodeInner(bytes) { packet, bytes in packet.decodeGRE(bytes, from: start, to: end) }
        case 50:
            guard descend() else { return }
            let wireLength = payloadWireLength
            decodeInner(bytes) { $0.decodeESP($1, from: start, to: end, wireLength: wireLength) }
        case 51:
            guard descend() else { return }
            decodeInner(bytes) { packet, bytes in packet.decodeAuthenticated(bytes, from: start, to: end) }
        case 115:
            guard descend() else { return }
            decodeInner(bytes) { packet, bytes in packet.decodeSession(bytes, from: start, to: end) }
        default: break
        }
    }

    /// Decodes inner headers; where they cannot be read, the outer packet stays what it was.
    mutating func decodeInner(_ bytes: RawSpan, _ decode: (inout NetworkPacket, RawSpan) -> Void) {
        let outer = self
        content = .undecodable
        decode(&self, bytes)
        if content == .undecodable || content == .other {
            let depth = self.depth
            self = outer
            self.depth = depth
        }
    }

    /// GRE (RFC 2784, RFC 2890) and the ERSPAN headers within.
    ///
    /// ```
    /// |C| |K|S| Reserved  | Ver |         Protocol Type         |
    /// |      Checksum (C)       |           Reserved            |
    /// |                         Key (K)                         |
    /// |                   Sequence number (S)                   |
    /// ```
    mutating func decodeGRE(_ bytes: RawSpan, from start: Int, to end: Int) {
        guard end - start >= 4 else { return }
        let flags = bytes.uint16(at: start)
        let type = bytes.uint16(at: start + 2)
        guard flags & 7 == 0 else { return }
        var at = start + 4
        for bit in [0x8000, 0x2000, 0x1000] as [UInt16] where flags & bit != 0 { at += 4 }
        guard at <= end else { return }
        switch type {
        case 0x0800: decodeIPv4(bytes, from: at, to: end)
        case 0x86DD: decodeIPv6(bytes, from: at, to: end)
        case 0x6558: decodeEthernet(bytes, from: at, to: end)
        case 0x88BE:
            // Type I has no sequence number and no header of its own; type II has both.
            decodeEthernet(bytes, from: flags & 0x1000 == 0 ? at : at + 8, to: end)
        case 0x22EB:
            guard end - at >= 12 else { return }
            let hasSubheader = bytes.uint8(at: at + 11) & 1 != 0
            decodeEthernet(bytes, from: at + (hasSubheader ? 20 : 12), to: end)
        default: break
        }
    }

    /// An Ethernet frame inside something else.
    @usableFromInline
    mutating func decodeEthernet(_ bytes: RawSpan, from start: Int, to end: Int) {
        guard end - start >= 14 else { return }
        decodeEtherType(bytes.uint16(at: start + 12), bytes, from: start + 14, to: end)
    }

    /// PPPoE session (RFC 2516 §4): version and type, code, session, length, then PPP.
    mutating func decodePPPoE(_ bytes: RawSpan, from start: Int, to end: Int) {
        guard end - start >= 8, bytes.uint8(at: start) == 0x11, bytes.uint8(at: start + 1) == 0 else {
            content = .other
            return
        }
        decodePPP(bytes, from: start + 6, to: end)
    }

    /// PPP's protocol number (RFC 1661 §2), perhaps behind address and control bytes (RFC 1662 §3.1).
    @usableFromInline
    mutating func decodePPP(_ bytes: RawSpan, from start: Int, to end: Int) {
        var at = start
        guard end - at >= 2 else { return }
        if bytes.uint16(at: at) == 0xFF03 { at += 2 }
        guard end - at >= 2 else { return }
        // An odd first byte is a protocol number that was shortened to one byte (RFC 1661 §6.5).
        let isShort = bytes.uint8(at: at) & 1 != 0
        let number = isShort ? UInt16(bytes.uint8(at: at)) : bytes.uint16(at: at)
        at += isShort ? 1 : 2
        switch number {
        case 0x0021: decodeIPv4(bytes, from: at, to: end)
        case 0x0057: decodeIPv6(bytes, from: at, to: end)
        default: content = .other
        }
    }

    /// MPLS (RFC 3032 §2.1): labels up to the bottom of the stack, then IP or a pseudowire (RFC 4385 §3).
    @usableFromInline
    mutating func decodeMPLS(_ bytes: RawSpan, from start: Int, to end: Int) {
        var at = start
        var labels = 0
        while true {
            guard end - at >= 4, labels < NetworkPacket.maximumLabels else { return }
            let isBottom = bytes.uint8(at: at + 2) & 1 != 0
            at += 4
            labels += 1
            if isBottom { break }
        }
        guard at < end else { return }
        switch bytes.uint8(at: at) >> 4 {
        case 4: decodeIPv4(bytes, from: at, to: end)
        case 6: decodeIPv6(bytes, from: at, to: end)
        case 0: decodeEthernet(bytes, from: at + 4, to: end)
        default: content = .other
        }
    }

    /// The most MPLS labels read in one frame.
    static var maximumLabels: Int { 16 }
}
