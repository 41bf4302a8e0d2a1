/// What a JSON text may hold at most; RFC 8259 §9 lets a reader set such limits.
package enum JSONLimits {
    /// Objects and arrays within one another.
    package static let maximumDepth = 64
    /// Characters of one number.
    package static let maximumNumberBytes = 1_000
}

/// Reads JSON strictly by RFC 8259: its numbers, its escapes and no others, UTF-8 without errors, no trailing commas, no
/// comments. Stricter than it where it leaves the choice: no repeated names, no halves of surrogate pairs, bounded
/// depth. A byte order mark in front is passed over.
package struct JSONReader {
    private let bytes: [UInt8]
    private var at = 0
    private var pointer = ""
    private var offsets: [String: Int]?

    /// The value that fills `bytes`.
    package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var reader = JSONReader(bytes: bytes)
        try reader.checkEncoding()
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.at == bytes.count else { throw reader.error("there is more behind the end") }
        return value
    }

    /// The value that fills `bytes`, and where each value of it stands, by JSON Pointer (RFC 6901).
    package static func readWithPlaces(_ bytes: [UInt8]) throws(JSONError) -> (
        value: JSONValue, places: JSONPlaces
    ) {
        var reader = JSONReader(bytes: bytes)
        reader.offsets = [:]
        try reader.checkEncoding()
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.at == bytes.count else { throw reader.error("there is more behind the end") }
        return (value, JSONPlaces(offsets: reader.offsets ?? [:], bytes: bytes))
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    }

    /// Throws where the bytes are no UTF-8.
    private mutating func checkEncoding() throws(JSONError) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            at = error.byteOffsets.lowerBound
            throw self.error("these bytes are no UTF-8; save the text as UTF-8")
        }
    }

    private func error(_ message: String) -> JSONError {
        let place = JSONPlace(offset: at, in: bytes)
        return JSONError(message: message, line: place.line, column: place.column)
    }

    /// Goes one step down if places are recorded; returns where it was.
    private mutating func enter(_ step: String) -> String {
        let outer = pointer
        if offsets != nil { pointer = JSONPointer.child(outer, step) }
        return outer
    }

    private mutating func skipSpace() {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= JSONLimits.maximumDepth else {
            throw error("it is nested more than \(JSONLimits.maximumDepth) deep")
        }
        skipSpace()
        guard at < bytes.count else { throw error("it ends where a value is expected") }
        if offsets != nil { offsets?[pointer] = at }
        switch bytes[at] {
        case 0x7B: return try object(depth: depth)
        case 0x5B: return try array(depth: depth)
        case 0x22: return .string(try string())
        case 0x74: return try word("true", .bool(true))
        case 0x66: return try word("false", .bool(false))
        case 0x6E: return try word("null", .null)
        case 0x2D, 0x30...0x39: return try number()
        default: throw error("a value is expected here")
        }
    }

    private mutating func word(_ text: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[at...].starts(with: text.utf8) else { throw error("a value is expected here") }
        at += text.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        at += 1
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        skipSpace()
        if at < bytes.count, bytes[at] == 0x7D {
            at += 1
            return .object([])
        }
        while true {
            skipSpace()
            guard at < bytes.count, bytes[at] == 0x22 else { throw error("a name in quotes is expected here") }
            let start = at
            let name = try string()
            guard names.insert(name).inserted else {
                at = start
                throw error("the name \(name.prefix(40)) stands here a second time")
            }
            skipSpace()
            guard at < bytes.count, bytes[at] == 0x3A else { throw error("a colon is expected here") }
            at += 1
            let outer = enter(name)
            members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
            pointer = outer
            skipSpace()
            guard at < bytes.count else { throw error("it ends within an object") }
            if bytes[at] == 0x7D {
                at += 1
                return .object(members)
            }
            guard bytes[at] == 0x2C else { throw error("a comma or a closing brace is expected here") }
            at += 1
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        at += 1
        var values: [JSONValue] = []
        skipSpace()
        if at < bytes.count, bytes[at] == 0x5D {
            at += 1
            return .array([])
        }
        while true {
            let outer = enter(String(values.count))
            values.append(try value(depth: depth + 1))
            pointer = outer
            skipSpace()
            guard at < bytes.count else { throw error("it ends within a list") }
            if bytes[at] == 0x5D {
                at += 1
                return .array(values)
            }
            guard bytes[at] == 0x2C else { throw error("a comma or a closing bracket is expected here") }
            at += 1
        }
    }

    /// A number as RFC 8259 §6 has it: no sign but a minus, no zeros in front, digits on both sides of a point.
    private mutating func number() throws(JSONError) -> JSONValue {
        let start = at
        if bytes[at] == 0x2D { at += 1 }
        if peek == 0x30 { at += 1 } else { try digits("a digit is expected here") }
        if let next = peek, (0x30...0x39).contains(next) {
            throw error("a number does not begin with a zero; a telephone number is a text, in quotes")
        }
        if peek == 0x2E {
            at += 1
            try digits("a digit is expected behind the point")
        }
        if peek == 0x65 || peek == 0x45 {
            at += 1
            if peek == 0x2B || peek == 0x2D { at += 1 }
            try digits("a digit is expected in the exponent")
        }
        guard at - start <= JSONLimits.maximumNumberBytes else {
            at = start
            throw error("a number has more than \(JSONLimits.maximumNumberBytes) characters")
        }
        return .number(String(decoding: bytes[start..<at], as: UTF8.self))
    }

    private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    /// One digit or more.
    private mutating func digits(_ message: String) throws(JSONError) {
        let start = at
        while let byte = peek, (0x30...0x39).contains(byte) { at += 1 }
        guard at > start else { throw error(message) }
    }

    private mutating func string() throws(JSONError) -> String {
        at += 1
        var content: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case 0x22:
                at += 1
                return String(decoding: content, as: UTF8.self)
            case 0x5C:
                at += 1
                try escape(into: &content)
            case 0..<0x20: throw error("a control character stands in a text; write it as \\u00XX")
            default:
                content.append(byte)
                at += 1
            }
        }
        throw error("it ends within a text")
    }

    private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
        guard at < bytes.count else { throw error("it ends within a text") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: content.append(byte)
        case 0x62: content.append(0x08)
        case 0x66: content.append(0x0C)
        case 0x6E: content.append(0x0A)
        case 0x72: content.append(0x0D)
        case 0x74: content.append(0x09)
        case 0x75:
            var unit = try hexadecimal()
            if (0xD800...0xDBFF).contains(unit), at + 1 < bytes.count, bytes[at] == 0x5C, bytes[at + 1] == 0x75 {
                at += 2
                let low = try hexadecimal()
                if (0xDC00...0xDFFF).contains(low) { unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00) }
            }
            guard let scalar = Unicode.Scalar(unit) else {
                throw error("this \\u names one half of a pair; both halves make a character")
            }
            content += Array(String(scalar).utf8)
        default: throw error("this is no escape")
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            switch peek {
            case let digit? where (0x30...0x39).contains(digit): value = value << 4 | UInt32(digit - 0x30)
            case let digit? where (0x41...0x46).contains(digit): value = value << 4 | UInt32(digit - 0x37)
            case let digit? where (0x61...0x66).contains(digit): value = value << 4 | UInt32(digit - 0x57)
            default: throw error("four hexadecimal digits are expected here")
            }
            at += 1
        }
        return value
    }
}
