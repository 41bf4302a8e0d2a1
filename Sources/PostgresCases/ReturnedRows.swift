import CallVocabulary
import Cases

/// Returned submissions: kept, listed, worked on.
extension PostgresCases {
    /// Keeps a returned submission, or a further version of one.
    public func keepReturned(
        _ submission: [UInt8], details: ReturnedDetails, checkJSON: [UInt8], receivedAt: CaptureTime,
        completing: String?
    ) throws -> String {
        let original = completing.flatMap { PostgresCases.id($0, prefix: "SUBMISSION-") }
        return try write { connection in
            if let original {
                let sql = "SELECT id FROM returnedSubmissions WHERE id = ? AND original IS NULL FOR UPDATE"
                guard try connection.run(sql, [.integer(original)]).count == 1 else {
                    throw noSubmission(PostgresCases.submissionNumber(original))
                }
            }
            let id: Int64? = try connection.run(
                """
                INSERT INTO returnedSubmissions (receivedAt, submission, checkJSON, original, reasons,
                    serviceIdentifier, customer, representativeName, representativeEmail, representativePhone, region,
                    format)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                """,
                [
                    .integer(receivedAt.nanoseconds), .bytes(submission), .bytes(checkJSON), .integer(original),
                    .text(details.reasons.joined(separator: " ").kept), .text(details.serviceIdentifier?.kept),
                    .text(details.customer?.kept), .text(details.representative.name?.kept),
                    .text(details.representative.email?.kept), .text(details.representative.phone?.kept),
                    .text(details.region?.kept), .text(details.format?.kept),
                ]
            ).first?["id"]
            return PostgresCases.submissionNumber(original ?? id ?? 0)
        }
    }

    private func noSubmission(_ number: String) -> CaseStoreError {
        CaseStoreError(.submissionNotFound, "there is no returned submission \(number) in \(place).")
    }

    /// A returned submission by its number, with its latest version.
    public func returned(_ number: String) throws -> ReturnedSubmission {
        let found: ReturnedSubmission? = try read { connection in
            guard let id = PostgresCases.id(number, prefix: "SUBMISSION-") else { return nil }
            let rows = try connection.run(
                "SELECT original, submission, checkJSON FROM returnedSubmissions WHERE id = ? OR original = ? ORDER BY id",
                [.integer(id), .integer(id)]
            ).map { $0 }
            guard let first = rows.first, let last = rows.last, first["original"] as Int64? == nil,
                let summary = try PostgresCases.returnedSummary(id, in: connection)
            else { return nil }
            return ReturnedSubmission(
                number: summary.number, receivedAt: summary.receivedAt, submission: last["submission"],
                versions: rows.count, caseNumber: summary.caseNumber, checkJSON: last["checkJSON"], summary: summary)
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
        try read { connection in
            let states = query.states.isEmpty ? Set(ReturnedState.allCases) : query.states
            var filter = " AND first.state = ANY (?)"
            var values: [PostgresValue] = [.texts(states.map(\.rawValue).sorted())]
            if let customer = query.customer {
                filter += " AND lower(last.customer) = lower(?)"
                values.append(.text(customer.kept))
            }
            if let from = query.receivedFrom {
                filter += " AND first.receivedAt >= ?"
                values.append(.integer(from.nanoseconds))
            }
            if let before = query.receivedBefore {
                filter += " AND first.receivedAt < ?"
                values.append(.integer(before.nanoseconds))
            }
            let total: Int? = try connection.run(
                "SELECT COUNT(*) AS total FROM (\(Self.returnedSQL)\(filter)) AS found", values
            ).first?["total"]
            let limit = max(1, min(query.limit, CaseLimits.page))
            if let after = query.after.flatMap({ PostgresCases.id($0, prefix: "SUBMISSION-") }) {
                filter += " AND first.id < ?"
                values.append(.integer(after))
            }
            values.append(.integer(limit + 1))
            let rows = try connection.run("\(Self.returnedSQL)\(filter) ORDER BY first.id DESC LIMIT ?", values)
                .map { $0 }
            let shown = try rows.prefix(limit).map { row in
                try Self.returnedSummary(row, events: Self.returnedEvents(row["id"], in: connection))
            }
            return ReturnedPage(
                submissions: shown, next: rows.count > limit ? shown.last?.number : nil, total: total ?? shown.count)
        }
    }

    private static func returnedSummary(_ id: Int64, in connection: PostgresConnection) throws -> ReturnedSummary? {
        guard let row = try connection.run(returnedSQL + " AND first.id = ?", [.integer(id)]).first else { return nil }
        return returnedSummary(row, events: try returnedEvents(id, in: connection))
    }

    private static func returnedSummary(_ row: PostgresRow, events: [CaseEvent]) -> ReturnedSummary {
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

    private static func returnedEvents(_ id: Int64, in connection: PostgresConnection) throws -> [CaseEvent] {
        try connection.run("SELECT * FROM returnedEvents WHERE submissionID = ? ORDER BY id", [.integer(id)]).map {
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
        try write { connection in
            guard let id = PostgresCases.id(number, prefix: "SUBMISSION-") else { throw noSubmission(number) }
            try connection.run("SELECT id FROM returnedSubmissions WHERE id = ? FOR UPDATE", [.integer(id)])
            guard let current = try Self.returnedSummary(id, in: connection) else { throw noSubmission(number) }
            let change = try decide(current)
            for event in change.events { try Self.returnedEvent(id, event, in: connection) }
            if let state = change.state {
                try connection.run(
                    "UPDATE returnedSubmissions SET state = ? WHERE id = ?", [.text(state.rawValue), .integer(id)])
            }
            guard let after = try Self.returnedSummary(id, in: connection) else { throw noSubmission(number) }
            return after
        }
    }

    static func returnedEvent(_ id: Int64, _ event: CaseEvent, in connection: PostgresConnection) throws {
        try connection.run(
            "INSERT INTO returnedEvents (submissionID, at, kind, actor, text) VALUES (?, ?, ?, ?, ?)",
            [
                .integer(id), .integer(event.at.nanoseconds), .text(event.kind.rawValue.kept),
                .text(event.actor.kept), .text(event.text.kept),
            ])
    }

    /// Empties versions of returned submissions: bytes, answers, names, words.
    static func emptyReturned(_ ids: [Int64], in connection: PostgresConnection) throws {
        try connection.run(
            "UPDATE returnedEvents SET text = '(erased)', actor = '' WHERE submissionID = ANY (?)", [.integers(ids)])
        try connection.run(
            """
            UPDATE returnedSubmissions SET submission = '', checkJSON = '', serviceIdentifier = NULL,
                customer = NULL, representativeName = NULL, representativeEmail = NULL, representativePhone = NULL,
                format = NULL, state = CASE state WHEN 'superseded' THEN state ELSE 'erased' END
            WHERE id = ANY (?)
            """, [.integers(ids)])
    }
}
