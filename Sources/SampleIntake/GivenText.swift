/// Given values as they may be shown again: short, without marks that hide or turn text.
enum GivenText {
    static let limit = 64

    static func shown(_ text: String) -> String {
        // The usual case at once: short visible ASCII.
        if text.utf8.count <= limit, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
        var result = ""
        for scalar in text.unicodeScalars.prefix(limit * 2) {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF: continue
            default: result.unicodeScalars.append(scalar)
            }
            if result.unicodeScalars.count >= limit { break }
        }
        return result
    }
}
