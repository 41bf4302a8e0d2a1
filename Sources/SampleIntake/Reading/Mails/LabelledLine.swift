/// What one line of a mail says.
enum LabelledLine: Equatable {
    case blank
    /// "Call 2", "Second call:"; what follows the heading on its line is handed on.
    case heading(rest: String)
    /// A line of dashes or stars.
    case separator
    case field(NamedField, label: String, value: String)
    /// Several labelled fields on one line.
    case several
    /// A label that is unknown, with its value.
    case unknown(label: String, value: String)
    /// Anything else.
    case prose(String)

    init(_ line: MailLine) {
        let text = line.text
        if text.isEmpty {
            self = line.marker == nil ? .blank : .heading(rest: "")
        } else if Self.isSeparator(text) {
            self = .separator
        } else if let rest = Self.callHeading(text) {
            self = .heading(rest: rest)
        } else if Self.isSeveral(text) {
            self = .several
        } else if let (named, label, value) = Self.field(text) {
            self = .field(named, label: label, value: value)
        } else if let (label, value) = Self.unknownLabel(text) {
            self = .unknown(label: label, value: value)
        } else {
            self = .prose(text)
        }
    }

    private static func isSeparator(_ text: String) -> Bool {
        text.utf8.count >= 3 && text.utf8.allSatisfy { "-=_*~#+ ".utf8.contains($0) }
    }

    // MARK: Headings

