import CallVocabulary

/// The state of a case's clocks while its events are gone through.
struct ClockRun {
    /// A target counted from an instant: the earliest of several holds.
    private struct Candidate {
        var from: CaptureTime
        var target: Program.SeverityLevel.Target
    }

    private let program: Program
    private let calendars: [BusinessCalendar]
    private let openedAt: CaptureTime
    private var severity: Int
    private var spans: [ClockWalk.Span]
    private var initial: [Candidate]
    private var update: [Candidate]
    private var updateFrom: CaptureTime
    private var frozenInitial: (due: CaptureTime, met: Bool)?
    private var unansweredSince: CaptureTime?
    private var missed: [CaptureTime] = []
    private var kept: [CaptureTime] = []
    private var isWaiting = false
    private var isResolved = false

    init(program: Program, calendars: [BusinessCalendar], openedAt: CaptureTime, severity: Int, region: Int) {
        self.program = program
        self.calendars = calendars
        self.openedAt = openedAt
        self.severity = severity
        spans = [ClockWalk.Span(from: openedAt, region: region)]
        initial = [Candidate(from: openedAt, target: program.severities[severity].initialResponse)]
        update = [Candidate(from: openedAt, target: program.severities[severity].update)]
        updateFrom = openedAt
        unansweredSince = openedAt
    }

    // MARK: Events

    mutating func responded(at time: CaptureTime, isWaiting waits: Bool) {
        if frozenInitial == nil, let due = earliest(initial)?.due { frozenInitial = (due, time <= due) }
        noteMissed(at: time)
        if !isWaiting, !isResolved, let due = earliest(update)?.due, time <= due { kept.append(due) }
        restartUpdate(at: time)
        unansweredSince = nil
        isWaiting = waits
    }

    mutating func customerWrote(at time: CaptureTime) {
        if isWaiting {
            isWaiting = false
            restartUpdate(at: time)
        }
        if unansweredSince == nil, !isResolved { unansweredSince = time }
    }

    mutating func waits(at time: CaptureTime) {
        noteMissed(at: time)
        isWaiting = true
    }

    mutating func change(severity new: Int, at time: CaptureTime) {
        guard new != severity else { return }
        let level = program.severities[new]
        // The program lists the most severe first.
        if new < severity {
            initial.append(Candidate(from: time, target: level.initialResponse))
            update.append(Candidate(from: time, target: level.update))
        } else {
            noteMissed(at: time)
            initial = [Candidate(from: openedAt, target: level.initialResponse)]
            update = [Candidate(from: updateFrom, target: level.update)]
        }
        severity = new
    }

    mutating func change(region new: Int, at time: CaptureTime) {
        guard spans.last?.region != new else { return }
        spans.append(ClockWalk.Span(from: time, region: new))
    }

    mutating func resolved(at time: CaptureTime) {
        noteMissed(at: time)
        isResolved = true
        isWaiting = false
        unansweredSince = nil
    }

    mutating func reopened(at time: CaptureTime) {
        guard isResolved else { return }
        isResolved = false
        isWaiting = false
        restartUpdate(at: time)
        unansweredSince = time
    }

    private mutating func restartUpdate(at time: CaptureTime) {
        updateFrom = time
        update = [Candidate(from: time, target: program.severities[severity].update)]
    }

    private mutating func noteMissed(at time: CaptureTime) {
        guard !isWaiting, !isResolved, let due = earliest(update)?.due, due < time, missed.last != due else { return }
        missed.append(due)
    }

    // MARK: Reading

    private var walk: ClockWalk { ClockWalk(calendars: calendars, spans: spans) }

    private func earliest(_ candidates: [Candidate]) -> (
        due: CaptureTime, steps: [ClockWalk.Step], candidate: Candidate
    )? {
        let walk = walk
        return candidates.compactMap { candidate in
            walk.due(from: candidate.from, seconds: candidate.target.seconds, clock: candidate.target.clock).map {
                (due: $0.due, steps: $0.steps, candidate: candidate)
            }
        }.min { $0.due < $1.due }
    }

    var reading: ResponseClock.Reading {
        let words = ClockWords(program: program, calendars: calendars, spans: spans)
        var explanation: [String] = [words.reading]
        let first = earliest(initial)
        if let first {
            var text = words.explain(
                "Initial response", first.candidate.from, first.candidate.target, first.steps, first.due)
            if let frozenInitial { text += frozenInitial.met ? " It was given in time." : " It came late." }
            explanation.append(text)
        }
        var next: CaptureTime?
        var lastSupport: CaptureTime?
        if isResolved {
            explanation.append("Update: none is due, the case is resolved.")
        } else if isWaiting {
            explanation.append(
                "Update: none is due while the case waits for the customer; the answer starts a full interval.")
        } else if let due = earliest(update) {
            next = due.due
            var text = words.explain("Update", due.candidate.from, due.candidate.target, due.steps, due.due)
            let calendar = calendars[spans[spans.count - 1].region]
            if !calendar.isOpen(due.due), let last = calendar.lastSupportInstant(before: due.due), last < due.due {
                lastSupport = last
                text += " Support is closed then; its last hour before that ends \(words.time(last, spans.count - 1))."
            }
            explanation.append(text)
        }
        for due in missed { explanation.append("Missed: the update due \(words.time(due, spans.count - 1)).") }
        let offered = unansweredSince.flatMap { since in
            walk.due(from: since, seconds: program.escalation.afterSeconds, clock: program.escalation.clock)?.due
        }
        if let offered, let since = unansweredSince {
            let span = spans.count - 1
            explanation.append(
                "Escalation: offered from \(words.time(offered, span)), "
                    + "\(ClockWords.duration(program.escalation.afterSeconds)) after "
                    + (since == openedAt ? "the opening" : words.time(since, span)) + " without a response.")
        }
        return ResponseClock.Reading(
            initialResponseDue: frozenInitial?.due ?? first?.due, initialResponseMet: frozenInitial?.met,
            nextUpdateDue: next, nextUpdateLastSupportInstant: lastSupport, missedUpdatesDue: missed,
            keptUpdatesDue: kept,
            escalationOfferedFrom: offered, isWaiting: isWaiting, isResolved: isResolved,
            severity: program.severities[severity].id, region: program.regions[spans[spans.count - 1].region].id,
            explanation: explanation)
    }
}
