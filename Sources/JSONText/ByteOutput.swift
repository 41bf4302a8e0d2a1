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

    /// Bytes that may be written beyond what counts, so that spaces and digits are written several at once.
    private static let slack = 32

    /// Makes room for `count` more bytes, and for the slack.
    @inline(__always)
    private mutating func reserve(_ count: Int) {
        if used &+ count &+ Self.slack > room.count { grow(count &+ Self.slack) }
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
            if let from = source.baseAddress, let to = room.baseAddress {
                UnsafeMutableRawPointer(to + at).copyMemory(from: from, byteCount: source.count)
            }
        }
        used &+= source.count
    }

    /// A literal as it is.
    mutating func put(_ literal: StaticString) {
        literal.withUTF8Buffer { put($0) }
    }

    /// What begins a member: a comma if it is `separated` from one before, a line break and spaces unless `indent` is
    /// negative, and the name, which holds nothing to escape, in quotes and with a colon.
    mutating func put(member name: StaticString, separated: Bool, indent: Int) {
        let length = name.utf8CodeUnitCount
        reserve(length &+ 6 &+ max(0, indent))
        var at = used
        room.withUnsafeMutableBytes { room in
            guard let base = room.baseAddress, name.hasPointerRepresentation else { return }
            if separated {
                base.storeBytes(of: 0x2C, toByteOffset: at, as: UInt8.self)
                at &+= 1
            }
            if indent >= 0 {
                base.storeBytes(of: 0x0A, toByteOffset: at, as: UInt8.self)
                at &+= 1
                at = Self.putSpaces(indent, at: at, base)
            }
            base.storeBytes(of: 0x22, toByteOffset: at, as: UInt8.self)
            (base + at + 1).copyMemory(from: name.utf8Start, byteCount: length)
            at &+= length &+ 1
            base.storeBytes(of: 0x22, toByteOffset: at, as: UInt8.self)
            base.storeBytes(of: 0x3A, toByteOffset: at &+ 1, as: UInt8.self)
            at &+= 2
            if indent >= 0 {
                base.storeBytes(of: 0x20, toByteOffset: at, as: UInt8.self)
                at &+= 1
            }
        }
        used = at
    }

    /// Writes spaces, and more within the slack than count; answers where they end.
    @inline(__always)
    private static func putSpaces(_ count: Int, at start: Int, _ base: UnsafeMutableRawPointer) -> Int {
        var at = start
        let end = start &+ count
        while at < end {
            base.storeBytes(of: 0x2020_2020_2020_2020, toByteOffset: at, as: UInt64.self)
            base.storeBytes(of: 0x2020_2020_2020_2020, toByteOffset: at &+ 8, as: UInt64.self)
            at &+= 16
        }
        return end
    }

    /// A line end and spaces.
    mutating func breakLine(indent: Int) {
        reserve(indent + 1)
        let at = used
        room.withUnsafeMutableBytes { room in
            guard let base = room.baseAddress else { return }
            base.storeBytes(of: 0x0A, toByteOffset: at, as: UInt8.self)
            _ = Self.putSpaces(indent, at: at &+ 1, base)
        }
        used += indent + 1
    }

    /// A text in quotes, with what JSON does not allow in a text escaped.
    mutating func put(escaping text: String) {
        var text = text
        text.withUTF8 { source in
            put(0x22)
            let isClean = Self.isClean(source)
            if isClean {
                put(source)
            } else {
                for byte in source { put(escaping: byte) }
            }
            put(0x22)
        }
    }

    /// Whether there is nothing to escape, eight bytes at a time.
    private static func isClean(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
        let bytes = UnsafeRawBufferPointer(source)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        var at = 0
        while at &+ 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            // The highest bit of a byte is set where it is below 0x20, or equal; a borrow can only come from one that is.
            let control = (word &- 0x20 &* ones) & ~word
            let quote = word ^ 0x22 &* ones
            let stroke = word ^ 0x5C &* ones
            let delete = word ^ 0x7F &* ones
            let equal = ((quote &- ones) & ~quote) | ((stroke &- ones) & ~stroke) | ((delete &- ones) & ~delete)
            if (control | equal) & tops != 0 { return false }
            at &+= 8
        }
        while at < bytes.count {
            let byte = bytes[at]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F { return false }
            at &+= 1
        }
        return true
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
        let count = max(Self.digits(of: value), least)
        reserve(count)
        let end = used &+ count
        let start = used
        room.withUnsafeMutableBufferPointer { room in
            var rest = value
            var at = end
            while at &- 2 >= start {
                let pair = Int(truncatingIfNeeded: rest % 100) &* 2
                rest /= 100
                at &-= 2
                room[at] = Self.pairs[pair]
                room[at &+ 1] = Self.pairs[pair &+ 1]
            }
            if at > start { room[start] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10) }
        }
        used = end
    }

    @inline(__always)
    private static func digits(of value: UInt64) -> Int {
        var count = 1
        var limit: UInt64 = 10
        while value >= limit {
            count &+= 1
            let (next, overflow) = limit.multipliedReportingOverflow(by: 10)
            if overflow { break }
            limit = next
        }
        return count
    }

    /// "00" to "99".
    private static let pairs: InlineArray<200, UInt8> = {
        var pairs = InlineArray<200, UInt8>(repeating: 0x30)
        for number in 0..<100 {
            pairs[2 * number] = 0x30 + UInt8(number / 10)
            pairs[2 * number + 1] = 0x30 + UInt8(number % 10)
        }
        return pairs
    }()
}
