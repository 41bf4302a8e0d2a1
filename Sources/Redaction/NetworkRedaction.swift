import CallVocabulary
import WireFormats

/// IP with its addresses, and the transport within.
extension CaptureRedactor {
    /// Between whom a packet goes, as it was captured.
    struct Ends {
        var source: IPAddress
        var destination: IPAddress
        var isV6: Bool
        /// The sums of both addresses, as they were and as they are written.
        var oldSum: UInt32 = 0
        var newSum: UInt32 = 0
        var depth: Int
        /// Whether the packet is quoted by an error, so that it is no packet of its own.
        var isQuoted: Bool
    }

    private mutating func ends(
        _ bytes: [UInt8], _ source: Int, _ destination: Int, isV6: Bool, _ depth: Int, _ isQuoted: Bool
    ) -> Ends {
        let from = isV6 ? address6(bytes, source) : address4(bytes, source)
        let to = isV6 ? address6(bytes, destination) : address4(bytes, destination)
        var ends = Ends(source: from, destination: to, isV6: isV6, depth: depth, isQuoted: isQuoted)
        ends.oldSum = Self.sum(from, to)
        ends.newSum = Self.sum(signaling.text.values.address(from), signaling.text.values.address(to))
        return ends
    }

    private static func sum(_ addresses: IPAddress...) -> UInt32 {
        var total: UInt64 = 0
        for address in addresses {
            if let v4 = address.v4 {
                total += UInt64(v4 >> 16) + UInt64(v4 & 0xFFFF)
            } else {
                for group in Replacements.groups(address) { total += UInt64(group) }
            }
        }
        return Checksum.fold(total)
    }

    mutating func ipv4(_ bytes: inout [UInt8], _ range: Range<Int>, _ depth: Int, isQuoted: Bool = false) {
        let start = range.lowerBound
        guard range.count >= 20, bytes[start] >> 4 == 4, depth < CaptureRedactor.maximumDepth else {
            return leaveOut(&bytes, range, "cut packets")
        }
        let headerLength = Int(bytes[start] & 0x0F) * 4
        let stated = Int(bytes.number16(start + 2))
        let total = stated == 0 ? range.count : stated
        guard headerLength >= 20, range.count >= headerLength, total >= headerLength else {
            return leaveOut(&bytes, start + 1..<range.upperBound, "cut packets")
        }
        let end = start + min(range.count, total)
        // What trails the packet is padding, or was the memory of whoever sent it.
        bytes.blank(end..<range.upperBound)
        let field = bytes.number16(start + 6)
        let ends = ends(bytes, start + 12, start + 16, isV6: false, depth, isQuoted)
        let payload = start + headerLength..<end
        let wireLength = total - headerLength
        let proto = bytes[start + 9]
        if field & 0x3FFF != 0 {
            let piece = FragmentMemory.Piece(
                key: FragmentMemory.Key(
                    source: ends.source, destination: ends.destination,
                    identification: UInt32(bytes.number16(start + 4)),
                    ipProtocol: proto),
                offset: Int(field & 0x1FFF) * 8, isLast: field & 0x2000 == 0, isWhole: payload.count >= wireLength)
            fragment(&bytes, payload, piece, ends)
        } else {
            transport(&bytes, payload, proto, wireLength, ends)
        }
        let header = start..<start + headerLength
        let before = Checksum.sum(bytes, header)
        // Options name the routers on the way; zero ends their list.
        bytes.blank(start + 20..<start + headerLength)
        replaceAddress(&bytes, start + 12, isV6: false)
        replaceAddress(&bytes, start + 16, isV6: false)
        noise.append(header)
        let checksum = bytes.number16(start + 10)
        // Zero: left to the network card.
        guard checksum != 0 else { return }
        bytes.put(Checksum.changed(checksum, from: before, to: Checksum.sum(bytes, header)), start + 10)
    }

    mutating func ipv6(_ bytes: inout [UInt8], _ range: Range<Int>, _ depth: Int, isQuoted: Bool = false) {
        let start = range.lowerBound
        guard range.count >= 40, bytes[start] >> 4 == 6, depth < CaptureRedactor.maximumDepth else {
            return leaveOut(&bytes, range, "cut packets")
        }
        let stated = Int(bytes.number16(start + 4))
        let length = stated == 0 ? range.count - 40 : stated
        let end = min(range.upperBound, start + 40 + length)
        bytes.blank(end..<range.upperBound)
        let ends = ends(bytes, start + 8, start + 24, isV6: true, depth, isQuoted)
        upper(&bytes, start + 40..<end, bytes[start + 6], start + 40 + length, ends)
        replaceAddress(&bytes, start + 8, isV6: true)
        replaceAddress(&bytes, start + 24, isV6: true)
        noise.append(start..<start + 40)
    }

