/// The words of a written date and time, each as what it is; what is neither is left over as phrases.
struct TimeWords {
    /// A number of a date, with how many digits it was written.
    struct Figure: Equatable {
        var value: Int
        var digits: Int
    }

    /// Three numbers that are a date, as written.
    struct Date: Equatable {
        var figures: [Figure]
        var text: String
    }

    /// A time of day.
    struct Clock: Equatable {
        /// Seconds since midnight.
        var seconds: Int
        var nanoseconds: Int64 = 0
        /// Seconds the writing leaves open.
        var precision: Int
    }

    /// Dates all in figures.
    private(set) var dates: [Date] = []
    /// Times of day.
    private(set) var clocks: [Clock] = []
    /// The month, 1 to 12, where it is named.
    private(set) var month: Int?
    /// Day and year beside a named month.
    private(set) var figures: [Figure] = []
    /// The weekday named, Monday 0.
    private(set) var weekday: Int?
    /// True if a day and month stand there without a year.
    private(set) var isYearMissing = false
    /// A date or time of day that there is not.
    private(set) var noSuch: String?
    /// What is left, in the order written, neighbours together.
    private(set) var phrases: [String] = []

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    /// Words that join date and time.
    private static let joints: Set<String> = ["at", "on", "the", "of", "um", "-", "@", "|", "à"]
    /// Those and words behind a time of day.
    private static let fillers = joints.union(["uhr", "hrs", "hr", "hours", "h"])

    /// A word, and whether brackets or another kind of word part it from the one before.
    private struct Word {
        var text: String
        var isApart: Bool
    }

