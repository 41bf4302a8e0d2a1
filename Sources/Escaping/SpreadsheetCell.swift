/// A cell that no spreadsheet takes for a formula and no reader of tables for two cells.
enum SpreadsheetCell {
    /// What begins a formula, also in its wide forms, which some programs read as the narrow ones.
    private static let formulaStarts: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]

    private static let digits: ClosedRange<Unicode.Scalar> = "0"..."9"
    private static let lineBreaks: Set<Unicode.Scalar> = ["\n", "\r", "\t"]
    /// Where a program with other settings may split.
    private static let splitters: Set<Unicode.Scalar> = [",", ";", "|", "\t", "\n", "\r"]

    /// `text` as a whole cell: behind an apostrophe where it begins like a formula, in quotation marks where it needs
    /// them. Only a plain telephone number keeps its `+`, which an apostrophe would damage. Marks that turn text around
    /// are taken out of such a number and shown as a dot elsewhere; line ends and tabs stay.
    static func escaped(_ text: String, delimiter: Unicode.Scalar) -> String {
        var cell = String.UnicodeScalarView()
        let bare = text.unicodeScalars.filter { !HiddenCharacters.contains($0) }
        if isPlainNumber(bare) {
            cell.append(contentsOf: bare)
        } else {
            var isAtStart = true
            for (index, scalar) in zip(text.unicodeScalars.indices, text.unicodeScalars) {
                let isHidden = HiddenCharacters.contains(scalar)
                if isAtStart, formulaStarts.contains(scalar), !beginsPlainNumber(text.unicodeScalars[index...]) {
                    cell.append("'")
                    isAtStart = false
                }
                if !isHidden || lineBreaks.contains(scalar) {
                    cell.append(scalar)
                } else if !HiddenCharacters.isPictureChoice(scalar) {
                    cell.append(HiddenCharacters.mark)
                }
                // Blanks and hidden marks in front keep no program from seeing a formula behind them, and a program
                // that splits at another delimiter sees the beginning of a cell there.
                if splitters.contains(scalar) || scalar == delimiter {
                    isAtStart = true
                } else if !isHidden, !scalar.properties.isWhitespace {
                    isAtStart = false
                }
            }
        }
        let isQuoted =
            cell.first == " " || cell.last == " "
            || cell.contains { $0 == delimiter || $0 == "\"" || lineBreaks.contains($0) }
        guard isQuoted else { return String(cell) }
        var quoted: String.UnicodeScalarView = "\"".unicodeScalars
        for scalar in cell {
            if scalar == "\"" { quoted.append("\"") }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }

    /// `+`, a digit, and then digits and spaces only: no arithmetic.
    private static func isPlainNumber(_ scalars: some Collection<Unicode.Scalar>) -> Bool {
        guard scalars.first == "+", let second = scalars.dropFirst().first, digits.contains(second) else {
            return false
        }
        return scalars.dropFirst().allSatisfy { digits.contains($0) || $0 == " " }
    }

    /// Whether a telephone number goes from here to the next place where a cell may be split.
    private static func beginsPlainNumber(_ scalars: Substring.UnicodeScalarView) -> Bool {
        isPlainNumber(scalars.prefix { !splitters.contains($0) })
    }
}
