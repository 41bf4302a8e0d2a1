import TelephoneNumbers

/// Callers who hid their number, as phones, carriers and people write them.
enum WithheldCallers {
    /// Words beside one that means withheld: they say whose number it is, and nothing else.
    private static let besides: Set<String> = [
        "caller", "callers", "call", "calling", "id", "number", "name", "party", "cli", "the", "by", "was", "is", "its",
        "their", "clid", "num",
    ]

    /// Whether `text` says that the caller withheld the number.
    static func isOne(_ text: String, _ policy: SamplePolicy) -> Bool {
        // A plain number is withheld only if it spells one of the words on a keypad.
        var digitCount = 0
        var hasPlus = false
        var isPlain = true
        var isNumber = true
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39: digitCount += 1
            case UInt8(ascii: "+"): hasPlus = true
            case UInt8(ascii: " "): break
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"):
                isPlain = false
            default: isNumber = false
            }
        }
        if isNumber {
            guard hasPlus, isPlain, digitCount <= 11 else { return false }
            let digits = text.utf8.filter { (0x30...0x39).contains($0) }
            return policy.withheldCodes.contains(String(decoding: digits, as: UTF8.self))
        }
        guard text.utf8.count <= 256 else { return false }
        let lowered = text.lowercased()
        if lowered.contains("anonymous@") || lowered.contains("anonymous.invalid") { return true }
        if digitCount == 0, !text.unicodeScalars.contains(where: { $0.properties.numericType != nil }) {
            return isWord(lowered, policy)
        }
        let digits = text.unicodeScalars.filter { (0x30...0x39).contains($0.value) }
        let rest = text.unicodeScalars.filter { !(0x30...0x39).contains($0.value) && $0 != "+" && $0 != " " }
        return rest.isEmpty && hasPlus && policy.withheldCodes.contains(String(String.UnicodeScalarView(digits)))
    }

    private static func isWord(_ lowered: String, _ policy: SamplePolicy) -> Bool {
        let words = lowered.split { !$0.isLetter }.map(String.init)
        if policy.withheldWords.contains(words.joined()) { return true }
        // "Caller ID withheld", "anonymous <anonymous>": nothing but such a word, and words of whose number it is.
        let telling = words.filter { !besides.contains($0) && !["sip", "sips", "tel"].contains($0) }
        return !telling.isEmpty && telling.allSatisfy { policy.withheldWords.contains($0) }
            || (!telling.isEmpty && policy.withheldWords.contains(telling.joined()))
    }
}
