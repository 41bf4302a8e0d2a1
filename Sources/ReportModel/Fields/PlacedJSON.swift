import CallVocabulary
import JSONText

/// Times and addresses are written straight to their place: there are several for each stream.
extension JSONWriter {
    /// A member that is a time (RFC 3339 in UTC), or null.
    package mutating func member(_ name: StaticString, _ time: CaptureTime?) {
        guard let time else { return null(name) }
        member(name) { time.write(at: $0) }
    }

    /// A member that is an address, as text.
    package mutating func member(_ name: StaticString, _ address: IPAddress) {
        member(name) { address.write(at: $0) }
    }

    /// A member that is a number of 32 bits in hexadecimal, `0x` before its eight digits.
    package mutating func member(_ name: StaticString, hexadecimal value: UInt32) {
        member(name) { to in
            to.storeBytes(of: 0x30, as: UInt8.self)
            to.storeBytes(of: 0x78, toByteOffset: 1, as: UInt8.self)
            for place in 0..<8 {
                let digit = UInt8(truncatingIfNeeded: value >> UInt32(28 - 4 * place) & 15)
                to.storeBytes(of: digit < 10 ? 0x30 &+ digit : 0x37 &+ digit, toByteOffset: 2 + place, as: UInt8.self)
            }
            return 10
        }
    }
}
