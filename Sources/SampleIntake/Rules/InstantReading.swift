import CallVocabulary
import CivilTime

/// A field that was read as an instant.
struct InstantReading {
    /// The first instant it can mean.
    var time: CaptureTime
    /// Seconds the writing leaves open.
    var precision: Int
    /// The zone it was read in, for times shown beside it.
    var zone: ZoneRules?
    /// The field it comes from.
    var field: SampleField

    /// The last instant it can mean, to the second.
    var latest: CaptureTime { time.advanced(byNanoseconds: Int64(max(0, precision - 1)) * 1_000_000_000) }

    /// One field as an instant; what stands in the way is noted. `near` is the start, where the field is an end.
    static func read(
        _ field: SampleField, _ context: inout SampleContext, isRequired: Bool, near: InstantReading? = nil
    ) -> InstantReading? {
        let text: String
        switch context.draft.fields[field] {
        case .other(let value)?: text = value
        default:
            guard let given = context.text(field) else {
                if isRequired {
                    context.note(
                        .missingTime, .blocking, field, "The date and time of the call are missing.", example(context))
                }
                return nil
            }
            text = given
        }
        do {
            let stated = try StatedTime.read(text, hints: context.hints)
            return place(stated, text, field, &context, near)
        } catch {
            noteUnread(error, text, field, &context)
            return nil
        }
    }

    private static func example(_ context: SampleContext) -> String {
        let zone = context.zoneOfSample?.rules ?? ZoneRules(context.hints.example)
        return "Write date, time and zone, such as \(ClockText(zone: zone).iso(context.receivedAt, precision: 60))."
    }

    // MARK: The zone

    private static func place(
        _ stated: StatedTime, _ text: String, _ field: SampleField, _ context: inout SampleContext,
        _ near: InstantReading?
    ) -> InstantReading? {
        var zone = stated.zone
        var fixed: ZoneRules?
        if let offset = stated.offset {
            fixed = ZoneRules(ClockText.offsetText(offset))
        } else if zone == nil {
            zone = context.zoneOfSample
            guard zone != nil else {
                noteZoneMissing(stated, text, field, &context)
                return nil
            }
        }
        let choice = InstantChoice(stated, offset: stated.offset, zone: zone, context, field)
        if choice.readings.isEmpty, let zone, let local = stated.locals.first {
            noteGap(field, zone.rules, local, &context)
            return nil
        }
        guard let chosen = choice.settle(near: near?.time) else {
            choice.noteAmbiguous(text, &context)
            return nil
        }
        choice.noteWhatWasAssumed(chosen, text, &context)
        return InstantReading(time: chosen, precision: stated.precision, zone: fixed ?? zone?.rules, field: field)
    }

    private static func noteZoneMissing(
        _ stated: StatedTime, _ text: String, _ field: SampleField, _ context: inout SampleContext
    ) {
        let name = context.hints.example
        let written = context.text(.timeZone) ?? context.zoneText
        let shown = GivenText.shown(text)
        if let written {
            context.note(
                .timeZoneMissing, .blocking, field, "The time zone \(GivenText.shown(written)) is not known.",
                "Write the zone's name, such as \(name), or its offset, such as \(exampleOffset(stated, name)).")
        } else {
            context.note(
                .timeZoneMissing, .blocking, field, "\(shown) does not say which time zone it is in.",
                "Write the time with its offset, such as \"\(shown) \(exampleOffset(stated, name))\", or \(context.form.adding(.timeZone, name))."
            )
        }
    }

    /// The offset of an example zone at the stated time.
    private static func exampleOffset(_ stated: StatedTime, _ name: String) -> String {
        let local = stated.locals.first ?? 0
        let offset =
            ZoneRules(name).flatMap { zone in zone.instants(ofLocal: local).first.map { Int(local - $0) } } ?? 0
        return ClockText.offsetText(offset)
    }

    private static func noteGap(
        _ field: SampleField, _ zone: ZoneRules, _ local: Int64, _ context: inout SampleContext
    ) {
        guard let gap = zone.gap(around: local) else {
            context.note(
                .timeDoesNotExist, .blocking, field, "There was no such time in \(zone.name).",
                "Write the time with its offset.")
            return
        }
        func clock(_ seconds: Int64) -> String { ClockText.clock(CivilDateTime(CaptureTime(seconds: seconds))) }
        let shift = gap.after - gap.before
        func with(_ seconds: Int64, _ instant: Int64) -> String {
            ClockText.iso(localSeconds: seconds, zone.offset(atSeconds: instant), 60)
        }
        let before = zone.instants(ofLocal: local - shift).first ?? 0
        let after = zone.instants(ofLocal: local + shift).last ?? 0
        context.note(
            .timeDoesNotExist, .blocking, field,
            "Clocks in \(zone.name) went from \(clock(gap.before)) to \(clock(gap.after)) on \(ClockText.date(localSeconds: local)), so there was no \(clock(local)).",
            "Write \(with(local - shift, before)) or \(with(local + shift, after)), whichever it was.")
    }

