import Escaping

/// Bytes on their way out: put one behind the other, handed to a sink whenever the room is full.
///
/// The room is memory of its own rather than an array, which would be asked before each byte whether nobody shares it.
/// What is written goes through ``reserve(_:)``: it answers where as many bytes as asked for fit, and ``slack`` bytes
/// beyond them, so that spaces, names and digits can be written several at once.
struct ByteOutput: ~Copyable {
    private var room: UnsafeMutableRawPointer
    /// Bytes that may count; ``slack`` bytes follow them.
    private var capacity: Int
    /// Bytes that count.
    private var used = 0
    private let sink: (([UInt8]) -> Void)?

    /// Bytes after which an output with a sink hands on what it has.
    private static let passOnBytes = 1 << 16
    /// Bytes that may be written beyond those asked for; they do not count.
    static let slack = 32

    init(sink: (([UInt8]) -> Void)?) {
        self.sink = sink
        capacity = sink == nil ? 1 << 10 : Self.passOnBytes
        room = .allocate(byteCount: capacity + Self.slack, alignment: 16)
    }

    deinit { room.deallocate() }

    /// What was put and not handed on.
    var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: used) { copy, count in
            if let to = copy.baseAddress { UnsafeMutableRawPointer(to).copyMemory(from: room, byteCount: used) }
            count = used
        }
    }

    /// Hands on everything.
    mutating func finish() {
        guard let sink, used > 0 else { return }
        sink(bytes)
        used = 0
    }

    /// Where the next `count` bytes go; they count once ``end(at:)`` says so.
    @inline(__always)
    mutating func reserve(_ count: Int) -> UnsafeMutableRawPointer {
        if used &+ count > capacity { makeRoom(count) }
        return room + used
    }

    /// Counts what was written up to `end`.
    @inline(__always)
    mutating func end(at end: UnsafeMutableRawPointer) { used = end - room }

    @inline(never)
    private mutating func makeRoom(_ count: Int) {
        finish()
        guard used + count > capacity else { return }
        let larger = max(2 * capacity, used + count)
        let next = UnsafeMutableRawPointer.allocate(byteCount: larger + Self.slack, alignment: 16)
        next.copyMemory(from: room, byteCount: used)
        room.deallocate()
        room = next
        capacity = larger
    }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        let to = reserve(1)
        to.storeBytes(of: byte, as: UInt8.self)
        used &+= 1
    }

    mutating func put(contentsOf bytes: [UInt8]) {
        bytes.withUnsafeBytes { source in
            guard let from = source.baseAddress else { return }
            reserve(source.count).copyMemory(from: from, byteCount: source.count)
            used &+= source.count
        }
    }

    /// A literal as it is.
    mutating func put(_ literal: StaticString) {
        let to = reserve(literal.utf8CodeUnitCount)
        end(at: Self.put(literal, at: to))
    }

    /// A text in quotes, with what JSON does not allow in a text, and what a reader cannot see, escaped.
    mutating func put(escaping text: String) {
        let isPut: Void? = text.utf8.withContiguousStorageIfAvailable { put(escaping: UnsafeRawBufferPointer($0)) }
        if isPut == nil { Array(text.utf8).withUnsafeBytes { put(escaping: $0) } }
    }

    private mutating func put(escaping source: UnsafeRawBufferPointer) {
        let count = source.count
        let to = reserve(count &+ 2)
        to.storeBytes(of: 0x22, as: UInt8.self)
        if let from = source.baseAddress, !Self.copy(from, count, to: to + 1) { return putSlowly(escaping: source) }
        to.storeBytes(of: 0x22, toByteOffset: count &+ 1, as: UInt8.self)
        used &+= count &+ 2
    }

    @inline(never)
    private mutating func putSlowly(escaping source: UnsafeRawBufferPointer) {
        put(0x22)
        if source.allSatisfy({ $0 < 0x80 }) {
            for byte in source { put(escaping: byte) }
        } else {
            for scalar in String(decoding: source, as: UTF8.self).unicodeScalars { put(escaping: scalar) }
        }
        put(0x22)
    }

    /// A scalar, as its number where a reader could not see it: nothing hidden is written, and nothing is lost.
    private mutating func put(escaping scalar: Unicode.Scalar) {
        guard scalar.value >= 0x80 else { return put(escaping: UInt8(truncatingIfNeeded: scalar.value)) }
        guard HiddenCharacters.contains(scalar) else { return put(contentsOf: Array(String(scalar).utf8)) }
        for unit in String(scalar).utf16 {
            put("\\u")
            put(Self.hexadecimal(UInt8(truncatingIfNeeded: unit >> 12)))
            put(Self.hexadecimal(UInt8(truncatingIfNeeded: unit >> 8 & 15)))
            put(Self.hexadecimal(UInt8(truncatingIfNeeded: unit >> 4 & 15)))
            put(Self.hexadecimal(UInt8(truncatingIfNeeded: unit & 15)))
        }
    }

    private mutating func put(escaping byte: UInt8) {
        switch byte {
        case 0x22: put("\\\"")
        case 0x5C: put("\\\\")
        case 0x0A: put("\\n")
        case 0x0D: put("\\r")
        case 0x09: put("\\t")
        case 0..<0x20, 0x7F:
            put("\\u00")
            put(Self.hexadecimal(byte >> 4))
            put(Self.hexadecimal(byte & 15))
        default: put(byte)
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x57 + digit }

    /// A finite number below 1e15 with at most `places` decimals (9 at most), halves away from zero, no trailing zeros.
    mutating func put(_ value: Double, places: Int) {
        let to = reserve(Self.numberBytes)
        if let end = DigitsOutput.put(value, places: places, at: to) { return self.end(at: end) }
        // So large a number has no such decimals to write.
        put(contentsOf: Array(DecimalText.shortest(value, places: 0).utf8))
    }

    /// Bytes that a number takes at most.
    static let numberBytes = 40
}

