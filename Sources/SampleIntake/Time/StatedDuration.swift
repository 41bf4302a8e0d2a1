/// The length of a call as a person or a telephone system writes it.
enum StatedDuration {
    /// Seconds of `920`, `15:20`, `0:15:20`, `15m 20s`, `15 min`, `1 hour 2 minutes`, `PT15M20S`; `nil` for anything else.
    ///
    /// `heading` is the column's, whose words tell the unit of a figure alone: "Duration (min)".
    static func seconds(_ text: String, heading: String? = nil) -> Double? {
        guard text.utf8.count <= 64 else { return nil }
        let unit = unit(ofHeading: heading)
        let lowered = text.lowercased().trimmingBlanks
        if lowered.contains(":") { return clock(lowered, isHoursAndMinutes: unit == .hoursAndMinutes) }
        if let value = number(lowered[...]) { return value * unit.seconds }
        return words(lowered)
    }

    /// Whether the unit was taken from words, which may be worth saying.
    static func isWorded(_ text: String, heading: String? = nil) -> Bool {
        if text.contains(":") { return unit(ofHeading: heading) == .hoursAndMinutes }
        return unit(ofHeading: heading) != .seconds || number(text.lowercased().trimmingBlanks[...]) == nil
    }

    /// Whether a cell says that there is no duration.
    static func isNone(_ text: String) -> Bool {
        ["-", "–", "—", "n/a", "na", "none", "unknown", "?"].contains(text.lowercased().trimmingBlanks)
    }

    private enum Unit {
        case seconds, milliseconds, minutes, hours, hoursAndMinutes

        var seconds: Double {
            switch self {
            case .milliseconds: return 0.001
            case .seconds: return 1
            case .minutes, .hoursAndMinutes: return 60
            case .hours: return 3_600
            }
        }
    }

    private static func unit(ofHeading heading: String?) -> Unit {
        guard let heading else { return .seconds }
        // "hh:mm" is a form, "hh:mm:ss" another one.
        let lowered = heading.lowercased()
        if lowered.contains("h:m"), !lowered.contains(":s") { return .hoursAndMinutes }
        var word = ""
        var words: [String] = []
        for character in heading {
            if character.isLetter, !(character.isUppercase && word.last?.isLowercase == true) {
                word.append(character)
            } else {
                words.append(word.lowercased())
                word = character.isLetter ? String(character) : ""
            }
        }
        words.append(word.lowercased())
        for word in words {
            switch word {
            case "ms", "msec", "msecs", "millis", "milliseconds": return .milliseconds
            case "m", "min", "mins", "minute", "minutes": return .minutes
            case "h", "hr", "hrs", "hour", "hours": return .hours
            default: continue
            }
        }
        return .seconds
    }

    private static func clock(_ text: String, isHoursAndMinutes: Bool) -> Double? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { number($0) }
        guard (2...3).contains(parts.count) else { return nil }
        let values = parts.compactMap { $0 }
        guard values.count == parts.count, values.dropFirst().allSatisfy({ $0 < 60 }) else { return nil }
        let seconds = values.reduce(0) { $0 * 60 + $1 }
        return isHoursAndMinutes && values.count == 2 ? seconds * 60 : seconds
    }

    /// Figures each with its unit, the greatest first.
    private static func words(_ text: String) -> Double? {
        var rest = text[...]
        if rest.hasPrefix("pt") { rest = rest.dropFirst(2) }
        var total = 0.0
        var last = Double.infinity
        var isFirst = true
        while true {
            rest = rest.drop { $0 == " " || $0 == "," || $0 == "." }
            if !isFirst, rest.hasPrefix("and ") { rest = rest.dropFirst(4) }
            guard !rest.isEmpty else { return isFirst ? nil : total }
            let figure = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest[figure.endIndex...].drop { $0 == " " }
            let name = rest.prefix { $0.isLetter || $0 == "'" || $0 == "\"" }
            rest = rest[name.endIndex...]
            guard let value = number(figure), let unit = size(String(name)), unit < last else { return nil }
            total += value * unit
            last = unit
            isFirst = false
        }
    }

    private static func size(_ name: String) -> Double? {
        switch name {
        case "h", "hr", "hrs", "hour", "hours": return 3_600
        case "m", "min", "mins", "minute", "minutes", "'": return 60
        case "s", "sec", "secs", "second", "seconds", "\"": return 1
        case "ms", "msec", "millisecond", "milliseconds": return 0.001
        default: return nil
        }
    }

    private static func number(_ text: Substring) -> Double? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }),
            let value = Double(text),
            value < 1_000_000_000
        else { return nil }
        return value
    }
}
