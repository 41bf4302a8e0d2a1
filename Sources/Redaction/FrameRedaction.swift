import CallVocabulary
import WireFormats

/// Link headers: hardware addresses are replaced, and what is no IP is left out.
extension CaptureRedactor {
    /// The most headers of IP followed in one frame.
    static let maximumDepth = 8

    mutating func frame(_ bytes: inout [UInt8], _ packet: CapturedPacket) {
        link(&bytes, 0..<bytes.count, packet.linkType.rawValue, 0)
    }

    mutating func link(_ bytes: inout [UInt8], _ range: Range<Int>, _ type: UInt16, _ depth: Int) {
        let start = range.lowerBound
        switch type {
        case 1: ethernet(&bytes, range, depth)
        case 113:
            guard range.count >= 16 else { return leaveOut(&bytes, range, "cut frames") }
            if bytes.number16(start + 4) == 6 {
                replaceHardware(&bytes, start + 6)
            } else {
                bytes.blank(start + 6..<start + 14)
            }
            bytes.blank(start + 12..<start + 14)
            etherType(&bytes, bytes.number16(start + 14), start + 16..<range.upperBound, depth)
        case 276:
            guard range.count >= 20 else { return leaveOut(&bytes, range, "cut frames") }
            replaceHardware(&bytes, start + 12)
            bytes.blank(start + 18..<start + 20)
            etherType(&bytes, bytes.number16(start), start + 20..<range.upperBound, depth)
        case 9, 50: ppp(&bytes, range, depth)
        case 51: pppoe(&bytes, range, depth)
        case 104:
            guard range.count >= 4 else { return leaveOut(&bytes, range, "cut frames") }
            etherType(&bytes, bytes.number16(start + 2), start + 4..<range.upperBound, depth)
        case 219: mpls(&bytes, range, depth)
        case 105: wireless(&bytes, range, isPadded: false, depth)
        case 127: radiotap(&bytes, range, depth)
        case 192: perPacketInformation(&bytes, range, depth)
        case 12, 14, 101, 228, 229: rawIP(&bytes, range, depth)
        case 0, 108:
            guard range.count >= 4 else { return leaveOut(&bytes, range, "cut frames") }
            rawIP(&bytes, start + 4..<range.upperBound, depth)
        default: leaveOut(&bytes, range, "frames of other links")
        }
    }

    mutating func ethernet(_ bytes: inout [UInt8], _ range: Range<Int>, _ depth: Int) {
        guard range.count >= 14 else { return leaveOut(&bytes, range, "cut frames") }
        replaceHardware(&bytes, range.lowerBound)
        replaceHardware(&bytes, range.lowerBound + 6)
        noise.append(range.lowerBound..<range.lowerBound + 14)
        etherType(
            &bytes, bytes.number16(range.lowerBound + 12), range.lowerBound + 14..<range.upperBound, depth)
    }

    mutating func etherType(_ bytes: inout [UInt8], _ first: UInt16, _ range: Range<Int>, _ depth: Int) {
        var type = first
        var at = range.lowerBound
        let end = range.upperBound
        var tags = 0
        while type == 0x8100 || type == 0x88A8 || type == 0x9100 {
            guard end - at >= 4, tags < 8 else { return leaveOut(&bytes, at..<end, "cut frames") }
            type = bytes.number16(at + 2)
            at += 4
            tags += 1
        }
        switch type {
        case 0x0800: ipv4(&bytes, at..<end, depth)
        case 0x86DD: ipv6(&bytes, at..<end, depth)
        case 0x8847, 0x8848: mpls(&bytes, at..<end, depth)
        case 0x8864: pppoe(&bytes, at..<end, depth)
        case 0...1500:
            guard end - at >= 8, bytes.number32(at) == 0xAAAA_0300, bytes[at + 4] == 0 else {
                return leaveOut(&bytes, at..<end, "frames without IP")
            }
            switch bytes.number16(at + 6) {
            case 0x0800: ipv4(&bytes, at + 8..<end, depth)
            case 0x86DD: ipv6(&bytes, at + 8..<end, depth)
            default: leaveOut(&bytes, at + 8..<end, "frames without IP")
            }
        default: leaveOut(&bytes, at..<end, "frames without IP")
        }
    }

    mutating func rawIP(_ bytes: inout [UInt8], _ range: Range<Int>, _ depth: Int) {
        guard let first = range.first else { return }
        switch bytes[first] >> 4 {
        case 4: ipv4(&bytes, range, depth)
        case 6: ipv6(&bytes, range, depth)
        default: leaveOut(&bytes, range, "frames without IP")
        }
    }

    mutating func pppoe(_ bytes: inout [UInt8], _ range: Range<Int>, _ depth: Int) {
        guard range.count >= 8, bytes[range.lowerBound] == 0x11, bytes[range.lowerBound + 1] == 0 else {
            return leaveOut(&bytes, range, "frames without IP")
        }
        ppp(&bytes, range.lowerBound + 6..<range.upperBound, depth)
    }

