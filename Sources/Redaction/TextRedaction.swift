import CallVocabulary

/// Replaces what identifies in a stretch of text, byte for byte.
struct TextRedaction: Sendable {
    /// How a stretch is read.
    enum Mode {
        /// Every word is somebody's.
        case identity
        /// Words of protocols and standard sentences stay, and numbers of one or two digits.
        case free
    }

    var values: Replacements

    init(key: RedactionKey) { values = Replacements(key: key) }

    /// Replaces within `range` of `bytes`.
    mutating func replace(
        _ bytes: inout [UInt8], _ range: Range<Int>, _ mode: Mode, _ kind: Replacements.Kind
    ) {
        notePhrases(bytes, range, mode)
        var at = range.lowerBound
        // Whether the last word was the scheme of a URI.
        var afterScheme = false
        while at < range.upperBound {
            let byte = bytes[at]
            let previous = at > range.lowerBound ? bytes[at - 1] : 0x20
            if byte == 0x25, at + 2 < range.upperBound, let code = escaped(bytes, at) {
                // What is written as %40 parts words as @ does; a letter written so is a letter still.
                if ASCIIByte.isWord(code) { bytes[at + 2] = bytes[at + 2] == 0x31 ? 0x32 : 0x31 }
                at += 3
                continue
            }
            if byte == 0x5B || byte == 0x3A || ASCIIByte.hexadecimalValue(byte) != nil,
                !ASCIIByte.isWord(previous), let end = replaceColoned(&bytes, at, range.upperBound)
            {
                at = end
                afterScheme = false
                continue
            }
            guard ASCIIByte.isWord(byte) else {
                if byte != 0x3A { afterScheme = false }
                at += 1
                continue
            }
            if ASCIIByte.isDigit(byte), let end = replaceDotted(&bytes, at, range.upperBound) {
                at = end
                continue
            }
            at = replaceWord(&bytes, at, range, mode, kind, &afterScheme)
        }
    }

