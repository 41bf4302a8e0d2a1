/// Short texts of digits and marks, built in place: addresses and times are written by the thousand.
struct DigitText: ~Copyable {
    private var bytes: InlineArray<40, UInt8> = .init(repeating: 0)
    private var count = 0

    /// What was put; at most 40 bytes.
    var text: String {
        String(unsafeUninitializedCapacity: count) { room in
            for index in 0..<count { room.initializeElement(at: index, to: bytes[index]) }
            return count
        }
    }

    mutating func put(byte: UInt8) {
        guard count < 40 else { return }
        bytes[count] = byte
        count += 1
    }

    /// A number in decimal, with zeros in front up to `width` digits.
    mutating func put(number value: UInt32, width: Int = 1) {
        var digits = 1
        var bound: UInt64 = 10
        while bound <= UInt64(value) {
            digits += 1
            bound *= 10
        }
        digits = max(digits, min(width, 10))
        guard count + digits <= 40 else { return }
        var rest = value
        var at = count + digits
        count = at
        for _ in 0..<digits {
            at -= 1
            bytes[at] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// An IPv4 address.
    mutating func put(dotted v4: UInt32) {
        put(number: v4 >> 24)
        put(byte: 0x2E)
        put(number: v4 >> 16 & 255)
        put(byte: 0x2E)
        put(number: v4 >> 8 & 255)
        put(byte: 0x2E)
        put(number: v4 & 255)
    }
}
