import CallVocabulary
import WireFormats

/// STUN and TURN, and what capture agents report: addresses are replaced, and what they carry.
extension CaptureRedactor {
    /// A datagram that carries others, or STUN; true if it was one.
    mutating func carried(_ bytes: inout [UInt8], _ place: DatagramPlace) -> Bool {
        let range = place.range
        let start = range.lowerBound
        switch bytes[start] {
        case 0...3:
            let header = bytes.withUnsafeBytes {
                STUNHeader(parsing: $0.bytes, from: start, to: range.upperBound, wireLength: place.wireLength)
            }
            guard header == nil else {
                stun(&bytes, range, place)
                return true
            }
            return report(&bytes, place)
        case 0x40...0x4F:
            if report(&bytes, place) { return true }
            let data = bytes.withUnsafeBytes {
                ChannelData(datagram: $0.bytes, from: start, to: range.upperBound, wireLength: place.wireLength)
            }
            guard let data else { return false }
            channel(&bytes, data, place)
            return true
        default: return false
        }
    }

    private mutating func inner(
        _ bytes: inout [UInt8], _ payload: Range<Int>, _ wireLength: Int, _ place: DatagramPlace
    ) {
        var inner = place
        inner.range = payload
        inner.wireLength = wireLength
        inner.isCarried = true
        inner.depth += 1
        datagram(&bytes, inner)
    }

    mutating func channel(_ bytes: inout [UInt8], _ data: ChannelData, _ place: DatagramPlace) {
        let padding = data.payload.upperBound..<place.range.upperBound
        bytes.blank(padding)
        // Between ICE's own checks media flows; they are STUN inside.
        if let first = data.payload.first, bytes[first] <= 3, isStun(bytes, data.payload, data.payloadWireLength) {
            stun(&bytes, data.payload, place)
        } else {
            inner(&bytes, data.payload, data.payloadWireLength, place)
        }
        note("TURN channel data")
    }

    private func isStun(_ bytes: [UInt8], _ range: Range<Int>, _ wireLength: Int) -> Bool {
        bytes.withUnsafeBytes {
            STUNHeader(parsing: $0.bytes, from: range.lowerBound, to: range.upperBound, wireLength: wireLength) != nil
        }
    }

    /// The attributes of a message (RFC 8489 §14, RFC 8656 §18, RFC 8445 §16).
    mutating func stun(_ bytes: inout [UInt8], _ range: Range<Int>, _ place: DatagramPlace) {
        let start = range.lowerBound
        let limit = min(range.upperBound, start + 20 + Int(bytes.number16(start + 2)))
        let before = Array(bytes[start..<limit])
        var at = start + 20
        var fingerprint: Int?
        while limit - at >= 4 {
            let length = Int(bytes.number16(at + 2))
            let value = at + 4..<min(limit, at + 4 + length)
            let next = at + 4 + (length + 3) & ~3
            let type = bytes.number16(at)
            bytes.blank(value.upperBound..<min(limit, next))
            switch type {
            case 0x0001, 0x0002, 0x0004, 0x0005, 0x000B, 0x8023, 0x802B, 0x802C:
                mapped(&bytes, value, isFolded: false, start)
            case 0x0012, 0x0016, 0x0020, 0x8020: mapped(&bytes, value, isFolded: true, start)
            case 0x0006, 0x802F: signaling.text.replace(&bytes, value, .identity, .identifier)
            case 0x0014: signaling.text.replace(&bytes, value, .identity, .name)
            case 0x0015: signaling.text.replaceOpaque(&bytes, value, .credential)
            case 0x0008, 0x001C, 0x001E:
                media.opaque(&bytes, value, keeping: 0)
                noise.append(value)
            case 0x8022: signaling.text.replace(&bytes, value, .free, .text)
            case 0x0009 where value.count > 4:
                signaling.text.replace(&bytes, value.lowerBound + 4..<value.upperBound, .free, .text)
            case 0x0013: relayed(&bytes, value, length, place)
            case 0x8028 where value.count == 4: fingerprint = value.lowerBound
            // Numbers and flags of ICE and TURN.
            case 0x0003, 0x0009, 0x000C, 0x000D, 0x0017, 0x0018, 0x0019, 0x001A, 0x0022, 0x0024, 0x0025, 0x0026, 0x0027,
                0x8029,
                0x802A, 0xC057, 0x8000, 0x8001, 0x8003:
                break
            default: bytes.blank(value)
            }
            at = next
        }
        note("STUN and TURN messages")
        guard let fingerprint else { return }
        // Right stays right (§14.7).
        let length = fingerprint - 4 - start
        let check = Checksum.crc32(before[..<length]) ^ 0x5354_554E
        guard check == before.number32(length + 4) else { return }
        bytes.put(Checksum.crc32(bytes[start..<(start + length)]) ^ 0x5354_554E, fingerprint)
    }

