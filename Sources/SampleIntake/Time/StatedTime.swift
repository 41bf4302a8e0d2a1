import CallVocabulary
import CivilTime

/// A date and time as a person wrote it, before a zone makes it an instant.
struct StatedTime: Equatable {
    /// Possible civil times, counted in seconds as if UTC: two where day and month could be either.
    var locals: [Int64]
    /// Nanoseconds of the second.
    var nanoseconds: Int64
    /// Seconds the writing leaves open: 60 without seconds, else 1.
    var precision: Int
    /// Seconds east of UTC, if written.
    var offset: Int?

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Reads date and time in the usual forms; `nil` for anything else, a date alone included.
    ///
    /// `2026-11-22T14:03:00Z`, `2026-11-22 14:03 GMT`, `22/11/2026 2:03 pm`, `22 Nov 2026 14:03`, `Nov 22, 2026 14:03`.
    init?(_ text: String) {
        guard text.utf8.count <= 64 else { return nil }
        if let plain = StatedTime(plain: text) {
            self = plain
        } else {
            self.init(worded: text)
        }
    }

    /// Reads any of the forms, word by word.
    init?(worded text: String) {
        if text.utf8.count == 20, text.utf8.last == UInt8(ascii: "Z"), let time = CaptureTime(rfc3339: text),
            !text.utf8.dropFirst(17).starts(with: "60".utf8)
        {
            locals = [time.nanoseconds / 1_000_000_000]
            nanoseconds = 0
            precision = 1
            offset = 0
            return
        }
        var words: [Substring] = []
        for part in text.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
            // "T" between date and time.
            if let index = part.firstIndex(where: { $0 == "T" || $0 == "t" }), index > part.startIndex,
                part[..<index].allSatisfy({ $0.isNumber || "-/.".contains($0) }),
                part.index(after: index) < part.endIndex
            {
                words += [part[..<index], part[part.index(after: index)...]]
            } else {
                words.append(part)
            }
        }
        words.removeAll { $0.lowercased() == "at" }
        guard let clockIndex = words.firstIndex(where: { $0.utf8.contains(0x3A) && $0.first?.isNumber == true }) else {
            return nil
        }
        guard let clock = Clock(words[clockIndex...]) else { return nil }
        let dates = StatedTime.dates(words[..<clockIndex])
        guard !dates.isEmpty else { return nil }
        locals = dates.map { Int64($0) * 86_400 + Int64(clock.seconds) }
        nanoseconds = clock.nanoseconds
        precision = clock.precision
        offset = clock.offset
    }

    /// Days since 1970 that the words of a date can mean.
    private static func dates(_ words: ArraySlice<Substring>) -> [Int] {
        var words = Array(words)
        // A weekday says nothing more.
        if let first = words.first,
            ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(first.lowercased().prefix(3))
        {
            words.removeFirst()
        }
        let parts = words.flatMap { $0.split(whereSeparator: { "-/.".contains($0) }) }.map { $0.lowercased() }
        guard parts.count == 3 else { return [] }
        func number(_ text: String) -> Int? {
            let digits =
                text.hasSuffix("st") || text.hasSuffix("nd") || text.hasSuffix("rd") || text.hasSuffix("th")
                ? String(text.dropLast(2)) : text
            return digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(digits) : nil
        }
        if let monthAt = parts.firstIndex(where: { part in months.contains { part.hasPrefix($0) } }),
            let month = months.firstIndex(where: { parts[monthAt].hasPrefix($0) })
        {
            let rest = parts.indices.filter { $0 != monthAt }.compactMap { number(parts[$0]) }
            guard rest.count == 2 else { return [] }
            let year = rest[0] > 31 ? rest[0] : rest[1]
            let day = rest[0] > 31 ? rest[1] : rest[0]
            return [CivilDateTime.days(year: year, month: month + 1, day: day)].compactMap { $0 }
        }
        let values = parts.compactMap(number)
        guard values.count == 3 else { return [] }
        if parts[0].count == 4 {
            return [CivilDateTime.days(year: values[0], month: values[1], day: values[2])].compactMap { $0 }
        }
        guard parts[2].count == 4 else { return [] }
        let dayFirst = CivilDateTime.days(year: values[2], month: values[1], day: values[0])
        let monthFirst = CivilDateTime.days(year: values[2], month: values[0], day: values[1])
        let both = [dayFirst, monthFirst].compactMap { $0 }
        return both.count == 2 && both[0] == both[1] ? [both[0]] : both
    }

    /// The time of day with what follows it.
    private struct Clock {
        var seconds = 0
        var nanoseconds: Int64 = 0
        var precision = 60
        var offset: Int?

        init?(_ words: ArraySlice<Substring>) {
            guard let first = words.first else { return nil }
            var text = first
            let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ":" || $0 == ".") }
            var rest = words.dropFirst().map { $0.lowercased() }
            text = text[digits.endIndex...]
            if !text.isEmpty { rest.insert(text.lowercased(), at: 0) }
            let parts = digits.split(separator: ":", omittingEmptySubsequences: false)
            guard (2...3).contains(parts.count), var hour = Int(parts[0]), parts[0].count <= 2,
                let minute = Int(parts[1]),
                parts[1].count == 2, minute < 60
            else { return nil }
            var second = 0
            if parts.count == 3 {
                let pieces = parts[2].split(separator: ".", omittingEmptySubsequences: false)
                guard pieces.count <= 2, pieces[0].count == 2, let value = Int(pieces[0]), value <= 60 else {
                    return nil
                }
                second = value
                precision = 1
                if pieces.count == 2 {
                    guard (1...9).contains(pieces[1].count), let fraction = Int64(pieces[1]) else { return nil }
                    nanoseconds = fraction
                    for _ in pieces[1].count..<9 { nanoseconds *= 10 }
                }
            }
            if let half = rest.first.map({ $0.replacing(".", with: "") }), half == "am" || half == "pm" {
                guard (1...12).contains(hour) else { return nil }
                hour = hour % 12 + (half == "pm" ? 12 : 0)
                rest.removeFirst()
            }
            guard hour < 24 else { return nil }
            seconds = hour * 3_600 + minute * 60 + second
            guard rest.count <= 1 else { return nil }
            if let zone = rest.first {
                switch zone {
                case "z", "utc", "gmt": offset = 0
                default:
                    guard zone.first == "+" || zone.first == "-" || zone.first == "\u{2212}",
                        let fixed = ZoneRules(zone.replacing("\u{2212}", with: "-"))
                    else { return nil }
                    offset = fixed.offset(atSeconds: 0)
                }
            }
        }
    }
}
