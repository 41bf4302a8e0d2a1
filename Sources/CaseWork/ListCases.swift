import CallVocabulary
import Cases
import SupportProgram
import TelephoneNumbers

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
    private let severities: [String]

    /// Lists of a store by a support program.
    public init(store: any CaseStore, program: Program) {
        self.store = store
        clock = CaseClock(program: program)
        severities = program.severities.map(\.id)
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

    /// The order of a list that the clocks decide.
    public enum Order: String, CaseIterable, Sendable {
        /// By number, the highest first.
        case newest
        /// By number, the lowest first.
        case oldest
        /// The answer that is due first, first; cases without one at the end.
        case due
        /// The most severe first, of those the one whose answer is due first.
        case severity
    }

    /// The cases of `query` in an order that their clocks decide, only those overdue if asked; at most as many as it asks
    /// for.
    public func sorted(_ query: CaseQuery, by order: Order, overdueOnly: Bool = false, now: CaptureTime) throws
        -> Outcome
    {
        var found: [CaseStanding] = []
        var all = query
        all.limit = CaseLimits.page
        all.order = order == .oldest ? .oldestFirst : .newestFirst
        if overdueOnly, all.states.isEmpty { all.states = Set(CaseState.active) }
        try store.forEach(all) { summary in
            let standing = clock.standing(summary, now: now)
            if !overdueOnly || !standing.overdue.isEmpty { found.append(standing) }
        }
        let weights = Dictionary(
            severities.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        func key(_ standing: CaseStanding, _ place: Int) -> (Int, Int64, Int) {
            let due = (overdueOnly ? standing.overdue.min() : nil) ?? standing.nextDue
            let weight = order == .severity ? weights[standing.summary.severity] ?? .max : 0
            return (weight, due?.nanoseconds ?? .max, place)
        }
        if order == .due || order == .severity {
            found = found.enumerated().sorted { key($0.element, $0.offset) < key($1.element, $1.offset) }.map(\.element)
        }
        return Outcome(standings: Array(found.prefix(query.limit)), next: nil, total: found.count)
    }

    /// The cases of `query` with an answer overdue, the longest first; at most as many as it asks for.
    public func overdue(_ query: CaseQuery, now: CaptureTime) throws -> Outcome {
        try sorted(query, by: .due, overdueOnly: true, now: now)
    }
}

/// What somebody types into a search.
public enum SearchText {
    /// The digits in which the number that was typed ends, whatever its spelling; `nil` if it is none.
    public static func numberEnding(_ text: String) -> String? {
        let reader = TelephoneNumberReader()
        for country in [nil, "US", "GB"] as [String?] {
            if case .understood(let number) = reader.read(text, country: country) {
                return String(number.e164.filter(\.isNumber).suffix(SearchText.tellingDigits))
            }
        }
        guard text.allSatisfy({ $0.isNumber || " ()-./+".contains($0) }) else { return nil }
        let digits = text.replacing("(0)", with: "").filter { ("0"..."9").contains($0) }
        let telling = String(digits.drop { $0 == "0" }.suffix(SearchText.tellingDigits))
        return telling.count >= SearchedNumber.fewestDigits ? telling : nil
    }

    /// As many digits from the back are the same in the national and the international form of a number.
    private static let tellingDigits = 9
}
