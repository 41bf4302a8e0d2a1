import CallVocabulary
import CaseStore
import SupportProgram

/// The response clocks of a stored case, read from its history.
public struct CaseClock {
    private let clock: ResponseClock

    /// Clocks by a support program.
    public init(program: Program) {
        clock = ResponseClock(program: program)
    }

    /// What the clocks of a case show; `nil` if the program does not know its severity or region any more.
    public func read(_ summary: CaseSummary) -> ResponseClock.Reading? {
        let events = summary.events.compactMap { event in
            ClockEvent.Kind(name: event.kind, to: event.target, waitingForCustomer: event.waitingForCustomer)
                .map { ClockEvent(at: event.at, kind: $0) }
        }
        return try? clock.read(
            openedAt: summary.openedAt, severity: summary.openedSeverity, region: summary.openedRegion, events: events)
    }
}
