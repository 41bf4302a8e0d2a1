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
        /// The zone the start was written in.
        var zone: ZoneRules?
    }

    func check(_ context: inout SampleContext) -> Understood {
        var result = Understood()
        guard let start = InstantReading.read(.startedAt, &context, isRequired: true) else { return result }
        result.startedAt = start.time
        result.precision = start.precision
        result.zone = start.zone
        let end = readEnd(&context, start: start)
        result.endedAt = end.known?.time
        let policy = context.policy
        let received = context.receivedAt
        let reference = policy.countsAgeFromEnd ? end.known ?? start : start
        // A time written to the minute counts by its last instant: nobody is refused for seconds they did not write.
        let latest = policy.creditsStatedPrecision ? reference.latest : reference.time
        result.ageSeconds = Int((received.seconds(since: reference.time)).rounded(.down))
        result.acceptableUntil = latest.advanced(byNanoseconds: policy.maximumAgeSeconds * 1_000_000_000)
        let tolerance = policy.futureToleranceSeconds * 1_000_000_000
        let clock = ClockText(zone: start.zone)
        if start.time.nanoseconds(since: received) > tolerance {
            context.note(
                .callInFuture, .blocking, .startedAt,
                "The call starts \(ClockText.words(start.time.seconds(since: received))) after this was received, at \(clock.full(received)).",
                "Check the date, the time and the zone, and write when the call started.")
            return result
        }
        if let end = end.known {
            let field = end.field
            // "14:03" as an end means until 14:03:59.
            if end.latest < start.time {
                context.note(
                    .endsBeforeStart, .blocking, field,
                    "The call ends at \(clock.time(end.time, near: start.time)), before it starts at \(clock.time(start.time)).",
                    "Correct the start or the end; if they are swapped, write each in the place of the other.",
                    suggestion: field == .endedAt
                        ? [
                            SampleField.startedAt.rawValue: end.time.description,
                            SampleField.endedAt.rawValue: start.time.description,
                        ] : nil)
                return result
            }
            if end.time.nanoseconds(since: received) > tolerance {
                context.note(
                    .callInFuture, .blocking, field,
                    "The call ends \(ClockText.words(end.time.seconds(since: received))) after this was received, at \(clock.full(received)).",
                    "Correct the \(field.words), or leave it out if the call is still going on.")
                return result
            }
        }
        guard received.nanoseconds(since: latest) > policy.maximumAgeSeconds * 1_000_000_000 else {
            noteUnread(end.unread, isDeciding: false, &context)
            if let end = end.known, end.field == .durationSeconds,
                received.nanoseconds(since: start.latest) > policy.maximumAgeSeconds * 1_000_000_000
            {
                noteDecidingDuration(end, clock, &context)
            }
            return result
        }
        // A length that was given and not understood may be what makes the call young enough.
        guard end.unread == nil else {
            noteUnread(end.unread, isDeciding: true, &context)
            return result
        }
        noteTooOld(end.known, Double(result.ageSeconds ?? 0), clock, &context)
        return result
    }

    private func noteTooOld(_ end: InstantReading?, _ age: Double, _ clock: ClockText, _ context: inout SampleContext) {
        let limit = ClockText.limit(context.policy.maximumAgeSeconds)
        let again = "Make the call again and send it within \(limit) of its end"
        let oldest = context.receivedAt.advanced(
            byNanoseconds: -(context.policy.maximumAgeSeconds / 2) * 1_000_000_000)
        let example = clock.iso(oldest.rounded(toSeconds: 60), precision: 60)
        let column = context.draft.columns[.endedAt]
        let giving =
            column == nil
            ? context.form.adding(.endedAt, example) : "write its end \(context.form.place(.endedAt, heading: column))"
        let isFromEnd = end != nil && context.policy.countsAgeFromEnd
        context.note(
            .callTooOld, .blocking, isFromEnd ? end?.field ?? .startedAt : .startedAt,
            "The call \(isFromEnd ? "ended" : "started") \(ClockText.words(age)) before this was received; the limit is \(limit).",
            end == nil && context.policy.countsAgeFromEnd
                ? "\(again). If this call lasted long and ended within the last \(limit), \(giving)." : "\(again).")
    }

    // MARK: The end

    /// The end of a call: as read, or what was given and is not understood.
    private struct End {
        var known: InstantReading?
        var unread: String?
    }

    private func readEnd(_ context: inout SampleContext, start: InstantReading) -> End {
        if let text = context.text(.endedAt), CellText.isClockAlone(text) {
            // "14:09" is of the day the call began, in its zone; past midnight it is of the next.
            let offset = start.zone?.offset(atSeconds: start.time.nanoseconds / 1_000_000_000) ?? 0
            let local = CivilDateTime(start.time.advanced(byNanoseconds: Int64(offset) * 1_000_000_000))
            let minutes = abs(offset) / 60
            let zone =
                "\(offset < 0 ? "-" : "+")\(CivilDateTime.padded(minutes / 60, to: 2)):\(CivilDateTime.padded(minutes % 60, to: 2))"
            if start.zone != nil { context.draft.fields[.endedAt] = .text("\(local.dateText) \(text) \(zone)") }
        }
        if context.text(.endedAt) != nil {
            return End(known: InstantReading.read(.endedAt, &context, isRequired: false, near: start), unread: nil)
        }
        let written: String?
        switch context.draft.fields[.durationSeconds] {
        case .text(let text): written = text.trimmingBlanks
        case .other(let text): written = text
        default: written = nil
        }
        guard let written, !written.isEmpty, !StatedDuration.isNone(written) else { return End() }
        guard let seconds = StatedDuration.seconds(written, heading: context.draft.columns[.durationSeconds]) else {
            return End(known: nil, unread: written)
        }
        // The end is as sharp as the start it is counted from.
        var end = start
        end.time = start.time.advanced(bySeconds: seconds)
        end.field = .durationSeconds
        return End(known: end, unread: nil)
    }

    /// A call that is young enough only by its length: how words and headings were read is said.
    private func noteDecidingDuration(_ end: InstantReading, _ clock: ClockText, _ context: inout SampleContext) {
        let heading = context.draft.columns[.durationSeconds]
        guard let written = context.text(.durationSeconds), StatedDuration.isWorded(written, heading: heading) else {
            return
        }
        context.note(
            .timeAssumed, .advice, .durationSeconds,
            "By its duration of \(GivenText.shown(written))\(heading.map { " (column \"\(GivenText.shown($0))\")" } ?? "") the call ended at \(clock.time(end.time, near: context.receivedAt)).",
            "If that is wrong, write the duration as hours, minutes and seconds, such as 0:15:20.")
    }

    /// A length that is not understood returns only a call that is too old without it.
    private func noteUnread(_ written: String?, isDeciding: Bool, _ context: inout SampleContext) {
        guard let written else { return }
        context.note(
            .timeNotUnderstood, isDeciding ? .blocking : .advice, .durationSeconds,
            "The duration \(GivenText.shown(written)) is not understood"
                + (isDeciding ? ", and the call started too long ago to do without it." : "."),
            "Write it as hours, minutes and seconds, such as 0:15:20.")
    }
}
