import CallVocabulary
import CaseWork
import Cases
import Escaping
import Hummingbird
import Reports
import SupportProgram

/// The list of cases: filters with their counts, search, pages by number.
enum CaseListDoors {
    static let routes: [Route] = [
        Route(.get, "/cases", .signedIn) { exchange in
            let list = try await CaseList.read(exchange)
            return list.page(exchange)
        }
    ]
}

/// Lists without what is not to be seen: the store takes names of customers in any case of letters, the portal as they are.
private struct SeenCases {
    let list: ListCases
    let account: Account

    func list(_ query: CaseQuery, now: CaptureTime) throws -> ListCases.Outcome {
        var outcome = try list.list(query, now: now)
        let before = outcome.standings.count
        outcome.standings.removeAll { !CaseAccess.sees(account, $0.summary) }
        outcome.total -= before - outcome.standings.count
        return outcome
    }
}

/// A part of the list, as somebody asked for it.
struct CaseList: Sendable {
    /// Which cases.
    enum Filter: String, CaseIterable, Sendable {
        case active, overdue, soon, mine, nobodys, waiting, closed

        var words: String {
            switch self {
            case .active: return "Open"
            case .overdue: return "Overdue"
            case .soon: return "Due within 2 h"
            case .mine: return "Mine"
            case .nobodys: return "Nobody’s"
            case .waiting: return "Waiting for the customer"
            case .closed: return "Closed"
            }
        }
    }

    let filter: Filter
    let search: String?
    let rows: [CaseStanding]
    let next: String?
    let total: Int
    let counts: [Filter: Int]
    /// Whether there are so many that they are not sorted by urgency.
    let isUnsorted: Bool

    /// Characters of a search.
    static let searchScalars = 200
    /// Cases of a page.
    static let pageRows = 50
    /// Open cases that are sorted by urgency; of more, the newest come first.
    static let sorted = 2_000
    private static let soonSeconds = 7_200.0

    static func read(_ exchange: Exchange, limit: Int = pageRows) async throws -> CaseList {
        let account = try exchange.account()
        let portal = exchange.portal
        let filter = exchange.query("filter").flatMap { Filter(rawValue: $0) } ?? .active
        let search = exchange.query("q").map { String($0.prefix(searchScalars)) }
        let after = exchange.query("after")
        let now = exchange.now
        return try await exchange.work {
            let program = try portal.program()
            let list = SeenCases(list: ListCases(store: portal.store, program: program), account: account)
            var query = CaseAccess.query(account)
            query.limit = limit
            if let search {
                query.search = search
                query.order = .bestFirst
                let found = try list.list(query, now: now)
                return CaseList(
                    filter: filter, search: search, rows: found.standings, next: nil, total: found.total, counts: [:],
                    isUnsorted: false)
            }
            if filter == .closed {
                query.states = [.resolved, .closed]
                query.after = after
                let found = try list.list(query, now: now)
                return CaseList(
                    filter: filter, search: nil, rows: found.standings, next: found.next, total: found.total,
                    counts: try counts(account, [], portal, program, now), isUnsorted: false)
            }
            let open = try portal.openCases.all(
                portal.store, ListCases(store: portal.store, program: program), clock: CaseClock(program: program),
                now: now)
            if let open { return try urgent(open, filter, account, portal, after: after, limit: limit, now: now) }
            query.states = Set(CaseState.active)
            query.limit = sorted
            let all = try list.list(query, now: now)
            guard all.next == nil else {
                query.limit = limit
                query.after = after
                let found = try list.list(query, now: now)
                return CaseList(
                    filter: .active, search: nil, rows: found.standings, next: found.next, total: found.total,
                    counts: [.active: found.total], isUnsorted: true)
            }
            let kept = all.standings.filter { accepts($0, filter, account, now) }.sorted { left, right in
                let (first, second) = (CaseWords.dueTime(left), CaseWords.dueTime(right))
                return (first ?? .init(nanoseconds: .max), left.summary.number)
                    < (second ?? .init(nanoseconds: .max), right.summary.number)
            }
            let start = after.flatMap { number in kept.firstIndex { $0.summary.number == number } }.map { $0 + 1 } ?? 0
            let rows = Array(kept.dropFirst(start).prefix(limit))
            return CaseList(
                filter: filter, search: nil, rows: rows,
                next: start + rows.count < kept.count ? rows.last?.summary.number : nil, total: kept.count,
                counts: try counts(account, all.standings, portal, program, now), isUnsorted: false)
        }
    }

