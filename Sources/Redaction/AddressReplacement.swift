import CallVocabulary

/// Addresses: prefix by prefix, so that what shares a network still does; the kind of each stays what it is.
extension Replacements {
    /// What stands for an address; multicast, broadcast, loopback and unspecified addresses stay.
    mutating func address(_ original: IPAddress) -> IPAddress {
        if let known = addresses[original] { return known }
        let replacement: IPAddress
        if let v4 = original.v4 {
            replacement = IPAddress(v4: replaced(v4))
        } else {
            replacement = replacedV6(original)
        }
        if replacement != original { addresses[original] = replacement }
        return replacement
    }

    // MARK: IPv4

    private mutating func replaced(_ v4: UInt32) -> UInt32 {
        let parts = (0..<4).map { UInt8(truncatingIfNeeded: v4 >> UInt32(24 - 8 * $0)) }
        // Nobody's own: this network, loopback, multicast, reserved and broadcast.
        guard parts[0] > 0, parts[0] < 224, parts[0] != 127 else { return v4 }
        let mixed: Set<UInt8> = [10, 100, 127, 169, 172, 192]
        let first =
            mixed.contains(parts[0])
            ? parts[0] : octet(parts[0], 0, 0) { (1...223).contains($0) && !mixed.contains($0) }
        let second: UInt8
        let prefix = UInt64(parts[0])
        func special(_ octet: UInt8) -> Bool {
            switch parts[0] {
            case 100: return (64...127).contains(octet)
            case 169: return octet == 254
            case 172: return (16...31).contains(octet)
            case 192: return octet == 168
            default: return false
            }
        }
        let isSpecial = special(parts[1])
        if isSpecial, parts[0] == 169 || parts[0] == 192 {
            second = parts[1]
        } else {
            second = octet(parts[1], 1, prefix << 1 | (isSpecial ? 1 : 0)) { special($0) == isSpecial }
        }
        let third = octet(parts[2], 2, prefix << 8 | UInt64(parts[1])) { _ in true }
        let fourth = octet(parts[3], 3, prefix << 16 | UInt64(parts[1]) << 8 | UInt64(parts[2])) {
            (1...254).contains($0)
        }
        return UInt32(first) << 24 | UInt32(second) << 16 | UInt32(third) << 8 | UInt32(fourth)
    }

    /// A permutation without a fixed point among the allowed octets of as many decimal digits (Sattolo), by what stands
    /// before the octet.
    private mutating func octet(
        _ value: UInt8, _ level: UInt64, _ prefix: UInt64, _ isAllowed: (UInt8) -> Bool
    ) -> UInt8 {
        let place = level << 32 | prefix
        if let table = permutations[place] { return table[Int(value)] }
        var table = (0...255).map { UInt8($0) }
        let seed = (0..<8).map { UInt8(truncatingIfNeeded: place >> UInt64(8 * $0)) }
        var stream = NumberStream(key.number(.octet, seed))
        for range in [0...9, 10...99, 100...255] as [ClosedRange<UInt8>] {
            let members = range.filter(isAllowed)
            var order = members
            var index = order.count - 1
            while index > 0 {
                let other = Int(stream.next() % UInt64(index))
                order.swapAt(index, other)
                index -= 1
            }
            for (member, image) in zip(members, order) { table[Int(member)] = image }
        }
        permutations[place] = table
        return table[Int(value)]
    }

    // MARK: IPv6

    private mutating func replacedV6(_ original: IPAddress) -> IPAddress {
        guard !original.isMulticast, !original.isUnspecified, !original.isLoopback else { return original }
        var groups = Replacements.groups(original)
        let whole = groups
        var first = 0
        var last = 8
        if groups[0] == 0x2001, groups[1] == 0xDB8 {
            first = 2
        } else if groups[0] == 0x64, groups[1] == 0xFF9B {
            first = 6
        } else if groups[0] >> 6 == 0xFE80 >> 6 {
            first = 1
        } else if groups[0] == 0, groups[1...4].allSatisfy({ $0 == 0 }) {
            first = 6
        }
        if first == 6 {
            // An IPv4 address stands at the end (RFC 6052, RFC 4291 §2.5.5).
            let v4 = replaced(UInt32(groups[6]) << 16 | UInt32(groups[7]))
            groups[6] = UInt16(v4 >> 16)
            groups[7] = UInt16(truncatingIfNeeded: v4)
            last = 6
        }
        for index in first..<max(first, last) {
            let value = whole[index]
            guard value != 0 else { continue }
            let range: ClosedRange<UInt64>
            switch (index, value) {
            case (0, 0xFC00...0xFDFF): range = value < 0xFD00 ? 0xFC00...0xFCFF : 0xFD00...0xFDFF
            case (0, 0x2000...0x3FFF): range = 0x2000...0x3FFF
            case (_, 1...0xF): range = 1...0xF
            case (_, 0x10...0xFF): range = 0x10...0xFF
            case (_, 0x100...0xFFF): range = 0x100...0xFFF
            default: range = 0x1000...0xFFFF
            }
            let count = range.upperBound - range.lowerBound + 1
            let before = whole[..<index].flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
            let amount = key.number(.group, before + [UInt8(index)]) % (count - 1) + 1
            let moved = (UInt64(value) - range.lowerBound + amount) % count + range.lowerBound
            groups[index] = UInt16(truncatingIfNeeded: moved)
        }
        func half(_ part: ArraySlice<UInt16>) -> UInt64 { part.reduce(0) { $0 << 16 | UInt64($1) } }
        return IPAddress(high: half(groups[0..<4]), low: half(groups[4..<8]))
    }

    static func groups(_ address: IPAddress) -> [UInt16] {
        (0..<8).map { index in
            let half = index < 4 ? address.high : address.low
            return UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * (index % 4)))
        }
    }

    // MARK: Hardware addresses

    /// What stands for the six bytes of a hardware address, as a number; groups, broadcast and zero stay, and so does
    /// whether somebody gave it by hand.
    mutating func hardware(_ original: UInt64) -> UInt64 {
        guard original != 0, original >> 40 & 1 == 0 else { return original }
        if let known = hardwareAddresses[original] { return known }
        let bytes = (0..<6).map { UInt8(truncatingIfNeeded: original >> UInt64(8 * $0)) }
        var replacement = key.number(.hardware, bytes) & 0xFCFF_FFFF_FFFF | original & 0x0300_0000_0000
        if replacement == original { replacement ^= 1 }
        hardwareAddresses[original] = replacement
        return replacement
    }
}