    /// Reads the words of `text`.
    init(_ text: String) {
        var words = TimeWords.split(text)
        var pending: [Word] = []
        var dotted: [Word] = []
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            if !take(word, &words, &index, &pending, &dotted) {
                pending.append(word)
            } else if index < words.count {
                words[index].isApart = true
            }
        }
        takeDotted(dotted, &pending)
        takeFigures(&pending)
        for word in pending {
            if word.isApart || phrases.isEmpty {
                phrases.append(word.text)
            } else {
                phrases[phrases.count - 1] += " " + word.text
            }
        }
    }

    /// Takes a word that is plainly something; false if it is not.
    private mutating func take(
        _ word: Word, _ words: inout [Word], _ index: inout Int, _ pending: inout [Word], _ dotted: inout [Word]
    ) -> Bool {
        let lowered = word.text.lowercased()
        if TimeWords.fillers.contains(lowered) {
            // "1403 hrs"
            if !TimeWords.joints.contains(lowered), clocks.isEmpty, let last = pending.last,
                let (clock, rest) = TimeWords.bareClock(last.text), rest.isEmpty
            {
                pending.removeLast()
                clocks.append(clock)
            }
            return true
        }
        let bare = lowered.hasSuffix(".") ? String(lowered.dropLast()) : lowered
        if bare.count >= 3, bare.allSatisfy(\.isLetter) {
            if let found = TimeWords.weekdays.firstIndex(where: { $0.lowercased().hasPrefix(bare) }) {
                weekday = found
                return true
            }
            if month == nil, let found = TimeWords.monthNumber(bare) {
                month = found
                return true
            }
        }
        guard let first = word.text.first, first.isASCII, first.isNumber else { return false }
        let next = index < words.count ? ClockWord.half(words[index].text) : nil
        func read(_ clock: ClockWord) {
            let half = clock.half ?? next
            if clock.half == nil, next != nil { index += 1 }
            if let clock = clock.clock(isAfternoon: half) { clocks.append(clock) } else { noSuch = word.text }
            if !clock.rest.isEmpty { words.insert(Word(text: String(clock.rest), isApart: true), at: index) }
        }
        for mark in [":", "h", "H"] as [Character] {
            guard let clock = ClockWord(word.text, mark: mark) else { continue }
            read(clock)
            return true
        }
        if word.text.contains(":") { return false }
        // "2.03pm", "2.03 pm": the half of the day makes it a time.
        if let clock = ClockWord(word.text, mark: "."), clock.half != nil || next != nil {
            read(clock)
            return true
        }
        if lowered.contains("."), lowered.allSatisfy({ $0.isNumber || $0 == "." }),
            (2...3).contains(lowered.split(separator: ".").count)
        {
            dotted.append(word)
            return true
        }
        if lowered.hasSuffix("hrs") || lowered.hasSuffix("h"), let (clock, _) = TimeWords.bareClock(lowered) {
            clocks.append(clock)
            return true
        }
        return takeDate(lowered)
    }

    /// Words of figures and dots: "14.03" is a time of day where something else is the date.
    private mutating func takeDotted(_ words: [Word], _ pending: inout [Word]) {
        func weight(_ word: Word) -> Int {
            let parts = word.text.split(separator: ".")
            return parts.count + (parts.contains { $0.count == 4 } ? 10 : 0)
        }
        for word in words.sorted(by: { weight($0) > weight($1) }) {
            let hasDate = !dates.isEmpty || month != nil
            if clocks.isEmpty, hasDate, let clock = ClockWord(word.text, mark: ".")?.clock(isAfternoon: nil) {
                clocks.append(clock)
            } else if weight(word) == 2, !hasDate {
                isYearMissing = true
            } else if !takeDate(word.text) {
                pending.append(word)
            }
        }
    }

    /// Takes a date in one word: figures with marks between, the month perhaps in letters, or eight figures.
    private mutating func takeDate(_ lowered: String) -> Bool {
        let parts = TimeWords.dateParts(lowered)
        if parts.count == 3 {
            if let monthAt = parts.firstIndex(where: { TimeWords.monthNumber($0) != nil }) {
                let rest = parts.indices.filter { $0 != monthAt }.compactMap { TimeWords.figure(parts[$0]) }
                guard rest.count == 2, month == nil else { return false }
                month = TimeWords.monthNumber(parts[monthAt])
                figures += rest
                return true
            }
            let read = parts.compactMap { TimeWords.figure($0) }
            guard read.count == 3, [1, 2, 4].contains(read[0].digits), read[1].digits <= 2,
                read[0].digits == 4 ? read[2].digits <= 2 : [2, 4].contains(read[2].digits)
            else {
                if read.count == 3 { noSuch = lowered }
                return read.count == 3
            }
            dates.append(Date(figures: read, text: lowered))
            return true
        }
        if parts.count == 2, lowered.contains("/"), parts.allSatisfy({ (TimeWords.figure($0)?.digits ?? 9) <= 2 }) {
            isYearMissing = true
            return true
        }
        if lowered.count == 8, lowered.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(lowered) {
            dates.append(
                Date(
                    figures: [
                        Figure(value: value / 10_000, digits: 4), Figure(value: value / 100 % 100, digits: 2),
                        Figure(value: value % 100, digits: 2),
                    ], text: lowered))
            return true
        }
        return false
    }

    /// Day and year beside a named month; four or six figures behind a date of eight are the time.
    private mutating func takeFigures(_ pending: inout [Word]) {
        var rest: [Word] = []
        for word in pending {
            let lowered = word.text.lowercased()
            if month != nil, dates.isEmpty, figures.count < 3, let figure = TimeWords.figure(lowered) {
                figures.append(figure)
            } else if clocks.isEmpty, let date = dates.first, date.text.count == 8, !date.text.contains("-"),
                let clock = TimeWords.bareClock(word.text)
            {
                clocks.append(clock.0)
                if !clock.1.isEmpty { rest.append(Word(text: clock.1, isApart: true)) }
            } else {
                rest.append(word)
            }
        }
        if month != nil, figures.count == 1, figures[0].digits <= 2 { isYearMissing = true }
        pending = rest
    }

    // MARK: Words

    /// Words between blanks and commas; brackets part them, and so does a `T` between date and time.
    private static func split(_ text: String) -> [Word] {
        var words: [Word] = []
        var current = ""
        var isApart = true
        func close() {
            guard !current.isEmpty else { return }
            words.append(Word(text: current, isApart: isApart))
            current = ""
            isApart = false
        }
        let characters = Array(text)
        for (index, character) in characters.enumerated() {
            let before: Character = index > 0 ? characters[index - 1] : " "
            let after: Character = index + 1 < characters.count ? characters[index + 1] : " "
            switch character {
            case "(", ")", "[", "]":
                close()
                isApart = true
            case ",":
                // A decimal comma behind seconds.
                if before.isNumber, after.isNumber, current.count(where: { $0 == ":" }) == 2 {
                    current.append(".")
                } else {
                    close()
                }
            case "T", "t":
                if before.isNumber, after.isNumber, current.allSatisfy({ $0.isNumber || "-/.".contains($0) }) {
                    close()
                    isApart = true
                } else {
                    current.append(character)
                }
            case "\u{2013}", "\u{2212}": current.append("-")
            case "\u{200E}", "\u{200F}", "\u{202A}", "\u{202C}", "\u{FEFF}": break
            case "\u{2019}": current.append("'")
            default:
                if character.isWhitespace { close() } else { current.append(character) }
            }
        }
        close()
        return words
    }

    private static func dateParts(_ lowered: String) -> [String] {
        let parts = lowered.split(omittingEmptySubsequences: true) { "-/.".contains($0) }.map(String.init)
        guard parts.count == 1, let first = lowered.first, first.isNumber else { return parts }
        // 23nov2026
        let day = lowered.prefix { $0.isNumber }
        let name = lowered.dropFirst(day.count).prefix { $0.isLetter }
        let year = lowered.dropFirst(day.count + name.count)
        return day.count <= 2 && name.count >= 3 && [2, 4].contains(year.count)
            ? [String(day), String(name), String(year)] : parts
    }

    private static func monthNumber(_ word: String) -> Int? {
        guard word.count >= 3, word.allSatisfy(\.isLetter) else { return nil }
        if word == "sept" { return 9 }
        return months.firstIndex { $0.lowercased().hasPrefix(word) }.map { $0 + 1 }
    }

    /// `23`, `23rd`, `2026`, `'26`.
    private static func figure(_ word: String) -> Figure? {
        var digits = word[...]
        if digits.hasSuffix(".") { digits = digits.dropLast() }
        if digits.count > 2, ["st", "nd", "rd", "th"].contains(where: { digits.hasSuffix($0) }) {
            digits = digits.dropLast(2)
        }
        if digits.count == 3, digits.first == "'" { digits = digits.dropFirst() }
        guard (1...4).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(digits)
        else { return nil }
        return Figure(value: value, digits: digits.count)
    }

    /// `1403` or `140305`, with what stands behind it.
    private static func bareClock(_ text: String) -> (Clock, String)? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard [4, 6].contains(digits.count), let value = Int(digits) else { return nil }
        let parts = digits.count == 4 ? (value / 100, value % 100, 0) : (value / 10_000, value / 100 % 100, value % 100)
        guard parts.0 < 24, parts.1 < 60, parts.2 <= 60 else { return nil }
        let clock = Clock(
            seconds: parts.0 * 3_600 + parts.1 * 60 + parts.2, precision: digits.count == 4 ? 60 : 1)
        return (clock, String(text.dropFirst(digits.count)))
    }
}
