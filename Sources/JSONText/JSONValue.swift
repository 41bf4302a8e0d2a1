/// A JSON value (RFC 8259) as it stood: numbers keep their spelling, members their order.
package enum JSONValue: Equatable, Sendable {
    case object([Member])
    case array([JSONValue])
    case string(String)
    case number(String)
    case bool(Bool)
    case null

    /// A name and its value.
    package struct Member: Equatable, Sendable {
        package var name: String
        package var value: JSONValue

        /// A member of its parts.
        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The member with this name; `nil` if this is no object or has none.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}

/// A place in a text; line and column count from 1, the column in bytes.
package struct JSONPlace: Equatable, Sendable {
    package var line: Int
    package var column: Int

    init(offset: Int, in bytes: [UInt8]) {
        let before = bytes[..<min(offset, bytes.count)]
        line = 1 + before.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        column = min(offset, bytes.count) - start + 1
    }
}

/// Where the values of a text stand.
package struct JSONPlaces: Sendable {
    fileprivate var offsets: [String: Int]
    fileprivate var bytes: [UInt8]

    /// Where the value at `pointer` stands; if there is none, where the nearest value around it stands.
    package func place(of pointer: String) -> JSONPlace {
        var pointer = pointer
        while offsets[pointer] == nil, let slash = pointer.lastIndex(of: "/") {
            pointer = String(pointer[..<slash])
        }
        return JSONPlace(offset: offsets[pointer] ?? 0, in: bytes)
    }
}

/// JSON Pointers (RFC 6901).
package enum JSONPointer {
    /// The pointer one step below `parent`.
    package static func child(_ parent: String, _ step: String) -> String {
        // Names with these are rare, and replacing takes a while even where there is nothing to replace.
        guard step.utf8.contains(where: { $0 == 0x7E || $0 == 0x2F }) else { return parent + "/" + step }
        return parent + "/" + step.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}

/// Why a text is not JSON, and where.
package struct JSONError: Error, Equatable {
    package var message: String
    package var line: Int
    package var column: Int

    /// An error of its parts; line and column count from 1.
    package init(message: String, line: Int, column: Int) {
        self.message = message
        self.line = line
        self.column = column
    }
}

/// Reads JSON strictly: no trailing commas, no comments, no repeated names, bounded depth.
package struct JSONReader {
    /// Objects and arrays within one another.
    package static let maximumDepth = 64

    private let bytes: [UInt8]
    private var at = 0
    private var pointer = ""
    private var offsets: [String: Int]?

    /// The value that fills `bytes`.
    package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var reader = JSONReader(bytes: bytes)
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
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.at == bytes.count else { throw reader.error("there is more behind the end") }
        return (value, JSONPlaces(offsets: reader.offsets ?? [:], bytes: bytes))
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
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
        guard depth <= JSONReader.maximumDepth else {
            throw error("it is nested more than \(JSONReader.maximumDepth) deep")
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

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = at
        while at < bytes.count, "+-.eE0123456789".utf8.contains(bytes[at]) { at += 1 }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        guard Double(text) != nil else {
            at = start
            throw error("this is no number")
        }
        return .number(text)
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
            content += Array(String(Character(Unicode.Scalar(unit) ?? "\u{FFFD}")).utf8)
        default: throw error("this is no escape")
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        guard at + 4 <= bytes.count,
            let value = UInt32(String(decoding: bytes[at..<(at + 4)], as: UTF8.self), radix: 16)
        else { throw error("four hexadecimal digits are expected here") }
        at += 4
        return value
    }
}
