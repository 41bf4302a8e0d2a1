import CallVocabulary
import CivilTime

/// A date and time as a person wrote it, before a zone makes it an instant.
struct StatedTime: Equatable {
    /// Possible civil times, counted in seconds as if UTC: two where day and month could be either.
    var locals: [Int64]
    /// Readings that are meant only where the others cannot be: a year of two digits that stands first.
    var unlikely: [Int64] = []
    /// Nanoseconds of the second.
    var nanoseconds: Int64
    /// Seconds the writing leaves open: 60 without seconds, else 1.
    var precision: Int
    /// Seconds east of UTC, if written.
    var offset: Int?
    /// The zone that stands with the time in words.
    var zone: ZoneReading?
    /// The zone's words as written.
    var zoneWords: String?
    /// The weekday written, Monday 0, if it is none of the dates'.
    var wrongWeekday: Int?

    /// Years calls can be of: another one is a slip, and is told as one.
    static let years = 1990...2099

    /// Why a text is no date and time.
    enum Failure: Error, Equatable {
        /// Nothing in it looks like one.
        case nothing
        /// There is a date and no time of day.
        case noClock
        /// There is a time of day and no date.
        case noDate
        /// The date names no year.
        case noYear
        /// A year no call can be of.
        case year(Int)
        /// There is no such day or time of day, as written.
        case noSuch(String)
        /// Several times of day, or several dates.
        case several
        /// A spreadsheet's own number for a date, with the civil time it stands for.
        case spreadsheetNumber(Int64)
        /// Seconds or milliseconds since 1970.
        case countsSeconds(CaptureTime)
        /// Words that belong to no date and time.
        case words(String)
        /// Words that look like a zone and are none that is known.
        case unknownZone(String)
    }

    /// Reads date and time as people write them; what stands in the way is thrown.
    ///
    /// `2026-11-22T14:03:00Z`, `22/11/2026 2.03 pm`, `22-Nov-26 14:03 GMT`, `14h03 (UK time), Sunday 22 November 2026`.
    static func read(_ text: String, hints: ZoneHints) throws(Failure) -> StatedTime {
        if let plain = StatedTime(plain: text) ?? ending(text, hints) { return plain }
        return try worded(text, hints: hints)
    }

    private static func worded(_ text: String, hints: ZoneHints) throws(Failure) -> StatedTime {
        guard text.utf8.count <= IntakeLimits.timeCharacters else { throw .nothing }
        if text.utf8.count == 20, text.utf8.last == UInt8(ascii: "Z"), let time = CaptureTime(rfc3339: text),
            !text.utf8.dropFirst(17).starts(with: "60".utf8), years.contains(CivilDateTime(time).year)
        {
            return StatedTime(locals: [time.nanoseconds / 1_000_000_000], nanoseconds: 0, precision: 1, offset: 0)
        }
        if let number = number(text) { throw number }
        let words = TimeWords(text)
        if let odd = words.noSuch { throw .noSuch(odd) }
        guard words.clocks.count <= 1, words.dates.count + (words.month == nil ? 0 : 1) <= 1 else { throw .several }
        let days = try days(words)
        guard let clock = words.clocks.first else { throw days == nil ? .nothing : .noClock }
        guard let days else { throw words.isYearMissing ? .noYear : .noDate }
        var stated = StatedTime(
            locals: days.likely.map { Int64($0) * 86_400 + Int64(clock.seconds) },
            unlikely: days.unlikely.map { Int64($0) * 86_400 + Int64(clock.seconds) }, nanoseconds: clock.nanoseconds,
            precision: clock.precision)
        try stated.take(zones: words.phrases, hints)
        if let weekday = words.weekday { stated.compare(weekday) }
        return stated
    }

    /// The offset or zone among the words left over; anything else among them is no part of a time.
    mutating func take(zones phrases: [String], _ hints: ZoneHints) throws(Failure) {
        for phrase in phrases {
            if let written = ZoneWords.offset(phrase), let fixed = ZoneRules(written) {
                guard offset == nil else { continue }
                offset = fixed.offset(atSeconds: 0)
            } else if let read = ZoneWords.read(phrase, hints: hints) {
                if zone == nil { (zone, zoneWords) = (read, phrase) }
            } else {
                throw StatedTime.looksLikeZone(phrase) ? .unknownZone(phrase) : .words(phrase)
            }
        }
        if offset != nil { (zone, zoneWords) = (nil, nil) }
    }

