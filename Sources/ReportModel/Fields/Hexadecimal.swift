/// Numbers as they are written where people compare them with other tools.
package enum Hexadecimal {
    /// A synchronization source as eight digits behind `0x`.
    package static func ssrc(_ ssrc: UInt32) -> String {
        let digits = String(ssrc, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