    /// A page of the open cases as they are kept.
    private static func urgent(
        _ open: [OpenCases.Entry], _ filter: Filter, _ account: Account, _ portal: Portal, after: String?, limit: Int,
        now: CaptureTime
    ) throws -> CaseList {
        var counts: [Filter: Int] = [:]
        var rows: [CaseStanding] = []
        var place = 0
        var isBehind = after == nil
        var hasMore = false
        let filters = Filter.allCases.filter { $0 != .closed }
        for entry in open where CaseAccess.sees(account, entry.standing.summary) {
            for one in filters where accepts(entry.standing, one, account, now) { counts[one, default: 0] += 1 }
            guard accepts(entry.standing, filter, account, now) else { continue }
            place += 1
            if isBehind, rows.count < limit {
                rows.append(entry.standing)
            } else if isBehind {
                hasMore = true
            }
            if entry.standing.summary.number == after { isBehind = true }
        }
        // The case that the page was to begin behind is over by now.
        guard isBehind else {
            return try urgent(open, filter, account, portal, after: nil, limit: limit, now: now)
        }
        for one in filters where counts[one] == nil { counts[one] = 0 }
        counts[.closed] = try closed(account, portal)
        return CaseList(
            filter: filter, search: nil, rows: rows, next: hasMore ? rows.last?.summary.number : nil, total: place,
            counts: counts, isUnsorted: false)
    }

    /// How many cases are over, of those that somebody sees.
    private static func closed(_ account: Account, _ portal: Portal) throws -> Int {
        var query = CaseAccess.query(account)
        query.states = [.resolved, .closed]
        guard account.role == .customer else {
            query.limit = 1
            return try portal.store.page(query).total
        }
        // The store takes names in any case of letters.
        query.limit = CaseLimits.page
        let page = try portal.store.page(query)
        return page.total - page.cases.count { !CaseAccess.sees(account, $0) }
    }

    private static func accepts(
        _ standing: CaseStanding, _ filter: Filter, _ account: Account, _ now: CaptureTime
    ) -> Bool {
        switch filter {
        case .active: return true
        case .overdue: return !standing.overdue.isEmpty
        case .soon:
            return standing.overdue.isEmpty
                && (CaseWords.dueTime(standing).map { $0.seconds(since: now) < soonSeconds } ?? false)
        case .mine: return standing.summary.owner == account.name
        case .nobodys: return standing.summary.owner == nil
        case .waiting: return standing.summary.state == .waitingForCustomer
        case .closed: return false
        }
    }

    private static func counts(
        _ account: Account, _ active: [CaseStanding], _ portal: Portal, _ program: Program, _ now: CaptureTime
    ) throws -> [Filter: Int] {
        var counts: [Filter: Int] = [:]
        var active = active
        let open =
            active.isEmpty
            ? try portal.openCases.all(
                portal.store, ListCases(store: portal.store, program: program), clock: CaseClock(program: program),
                now: now)
            : nil
        if let open {
            active = open.map(\.standing).filter { CaseAccess.sees(account, $0.summary) }
        } else if active.isEmpty {
            var query = CaseAccess.query(account)
            query.states = Set(CaseState.active)
            query.limit = sorted
            active = try SeenCases(list: ListCases(store: portal.store, program: program), account: account).list(
                query, now: now
            ).standings
        }
        for filter in Filter.allCases where filter != .closed {
            counts[filter] = active.count { accepts($0, filter, account, now) }
        }
        counts[.closed] = try closed(account, portal)
        return counts
    }

    // MARK: The page