    private static func looksLikeZone(_ phrase: String) -> Bool {
        let lowered = phrase.lowercased()
        return lowered.hasSuffix("time") || lowered.contains("/") || lowered.hasPrefix("utc")
            || lowered.hasPrefix("gmt")
            || ((2...5).contains(phrase.count) && phrase.allSatisfy(\.isUppercase))
    }

    /// A weekday settles the order of day and month, or is wrong.
    private mutating func compare(_ weekday: Int) {
        // 1970-01-01 was a Thursday, which is 3.
        func isRight(_ local: Int64) -> Bool { ((local / 86_400 + 3) % 7 + 7) % 7 == Int64(weekday) }
        let right = locals.filter(isRight)
        if !right.isEmpty {
            locals = right
            unlikely = []
        } else if let other = unlikely.first(where: isRight) {
            locals = [other]
            unlikely = []
        } else {
            wrongWeekday = weekday
        }
    }

    /// The days the date can mean; `nil` if there is none.
    private static func days(_ words: TimeWords) throws(Failure) -> (likely: [Int], unlikely: [Int])? {
        func day(_ year: TimeWords.Figure, _ month: Int, _ day: TimeWords.Figure) throws(Failure) -> Int? {
            let value = year.digits <= 2 ? 2_000 + year.value : year.value
            guard years.contains(value) else { throw .year(year.value) }
            return CivilDateTime.days(year: value, month: month, day: day.value)
        }
        if let date = words.dates.first {
            let (a, b, c) = (date.figures[0], date.figures[1], date.figures[2])
            if a.digits == 4 {
                guard let found = try day(a, b.value, c) else { throw .noSuch(date.text) }
                return ([found], [])
            }
            let both = [try day(c, b.value, a), try day(c, a.value, b)].compactMap { $0 }
            let likely = both.count == 2 && both[0] == both[1] ? [both[0]] : both
            guard c.digits <= 2 else {
                guard !likely.isEmpty else { throw .noSuch(date.text) }
                return (likely, [])
            }
            let first = try day(a, b.value, c).map { [$0] } ?? []
            guard !likely.isEmpty || !first.isEmpty else { throw .noSuch(date.text) }
            return likely.isEmpty ? (first, []) : (likely, first.filter { !likely.contains($0) })
        }
        guard let month = words.month, !words.figures.isEmpty else { return nil }
        let figures = words.figures
        guard figures.count == 2 else {
            if figures.count > 2 { throw .several }
            throw .noYear
        }
        let isYearFirst = figures[0].digits == 4
        guard isYearFirst || figures[1].digits == 4 || figures[1].digits == 2 else { throw .noYear }
        let likely = try isYearFirst ? day(figures[0], month, figures[1]) : day(figures[1], month, figures[0])
        guard figures.allSatisfy({ $0.digits <= 2 }) else {
            guard let likely else { throw .noSuch("\(figures[0].value) \(TimeWords.months[month - 1])") }
            return ([likely], [])
        }
        let other = try day(figures[0], month, figures[1]).map { [$0] } ?? []
        return likely.map { ([$0], other) } ?? (other, [])
    }

    /// A number alone: a spreadsheet's day, or a count of seconds.
    private static func number(_ text: String) -> Failure? {
        let trimmed = text.trimmingBlanks.replacing(",", with: ".")
        guard trimmed.utf8.count >= 5, trimmed.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }),
            let value = Double(trimmed)
        else { return nil }
        // Days since 1900 of the years calls are of.
        if (32_874.0..<73_051.0).contains(value) {
            return .spreadsheetNumber(Int64(((value - 25_569) * 86_400).rounded()))
        }
        for scale in [1.0, 1_000.0] where (631_152_000.0..<4_102_444_800.0).contains(value / scale) {
            let isWhole = value == value.rounded()
            return .countsSeconds(CaptureTime(seconds: Int64((value / scale).rounded(isWhole ? .down : .down))))
        }
        return nil
    }
}

extension StatedTime {
    /// Reads date and time in the usual forms; `nil` for anything else, a date alone included.
    init?(_ text: String) {
        guard let read = try? StatedTime.read(text, hints: ZoneHints()) else { return nil }
        self = read
    }

    /// Reads any of the forms, word by word.
    init?(worded text: String) {
        guard let read = try? StatedTime.worded(text, hints: ZoneHints()) else { return nil }
        self = read
    }
}
