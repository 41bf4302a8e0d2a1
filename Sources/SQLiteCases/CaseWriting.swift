import CallVocabulary
import Cases
import GRDB

/// What changes a case: each call is one transaction.
extension SQLiteCases {
    /// Opens a case; what the vaults hold for it is kept inside the transaction.
    public func open(_ new: NewCase, clock: any Clock) throws -> String {
        try write { database in
            let now = clock.now
            let openedAt = new.history?.openedAt ?? now
            let id = try insertRow(new, openedAt: openedAt, into: database)
            for event in new.history?.events ?? [] { try SQLiteCases.event(id, event, in: database) }
            if new.history == nil {
                try SQLiteCases.event(
                    id,
                    CaseEvent(
                        at: now, kind: .opened, actor: new.actor,
                        text: "Case opened by \(new.channel) from an accepted submission."), in: database)
            }
            try attach(new.analysis, to: id, at: now, by: new.actor, isToldInHistory: new.history == nil, in: database)
            if let history = new.history {
                try SQLiteCases.event(
                    id,
                    CaseEvent(
                        at: now, kind: .imported, actor: new.actor,
                        text: "Imported; it was \(history.origin) elsewhere."
                    ), in: database)
                try database.execute(
                    sql:
                        "UPDATE cases SET severity = ?, region = ?, owner = ?, importedFrom = ?, closedAt = ? WHERE id = ?",
                    arguments: [
                        history.severity, history.region, history.owner, history.origin,
                        history.closedAt?.nanoseconds, id,
                    ])
            }
            if let completes = new.completes { try complete(completes, as: id, in: database) }
            try SQLiteCases.index(id, in: database)
            return SQLiteCases.number(id)
        }
    }

    private func complete(_ number: String, as id: Int64, in database: Database) throws {
        let original = SQLiteCases.id(number, prefix: "SUBMISSION-")
        try database.execute(
            sql: """
                UPDATE returnedSubmissions SET caseID = ?, state = 'completed'
                WHERE (id = ? OR original = ?) AND caseID IS NULL AND state IN ('returned', 'closed')
                """,
            arguments: [id, original, original])
        guard database.changesCount > 0 else {
            throw CaseStoreError(.submissionNotFound, "there is no open returned submission \(number) in \(folder).")
        }
    }

