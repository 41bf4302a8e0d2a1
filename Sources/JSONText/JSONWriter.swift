/// Writes JSON (RFC 8259) in the order given, without locale and without numbers JSON does not have.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    private let isPretty: Bool
    private var depth = 0
    /// Whether the innermost object or array has a member yet.
    private var hasMembers: [Bool] = []

    private let sink: (([UInt8]) -> Void)?
    /// Bytes after which a writer with a sink hands on what it has.
    private static let flushBytes = 1 << 18

    /// A writer; `pretty` breaks lines and indents by two spaces. With a `sink` the text is handed on piece by piece,
    /// and ``finish()`` hands on the rest.
    package init(pretty: Bool, sink: (([UInt8]) -> Void)? = nil) {
        isPretty = pretty
        self.sink = sink
    }

    /// Ends the text with a line end and hands on what is left; without a sink it stays in ``bytes``.
    package mutating func finish() {
        bytes.append(0x0A)
        sink?(bytes)
        if sink != nil { bytes = [] }
    }

    /// An object as a value, its members written by `body`.
    package mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(0x7B)
        body(&self)
        close(0x7D)
    }

    /// An array as a value, its elements written by `body`, each after ``element()``.
    package mutating func array<Element>(
        _ elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void
    ) {
        open(0x5B)
        for element in elements {
            self.element()
            body(&self, element)
        }
        close(0x5D)
    }

    /// Begins an element of an array.
    package mutating func element() { separate() }

    /// Begins a member; its value is written next.
    package mutating func key(_ name: String) {
        separate()
        write(name)
        bytes.append(0x3A)
        if isPretty { bytes.append(0x20) }
    }

    /// A member that is a text, or null.
    package mutating func member(_ name: String, _ value: String?) {
        key(name)
        text(value)
    }

    /// A member that is a whole number, or null.
    package mutating func member(_ name: String, _ value: Int?) {
        key(name)
        if let value { bytes.append(contentsOf: String(value).utf8) } else { null() }
    }

    /// A member that is true, false, or null.
    package mutating func member(_ name: String, _ value: Bool?) {
        key(name)
        if let value { bytes += Array((value ? "true" : "false").utf8) } else { null() }
    }

    /// A member that is a number with at most `places` decimals; null if unknown, infinite or no number.
    package mutating func member(_ name: String, _ value: Double?, places: Int) {
        key(name)
        number(value, places: places)
    }

    /// A member that is an object, its members written by `body`; null if `value` is nil.
    package mutating func member<Value>(
        _ name: String, object value: Value?, _ body: (inout JSONWriter, Value) -> Void
    ) {
        key(name)
        guard let value else { return null() }
        object { body(&$0, value) }
    }

    /// A member that is an array.
    package mutating func member<Element>(
        _ name: String, array elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void
    ) {
        key(name)
        array(elements, body)
    }

    /// A member that is an array of texts.
    package mutating func member(_ name: String, texts: some Sequence<String>) {
        key(name)
        array(texts) { $0.write($1) }
    }

    /// A text as a value, or null.
    package mutating func text(_ value: String?) {
        if let value { write(value) } else { null() }
    }

    /// The value null.
    package mutating func null() { bytes += [0x6E, 0x75, 0x6C, 0x6C] }

    /// A value as it was read.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .object(let members):
            object { json in
                for member in members {
                    json.key(member.name)
                    json.value(member.value)
                }
            }
        case .array(let values): array(values) { $0.value($1) }
        case .string(let text): write(text)
        case .number(let text): bytes += Array(text.utf8)
        case .bool(let value): bytes += Array((value ? "true" : "false").utf8)
        case .null: null()
        }
    }

    /// A value that is JSON already.
    package mutating func raw(_ json: [UInt8]) { bytes += json }

    /// A number with at most `places` decimals, without trailing zeros.
    package mutating func number(_ value: Double?, places: Int) {
        guard let value, value.isFinite, abs(value) < 1e15 else { return null() }
        bytes += Array(DecimalText.shortest(value, places: places).utf8)
    }

    // MARK: Pieces

    private mutating func open(_ bracket: UInt8) {
        bytes.append(bracket)
        depth += 1
        hasMembers.append(false)
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        if hasMembers.popLast() == true { breakLine() }
        bytes.append(bracket)
    }

    private mutating func separate() {
        if let sink, bytes.count > Self.flushBytes {
            sink(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        if let last = hasMembers.indices.last {
            if hasMembers[last] { bytes.append(0x2C) }
            hasMembers[last] = true
        }
        breakLine()
    }

    private mutating func breakLine() {
        guard isPretty else { return }
        bytes.append(0x0A)
        for _ in 0..<(2 * depth) { bytes.append(0x20) }
    }

    private mutating func write(_ text: String) {
        bytes.append(0x22)
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x7F }) {
            bytes.append(contentsOf: text.utf8)
            bytes.append(0x22)
            return
        }
        for byte in text.utf8 {
            switch byte {
            case 0x22: bytes += [0x5C, 0x22]
            case 0x5C: bytes += [0x5C, 0x5C]
            case 0x0A: bytes += [0x5C, 0x6E]
            case 0x0D: bytes += [0x5C, 0x72]
            case 0x09: bytes += [0x5C, 0x74]
            case 0..<0x20, 0x7F:
                let digits = Array("0123456789abcdef".utf8)
                bytes += [0x5C, 0x75, 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }
}
