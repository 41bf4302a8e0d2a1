/// A word that begins as a time of day: `14:03`, `2:03:05.5pm`, `14h03`, `14:03:05-0500`.
struct ClockWord {
    private var hour: Int
    private var minute: Int
    private var second: Int?
    private var nanoseconds: Int64 = 0
    /// True for pm, false for am, `nil` where neither stands in the word.
    private(set) var half: Bool?
    /// What stands behind it in the same word: an offset, a zone.
    private(set) var rest: Substring

    /// Reads `text` with `mark` between hours and minutes; `nil` if it is no time of day.
    init?(_ text: String, mark: Character) {
        rest = text[...]
        guard let hour = ClockWord.number(&rest, 1...2), rest.first == mark else { return nil }
        rest = rest.dropFirst()
        guard let minute = ClockWord.number(&rest, 2...2) else { return nil }
        self.hour = hour
        self.minute = minute
        let isLettered = mark != ":" && mark != "."
        if let next = rest.first, next == mark || next == ":" || (isLettered && next == "m") {
            var behind = rest.dropFirst()
            if let seconds = ClockWord.number(&behind, 2...2) {
                second = seconds
                rest = behind
                if isLettered, rest.first == "s" { rest = rest.dropFirst() }
            } else if isLettered {
                rest = behind
            } else {
                return nil
            }
        }
        if second != nil, rest.first == "." {
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard (1...9).contains(digits.count), let fraction = Int64(digits) else { return nil }
            nanoseconds = fraction
            for _ in digits.count..<9 { nanoseconds *= 10 }
            rest = rest[digits.endIndex...]
        }
        if let digit = rest.first, digit.isNumber { return nil }
        let lowered = rest.lowercased()
        for (words, isAfternoon) in [(["pm", "p.m.", "p.m"], true), (["am", "a.m.", "a.m"], false)] {
            guard half == nil, let word = words.first(where: { lowered.hasPrefix($0) }) else { continue }
            half = isAfternoon
            rest = rest.dropFirst(word.count)
        }
    }

    /// The time of day; `nil` if there is no such one.
    func clock(isAfternoon: Bool?) -> TimeWords.Clock? {
        guard minute < 60, second ?? 0 <= 60 else { return nil }
        var hour = hour
        if let isAfternoon {
            // "14:03 PM" is said twice, and is right.
            if hour > 12, hour < 24, isAfternoon { hour -= 12 }
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (isAfternoon ? 12 : 0)
        }
        guard hour < 24 else { return nil }
        return TimeWords.Clock(
            seconds: hour * 3_600 + minute * 60 + (second ?? 0), nanoseconds: nanoseconds,
            precision: second == nil ? 60 : 1)
    }

    /// True for pm, false for am, `nil` for any other word.
    static func half(_ word: String) -> Bool? {
        switch word.lowercased().replacing(".", with: "") {
        case "pm": return true
        case "am": return false
        default: return nil
        }
    }

    private static func number(_ rest: inout Substring, _ digits: ClosedRange<Int>) -> Int? {
        let found = rest.prefix { $0.isASCII && $0.isNumber }
        guard digits.contains(found.count), let value = Int(found) else { return nil }
        rest = rest[found.endIndex...]
        return value
    }
}