    private mutating func relayed(_ bytes: inout [UInt8], _ value: Range<Int>, _ length: Int, _ place: DatagramPlace) {
        guard !value.isEmpty, !place.isCarried else { return bytes.blank(value) }
        if isStun(bytes, value, length) {
            var inside = place
            inside.isCarried = true
            stun(&bytes, value, inside)
        } else {
            inner(&bytes, value, length, place)
        }
    }

    /// Reserved 1, family 1, port 2, address; perhaps folded with the cookie and the transaction.
    private mutating func mapped(_ bytes: inout [UInt8], _ value: Range<Int>, isFolded: Bool, _ start: Int) {
        let at = value.lowerBound + 4
        guard value.count >= 8 else { return bytes.blank(value) }
        if bytes[value.lowerBound + 1] == 1 {
            let fold: UInt32 = isFolded ? 0x2112_A442 : 0
            let address = IPAddress(v4: bytes.number32(at) ^ fold)
            if let new = signaling.text.values.address(address).v4 { bytes.put(new ^ fold, at) }
        } else if value.count >= 20 {
            let high: UInt64 = isFolded ? 0x2112_A442_0000_0000 | UInt64(bytes.number32(start + 8)) : 0
            let low: UInt64 = isFolded ? bytes.number64(start + 12) : 0
            let address = IPAddress(high: bytes.number64(at) ^ high, low: bytes.number64(at + 8) ^ low)
            let new = signaling.text.values.address(address)
            bytes.put(new.high ^ high, at)
            bytes.put(new.low ^ low, at + 8)
        } else {
            bytes.blank(value)
        }
    }

    // MARK: HEP

    /// A datagram of a capture agent; true if it was one.
    mutating func report(_ bytes: inout [UInt8], _ place: DatagramPlace) -> Bool {
        let start = place.range.lowerBound
        let report = bytes.withUnsafeBytes {
            HEPPacket(
                parsing: $0.bytes, from: start, to: place.range.upperBound, wireLength: place.wireLength,
                near: CaptureTime(seconds: 0, nanoseconds: 0))
        }
        guard let report else { return false }
        var inside = place
        inside.source = report.source
        inside.destination = report.destination
        if !report.payload.isEmpty { inner(&bytes, report.payload, report.payloadWireLength, inside) }
        note("capture agents' reports")
        guard bytes[start] == 0x48 else {
            let isV6 = bytes[start + 2] != 2
            replaceAddress(&bytes, start + 8, isV6: isV6)
            replaceAddress(&bytes, start + 8 + (isV6 ? 16 : 4), isV6: isV6)
            return true
        }
        let limit = min(place.range.upperBound, start + Int(bytes.number16(start + 4)))
        var at = start + 6
        while limit - at >= 6 {
            let size = Int(bytes.number16(at + 4))
            guard size >= 6 else { break }
            let content = at + 6..<min(limit, max(at + 6, at + size))
            switch (bytes.number16(at), bytes.number16(at + 2)) {
            case (0, 3) where content.count == 4, (0, 4) where content.count == 4:
                replaceAddress(&bytes, content.lowerBound, isV6: false)
            case (0, 5) where content.count == 16, (0, 6) where content.count == 16:
                replaceAddress(&bytes, content.lowerBound, isV6: true)
            case (0, 17): signaling.text.replace(&bytes, content, .identity, .identifier)
            case (0, 1), (0, 2), (0, 7), (0, 8), (0, 9), (0, 10), (0, 11), (0, 12), (0, 13), (0, 15): break
            default: bytes.blank(content)
            }
            at += size
        }
        return true
    }
}
