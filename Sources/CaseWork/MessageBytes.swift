/// The bytes of a message between processes, written at the end and read from the front.
struct MessageBytes: Sendable {
    /// A message that ends too early, or says what cannot be.
    struct Malformed: Error {}

    private(set) var bytes: [UInt8]
    private var offset = 0

    /// A message to write, or one to read.
    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    // MARK: Writing

    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ number: Double) { append(number.bitPattern) }

    mutating func append(_ number: Double?) {
        append(UInt8(number == nil ? 0 : 1))
        append(number ?? 0)
    }

    mutating func append(time: Int64?) {
        append(UInt8(time == nil ? 0 : 1))
        append(time ?? 0)
    }

    /// At most 255 bytes of text.
    mutating func append(text: String) {
        let characters = Array(text.utf8.prefix(255))
        append(UInt8(clamping: characters.count))
        bytes += characters
    }

    mutating func append(_ span: RawSpan) { span.withUnsafeBytes { bytes.append(contentsOf: $0) } }

    // MARK: Reading

    /// Where the next `count` bytes lie; steps over them.
    mutating func range(_ count: Int) throws(Malformed) -> Range<Int> {
        guard count >= 0, count <= bytes.count - offset else { throw Malformed() }
        defer { offset += count }
        return offset..<offset + count
    }

    mutating func next<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) throws(Malformed) -> Number {
        let place = try range(MemoryLayout<Number>.size)
        return bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: place.lowerBound, as: Number.self)
    }

    mutating func text() throws(Malformed) -> String {
        let length = Int(try next(UInt8.self))
        return String(decoding: bytes[try range(length)], as: UTF8.self)
    }

    /// A number that is one.
    mutating func number() throws(Malformed) -> Double {
        let number = Double(bitPattern: try next(UInt64.self))
        guard number.isFinite else { throw Malformed() }
        return number
    }

    mutating func optionalNumber() throws(Malformed) -> Double? {
        let isThere = try next(UInt8.self) == 1
        let number = try number()
        return isThere ? number : nil
    }

    mutating func time() throws(Malformed) -> Int64? {
        let isThere = try next(UInt8.self) == 1
        let time = try next(Int64.self)
        return isThere ? time : nil
    }

    mutating func count() throws(Malformed) -> Int {
        guard let count = Int(exactly: try next(UInt64.self)) else { throw Malformed() }
        return count
    }
}
