/// Text protocols read in place: ranges of ASCII bytes are compared and cut, and a `String` is made only of what
/// is kept.
///
/// Every function answers for the range it is given alone, and the span checks each access.
extension RawSpan {
    /// The first place of `byte` in `range`; `nil` if it does not occur.
    package func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        let end = range.upperBound
        let pattern = RawSpan.eightTimes(byte)
        while index &+ 16 <= end {
            let first = RawSpan.zeros(word(at: index) ^ pattern)
            let second = RawSpan.zeros(word(at: index &+ 8) ^ pattern)
            if first | second != 0 {
                if first != 0 { return index &+ first.trailingZeroBitCount / 8 }
                return index &+ 8 &+ second.trailingZeroBitCount / 8
            }
            index &+= 16
        }
        while index < end {
            guard index &+ 8 <= byteCount else {
                if uint8(at: index) == byte { return index }
                index &+= 1
                continue
            }
            // The last word may reach beyond the range; what it finds there does not count.
            let zeros = RawSpan.zeros(word(at: index) ^ pattern)
            if zeros != 0 {
                let found = index &+ zeros.trailingZeroBitCount / 8
                return found < end ? found : nil
            }
            index &+= 8
        }
        return nil
    }

    /// Eight bytes, the first one lowest.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    package static func eightTimes(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    /// The highest bit of each byte of `word` that is zero; above the lowest of them, a borrow may set others.
    @inline(__always)
    package static func zeros(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    /// The last place of `byte` in `range`; `nil` if it does not occur.
    package func lastIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        var index = range.upperBound
        while index > range.lowerBound {
            index -= 1
            if uint8(at: index) == byte { return index }
        }
        return nil
    }

    /// True if the bytes in `range` are those of `literal`, the case of ASCII letters apart.
    ///
    /// `literal` has to be in lower case.
    @inline(__always)
    package func equals(_ literal: StaticString, in range: Range<Int>) -> Bool {
        range.count == literal.utf8CodeUnitCount && matches(literal, at: range.lowerBound)
    }

    /// True if the bytes in `range` begin with those of `literal`, the case of ASCII letters apart.
    ///
    /// `literal` has to be in lower case.
    @inline(__always)
    package func hasPrefix(_ literal: StaticString, in range: Range<Int>) -> Bool {
        range.count >= literal.utf8CodeUnitCount && matches(literal, at: range.lowerBound)
    }

    /// Whether the bytes from `start` are those of `literal`, compared in words; which these are, the compiler knows.
    @inline(__always)
    private func matches(_ literal: StaticString, at start: Int) -> Bool {
        literal.withUTF8Buffer { buffer in
            let wanted = UnsafeRawBufferPointer(buffer)
            var index = 0
            while index &+ 8 <= wanted.count {
                let word = wanted.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let found = unsafeLoadUnaligned(fromByteOffset: start &+ index, as: UInt64.self)
                // Letters in lower case, and they alone, have the bits of 0x40 and 0x20.
                guard found | (word >> 1 & word & 0x2020_2020_2020_2020) == word else { return false }
                index &+= 8
            }
            if index &+ 4 <= wanted.count {
                let word = wanted.loadUnaligned(fromByteOffset: index, as: UInt32.self)
                let found = unsafeLoadUnaligned(fromByteOffset: start &+ index, as: UInt32.self)
                guard found | (word >> 1 & word & 0x2020_2020) == word else { return false }
                index &+= 4
            }
            if index &+ 2 <= wanted.count {
                let word = wanted.loadUnaligned(fromByteOffset: index, as: UInt16.self)
                let found = unsafeLoadUnaligned(fromByteOffset: start &+ index, as: UInt16.self)
                guard found | (word >> 1 & word & 0x2020) == word else { return false }
                index &+= 2
            }
            return index >= wanted.count || ASCII.lowercased(uint8(at: start &+ index)) == wanted[index]
        }
    }

    /// `range` without spaces, tabs and line ends at both ends.
    @inline(__always)
    package func trimmed(_ range: Range<Int>) -> Range<Int> {
        guard range.lowerBound < range.upperBound, uint8(at: range.upperBound &- 1) > ASCII.space else {
            return trimmedByByte(range)
        }
        // The last byte stays, so that one behind a space in front is there.
        let hasSpace = uint8(at: range.lowerBound) == ASCII.space
        let start = hasSpace ? range.lowerBound &+ 1 : range.lowerBound
        return uint8(at: start) > ASCII.space ? start..<range.upperBound : trimmedByByte(range)
    }

    private func trimmedByByte(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, ASCII.isWhitespace(uint8(at: start)) { start &+= 1 }
        while end > start, ASCII.isWhitespace(uint8(at: end &- 1)) { end &-= 1 }
        return start..<end
    }

    /// Where the word that begins at the start of `range` ends: at the first space, tab or line end.
    func wordEnd(in range: Range<Int>) -> Int {
        var index = range.lowerBound
        while index < range.upperBound, !ASCII.isWhitespace(uint8(at: index)) { index += 1 }
        return index
    }

    /// Splits off the first word of `range`: `nil` if there is none left, else the word, and `range` cut to the rest.
    package func takeWord(from range: inout Range<Int>) -> Range<Int>? {
        let rest = trimmed(range)
        guard !rest.isEmpty else { return nil }
        let end = wordEnd(in: rest)
        range = end..<rest.upperBound
        return rest.lowerBound..<end
    }

    /// The decimal number that fills `range`; `nil` if another byte is there, or if it exceeds `limit`.
    package func decimal(in range: Range<Int>, limit: UInt64) -> UInt64? {
        guard !range.isEmpty else { return nil }
        var value: UInt64 = 0
        for index in range {
            let byte = uint8(at: index)
            guard ASCII.isDigit(byte) else { return nil }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow, scaled <= limit, UInt64(byte - 0x30) <= limit - scaled else { return nil }
            value = scaled + UInt64(byte - 0x30)
        }
        return value
    }

    /// The bytes in `range` as text; what is not UTF-8 becomes U+FFFD.
    package func text(_ range: Range<Int>) -> String {
        extracting(range).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes in `range` as text in lower case, for words of a protocol.
    package func lowercasedText(_ range: Range<Int>) -> String {
        let source = extracting(range)
        return String(unsafeUninitializedCapacity: source.byteCount) { text in
            var index = 0
            while index < source.byteCount {
                text.initializeElement(at: index, to: ASCII.lowercased(source.uint8(at: index)))
                index &+= 1
            }
            return index
        }
    }

    /// The bytes in `range`, trimmed, as text with each fold (a line end and the whitespace around it) as one space.
    ///
    /// No more than `limit` bytes are taken.
    package func unfoldedText(_ range: Range<Int>, limit: Int) -> String {
        var whole = trimmed(range)
        if whole.count > limit { whole = whole.lowerBound..<whole.lowerBound + limit }
        guard firstIndex(of: ASCII.lineFeed, in: whole) != nil else { return text(whole) }
        var unfolded: [UInt8] = []
        var index = whole.lowerBound
        while index < whole.upperBound {
            let byte = uint8(at: index)
            if byte == ASCII.lineFeed || byte == ASCII.carriageReturn {
                while let last = unfolded.last, ASCII.isWhitespace(last) { unfolded.removeLast() }
                while index < whole.upperBound, ASCII.isWhitespace(uint8(at: index)) { index += 1 }
                unfolded.append(ASCII.space)
            } else {
                unfolded.append(byte)
                index += 1
            }
        }
        return String(decoding: unfolded, as: UTF8.self)
    }

    /// Where the line that begins at `start` ends: before its line feed, and before the carriage return if there is
    /// one; and where the next begins. `nil` if there is no line feed before `end`.
    package func line(from start: Int, to end: Int) -> (content: Range<Int>, next: Int)? {
        guard start < end, let feed = firstIndex(of: ASCII.lineFeed, in: start..<end) else { return nil }
        let hasReturn = feed > start && uint8(at: feed - 1) == ASCII.carriageReturn
        return (start..<(hasReturn ? feed - 1 : feed), feed + 1)
    }
}

