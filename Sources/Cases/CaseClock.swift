import CallVocabulary
import SupportProgram

/// The response clocks of a case, read from its history.
public struct CaseClock {
    private let clock: ResponseClock

    /// Clocks by a support program.
    public init(program: Program) {
        clock = ResponseClock(program: program)
    }

    /// What the clocks of a case show; `nil` if the program does not know its severity or region any more.
    public func read(_ summary: CaseSummary) -> ResponseClock.Reading? {
        let events = summary.timeline.compactMap { event in
            ClockEvent.Kind(name: event.kind.rawValue, to: event.target, waitingForCustomer: event.waitingForCustomer)
                .map { ClockEvent(at: event.at, kind: $0) }
        }
        return try? clock.read(
            openedAt: summary.openedAt, severity: summary.openedSeverity, region: summary.openedRegion, events: events)
    }

    /// How a case stands as of `now`.
    public func standing(_ summary: CaseSummary, now: CaptureTime) -> CaseStanding {
        let clock = read(summary)
        return CaseStanding(
            summary: summary, clock: clock,
            overdue: summary.erasedAt == nil ? clock?.overdue(at: now) ?? [] : [])
    }
}

/// A case with what its clocks show.
public struct CaseStanding: Sendable {
    /// The case.
    public var summary: CaseSummary
    /// What its clocks show; `nil` if the program does not know its severity or region.
    public var clock: ResponseClock.Reading?
    /// The targets that have passed without their answer.
    public var overdue: [CaptureTime]

    /// The next answer that is owed: the first response, else the next update.
    public var nextDue: CaptureTime? {
        guard summary.erasedAt == nil, let clock, !clock.isResolved else { return nil }
        return [clock.initialResponseMet == nil ? clock.initialResponseDue : nil, clock.nextUpdateDue]
            .compactMap { $0 }.min()
    }

    /// A standing of its parts.
    public init(summary: CaseSummary, clock: ResponseClock.Reading?, overdue: [CaptureTime]) {
        self.summary = summary
        self.clock = clock
        self.overdue = overdue
    }
}
