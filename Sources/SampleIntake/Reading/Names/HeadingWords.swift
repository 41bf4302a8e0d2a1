/// The words of a column's heading, of a label in a mail or of a name in JSON.
///
/// `Number calling (Full number with Area code)`, `callingNumber`, `CALLING_NO.` and `**Calling numbers:**` have the same
/// words but for the brackets, whose content is kept apart: it explains, or names a unit or a zone.
struct HeadingWords: Equatable {
    /// Words in lower case, in the singular, spellings united.
    var words: [String] = []
    /// What stood in brackets, each as written.
    var remarks: [String] = []
    /// Whether the last word stood in the plural: "our numbers" are a list, "our number" is one side of a call.
    var isPlural = false

    init?(_ text: String) {
        guard text.utf8.count <= IntakeLimits.headingCharacters * 4, text.count <= IntakeLimits.headingCharacters else {
            return nil
        }
        let text = HeadingWords.withoutExample(text)
        var outside = String.UnicodeScalarView()
        var remark = String.UnicodeScalarView()
        var depth = 0
        for scalar in text.unicodeScalars {
            switch scalar {
            case "(", "[":
                depth += 1
                if depth == 1 { outside.append(" ") }
            case ")", "]":
                if depth == 1 {
                    remarks.append(String(remark).trimmingBlanks)
                    remark = String.UnicodeScalarView()
                }
                depth = max(0, depth - 1)
            default: if depth > 0 { remark.append(scalar) } else { outside.append(scalar) }
            }
        }
        if !remark.isEmpty { remarks.append(String(remark).trimmingBlanks) }
        var pieces = HeadingWords.pieces(outside)
        // "2. Number calling": the number of the question.
        if pieces.count > 1, pieces[0].utf8.count <= 2, pieces[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            pieces.removeFirst()
        }
        for piece in pieces {
            let (found, plural) = HeadingWords.known(piece)
            words += found
            isPlural = plural
        }
        // "E-mail".
        if let at = words.indices.dropLast().first(where: { words[$0] == "e" && words[$0 + 1] == "mail" }) {
            words.replaceSubrange(at...(at + 1), with: ["email"])
        }
    }

    /// "Number calling e.g. +44 20 7946 0018" without its example.
    private static func withoutExample(_ text: String) -> String {
        guard text.utf8.contains(0x20), text.utf8.count > 12 else { return text }
        let folded = text.lowercased()
        for mark in [" e.g", " eg ", " eg:", " for example", " such as "] {
            guard let found = folded.firstRange(of: mark) else { continue }
            let length = folded.distance(from: folded.startIndex, to: found.lowerBound)
            let before = text.prefix(length)
            // An example in brackets goes with them.
            if before.contains("("), !before.contains(")") { return text }
            return String(before)
        }
        return text
    }

    /// Runs of letters and digits in lower case, parted where a small letter meets a capital: `SIPCallID` is sip, call, id.
    static func pieces(_ scalars: String.UnicodeScalarView) -> [String] {
        var pieces: [String] = []
        var piece = String.UnicodeScalarView()
        func isCapital(_ scalar: Unicode.Scalar?) -> Bool { scalar?.properties.isUppercase ?? false }
        func isSmall(_ scalar: Unicode.Scalar?) -> Bool { scalar?.properties.isLowercase ?? false }
        func close() {
            if !piece.isEmpty { pieces.append(String(piece).lowercased()) }
            piece = String.UnicodeScalarView()
        }
        let all = Array(scalars)
        for (index, scalar) in all.enumerated() {
            if scalar == "'" || scalar == "\u{2019}" { continue }
            if scalar == "#" {
                close()
                pieces.append("number")
                continue
            }
            guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
                close()
                continue
            }
            if isCapital(scalar), let last = piece.last {
                let next = index + 1 < all.count ? all[index + 1] : nil
                // "IDs" is one word, "SIPCall" are two.
                if isSmall(last) || (isCapital(last) && isSmall(next) && next != "s") { close() }
            }
            piece.append(scalar)
        }
        close()
        return pieces
    }

    /// The known words a piece consists of: itself, its singular, or several written as one, such as `callerid`.
    private static func known(_ piece: String) -> (words: [String], isPlural: Bool) {
        func united(_ word: Substring) -> String? {
            let word = String(word)
            return FieldWords.spellings[word] ?? (FieldWords.all.contains(word) ? word : nil)
        }
        if let word = united(piece[...]) { return ([word], false) }
        if piece.hasSuffix("s"), let word = united(piece.dropLast()) { return ([word], true) }
        if piece.utf8.count <= 32, let parts = parted(piece[...], united, depth: 4) { return (parts, false) }
        return ([piece], false)
    }

    private static func parted(_ piece: Substring, _ united: (Substring) -> String?, depth: Int) -> [String]? {
        guard depth > 1 else { return nil }
        // "anumber", "bparty": one letter counts only in front of what a letter can stand for.
        let least = piece.hasPrefix("a") || piece.hasPrefix("b") ? 1 : 2
        for length in stride(from: piece.count - 2, through: least, by: -1) {
            let head = piece.prefix(length)
            let rest = piece.dropFirst(length)
            if length == 1, !["number", "party", "partynumber"].contains(String(rest)) { continue }
            guard let first = length == 1 ? String(head) : united(head) else { continue }
            if let last = united(rest) { return [first, last] }
            if let others = parted(rest, united, depth: depth - 1) { return [first] + others }
        }
        return nil
    }
}