    /// Extension headers, and what is behind them.
    private mutating func upper(
        _ bytes: inout [UInt8], _ range: Range<Int>, _ first: UInt8, _ wireEnd: Int, _ ends: Ends
    ) {
        var next = first
        var at = range.lowerBound
        let end = range.upperBound
        for _ in 0..<16 {
            switch next {
            case 0, 43, 60, 135, 139, 140, 51:
                guard end - at >= 8 else { return leaveOut(&bytes, at..<end, "cut packets") }
                let length = next == 51 ? 8 + 4 * Int(bytes[at + 1]) : 8 + 8 * Int(bytes[at + 1])
                let behind = bytes[at]
                guard at + length <= end else { return leaveOut(&bytes, at + 2..<end, "cut packets") }
                // A routing header lists addresses; the others' options may.
                if next == 43 || next >= 135 { bytes.blank(at + 8..<at + length) }
                next = behind
                at += length
            case 44:
                guard end - at >= 8 else { return leaveOut(&bytes, at..<end, "cut packets") }
                let field = bytes.number16(at + 2)
                let identification = bytes.number32(at + 4)
                next = bytes[at]
                at += 8
                guard field & 0xFFF9 != 0 else { continue }
                let piece = FragmentMemory.Piece(
                    key: FragmentMemory.Key(
                        source: ends.source, destination: ends.destination, identification: identification,
                        ipProtocol: next),
                    offset: Int(field & 0xFFF8), isLast: field & 1 == 0, isWhole: end >= wireEnd)
                return fragment(&bytes, at..<end, piece, ends)
            default:
                return transport(&bytes, at..<end, next, wireEnd - at, ends)
            }
        }
        leaveOut(&bytes, at..<end, "cut packets")
    }

    /// The transport header at the beginning of `range`, and what it carries.
    mutating func transport(
        _ bytes: inout [UInt8], _ range: Range<Int>, _ proto: UInt8, _ wireLength: Int, _ ends: Ends
    ) {
        switch proto {
        case 17: udp(&bytes, range, wireLength, ends)
        case 6: tcp(&bytes, range, wireLength, ends)
        case 1, 58: icmp(&bytes, range, proto, ends)
        case 4: ipv4(&bytes, range, ends.depth + 1, isQuoted: ends.isQuoted)
        case 41: ipv6(&bytes, range, ends.depth + 1, isQuoted: ends.isQuoted)
        case 47: gre(&bytes, range, ends)
        case 50: security(&bytes, range, ends)
        case 51:
            guard range.count >= 12 else { return leaveOut(&bytes, range, "cut packets") }
            let length = 8 + 4 * Int(bytes[range.lowerBound + 1])
            guard length >= 12, length <= range.count else { return leaveOut(&bytes, range, "cut packets") }
            transport(
                &bytes, range.lowerBound + length..<range.upperBound, bytes[range.lowerBound], wireLength - length, ends
            )
        case 115: session(&bytes, range, ends)
        case 132: sctp(&bytes, range)
        default: leaveOut(&bytes, range, "other IP")
        }
    }

    /// Changes the checksum at `at` by what became of `range` and of the addresses; `before` is the range's sum as it was.
    mutating func settle(
        _ bytes: inout [UInt8], _ at: Int, _ range: Range<Int>, _ before: UInt32, _ proto: UInt8, _ wireLength: Int,
        _ ends: Ends?
    ) {
        let checksum = bytes.number16(at)
        guard let ends else {
            covers.append(RedactedPacket.Cover(at: at, range: range))
            return bytes.put(Checksum.changed(checksum, from: before, to: Checksum.sum(bytes, range)), at)
        }
        // Left to the network card: the sum of the pseudo header alone.
        let partial = Checksum.fold(UInt64(ends.oldSum) + UInt64(proto) + UInt64(wireLength & 0xFFFF))
        if checksum == UInt16(truncatingIfNeeded: partial), proto == 17 || proto == 6 {
            let new = Checksum.fold(UInt64(ends.newSum) + UInt64(proto) + UInt64(wireLength & 0xFFFF))
            return bytes.put(UInt16(truncatingIfNeeded: new), at)
        }
        covers.append(RedactedPacket.Cover(at: at, range: range))
        let old = Checksum.fold(UInt64(before) + UInt64(ends.oldSum))
        let new = Checksum.fold(UInt64(Checksum.sum(bytes, range)) + UInt64(ends.newSum))
        var changed = Checksum.changed(checksum, from: old, to: new)
        if proto == 17, changed == 0 { changed = 0xFFFF }
        bytes.put(changed, at)
    }

