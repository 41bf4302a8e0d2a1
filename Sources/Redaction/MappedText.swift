import CallVocabulary

/// Whether one text is another with its values replaced.
extension Replacements {
    /// The text without what identifies, word by word as the map has it; words that the map does not have stay.
    public func mapped(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            guard ASCIIByte.isWord(bytes[at]) || bytes[at] == 0x3A else {
                result.append(bytes[at])
                at += 1
                continue
            }
            // An address is longer than a word.
            var end = at
            while end < bytes.count, ASCIIByte.hexadecimalValue(bytes[end]) != nil || bytes[end] == 0x2E || bytes[end] == 0x3A { end += 1 }
            if let (mapped, length) = mappedAddress(bytes, at, end) {
                result += mapped
                at += length
                continue
            }
            if bytes[at] == 0x3A {
                result.append(bytes[at])
                at += 1
                continue
            }
            end = at
            while end < bytes.count, ASCIIByte.isWord(bytes[end]) { end += 1 }
            let word = Array(bytes[at..<end])
            let hasPlus = at > 0 && bytes[at - 1] == 0x2B
            if hasPlus, let entry = texts[[0x2B] + word] {
                result += entry.replacement.dropFirst()
            } else if let entry = texts[word] {
                result += entry.replacement
            } else {
                result += word
            }
            at = end
        }
        return String(decoding: result, as: UTF8.self)
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
            guard let cut = bytes[start..<last].lastIndex(where: { $0 == 0x3A || $0 == 0x2E }), cut > start else { return nil }
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
