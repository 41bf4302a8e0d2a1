import CallAnalysis
import CallVocabulary

/// Two messages line by line: what only the first has, what only the second has, what both have.
enum MessageDifference {
    enum Line: Equatable {
        case both(String)
        case first(String)
        case second(String)
    }

    /// Lines compared of each message; a longer one is compared as far as that.
    static let maximumLines = 2_000

    static func render(_ first: SeenMessage, _ second: SeenMessage, style: TextStyle) -> String {
        var lines = [
            "- packet \(first.packet.number): \(LadderWords.title(of: first)), \(first.source) → \(first.destination)",
            "+ packet \(second.packet.number): \(LadderWords.title(of: second)), \(second.source) → \(second.destination)",
            "",
        ]
        for line in difference(MessageText.lines(first), MessageText.lines(second)) {
            switch line {
            case .both(let text): lines.append("  " + text)
            case .first(let text): lines.append(style.red("- " + text))
            case .second(let text): lines.append(style.green("+ " + text))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The shortest way from one list of lines to the other.
    static func difference(_ first: [String], _ second: [String]) -> [Line] {
        let left = Array(first.prefix(maximumLines))
        let right = Array(second.prefix(maximumLines))
        // longest[i][j]: how many lines left[i...] and right[j...] have in common, in order.
        var longest = [[UInt16]](
            repeating: [UInt16](repeating: 0, count: right.count + 1), count: left.count + 1)
        for i in left.indices.reversed() {
            for j in right.indices.reversed() {
                longest[i][j] =
                    left[i] == right[j] ? longest[i + 1][j + 1] + 1 : max(longest[i + 1][j], longest[i][j + 1])
            }
        }
        var lines: [Line] = []
        var i = 0
        var j = 0
        while i < left.count || j < right.count {
            if i < left.count, j < right.count, left[i] == right[j] {
                lines.append(.both(left[i]))
                i += 1
                j += 1
            } else if j == right.count || i < left.count && longest[i + 1][j] >= longest[i][j + 1] {
                lines.append(.first(left[i]))
                i += 1
            } else {
                lines.append(.second(right[j]))
                j += 1
            }
        }
        return lines
    }
}
