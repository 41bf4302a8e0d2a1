import CallVocabulary
import Cases
import SupportProgram

/// Cases with what their clocks show.
public struct ListCases {
    /// A part of a list.
    public struct Outcome: Sendable {
        /// The cases.
        public var standings: [CaseStanding]
        /// Where the list goes on; `nil` if that was all.
        public var next: String?
        /// How many cases the whole list has.
        public var total: Int
    }

    private let store: any CaseStore
    private let clock: CaseClock

    /// Lists of a store by a support program.
    public init(store: any CaseStore, program: Program) {
        self.store = store
        clock = CaseClock(program: program)
    }

    /// The part of a list that `query` asks for.
    public func list(_ query: CaseQuery, now: CaptureTime) throws -> Outcome {
        var standings: [CaseStanding] = []
        var query = query
        let limit = query.limit
        var total = 0
        while true {
            query.limit = min(CaseLimits.page, limit - standings.count)
            let page = try store.page(query)
            total = page.total
            standings += page.cases.map { clock.standing($0, now: now) }
            guard let next = page.next else { return Outcome(standings: standings, next: nil, total: total) }
            guard standings.count < limit else { return Outcome(standings: standings, next: next, total: total) }
            query.after = next
        }
    }

    /// The cases of `query` with an answer overdue, the longest first; at most as many as it asks for.
    public func overdue(_ query: CaseQuery, now: CaptureTime) throws -> Outcome {
        var found: [(due: CaptureTime, standing: CaseStanding)] = []
        var all = query
        all.limit = CaseLimits.page
        all.order = .newestFirst
        if all.states.isEmpty { all.states = Set(CaseState.active) }
        try store.forEach(all) { summary in
            let standing = clock.standing(summary, now: now)
            if let due = standing.overdue.min() { found.append((due, standing)) }
        }
        found.sort { $0.due < $1.due }
        return Outcome(
            standings: found.prefix(query.limit).map(\.standing), next: nil, total: found.count)
    }
}