    func page(_ exchange: Exchange) -> Response {
        let account = exchange.caller?.account
        let isCustomer = account?.role == .customer
        let title = isCustomer ? "Your cases" : "Cases"
        let filters = Filter.allCases.filter { !isCustomer || [.active, .waiting, .closed].contains($0) }
        let links = filters.map { one -> Markup in
            let current: Markup = one == filter && search == nil ? " aria-current=\"true\"" : .nothing
            return """
                <a href="/cases?filter=\(one.rawValue)"\(current)>\
                \(isCustomer && one == .waiting ? "Waiting for you" : one.words)\(counts[one].map { " \($0)" } ?? "")</a>
                """
        }
        let begin: Markup =
            isCustomer
            ? """
            <form method="post" action="/drafts">\(exchange.token)<p class="actions"><button>Report bad calls</button></p></form>
            """ : .nothing
        return exchange.page(
            title, part: "cases",
            """
            <h1>\(title)</h1>\(begin)
            <form class="find" role="search" action="/cases"><label class="vh" for="q">Search cases</label>\
            <input id="q" name="q" type="search" value="\(whole: search ?? "")" aria-describedby="q-hint"><button>Search</button></form>
            <p class="hint" id="q-hint">A number or its last digits, a site, a name, a code, a word of the history.</p>
            <nav class="filters" aria-label="Filters">\(Markup(links))</nav>
            \(table(exchange))\(more)
            """)
    }

    private func table(_ exchange: Exchange) -> Markup {
        guard !rows.isEmpty else {
            let words =
                search.map { "Nothing is found for “\($0)”." }
                ?? (filter == .active ? "No case is open." : "There is none.")
            return """
                <p>\(words)</p>
                """
        }
        let times = PeoplesTime(zone: nil)
        let body = rows.map { row($0, times, exchange) }
        let caption =
            isUnsorted
            ? "Open cases, the newest first" : search == nil ? "Cases, the most urgent first" : "What was found"
        return """
            <table class="flow list"><caption class="vh">\(caption)</caption><thead><tr><th scope="col">What is wrong</th>\
            <th scope="col">Case</th><th scope="col">Customer</th><th scope="col">Severity</th><th scope="col">Answer due</th>\
            <th scope="col">Owner</th><th scope="col">Opened (UTC)</th></tr></thead><tbody>\(Markup(body))</tbody></table>
            """
    }

    private func row(_ standing: CaseStanding, _ times: PeoplesTime, _ exchange: Exchange) -> Markup {
        let summary = standing.summary
        let due = CaseWords.due(standing, now: exchange.now)
        let dueText: Markup =
            due.map { due -> Markup in
                due.isLate
                    ? """
                    <strong class="t-bad">⚠ \(due.text)</strong>
                    """
                    : """
                    \(due.text)
                    """
            } ?? """
                \(CaseWords.state(summary.state))
                """
        let found: Markup =
            summary.mainFinding.map { code -> Markup in
                """
                <br><span class="dim small">\(code)</span>
                """
            } ?? .nothing
        return """
            <tr><td><a href="/cases/\(summary.number)"><strong>\(summary.summary.isEmpty ? "No headline" : summary.summary)</strong>\
            </a>\(found)</td><td data-l="Case" class="nowrap num">\(summary.number)</td>\
            <td data-l="Customer">\(summary.customer ?? summary.serviceIdentifier)</td><td data-l="Severity">\(summary.severity)</td>\
            <td data-l="Answer due" class="nowrap">\(dueText)</td><td data-l="Owner">\(summary.owner ?? "nobody yet")</td>\
            <td data-l="Opened" class="nowrap">\(times.short(summary.openedAt, now: exchange.now))</td></tr>
            """
    }

    private var more: Markup {
        let next: Markup =
            next.map {
                """
                <a rel="next" href="/cases?filter=\(filter.rawValue)&after=\($0)">Next page</a>
                """
            } ?? .nothing
        return """
            <p class="actions"><span class="dim">\(rows.count) of \(total)</span> \(next)</p>
            """
    }
}
