/// Characters of every kind, as an attacker would choose them.
enum ScalarClasses {
    /// Every scalar of the planes that hold letters, symbols, tags and selectors, and one of each hundred elsewhere.
    static let all: [Unicode.Scalar] =
        (Array(0...0x1FFFF as ClosedRange<UInt32>) + Array(0xE0000...0xE01FF)
        + stride(from: 0x20000, through: 0x10FFFF, by: 97)).compactMap { Unicode.Scalar($0) }

    /// Every scalar in pieces of a few thousand.
    static let chunks: [ArraySlice<Unicode.Scalar>] = stride(from: 0, to: all.count, by: 4_096).map {
        all[$0..<min($0 + 4_096, all.count)]
    }

    /// Hidden by a list of its own: controls, formats, direction marks, separators, fillers, tags, private and absent
    /// characters, whatever the code under test says of them.
    static func mustNotShow(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x34F, 0x600...0x605, 0x61C, 0x6DD, 0x70F, 0x8E2, 0x115F, 0x1160, 0x17B4,
            0x17B5,
            0x180B...0x180F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xE000...0xF8FF,
            0xFDD0...0xFDEF,
            0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0xFFFE, 0xFFFF, 0x110BD, 0x13430...0x1343F,
            0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0x10FFFF:
            return true
        default: return false
        }
    }
}