/// Writing where there is room.
extension ByteOutput {
    /// A literal as it is; answers where it ends.
    @inline(__always)
    static func put(_ literal: StaticString, at to: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        guard literal.hasPointerRepresentation else { return to }
        let from = UnsafeRawPointer(literal.utf8Start)
        let count = literal.utf8CodeUnitCount
        switch count {
        case 8...:
            var at = 0
            while at &+ 8 < count {
                move(UInt64.self, from, to, at)
                at &+= 8
            }
            move(UInt64.self, from, to, count &- 8)
        case 4...:
            move(UInt32.self, from, to, 0)
            move(UInt32.self, from, to, count &- 4)
        default: for at in 0..<count { move(UInt8.self, from, to, at) }
        }
        return to + count
    }

    /// Spaces, and more within the slack than count; answers where they end.
    @inline(__always)
    static func putSpaces(_ count: Int, at to: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        var at = 0
        repeat {
            to.storeBytes(of: 0x2020_2020_2020_2020, toByteOffset: at, as: UInt64.self)
            to.storeBytes(of: 0x2020_2020_2020_2020, toByteOffset: at &+ 8, as: UInt64.self)
            at &+= 16
        } while at < count
        return to + count
    }

    /// Copies a text, several bytes at a time; false if there is something to escape in it.
    @inline(__always)
    private static func copy(_ from: UnsafeRawPointer, _ count: Int, to: UnsafeMutableRawPointer) -> Bool {
        var found: UInt64 = 0
        switch count {
        case 8...:
            var at = 0
            while at &+ 8 < count {
                found |= toEscape(move(UInt64.self, from, to, at))
                at &+= 8
            }
            found |= toEscape(move(UInt64.self, from, to, count &- 8))
        case 4...:
            let first = move(UInt32.self, from, to, 0)
            let last = move(UInt32.self, from, to, count &- 4)
            found = toEscape(UInt64(first) | UInt64(last) << 32)
        default:
            var word: UInt64 = 0x2020_2020_2020_2020
            for at in 0..<count { word = word << 8 | UInt64(move(UInt8.self, from, to, at)) }
            found = toEscape(word)
        }
        return found & 0x8080_8080_8080_8080 == 0
    }

    @inline(__always) @discardableResult
    private static func move<Word: BitwiseCopyable>(
        _ type: Word.Type, _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ at: Int
    ) -> Word {
        let word = from.loadUnaligned(fromByteOffset: at, as: type)
        to.storeBytes(of: word, toByteOffset: at, as: type)
        return word
    }

    /// A highest bit set in some byte if one of the eight is below 0x20, a quotation mark, a backslash, or above 0x7E.
    @inline(__always)
    private static func toEscape(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // Set where a byte is below 0x20, or equal; a borrow can only come from one that is.
        let control = (word &- 0x20 &* ones) & ~word
        let quote = word ^ 0x22 &* ones
        let stroke = word ^ 0x5C &* ones
        let delete = word ^ 0x7F &* ones
        return word | control | ((quote &- ones) & ~quote) | ((stroke &- ones) & ~stroke)
            | ((delete &- ones) & ~delete)
    }
}
