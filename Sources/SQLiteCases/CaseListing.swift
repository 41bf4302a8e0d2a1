import CallVocabulary
import Cases
import GRDB

/// Lists of cases by page: the rows of a page in one query, what moved their clocks in another.
extension SQLiteCases {
    /// A page of a list; around damage in the file it is read case by case.
    public func page(_ query: CaseQuery) throws -> CasePage {
        do {
            return try read { try SQLiteCases.page(query, in: $0) }
        } catch let error as CaseStoreError where error.code == .damaged {
            return try pageAroundDamage(query)
        }
    }

    private static func page(_ query: CaseQuery, in database: Database) throws -> CasePage {
        guard let filter = Filter(query) else { return CasePage(cases: [], next: nil, total: 0) }
        let limit = max(1, min(query.limit, CaseLimits.page))
        let total = try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM cases" + filter.sql, arguments: filter.arguments)
        var sql = summarySQL + filter.sql
        var arguments = filter.arguments
        let isBest = query.order == .bestFirst && filter.isSearch
        let isOldest = query.order == .oldestFirst
        if !isBest, let after = query.after.flatMap({ id($0) }) {
            sql += " AND cases.id \(isOldest ? ">" : "<") ?"
            arguments += [after]
        }
        sql += " ORDER BY " + (isBest ? "rank, cases.id DESC" : "cases.id \(isOldest ? "ASC" : "DESC")")
        sql += " LIMIT \(limit + 1)"
        var cases = try Row.fetchAll(database, sql: sql, arguments: arguments).map { summary($0) }
        let isLast = cases.count <= limit
        if !isLast { cases.removeLast() }
        try addEvents(to: &cases, in: database)
        return CasePage(
            cases: cases, next: isLast || isBest ? nil : cases.last?.number, total: total ?? cases.count)
    }

    /// The cases that something happened to: each step of a case is an event, and one process at a time writes them.
    public func changes(after stamp: Int64, limit: Int) throws -> CaseChanges? {
        try read { database in
            let newest = try Int64.fetchOne(database, sql: "SELECT MAX(id) FROM events") ?? 0
            guard newest > stamp else { return CaseChanges(stamp: stamp, numbers: []) }
            let ids = try Int64.fetchAll(
                database, sql: "SELECT DISTINCT caseID FROM events WHERE id > ? AND id <= ? LIMIT ?",
                arguments: [stamp, newest, limit + 1])
            return CaseChanges(
                stamp: newest, numbers: ids.count > limit ? nil : ids.map { SQLiteCases.number($0) })
        }
    }

    /// The cases of a customer with a call between the same two numbers near one of `samples`.
    public func similar(to samples: [CaseSample], customer: String?, withinSeconds: Int64) throws -> [String] {
        let reach = withinSeconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !reach.overflow else { return [] }
        return try read { database in
            var found: Set<Int64> = []
            for sample in samples {
                guard let calling = sample.calling, let called = sample.called, let at = sample.startedAt else {
                    continue
                }
                found.formUnion(
                    try Int64.fetchAll(
                        database,
                        sql: """
                            SELECT DISTINCT caseID FROM samples JOIN cases ON cases.id = caseID
                            WHERE calling = ? AND called = ? AND startedAt BETWEEN ? AND ? AND erasedAt IS NULL
                                AND lower(cases.customer) IS lower(?)
                            """,
                        arguments: [
                            calling.kept, called.kept, at.advanced(byNanoseconds: -reach.partialValue).nanoseconds,
                            at.advanced(byNanoseconds: reach.partialValue).nanoseconds, customer?.kept,
                        ]))
            }
            return found.sorted().map { SQLiteCases.number($0) }
        }
    }

