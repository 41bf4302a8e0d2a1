import CallVocabulary

/// Counts a target's time forward through calendars, and remembers what it passed.
struct ClockWalk {
    /// What was passed on the way.
    enum Step: Equatable {
        /// Time that counts, up to an instant at which it stops to count.
        case counted(until: CaptureTime, nanoseconds: Int64, region: Int)
        /// A whole day that does not count.
        case closed(day: Int, reason: BusinessCalendar.Closure, region: Int)
        /// Counting goes on at an instant.
        case resumes(CaptureTime, region: Int)
        /// From here another region's calendar counts.
        case handedOver(CaptureTime, region: Int)
    }

    /// Which region's calendar counts from when on.
    struct Span: Equatable {
        var from: CaptureTime
        var region: Int
    }

    let calendars: [BusinessCalendar]
    let spans: [Span]

    /// The region that counts at an instant, and when that ends.
    private func span(at time: CaptureTime) -> (region: Int, until: CaptureTime?) {
        let index = spans.lastIndex { $0.from <= time } ?? 0
        return (spans[index].region, index + 1 < spans.count ? spans[index + 1].from : nil)
    }

    /// The instant at which `seconds` have been counted from `start`; `nil` if that is never.
    func due(from start: CaptureTime, seconds: Int64, clock: ClockKind) -> (due: CaptureTime, steps: [Step])? {
        let total = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !total.overflow, seconds > 0, !spans.isEmpty else { return nil }
        if clock == .elapsed { return (start.advanced(byNanoseconds: total.partialValue), []) }
        var left = total.partialValue
        var at = start
        var steps: [Step] = []
        var cache: [Int: [Int: [Int: String]]] = [:]
        var isCounting = false
        var lastRegion: Int?
        for _ in 0..<ProgramLimits.days {
            let (region, until) = span(at: at)
            if let lastRegion, lastRegion != region { steps.append(.handedOver(at, region: region)) }
            lastRegion = region
            let calendar = calendars[region]
            var holidays = cache[region] ?? [:]
            defer { cache[region] = holidays }
            let day = calendar.day(of: at.wholeSeconds)
            if let reason = calendar.closure(day, &holidays) {
                steps.append(.closed(day: day, reason: reason, region: region))
            }
            for interval in calendar.intervals(day, clock: clock, &holidays) {
                let from = max(CaptureTime(seconds: interval.lowerBound), at)
                var end = CaptureTime(seconds: interval.upperBound)
                if let until { end = min(end, until) }
                guard from < end else { continue }
                if !isCounting, from > start { steps.append(.resumes(from, region: region)) }
                isCounting = true
                let length = end.nanoseconds(since: from)
                if length >= left { return (from.advanced(byNanoseconds: left), steps) }
                left -= length
                steps.append(.counted(until: end, nanoseconds: length, region: region))
                // Offices close every day; days follow one another.
                isCounting = clock == .businessDays && end != until
            }
            let next = CaptureTime(seconds: calendar.instant(day: day + 1, minute: 0))
            at = until.map { $0 > at ? min($0, next) : next } ?? next
        }
        return nil
    }
}