    private static let ordinals: Set<String> = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "next", "last",
    ]
    private static let calls: Set<String> = ["call", "sample", "example", "test"]

    /// What stands behind "Call 2", "Sample no. 3:", "2nd call" on its line; `nil` if the line is no such heading.
    static func callHeading(_ text: String) -> String? {
        let words = text.prefix(64).split(maxSplits: 4, whereSeparator: { $0 == " " || $0 == "\t" })
        guard let first = words.first else { return nil }
        func folded(_ word: Substring) -> String { word.lowercased().filter { $0.isLetter || $0.isNumber } }
        func isOrdinal(_ word: String) -> Bool {
            ordinals.contains(word)
                || (word.count <= 4 && word.first?.isNumber == true
                    && ["st", "nd", "rd", "th"].contains { word.hasSuffix($0) })
        }
        func rest(after word: Substring) -> String {
            let mark = word.first { ":-–—(".contains($0) }
            let behind = text[word.endIndex...].drop { " \t:-–—.".contains($0) }
            return mark == "(" ? "" : String(behind).trimmingBlanks
        }
        // "Second call".
        if words.count >= 2, isOrdinal(folded(first)), calls.contains(folded(words[1])) {
            return words.count == 2 || ":.-–—(".contains(words[1].last ?? " ") || words[2].first == "("
                ? rest(after: words[1]) : nil
        }
        guard
            calls.contains(folded(first))
                || (folded(first).hasPrefix("call") && folded(first).dropFirst(4).allSatisfy(\.isNumber))
        else { return nil }
        // "Call2", "Call #2", "Call sample no. 2".
        if folded(first).last?.isNumber == true { return rest(after: first) }
        for word in words.dropFirst().prefix(3) {
            let plain = folded(word)
            if (1...3).contains(plain.count), plain.allSatisfy({ $0.isASCII && $0.isNumber }) {
                // "Call 30 minutes late" is no heading.
                let behind = text[word.endIndex...].drop { $0 == " " }
                let isOver = behind.isEmpty || !(behind.first?.isLetter ?? false) || ":.)".contains(word.last ?? " ")
                return isOver ? rest(after: word) : nil
            }
            guard calls.contains(plain) || ["no", "number", "nr", ""].contains(plain) else { return nil }
        }
        return nil
    }

    // MARK: Fields

    /// A label and its value, which is empty where the line holds the label alone.
    static func field(_ text: String) -> (named: NamedField, label: String, value: String)? {
        for separator in separators(text) {
            let label = String(text[..<separator.lowerBound]).trimmingBlanks
            guard !label.isEmpty else { continue }
            let value = unlabelled(String(text[separator.upperBound...]).trimmingBlanks)
            if let named = FieldNameReader.read(label), isLabel(label, named) { return (named, label, value) }
            if let found = byValue(label, value) { return found }
        }
        if text.utf8.count <= 120, let named = FieldNameReader.read(text), isLabel(text, named), isSure(text, named) {
            return (named, text, "")
        }
        return labelInFront(text)
    }

    /// Labels that mean a field by what stands behind them: "Inbound: yes", "Call placed: 23/11/2026 14:03".
    private static func byValue(_ label: String, _ value: String) -> (named: NamedField, label: String, value: String)?
    {
        if let asked = DirectionByTruth.asked(label), let way = DirectionByTruth.answer(value, to: asked) {
            return (NamedField(meaning: .sample(.direction), strength: .plain), label, way.rawValue)
        }
        guard CellText.mayBeTime(value), value.first?.isNumber == true, let words = HeadingWords(label)?.words else {
            return nil
        }
        let telling = words.filter { !FieldWords.fillers.contains($0) }
        let isMoment =
            telling.contains { FieldWords.setups.contains($0) || $0 == "made" }
            && telling.allSatisfy { FieldWords.setups.contains($0) || FieldWords.happenings.contains($0) }
        return isMoment ? (NamedField(meaning: .sample(.startedAt), strength: .loose), label, value) : nil
    }

    /// Where a label may end: the first colon, equals sign, tab, dash between blanks, bar, run of blanks.
    private static func separators(_ text: String) -> [Range<String.Index>] {
        var found: [Range<String.Index>] = []
        for mark in [":", "\u{FF1A}", "=", "\t", " - ", " – ", " — ", "|", "  ", "->", "?"] {
            guard let range = text.firstRange(of: mark) else { continue }
            // A question keeps its mark out of its answer.
            found.append(range)
        }
        return found.sorted { $0.lowerBound < $1.lowerBound }
    }

    /// A value without a second separator in front, as in `Label:	= value`.
    private static func unlabelled(_ value: String) -> String {
        let rest = value.drop { ":=|\t ".contains($0) }
        return String(rest).trimmingBlanks
    }

    /// Whether a text that reads as a name may stand as one: "to", "from" and the like need no more than themselves,
    /// while a sentence that happens to hold the words is none.
    private static func isLabel(_ label: String, _ named: NamedField) -> Bool {
        let words = label.split(whereSeparator: \.isWhitespace).count
        if case .whole = named.meaning { return words <= 24 }
        return words <= 12
    }

    /// Whether the text alone, without any mark, is a label: several words, or one that is nothing else.
    private static func isSure(_ text: String, _ named: NamedField) -> Bool {
        if text.hasSuffix(":") || text.hasSuffix("?") { return true }
        switch named.meaning {
        case .sample(let field):
            return named.strength >= .plain && (TableLayout.coreFields.contains(field) || text.contains(" "))
        case .part: return true
        case .whole: return text.contains(" ") && text.split(separator: " ").count <= 4
        }
    }

    /// A label that nothing parts from its value: `Number calling (full number) +44 20 …`, `Direction Outgoing`.
    private static func labelInFront(_ text: String) -> (named: NamedField, label: String, value: String)? {
        var ends: [String.Index] = []
        var depth = 0
        for index in text.indices.prefix(120) {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if text[index] == " ", depth <= 0 { ends.append(index) }
        }
        for end in ends.prefix(14).reversed() {
            let label = String(text[..<end]).trimmingBlanks
            let value = String(text[end...]).trimmingBlanks
            guard let named = FieldNameReader.read(label), named.strength >= .plain, fits(value, named.meaning) else {
                continue
            }
            return (named, label, value)
        }
        return nil
    }

    private static func fits(_ value: String, _ meaning: FieldMeaning) -> Bool {
        switch meaning {
        case .sample(.callingNumber), .sample(.calledNumber):
            return value.unicodeScalars.first.map { $0 == "+" || $0 == "(" || ("0"..."9").contains($0) } == true
                && value.utf8.count { (0x30...0x39).contains($0) } >= 3
                && !value.contains { $0.isLetter }
        case .sample(.startedAt), .sample(.endedAt), .part:
            return value.first?.isNumber == true && value.utf8.count { (0x30...0x39).contains($0) } >= 3
        case .sample(.direction): return CellText.mayBeDirection(value)
        default: return false
        }
    }

    /// Two or more labelled core fields in one line.
    private static func isSeveral(_ text: String) -> Bool {
        let parts = text.split(whereSeparator: { "/;|,".contains($0) })
        guard parts.count >= 2 else { return false }
        var found: Set<FieldMeaning> = []
        for part in parts.prefix(16) {
            guard let mark = part.firstIndex(where: { $0 == ":" || $0 == "=" }) else { continue }
            let label = String(part[..<mark]).trimmingBlanks
            guard let meaning = FieldNameReader.read(label)?.meaning else { continue }
            switch meaning {
            case .sample(let field) where TableLayout.coreFields.contains(field): found.insert(meaning)
            case .part: found.insert(meaning)
            default: break
            }
        }
        return found.count >= 2
    }

    private static func unknownLabel(_ text: String) -> (String, String)? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let label = String(text[..<colon]).trimmingBlanks
        let value = String(text[text.index(after: colon)...]).trimmingBlanks
        guard !value.isEmpty, label.first?.isLetter == true, label.split(separator: " ").count <= 4,
            label.lowercased() != "http", label.lowercased() != "https"
        else { return nil }
        return (label, value)
    }
}
