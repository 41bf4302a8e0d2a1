import CallVocabulary
import WireFormats

/// Packets inside packets: outer and inner headers are both rewritten.
extension CaptureRedactor {
    mutating func gre(_ bytes: inout [UInt8], _ range: Range<Int>, _ ends: Ends) {
        let start = range.lowerBound
        guard range.count >= 4, bytes.number16(start) & 7 == 0, ends.depth + 1 < CaptureRedactor.maximumDepth else {
            return leaveOut(&bytes, range, "tunnels not read")
        }
        let flags = bytes.number16(start)
        var at = start + 4
        for bit in [0x8000, 0x2000, 0x1000] as [UInt16] where flags & bit != 0 { at += 4 }
        guard at <= range.upperBound else { return leaveOut(&bytes, range, "tunnels not read") }
        let before = Checksum.sum(bytes, range)
        let inner = at..<range.upperBound
        func later(_ count: Int) -> Range<Int> { min(at + count, range.upperBound)..<range.upperBound }
        switch bytes.number16(start + 2) {
        case 0x0800: ipv4(&bytes, inner, ends.depth + 1)
        case 0x86DD: ipv6(&bytes, inner, ends.depth + 1)
        case 0x6558: ethernet(&bytes, inner, ends.depth + 1)
        case 0x88BE: ethernet(&bytes, flags & 0x1000 == 0 ? inner : later(8), ends.depth + 1)
        case 0x22EB where inner.count >= 12:
            ethernet(&bytes, later(bytes[at + 11] & 1 != 0 ? 20 : 12), ends.depth + 1)
        default: leaveOut(&bytes, inner, "tunnels not read")
        }
        // The checksum covers header and payload (RFC 2784 §2.1).
        if flags & 0x8000 != 0 { settle(&bytes, start + 4, range, before, 47, range.count, nil) }
    }

    /// ESP with the NULL cipher, if it is; anything else is ciphertext and stays out.
    mutating func security(_ bytes: inout [UInt8], _ range: Range<Int>, _ ends: Ends) {
        for integrity in [12, 16, 0, 24, 32] where ends.depth + 1 < CaptureRedactor.maximumDepth {
            let trailer = range.upperBound - integrity - 2
            guard trailer - range.lowerBound >= 16 else { continue }
            let padding = Int(bytes[trailer])
            let payload = range.lowerBound + 8..<max(range.lowerBound + 8, trailer - padding)
            let isCounted = bytes[payload.upperBound..<trailer].enumerated().allSatisfy { Int($1) == $0 + 1 }
            guard payload.count >= 20, isCounted else { continue }
            let first = payload.lowerBound
            let next = bytes[trailer + 1]
            let fits =
                switch next {
                case 4: bytes[first] >> 4 == 4 && Int(bytes.number16(first + 2)) == payload.count
                case 41: bytes[first] >> 4 == 6 && 40 + Int(bytes.number16(first + 4)) == payload.count
                case 17: Int(bytes.number16(first + 4)) == payload.count
                default: false
                }
            guard fits else { continue }
            var inner = ends
            inner.depth += 1
            transport(&bytes, payload, next, payload.count, inner)
            bytes.blank(trailer + 2..<range.upperBound)
            return
        }
        leaveOut(&bytes, min(range.upperBound, range.lowerBound + 8)..<range.upperBound, "encrypted tunnels")
    }

    /// L2TP version 3: a session, a cookie and a sublayer of lengths that only the peers know, then Ethernet.
    mutating func session(_ bytes: inout [UInt8], _ range: Range<Int>, _ ends: Ends) {
        for length in [0, 4, 8, 12] where ends.depth + 1 < CaptureRedactor.maximumDepth {
            let at = range.lowerBound + 4 + length
            guard range.upperBound - at >= 34 else { break }
            let type = bytes.number16(at + 12)
            let header = at + 14
            let isIP =
                type == 0x0800
                ? bytes[header] >> 4 == 4 && Checksum.sum(bytes, header..<header + 20) == 0xFFFF
                : type == 0x86DD && bytes[header] >> 4 == 6
            guard isIP else { continue }
            return ethernet(&bytes, at..<range.upperBound, ends.depth + 1)
        }
        leaveOut(&bytes, min(range.upperBound, range.lowerBound + 4)..<range.upperBound, "tunnels not read")
    }

