import CallVocabulary
import CivilTime

/// Says how a due instant came about.
struct ClockWords {
    let program: Program
    let calendars: [BusinessCalendar]
    let spans: [ClockWalk.Span]

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Which reading of the hours holds, once for each region that counts.
    var reading: String {
        var told: [Int] = []
        for span in spans where !told.contains(span.region) { told.append(span.region) }
        return told.map { index in
            let region = program.regions[index]
            let zone = calendars[index].zone
            let times = told.count > 1 ? "Times of \(region.id) are" : "Times are"
            switch program.hoursReading {
            case .civilTime:
                return
                    "\(times) civil time in \(zone.name) (\"\(region.zoneAsWritten)\" in the program, daylight-saving time followed)."
            case .fixedOffset: return "\(times) \(region.zoneAsWritten) all year round (UTC\(zone.name))."
            }
        }.joined(separator: " ")
    }

    /// `Update: 24 h all day long on business days from Fri 20 Nov 16:00; …; so Mon 23 Nov 16:00.`
    ///
    /// The lengths that are named add up to the target.
    func explain(
        _ what: String, _ from: CaptureTime, _ target: Program.SeverityLevel.Target, _ steps: [ClockWalk.Step],
        _ due: CaptureTime
    ) -> String {
        let first = spans.lastIndex { $0.from <= from } ?? 0
        var parts = ["\(Self.duration(target.seconds)) \(target.clock.words) from \(time(from, first))"]
        var closed: [String] = []
        var told: Set<Int> = []
        var last = first
        var counted: Int64 = 0
        var handover: CaptureTime?
        func flush() {
            if !closed.isEmpty { parts.append(closed.joined(separator: ", ") + " not counted") }
            closed = []
        }
        for step in steps {
            switch step {
            case .closed(let day, let reason, _):
                guard told.insert(day).inserted else { continue }
                let name = date(day)
                switch reason {
                case .weekend: closed.append("\(name)")
                case .holiday(let holiday): closed.append("\(name) (\(holiday))")
                }
            case .counted(let until, let nanoseconds, _):
                flush()
                counted += nanoseconds
                let length = Self.duration(nanoseconds / 1_000_000_000)
                let isHandover = spans.contains { $0.from == until }
                if target.clock == .supportHours, !isHandover {
                    parts.append("\(length) until the office closes \(time(until, last))")
                } else if isHandover {
                    parts.append("\(length) until the case changes region \(time(until, last))")
                } else {
                    parts.append("\(length) until midnight of \(weekday(until, last))")
                }
            case .resumes(let at, _):
                flush()
                // An office that is open when the case comes to it does not open then.
                guard at != handover else { continue }
                parts.append(
                    target.clock == .supportHours ? "the office opens \(time(at, last))" : "on from \(time(at, last))")
            case .handedOver(let at, let region):
                flush()
                last = spans.lastIndex { $0.from <= at } ?? last
                handover = at
                parts.append("then \(program.regions[region].id) hours from \(time(at, last))")
            }
        }
        flush()
        let rest = target.seconds - counted / 1_000_000_000
        if counted > 0, rest > 0 { parts.append("the remaining \(Self.duration(rest))") }
        let end = spans.lastIndex { $0.from <= due } ?? last
        return "\(what): \(parts.joined(separator: "; ")); so \(time(due, end))."
    }

    /// `Mon 23 Nov 17:30`, with seconds only where there are some.
    func time(_ time: CaptureTime, _ span: Int) -> String {
        let zone = calendars[spans[span].region].zone
        let local = CivilDateTime(
            time.advanced(byNanoseconds: Int64(zone.offset(atSeconds: time.wholeSeconds)) * 1_000_000_000))
        let clock = local.second == 0 ? String(local.timeText.prefix(5)) : local.timeText
        let days = CivilDateTime.days(year: local.year, month: local.month, day: local.day) ?? 0
        // In two regions a time without its zone would be another one to half of the readers.
        let isTold = Set(spans.map(\.region)).count > 1
        return "\(date(days)) \(clock)" + (isTold ? " \(zone.abbreviation(atSeconds: time.wholeSeconds))" : "")
    }

    private func weekday(_ until: CaptureTime, _ span: Int) -> String {
        let zone = calendars[spans[span].region].zone
        let before = until.wholeSeconds - 1
        return date(Int((Double(before + Int64(zone.offset(atSeconds: before))) / 86_400).rounded(.down)))
    }

    private func date(_ day: Int) -> String {
        let date = CivilDateTime.date(fromDays: day)
        return "\(Weekday.short[Weekday.of(day)]) \(date.day) \(Self.months[max(0, min(11, date.month - 1))])"
    }

    /// `2 h`, `30 min`, `1 h 30 min`, `59 min 59 s`.
    static func duration(_ seconds: Int64) -> String {
        let parts = [(seconds / 3_600, "h"), (seconds % 3_600 / 60, "min"), (seconds % 60, "s")]
            .filter { $0.0 != 0 }.map { "\($0.0) \($0.1)" }
        return parts.isEmpty ? "0 s" : parts.joined(separator: " ")
    }
}