    /// Replaces addresses alone, in what holds figures; all of it if it holds what no figure needs.
    mutating func replaceAddresses(_ bytes: inout [UInt8], _ range: Range<Int>) {
        guard bytes[range].allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 < 0x7F }) else {
            return replace(&bytes, range, .identity, .text)
        }
        var at = range.lowerBound
        while at < range.upperBound {
            let joins =
                at > range.lowerBound
                && (ASCIIByte.isWord(bytes[at - 1]) || bytes[at - 1] == 0x2E || bytes[at - 1] == 0x3A)
            if !joins || bytes[at - 1] == 0x3A, ASCIIByte.isDigit(bytes[at]),
                let end = replaceDotted(&bytes, at, range.upperBound)
            {
                at = end
            } else if !joins, bytes[at] == 0x5B || ASCIIByte.hexadecimalValue(bytes[at]) != nil,
                let end = replaceColoned(&bytes, at, range.upperBound)
            {
                at = end
            } else {
                at += 1
            }
        }
    }

    /// Replaces the whole of `range` by something that depends on all of it, letters and digits alone.
    mutating func replaceOpaque(_ bytes: inout [UInt8], _ range: Range<Int>, _ kind: Replacements.Kind) {
        guard !range.isEmpty else { return }
        values.note(phrase: bytes[range])
        var stream = NumberStream(values.key.number(.word, bytes[range]))
        for index in range {
            let amount = stream.next()
            func moved(_ first: UInt8, _ count: UInt64) -> UInt8 {
                first + UInt8((UInt64(bytes[index] - first) + 1 + amount % (count - 1)) % count)
            }
            switch bytes[index] {
            case 0x30...0x39: bytes[index] = moved(0x30, 10)
            case 0x41...0x46: bytes[index] = moved(0x41, 6)
            case 0x61...0x66: bytes[index] = moved(0x61, 6)
            case 0x47...0x5A: bytes[index] = moved(0x47, 20)
            case 0x67...0x7A: bytes[index] = moved(0x67, 20)
            case 0x80...: bytes[index] = 0x2A
            default: break
            }
        }
    }

    /// Puts asterisks in the place of a key.
    mutating func overwrite(_ bytes: inout [UInt8], _ range: Range<Int>) {
        values.note(phrase: bytes[range])
        for index in range { bytes[index] = 0x2A }
    }

    private func escaped(_ bytes: [UInt8], _ at: Int) -> UInt8? {
        guard let high = ASCIIByte.hexadecimalValue(bytes[at + 1]), let low = ASCIIByte.hexadecimalValue(bytes[at + 2])
        else { return nil }
        return high << 4 | low
    }

    /// Remembers values of several words, to be searched for as a whole.
    private mutating func notePhrases(_ bytes: [UInt8], _ range: Range<Int>, _ mode: Mode) {
        guard mode == .identity else { return }
        func joins(_ byte: UInt8) -> Bool { ASCIIByte.isWord(byte) || byte == 0x2E || byte == 0x2D || byte == 0x5F }
        var at = range.lowerBound
        while at < range.upperBound {
            guard ASCIIByte.isWord(bytes[at]) else {
                at += bytes[at] == 0x25 ? 3 : 1
                continue
            }
            var end = at
            var joints = 0
            while end < range.upperBound, joins(bytes[end]) {
                if !ASCIIByte.isWord(bytes[end]) { joints += 1 }
                end += 1
            }
            // Four numbers between dots are an address, or a version.
            let isNumeric = bytes[at..<end].allSatisfy { ASCIIByte.isDigit($0) || $0 == 0x2E }
            if joints > 0, !isNumeric, !ProtocolPhrases.isOne(bytes[at..<end]) { values.note(phrase: bytes[at..<end]) }
            at = end
        }
    }

    // MARK: Words

    private mutating func replaceWord(
        _ bytes: inout [UInt8], _ at: Int, _ range: Range<Int>, _ mode: Mode, _ kind: Replacements.Kind,
        _ afterScheme: inout Bool
    ) -> Int {
        let isAfterScheme = afterScheme
        afterScheme = false
        var end = at
        while end < range.upperBound, ASCIIByte.isWord(bytes[end]) { end += 1 }
        let lower = bytes[at..<end].map(ASCIIByte.lowercased)
        let previous = at > range.lowerBound ? bytes[at - 1] : 0x20
        let next = end < range.upperBound ? bytes[end] : 0x20
        if next == 0x3A, previous != 0x40, ProtocolWords.schemes.contains(lower) {
            afterScheme = true
            return end + 1
        }
        // SIP/2.0/UDP
        if next == 0x2F, lower == [0x73, 0x69, 0x70] || lower == [0x68, 0x74, 0x74, 0x70],
            end + 3 < range.upperBound, ASCIIByte.isDigit(bytes[end + 1]), bytes[end + 2] == 0x2E,
            ASCIIByte.isDigit(bytes[end + 3]),
            end + 4 == range.upperBound || !ASCIIByte.isWord(bytes[end + 4])
        {
            var version = end + 4
            while version < range.upperBound, ASCIIByte.isWord(bytes[version]) || bytes[version] == 0x2F {
                version += 1
            }
            return version
        }
        if isPort(bytes, at, end, range), !isAfterScheme { return end }
        if let value = parameter(bytes, at, range, previous) { return replaceValue(&bytes, value, range, kind) }
        // The magic that a branch begins with (RFC 3261 §8.1.1.7).
        if lower.starts(with: Array("z9hg4bk".utf8)) {
            let rest = at + 7..<end
            if !rest.isEmpty { put(values.word(bytes[rest], .identifier), &bytes, at + 7) }
            return end
        }
        guard !ProtocolWords.reserved.contains(lower) else { return end }
        let isNumber = lower.allSatisfy(ASCIIByte.isDigit)
        if mode == .free, ProtocolWords.ordinary.contains(lower) || isNumber && lower.count <= 2 { return end }
        guard isNumber else {
            put(values.word(bytes[at..<end], kind), &bytes, at)
            return end
        }
        return replaceNumber(&bytes, at, end, range, hasPlus: previous == 0x2B, mode)
    }

    private func put(_ replacement: [UInt8], _ bytes: inout [UInt8], _ at: Int) {
        for (index, byte) in replacement.enumerated() { bytes[at + index] = byte }
    }

    /// A number, perhaps written in groups (RFC 3966 §5.1.1).
    private mutating func replaceNumber(
        _ bytes: inout [UInt8], _ at: Int, _ first: Int, _ range: Range<Int>, hasPlus: Bool, _ mode: Mode
    ) -> Int {
        var places = Array(at..<first)
        var end = first
        if mode == .identity {
            var look = first
            while look < range.upperBound, places.count < 20 {
                var group = look
                while group < range.upperBound, [0x2D, 0x28, 0x29, 0x2E].contains(bytes[group]) { group += 1 }
                var last = group
                while last < range.upperBound, ASCIIByte.isDigit(bytes[last]) { last += 1 }
                guard group > look, group - look <= 2, last > group,
                    last == range.upperBound || !ASCIIByte.isWord(bytes[last])
                else { break }
                places += Array(group..<last)
                look = last
                end = last
            }
            if places.count < 7 {
                places = Array(at..<first)
                end = first
            }
        }
        let digits = places.map { bytes[$0] }
        let replacement = values.number(digits, hasPlus: hasPlus)
        for (place, digit) in zip(places, replacement) { bytes[place] = digit }
        return end
    }

    /// Whether the word is the port behind a host.
    private func isPort(_ bytes: [UInt8], _ at: Int, _ end: Int, _ range: Range<Int>) -> Bool {
        guard at - 2 >= range.lowerBound, bytes[at - 1] == 0x3A, end - at <= 5,
            bytes[at..<end].allSatisfy(ASCIIByte.isDigit), ASCIIByte.isWord(bytes[at - 2]) || bytes[at - 2] == 0x5D
        else { return false }
        // A password would be followed by the host.
        for index in end..<range.upperBound {
            if bytes[index] == 0x40 { return false }
            if [0x3E, 0x3B, 0x3F, 0x20, 0x2C, 0x22, 0x0D].contains(bytes[index]) { break }
        }
        return true
    }

    /// What follows the name of a parameter that stays; `nil` if no such name stands here.
    private func parameter(
        _ bytes: [UInt8], _ at: Int, _ range: Range<Int>, _ previous: UInt8
    ) -> (name: [UInt8], at: Int)? {
        guard [0x20, 0x3B, 0x3F, 0x26, 0x2C, 0x09, 0x2B].contains(previous) else { return nil }
        var end = at
        while end < range.upperBound, ASCIIByte.isWord(bytes[end]) || bytes[end] == 0x2D || bytes[end] == 0x2E {
            end += 1
        }
        let name = bytes[at..<end].map(ASCIIByte.lowercased)
        guard ProtocolWords.parameters.contains(name) else { return nil }
        var equals = end
        while equals < range.upperBound, bytes[equals] == 0x20 { equals += 1 }
        if equals < range.upperBound, bytes[equals] == 0x3D { return (name, equals + 1) }
        guard previous == 0x3B, end == range.upperBound || [0x3B, 0x3E, 0x20, 0x2C, 0x3F, 0x0D].contains(bytes[end])
        else { return nil }
        return (name, end)
    }

    private mutating func replaceValue(
        _ bytes: inout [UInt8], _ value: (name: [UInt8], at: Int), _ range: Range<Int>, _ kind: Replacements.Kind
    ) -> Int {
        var start = value.at
        while start < range.upperBound, bytes[start] == 0x20 { start += 1 }
        var end = start
        if start < range.upperBound, bytes[start] == 0x22 {
            end += 1
            while end < range.upperBound, bytes[end] != 0x22 { end += bytes[end] == 0x5C ? 2 : 1 }
            end = min(end, range.upperBound)
        } else {
            while end < range.upperBound, ![0x3B, 0x2C, 0x26, 0x3E, 0x20, 0x3F, 0x09, 0x0D, 0x0A].contains(bytes[end]) {
                end += 1
            }
        }
        guard end > start, !ProtocolWords.plainParameters.contains(value.name) else { return max(end, value.at) }
        let name = String(decoding: value.name, as: UTF8.self)
        switch name {
        case "nonce", "response", "cnonce", "opaque", "auts":
            replaceOpaque(&bytes, start..<end, .credential)
        case "text", "reason", "info":
            replace(&bytes, start..<end, .free, .text)
        case "tag", "branch", "to-tag", "from-tag", "call-id", "icid-value", "gr", "sip.instance":
            replace(&bytes, start..<end, .identity, .identifier)
        default:
            replace(&bytes, start..<end, .identity, kind)
        }
        return end
    }

    // MARK: Addresses

    /// Four numbers up to 255 between dots.
    private mutating func replaceDotted(_ bytes: inout [UInt8], _ at: Int, _ limit: Int) -> Int? {
        var parts: [Range<Int>] = []
        var v4: UInt32 = 0
        var index = at
        while parts.count < 4 {
            let start = index
            var part: UInt32 = 0
            while index < limit, index - start < 3, ASCIIByte.isDigit(bytes[index]) {
                part = part * 10 + UInt32(bytes[index] - 0x30)
                index += 1
            }
            guard index > start, part <= 255 else { return nil }
            v4 = v4 << 8 | part
            parts.append(start..<index)
            guard parts.count < 4 else { break }
            guard index < limit, bytes[index] == 0x2E else { return nil }
            index += 1
        }
        if index < limit, ASCIIByte.isWord(bytes[index]) { return nil }
        if index + 1 < limit, bytes[index] == 0x2E, ASCIIByte.isDigit(bytes[index + 1]) { return nil }
        let replacement = values.address(IPAddress(v4: v4)).v4 ?? v4
        for (place, part) in parts.enumerated() {
            write(UInt64(replacement >> UInt32(24 - 8 * place) & 0xFF), radix: 10, &bytes, part)
        }
        return index
    }

    /// A number in as many places as there are.
    private func write(_ number: UInt64, radix: UInt64, _ bytes: inout [UInt8], _ places: Range<Int>) {
        var rest = number
        for place in places.reversed() {
            let digit = UInt8(rest % radix)
            let letter: UInt8 = ASCIIByte.isUppercase(bytes[place]) ? 0x37 : 0x57
            bytes[place] = digit < 10 ? 0x30 + digit : letter + digit
            rest /= radix
        }
    }

    /// An IPv6 address, or the six bytes of a hardware address.
    private mutating func replaceColoned(_ bytes: inout [UInt8], _ at: Int, _ limit: Int) -> Int? {
        let start = bytes[at] == 0x5B ? at + 1 : at
        var end = start
        var colons = 0
        while end < limit,
            ASCIIByte.hexadecimalValue(bytes[end]) != nil || bytes[end] == 0x3A || bytes[end] == 0x2E
                || bytes[end] == 0x2D
        {
            if bytes[end] == 0x3A || bytes[end] == 0x2D { colons += 1 }
            end += 1
        }
        guard colons >= 2, end - start <= 45, end == limit || !ASCIIByte.isWord(bytes[end]) else { return nil }
        if colons == 5, end - start == 17, let hardware = hardwareAddress(bytes[start..<end]) {
            let replacement = values.hardware(hardware)
            for part in 0..<6 {
                let octet = replacement >> UInt64(40 - 8 * part) & 0xFF
                write(octet, radix: 16, &bytes, (start + 3 * part)..<(start + 3 * part + 2))
            }
            return end
        }
        guard let address = IPAddress(String(decoding: bytes[start..<end], as: UTF8.self)),
            address.v4 == nil || bytes[start..<end].contains(0x3A)
        else { return nil }
        let groups = Replacements.groups(values.address(address))
        var parts: [Range<Int>] = []
        var index = start
        var gap: Int?
        while index < end {
            if bytes[index] == 0x3A {
                if index + 1 < end, bytes[index + 1] == 0x3A { gap = parts.count }
                index += 1
                continue
            }
            let from = index
            while index < end, bytes[index] != 0x3A { index += 1 }
            parts.append(from..<index)
        }
        var ending = end
        if let last = parts.last, bytes[last].contains(0x2E) {
            // The low half as IPv4; it is replaced as one.
            parts.removeLast()
            ending = replaceDotted(&bytes, last.lowerBound, end) ?? end
        }
        let used = parts.count
        let missing = 8 - used - (ending == end && bytes[start..<end].contains(0x2E) ? 2 : 0)
        for (place, part) in parts.enumerated() {
            let group = gap.map { place >= $0 ? place + missing : place } ?? place
            guard groups.indices.contains(group) else { continue }
            write(UInt64(groups[group]), radix: 16, &bytes, part)
        }
        return end
    }

    private func hardwareAddress(_ text: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for (index, byte) in text.enumerated() {
            if index % 3 == 2 {
                guard byte == 0x3A || byte == 0x2D else { return nil }
            } else {
                guard let digit = ASCIIByte.hexadecimalValue(byte) else { return nil }
                value = value << 4 | UInt64(digit)
            }
        }
        return value
    }
}

/// Values of several words that protocols use themselves.
enum ProtocolPhrases {
    static func isOne(_ phrase: ArraySlice<UInt8>) -> Bool {
        phrase.split { !ASCIIByte.isWord($0) }.allSatisfy { part in
            let word = part.map(ASCIIByte.lowercased)
            return ProtocolWords.ordinary.contains(word) || word.count <= 1
                || word.count <= 3 && word.allSatisfy(ASCIIByte.isDigit) || ProtocolWords.reserved.contains(word)
                || ProtocolWords.parameters.contains(word)
        } || ProtocolWords.parameters.contains(phrase.map(ASCIIByte.lowercased))
            || phrase.map(ASCIIByte.lowercased).starts(with: Array("z9hg4bk".utf8))
    }
}
