import CallVocabulary
import CivilTime

/// **What they check.** When the call was: an instant, not in the future, at most two hours ago.
///
/// **Why it matters.** Networks keep what shows a call's fault for a short time only.
///
/// **What clears it.** Date and time with a zone, of a call that ended within the last two hours.
struct TimeRules {
    /// What was understood of the times.
    struct Understood {
        var startedAt: CaptureTime?
        var precision = 1
        var endedAt: CaptureTime?
        var ageSeconds: Int?
        var acceptableUntil: CaptureTime?
    }

    func check(_ context: inout SampleContext) -> Understood {
        var result = Understood()
        guard let start = read(.startedAt, &context, isRequired: true) else { return result }
        result.startedAt = start.time
        result.precision = start.precision
        let end = readEnd(&context, start: start.time)
        result.endedAt = end?.time
        let policy = context.policy
        let received = context.receivedAt
        let reference = policy.countsAgeFromEnd ? end ?? start : start
        // A time written to the minute counts by its last instant: nobody is refused for seconds they did not write.
        let open = policy.creditsStatedPrecision ? Int64(reference.precision - 1) : 0
        let latest = reference.time.advanced(byNanoseconds: open * 1_000_000_000)
        result.ageSeconds = Int((received.seconds(since: reference.time)).rounded(.down))
        result.acceptableUntil = latest.advanced(byNanoseconds: policy.maximumAgeSeconds * 1_000_000_000)
        let tolerance = policy.futureToleranceSeconds * 1_000_000_000
        if start.time.nanoseconds(since: received) > tolerance {
            context.note(
                .callInFuture, .blocking, .startedAt,
                "The call starts \(words(start.time.seconds(since: received))) after this was received.",
                "Check date, time and zone; in UTC it is now \(received).")
            return result
        }
        if let end {
            let field = context.draft.fields[.endedAt] == nil ? SampleField.durationSeconds : .endedAt
            if end.time < start.time {
                context.note(
                    .endsBeforeStart, .blocking, field, "The call ends before it starts.",
                    "Swap or correct start and end.")
                return result
            }
            if end.time.nanoseconds(since: received) > tolerance {
                context.note(
                    .callInFuture, .blocking, field,
                    "The call ends \(words(end.time.seconds(since: received))) after this was received.",
                    "Check the end; leave it out if the call is still going on.")
                return result
            }
        }
        let age = received.nanoseconds(since: latest)
        if age > policy.maximumAgeSeconds * 1_000_000_000 {
            let hours = policy.maximumAgeSeconds / 3_600
            let limit = policy.maximumAgeSeconds % 3_600 == 0 ? "\(hours) h" : "\(policy.maximumAgeSeconds / 60) min"
            context.note(
                .callTooOld, .blocking,
                end == nil
                    ? .startedAt : (context.draft.fields[.endedAt] == nil ? SampleField.durationSeconds : .endedAt),
                "The call \(end == nil ? "started" : "ended") \(words(Double(result.ageSeconds ?? 0))) before this was received; the limit is \(limit).",
                end == nil
                    ? "Make the call again and submit it within \(limit), or, if it lasted longer, give its end time."
                    : "Make the call again and submit it within \(limit).")
        }
        return result
    }

    private func readEnd(_ context: inout SampleContext, start: CaptureTime) -> (time: CaptureTime, precision: Int)? {
        if context.text(.endedAt) != nil { return read(.endedAt, &context, isRequired: false) }
        let written: String?
        switch context.draft.fields[.durationSeconds] {
        case .text(let text): written = text.trimmingBlanks
        case .other(let text): written = text
        default: written = nil
        }
        guard let written, !written.isEmpty else { return nil }
        guard let seconds = TimeRules.duration(written) else { return nil }
        return (start.advanced(bySeconds: seconds), 1)
    }

