import CallVocabulary

/// Whether one text is another with its values replaced.
extension Replacements {
    /// Whether `after` is `before` with its values replaced, each as the map has it, or left where they are no values.
    public func isMapped(_ before: String, to after: String) -> Bool {
        let left = Array(before.utf8)
        let right = Array(after.utf8)
        var at = 0
        var place = 0
        func follows(_ text: some Collection<UInt8>) -> Bool { right[place...].starts(with: text) }
        while at < left.count {
            guard ASCIIByte.isWord(left[at]) || left[at] == 0x3A else {
                guard place < right.count, left[at] == right[place] else { return false }
                at += 1
                place += 1
                continue
            }
            // An address is longer than a word.
            var end = at
            while end < left.count,
                ASCIIByte.hexadecimalValue(left[end]) != nil || left[end] == 0x2E || left[end] == 0x3A
            { end += 1 }
            if let (mapped, length) = mappedAddress(left, at, end), follows(mapped) {
                at += length
                place += mapped.count
                continue
            }
            end = at + 1
            if left[at] != 0x3A { while end < left.count, ASCIIByte.isWord(left[end]) { end += 1 } }
            if ASCIIByte.isDigit(left[at]), let length = grouped(left, at, right[place...]) {
                at += length
                place += length
                continue
            }
            guard let taken = follow(left, at, end, follows) else { return false }
            at = end
            place += taken
        }
        return place == right.count
    }

    /// How many bytes of the other text stand for the word: it may be replaced, in the case it is shown in, or stay.
    private func follow(_ left: [UInt8], _ at: Int, _ end: Int, _ follows: (ArraySlice<UInt8>) -> Bool) -> Int? {
        let word = Array(left[at..<end])
        var candidates: [[UInt8]] = []
        if at > 0, left[at - 1] == 0x2B, let entry = texts[[0x2B] + word] {
            candidates.append(Array(entry.replacement.dropFirst()))
        }
        if let entry = texts[word] { candidates.append(entry.replacement) }
        candidates.append(word)
        if word.starts(with: Array("z9hG4bK".utf8)), let entry = texts[Array(word.dropFirst(7))] {
            candidates.append(Array(word.prefix(7)) + entry.replacement)
        }
        // Shown without its plus.
        if let entry = texts[[0x2B] + word] { candidates.append(Array(entry.replacement.dropFirst())) }
        return candidates.first { follows($0[...]) }?.count
    }

    /// The length of a number written in groups that the other text has replaced; `nil` if there is none.
    private func grouped(_ left: [UInt8], _ start: Int, _ right: ArraySlice<UInt8>) -> Int? {
        var digits: [UInt8] = []
        var ends: [(at: Int, count: Int)] = []
        var at = start
        while at < left.count, digits.count < 24 {
            if ASCIIByte.isDigit(left[at]) {
                digits.append(left[at])
            } else {
                guard [0x2D, 0x28, 0x29, 0x2E].contains(left[at]) else { break }
                ends.append((at, digits.count))
            }
            at += 1
        }
        ends.append((at, digits.count))
        for (end, count) in ends.reversed() where count > 0 && end > start {
            guard end == left.count || !ASCIIByte.isWord(left[end]) else { continue }
            guard let entry = texts[Array(digits[..<count])], right.count >= end - start else { continue }
            var replaced = entry.replacement[...]
            let shown = left[start..<end].map { ASCIIByte.isDigit($0) ? replaced.popFirst() ?? $0 : $0 }
            if right.starts(with: shown) { return end - start }
        }
        return nil
    }

    /// The longest address that begins at `start` and is in the map.
    private func mappedAddress(_ bytes: [UInt8], _ start: Int, _ end: Int) -> ([UInt8], Int)? {
        guard end - start >= 2, end - start <= 64 else { return nil }
        var last = end
        while last - start >= 2 {
            let text = String(decoding: bytes[start..<last], as: UTF8.self)
            if let address = IPAddress(text), let replaced = addresses[address] {
                return (Array(replaced.description.utf8), last - start)
            }
            // Behind an IPv4 address a port may follow.
            guard let cut = bytes[start..<last].lastIndex(where: { $0 == 0x3A || $0 == 0x2E }), cut > start else {
                return nil
            }
            last = cut
        }
        return nil
    }
}

extension Replacements {
    /// One removed value and what stands in its place.
    public struct Removed: Sendable {
        /// What it was.
        public var kind: Kind
        /// As it stood.
        public var original: String
        /// As it is written.
        public var replacement: String
    }

    /// Everything removed that was a value of its own, in the order of the originals.
    public var removed: [Removed] {
        var all = texts.map { original, entry in
            Removed(
                kind: entry.kind, original: String(decoding: original, as: UTF8.self),
                replacement: String(decoding: entry.replacement, as: UTF8.self))
        }
        all += addresses.map { Removed(kind: .address, original: $0.description, replacement: $1.description) }
        all += hardwareAddresses.map {
            Removed(kind: .hardwareAddress, original: Self.text($0), replacement: Self.text($1))
        }
        return all.sorted { ($0.kind.rawValue, $0.original) < ($1.kind.rawValue, $1.original) }
    }

    private static func text(_ hardware: UInt64) -> String {
        (0..<6).map { part in
            let octet = hardware >> UInt64(40 - 8 * part) & 0xFF
            return (octet < 16 ? "0" : "") + String(octet, radix: 16)
        }.joined(separator: ":")
    }
}