    // MARK: What is not understood

    private static func noteUnread(
        _ failure: StatedTime.Failure, _ text: String, _ field: SampleField, _ context: inout SampleContext
    ) {
        let shown = GivenText.shown(text)
        let example = example(context)
        var code = ProblemCode.timeNotUnderstood
        var suggestion: [String: String]?
        let message: String
        var remedy = example
        switch failure {
        case .nothing: message = "\(shown) is not understood as a date and time."
        case .noClock: message = "\(shown) is a date without a time of day."
        case .noDate: message = "\(shown) is a time of day without a date."
        case .noYear: message = "The date in \(shown) has no year."
        case .year(let year): message = "\(shown) is in the year \(year), when no call can have been."
        case .noSuch(let odd): message = "There is no such date or time as \(GivenText.shown(odd))."
        case .several:
            message = "\(shown) holds more than one date or time."
            remedy =
                "Write one date and time here, such as \(isoExample(context)). The end of the call has a place of its own: \(context.form.adding(.endedAt, isoExample(context)))."
        case .spreadsheetNumber(let local):
            let civil = CivilDateTime(CaptureTime(seconds: local))
            let meaning = "\(ClockText.date(civil)), \(ClockText.clock(civil))"
            message = "\(shown) is a spreadsheet's own number for a date: \(meaning)."
            let written = "\(civil.dateText) \(civil.timeText)"
            remedy =
                context.form.form == .table
                ? "Format the column as date and time and save the file again, or write \(written) with its time zone."
                : "Write \(written) with its time zone."
            if let zone = context.zoneOfSample?.rules, let instant = zone.instants(ofLocal: local).first {
                suggestion = [field.rawValue: CaptureTime(seconds: instant).description]
            }
        case .countsSeconds(let time):
            message = "\(shown) counts the seconds since 1970 instead of giving a date."
            remedy = "Write the date and time it stands for: \(time)."
            suggestion = [field.rawValue: time.description]
        case .words(let words):
            message = "\(shown) is not understood as a date and time because of \"\(GivenText.shown(words))\"."
        case .unknownZone(let zone):
            code = .timeZoneMissing
            message = "\(GivenText.shown(zone)) in \(shown) is not a time zone that is known."
            remedy =
                "Write the time with its offset, such as \(isoExample(context)), or with a name such as \(context.hints.example)."
        }
        context.note(code, .blocking, field, message, remedy, suggestion: suggestion)
    }

    private static func isoExample(_ context: SampleContext) -> String {
        let zone = context.zoneOfSample?.rules ?? ZoneRules(context.hints.example)
        return ClockText(zone: zone).iso(context.receivedAt, precision: 60)
    }
}

/// The instants a written time can mean, and the choice between them.
struct InstantChoice {
    private let stated: StatedTime
    private let zone: ZoneReading?
    private let field: SampleField
    private let receivedAt: CaptureTime
    private let tolerance: Int64
    private let maximumAge: Int64
    /// Instants in seconds since 1970, in the order in which they are thought of first.
    private(set) var readings: [Int64] = []
    /// Meant only where no other can be: a year that stands first, the offset that letters stand for all year round.
    private var unlikely: [Int64] = []

    init(_ stated: StatedTime, offset: Int?, zone: ZoneReading?, _ context: SampleContext, _ field: SampleField) {
        self.stated = stated
        self.zone = zone
        self.field = field
        receivedAt = context.receivedAt
        tolerance = context.policy.futureToleranceSeconds
        maximumAge = context.policy.maximumAgeSeconds
        func instants(_ local: Int64) -> [Int64] {
            if let offset { return [local - Int64(offset)] }
            return zone?.rules.instants(ofLocal: local) ?? []
        }
        readings = stated.locals.flatMap(instants)
        unlikely = stated.unlikely.flatMap(instants)
        if let letters = zone?.lettersOffset {
            unlikely += stated.locals.map { $0 - Int64(letters) }.filter { !readings.contains($0) }
        }
    }