/// Bytes of ASCII by name.
package enum ASCII {
    package static let tab: UInt8 = 0x09
    package static let lineFeed: UInt8 = 0x0A
    package static let carriageReturn: UInt8 = 0x0D
    package static let space: UInt8 = 0x20
    package static let quote: UInt8 = 0x22
    package static let percent: UInt8 = 0x25
    package static let comma: UInt8 = 0x2C
    package static let slash: UInt8 = 0x2F
    package static let colon: UInt8 = 0x3A
    package static let semicolon: UInt8 = 0x3B
    package static let less: UInt8 = 0x3C
    package static let equals: UInt8 = 0x3D
    package static let greater: UInt8 = 0x3E
    package static let question: UInt8 = 0x3F
    package static let at: UInt8 = 0x40
    package static let openBracket: UInt8 = 0x5B
    package static let backslash: UInt8 = 0x5C
    package static let closeBracket: UInt8 = 0x5D

    package static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    package static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }
    @inline(__always)
    package static func isWhitespace(_ byte: UInt8) -> Bool {
        byte <= space && (byte == space || byte == tab || byte == carriageReturn || byte == lineFeed)
    }
    package static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    /// True for the characters of a `token` (RFC 3261 §25.1).
    package static func isToken(_ byte: UInt8) -> Bool {
        // Letters, digits and - . ! % * _ + ` ' ~, a bit each.
        if byte < 0x40 { return 0x03FF_6CA2_0000_0000 >> UInt64(byte) & 1 == 1 }
        return byte < 0x80 && 0x47FF_FFFF_87FF_FFFE >> UInt64(byte & 0x3F) & 1 == 1
    }

    /// The value of a hexadecimal digit.
    package static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: return byte - 0x30
        case 0x41...0x46: return byte - 0x37
        case 0x61...0x66: return byte - 0x57
        default: return nil
        }
    }
}

extension RawSpan {
    /// The words in `range`, in lower case, separated by commas, semicolons or whitespace.
    package func words(in range: Range<Int>) -> [String] {
        var words: [String] = []
        var start: Int?
        for index in range.lowerBound...range.upperBound {
            let isWord: Bool
            if index < range.upperBound {
                let byte = uint8(at: index)
                isWord = byte != ASCII.comma && byte != ASCII.semicolon && !ASCII.isWhitespace(byte)
            } else {
                isWord = false
            }
            if isWord {
                start = start ?? index
            } else if let first = start {
                words.append(lowercasedText(first..<index))
                start = nil
                if words.count == SIPLimits.maximumListedValues { break }
            }
        }
        return words
    }
}
