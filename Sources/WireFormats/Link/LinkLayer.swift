import CallVocabulary

/// Reads what ``LinkHeader`` says to stand before the network header.
extension NetworkPacket {
    /// Decodes the frame that lies at `start..<end` of `bytes`.
    ///
    /// Whatever cannot be decoded leaves ``content`` saying so; nothing traps and nothing is copied.
    @inlinable
    package mutating func decode(_ bytes: RawSpan, from start: Int, to end: Int, linkType: LinkType) {
        content = .undecodable
        depth = 0
        guard start >= 0, end <= bytes.byteCount, start < end else { return }
        if linkType.rawValue == 1 {
            guard end - start >= 14 else { return }
            let type = bytes.uint16(at: start + 12)
            if type == 0x0800 {
                decodeIPv4(bytes, from: start + 14, to: end)
            } else {
                decodeEtherType(type, bytes, from: start + 14, to: end)
            }
        } else {
            decodeOtherLink(bytes, from: start, to: end, linkType: linkType)
        }
    }

    /// Whether frames of this link type are decoded.
    package static func reads(_ linkType: LinkType) -> Bool { LinkHeader(linkType) != nil }

    /// Everything but plain IPv4 over Ethernet.
    @usableFromInline
    mutating func decodeOtherLink(_ bytes: RawSpan, from start: Int, to end: Int, linkType: LinkType) {
        switch LinkHeader(linkType) {
        case .etherType(let length, let place):
            guard end - start >= length else { return }
            decodeEtherType(bytes.uint16(at: start + place), bytes, from: start + length, to: end)
        case nil: break
        case .rawIP: decodeRawIP(bytes, from: start, to: end)
        case .addressFamily: decodeAddressFamily(bytes, from: start, to: end)
        case .ppp: decodePPP(bytes, from: start, to: end)
        case .pppoe: decodePPPoE(bytes, from: start, to: end)
        case .mpls: decodeMPLS(bytes, from: start, to: end)
        case .wireless: decodeWireless(bytes, from: start, to: end, linkType: linkType.rawValue)
        }
    }

    /// IP behind an address family of 4 bytes, in either byte order.
    private mutating func decodeAddressFamily(_ bytes: RawSpan, from start: Int, to end: Int) {
        guard end - start >= 4 else { return }
        // Families are below 256, so whichever half is not zero tells the byte order.
        let inOrder = bytes.uint32(at: start)
        switch inOrder > 0xFFFF ? inOrder.byteSwapped : inOrder {
        case 2: decodeIPv4(bytes, from: start + 4, to: end)
        case 10, 23, 24, 28, 30: decodeIPv6(bytes, from: start + 4, to: end)
        default: content = .other
        }
    }

    /// IP of the version its first nibble names.
    @usableFromInline
    mutating func decodeRawIP(_ bytes: RawSpan, from start: Int, to end: Int) {
        guard start < end else { return }
        switch bytes.uint8(at: start) >> 4 {
        case 4: decodeIPv4(bytes, from: start, to: end)
        case 6: decodeIPv6(bytes, from: start, to: end)
        default: break
        }
    }

    /// What an EtherType announces; tags are skipped, at most ``maximumTags`` of them.
    @usableFromInline
    mutating func decodeEtherType(_ first: UInt16, _ bytes: RawSpan, from start: Int, to end: Int) {
        var type = first
        var at = start
        var tags = 0
        while type == 0x8100 || type == 0x88A8 || type == 0x9100 {
            guard end - at >= 4, tags < NetworkPacket.maximumTags else { return }
            type = bytes.uint16(at: at + 2)
            at += 4
            tags += 1
        }
        switch type {
        case 0x0800: decodeIPv4(bytes, from: at, to: end)
        case 0x86DD: decodeIPv6(bytes, from: at, to: end)
        case 0x8847, 0x8848: decodeMPLS(bytes, from: at, to: end)
        case 0x8864: decodePPPoE(bytes, from: at, to: end)
        case 0...1500:
            // IEEE 802.3 length; LLC with SNAP AA-AA-03 and a zero organisation carries an EtherType.
            guard end - at >= 8, bytes.uint32(at: at) == 0xAAAA_0300, bytes.uint8(at: at + 4) == 0,
                bytes.uint8(at: at + 5) == 0
            else {
                content = .other
                return
            }
            switch bytes.uint16(at: at + 6) {
            case 0x0800: decodeIPv4(bytes, from: at + 8, to: end)
            case 0x86DD: decodeIPv6(bytes, from: at + 8, to: end)
            default: content = .other
            }
        default: content = .other
        }
    }

    /// The most VLAN tags read in one frame.
    @usableFromInline static var maximumTags: Int { 8 }
}
