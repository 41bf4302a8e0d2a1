import CallVocabulary

/// The rule that holds behind a zone's last listed change, as POSIX `TZ` writes it: `GMT0BST,M3.5.0/1,M10.5.0`.
struct ZoneYearRule: Sendable, Equatable {
    private struct Change: Equatable {
        var month: Int
        var week: Int
        var weekday: Int
        /// Seconds after local midnight.
        var time: Int
    }
    private let standard: Int
    private let daylight: Int?
    private let begins: Change?
    private let ends: Change?
    /// The letters of standard and of daylight-saving time, such as `GMT` and `BST`.
    private let letters: (standard: String, daylight: String)

    init?(_ text: String) {
        var rest = text[...]
        guard let name = ZoneYearRule.name(&rest), let standard = ZoneYearRule.time(&rest) else { return nil }
        self.standard = -standard
        guard !rest.isEmpty else {
            letters = (name, name)
            daylight = nil
            begins = nil
            ends = nil
            return
        }
        guard let summerName = ZoneYearRule.name(&rest) else { return nil }
        letters = (name, summerName)
        var summer = -standard + 3_600
        if rest.first != ",", let stated = ZoneYearRule.time(&rest) { summer = -stated }
        daylight = summer
        let parts = rest.split(separator: ",")
        guard parts.count == 2, let first = ZoneYearRule.change(parts[0]), let second = ZoneYearRule.change(parts[1])
        else { return nil }
        begins = first
        ends = second
    }

    static func == (left: ZoneYearRule, right: ZoneYearRule) -> Bool {
        left.standard == right.standard && left.daylight == right.daylight && left.begins == right.begins
            && left.ends == right.ends && left.letters == right.letters
    }

    /// The letters of the time that has this offset; `nil` if neither has.
    func abbreviation(ofOffset offset: Int) -> String? {
        if offset == standard { return letters.standard }
        return offset == daylight ? letters.daylight : nil
    }

    func offset(atSeconds seconds: Int64) -> Int {
        guard let daylight, let begins, let ends else { return standard }
        let year = CivilDateTime(CaptureTime(seconds: seconds + Int64(standard))).year
        let start = ZoneYearRule.seconds(begins, year) - Int64(standard)
        let end = ZoneYearRule.seconds(ends, year) - Int64(daylight)
        let isSummer = start < end ? seconds >= start && seconds < end : !(seconds >= end && seconds < start)
        return isSummer ? daylight : standard
    }

    private static func seconds(_ change: Change, _ year: Int) -> Int64 {
        guard let first = CivilDateTime.days(year: year, month: change.month, day: 1) else { return 0 }
        // 1970-01-01 was a Thursday.
        let weekday = ((first + 4) % 7 + 7) % 7
        var day = 1 + (change.weekday - weekday + 7) % 7 + (change.week - 1) * 7
        while day > CivilDateTime.daysIn(month: change.month, year: year) { day -= 7 }
        return Int64(first + day - 1) * 86_400 + Int64(change.time)
    }

    private static func name(_ rest: inout Substring) -> String? {
        if rest.first == "<" {
            guard let close = rest.firstIndex(of: ">") else { return nil }
            let name = rest[rest.index(after: rest.startIndex)..<close]
            rest = rest[rest.index(after: close)...]
            return String(name)
        }
        let name = rest.prefix(while: \.isLetter)
        rest = rest[name.endIndex...]
        return name.isEmpty ? nil : String(name)
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private static func time(_ rest: inout Substring) -> Int? {
        var sign = 1
        if rest.first == "+" || rest.first == "-" { sign = rest.removeFirst() == "-" ? -1 : 1 }
        let text = rest.prefix { $0.isNumber || $0 == ":" }
        rest = rest[text.endIndex...]
        let parts = text.split(separator: ":").map { Int($0) }
        guard (1...3).contains(parts.count), parts.allSatisfy({ $0 != nil }) else { return nil }
        let values = parts.compactMap { $0 }
        return sign * (values[0] * 3_600 + (values.count > 1 ? values[1] * 60 : 0) + (values.count > 2 ? values[2] : 0))
    }

    /// `Mm.w.d[/time]`; other forms are in no zone of today's database.
    private static func change(_ text: Substring) -> Change? {
        let parts = text.split(separator: "/", maxSplits: 1)
        guard let day = parts.first, day.first == "M" else { return nil }
        let numbers = day.dropFirst().split(separator: ".").compactMap { Int($0) }
        guard numbers.count == 3, (1...12).contains(numbers[0]), (1...5).contains(numbers[1]),
            (0...6).contains(numbers[2])
        else { return nil }
        var at = 7_200
        if parts.count > 1 {
            var rest = parts[1]
            guard let stated = time(&rest) else { return nil }
            at = stated
        }
        return Change(month: numbers[0], week: numbers[1], weekday: numbers[2], time: at)
    }
}
