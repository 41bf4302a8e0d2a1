/// The characters of Markdown that mean something, each behind a backslash.
enum MarkdownCharacters {
    private static let meaningful: Set<Unicode.Scalar> = [
        "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "|", "#", "&", "~", "$",
    ]

    /// `text`, in which nothing is hidden, as it is read in running text, in a cell of a table, and at the start of a
    /// line.
    static func escaped(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars.drop { $0 == " " })
        var result = String.UnicodeScalarView()
        let digits = scalars.prefix { ("0"..."9").contains($0) }.count
        for (index, scalar) in scalars.enumerated() {
            let isMeaningful =
                meaningful.contains(scalar)
                // What would begin a list, a heading's underline or a rule.
                || (index == 0 && ["-", "+", "="].contains(scalar))
                || (index == digits && digits > 0 && [".", ")"].contains(scalar) && endsWord(scalars, after: index))
                // What would become a link by itself.
                || (scalar == ":" && scalars.dropFirst(index + 1).starts(with: ["/", "/"]))
                || (scalar == "." && isAfterThreeWs(scalars, index))
            if isMeaningful { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }

    /// A whole code span. A backslash means nothing in it, so a backtick becomes an apostrophe.
    static func code(_ text: String) -> String {
        var result: String.UnicodeScalarView = "`".unicodeScalars
        for scalar in Escaping.terminal(text).unicodeScalars {
            // In a table a bar ends the cell even within a code span.
            if scalar == "|" { result.append("\\") }
            result.append(scalar == "`" ? "'" : scalar)
        }
        result.append("`")
        return String(result)
    }

    private static func endsWord(_ scalars: [Unicode.Scalar], after index: Int) -> Bool {
        index + 1 >= scalars.count || scalars[index + 1] == " "
    }

    private static func isAfterThreeWs(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        index >= 3 && scalars[(index - 3)..<index].allSatisfy { $0 == "w" || $0 == "W" }
    }
}
