/// Writes JSON (RFC 8259) in the order given, without locale and without numbers JSON does not have.
///
/// Names of members are literals of the program and taken as they are; texts are escaped where they need it.
///
/// Public, with what takes closures inlinable, because only so is that compiled into the rooms that call it.
public struct JSONWriter: ~Copyable {
    private var output: ByteOutput
    private let isPretty: Bool
    private var depth = 0
    /// Whether what is open has a member yet. Once something inside it was closed, it has.
    private var hasMembers = false

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
    @inlinable
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        beginObject()
        body(&self)
        endObject()
    }

    /// An array as a value, its elements written by `body`, each after ``element()``.
    @inlinable
    public mutating func array<Element>(
        _ elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void
    ) {
        beginArray()
        for element in elements {
            self.element()
            body(&self, element)
        }
        endArray()
    }

    /// Begins an element of an array.
    public mutating func element() { separate() }

    /// Begins a member; its value is written next.
    public mutating func key(_ name: StaticString) {
        let to = begin(name, before: 0)
        output.end(at: to)
    }

    /// Begins a member whose name comes from data.
    @_disfavoredOverload
    public mutating func key(_ name: String) {
        separate()
        output.put(escaping: name)
        output.put(0x3A)
        if isPretty { output.put(0x20) }
    }

    /// A member that is a text, or null.
    package mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return null(name) }
        key(name)
        output.put(escaping: value)
    }

    /// A member that is a whole number, or null.
    package mutating func member(_ name: StaticString, _ value: Int?) {
        guard let value else { return null(name) }
        let to = begin(name, before: ByteOutput.numberBytes)
        output.end(at: DigitsOutput.put(Int64(value), at: to))
    }

    /// A member whose name comes from data, and that is a whole number.
    @_disfavoredOverload
    package mutating func member(_ name: String, _ value: Int?) {
        key(name)
        if let value {
            let to = output.reserve(ByteOutput.numberBytes)
            output.end(at: DigitsOutput.put(Int64(value), at: to))
        } else {
            null()
        }
    }

    /// A member whose name comes from data, and that is a text.
    @_disfavoredOverload
    package mutating func member(_ name: String, _ value: String?) {
        key(name)
        text(value)
    }

    /// A member that is true, false, or null.
    package mutating func member(_ name: StaticString, _ value: Bool?) {
        guard let value else { return null(name) }
        let to = begin(name, before: 5)
        output.end(at: value ? ByteOutput.put("true", at: to) : ByteOutput.put("false", at: to))
    }

    /// A member that is a number with at most `places` decimals; null if unknown, infinite or no number.
    package mutating func member(_ name: StaticString, _ value: Double?, places: Int) {
        guard let value, value.isFinite, abs(value) < 1e15 else { return null(name) }
        let to = begin(name, before: ByteOutput.numberBytes)
        if let end = DigitsOutput.put(value, places: places, at: to) {
            output.end(at: end)
        } else {
            output.end(at: to)
            output.put(value, places: places)
        }
    }

    /// A member whose name comes from data, and that is a number.
    @_disfavoredOverload
    package mutating func member(_ name: String, _ value: Double?, places: Int) {
        key(name)
        number(value, places: places)
    }

    /// Bytes that ``member(_:writing:)`` may write.
    public static var writtenBytes: Int { 64 }

    /// A member that is a text `write` puts where it is told, of at most ``writtenBytes`` bytes none of which needs
    /// escaping; it answers how many.
    @inlinable
    public mutating func member(_ name: StaticString, writing write: (UnsafeMutableRawPointer) -> Int) {
        let to = beginWritten(name)
        endWritten(to, count: write(to))
    }

    /// A member that is an object, its members written by `body`; null if `value` is nil.
    @inlinable
    public mutating func member<Value>(
        _ name: StaticString, object value: Value?, _ body: (inout JSONWriter, Value) -> Void
    ) {
        guard let value else { return null(name) }
        beginObject(name)
        body(&self, value)
        endObject()
    }

    /// A member whose name comes from data, and that is an object.
    @_disfavoredOverload
    @inlinable
    public mutating func member<Value>(
        _ name: String, object value: Value?, _ body: (inout JSONWriter, Value) -> Void
    ) {
        key(name)
        guard let value else { return null() }
        object { body(&$0, value) }
    }

    /// A member that is an array.
    @inlinable
    public mutating func member<Element>(
        _ name: StaticString, array elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void
    ) {
        key(name)
        array(elements, body)
    }

    /// A member that is an array of texts.
    @inlinable
    public mutating func member(_ name: StaticString, texts: some Sequence<String>) {
        key(name)
        array(texts) { $0.text($1) }
    }

    /// A text as a value, or null.
    public mutating func text(_ value: String?) {
        if let value { output.put(escaping: value) } else { null() }
    }

    /// The value null.
    public mutating func null() { output.put("null") }

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

    /// Begins a member, with room for `count` more bytes; answers where its value goes, which is to be ended.
    @inline(__always)
    private mutating func begin(_ name: StaticString, before count: Int) -> UnsafeMutableRawPointer {
        let indent = 2 &* depth
        var to = output.reserve(name.utf8CodeUnitCount &+ indent &+ 8 &+ count)
        if hasMembers {
            to.storeBytes(of: 0x2C, as: UInt8.self)
            to += 1
        }
        hasMembers = true
        if isPretty {
            to.storeBytes(of: 0x0A, as: UInt8.self)
            to = ByteOutput.putSpaces(indent, at: to + 1)
        }
        to.storeBytes(of: 0x22, as: UInt8.self)
        to = ByteOutput.put(name, at: to + 1)
        to.storeBytes(of: (0x0020_3A22 as UInt32).littleEndian, as: UInt32.self)
        return to + (isPretty ? 3 : 2)
    }

    /// A member that is null.
    public mutating func null(_ name: StaticString) {
        let to = begin(name, before: 4)
        output.end(at: ByteOutput.put("null", at: to))
    }

    @usableFromInline
    mutating func beginObject() { open(0x7B) }

    @usableFromInline
    mutating func endObject() { close(0x7D) }

    @usableFromInline
    mutating func beginArray() { open(0x5B) }

    @usableFromInline
    mutating func endArray() { close(0x5D) }

    @usableFromInline
    mutating func beginObject(_ name: StaticString) {
        let to = begin(name, before: 1)
        to.storeBytes(of: 0x7B, as: UInt8.self)
        output.end(at: to + 1)
        depth &+= 1
        hasMembers = false
    }

    @usableFromInline
    mutating func beginWritten(_ name: StaticString) -> UnsafeMutableRawPointer {
        let to = begin(name, before: Self.writtenBytes &+ 2)
        to.storeBytes(of: 0x22, as: UInt8.self)
        return to + 1
    }

    @usableFromInline
    mutating func endWritten(_ to: UnsafeMutableRawPointer, count: Int) {
        let end = to + min(count, Self.writtenBytes)
        end.storeBytes(of: 0x22, as: UInt8.self)
        output.end(at: end + 1)
    }

    private mutating func open(_ bracket: UInt8) {
        output.put(bracket)
        depth &+= 1
        hasMembers = false
    }

    private mutating func close(_ bracket: UInt8) {
        depth &-= 1
        var to = output.reserve(2 &* depth &+ 2)
        if hasMembers, isPretty {
            to.storeBytes(of: 0x0A, as: UInt8.self)
            to = ByteOutput.putSpaces(2 &* depth, at: to + 1)
        }
        to.storeBytes(of: bracket, as: UInt8.self)
        output.end(at: to + 1)
        hasMembers = depth > 0
    }

    private mutating func separate() {
        var to = output.reserve(2 &* depth &+ 2)
        if hasMembers {
            to.storeBytes(of: 0x2C, as: UInt8.self)
            to += 1
        }
        hasMembers = depth > 0
        if isPretty {
            to.storeBytes(of: 0x0A, as: UInt8.self)
            to = ByteOutput.putSpaces(2 &* depth, at: to + 1)
        }
        output.end(at: to)
    }
}
