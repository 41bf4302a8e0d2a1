import CallVocabulary
import CivilTime

/// Regions of a program file: zones, hours, holidays.
enum RegionSection {
    static func region(_ node: ProgramNode) -> SupportRegion? {
        node.allow(["id", "name", "zone", "zoneAsWritten", "fixedOffset", "hours", "holidays", "phone"])
        var zone: ZoneRules?
        if let stated = node.required("zone"), let name = stated.text(limit: 64) {
            zone = ZoneRules(name)
            if zone == nil {
                stated.note(
                    "The time zone \"\(name)\" is not in this system's database.",
                    "Write a name such as America/Los_Angeles, or install the package tzdata.")
            }
        }
        var fixed: ZoneRules?
        if let stated = node.member("fixedOffset"), let name = stated.text(limit: 10) {
            fixed = name.first == "+" || name.first == "-" ? ZoneRules(name) : nil
            if fixed == nil { stated.note("\"\(name)\" is no offset.", "Write it as -08:00 or +05:30.") }
        }
        let hours = node.required("hours").map { weeklyHours($0) }
        let holidays = node.member("holidays")?.elements(limit: 400).compactMap { holiday($0) } ?? []
        guard let id = node.required("id")?.text(limit: 40), let name = node.required("name")?.text(limit: 200),
            let zone, let hours
        else { return nil }
        return SupportRegion(
            id: id, name: name, zone: zone,
            zoneAsWritten: node.member("zoneAsWritten")?.text(limit: 40) ?? zone.name, fixedZone: fixed, hours: hours,
            holidays: holidays, phone: node.member("phone")?.text(limit: 60))
    }

    // MARK: Hours

    private static func weeklyHours(_ node: ProgramNode) -> WeeklyHours {
        node.allow(Set(WeeklyHours.names))
        let days = WeeklyHours.names.map { name in
            node.member(name).map { intervals($0) } ?? []
        }
        if days.allSatisfy(\.isEmpty) {
            node.note("No day has hours, so no clock would ever run.", "Write \"monday\": [\"06:00-18:00\"] and so on.")
        }
        return WeeklyHours(days: days)
    }

    private static func intervals(_ node: ProgramNode) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for element in node.elements(limit: 24) {
            guard let text = element.text(limit: 20) else { continue }
            guard let range = interval(text) else {
                element.note(
                    "\"\(text)\" is no interval of hours within one day.",
                    "Write it as 06:00-18:00; hours over midnight are two intervals, the second on the next day.")
                continue
            }
            if found.contains(where: { $0.overlaps(range) }) {
                element.note("\"\(text)\" overlaps other hours of the same day.", "Join the two into one.")
                continue
            }
            found.append(range)
        }
        return found.sorted { $0.lowerBound < $1.lowerBound }
    }

    /// `06:00-18:00` as minutes of the day; `24:00` may end it.
    private static func interval(_ text: String) -> Range<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let from = minute(ends[0]), let until = minute(ends[1]), from < until else { return nil }
        return from..<until
    }

    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        return hour * 60 + minute
    }

    // MARK: Holidays

    private static func holiday(_ node: ProgramNode) -> HolidayRule? {
        node.allow(["name", "month", "day", "year", "weekday", "week", "offsetDays", "easterOffsetDays", "observed"])
        guard let name = node.required("name")?.text(limit: 100), let kind = kind(node) else { return nil }
        return HolidayRule(
            name: name, kind: kind, observed: node.member("observed")?.choice(HolidayRule.Observed.self) ?? .none)
    }

    private static func kind(_ node: ProgramNode) -> HolidayRule.Kind? {
        if let easter = node.member("easterOffsetDays") {
            return easter.integer(-100...100).map { .easter(offsetDays: Int($0)) }
        }
        guard let month = node.required("month")?.integer(1...12).map({ Int($0) }) else { return nil }
        if let weekday = node.member("weekday") {
            guard let name = ProgramSections.known(weekday, WeeklyHours.names),
                let index = WeeklyHours.names.firstIndex(of: name), let week = node.required("week")
            else { return nil }
            let number = week.value == .string("last") ? 5 : week.integer(1...4).map { Int($0) }
            guard let number else { return nil }
            let offset = node.member("offsetDays")?.integer(-31...31) ?? 0
            return .nthWeekday(month: month, weekday: index, week: number, offsetDays: Int(offset))
        }
        guard let stated = node.required("day"), let day = stated.integer(1...31).map({ Int($0) }) else { return nil }
        if let year = node.member("year")?.integer(1900...9999).map({ Int($0) }) {
            guard CivilDateTime.days(year: year, month: month, day: day) != nil else {
                stated.note("There is no day \(day) in month \(month) of \(year).", "Write a date that exists.")
                return nil
            }
            return .date(year: year, month: month, day: day)
        }
        // A leap year has every day that ever occurs.
        guard CivilDateTime.days(year: 2028, month: month, day: day) != nil else {
            stated.note("There is never a day \(day) in month \(month).", "Write a date that exists.")
            return nil
        }
        return .fixed(month: month, day: day)
    }
}