    /// The row of a case and its contents.
    private func insertRow(_ new: NewCase, openedAt: CaptureTime, into database: Database) throws -> Int64 {
        try database.execute(
            sql: """
                INSERT INTO cases (openedAt, state, program, serviceIdentifier, severity, region, summary, channel,
                    channelReference, customer, representativeName, representativeEmail, representativePhone,
                    programVersion, openedSeverity, openedRegion)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                openedAt.nanoseconds, (new.history?.state ?? .new).rawValue.kept, new.program.kept,
                new.serviceIdentifier.kept, new.severity.kept, new.region.kept, new.summary.kept, new.channel.kept,
                new.channelReference?.kept, new.customer?.kept, new.representative.name?.kept,
                new.representative.email?.kept, new.representative.phone?.kept, new.programVersion.kept,
                new.severity.kept, new.region.kept,
            ])
        let id = database.lastInsertedRowID
        try database.execute(
            sql: """
                INSERT INTO contents (caseID, submission, submissionFormat, receivedAt, checkJSON)
                VALUES (?, ?, ?, ?, x'')
                """,
            arguments: [id, blob(new.submission), new.submissionFormat, new.receivedAt?.nanoseconds])
        return id
    }

    /// Stores an analysis in the place of the one a case has, if the case is still at `revision`.
    public func attach(
        _ analysis: CaseAnalysis, to number: String, expecting revision: CaseRevision, clock: any Clock,
        by actor: String
    ) throws {
        defer {
            // What the analysis before had is deleted; where that does not work out now, it is when the store is next opened.
            try? settleIfNeeded()
        }
        try write { database in
            let id = try knownID(number, in: database)
            guard let current = try SQLiteCases.summary(id, in: database) else { throw notFound(number) }
            guard current.revision == revision else {
                throw CaseStoreError(
                    .caseChanged, "\(current.number) was changed meanwhile.", caseNumber: current.number)
            }
            let now = clock.now(notBefore: current.events.last?.at)
            try attach(analysis, to: id, at: now, by: actor, isToldInHistory: true, in: database)
            try SQLiteCases.advance(id, in: database)
            try SQLiteCases.index(id, in: database)
        }
    }

    /// Puts an analysis in the place of the one a case has.
    private func attach(
        _ analysis: CaseAnalysis, to id: Int64, at time: CaptureTime, by actor: String, isToldInHistory: Bool,
        in database: Database
    ) throws {
        for capture in analysis.captures {
            try attach(capture, to: id, at: time, by: isToldInHistory ? actor : nil, in: database)
        }
        for (kind, held) in [("analysis", analysis.analysis), ("report", analysis.report)] {
            if let held { try store(held, as: kind, of: id, in: database) }
        }
        if let completion = analysis.completion {
            // What was handed in before stays, and is erased with the case.
            try database.execute(
                sql: """
                    INSERT INTO returnedSubmissions (receivedAt, submission, checkJSON, caseID, state)
                        SELECT COALESCE(receivedAt, ?), submission, checkJSON, caseID, 'superseded' FROM contents
                        WHERE caseID = ?
                    """, arguments: [time.nanoseconds, id])
            try database.execute(
                sql: "UPDATE contents SET submission = ?, submissionFormat = 'json', receivedAt = ? WHERE caseID = ?",
                arguments: [blob(completion.submission), completion.receivedAt.nanoseconds, id])
            try SQLiteCases.event(
                id, CaseEvent(at: time, kind: .sampleAdded, actor: actor, text: completion.text), in: database)
        }
        try database.execute(
            sql: "UPDATE contents SET checkJSON = ?, patternsJSON = ? WHERE caseID = ?",
            arguments: [blob(analysis.checkJSON), analysis.patternsJSON.map(blob), id])
        try database.execute(sql: "DELETE FROM samples WHERE caseID = ?", arguments: [id])
        for (position, sample) in analysis.samples.enumerated() {
            try database.execute(
                sql: """
                    INSERT INTO samples (caseID, position, calling, called, startedAt, direction, call)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, position, sample.calling?.kept, sample.called?.kept, sample.startedAt?.nanoseconds,
                    sample.direction?.kept, sample.call?.kept,
                ])
        }
        try replaceFindings(of: id, by: analysis.findings, at: isToldInHistory ? time : nil, in: database)
    }

    private func attach(
        _ capture: HeldCapture, to id: Int64, at time: CaptureTime, by actor: String?, in database: Database
    ) throws {
        let sha256 = capture.held.sha256
        try captureVault.keep(capture.held)
        try database.execute(
            sql: "DELETE FROM condemned WHERE vault = 'captures' AND sha256 = ?", arguments: [sha256])
        try database.execute(
            sql: "INSERT OR IGNORE INTO captures (sha256, bytes, storedAt) VALUES (?, ?, ?)",
            arguments: [sha256, capture.held.bytes, time.nanoseconds])
        try database.execute(
            sql: "INSERT OR IGNORE INTO attachments (caseID, sha256, name) VALUES (?, ?, ?)",
            arguments: [id, sha256, capture.name.kept])
        guard let actor, database.changesCount > 0 else { return }
        try SQLiteCases.event(
            id,
            CaseEvent(
                at: time, kind: .captureAttached, actor: actor, text: "Capture \(sha256.prefix(12)) attached."),
            in: database)
    }

    /// Names a document in the place of the one of its kind, which goes if nobody else names it.
    private func store(_ held: HeldBytes, as kind: String, of id: Int64, in database: Database) throws {
        let before = try String.fetchOne(
            database, sql: "SELECT sha256 FROM caseDocuments WHERE caseID = ? AND kind = ?", arguments: [id, kind])
        try documentVault.keep(held)
        try database.execute(
            sql: "DELETE FROM condemned WHERE vault = 'documents' AND sha256 = ?", arguments: [held.sha256])
        try database.execute(
            sql: "INSERT OR IGNORE INTO documents (sha256, bytes) VALUES (?, ?)", arguments: [held.sha256, held.bytes])
        try database.execute(
            sql: "INSERT OR REPLACE INTO caseDocuments (caseID, kind, sha256) VALUES (?, ?, ?)",
            arguments: [id, kind, held.sha256])
        if let before, before != held.sha256 { try SQLiteCases.condemnDocument(before, in: database) }
    }

    /// Findings as they are now; what was not there before is told in the history.
    private func replaceFindings(
        of id: Int64, by findings: [CaseFinding], at time: CaptureTime?, in database: Database
    ) throws {
        let known = Set(
            try Row.fetchAll(database, sql: "SELECT code, summary FROM findings WHERE caseID = ?", arguments: [id])
                .map { "\($0["code"] as String) \($0["summary"] as String)" })
        try database.execute(sql: "DELETE FROM findings WHERE caseID = ?", arguments: [id])
        var fresh: [CaseFinding] = []
        for (position, finding) in findings.prefix(CaseLimits.findings).enumerated() {
            try database.execute(
                sql: """
                    INSERT INTO findings (caseID, position, code, severity, cause, summary) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, position, finding.code.kept, finding.severity.kept, finding.cause?.kept, finding.summary.kept,
                ])
            if !known.contains("\(finding.code) \(finding.summary)") { fresh.append(finding) }
        }
        let main = findings.enumerated().min { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }
        try database.execute(
            sql: "UPDATE cases SET mainFinding = ?, findingCount = ? WHERE id = ?",
            arguments: [main?.element.code, findings.count, id])
        guard let time else { return }
        for finding in fresh.prefix(CaseLimits.findingEvents) {
            try SQLiteCases.event(id, CaseEvent(at: time, kind: .findingAttached, text: finding.code), in: database)
        }
        let others = fresh.count + max(0, findings.count - CaseLimits.findings) - CaseLimits.findingEvents
        if others > 0 {
            try SQLiteCases.event(
                id, CaseEvent(at: time, kind: .findingAttached, text: "\(others) further findings"), in: database)
        }
    }

    static func event(_ id: Int64, _ event: CaseEvent, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO events (caseID, at, kind, text, actor, target, waitingForCustomer)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, event.at.nanoseconds, event.kind.rawValue, event.text.kept, event.actor.kept, event.target?.kept,
                event.waitingForCustomer,
            ])
    }

    /// One revision on.
    static func advance(_ id: Int64, in database: Database) throws {
        try database.execute(sql: "UPDATE cases SET revision = revision + 1 WHERE id = ?", arguments: [id])
    }

    /// Changes a case by what `decide` makes of it inside the transaction.
    @discardableResult
    public func change(_ number: String, _ decide: (CaseSummary) throws -> CaseChange) throws -> CaseSummary {
        try write { database in
            let id = try knownID(number, in: database)
            guard let current = try SQLiteCases.summary(id, in: database) else { throw notFound(number) }
            try apply(try decide(current), to: id, in: database)
            guard let after = try SQLiteCases.summary(id, in: database) else { throw notFound(number) }
            return after
        }
    }

    /// Changes two cases in one transaction.
    @discardableResult
    public func changeBoth(
        _ first: String, _ second: String, _ decide: (CaseSummary, CaseSummary) throws -> (CaseChange, CaseChange)
    ) throws -> (CaseSummary, CaseSummary) {
        try write { database in
            let ids = try [first, second].map { try knownID($0, in: database) }
            func current(_ place: Int) throws -> CaseSummary {
                guard let summary = try SQLiteCases.summary(ids[place], in: database) else {
                    throw notFound(place == 0 ? first : second)
                }
                return summary
            }
            let changes = try decide(try current(0), try current(1))
            try apply(changes.0, to: ids[0], in: database)
            try apply(changes.1, to: ids[1], in: database)
            return (try current(0), try current(1))
        }
    }

    private func apply(_ change: CaseChange, to id: Int64, in database: Database) throws {
        for event in change.events { try SQLiteCases.event(id, event, in: database) }
        for (column, value) in [
            ("state", change.state?.rawValue), ("severity", change.severity), ("region", change.region),
            ("owner", change.owner), ("serviceIdentifier", change.serviceIdentifier), ("summary", change.summary),
            ("customer", change.customer),
        ] {
            guard let value else { continue }
            try database.execute(sql: "UPDATE cases SET \(column) = ? WHERE id = ?", arguments: [value.kept, id])
        }
        if let person = change.representative {
            try database.execute(
                sql: """
                    UPDATE cases SET representativeName = ?, representativeEmail = ?, representativePhone = ? WHERE id = ?
                    """, arguments: [person.name?.kept, person.email?.kept, person.phone?.kept, id])
        }
        if let state = change.state {
            let closedAt = state == .closed ? change.events.last?.at.nanoseconds : nil
            try database.execute(sql: "UPDATE cases SET closedAt = ? WHERE id = ?", arguments: [closedAt, id])
        }
        try SQLiteCases.advance(id, in: database)
        try SQLiteCases.index(id, in: database)
    }
}

extension String {
    /// The text as it is stored: U+0000, at which readers of C strings would stop, is U+FFFD.
    var kept: String {
        guard utf8.contains(0) else { return self }
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 })
        return String(kept)
    }
}
