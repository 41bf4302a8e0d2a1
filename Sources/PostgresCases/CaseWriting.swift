import CallVocabulary
import Cases

/// What changes a case: each call is one transaction.
extension PostgresCases {
    /// Opens a case; what the vaults hold for it is kept inside the transaction. A number whose transaction did not end
    /// well is not given again: the numbers of cases have gaps.
    public func open(_ new: NewCase, clock: any Clock) throws -> String {
        try write { connection in
            let now = clock.now
            let id = try insertRow(new, openedAt: new.history?.openedAt ?? now, into: connection)
            if let history = new.history {
                try PostgresCases.add(history.events, to: id, in: connection)
            } else {
                let text = "Case opened by \(new.channel) from an accepted submission."
                try PostgresCases.add(
                    [CaseEvent(at: now, kind: .opened, actor: new.actor, text: text)], to: id, in: connection)
            }
            try attach(
                new.analysis, to: id, at: now, by: new.actor, isToldInHistory: new.history == nil, in: connection)
            if let history = new.history {
                let text = "Imported; it was \(history.origin) elsewhere."
                try PostgresCases.add(
                    [CaseEvent(at: now, kind: .imported, actor: new.actor, text: text)], to: id, in: connection)
                try connection.run(
                    """
                    UPDATE cases SET severity = ?, region = ?, owner = ?, importedFrom = ?, closedAt = ? WHERE id = ?
                    """,
                    [
                        .text(history.severity.kept), .text(history.region.kept), .text(history.owner?.kept),
                        .text(history.origin.kept), .integer(history.closedAt?.nanoseconds), .integer(id),
                    ])
            }
            if let completes = new.completes { try complete(completes, as: id, in: connection) }
            if let draft = new.draft { try PostgresCases.settle(draft: draft, as: id, in: connection) }
            try PostgresCases.index(id, in: connection)
            return PostgresCases.number(id)
        }
    }

    private func complete(_ number: String, as id: Int64, in connection: PostgresConnection) throws {
        let original = PostgresCases.id(number, prefix: "SUBMISSION-")
        let changed = try connection.run(
            """
            UPDATE returnedSubmissions SET caseID = ?, state = 'completed'
            WHERE (id = ? OR original = ?) AND caseID IS NULL AND state IN ('returned', 'closed')
            """, [.integer(id), .integer(original), .integer(original)]
        ).affected
        guard changed > 0 else {
            throw CaseStoreError(.submissionNotFound, "there is no open returned submission \(number) in \(place).")
        }
    }

    /// The row of a case and its contents.
    private func insertRow(_ new: NewCase, openedAt: CaptureTime, into connection: PostgresConnection) throws -> Int64 {
        let row = try connection.run(
            """
            INSERT INTO cases (openedAt, state, program, serviceIdentifier, severity, region, summary, channel,
                channelReference, customer, representativeName, representativeEmail, representativePhone,
                programVersion, openedSeverity, openedRegion)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """,
            [
                .integer(openedAt.nanoseconds), .text((new.history?.state ?? .new).rawValue.kept),
                .text(new.program.kept), .text(new.serviceIdentifier.kept), .text(new.severity.kept),
                .text(new.region.kept), .text(new.summary.kept), .text(new.channel.kept),
                .text(new.channelReference?.kept), .text(new.customer?.kept), .text(new.representative.name?.kept),
                .text(new.representative.email?.kept), .text(new.representative.phone?.kept),
                .text(new.programVersion.kept), .text(new.severity.kept), .text(new.region.kept),
            ]
        ).first
        guard let id = row?["id"] as Int64? else {
            throw CaseStoreError(.damaged, "the store at \(place) gave a case no number.")
        }
        try connection.run(
            """
            INSERT INTO contents (caseID, submission, submissionFormat, receivedAt, checkJSON) VALUES (?, ?, ?, ?, '')
            """,
            [
                .integer(id), .bytes(new.submission), .text(new.submissionFormat?.kept),
                .integer(new.receivedAt?.nanoseconds),
            ])
        return id
    }

    // MARK: Changes

