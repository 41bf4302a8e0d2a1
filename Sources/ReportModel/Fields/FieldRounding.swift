import CallVocabulary
import JSONText

/// Rounding: each number becomes what it is after being written and read, so that a report of a stored analysis says the
/// same, to the last digit, as the report of the analysis itself.
struct FieldRounding: DocumentFields {
    /// `part` as it would be read back.
    static func rounded<Part: DocumentPart>(_ part: Part) -> Part {
        var copy = part
        var rounding = FieldRounding()
        copy.fields(&rounding)
        return copy
    }

    mutating func member(_ name: StaticString, _ value: inout String) {}
    mutating func member(_ name: StaticString, _ value: inout String?) {}
    mutating func present(_ name: StaticString, _ value: inout String?) {}
    mutating func member(_ name: StaticString, _ value: inout Int) {}
    mutating func member(_ name: StaticString, _ value: inout Int?) {}
    mutating func member(_ name: StaticString, _ value: inout Bool) {}
    mutating func member(_ name: StaticString, _ value: inout Bool?) {}
    mutating func member(_ name: StaticString, _ value: inout CaptureTime) {}
    mutating func member(_ name: StaticString, _ value: inout CaptureTime?) {}
    mutating func member(_ name: StaticString, _ value: inout IPAddress) {}
    mutating func member(_ name: StaticString, hexadecimal value: inout UInt32) {}
    mutating func texts(_ name: StaticString, _ values: inout [String]) {}
    mutating func counts(_ name: StaticString, _ values: inout [NamedCount]) {}

    mutating func member(_ name: StaticString, _ value: inout Double, places: Int) {
        value = WrittenNumber.rounded(value, places: places) ?? 0
    }
    mutating func member(_ name: StaticString, _ value: inout Double?, places: Int) {
        value = value.flatMap { WrittenNumber.rounded($0, places: places) }
    }
    mutating func part<Part: DocumentPart>(_ name: StaticString, _ part: inout Part) { part.fields(&self) }
    mutating func part<Part: DocumentPart>(_ name: StaticString, _ part: inout Part?) {
        guard var known = part else { return }
        known.fields(&self)
        part = known
    }
    mutating func present<Part: DocumentPart>(_ name: StaticString, _ part: inout Part?) { self.part(name, &part) }
    mutating func parts<Part: DocumentPart>(_ name: StaticString, _ parts: inout [Part]) {
        for index in parts.indices { parts[index].fields(&self) }
    }
    mutating func present<Part: DocumentPart>(_ name: StaticString, _ parts: inout [Part]) { self.parts(name, &parts) }
}