    /// A tunnel over UDP; true if the datagram was one.
    mutating func tunnel(_ bytes: inout [UInt8], _ place: DatagramPlace) -> Bool {
        let start = place.range.lowerBound
        let end = place.range.upperBound
        guard place.range.count >= 8, place.depth + 1 < CaptureRedactor.maximumDepth, !place.isQuoted else {
            return false
        }
        let depth = place.depth + 1
        // Whether an inner header can be read is settled by the same reader that the analysis uses.
        var network = NetworkPacket()
        network.content = .udp
        network.sourcePort = place.source.port
        network.destinationPort = place.destination.port
        network.payloadStart = start
        network.payloadEnd = end
        network.payloadWireLength = place.wireLength
        let isTunnel = bytes.withUnsafeBytes { network.decodeTunnel($0.bytes) }
        guard isTunnel else { return false }
        switch place.destination.port {
        case 4_789, 8_472: ethernet(&bytes, start + 8..<end, depth)
        case 6_081:
            let inner = min(end, start + 8 + 4 * Int(bytes[start] & 0x3F))
            bytes.blank(start + 8..<inner)
            let type = bytes.number16(start + 2)
            if type == 0x6558 {
                ethernet(&bytes, inner..<end, depth)
            } else {
                etherType(&bytes, type, inner..<end, depth)
            }
        case 2_152:
            var at = start + 8
            if bytes[start] & 7 != 0 {
                var next = bytes[start] & 4 != 0 ? bytes[min(end - 1, at + 3)] : 0
                at += 4
                while next != 0, at < end {
                    let length = max(4, 4 * Int(bytes[at]))
                    guard at + length <= end else { break }
                    next = bytes[at + length - 1]
                    at += length
                }
            }
            rawIP(&bytes, min(at, end)..<end, depth)
        case 37_008:
            var at = start + 4
            while at < end, bytes[at] != 1 {
                if bytes[at] == 0 || at + 1 >= end {
                    at += 1
                } else {
                    let length = Int(bytes[at + 1])
                    bytes.blank(at + 2..<min(end, at + 2 + length))
                    at += 2 + length
                }
            }
            let inner = min(at + 1, end)..<end
            if bytes.number16(start + 2) == 18 {
                wireless(&bytes, inner, isPadded: false, depth)
            } else {
                ethernet(&bytes, inner, depth)
            }
        case 4_500:
            let ends = Ends(
                source: place.source.address, destination: place.destination.address, isV6: false, depth: depth,
                isQuoted: false)
            security(&bytes, place.range, ends)
        default:
            layerTwo(&bytes, place, depth)
        }
        return true
    }

    private mutating func layerTwo(_ bytes: inout [UInt8], _ place: DatagramPlace, _ depth: Int) {
        let start = place.range.lowerBound
        let end = place.range.upperBound
        let flags = bytes.number16(start)
        if flags == 3 {
            let ends = Ends(
                source: place.source.address, destination: place.destination.address, isV6: false, depth: depth,
                isQuoted: false)
            return session(&bytes, min(end, start + 4)..<end, ends)
        }
        var at = start + 2
        if flags & 0x4000 != 0 { at += 2 }
        at += 4
        if flags & 0x0800 != 0 { at += 4 }
        if flags & 0x0200 != 0, at + 2 <= end { at += 2 + Int(bytes.number16(at)) }
        ppp(&bytes, min(at, end)..<end, depth)
    }
}