    /// Seconds of `85`, `1:25` or `0:01:25`.
    static func duration(_ text: String) -> Double? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
        guard (1...3).contains(parts.count), parts.allSatisfy({ ($0 ?? -1) >= 0 && ($0 ?? 1e9) < 1e6 }) else {
            return nil
        }
        return parts.compactMap { $0 }.reduce(0) { $0 * 60 + $1 }
    }

    /// One field as an instant; what stands in the way is noted.
    private func read(_ field: SampleField, _ context: inout SampleContext, isRequired: Bool) -> (
        time: CaptureTime, precision: Int
    )? {
        func example(_ context: SampleContext) -> String {
            let now = CivilDateTime(context.receivedAt)
            return "Write date, time and zone, such as \(now.dateText)T\(now.timeText)Z."
        }
        if case .other? = context.draft.fields[field] {
            context.note(
                .timeNotUnderstood, .blocking, field, "The \(field.words) is a bare number.", example(context))
            return nil
        }
        guard let text = context.text(field) else {
            if isRequired {
                context.note(.missingTime, .blocking, field, "Date and time of the call are missing.", example(context))
            }
            return nil
        }
        guard
            text.utf8.count <= context.policy.maximumFieldCharacters
                || text.count <= context.policy.maximumFieldCharacters,
            let stated = StatedTime(text)
        else {
            context.note(
                .timeNotUnderstood, .blocking, field, "\(GivenText.shown(text)) is not understood as date and time.",
                example(context))
            return nil
        }
        let zone: ZoneRules?
        if stated.offset == nil {
            zone = context.text(.timeZone).flatMap { ZoneRules($0) } ?? context.zone
        } else {
            zone = nil
        }
        guard stated.offset != nil || zone != nil else {
            let written = context.text(.timeZone) ?? context.zoneText
            context.note(
                .timeZoneMissing, .blocking, field,
                written.map { "The time zone \(GivenText.shown($0)) is not known." }
                    ?? "\(GivenText.shown(text)) names no time zone.",
                "Add the offset, such as \(GivenText.shown(text))+00:00, or set timeZone to a name such as Europe/London."
            )
            return nil
        }
        var readings: [Int64] = []
        for local in stated.locals {
            if let offset = stated.offset { readings.append(local - Int64(offset)) }
            if let zone { readings += zone.instants(ofLocal: local) }
        }
        if readings.isEmpty, let zone, let local = stated.locals.first {
            noteGap(field, zone, local, &context)
            return nil
        }
        return choose(readings, stated, field, zone, &context)
    }

    /// Drops readings that cannot be meant; one left is taken, and said.
    private func choose(
        _ readings: [Int64], _ stated: StatedTime, _ field: SampleField, _ zone: ZoneRules?,
        _ context: inout SampleContext
    ) -> (time: CaptureTime, precision: Int)? {
        func instant(_ seconds: Int64) -> CaptureTime { CaptureTime(seconds: seconds, nanoseconds: stated.nanoseconds) }
        guard readings.count > 1 else { return readings.first.map { (instant($0), stated.precision) } }
        let limit = context.receivedAt.advanced(byNanoseconds: context.policy.futureToleranceSeconds * 1_000_000_000)
        var left = readings.filter { instant($0) <= limit }
        if stated.locals.count > 1, left.count > 1 {
            let oldest = context.receivedAt.advanced(
                byNanoseconds: -(context.policy.maximumAgeSeconds + 60) * 1_000_000_000)
            left = left.filter { instant($0) >= oldest }
        }
        let options = readings.map { instant($0).description }.joined(separator: " or ")
        guard left.count == 1 else {
            context.note(
                .timeAmbiguous, .blocking, field, "This time can be \(options).",
                "Write which one, with the offset: \(options).")
            return nil
        }
        let chosen = instant(left[0])
        context.note(
            .timeAssumed, .advice, field,
            "This time can be \(options); the first is taken to be \(chosen), the only one possible.",
            "If that is wrong, write the time with its offset.", suggestion: [field.rawValue: chosen.description])
        return (chosen, stated.precision)
    }

    private func noteGap(_ field: SampleField, _ zone: ZoneRules, _ local: Int64, _ context: inout SampleContext) {
        guard let gap = zone.gap(around: local) else {
            context.note(
                .timeDoesNotExist, .blocking, field, "There was no such time in \(zone.name).",
                "Write the time with its offset.")
            return
        }
        func clock(_ seconds: Int64) -> String {
            String(CivilDateTime(CaptureTime(seconds: seconds)).timeText.prefix(5))
        }
        let shift = gap.after - gap.before
        context.note(
            .timeDoesNotExist, .blocking, field,
            "Clocks in \(zone.name) went from \(clock(gap.before)) to \(clock(gap.after)), so this time did not exist.",
            "Write \(clock(local - shift)) or \(clock(local + shift)), or add the offset.")
    }

    /// `2 h 14 min`, `3 days`.
    private func words(_ seconds: Double) -> String {
        let value = Int(abs(seconds))
        if value < 120 { return "\(value) s" }
        if value < 7_200, value % 3_600 < 60 || value < 3_600 { return "\(value / 60) min" }
        if value < 172_800 {
            let rest = value % 3_600
            return rest < 60 ? "\(value / 3_600) h \(rest) s" : "\(value / 3_600) h \(rest / 60) min"
        }
        return "\(value / 86_400) days"
    }
}
