/// Parameters of a header field or URI, `;name=value` (RFC 3261 §25.1).
package struct SIPParameters: Equatable, Sendable {
    /// One parameter.
    package struct Parameter: Equatable, Sendable {
        /// The name in lower case.
        package let name: String
        /// The value, quotes removed; `nil` if there is none.
        package let value: String?
    }

    /// The parameters in order.
    package private(set) var all: [Parameter] = []

    /// No parameters.
    package init() {}

    /// Reads `a=b;c` with or without a semicolon in front.
    package init(parsing bytes: RawSpan, in range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound, all.count < SIPLimits.maximumParameters {
            let end = bytes.elementEnd(ASCII.semicolon, in: start..<range.upperBound)
            let element = bytes.trimmed(start..<end)
            start = end + 1
            guard !element.isEmpty else { continue }
            guard let equals = bytes.firstIndex(of: ASCII.equals, in: element) else {
                all.append(Parameter(name: bytes.lowercasedText(element), value: nil))
                continue
            }
            let name = bytes.trimmed(element.lowerBound..<equals)
            let value = bytes.trimmed(equals + 1..<element.upperBound)
            guard !name.isEmpty else { continue }
            all.append(Parameter(name: bytes.lowercasedText(name), value: bytes.unquotedText(value)))
        }
    }

    /// Where the value of the first parameter of this name, in lower case, stands, perhaps in quotes; absent if there is
    /// no such parameter, or it has no value.
    static func place(of wanted: StaticString, parsing bytes: RawSpan, in range: Range<Int>) -> TextPlace {
        var start = range.lowerBound
        var count = 0
        let nameCount = wanted.utf8CodeUnitCount
        // The usual case first: the parameter is the first one, and nothing stands around its name.
        if range.count > nameCount &+ 1, bytes.uint8(at: start) == ASCII.semicolon,
            bytes.uint8(at: start &+ 1 &+ nameCount) == ASCII.equals,
            bytes.hasPrefix(wanted, in: start &+ 1..<range.upperBound)
        {
            let end = bytes.elementEnd(ASCII.semicolon, in: start &+ 1..<range.upperBound)
            if end >= start &+ 2 &+ nameCount { return TextPlace(bytes.trimmed(start &+ 2 &+ nameCount..<end)) }
        }
        while start < range.upperBound, count < SIPLimits.maximumParameters {
            let end = bytes.elementEnd(ASCII.semicolon, in: start..<range.upperBound)
            let element = bytes.trimmed(start..<end)
            start = end + 1
            guard !element.isEmpty else { continue }
            guard let equals = bytes.firstIndex(of: ASCII.equals, in: element) else {
                count += 1
                if bytes.equals(wanted, in: element) { return .absent }
                continue
            }
            let name = bytes.trimmed(element.lowerBound..<equals)
            guard !name.isEmpty else { continue }
            count += 1
            if bytes.equals(wanted, in: name) {
                return TextPlace(bytes.trimmed(equals + 1..<element.upperBound))
            }
        }
        return .absent
    }

    /// The value of the first parameter of this name, which has to be in lower case; `nil` if it is absent or has none.
    package subscript(name: String) -> String? {
        all.first { $0.name == name }?.value
    }

    /// True if a parameter of this name, which has to be in lower case, is there.
    package func contains(_ name: String) -> Bool {
        all.contains { $0.name == name }
    }
}

extension RawSpan {
    /// Where the list element at the start of `range` ends: at the first `separator` outside quotes and angle
    /// brackets, or at the end of `range`.
    package func elementEnd(_ separator: UInt8, in range: Range<Int>) -> Int {
        var index = range.lowerBound
        var isQuoted = false
        var isBracketed = false
        let separators = RawSpan.eightTimes(separator)
        let quotes = RawSpan.eightTimes(ASCII.quote)
        let brackets = RawSpan.eightTimes(ASCII.greater)
        while index < range.upperBound {
            // Eight bytes without any of the four: "<" and ">" differ in one bit.
            while !isQuoted, index &+ 8 <= range.upperBound {
                let word = word(at: index)
                let any =
                    RawSpan.zeros(word ^ separators) | RawSpan.zeros(word ^ quotes)
                    | RawSpan.zeros((word | 0x0202_0202_0202_0202) ^ brackets)
                guard any == 0 else {
                    index &+= any.trailingZeroBitCount / 8
                    break
                }
                index &+= 8
            }
            guard index < range.upperBound else { break }
            let byte = uint8(at: index)
            if isQuoted {
                if byte == ASCII.backslash {
                    index += 1
                } else if byte == ASCII.quote {
                    isQuoted = false
                }
            } else if byte == ASCII.quote {
                isQuoted = true
            } else if byte == ASCII.less {
                isBracketed = true
            } else if byte == ASCII.greater {
                isBracketed = false
            } else if byte == separator, !isBracketed {
                return index
            }
            index += 1
        }
        return range.upperBound
    }

    /// The elements of a comma-separated list, trimmed, empty ones left out; at most `limit`.
    package func listElements(in range: Range<Int>, limit: Int) -> [Range<Int>] {
        var elements: [Range<Int>] = []
        var start = range.lowerBound
        while start < range.upperBound, elements.count < limit {
            let end = elementEnd(ASCII.comma, in: start..<range.upperBound)
            let element = trimmed(start..<end)
            if !element.isEmpty { elements.append(element) }
            start = end + 1
        }
        return elements
    }

    /// The text in `range`; if it is a quoted string, without quotes and with its escapes resolved.
    func unquotedText(_ range: Range<Int>) -> String {
        guard range.count >= 2, uint8(at: range.lowerBound) == ASCII.quote,
            uint8(at: range.upperBound - 1) == ASCII.quote
        else { return text(range) }
        let inner = range.lowerBound + 1..<range.upperBound - 1
        guard firstIndex(of: ASCII.backslash, in: inner) != nil else {
            return unfoldedText(inner, limit: inner.count)
        }
        var resolved: [UInt8] = []
        var index = inner.lowerBound
        while index < inner.upperBound {
            if uint8(at: index) == ASCII.backslash, index + 1 < inner.upperBound { index += 1 }
            resolved.append(uint8(at: index))
            index += 1
        }
        return String(decoding: resolved, as: UTF8.self)
    }
}
