/// Bytes on their way out: appended piece by piece, handed to a sink when enough have come together.
struct ByteOutput {
    /// As long as the room is, of which ``used`` bytes count.
    private var room: [UInt8]
    private var used = 0
    private let sink: (([UInt8]) -> Void)?

    /// Bytes after which an output with a sink hands on what it has.
    private static let passOnBytes = 1 << 16

    init(sink: (([UInt8]) -> Void)?) {
        self.sink = sink
        room = [UInt8](repeating: 0, count: sink == nil ? 1 << 10 : Self.passOnBytes + (1 << 12))
    }

    /// What was put and not handed on.
    var bytes: [UInt8] { Array(room[..<used]) }

    /// Hands on what has come together if that is enough.
    mutating func passOn() {
        guard let sink, used >= Self.passOnBytes else { return }
        sink(bytes)
        used = 0
    }

    /// Hands on everything.
    mutating func finish() {
        guard let sink else { return }
        sink(bytes)
        used = 0
    }

    /// Makes room for `count` more bytes.
    @inline(__always)
    private mutating func reserve(_ count: Int) {
        if used &+ count > room.count { grow(count) }
    }

    @inline(never)
    private mutating func grow(_ count: Int) {
        room.append(contentsOf: repeatElement(0, count: max(room.count, count)))
    }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        reserve(1)
        room[used] = byte
        used &+= 1
    }

    mutating func put(contentsOf bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { put($0) }
    }

    @inline(__always)
    private mutating func put(_ source: UnsafeBufferPointer<UInt8>) {
        reserve(source.count)
        let at = used
        room.withUnsafeMutableBufferPointer { room in
            for index in 0..<source.count { room[at &+ index] = source[index] }
        }
        used &+= source.count
    }

    /// A literal as it is.
    mutating func put(_ literal: StaticString) {
        literal.withUTF8Buffer { put($0) }
    }

    /// A literal in quotes; it holds nothing to escape.
    mutating func put(quoted literal: StaticString) {
        literal.withUTF8Buffer { source in
            reserve(source.count &+ 2)
            let at = used
            room.withUnsafeMutableBufferPointer { room in
                room[at] = 0x22
                for index in 0..<source.count { room[at &+ 1 &+ index] = source[index] }
                room[at &+ 1 &+ source.count] = 0x22
            }
            used &+= source.count &+ 2
        }
    }

    /// A line end and spaces.
    mutating func breakLine(indent: Int) {
        reserve(indent + 1)
        let at = used
        room.withUnsafeMutableBufferPointer { room in
            room[at] = 0x0A
            for index in 0..<indent { room[at &+ 1 &+ index] = 0x20 }
        }
        used += indent + 1
    }

    /// A text in quotes, with what JSON does not allow in a text escaped.
    mutating func put(escaping text: String) {
        var text = text
        text.withUTF8 { source in
            put(0x22)
            var isClean = true
            for byte in source where byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F {
                isClean = false
                break
            }
            if isClean {
                put(source)
            } else {
                for byte in source { put(escaping: byte) }
            }
            put(0x22)
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

    /// A whole number.
    mutating func put(number value: Int64) {
        if value < 0 { put(0x2D) }
        put(digits: value.magnitude, atLeast: 1)
    }

    /// A finite number below 1e15 with at most `places` decimals (9 at most), halves away from zero, no trailing zeros.
    mutating func put(_ value: Double, places: Int) {
        var places = min(max(places, 0), 9)
        var scale: UInt64 = 1
        for _ in 0..<places { scale &*= 10 }
        let product = (abs(value) * Double(scale)).rounded()
        // Beyond this the number has no such decimals to write.
        guard product < 9.2e18 else {
            put(contentsOf: Array(DecimalText.shortest(value, places: 0).utf8))
            return
        }
        var scaled = UInt64(product)
        while places > 0, scaled % 10 == 0 {
            scaled /= 10
            scale /= 10
            places -= 1
        }
        if value < 0, scaled > 0 { put(0x2D) }
        guard places > 0 else { return put(digits: scaled, atLeast: 1) }
        put(digits: scaled / scale, atLeast: 1)
        put(0x2E)
        put(digits: scaled % scale, atLeast: places)
    }

    private mutating func put(digits value: UInt64, atLeast least: Int) {
        var count = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        count = max(count, least)
        reserve(count)
        rest = value
        let end = used + count
        room.withUnsafeMutableBufferPointer { room in
            var at = end
            for _ in 0..<count {
                at &-= 1
                room[at] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
        }
        used = end
    }
}
