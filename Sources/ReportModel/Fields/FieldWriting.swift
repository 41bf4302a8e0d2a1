import CallVocabulary
import JSONText

/// Writing: each member goes to the text as it is named.
extension JSONWriter: DocumentFields {
    /// Writes it.
    public mutating func member(_ name: StaticString, _ value: inout String) { member(name, value as String?) }
    /// Writes it.
    public mutating func member(_ name: StaticString, _ value: inout String?) { member(name, value) }
    /// Writes it.
    public mutating func member(_ name: StaticString, _ value: inout Int) { member(name, value as Int?) }
    /// Writes it.
    public mutating func member(_ name: StaticString, _ value: inout Int?) { member(name, value) }
    /// Writes it.
    public mutating func member(_ name: StaticString, _ value: inout Bool) { member(name, value as Bool?) }
    /// Writes it.
    public mutating func member(_ name: StaticString, _ value: inout Bool?) { member(name, value) }
    /// Writes it.
    public mutating func member(_ name: StaticString, _ value: inout Double, places: Int) {
        member(name, value as Double?, places: places)
    }
    /// Writes it.
    public mutating func member(_ name: StaticString, _ value: inout Double?, places: Int) {
        member(name, value, places: places)
    }
    /// Writes it.
    public mutating func member(_ name: StaticString, _ value: inout CaptureTime) {
        member(name, value as CaptureTime?)
    }
    /// Writes it.
    public mutating func member(_ name: StaticString, _ value: inout CaptureTime?) { member(name, value) }
    /// Writes it.
    public mutating func member(_ name: StaticString, _ value: inout IPAddress) { member(name, value) }
    /// Writes it.
    public mutating func member(_ name: StaticString, hexadecimal value: inout UInt32) {
        member(name, hexadecimal: value)
    }
    /// Writes it.
    public mutating func texts(_ name: StaticString, _ values: inout [String]) { member(name, texts: values) }
    /// Writes it.
    public mutating func counts(_ name: StaticString, _ values: inout [NamedCount]) {
        key(name)
        let listed = values
        object { json in
            for one in listed { json.member(one.name, one.count) }
        }
    }
    /// Writes it.
    public mutating func part<Part: DocumentPart>(_ name: StaticString, _ part: inout Part) {
        key(name)
        object { part.fields(&$0) }
    }
    /// Writes it.
    public mutating func part<Part: DocumentPart>(_ name: StaticString, _ part: inout Part?) {
        guard var known = part else { return null(name) }
        key(name)
        object { known.fields(&$0) }
    }
    /// Writes it.
    public mutating func present<Part: DocumentPart>(_ name: StaticString, _ part: inout Part?) {
        if part != nil { self.part(name, &part) }
    }
    /// Writes it.
    public mutating func present(_ name: StaticString, _ value: inout String?) {
        if value != nil { member(name, value) }
    }
    /// Writes it.
    public mutating func parts<Part: DocumentPart>(_ name: StaticString, _ parts: inout [Part]) {
        let listed = parts
        member(name, array: listed) { json, one in json.part(one) }
    }
    /// Writes it.
    public mutating func present<Part: DocumentPart>(_ name: StaticString, _ parts: inout [Part]) {
        if !parts.isEmpty { self.parts(name, &parts) }
    }

    /// A part as a value.
    package mutating func part(_ part: some DocumentPart) {
        var copy = part
        object { copy.fields(&$0) }
    }
}