    /// What moved the clocks of the cases of a page.
    private static func addEvents(to cases: inout [CaseSummary], in database: Database) throws {
        guard !cases.isEmpty else { return }
        var places: [Int64: Int] = [:]
        for (place, one) in cases.enumerated() { if let id = id(one.number) { places[id] = place } }
        let ids = places.keys.map(String.init).joined(separator: ",")
        let kinds = CaseEvent.Kind.listed.map { "'\($0.rawValue)'" }.joined(separator: ",")
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT caseID, at, kind, target, waitingForCustomer FROM events
                WHERE caseID IN (\(ids)) AND kind IN (\(kinds)) ORDER BY id
                """)
        while let row = try rows.next() {
            guard let place = places[row["caseID"]] else { continue }
            cases[place].events.append(
                CaseEvent(
                    at: CaptureTime(nanoseconds: row["at"]), kind: CaseEvent.Kind(rawValue: row["kind"]), text: "",
                    target: row["target"], waitingForCustomer: row["waitingForCustomer"]))
        }
    }

    /// The same, case by case, where a page of the file cannot be read: a case whose row it held is read from the row's copy,
    /// one whose history it held is listed without that, as damaged; the others are as they were. Searches are not kept to,
    /// and filters not for what is damaged.
    private func pageAroundDamage(_ query: CaseQuery) throws -> CasePage {
        let sql = "SELECT seq FROM sqlite_sequence WHERE name = 'cases'"
        let highest = try read { try Int64.fetchOne($0, sql: sql) } ?? 0
        let after = query.after.flatMap { SQLiteCases.id($0) }
        let limit = max(1, min(query.limit, CaseLimits.page))
        var cases: [CaseSummary] = []
        let isOldest = query.order == .oldestFirst
        var next = isOldest ? (after ?? 0) + 1 : min(highest, (after ?? highest + 1) - 1)
        while (1...max(1, highest)).contains(next), cases.count < limit {
            if let one = try aroundDamage(next), one.isDamaged || Filter.accepts(one, query) { cases.append(one) }
            next += isOldest ? 1 : -1
        }
        let isLast = !(1...max(1, highest)).contains(next)
        return CasePage(cases: cases, next: isLast ? nil : cases.last?.number, total: Int(highest))
    }

    /// A case as far as it can be read; `nil` if there is none of this number.
    private func aroundDamage(_ id: Int64) throws -> CaseSummary? {
        // Each in a transaction of its own: one that met damage is over.
        for source in [RowSource.own, .copy] {
            if let found = try unlessDamaged({ try read { try SQLiteCases.summary(id, in: $0, from: source) } }) {
                return found
            }
        }
        for source in [RowSource.own, .copy] {
            if let found = try unlessDamaged({ try read { try SQLiteCases.summaryRow(id, in: $0, from: source) } }) {
                return found.map { row in
                    var row = row
                    row.isDamaged = true
                    return row
                }
            }
        }
        return SQLiteCases.damaged(id)
    }

    /// What `reading` gives; `nil` where it met damage.
    private func unlessDamaged<Found>(_ reading: () throws -> Found) throws -> Found? {
        do {
            return try reading()
        } catch let error as CaseStoreError where error.code == .damaged || error.code == .full {
            return nil
        }
    }

    private static func damaged(_ id: Int64) -> CaseSummary {
        var summary = CaseSummary(
            number: number(id), openedAt: CaptureTime(nanoseconds: 0), state: CaseState(rawValue: "damaged"),
            severity: "?", region: "?", serviceIdentifier: "?",
            summary: "cannot be read: its part of the file is damaged",
            openedSeverity: "?", openedRegion: "?")
        summary.isDamaged = true
        return summary
    }

    /// A query's conditions.
    private struct Filter {
        var sql = ""
        var arguments = StatementArguments()
        var isSearch = false

        /// `nil` if nothing can fit.
        init?(_ query: CaseQuery) {
            sql = " WHERE 1"
            if let search = query.search {
                // Every word is quoted: nothing in it is an operator.
                let words = search.split { !$0.isLetter && !$0.isNumber }.prefix(CaseLimits.searchWords)
                guard !words.isEmpty else { return nil }
                sql = " JOIN caseSearch ON caseSearch.rowid = cases.id WHERE caseSearch MATCH ?"
                var match = words.map { "\"\($0)\"*" }.joined(separator: " AND ")
                if let token = query.numberEnding.flatMap(SearchedNumber.token) {
                    match = "(\(match)) OR \(token)*"
                }
                arguments += [match]
                isSearch = true
            }
            if !query.states.isEmpty {
                sql += " AND state IN (\(query.states.map { _ in "?" }.joined(separator: ",")))"
                arguments += StatementArguments(query.states.map(\.rawValue).sorted())
            }
            for (column, value) in [("owner", query.owner), ("customer", query.customer)] {
                guard let value else { continue }
                sql += " AND cases.\(column) = ? COLLATE NOCASE"
                arguments += [value]
            }
            for (column, values) in [("severity", query.severities), ("region", query.regions)] where !values.isEmpty {
                sql += " AND cases.\(column) IN (\(values.map { _ in "?" }.joined(separator: ",")))"
                arguments += StatementArguments(values.sorted())
            }
            if query.isUnassigned { sql += " AND cases.owner IS NULL" }
            if let from = query.openedFrom {
                sql += " AND openedAt >= ?"
                arguments += [from.nanoseconds]
            }
            if let before = query.openedBefore {
                sql += " AND openedAt < ?"
                arguments += [before.nanoseconds]
            }
            if let origin = query.importedFrom {
                sql += " AND importedFrom = ?"
                arguments += [origin]
            }
        }

        static func accepts(_ summary: CaseSummary, _ query: CaseQuery) -> Bool {
            func isSame(_ wanted: String?, _ found: String?) -> Bool {
                guard let wanted else { return true }
                return found?.lowercased() == wanted.lowercased()
            }
            func isIn<Value>(_ wanted: Set<Value>, _ found: Value) -> Bool { wanted.isEmpty || wanted.contains(found) }
            guard isIn(query.states, summary.state), isIn(query.severities, summary.severity),
                isIn(query.regions, summary.region), isSame(query.owner, summary.owner),
                isSame(query.customer, summary.customer), !query.isUnassigned || summary.owner == nil
            else { return false }
            if let from = query.openedFrom, summary.openedAt < from { return false }
            if let before = query.openedBefore, summary.openedAt >= before { return false }
            return true
        }
    }
}
