import CallVocabulary
import JSONText

/// Reading: each member is set to what stands under its name.
///
/// A member that is missing keeps its value: documents of earlier versions lack members of later ones. Members without a
/// type here are passed over. The first that is of another kind than expected is told.
package struct FieldReading: DocumentFields {
    private let members: [JSONValue.Member]
    private let pointer: String
    /// Where the next member is expected: documents keep the order of their types.
    private var cursor = 0
    package private(set) var failure: DocumentError?

    /// Reads the members of `value`, which stands at `pointer`.
    package init(_ value: JSONValue, at pointer: String) throws(DocumentError) {
        guard case .object(let members) = value else {
            throw DocumentError(pointer: pointer, message: "an object is expected")
        }
        self.members = members
        self.pointer = pointer
    }

    /// The part that `value` is.
    package static func read<Part: DocumentPart>(
        _ type: Part.Type, from value: JSONValue, at pointer: String
    ) throws(DocumentError) -> Part {
        var reading = try FieldReading(value, at: pointer)
        var part = Part()
        part.fields(&reading)
        if let failure = reading.failure { throw failure }
        return part
    }

    private mutating func take(_ name: StaticString) -> JSONValue? {
        func isNamed(_ member: JSONValue.Member) -> Bool {
            let count = name.utf8CodeUnitCount
            guard member.name.utf8.count == count, name.hasPointerRepresentation else { return false }
            return member.name.utf8.elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: count))
        }
        if members.indices.contains(cursor), isNamed(members[cursor]) {
            cursor += 1
            return members[cursor - 1].value
        }
        guard let place = members.firstIndex(where: isNamed) else { return nil }
        cursor = place + 1
        return members[place].value
    }

    private func child(_ name: StaticString) -> String { JSONPointer.child(pointer, name.description) }

    private mutating func refuse(_ name: StaticString, _ expected: String) {
        if failure == nil { failure = DocumentError(pointer: child(name), message: "\(expected) is expected") }
    }

    /// Sets `value` to what `convert` makes of the member, where there is one; null sets it to `nil` if that is allowed.
    private mutating func set<Value>(
        _ name: StaticString, _ value: inout Value?, _ expected: String, isOptional: Bool = true,
        _ convert: (JSONValue) -> Value?
    ) {
        guard let found = take(name) else { return }
        if case .null = found {
            if isOptional { value = nil } else { refuse(name, expected) }
        } else if let converted = convert(found) {
            value = converted
        } else {
            refuse(name, expected)
        }
    }

    private mutating func setKnown<Value>(
        _ name: StaticString, _ value: inout Value, _ expected: String, _ convert: (JSONValue) -> Value?
    ) {
        var optional: Value? = value
        set(name, &optional, expected, isOptional: false, convert)
        if let optional { value = optional }
    }

    private static func text(_ value: JSONValue) -> String? {
        if case .string(let text) = value { return text }
        return nil
    }

    private static func whole(_ value: JSONValue) -> Int? {
        if case .number(let text) = value { return Int(text) }
        return nil
    }

    private static func decimal(_ value: JSONValue) -> Double? {
        guard case .number(let text) = value, let number = Double(text), number.isFinite else { return nil }
        return number
    }

    private static func flag(_ value: JSONValue) -> Bool? {
        if case .bool(let flag) = value { return flag }
        return nil
    }

    private static func time(_ value: JSONValue) -> CaptureTime? { text(value).flatMap { CaptureTime(rfc3339: $0) } }

    package mutating func member(_ name: StaticString, _ value: inout String) {
        setKnown(name, &value, "a text", Self.text)
    }
    package mutating func member(_ name: StaticString, _ value: inout String?) {
        set(name, &value, "a text or null", Self.text)
    }
    package mutating func present(_ name: StaticString, _ value: inout String?) { member(name, &value) }
    package mutating func member(_ name: StaticString, _ value: inout Int) {
        setKnown(name, &value, "a whole number", Self.whole)
    }
    package mutating func member(_ name: StaticString, _ value: inout Int?) {
        set(name, &value, "a whole number or null", Self.whole)
    }
    package mutating func member(_ name: StaticString, _ value: inout Bool) {
        setKnown(name, &value, "true or false", Self.flag)
    }
    package mutating func member(_ name: StaticString, _ value: inout Bool?) {
        set(name, &value, "true, false or null", Self.flag)
    }
    package mutating func member(_ name: StaticString, _ value: inout Double, places: Int) {
        setKnown(name, &value, "a number", Self.decimal)
    }
    package mutating func member(_ name: StaticString, _ value: inout Double?, places: Int) {
        set(name, &value, "a number or null", Self.decimal)
    }
    package mutating func member(_ name: StaticString, _ value: inout CaptureTime) {
        setKnown(name, &value, "a time (RFC 3339)", Self.time)
    }
    package mutating func member(_ name: StaticString, _ value: inout CaptureTime?) {
        set(name, &value, "a time (RFC 3339) or null", Self.time)
    }
    package mutating func member(_ name: StaticString, _ value: inout IPAddress) {
        setKnown(name, &value, "an address") { Self.text($0).flatMap { IPAddress($0) } }
    }
    package mutating func member(_ name: StaticString, hexadecimal value: inout UInt32) {
        setKnown(name, &value, "eight hexadecimal digits after 0x") { json in
            guard let text = Self.text(json), text.hasPrefix("0x"), text.utf8.count == 10 else { return nil }
            return UInt32(text.dropFirst(2), radix: 16)
        }
    }

    package mutating func texts(_ name: StaticString, _ values: inout [String]) {
        setKnown(name, &values, "a list of texts") { json in
            guard case .array(let entries) = json else { return nil }
            let texts = entries.compactMap(Self.text)
            return texts.count == entries.count ? texts : nil
        }
    }

    package mutating func counts(_ name: StaticString, _ values: inout [NamedCount]) {
        setKnown(name, &values, "an object of whole numbers") { json in
            guard case .object(let entries) = json else { return nil }
            let counts = entries.compactMap { entry in Self.whole(entry.value).map { NamedCount(entry.name, $0) } }
            return counts.count == entries.count ? counts : nil
        }
    }

    private mutating func read<Part: DocumentPart>(_ value: JSONValue, at pointer: String) -> Part? {
        do {
            return try Self.read(Part.self, from: value, at: pointer)
        } catch {
            if failure == nil { failure = error }
            return nil
        }
    }

    package mutating func part<Part: DocumentPart>(_ name: StaticString, _ part: inout Part) {
        guard let found = take(name) else { return }
        if let read: Part = read(found, at: child(name)) { part = read }
    }

    package mutating func part<Part: DocumentPart>(_ name: StaticString, _ part: inout Part?) {
        guard let found = take(name) else { return }
        if case .null = found { part = nil } else { part = read(found, at: child(name)) }
    }

    package mutating func present<Part: DocumentPart>(_ name: StaticString, _ part: inout Part?) {
        self.part(name, &part)
    }

    package mutating func parts<Part: DocumentPart>(_ name: StaticString, _ parts: inout [Part]) {
        guard let found = take(name) else { return }
        guard case .array(let entries) = found else { return refuse(name, "a list") }
        parts = []
        parts.reserveCapacity(entries.count)
        for (index, entry) in entries.enumerated() {
            guard let one: Part = read(entry, at: JSONPointer.child(child(name), String(index))) else { return }
            parts.append(one)
        }
    }

    package mutating func present<Part: DocumentPart>(_ name: StaticString, _ parts: inout [Part]) {
        self.parts(name, &parts)
    }
}
