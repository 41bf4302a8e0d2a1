import CallVocabulary
import Cases
import GRDB

/// Returned submissions: kept, listed, worked on, erased.
extension SQLiteCases {
    /// Keeps a returned submission, or a further version of one.
    public func keepReturned(
        _ submission: [UInt8], details: ReturnedDetails, checkJSON: [UInt8], receivedAt: CaptureTime,
        completing: String?
    ) throws -> String {
        let original = completing.flatMap { SQLiteCases.id($0, prefix: "SUBMISSION-") }
        return try write { database in
            if let original { try requireReturned(original, in: database) }
            try database.execute(
                sql: """
                    INSERT INTO returnedSubmissions (receivedAt, submission, checkJSON, original, reasons,
                        serviceIdentifier, customer, representativeName, representativeEmail, representativePhone, region,
                        format)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    receivedAt.nanoseconds, blob(submission), blob(checkJSON), original,
                    details.reasons.joined(separator: " ").kept, details.serviceIdentifier?.kept,
                    details.customer?.kept, details.representative.name?.kept, details.representative.email?.kept,
                    details.representative.phone?.kept, details.region?.kept, details.format?.kept,
                ])
            return SQLiteCases.submissionNumber(original ?? database.lastInsertedRowID)
        }
    }

    private func noSubmission(_ number: String) -> CaseStoreError {
        CaseStoreError(.submissionNotFound, "there is no returned submission \(number) in \(folder).")
    }

    private func requireReturned(_ id: Int64, in database: Database) throws {
        let sql = "SELECT 1 FROM returnedSubmissions WHERE id = ? AND original IS NULL"
        guard try Bool.fetchOne(database, sql: sql, arguments: [id]) == true else {
            throw noSubmission(SQLiteCases.submissionNumber(id))
        }
    }

    /// A returned submission by its number, with its latest version.
    public func returned(_ number: String) throws -> ReturnedSubmission {
        let found: ReturnedSubmission? = try read { database in
            guard let id = SQLiteCases.id(number, prefix: "SUBMISSION-") else { return nil }
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM returnedSubmissions WHERE id = ? OR original = ? ORDER BY id",
                arguments: [id, id])
            guard let first = rows.first, let last = rows.last, first["original"] == nil as Int64?,
                let summary = try SQLiteCases.returnedSummary(id, in: database)
            else { return nil }
            return ReturnedSubmission(
                number: summary.number, receivedAt: summary.receivedAt, submission: bytes(last, "submission") ?? [],
                versions: rows.count, caseNumber: summary.caseNumber, checkJSON: bytes(last, "checkJSON") ?? [],
                summary: summary)
        }
        guard let found else { throw noSubmission(number) }
        return found
    }

    // MARK: Lists

    /// What a list needs of the first version, the latest one's details beside it.
    private static let returnedSQL = """
        SELECT first.id, first.receivedAt, first.state, last.caseID, last.reasons, last.serviceIdentifier, last.customer,
            last.representativeName, last.representativeEmail, last.representativePhone, last.region, last.format,
            (SELECT COUNT(*) FROM returnedSubmissions AS versions
                WHERE versions.id = first.id OR versions.original = first.id) AS versions
        FROM returnedSubmissions AS first JOIN returnedSubmissions AS last ON last.id = COALESCE(
            (SELECT MAX(id) FROM returnedSubmissions WHERE original = first.id), first.id)
        WHERE first.original IS NULL
        """

    /// A page of a list of returned submissions.
    public func returnedPage(_ query: ReturnedQuery) throws -> ReturnedPage {
        try read { database in
            var filter = ""
            var arguments = StatementArguments()
            let states = query.states.isEmpty ? Set(ReturnedState.allCases) : query.states
            filter += " AND first.state IN (\(states.map { _ in "?" }.joined(separator: ",")))"
            arguments += StatementArguments(states.map(\.rawValue).sorted())
            if let customer = query.customer {
                filter += " AND last.customer = ? COLLATE NOCASE"
                arguments += [customer]
            }
            if let from = query.receivedFrom {
                filter += " AND first.receivedAt >= ?"
                arguments += [from.nanoseconds]
            }
            if let before = query.receivedBefore {
                filter += " AND first.receivedAt < ?"
                arguments += [before.nanoseconds]
            }
            let total = try Int.fetchOne(
                database, sql: "SELECT COUNT(*) FROM (\(Self.returnedSQL)\(filter))", arguments: arguments)
            let limit = max(1, min(query.limit, CaseLimits.page))
            if let after = query.after.flatMap({ SQLiteCases.id($0, prefix: "SUBMISSION-") }) {
                filter += " AND first.id < ?"
                arguments += [after]
            }
            let rows = try Row.fetchAll(
                database, sql: "\(Self.returnedSQL)\(filter) ORDER BY first.id DESC LIMIT \(limit + 1)",
                arguments: arguments)
            let shown = try rows.prefix(limit).map { row in
                try Self.returnedSummary(row, events: Self.returnedEvents(row["id"], in: database))
            }
            return ReturnedPage(
                submissions: shown, next: rows.count > limit ? shown.last?.number : nil, total: total ?? shown.count)
        }
    }

    private static func returnedSummary(_ id: Int64, in database: Database) throws -> ReturnedSummary? {
        guard let row = try Row.fetchOne(database, sql: returnedSQL + " AND first.id = ?", arguments: [id]) else {
            return nil
        }
        return returnedSummary(row, events: try returnedEvents(id, in: database))
    }

    private static func returnedSummary(_ row: Row, events: [CaseEvent]) -> ReturnedSummary {
        let reasons: String = row["reasons"]
        let caseID: Int64? = row["caseID"]
        return ReturnedSummary(
            number: submissionNumber(row["id"]), receivedAt: CaptureTime(nanoseconds: row["receivedAt"]),
            versions: row["versions"], caseNumber: caseID.map { number($0) },
            details: ReturnedDetails(
                reasons: reasons.split(separator: " ").map(String.init), serviceIdentifier: row["serviceIdentifier"],
                customer: row["customer"],
                representative: CaseRepresentative(
                    name: row["representativeName"], email: row["representativeEmail"],
                    phone: row["representativePhone"]),
                region: row["region"], format: row["format"]),
            state: ReturnedState(rawValue: row["state"]) ?? .completed, events: events)
    }

    private static func returnedEvents(_ id: Int64, in database: Database) throws -> [CaseEvent] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM returnedEvents WHERE submissionID = ? ORDER BY id", arguments: [id]
        ).map {
            CaseEvent(
                at: CaptureTime(nanoseconds: $0["at"]), kind: CaseEvent.Kind(rawValue: $0["kind"]),
                actor: $0["actor"], text: $0["text"])
        }
    }

    // MARK: Steps

    /// Changes a returned submission by what `decide` makes of it inside the transaction.
    @discardableResult
    public func changeReturned(_ number: String, _ decide: (ReturnedSummary) throws -> ReturnedChange) throws
        -> ReturnedSummary
    {
        try write { database in
            guard let id = SQLiteCases.id(number, prefix: "SUBMISSION-"),
                let current = try Self.returnedSummary(id, in: database)
            else { throw noSubmission(number) }
            let change = try decide(current)
            for event in change.events { try Self.returnedEvent(id, event, in: database) }
            if let state = change.state {
                try database.execute(
                    sql: "UPDATE returnedSubmissions SET state = ? WHERE id = ?", arguments: [state.rawValue, id])
            }
            guard let after = try Self.returnedSummary(id, in: database) else { throw noSubmission(number) }
            return after
        }
    }

    static func returnedEvent(_ id: Int64, _ event: CaseEvent, in database: Database) throws {
        try database.execute(
            sql: "INSERT INTO returnedEvents (submissionID, at, kind, actor, text) VALUES (?, ?, ?, ?, ?)",
            arguments: [id, event.at.nanoseconds, event.kind.rawValue, event.actor.kept, event.text.kept])
    }

    /// Empties the versions of a returned submission: bytes, answers, names, words.
    static func emptyReturned(_ condition: String, _ arguments: StatementArguments, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE returnedEvents SET text = '(erased)', actor = '' WHERE submissionID IN
                    (SELECT id FROM returnedSubmissions WHERE \(condition))
                """, arguments: arguments)
        try database.execute(
            sql: """
                UPDATE returnedSubmissions SET submission = x'', checkJSON = x'', serviceIdentifier = NULL,
                    customer = NULL, representativeName = NULL, representativeEmail = NULL, representativePhone = NULL,
                    format = NULL, state = CASE state WHEN 'superseded' THEN state ELSE 'erased' END
                WHERE \(condition)
                """, arguments: arguments)
    }
}
