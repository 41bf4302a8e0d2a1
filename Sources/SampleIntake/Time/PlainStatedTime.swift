import CallVocabulary

/// The forms that tables are full of: digits between `-`, `/` or `.`, and a time of day behind a blank or a `T`.
extension StatedTime {
    /// Reads `22/11/2026 14:03:00`, `2026-11-22T14:03` and the like, without a zone; `nil` for anything else, which is not
    /// to say that it is no time. What this reads, ``init(worded:)`` reads alike.
    init?(plain text: String) {
        var text = text
        let read = text.withUTF8 { bytes in StatedTime.plain(Span(_unsafeElements: bytes)) }
        guard let read else { return nil }
        self = read
    }

    /// The same with `AM` or `PM`, letters of a zone, or both behind it; `nil` for anything else.
    static func ending(_ text: String, _ hints: ZoneHints) -> StatedTime? {
        guard let (head, last) = parted(text) else { return nil }
        if let isAfternoon = half(last) { return twelve(head, isAfternoon) }
        guard last.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        var stated = StatedTime(plain: head)
        if stated == nil, let (inner, word) = parted(head), let isAfternoon = half(word) {
            stated = twelve(inner, isAfternoon)
        }
        guard var stated, (try? stated.take(zones: [last], hints)) != nil else { return nil }
        return stated
    }

    /// What stands before the last blank, and the two to five letters behind it.
    private static func parted(_ text: String) -> (head: String, last: String)? {
        guard text.utf8.count <= 40, let blank = text.utf8.lastIndex(of: 0x20) else { return nil }
        let last = text[text.utf8.index(after: blank)...]
        guard (2...5).contains(last.utf8.count), last.utf8.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) }) else {
            return nil
        }
        return (String(text[..<blank]), String(last))
    }

    private static func half(_ word: String) -> Bool? {
        switch word {
        case "AM", "am": return false
        case "PM", "pm": return true
        default: return nil
        }
    }

    /// A clock of twelve hours; `nil` where its hour is none of it.
    private static func twelve(_ head: String, _ isAfternoon: Bool) -> StatedTime? {
        guard var stated = StatedTime(plain: head), let first = stated.locals.first else { return nil }
        let hour = (first % 86_400) / 3_600
        guard (1...12).contains(hour) else { return nil }
        let shift: Int64 = isAfternoon ? (hour == 12 ? 0 : 43_200) : (hour == 12 ? -43_200 : 0)
        stated.locals = stated.locals.map { $0 + shift }
        return stated
    }

    private static func plain(_ bytes: Span<UInt8>) -> StatedTime? {
        var at = 0
        /// A number of `least` to `most` digits.
        func number(_ least: Int, _ most: Int) -> (value: Int, digits: Int)? {
            var value = 0
            var digits = 0
            while at < bytes.count, digits < most, bytes[at] >= 0x30, bytes[at] <= 0x39 {
                value = value * 10 + Int(bytes[at] - 0x30)
                digits += 1
                at += 1
            }
            return digits >= least ? (value, digits) : nil
        }
        func mark(_ marks: StaticString) -> Bool {
            guard at < bytes.count else { return false }
            let isMark = marks.withUTF8Buffer { $0.contains(bytes[at]) }
            if isMark { at += 1 }
            return isMark
        }
        guard let first = number(1, 4), mark("-/."), let second = number(1, 2), mark("-/."), let third = number(1, 4),
            mark(" Tt"), let hour = number(1, 2), mark(":"), let minute = number(2, 2)
        else { return nil }
        var seconds: Int?
        if mark(":") {
            guard let value = number(2, 2) else { return nil }
            seconds = value.value
        }
        // Anything but a full year takes the long way, which says what is odd about it.
        let year = first.digits == 4 ? first.value : third.value
        guard at == bytes.count, years.contains(year), hour.value < 24, minute.value < 60, seconds ?? 0 <= 60 else {
            return nil
        }
        let clock = Int64(hour.value * 3_600 + minute.value * 60 + (seconds ?? 0))
        let days: [Int?]
        switch (first.digits, third.digits) {
        case (4, 1...2): days = [CivilDateTime.days(year: first.value, month: second.value, day: third.value)]
        case (1...2, 4):
            let dayFirst = CivilDateTime.days(year: third.value, month: second.value, day: first.value)
            let monthFirst = CivilDateTime.days(year: third.value, month: first.value, day: second.value)
            days = dayFirst == monthFirst ? [dayFirst] : [dayFirst, monthFirst]
        default: return nil
        }
        let locals = days.compactMap { $0.map { Int64($0) * 86_400 + clock } }
        guard !locals.isEmpty else { return nil }
        return StatedTime(locals: locals, nanoseconds: 0, precision: seconds == nil ? 60 : 1, offset: nil)
    }
}
