import Escaping

/// How text is laid out for a person.
public struct TextStyle: Sendable {
    /// Columns a line may have.
    public var width: Int
    /// Whether to use colour (ANSI escape sequences).
    public var color: Bool
    /// Whether tables are as wide as what they hold: in files and pipes nothing is cut.
    public var isUncut: Bool
    /// Whether tables show the columns as well that are seldom asked for; these are not cut either.
    public var isWide: Bool

    /// A style of its parts; at least 40 columns.
    public init(width: Int = 100, color: Bool = false, isUncut: Bool = false, isWide: Bool = false) {
        self.width = max(40, width)
        self.color = color
        self.isUncut = isUncut || isWide
        self.isWide = isWide
    }

    func bold(_ text: String) -> String { paint(text, "1") }
    func red(_ text: String) -> String { paint(text, "1;31") }
    func yellow(_ text: String) -> String { paint(text, "1;33") }
    func green(_ text: String) -> String { paint(text, "1;32") }
    func dim(_ text: String) -> String { paint(text, "2") }

    private func paint(_ text: String, _ code: StaticString) -> String {
        let shown = Escaping.terminalLines(text)
        return color && !shown.isEmpty ? TerminalStyles.applied(code, to: shown) : shown
    }
}

/// How much room text takes, and how it is laid out in lines.
enum PlainText {
    /// Columns the text takes on a terminal: wide East Asian characters count two, combining marks none.
    static func columns(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: return sum
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0x1F300...0x1FAFF:
                return sum + 2
            default: return sum + 1
            }
        }
    }

    /// `text` made safe for a terminal and broken at spaces into lines of at most `width` columns, the first behind
    /// `first`, others behind `rest`. A word longer than a line is broken where the line ends.
    static func wrap(_ text: String, width: Int, first: String = "", rest: String = "") -> String {
        let line = String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\n" ? " " : $0 }))
        return lines(Escaping.terminal(line), width: width, first: first, rest: rest).joined(separator: "\n")
    }

    private static func lines(_ text: String, width: Int, first: String, rest: String) -> [String] {
        var lines: [String] = []
        var line = first
        var isEmpty = true
        let longest = max(8, width - columns(rest))
        for word in text.unicodeScalars.split(separator: " ").flatMap({ pieces(of: $0, columns: longest) }) {
            if !isEmpty, columns(line) + 1 + columns(word) > width {
                lines.append(line)
                line = rest
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        lines.append(line)
        return lines
    }

    /// A word in pieces that fit a line.
    private static func pieces(of word: Substring.UnicodeScalarView, columns most: Int) -> [String] {
        let whole = String(word)
        guard columns(whole) > most else { return [whole] }
        var pieces: [String] = []
        var piece = String.UnicodeScalarView()
        var taken = 0
        for scalar in word {
            let more = columns(String(scalar))
            if taken + more > most {
                pieces.append(String(piece))
                piece = String.UnicodeScalarView()
                taken = 0
            }
            piece.append(scalar)
            taken += more
        }
        return pieces + [String(piece)]
    }
}
