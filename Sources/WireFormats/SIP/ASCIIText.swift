/// Text protocols read in place: ranges of ASCII bytes are compared and cut, and a `String` is made only of what
/// is kept.
///
/// Every function stays within the range it is given, and the span checks each access again.
extension RawSpan {
    /// The first place of `byte` in `range`; `nil` if it does not occur.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        // Eight bytes at a time: those equal become zero, and a borrow runs through the lowest of them.
        let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
        while index &+ 8 <= range.upperBound {
            let difference = uint64(at: index).byteSwapped ^ pattern
            let zeros = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
            if zeros != 0 { return index &+ zeros.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < range.upperBound {
            if uint8(at: index) == byte { return index }
            index &+= 1
        }
        return nil
    }

    /// The last place of `byte` in `range`; `nil` if it does not occur.
    func lastIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
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
    func equals(_ literal: StaticString, in range: Range<Int>) -> Bool {
        range.count == literal.utf8CodeUnitCount && hasPrefix(literal, in: range)
    }

    /// True if the bytes in `range` begin with those of `literal`, the case of ASCII letters apart.
    ///
    /// `literal` has to be in lower case.
    func hasPrefix(_ literal: StaticString, in range: Range<Int>) -> Bool {
        guard range.count >= literal.utf8CodeUnitCount else { return false }
        let source = extracting(range)
        return literal.withUTF8Buffer { expected in
            guard expected.count <= source.byteCount else { return false }
            var index = 0
            while index < expected.count {
                if ASCII.lowercased(source.uint8(at: index)) != expected[index] { return false }
                index &+= 1
            }
            return true
        }
    }

    /// `range` without spaces, tabs and line ends at both ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
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
    func takeWord(from range: inout Range<Int>) -> Range<Int>? {
        let rest = trimmed(range)
        guard !rest.isEmpty else { return nil }
        let end = wordEnd(in: rest)
        range = end..<rest.upperBound
        return rest.lowerBound..<end
    }

    /// The decimal number that fills `range`; `nil` if another byte is there, or if it exceeds `limit`.
    func decimal(in range: Range<Int>, limit: UInt64) -> UInt64? {
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
    func text(_ range: Range<Int>) -> String {
        extracting(range).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes in `range` as text in lower case, for words of a protocol.
    func lowercasedText(_ range: Range<Int>) -> String {
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
    func unfoldedText(_ range: Range<Int>, limit: Int) -> String {
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
    func line(from start: Int, to end: Int) -> (content: Range<Int>, next: Int)? {
        guard start < end, let feed = firstIndex(of: ASCII.lineFeed, in: start..<end) else { return nil }
        let hasReturn = feed > start && uint8(at: feed - 1) == ASCII.carriageReturn
        return (start..<(hasReturn ? feed - 1 : feed), feed + 1)
    }
}

/// Bytes of ASCII by name.
enum ASCII {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let percent: UInt8 = 0x25
    static let comma: UInt8 = 0x2C
    static let slash: UInt8 = 0x2F
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let less: UInt8 = 0x3C
    static let equals: UInt8 = 0x3D
    static let greater: UInt8 = 0x3E
    static let question: UInt8 = 0x3F
    static let at: UInt8 = 0x40
    static let openBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let closeBracket: UInt8 = 0x5D

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }
    @inline(__always)
    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte <= space && (byte == space || byte == tab || byte == carriageReturn || byte == lineFeed)
    }
    static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    /// True for the characters of a `token` (RFC 3261 §25.1).
    static func isToken(_ byte: UInt8) -> Bool {
        if isLetter(byte) || isDigit(byte) { return true }
        switch byte {
        // - . ! % * _ + ` ' ~
        case 0x2D, 0x2E, 0x21, 0x25, 0x2A, 0x5F, 0x2B, 0x60, 0x27, 0x7E: return true
        default: return false
        }
    }

    /// The value of a hexadecimal digit.
    static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: return byte - 0x30
        case 0x41...0x46: return byte - 0x37
        case 0x61...0x66: return byte - 0x57
        default: return nil
        }
    }
}
