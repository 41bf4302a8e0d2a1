/// A number with words in brackets beside it: `+44 20 7946 0018 (reception)`, `Jane Li (+44 20 7946 0018)`.
enum NumberRemark {
    /// Words in a remark that say the number is not the one.
    private static let doubts: Set<Substring> = [
        "not", "no", "or", "and", "old", "new", "wrong", "former", "was", "now", "should", "maybe", "think", "unsure",
        "ext", "extn", "extension", "x", "without", "minus", "plus", "via", "then",
    ]
    /// Digits of a number that stands by itself.
    private static let leastDigits = 7
    private static let maximumRemark = 48

    /// The number without the remark, or out of the brackets behind a name; `nil` if `text` is written otherwise.
    static func number(beside text: Substring) -> Substring? {
        let text = text.trimmed
        guard text.last == ")", let open = text.lastIndex(of: "("), text.utf8.count <= 160 else { return nil }
        let before = text[..<open].trimmed
        let inner = text[text.index(after: open)...].dropLast().trimmed
        if isNumber(before), isRemark(inner) { return before }
        return isName(before) && isNumber(inner) && (inner.first == "+" || inner.first == "0") ? inner : nil
    }

    private static func isNumber(_ text: Substring) -> Bool {
        text.utf8.count { (0x30...0x39).contains($0) } >= leastDigits && !text.contains(where: \.isLetter)
    }

    /// Words alone, and none that doubts.
    private static func isRemark(_ text: Substring) -> Bool {
        let words = text.lowercased().split { !$0.isLetter }
        return (1...4).contains(words.count) && text.utf8.count <= maximumRemark
            && text.allSatisfy { $0.isLetter || " '’&-.,".contains($0) } && !words.contains { doubts.contains($0) }
            && words.contains { $0.count >= 2 }
    }

    private static func isName(_ text: Substring) -> Bool {
        text.utf8.count <= maximumRemark && text.contains(where: \.isLetter) && isRemark(text)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var rest = self
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return rest
    }
}