    mutating func ppp(_ bytes: inout [UInt8], _ range: Range<Int>, _ depth: Int) {
        var at = range.lowerBound
        let end = range.upperBound
        if end - at >= 2, bytes.number16(at) == 0xFF03 { at += 2 }
        guard end - at >= 2 else { return leaveOut(&bytes, range, "cut frames") }
        let isShort = bytes[at] & 1 != 0
        let number = isShort ? UInt16(bytes[at]) : bytes.number16(at)
        at += isShort ? 1 : 2
        switch number {
        case 0x0021: ipv4(&bytes, at..<end, depth)
        case 0x0057: ipv6(&bytes, at..<end, depth)
        default: leaveOut(&bytes, at..<end, "frames without IP")
        }
    }

    mutating func mpls(_ bytes: inout [UInt8], _ range: Range<Int>, _ depth: Int) {
        var at = range.lowerBound
        let end = range.upperBound
        var labels = 0
        while true {
            guard end - at >= 4, labels < 16 else { return leaveOut(&bytes, range, "cut frames") }
            let isBottom = bytes[at + 2] & 1 != 0
            at += 4
            labels += 1
            if isBottom { break }
        }
        guard at < end else { return }
        switch bytes[at] >> 4 {
        case 4: ipv4(&bytes, at..<end, depth)
        case 6: ipv6(&bytes, at..<end, depth)
        case 0 where end - at > 4: ethernet(&bytes, at + 4..<end, depth)
        default: leaveOut(&bytes, at..<end, "frames without IP")
        }
    }

    // MARK: Radio

    mutating func radiotap(_ bytes: inout [UInt8], _ range: Range<Int>, _ depth: Int) {
        let start = range.lowerBound
        guard range.count >= 8 else { return leaveOut(&bytes, range, "cut frames") }
        let length = Int(bytes.number16(start + 2).byteSwapped)
        guard length >= 8, length <= range.count else { return leaveOut(&bytes, range, "cut frames") }
        var fields = start + 4
        var words = 0
        let present = bytes.number32(fields).byteSwapped
        while fields + 4 <= start + length, words < 16 {
            let isLast = bytes.number32(fields).byteSwapped >> 31 == 0
            fields += 4
            words += 1
            if isLast { break }
        }
        if present & 1 != 0 { fields = start + ((fields - start + 7) & ~7) + 8 }
        let flags = present & 2 != 0 && fields < start + length ? bytes[fields] : 0
        wireless(&bytes, start + length..<range.upperBound, isPadded: flags & 0x20 != 0, depth)
    }

    /// PPI tells where a frame was captured; its fields are left out.
    mutating func perPacketInformation(_ bytes: inout [UInt8], _ range: Range<Int>, _ depth: Int) {
        let start = range.lowerBound
        guard range.count >= 8 else { return leaveOut(&bytes, range, "cut frames") }
        let length = Int(bytes.number16(start + 2).byteSwapped)
        let inner = bytes.number32(start + 4).byteSwapped
        guard length >= 8, length <= range.count, inner <= 0xFFFF, inner != 192, depth < CaptureRedactor.maximumDepth
        else {
            return leaveOut(&bytes, start + 8..<max(start + 8, range.upperBound), "cut frames")
        }
        bytes.blank(start + 8..<start + length)
        link(&bytes, start + length..<range.upperBound, UInt16(truncatingIfNeeded: inner), depth + 1)
    }

    mutating func wireless(_ bytes: inout [UInt8], _ range: Range<Int>, isPadded: Bool, _ depth: Int) {
        let start = range.lowerBound
        let end = range.upperBound
        for address in [4, 10, 16] where address + 6 <= range.count { replaceHardware(&bytes, start + address) }
        guard range.count >= 24 else { return leaveOut(&bytes, min(end, start + 4)..<end, "frames without IP") }
        let control = bytes[start]
        let flags = bytes[start + 1]
        guard control >> 2 & 3 == 2, control & 3 == 0, control & 0x40 == 0, flags & 0x44 == 0 else {
            return leaveOut(&bytes, start + 24..<end, "frames without IP")
        }
        var length = 24
        if flags & 3 == 3 {
            if range.count >= 30 { replaceHardware(&bytes, start + 24) }
            length += 6
        }
        var isAggregate = false
        if control & 0x80 != 0 {
            guard range.count >= length + 2 else { return leaveOut(&bytes, start + 24..<end, "cut frames") }
            isAggregate = bytes[start + length] & 0x80 != 0
            length += flags & 0x80 != 0 ? 6 : 2
        }
        if isPadded { length = (length + 3) & ~3 }
        if isAggregate {
            for address in [0, 6] where length + address + 6 <= range.count {
                replaceHardware(&bytes, start + length + address)
            }
            length += 14
        }
        guard range.count >= length + 8 else { return leaveOut(&bytes, min(end, start + length)..<end, "cut frames") }
        guard bytes.number32(start + length) == 0xAAAA_0300 else {
            return leaveOut(&bytes, start + length..<end, "frames without IP")
        }
        // The last four bytes may be the frame's check, which no longer fits; it is blanked with what trails IP.
        etherType(&bytes, bytes.number16(start + length + 6), start + length + 8..<end, depth)
    }
}
