import CallVocabulary

/// IEEE 802.11, bare or behind what the capturing host says of the radio (radiotap, PPI).
///
/// Only data frames that nobody enciphered are opened; whole frames, not their fragments (IEEE 802.11-2020 §10.4). Of
/// an aggregate (A-MSDU) the first packet is read.
extension NetworkPacket {
    /// A link type whose frames are 802.11, or may be.
    mutating func decodeWireless(_ bytes: RawSpan, from start: Int, to end: Int, linkType: UInt16) {
        switch linkType {
        case 105: decode80211(bytes, from: start, to: end, isPadded: false)
        case 127: decodeRadiotap(bytes, from: start, to: end)
        case 192: decodePPI(bytes, from: start, to: end)
        default: break
        }
    }

    /// Radiotap: version 0, padding, length 2 and presence words 4 each in little-endian order, then fields.
    private mutating func decodeRadiotap(_ bytes: RawSpan, from start: Int, to end: Int) {
        guard end - start >= 8, bytes.uint8(at: start) == 0 else { return }
        let length = Int(bytes.uint16(at: start + 2).byteSwapped)
        guard length >= 8, length <= end - start else { return }
        let fieldsEnd = start + length
        var fields = start + 4
        var words = 0
        let present = bytes.uint32(at: fields).byteSwapped
        while true {
            guard fieldsEnd - fields >= 4, words < NetworkPacket.maximumPresenceWords else { return }
            let isLast = bytes.uint32(at: fields).byteSwapped >> 31 == 0
            fields += 4
            words += 1
            if isLast { break }
        }
        // The flags stand behind the 8 bytes of the timer, which are aligned to their size.
        if present & 1 != 0 { fields = start + ((fields - start + 7) & ~7) + 8 }
        let flags = present & 2 != 0 && fields < fieldsEnd ? bytes.uint8(at: fields) : 0
        decode80211(bytes, from: fieldsEnd, to: end, isPadded: flags & 0x20 != 0)
    }

    /// The most presence words read in one radiotap header.
    private static var maximumPresenceWords: Int { 16 }

    /// PPI: version 0, flags 1, length 2 and link type 4 in little-endian order, then fields.
    private mutating func decodePPI(_ bytes: RawSpan, from start: Int, to end: Int) {
        guard end - start >= 8, bytes.uint8(at: start) == 0 else { return }
        let length = Int(bytes.uint16(at: start + 2).byteSwapped)
        let inner = bytes.uint32(at: start + 4).byteSwapped
        guard length >= 8, length <= end - start, inner <= 0xFFFF, inner != 192, descend() else { return }
        let linkType = UInt16(truncatingIfNeeded: inner)
        if linkType == 1 {
            decodeEthernet(bytes, from: start + length, to: end)
        } else {
            decodeOtherLink(bytes, from: start + length, to: end, linkType: LinkType(rawValue: linkType))
        }
    }

    /// A frame (IEEE 802.11-2020 §9.2.3).
    ///
    /// ```
    /// control 2, duration 2, addresses 3 × 6, sequence 2, [address 6], [QoS 2], [HT 4], body
    /// ```
    ///
    /// - Parameter isPadded: the body begins at a multiple of 4.
    mutating func decode80211(_ bytes: RawSpan, from start: Int, to end: Int, isPadded: Bool) {
        guard end - start >= 2, bytes.uint8(at: start) & 3 == 0 else { return }
        content = .other
        let control = bytes.uint8(at: start)
        let flags = bytes.uint8(at: start + 1)
        // Data with a body: type 2, and not one of the null functions.
        guard control >> 2 & 3 == 2, control & 0x40 == 0 else { return }
        let isProtected = flags & 0x40 != 0
        guard end - start >= 24, !isProtected else { return }
        // No fragment: neither more to come nor a number of its own.
        guard flags & 0x04 == 0, bytes.uint8(at: start + 22) & 0x0F == 0 else { return }
        var length = 24
        if flags & 3 == 3 { length += 6 }
        var isAggregate = false
        if control & 0x80 != 0 {
            guard end - start >= length + 2 else { return }
            isAggregate = bytes.uint8(at: start + length) & 0x80 != 0
            length += flags & 0x80 != 0 ? 6 : 2
        }
        if isPadded { length = (length + 3) & ~3 }
        // Each packet of an aggregate has a header of addresses and length.
        if isAggregate { length += 14 }
        decodeSNAP(bytes, from: start + length, to: end)
    }

    /// LLC with SNAP, organisation 0 (RFC 1042) or F8 (IEEE 802.1H): an EtherType.
    private mutating func decodeSNAP(_ bytes: RawSpan, from start: Int, to end: Int) {
        guard end - start >= 8, bytes.uint32(at: start) == 0xAAAA_0300 else { return }
        let organization = bytes.uint16(at: start + 4)
        guard organization == 0 || organization == 0x00F8 else { return }
        let type = bytes.uint16(at: start + 6)
        guard type > 1_500 else { return }
        content = .undecodable
        decodeEtherType(type, bytes, from: start + 8, to: end)
    }
}
