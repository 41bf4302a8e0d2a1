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
