import CallVocabulary

/// A holiday as a rule that gives its dates in any year.
public struct HolidayRule: Sendable, Equatable {
    /// How the date is found.
    public enum Kind: Sendable, Equatable {
        /// The same date every year.
        case fixed(month: Int, day: Int)
        /// The `week`-th such weekday of a month (Monday 0), 5 being the last; shifted by days.
        case nthWeekday(month: Int, weekday: Int, week: Int, offsetDays: Int)
        /// So many days after Easter Sunday (Gregorian).
        case easter(offsetDays: Int)
        /// One date of one year.
        case date(year: Int, month: Int, day: Int)
    }

    /// What happens if it falls on a Saturday or Sunday.
    public enum Observed: String, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// Saturday's is observed on Friday, Sunday's on Monday.
        case nearestWeekday = "nearest-weekday"
        /// It is observed on the next weekday that is no holiday itself.
        case nextFreeWeekday = "next-free-weekday"
    }

    /// Its name.
    public var name: String
    /// How the date is found.
    public var kind: Kind
    /// What happens on weekends.
    public var observed: Observed

    /// The day it falls on in a year, as days since 1970; `nil` in years without one.
    func day(year: Int) -> Int? {
        switch kind {
        case .fixed(let month, let day): return CivilDateTime.days(year: year, month: month, day: day)
        case .nthWeekday(let month, let weekday, let week, let offset):
            guard let first = CivilDateTime.days(year: year, month: month, day: 1) else { return nil }
            let length = CivilDateTime.daysIn(month: month, year: year)
            var day = first + (weekday - Weekday.of(first) + 7) % 7 + (min(week, 5) - 1) * 7
            while day >= first + length { day -= 7 }
            return day + offset
        case .easter(let offset): return Easter.sunday(year: year).map { $0 + offset }
        case .date(let stated, let month, let day):
            return stated == year ? CivilDateTime.days(year: year, month: month, day: day) : nil
        }
    }
}

/// Days of the week.
enum Weekday {
    /// Monday 0 to Sunday 6, of days since 1970-01-01, a Thursday.
    static func of(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }

    static let short = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
}

/// Easter Sunday by the Gregorian calendar.
enum Easter {
    /// Days since 1970; the anonymous algorithm (Nature, 20 April 1876; Meeus, Astronomical Algorithms, chapter 8).
    static func sunday(year: Int) -> Int? {
        let golden = year % 19
        let century = year / 100
        let ofCentury = year % 100
        let correction = (8 * century + 13) / 25
        let epact = (19 * golden + century - century / 4 - correction + 15) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (ofCentury / 4) - epact - ofCentury % 4) % 7
        let shift = (golden + 11 * epact + 22 * weekday) / 451
        let sum = epact + weekday - 7 * shift + 114
        return CivilDateTime.days(year: year, month: sum / 31, day: sum % 31 + 1)
    }
}
