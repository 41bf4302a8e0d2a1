/// Writes JSON (RFC 8259) in the order given, without locale and without numbers JSON does not have.
///
/// Names of members are literals of the program and taken as they are; texts are escaped where they need it.
package struct JSONWriter {
    private var output: ByteOutput
    private let isPretty: Bool
    private var depth = 0
    /// Whether the innermost object or array has a member yet, for each that is open.
    private var hasMembers: [Bool] = []

    /// A writer; `pretty` breaks lines and indents by two spaces. With a `sink` the text is handed on piece by piece,
    /// and ``finish()`` hands on the rest.
    package init(pretty: Bool, sink: (([UInt8]) -> Void)? = nil) {
        isPretty = pretty
        output = ByteOutput(sink: sink)
    }

    /// What was written and not handed on.
    package var bytes: [UInt8] { output.bytes }

    /// Ends the text with a line end and hands on what is left; without a sink it stays in ``bytes``.
    package mutating func finish() {
        output.put(0x0A)
        output.finish()
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
    package mutating func key(_ name: StaticString) {
        separate()
        output.put(quoted: name)
        output.put(0x3A)
        if isPretty { output.put(0x20) }
    }

    /// Begins a member whose name comes from data.
    @_disfavoredOverload
    package mutating func key(_ name: String) {
        separate()
        output.put(escaping: name)
        output.put(0x3A)
        if isPretty { output.put(0x20) }
    }

    /// A member that is a text, or null.
    package mutating func member(_ name: StaticString, _ value: String?) {
        key(name)
        text(value)
    }

    /// A member that is a whole number, or null.
    package mutating func member(_ name: StaticString, _ value: Int?) {
        key(name)
        if let value { output.put(number: Int64(value)) } else { null() }
    }

    /// A member whose name comes from data, and that is a whole number.
    @_disfavoredOverload
    package mutating func member(_ name: String, _ value: Int?) {
        key(name)
        if let value { output.put(number: Int64(value)) } else { null() }
    }

    /// A member whose name comes from data, and that is a text.
    @_disfavoredOverload
    package mutating func member(_ name: String, _ value: String?) {
        key(name)
        text(value)
    }

    /// A member that is true, false, or null.
    package mutating func member(_ name: StaticString, _ value: Bool?) {
        key(name)
        if let value { output.put(value ? "true" : "false") } else { null() }
    }

    /// A member that is a number with at most `places` decimals; null if unknown, infinite or no number.
    package mutating func member(_ name: StaticString, _ value: Double?, places: Int) {
        key(name)
        number(value, places: places)
    }

    /// A member whose name comes from data, and that is a number.
    @_disfavoredOverload
    package mutating func member(_ name: String, _ value: Double?, places: Int) {
        key(name)
        number(value, places: places)
    }

    /// A member that is an object, its members written by `body`; null if `value` is nil.
    package mutating func member<Value>(
        _ name: StaticString, object value: Value?, _ body: (inout JSONWriter, Value) -> Void
    ) {
        key(name)
        guard let value else { return null() }
        object { body(&$0, value) }
    }

    /// A member whose name comes from data, and that is an object.
    @_disfavoredOverload
    package mutating func member<Value>(
        _ name: String, object value: Value?, _ body: (inout JSONWriter, Value) -> Void
    ) {
        key(name)
        guard let value else { return null() }
        object { body(&$0, value) }
    }

    /// A member that is an array.
    package mutating func member<Element>(
        _ name: StaticString, array elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void
    ) {
        key(name)
        array(elements, body)
    }

    /// A member that is an array of texts.
    package mutating func member(_ name: StaticString, texts: some Sequence<String>) {
        key(name)
        array(texts) { $0.output.put(escaping: $1) }
    }

    /// A text as a value, or null.
    package mutating func text(_ value: String?) {
        if let value { output.put(escaping: value) } else { null() }
    }

    /// The value null.
    package mutating func null() { output.put("null") }

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
        case .string(let text): output.put(escaping: text)
        case .number(let text): output.put(contentsOf: Array(text.utf8))
        case .bool(let value): output.put(value ? "true" : "false")
        case .null: null()
        }
    }

    /// A value that is JSON already.
    package mutating func raw(_ json: [UInt8]) { output.put(contentsOf: json) }

    /// A number with at most `places` decimals, without trailing zeros.
    package mutating func number(_ value: Double?, places: Int) {
        guard let value, value.isFinite, abs(value) < 1e15 else { return null() }
        output.put(value, places: places)
    }

    // MARK: Pieces

    private mutating func open(_ bracket: UInt8) {
        output.put(bracket)
        depth += 1
        hasMembers.append(false)
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        if hasMembers.popLast() == true, isPretty { output.breakLine(indent: 2 * depth) }
        output.put(bracket)
    }

    private mutating func separate() {
        output.passOn()
        if let last = hasMembers.indices.last {
            if hasMembers[last] { output.put(0x2C) }
            hasMembers[last] = true
        }
        if isPretty { output.breakLine(indent: 2 * depth) }
    }
}
