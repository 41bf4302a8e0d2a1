import CallVocabulary

/// A part of a published document: it names its members once, in their order, for writing and for reading.
public protocol DocumentPart: Sendable {
    /// A part with nothing known, to be filled by reading.
    init()

    /// Hands every member to `fields`, which writes it, or sets it to what was read.
    mutating func fields(_ fields: inout some DocumentFields & ~Copyable)
}

/// The members of a part as ``DocumentPart/fields(_:)`` lists them.
///
/// A member that is `nil` is written as null. Names are literals, so that a document has no name that its type lacks.
public protocol DocumentFields: ~Copyable {
    /// A text.
    mutating func member(_ name: StaticString, _ value: inout String)
    /// A text, or null.
    mutating func member(_ name: StaticString, _ value: inout String?)
    /// A whole number.
    mutating func member(_ name: StaticString, _ value: inout Int)
    /// A whole number, or null.
    mutating func member(_ name: StaticString, _ value: inout Int?)
    /// True or false.
    mutating func member(_ name: StaticString, _ value: inout Bool)
    /// True, false, or null.
    mutating func member(_ name: StaticString, _ value: inout Bool?)
    /// A number with at most `places` decimals.
    mutating func member(_ name: StaticString, _ value: inout Double, places: Int)
    /// A number with at most `places` decimals, or null.
    mutating func member(_ name: StaticString, _ value: inout Double?, places: Int)
    /// A time (RFC 3339, UTC).
    mutating func member(_ name: StaticString, _ value: inout CaptureTime)
    /// A time, or null.
    mutating func member(_ name: StaticString, _ value: inout CaptureTime?)
    /// An address as text.
    mutating func member(_ name: StaticString, _ value: inout IPAddress)
    /// A number of 32 bits in hexadecimal, `0x` before its eight digits.
    mutating func member(_ name: StaticString, hexadecimal value: inout UInt32)
    /// A list of texts.
    mutating func texts(_ name: StaticString, _ values: inout [String])
    /// Counts by names that are data, as an object.
    mutating func counts(_ name: StaticString, _ values: inout [NamedCount])
    /// A part as an object.
    mutating func part<Part: DocumentPart>(_ name: StaticString, _ part: inout Part)
    /// A part as an object, or null.
    mutating func part<Part: DocumentPart>(_ name: StaticString, _ part: inout Part?)
    /// A part as an object; where it is `nil`, the member is left out.
    mutating func present<Part: DocumentPart>(_ name: StaticString, _ part: inout Part?)
    /// A text; where it is `nil`, the member is left out.
    mutating func present(_ name: StaticString, _ value: inout String?)
    /// Parts as a list of objects.
    mutating func parts<Part: DocumentPart>(_ name: StaticString, _ parts: inout [Part])
    /// Parts as a list of objects; where it is empty, the member is left out.
    mutating func present<Part: DocumentPart>(_ name: StaticString, _ parts: inout [Part])
}

/// A count by a name that is data.
public struct NamedCount: Equatable, Sendable {
    /// The name.
    public var name: String
    /// The count.
    public var count: Int

    /// A count of its parts.
    public init(_ name: String, _ count: Int) {
        self.name = name
        self.count = count
    }
}

/// The reason why a stored document could not be read, and the place.
public struct DocumentError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The place as a JSON Pointer (RFC 6901), empty for the whole document.
    public var pointer: String
    /// The reason, a sentence without a full stop.
    public var message: String

    /// An error of its parts.
    public init(pointer: String, message: String) {
        self.pointer = pointer
        self.message = message
    }

    /// Reason and place in one sentence.
    public var description: String { pointer.isEmpty ? message : "\(message) (at \(pointer))" }
}