    /// Events behind those that a case has, whose row this transaction has to itself.
    static func add(_ events: [CaseEvent], to id: Int64, in connection: PostgresConnection) throws {
        for event in events {
            try connection.run(
                """
                INSERT INTO events (caseID, position, at, kind, text, actor, target, waitingForCustomer)
                SELECT ?, COALESCE(MAX(position), 0) + 1, ?, ?, ?, ?, ?, ? FROM events WHERE caseID = ?
                """,
                [
                    .integer(id), .integer(event.at.nanoseconds), .text(event.kind.rawValue.kept),
                    .text(event.text.kept), .text(event.actor.kept), .text(event.target?.kept),
                    .truth(event.waitingForCustomer), .integer(id),
                ])
        }
    }

    /// One revision on.
    static func advance(_ id: Int64, in connection: PostgresConnection) throws {
        try connection.run("UPDATE cases SET revision = revision + 1 WHERE id = ?", [.integer(id)])
    }

    /// Changes a case by what `decide` makes of it inside the transaction.
    @discardableResult
    public func change(_ number: String, _ decide: (CaseSummary) throws -> CaseChange) throws -> CaseSummary {
        try write { connection in
            let id = try lockedID(number, in: connection)
            let current = try requiredSummary(id, in: connection)
            try apply(try decide(current), to: id, in: connection)
            return try requiredSummary(id, in: connection)
        }
    }

    /// Changes two cases in one transaction; the lower number is locked first, so that two such changes cannot wait for
    /// each other.
    @discardableResult
    public func changeBoth(
        _ first: String, _ second: String, _ decide: (CaseSummary, CaseSummary) throws -> (CaseChange, CaseChange)
    ) throws -> (CaseSummary, CaseSummary) {
        try write { connection in
            let inOrder = (PostgresCases.id(first) ?? 0) <= (PostgresCases.id(second) ?? 0)
            for number in inOrder ? [first, second] : [second, first] { _ = try lockedID(number, in: connection) }
            let ids = try [first, second].map { try lockedID($0, in: connection) }
            let changes = try decide(
                try requiredSummary(ids[0], in: connection), try requiredSummary(ids[1], in: connection))
            try apply(changes.0, to: ids[0], in: connection)
            try apply(changes.1, to: ids[1], in: connection)
            return (try requiredSummary(ids[0], in: connection), try requiredSummary(ids[1], in: connection))
        }
    }

    private func apply(_ change: CaseChange, to id: Int64, in connection: PostgresConnection) throws {
        try PostgresCases.add(change.events, to: id, in: connection)
        try connection.run(
            """
            UPDATE cases SET state = COALESCE(?, state), severity = COALESCE(?, severity), region = COALESCE(?, region),
                owner = COALESCE(?, owner), serviceIdentifier = COALESCE(?, serviceIdentifier),
                summary = COALESCE(?, summary), customer = COALESCE(?, customer), revision = revision + 1 WHERE id = ?
            """,
            [
                .text(change.state?.rawValue.kept), .text(change.severity?.kept), .text(change.region?.kept),
                .text(change.owner?.kept), .text(change.serviceIdentifier?.kept), .text(change.summary?.kept),
                .text(change.customer?.kept), .integer(id),
            ])
        if let person = change.representative {
            try connection.run(
                """
                UPDATE cases SET representativeName = ?, representativeEmail = ?, representativePhone = ? WHERE id = ?
                """,
                [.text(person.name?.kept), .text(person.email?.kept), .text(person.phone?.kept), .integer(id)])
        }
        if let state = change.state {
            let closedAt = state == .closed ? change.events.last?.at.nanoseconds : nil
            try connection.run("UPDATE cases SET closedAt = ? WHERE id = ?", [.integer(closedAt), .integer(id)])
        }
        try PostgresCases.index(id, in: connection)
    }

    /// A case whose row is known to be there.
    func requiredSummary(_ id: Int64, in connection: PostgresConnection) throws -> CaseSummary {
        guard let summary = try PostgresCases.summary(id, in: connection) else {
            throw notFound(PostgresCases.number(id))
        }
        return summary
    }
}
