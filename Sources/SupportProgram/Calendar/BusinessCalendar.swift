import CallVocabulary
import CivilTime

/// When support works: weekly hours in civil time, less holidays. All instants are whole seconds since 1970.
public struct BusinessCalendar: Sendable {
    /// Why a day does not count.
    enum Closure: Equatable {
        case weekend
        case holiday(String)
    }

    let zone: ZoneRules
    /// The zone its hours are in.
    public var zoneOfHours: ZoneRules { zone }
    let hours: WeeklyHours
    let holidays: [HolidayRule]

    /// A calendar of its parts.
    public init(zone: ZoneRules, hours: WeeklyHours, holidays: [HolidayRule]) {
        self.zone = zone
        self.hours = hours
        self.holidays = holidays
    }

    /// The holidays of a civil year with their names: the dates themselves and the days they are observed on, those
    /// of the neighbouring years that fall into this one included. Keys are days since 1970.
    public func holidays(inYear year: Int) -> [Int: String] {
        guard let first = CivilDateTime.days(year: year, month: 1, day: 1),
            let last = CivilDateTime.days(year: year, month: 12, day: 31)
        else { return [:] }
        var all: [Int: String] = [:]
        for near in [year - 1, year, year + 1] where near >= 1 {
            for (day, name) in observed(year: near) where day >= first && day <= last && all[day] == nil {
                all[day] = name
            }
        }
        return all
    }

    /// One year's holidays with their substitutes, some of which may lie in a neighbouring year.
    private func observed(year: Int) -> [Int: String] {
        var days: [Int: String] = [:]
        var own: [(day: Int, rule: HolidayRule)] = []
        for rule in holidays {
            guard let day = rule.day(year: year) else { continue }
            if days[day] == nil { days[day] = rule.name }
            own.append((day, rule))
        }
        for (day, rule) in own.sorted(by: { $0.day < $1.day }) where Weekday.of(day) > 4 {
            switch rule.observed {
            case .none: break
            case .nearestWeekday:
                let substitute = Weekday.of(day) == 5 ? day - 1 : day + 1
                if days[substitute] == nil { days[substitute] = rule.name + " (observed)" }
            case .nextFreeWeekday:
                var substitute = day + 1
                while Weekday.of(substitute) > 4 || days[substitute] != nil { substitute += 1 }
                days[substitute] = rule.name + " (observed)"
            }
        }
        return days
    }

    // MARK: Days and instants

    /// The civil day of an instant, as days since 1970.
    func day(of seconds: Int64) -> Int {
        let local = seconds + Int64(zone.offset(atSeconds: seconds))
        return Int((Double(local) / 86_400).rounded(.down))
    }

    /// The instant at which clocks show `minute` of a civil day; in a gap, when the gap ends; in an overlap, the first.
    func instant(day: Int, minute: Int) -> Int64 {
        let local = Int64(day) * 86_400 + Int64(minute) * 60
        if let first = zone.instants(ofLocal: local).first { return first }
        if let gap = zone.gap(around: local) {
            return zone.instants(ofLocal: gap.after).first ?? local
        }
        return local - Int64(zone.offset(atSeconds: local))
    }

    /// Why a day is no business day; `nil` if it is one.
    func closure(_ day: Int, _ cache: inout [Int: [Int: String]]) -> Closure? {
        let year = CivilDateTime.date(fromDays: day).year
        if cache[year] == nil { cache[year] = holidays(inYear: year) }
        if let name = cache[year]?[day] { return .holiday(name) }
        return hours.days[Weekday.of(day)].isEmpty ? .weekend : nil
    }

    /// The intervals of a civil day that count for `clock`, as instants.
    func intervals(_ day: Int, clock: ClockKind, _ cache: inout [Int: [Int: String]]) -> [Range<Int64>] {
        guard closure(day, &cache) == nil else { return [] }
        if clock == .businessDays {
            let start = instant(day: day, minute: 0)
            return [start..<max(start, instant(day: day + 1, minute: 0))]
        }
        return hours.days[Weekday.of(day)].map { range in
            let start = instant(day: day, minute: range.lowerBound)
            return start..<max(start, instant(day: day, minute: range.upperBound))
        }
    }

    /// Whether support works at an instant: the opening second included, the closing second not.
    public func isOpen(_ time: CaptureTime) -> Bool {
        var cache: [Int: [Int: String]] = [:]
        let seconds = time.wholeSeconds
        return intervals(day(of: seconds), clock: .supportHours, &cache).contains { $0.contains(seconds) }
    }

    /// When support closes that is open at `time`; `nil` if it is not.
    public func closing(after time: CaptureTime) -> CaptureTime? {
        var cache: [Int: [Int: String]] = [:]
        let seconds = time.wholeSeconds
        return intervals(day(of: seconds), clock: .supportHours, &cache).first { $0.contains(seconds) }
            .map { CaptureTime(seconds: $0.upperBound) }
    }

    /// The next instant at which support opens, at or after `time`; `nil` if it does not within two years.
    public func nextOpening(from time: CaptureTime) -> CaptureTime? {
        if isOpen(time) { return time }
        var cache: [Int: [Int: String]] = [:]
        let seconds = time.wholeSeconds
        let first = day(of: seconds)
        for day in first..<(first + 750) {
            for interval in intervals(day, clock: .supportHours, &cache) where interval.lowerBound >= seconds {
                return CaptureTime(seconds: interval.lowerBound)
            }
        }
        return nil
    }

    /// The last instant at or before `time` at which support still works; `time` itself while it does.
    public func lastSupportInstant(before time: CaptureTime) -> CaptureTime? {
        var cache: [Int: [Int: String]] = [:]
        let seconds = time.wholeSeconds
        let first = day(of: seconds)
        for day in stride(from: first, to: first - 750, by: -1) {
            for interval in intervals(day, clock: .supportHours, &cache).reversed() where interval.lowerBound < seconds
            {
                return CaptureTime(seconds: min(seconds, interval.upperBound))
            }
        }
        return nil
    }
}

extension CaptureTime {
    /// Seconds since 1970, rounded down.
    var wholeSeconds: Int64 {
        let seconds = nanoseconds / 1_000_000_000
        return nanoseconds % 1_000_000_000 < 0 ? seconds - 1 : seconds
    }
}