    private mutating func udp(_ bytes: inout [UInt8], _ range: Range<Int>, _ wireLength: Int, _ ends: Ends) {
        guard range.count >= 8 else { return leaveOut(&bytes, range, "cut packets") }
        let start = range.lowerBound
        let stated = Int(bytes.number16(start + 4))
        let length = stated == 0 ? wireLength : min(stated, wireLength)
        guard length >= 8 else { return leaveOut(&bytes, start + 8..<range.upperBound, "cut packets") }
        let end = min(range.upperBound, start + length)
        bytes.blank(end..<range.upperBound)
        let covered = start..<end
        noise.append(start..<start + 8)
        let before = Checksum.sum(bytes, covered)
        let place = DatagramPlace(
            source: TransportEndpoint(address: ends.source, port: bytes.number16(start)),
            destination: TransportEndpoint(address: ends.destination, port: bytes.number16(start + 2)),
            range: start + 8..<end, wireLength: length - 8, depth: ends.depth, isQuoted: ends.isQuoted)
        datagram(&bytes, place)
        // Zero: the sender made none.
        if bytes.number16(start + 6) != 0 { settle(&bytes, start + 6, covered, before, 17, length, ends) }
    }

    private mutating func tcp(_ bytes: inout [UInt8], _ range: Range<Int>, _ wireLength: Int, _ ends: Ends) {
        // What an error quotes may end within the header.
        guard range.count >= 20 else {
            return leaveOut(&bytes, min(range.upperBound, range.lowerBound + 8)..<range.upperBound, "cut packets")
        }
        let start = range.lowerBound
        let headerLength = Int(bytes[start + 12] >> 4) * 4
        guard headerLength >= 20, wireLength >= headerLength else {
            return leaveOut(&bytes, start + 20..<range.upperBound, "cut packets")
        }
        let before = Checksum.sum(bytes, range)
        let payload = min(start + headerLength, range.upperBound)..<range.upperBound
        noise.append(start..<payload.lowerBound)
        let segment = StreamMemory.Segment(
            source: TransportEndpoint(address: ends.source, port: bytes.number16(start)),
            destination: TransportEndpoint(address: ends.destination, port: bytes.number16(start + 2)),
            sequence: bytes.number32(start + 4), isStart: bytes[start + 13] & 0x02 != 0,
            isReset: bytes[start + 13] & 0x04 != 0)
        if ends.isQuoted {
            leaveOut(&bytes, payload, "quoted TCP")
        } else {
            self.segment(&bytes, payload, segment)
        }
        settle(&bytes, start + 16, range, before, 6, wireLength, ends)
    }

    private mutating func icmp(_ bytes: inout [UInt8], _ range: Range<Int>, _ proto: UInt8, _ ends: Ends) {
        guard range.count >= 8 else { return leaveOut(&bytes, range, "cut packets") }
        let start = range.lowerBound
        let before = Checksum.sum(bytes, range)
        noise.append(start..<start + 8)
        let type = bytes[start]
        let isError = proto == 58 ? (1...4).contains(type) : [3, 4, 5, 11, 12].contains(type)
        if isError, !ends.isQuoted {
            if proto == 1, type == 5 { replaceAddress(&bytes, start + 4, isV6: false) }
            if start + 8 < range.upperBound {
                if bytes[start + 8] >> 4 == 4 {
                    ipv4(&bytes, start + 8..<range.upperBound, ends.depth + 1, isQuoted: true)
                } else {
                    ipv6(&bytes, start + 8..<range.upperBound, ends.depth + 1, isQuoted: true)
                }
            }
            note("ICMP errors")
        } else {
            leaveOut(&bytes, start + 8..<range.upperBound, "other ICMP")
        }
        settle(&bytes, start + 2, range, before, proto, range.count, proto == 58 ? ends : nil)
    }

    /// SCTP: ports and tag stay; its check is made anew where it was right.
    private mutating func sctp(_ bytes: inout [UInt8], _ range: Range<Int>) {
        guard range.count >= 12 else { return leaveOut(&bytes, range, "cut packets") }
        let at = range.lowerBound + 8
        func check(_ bytes: [UInt8]) -> UInt32 {
            var copy = Array(bytes[range])
            copy.blank(8..<12)
            return Checksum.crc32c(copy[...]).byteSwapped
        }
        let wasRight = check(bytes) == bytes.number32(at)
        leaveOut(&bytes, range.lowerBound + 12..<range.upperBound, "SCTP")
        if wasRight { bytes.put(check(bytes), at) }
    }
}
