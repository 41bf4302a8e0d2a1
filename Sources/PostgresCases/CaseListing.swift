import CallVocabulary
import Cases

/// Lists of cases by page: the rows of a page in one query, what moved their clocks in another.
extension PostgresCases {
    /// A page of a list.
    public func page(_ query: CaseQuery) throws -> CasePage {
        try read { try PostgresCases.page(query, in: $0) }
    }

    private static func page(_ query: CaseQuery, in connection: PostgresConnection) throws -> CasePage {
        guard let filter = Filter(query) else { return CasePage(cases: [], next: nil, total: 0) }
        let limit = max(1, min(query.limit, CaseLimits.page))
        let total: Int? = try connection.run(
            "SELECT COUNT(*) AS total FROM cases" + filter.sql, filter.values
        ).first?["total"]
        var sql = summaryColumns + filter.sql
        var values = filter.values
        let isBest = query.order == .bestFirst && filter.isSearch
        let isOldest = query.order == .oldestFirst
        if !isBest, let after = query.after.flatMap({ id($0) }) {
            sql += " AND cases.id \(isOldest ? ">" : "<") ?"
            values.append(.integer(after))
        }
        if isBest {
            // Whole words fit better than beginnings.
            sql += " ORDER BY words @@ ?::tsquery DESC, cases.id DESC"
            values.append(.text(filter.wholeWords))
        } else {
            sql += " ORDER BY cases.id \(isOldest ? "ASC" : "DESC")"
        }
        sql += " LIMIT ?"
        values.append(.integer(limit + 1))
        var cases = try connection.run(sql, values).map { summary($0) }
        let isLast = cases.count <= limit
        if !isLast { cases.removeLast() }
        try addEvents(to: &cases, in: connection)
        return CasePage(cases: cases, next: isLast || isBest ? nil : cases.last?.number, total: total ?? cases.count)
    }

    /// What moved the clocks of the cases of a page.
    private static func addEvents(to cases: inout [CaseSummary], in connection: PostgresConnection) throws {
        guard !cases.isEmpty else { return }
        var places: [Int64: Int] = [:]
        for (place, one) in cases.enumerated() { if let id = id(one.number) { places[id] = place } }
        try connection.run(
            """
            SELECT caseID, at, kind, target, waitingForCustomer FROM events
            WHERE caseID = ANY (?) AND kind = ANY (?) ORDER BY caseID, position
            """, [.integers(places.keys.sorted()), .texts(CaseEvent.Kind.listed.map(\.rawValue))]
        ).forEach { row in
            guard let place = places[row["caseID"]] else { return }
            cases[place].events.append(
                CaseEvent(
                    at: CaptureTime(nanoseconds: row["at"]), kind: CaseEvent.Kind(rawValue: row["kind"]), text: "",
                    target: row["target"], waitingForCustomer: row["waitingForCustomer"]))
        }
    }

    /// The cases of a customer with a call between the same two numbers near one of `samples`.
    public func similar(to samples: [CaseSample], customer: String?, withinSeconds: Int64) throws -> [String] {
        let reach = withinSeconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !reach.overflow else { return [] }
        return try read { connection in
            var found: Set<Int64> = []
            for sample in samples {
                guard let calling = sample.calling, let called = sample.called, let at = sample.startedAt else {
                    continue
                }
                found.formUnion(
                    try connection.run(
                        """
                        SELECT DISTINCT caseID FROM samples JOIN cases ON cases.id = caseID
                        WHERE calling = ? AND called = ? AND startedAt BETWEEN ? AND ? AND erasedAt IS NULL
                            AND lower(cases.customer) IS NOT DISTINCT FROM lower(?)
                        """,
                        [
                            .text(calling.kept), .text(called.kept),
                            .integer(at.advanced(byNanoseconds: -reach.partialValue).nanoseconds),
                            .integer(at.advanced(byNanoseconds: reach.partialValue).nanoseconds),
                            .text(customer?.kept),
                        ]
                    ).column(as: Int64.self))
            }
            return found.sorted().map { PostgresCases.number($0) }
        }
    }

    /// A query's conditions.
    private struct Filter {
        var sql = " WHERE true"
        var values: [PostgresValue] = []
        var isSearch = false
        /// The words of the search as whole ones.
        var wholeWords = ""

        /// `nil` if nothing can fit.
        init?(_ query: CaseQuery) {
            if let search = query.search {
                let words = Array(WordIndex.words(of: search).prefix(CaseLimits.searchWords))
                guard !words.isEmpty else { return nil }
                var match = words.map { WordIndex.beginning($0) }.joined(separator: " & ")
                if let token = query.numberEnding.flatMap(SearchedNumber.token) {
                    match = "(\(match)) | \(WordIndex.beginning(token))"
                }
                sql = " JOIN caseWords ON caseWords.caseID = cases.id WHERE words @@ ?::tsquery"
                values.append(.text(match))
                wholeWords = words.map { WordIndex.whole($0) }.joined(separator: " & ")
                isSearch = true
            }
            func isIn(_ column: String, _ wanted: [String]) {
                guard !wanted.isEmpty else { return }
                sql += " AND cases.\(column) = ANY (?)"
                values.append(.texts(wanted.sorted().map(\.kept)))
            }
            isIn("state", query.states.map(\.rawValue))
            isIn("severity", Array(query.severities))
            isIn("region", Array(query.regions))
            for (column, value) in [("owner", query.owner), ("customer", query.customer)] {
                guard let value else { continue }
                sql += " AND lower(cases.\(column)) = lower(?)"
                values.append(.text(value.kept))
            }
            if query.isUnassigned { sql += " AND cases.owner IS NULL" }
            if let from = query.openedFrom {
                sql += " AND openedAt >= ?"
                values.append(.integer(from.nanoseconds))
            }
            if let before = query.openedBefore {
                sql += " AND openedAt < ?"
                values.append(.integer(before.nanoseconds))
            }
            if let origin = query.importedFrom {
                sql += " AND importedFrom = ?"
                values.append(.text(origin.kept))
            }
        }
    }
}
