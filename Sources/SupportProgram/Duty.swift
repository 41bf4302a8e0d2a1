import CallVocabulary

/// The hours of somebody on the ladder, read from the words of the program such as `6:00 AM - 6:00 PM PT`.
struct DutyHours {
    /// Minutes of a business day, the first included, the last not; two ranges where they go past midnight.
    let ranges: [Range<Int>]

    /// `nil` if the words name no two times of the day. Letters behind them are the region's zone as people write it.
    init?(_ text: String) {
        let sides = text.replacing("–", with: "-").replacing(" to ", with: "-").split(separator: "-")
        guard sides.count == 2, let from = Self.minute(sides[0]), let until = Self.minute(sides[1]), from != until
        else { return nil }
        ranges = from < until ? [from..<until] : [0..<until, from..<1_440].filter { !$0.isEmpty }
    }

    /// `6:00 AM`, `17:00 GMT`, `6am`, in minutes after midnight.
    private static func minute(_ text: Substring) -> Int? {
        let trimmed = text.drop { $0 == " " }
        let clock = trimmed.prefix { $0.isNumber || $0 == ":" || $0 == "." }
        let parts = clock.split { $0 == ":" || $0 == "." }
        guard (1...2).contains(parts.count), var hour = Int(parts[0]), (0...24).contains(hour) else { return nil }
        let minute = parts.count > 1 ? Int(parts[1]) : 0
        guard let minute, (0..<60).contains(minute) else { return nil }
        let letters = trimmed[clock.endIndex...].lowercased().filter { $0.isLetter }
        if letters.hasPrefix("pm"), hour < 12 { hour += 12 }
        if letters.hasPrefix("am"), hour == 12 { hour = 0 }
        let whole = hour * 60 + minute
        return whole <= 1_440 ? whole : nil
    }
}

/// Somebody on the ladder, and whether they are on duty.
public struct DutyEntry: Sendable, Equatable {
    /// The rung, from 0.
    public var rung: Int
    /// The role.
    public var role: String
    /// Who fills it where.
    public var contact: Escalation.Contact
    /// Whether they are on duty.
    public var isOnDuty: Bool
    /// Until when, if they are.
    public var until: CaptureTime?
    /// From when on they are next, if they are not.
    public var next: CaptureTime?
    /// Whether their hours could be read; the region's office hours hold where they could not.
    public var areHoursRead: Bool

    /// Who they are: the name, else role and region, as one person may stand on several rungs.
    public var person: String { contact.name ?? "\(role) (\(contact.region))" }
}

extension Program {
    /// The ladder as of an instant, the lowest rung first: its hours hold on the business days of each region.
    public func duty(at time: CaptureTime) -> [DutyEntry] {
        escalation.ladder.enumerated().flatMap { rung, entry in
            entry.contacts.compactMap { duty($0, rung: rung, role: entry.role, at: time) }
        }
    }

    private func duty(_ contact: Escalation.Contact, rung: Int, role: String, at time: CaptureTime) -> DutyEntry? {
        guard let region = region(contact.region) else { return nil }
        let office = calendar(of: region)
        let hours = DutyHours(contact.hours)
        let days = region.hours.days.map { day in day.isEmpty ? [] : hours?.ranges ?? day }
        let calendar = BusinessCalendar(zone: office.zone, hours: WeeklyHours(days: days), holidays: office.holidays)
        let isOnDuty = calendar.isOpen(time)
        return DutyEntry(
            rung: rung, role: role, contact: contact, isOnDuty: isOnDuty, until: calendar.closing(after: time),
            next: isOnDuty ? nil : calendar.nextOpening(from: time), areHoursRead: hours != nil)
    }

    /// Until when somebody who was asked at an instant has time to answer: the first response's target of a severity in the
    /// support hours of a region.
    public func answerDue(from time: CaptureTime, severity: String, region: String) -> CaptureTime? {
        guard let level = self.severity(severity), let place = self.region(region) else { return nil }
        return ClockWalk(calendars: [calendar(of: place)], spans: [ClockWalk.Span(from: time, region: 0)])
            .due(from: time, seconds: level.initialResponse.seconds, clock: level.initialResponse.clock)?.due
    }
}