    private func instant(_ seconds: Int64) -> CaptureTime {
        CaptureTime(seconds: seconds, nanoseconds: stated.nanoseconds)
    }

    private func isPossible(_ seconds: Int64) -> Bool {
        instant(seconds) <= receivedAt.advanced(byNanoseconds: tolerance * 1_000_000_000)
    }

    private func isRecent(_ seconds: Int64) -> Bool {
        instant(seconds) >= receivedAt.advanced(byNanoseconds: -(maximumAge + 60) * 1_000_000_000)
    }

    /// Drops readings that cannot be meant; `nil` if not just one is left.
    ///
    /// An end (`near` is its start) is the first reading that is not before the start.
    func settle(near: CaptureTime?) -> CaptureTime? {
        if readings.count == 1, unlikely.isEmpty { return instant(readings[0]) }
        if let near, let end = readings.filter({ instant($0) >= near && isPossible($0) }).min() { return instant(end) }
        var left = readings.filter(isPossible)
        if stated.locals.count > 1, left.count > 1 { left = left.filter(isRecent) }
        if left.count == 1, isRecent(left[0]) { return instant(left[0]) }
        let others = unlikely.filter { isPossible($0) && isRecent($0) }
        if left.count <= 1, others.count == 1 { return instant(others[0]) }
        if left.count == 1 { return instant(left[0]) }
        return readings.count == 1 ? instant(readings[0]) : nil
    }

    private func iso(_ seconds: Int64) -> String {
        let offset = stated.offset ?? zone?.rules.offset(atSeconds: seconds) ?? 0
        return ClockText.iso(localSeconds: seconds + Int64(offset), offset, stated.precision)
    }

    /// Says which instants the time can be.
    func noteAmbiguous(_ text: String, _ context: inout SampleContext) {
        let options = readings.map(iso)
        let shown = GivenText.shown(text)
        let message: String
        if stated.locals.count > 1 {
            let days = stated.locals.map { ClockText.date(localSeconds: $0) }
            let isOld = !readings.contains { isPossible($0) && isRecent($0) }
            message =
                "\(shown) can be \(days.joined(separator: " or "))"
                + (isOld ? ", and neither was within \(ClockText.limit(maximumAge)) before this was received." : ".")
        } else {
            message = "\(shown) came twice in \(zone?.rules.name ?? "UTC"), when clocks were put back."
        }
        context.note(
            .timeAmbiguous, .blocking, field, message, "Write which one it was: \(options.joined(separator: " or ")).")
    }

    /// Says what had to be assumed, so that a wrong guess is seen.
    func noteWhatWasAssumed(_ chosen: CaptureTime, _ text: String, _ context: inout SampleContext) {
        let shown = GivenText.shown(text)
        let seconds = (chosen.nanoseconds - stated.nanoseconds) / 1_000_000_000
        let suggestion = [field.rawValue: chosen.description]
        let all = readings + unlikely
        if readings.count > 1 || !readings.contains(seconds) {
            let options = Set(all).sorted().map(iso)
            context.note(
                .timeAssumed, .advice, field,
                "\(shown) can be \(options.joined(separator: " or ")); it was taken as \(iso(seconds)), the only one possible.",
                "If that is wrong, write the time with its offset, such as \(iso(seconds)).", suggestion: suggestion)
        }
        // Words behind the time are named as read; those of the whole submission are named once, for all calls.
        if let zone, let words = stated.zoneWords ?? context.zoneWordsOfSample, let readAs = zone.readAs,
            stated.offset == nil
        {
            context.note(
                .timeAssumed, .advice, field,
                "\(GivenText.shown(words)) was read as \(readAs) (\(zone.rules.name)): \(iso(seconds)).",
                "If another zone is meant, write the time with its offset, such as \(iso(seconds)).",
                suggestion: suggestion)
        }
        if let weekday = stated.wrongWeekday {
            let local = seconds + Int64(stated.offset ?? zone?.rules.offset(atSeconds: seconds) ?? 0)
            let right = Int(((local / 86_400 + 3) % 7 + 7) % 7)
            context.note(
                .timeAssumed, .advice, field,
                "\(ClockText.date(localSeconds: local)) is a \(TimeWords.weekdays[right]), not a \(TimeWords.weekdays[weekday]); the date was taken.",
                "If the weekday is right, write the date of that day.")
        }
    }
}
