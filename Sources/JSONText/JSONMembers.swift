/// Walks over the members of one large object without reading them: it tells where each stands, and of chosen lists where
/// each element stands. What it passes over is not judged; ``JSONReader`` does that with each part.
package struct JSONMembers {
    /// A member, or an element of a chosen list.
    package struct Item {
        /// The member's name.
        package var name: String
        /// The element's place in the list; `nil` for a member as a whole.
        package var element: Int?
        /// Where it stands, in bytes from the start.
        package var range: Range<Int>
        /// The same as a JSON Pointer.
        package var pointer: String {
            let member = JSONPointer.child("", name)
            return element.map { JSONPointer.child(member, String($0)) } ?? member
        }
    }

    private enum Place { case start, beforeMember, afterMember, inList(String, Int), end }

    private let read: (Int, Int) -> [UInt8]
    private let lists: Set<String>
    private var chunk: [UInt8] = []
    private var chunkStart = 0
    private var at = 0
    private var line = 1
    private var lineStart = 0
    private var place = Place.start
    private var names: Set<String> = []

    private static let chunkBytes = 1 << 16

    /// A walk over what `read` gives from an offset on; the elements of `lists` are told one by one.
    package init(splitting lists: [String], read: @escaping (_ offset: Int, _ count: Int) -> [UInt8]) {
        self.lists = Set(lists)
        self.read = read
    }

    /// The next item; `nil` at the end.
    package mutating func next() throws(JSONError) -> Item? {
        while true {
            skipSpace()
            switch place {
            case .start:
                if at == 0, peek == 0xEF { at = 3 }
                skipSpace()
                try expect(0x7B, "an object is expected")
                skipSpace()
                if peek == 0x7D { try finish() } else { place = .beforeMember }
            case .beforeMember: if let item = try member() { return item }
            case .afterMember:
                if peek == 0x7D {
                    try finish()
                } else {
                    try expect(0x2C, "a comma or a closing brace is expected")
                    place = .beforeMember
                }
            case .inList(let name, let count): if let item = try element(of: name, count) { return item }
            case .end: return nil
            }
        }
    }

    private mutating func finish() throws(JSONError) {
        at += 1
        skipSpace()
        guard peek == nil else { throw error("there is more behind the end") }
        place = .end
    }

    private mutating func member() throws(JSONError) -> Item? {
        let start = at
        guard peek == 0x22 else { throw error("a name in quotes is expected") }
        try skipText()
        guard case .string(let name)? = try? JSONReader.read(read(start, at - start)) else {
            throw error("a name in quotes is expected")
        }
        guard names.insert(name).inserted else { throw error("the name \(name.prefix(40)) stands here a second time") }
        skipSpace()
        try expect(0x3A, "a colon is expected")
        skipSpace()
        if lists.contains(name), peek == 0x5B {
            at += 1
            place = .inList(name, 0)
            return nil
        }
        let range = try skipValue()
        place = .afterMember
        return Item(name: name, element: nil, range: range)
    }

    private mutating func element(of name: String, _ count: Int) throws(JSONError) -> Item? {
        if peek == 0x5D {
            at += 1
            place = .afterMember
            return nil
        }
        if count > 0 {
            try expect(0x2C, "a comma or a closing bracket is expected")
            skipSpace()
        }
        let range = try skipValue()
        place = .inList(name, count + 1)
        return Item(name: name, element: count, range: range)
    }

    /// Passes over a value by its brackets and quotes alone.
    private mutating func skipValue() throws(JSONError) -> Range<Int> {
        let start = at
        var depth = 0
        while let byte = peek {
            switch byte {
            case 0x22: try skipText()
            case 0x7B, 0x5B:
                depth += 1
                at += 1
                guard depth <= JSONLimits.maximumDepth else {
                    throw error("it is nested more than \(JSONLimits.maximumDepth) deep")
                }
            case 0x7D, 0x5D:
                guard depth > 0 else { throw error("a value is expected") }
                depth -= 1
                at += 1
            case 0x2C where depth == 0: throw error("a value is expected")
            case 0x0A:
                at += 1
                line += 1
                lineStart = at
                continue
            default:
                at += 1
                if depth == 0, let next = peek, isPlain(next) { continue }
            }
            if depth == 0 { return start..<at }
        }
        throw error("it ends where a value is expected")
    }

    /// Whether a byte continues a number or a word.
    private func isPlain(_ byte: UInt8) -> Bool { ![0x20, 0x09, 0x0A, 0x0D, 0x2C, 0x7D, 0x5D].contains(byte) }

    private mutating func skipText() throws(JSONError) {
        at += 1
        while let byte = peek {
            at += 1
            if byte == 0x22 { return }
            if byte == 0x5C { at += 1 }
        }
        throw error("it ends within a text")
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            at += 1
            if byte == 0x0A {
                line += 1
                lineStart = at
            }
        }
    }

    private mutating func expect(_ byte: UInt8, _ message: String) throws(JSONError) {
        guard peek == byte else { throw error(message) }
        at += 1
    }

    private func error(_ message: String) -> JSONError {
        JSONError(message: message, line: line, column: at - lineStart + 1)
    }

    /// The byte at ``at``; `nil` at the end.
    private var peek: UInt8? {
        mutating get {
            let offset = at - chunkStart
            if offset >= 0, offset < chunk.count { return chunk[offset] }
            chunkStart = at
            chunk = read(at, Self.chunkBytes)
            return chunk.first
        }
    }
}
