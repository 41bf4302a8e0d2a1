/// A line of a mail without what mail programs put around it.
struct MailLine: Equatable {
    /// The line, from 1.
    var number: Int
    /// The last line of what it says, where its value stands further below.
    var end: Int
    /// The text without quotation marks of replies, bullets, numbers, bold marks and blanks.
    var text: String
    /// The text as it stands, but for quotation marks of replies.
    let raw: String
    /// How many `>` stand in front.
    var quoteDepth: Int
    /// The number in front: `2.`, `(2)`, `b)`; letters count from a.
    var marker: Int?

    init(_ line: some StringProtocol, number: Int) {
        end = number
        self.number = number
        var rest = Substring(
            String(line.prefix(IntakeLimits.mailLineCharacters)).replacing("\u{A0}", with: " ").trimmingBlanks)
        var depth = 0
        while rest.first == ">" {
            depth += 1
            rest = rest.dropFirst().drop { $0 == " " }
        }
        quoteDepth = depth
        raw = depth == 0 ? String(line.prefix(IntakeLimits.mailLineCharacters)) : String(rest)
        rest = Self.withoutBullet(rest)
        if let (value, after) = Self.marker(rest) {
            marker = value
            rest = Self.withoutBullet(after)
        }
        text = Self.withoutBold(rest)
    }

    private static func withoutBullet(_ text: Substring) -> Substring {
        guard let first = text.first, "-*•·–—▪◦‣>o".contains(first), text.dropFirst().first == " " else {
            return text.first == "•" || text.first == "▪" ? text.dropFirst().drop { $0 == " " } : text
        }
        return text.dropFirst().drop { $0 == " " }
    }

    /// `2.`, `2)`, `(2)`, `b)` and the text behind; bare numbers are none.
    private static func marker(_ text: Substring) -> (Int, Substring)? {
        var rest = text
        let isOpen = rest.first == "("
        if isOpen { rest = rest.dropFirst() }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        let value: Int
        if (1...2).contains(digits.count), let number = Int(digits) {
            value = number
            rest = rest.dropFirst(digits.count)
        } else if digits.isEmpty, let letter = rest.first?.lowercased().unicodeScalars.first,
            ("a"..."h").contains(letter)
        {
            value = Int(letter.value) - 0x60
            rest = rest.dropFirst()
        } else {
            return nil
        }
        guard let mark = rest.first, isOpen ? mark == ")" : mark == "." || mark == ")" else { return nil }
        // "A. Example" is somebody.
        if digits.isEmpty, mark == ".", text.first?.isUppercase == true { return nil }
        rest = rest.dropFirst()
        // "14.03" is a time, and "1.5" a number.
        guard rest.isEmpty || rest.first == " " || rest.first == "\t" || rest.first?.isNumber == false else {
            return nil
        }
        return (value, rest.drop { $0 == " " || $0 == "\t" })
    }

    /// Without the marks of bold and slanted text, in front and behind, and around a label.
    private static func withoutBold(_ text: Substring) -> String {
        guard text.contains("*") || text.first == "_" else { return String(text).trimmingBlanks }
        var result = String(text).replacing("**", with: "").replacing("__", with: "")
        // "*Label:* value".
        if result.hasPrefix("*"), let second = result.dropFirst().firstIndex(of: "*") {
            result.remove(at: second)
            result.removeFirst()
        }
        return result.trimmingBlanks
    }
}
