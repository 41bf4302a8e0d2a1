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
    var offsets: [String: Int]
    var bytes: [UInt8]

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
