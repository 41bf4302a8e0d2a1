import CallVocabulary
import CaseWork
import Cases
import Synchronization

/// All open cases with their clocks, the most urgent first, kept between requests: only cases that something happened to are
/// read again, and clocks that have run out since.
final class OpenCases: Sendable {
    /// A case and when its answer is due.
    struct Entry: Sendable {
        let standing: CaseStanding
        let due: CaptureTime?

        init(_ standing: CaseStanding) {
            self.standing = standing
            due = CaseWords.dueTime(standing)
        }
    }
    private struct State {
        /// Where the next look for changes begins; `nil` before the first.
        var stamp: Int64?
        var entries: [String: Entry] = [:]
        var sorted: [Entry]?
        var isTooMany = false
    }
    private let state = Mutex(State())

    /// Cases that are kept at most.
    static let maximum = 50_000
    /// Changed cases beyond which all are read again.
    private static let most = 200

    /// The open cases, the most urgent first; `nil` if there are too many, or the store cannot tell what changed.
    func all(_ store: any PortalStore, _ list: ListCases, clock: CaseClock, now: CaptureTime) throws -> [Entry]? {
        try state.withLock { state in
            guard let changes = try store.changes(after: state.stamp ?? 0, limit: Self.most) else { return nil }
            if state.stamp == nil || changes.numbers == nil {
                try Self.readAll(&state, store, list, now)
            } else if let numbers = changes.numbers, !numbers.isEmpty {
                for number in numbers { try Self.read(number, &state, store, clock, now) }
                state.sorted = nil
            }
            state.stamp = changes.stamp
            guard !state.isTooMany else { return nil }
            Self.runOut(&state, clock, now)
            if let sorted = state.sorted { return sorted }
            let sorted = state.entries.values.sorted { left, right in
                (left.due?.nanoseconds ?? .max, left.standing.summary.number)
                    < (right.due?.nanoseconds ?? .max, right.standing.summary.number)
            }
            state.sorted = sorted
            return sorted
        }
    }

    private static func readAll(
        _ state: inout State, _ store: any PortalStore, _ list: ListCases, _ now: CaptureTime
    ) throws {
        var query = CaseQuery()
        query.states = Set(CaseState.active)
        query.limit = maximum
        let found = try list.list(query, now: now)
        state.isTooMany = found.next != nil
        state.sorted = nil
        state.entries = [:]
        guard !state.isTooMany else { return }
        for standing in found.standings { state.entries[standing.summary.number] = Entry(standing) }
    }

    private static func read(
        _ number: String, _ state: inout State, _ store: any PortalStore, _ clock: CaseClock, _ now: CaptureTime
    ) throws {
        var summary: CaseSummary
        do { summary = try store.record(number).summary } catch let error as CaseStoreError
            where error.code == .caseNotFound
        {
            state.entries[number] = nil
            return
        }
        guard CaseState.active.contains(summary.state) else {
            state.entries[number] = nil
            return
        }
        let kinds = Set(CaseEvent.Kind.listed)
        summary.events = summary.events.filter { kinds.contains($0.kind) }.map { event in
            var event = event
            event.text = ""
            return event
        }
        state.entries[number] = Entry(clock.standing(summary, now: now))
        if state.entries.count > maximum { state.isTooMany = true }
    }

    /// Clocks that ran out since they were read; the order of what is due stays as it is.
    private static func runOut(_ state: inout State, _ clock: CaseClock, _ now: CaptureTime) {
        for (number, entry) in state.entries {
            guard let due = entry.due, due < now, entry.standing.overdue.isEmpty else { continue }
            state.entries[number] = Entry(clock.standing(entry.standing.summary, now: now))
            state.sorted = nil
        }
    }
}
