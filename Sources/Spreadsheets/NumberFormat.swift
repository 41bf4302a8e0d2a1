/// What a cell's format makes of a number: a date, a time of day, a span of time, or digits.
enum NumberFormat: Equatable {
    case general
    /// With the literal in front of the digits, such as `+`, and the least number of digits.
    case digits(prefix: String, least: Int)
    case dateTime(hasDate: Bool, hasTime: Bool, hasSeconds: Bool)
    /// Hours that go on beyond a day: `[h]:mm:ss`.
    case span

    /// A format by its number in the standard (ECMA-376 part 1, 18.8.30); `nil` for those that files define.
    init?(builtIn id: Int) {
        switch id {
        case 14...17, 27...31, 36, 50...54, 57, 58: self = .dateTime(hasDate: true, hasTime: false, hasSeconds: false)
        case 18, 20, 32, 34, 55: self = .dateTime(hasDate: false, hasTime: true, hasSeconds: false)
        case 19, 21, 33, 35, 56: self = .dateTime(hasDate: false, hasTime: true, hasSeconds: true)
        case 22: self = .dateTime(hasDate: true, hasTime: true, hasSeconds: false)
        case 45, 47: self = .dateTime(hasDate: false, hasTime: true, hasSeconds: true)
        case 46: self = .span
        case 0...13, 37...44, 48, 49: self = .general
        default: return nil
        }
    }

    /// A format by its code, such as `dd/mm/yyyy hh:mm` or `"+"0`.
    init(code: String) {
        // The first section is for positive numbers.
        var letters = ""
        var literal = ""
        var isQuoted = false
        var bracket: String?
        var isSpan = false
        var zeros = 0
        var iterator = code.makeIterator()
        scan: while let character = iterator.next() {
            if let open = bracket {
                if character == "]" {
                    let inner = open.lowercased()
                    if !inner.isEmpty, inner.allSatisfy({ "hms".contains($0) }) { isSpan = true }
                    bracket = nil
                } else {
                    bracket = open + String(character)
                }
                continue
            }
            if isQuoted {
                if character == "\"" {
                    isQuoted = false
                } else if letters.isEmpty, zeros == 0 {
                    literal.append(character)
                }
                continue
            }
            switch character {
            case "\"": isQuoted = true
            case "[": bracket = ""
            case "\\", "_", "*":
                let next = iterator.next()
                if character == "\\", let next, letters.isEmpty, zeros == 0 { literal.append(next) }
            case ";": break scan
            case "0": zeros += 1
            case "+", "(", " ", "-": if letters.isEmpty, zeros == 0 { literal.append(character) }
            default: letters.append(contentsOf: character.lowercased())
            }
        }
        let named = letters.replacing("general", with: "").replacing("am/pm", with: "h").replacing("a/p", with: "h")
        let hasDate = named.contains("y") || named.contains("d")
        let hasTime = named.contains("h") || named.contains("s")
        if isSpan {
            self = .span
        } else if hasDate || hasTime {
            self = .dateTime(hasDate: hasDate, hasTime: hasTime, hasSeconds: named.contains("s"))
        } else if literal == "+" || zeros > 1 {
            self = .digits(prefix: literal == "+" ? "+" : "", least: zeros)
        } else {
            self = .general
        }
    }

    /// The text of a number in this format.
    func text(_ value: Double, since1904: Bool) -> String {
        switch self {
        case .general: return NumberFormat.digits(value)
        case .digits(let prefix, let least):
            let digits = NumberFormat.digits(value)
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), digits.utf8.count <= 20 else { return digits }
            return prefix + String(repeating: "0", count: max(0, min(least, 20) - digits.utf8.count)) + digits
        case .span:
            guard let seconds = Int(exactly: (value * 86_400).rounded()), seconds >= 0 else {
                return NumberFormat.digits(value)
            }
            return "\(seconds / 3_600):\(NumberFormat.two(seconds / 60 % 60)):\(NumberFormat.two(seconds % 60))"
        case .dateTime(let hasDate, let hasTime, let hasSeconds):
            return NumberFormat.instant(
                value, hasDate: hasDate, hasTime: hasTime, hasSeconds: hasSeconds, since1904: since1904)
                ?? NumberFormat.digits(value)
        }
    }

    /// Whole numbers in full; more than fifteen digits are not known exactly and stay shortened.
    static func digits(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15, let whole = Int64(exactly: value) { return "\(whole)" }
        return "\(value)"
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private static func instant(_ value: Double, hasDate: Bool, hasTime: Bool, hasSeconds: Bool, since1904: Bool)
        -> String?
    {
        guard value >= 0, value < 2_958_466, let milliseconds = Int64(exactly: (value * 86_400_000).rounded()) else {
            return nil
        }
        // What binary fractions add or take is less than a hundredth of a second.
        let nearest = (milliseconds + 500) / 1_000
        let isWhole = abs(milliseconds - nearest * 1_000) <= 10
        let seconds = Int(isWhole ? nearest : milliseconds / 1_000)
        let clock = seconds % 86_400
        var text = ""
        if hasDate {
            var days = seconds / 86_400
            // The calendar from 1900 has a 29 February of that year, which never was.
            if since1904 { days += 1_462 } else if days < 60 { days += 1 }
            text = civil(days - 25_569)
        }
        guard hasTime || clock != 0 || !hasDate else { return text }
        text += (text.isEmpty ? "" : " ") + "\(two(clock / 3_600)):\(two(clock / 60 % 60))"
        if hasSeconds || clock % 60 != 0 || !isWhole {
            text += ":\(two(clock % 60))"
            if !isWhole {
                let rest = Int(milliseconds % 1_000)
                text += "." + (rest < 10 ? "00" : rest < 100 ? "0" : "") + "\(rest)"
            }
        }
        return text
    }

    /// A day counted from 1970 as `YYYY-MM-DD`.
    private static func civil(_ days: Int) -> String {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let day = shifted - era * 146_097
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        let civilYear = year + era * 400 + (civilMonth <= 2 ? 1 : 0)
        let digits = String(civilYear)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            + "-\(two(civilMonth))-\(two(dayOfMonth))"
    }
}
