/// The characters that mean something in Jira's wiki notation and in calendars, each behind a backslash.
enum WikiCharacters {
    private static let meaningful: Set<Unicode.Scalar> = [
        "\\", "*", "_", "-", "+", "^", "~", "?", "{", "}", "[", "]", "!", "|", "#", "@", "<", ">", "&", ":", ";", "(",
    ]

    /// `text`, in which nothing is hidden, as it is read in running text and at the start of a line.
    static func escaped(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            let before = index > 0 ? scalars[index - 1] : " "
            let after = index + 1 < scalars.count ? scalars[index + 1] : " "
            // Within a word and in numbers these mean nothing, and a backslash before them would be shown.
            let isInWord = isWordlike(before) && isWordlike(after) && ["-", "_", ":", "+", "@"].contains(scalar)
            // A colon before a stroke stays escaped too: it would make a link.
            let isSmile = [":", ";", "("].contains(scalar) && !isMark(after)
            let isHeading = index == 0 && (scalar == "h" || scalar == "b") && scalars.prefix(4).contains(".")
            if (meaningful.contains(scalar) && !isInWord && !isSmile) || isHeading { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }

    /// A text value of a calendar.
    static func inCalendar(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if ["\\", ";", ","].contains(scalar) { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }

    private static func isWordlike(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }

    /// What stands behind a colon, a semicolon or a bracket in a picture of a face or a mark.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        [")", "(", "D", "P", "|", "-", "x", "X", "y", "n", "i", "/", "!", "+", "?", "o", "*", "f"].contains(scalar)
    }
}
