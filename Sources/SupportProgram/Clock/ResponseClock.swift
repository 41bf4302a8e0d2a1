import CallVocabulary

/// The response clocks of a case: which answers are due when, and why.
///
/// A pure function over the case's events: nothing is stored, nothing reads a clock. The update clock runs from the
/// opening, then from each message to the customer; while the case waits for the customer no update is due, and the
/// answer starts a full interval. A raised severity takes the earlier of the old due instant and a full new target from
/// the change; a lowered one counts the new target from where the old was counted. In another region the time used
/// stays used, and the rest counts in that region's calendar. A reopened case has no second initial response.
public struct ResponseClock: Sendable {
    /// What the clocks show.
    public struct Reading: Sendable, Equatable {
        /// When the first response is, or was, due.
        public var initialResponseDue: CaptureTime?
        /// Whether the first response came in time; `nil` before it came.
        public var initialResponseMet: Bool?
        /// When the next message to the customer is due; `nil` while none is.
        public var nextUpdateDue: CaptureTime?
        /// The last instant of support hours at or before that, if support is closed then.
        public var nextUpdateLastSupportInstant: CaptureTime?
        /// Updates that were due and did not come in time.
        public var missedUpdatesDue: [CaptureTime]
        /// Updates that were due and came in time: when each was due.
        public var keptUpdatesDue: [CaptureTime] = []
        /// From when on the customer may escalate; `nil` while the owner has the last word.
        public var escalationOfferedFrom: CaptureTime?
        /// True while the case waits for the customer.
        public var isWaiting: Bool
        /// True once it is resolved and not opened again.
        public var isResolved: Bool
        /// The severity in the end.
        public var severity: String
        /// The region in the end.
        public var region: String
        /// How each instant came about, one sentence each.
        public var explanation: [String]

        /// The targets that have passed at an instant without their answer.
        public func overdue(at now: CaptureTime) -> [CaptureTime] {
            guard !isResolved else { return [] }
            var all: [CaptureTime] = []
            if initialResponseMet == nil, let due = initialResponseDue, due < now { all.append(due) }
            if let due = nextUpdateDue, due < now { all.append(due) }
            return all
        }
    }

    /// Why a clock cannot be read.
    public struct UnknownName: Error, Sendable, CustomStringConvertible {
        /// What is not known, and what is.
        public var description: String
    }

    private let program: Program
    private let calendars: [BusinessCalendar]

    /// The clocks of a program.
    public init(program: Program) {
        self.program = program
        calendars = program.regions.map { program.calendar(of: $0) }
    }

    /// Reads the clocks of a case opened at an instant, after `events` in any order.
    public func read(
        openedAt: CaptureTime, severity: String, region: String, events: [ClockEvent] = []
    ) throws(UnknownName) -> Reading {
        var run = try ClockRun(
            program: program, calendars: calendars, openedAt: openedAt, severity: level(severity),
            region: place(region))
        let ordered = events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        for (_, event) in ordered {
            switch event.kind {
            case .severity(let name): run.change(severity: try level(name), at: event.at)
            case .region(let name): run.change(region: try place(name), at: event.at)
            case .response(let isWaiting): run.responded(at: event.at, isWaiting: isWaiting)
            case .customerMessage: run.customerWrote(at: event.at)
            case .waiting: run.waits(at: event.at)
            case .note: break
            case .resolved: run.resolved(at: event.at)
            case .reopened: run.reopened(at: event.at)
            }
        }
        return run.reading
    }

    private func level(_ name: String) throws(UnknownName) -> Int {
        if let index = program.severities.firstIndex(where: { $0.id.lowercased() == name.lowercased() }) {
            return index
        }
        throw UnknownName(
            description:
                "\(name) is no severity of \(program.name); write one of \(program.severities.map(\.id).joined(separator: ", "))."
        )
    }

    private func place(_ name: String) throws(UnknownName) -> Int {
        if let index = program.regions.firstIndex(where: { $0.id.lowercased() == name.lowercased() }) { return index }
        throw UnknownName(
            description:
                "\(name) is no region of \(program.name); write one of \(program.regions.map(\.id).joined(separator: ", "))."
        )
    }
}
