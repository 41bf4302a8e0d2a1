import CallVocabulary
import GRDB

/// A submission that was returned.
public struct ReturnedSubmission: Sendable {
    /// Its number, such as `SUBMISSION-000001`.
    public var number: String
    /// When its first version was received.
    public var receivedAt: CaptureTime
    /// The bytes of its latest version.
    public var submission: [UInt8]
    /// How many versions came.
    public var versions: Int
    /// The case it became; `nil` while it is not complete.
    public var caseNumber: String?
}

/// What is read of the store.
extension CaseStore {
    /// All cases, newest first; with `search`, those that hold all its words, the best first.
    public func list(search: String? = nil) throws -> [CaseSummary] {
        try mapped {
            try database.read { database in
                if let search {
                    // Every word is quoted: nothing in it is an operator.
                    let words = search.split { !$0.isLetter && !$0.isNumber }.prefix(20)
                    guard !words.isEmpty else { return [] }
                    let query = words.map { "\"\($0)\"*" }.joined(separator: " ")
                    return try Row.fetchAll(
                        database,
                        sql: CaseStore.summarySQL
                            + " JOIN caseSearch ON caseSearch.rowid = cases.id WHERE caseSearch MATCH ? ORDER BY rank, cases.id DESC",
                        arguments: [query]
                    ).map { try CaseStore.summary($0, in: database) }
                }
                return try Row.fetchAll(database, sql: CaseStore.summarySQL + " ORDER BY cases.id DESC")
                    .map { try CaseStore.summary($0, in: database) }
            }
        }
    }

    /// One case with everything.
    public func record(_ number: String) throws -> CaseRecord {
        let found: CaseRecord? = try mapped {
            try database.read { database in
                guard let id = CaseStore.id(number), let summary = try CaseStore.summary(id, in: database),
                    let whole = try Row.fetchOne(database, sql: "SELECT * FROM cases WHERE id = ?", arguments: [id])
                else { return nil }
                return try CaseStore.record(summary, whole, id, database)
            }
        }
        guard let found else { throw notFound(number) }
        return found
    }

    private static func record(_ summary: CaseSummary, _ whole: Row, _ id: Int64, _ database: Database) throws
        -> CaseRecord
    {
        let findings = try Row.fetchAll(
            database, sql: "SELECT * FROM findings WHERE caseID = ? ORDER BY position", arguments: [id]
        ).map {
            NewCase.Finding(code: $0["code"], severity: $0["severity"], cause: $0["cause"], summary: $0["summary"])
        }
        let captures = try Row.fetchAll(
            database,
            sql: "SELECT * FROM attachments JOIN captures USING (sha256) WHERE caseID = ? ORDER BY attachments.rowid",
            arguments: [id]
        ).map { StoredCapture(sha256: $0["sha256"], bytes: $0["bytes"], name: $0["name"]) }
        let samples = try Row.fetchAll(
            database, sql: "SELECT * FROM samples WHERE caseID = ? ORDER BY position", arguments: [id]
        ).map {
            CaseSample(
                calling: $0["calling"], called: $0["called"], startedAt: time($0, "startedAt"),
                direction: $0["direction"], call: $0["call"])
        }
        let deletions = try Row.fetchAll(
            database, sql: "SELECT * FROM deletions WHERE caseID = ? ORDER BY id", arguments: [id]
        ).map {
            CaseDeletion(
                at: CaptureTime(nanoseconds: $0["at"]), what: $0["what"], sha256: $0["sha256"], bytes: $0["bytes"],
                reason: $0["reason"], actor: $0["actor"])
        }
        return CaseRecord(
            summary: summary, program: whole["program"], programVersion: whole["programVersion"],
            channelReference: whole["channelReference"],
            representative: CaseRepresentative(
                name: whole["representativeName"], email: whole["representativeEmail"],
                phone: whole["representativePhone"]),
            importedFrom: whole["importedFrom"], samples: samples, deletions: deletions, findings: findings,
            captures: captures, submission: bytes(whole, "submission") ?? [],
            checkJSON: bytes(whole, "checkJSON") ?? [], analysisJSON: bytes(whole, "analysisJSON"),
            reportHTML: bytes(whole, "reportHTML") ?? [])
    }

    /// A returned submission by its number.
    public func returned(_ number: String) throws -> ReturnedSubmission {
        let found: ReturnedSubmission? = try mapped {
            try database.read { database in
                guard let id = CaseStore.id(number, prefix: "SUBMISSION-") else { return nil }
                let rows = try Row.fetchAll(
                    database, sql: "SELECT * FROM returnedSubmissions WHERE id = ? OR original = ? ORDER BY id",
                    arguments: [id, id])
                guard let first = rows.first, let last = rows.last, first["original"] == nil as Int64? else {
                    return nil
                }
                let caseID: Int64? = last["caseID"]
                return ReturnedSubmission(
                    number: "SUBMISSION-" + CivilDateTime.padded(Int(id), to: 6),
                    receivedAt: CaptureTime(nanoseconds: first["receivedAt"]),
                    submission: bytes(last, "submission") ?? [], versions: rows.count,
                    caseNumber: caseID.map { CaseStore.number($0) })
            }
        }
        guard let found else {
            throw CaseStoreError(.submissionNotFound, "there is no returned submission \(number) in \(folder).")
        }
        return found
    }

    // MARK: Rows

    static let summarySQL = """
        SELECT cases.id, openedAt, state, cases.severity, region, serviceIdentifier, cases.summary, channel, owner,
            customer, openedSeverity, openedRegion, closedAt, erasedAt,
            (SELECT code FROM findings WHERE caseID = cases.id
                ORDER BY CASE severity WHEN 'fault' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, position LIMIT 1)
                AS mainFinding FROM cases
        """

    static func summary(_ id: Int64, in database: Database) throws -> CaseSummary? {
        try Row.fetchOne(database, sql: summarySQL + " WHERE cases.id = ?", arguments: [id])
            .map { try summary($0, in: database) }
    }

    static func summary(_ row: Row, in database: Database) throws -> CaseSummary {
        let id: Int64 = row["id"]
        let events = try Row.fetchAll(
            database, sql: "SELECT * FROM events WHERE caseID = ? ORDER BY id", arguments: [id]
        ).map {
            CaseEvent(
                at: CaptureTime(nanoseconds: $0["at"]), kind: $0["kind"], actor: $0["actor"], text: $0["text"],
                target: $0["target"], waitingForCustomer: $0["waitingForCustomer"])
        }
        return CaseSummary(
            number: number(id), openedAt: CaptureTime(nanoseconds: row["openedAt"]), state: row["state"],
            severity: row["severity"], region: row["region"], serviceIdentifier: row["serviceIdentifier"],
            summary: row["summary"], mainFinding: row["mainFinding"], channel: row["channel"], owner: row["owner"],
            customer: row["customer"], openedSeverity: row["openedSeverity"] ?? row["severity"],
            openedRegion: row["openedRegion"] ?? row["region"], closedAt: time(row, "closedAt"),
            erasedAt: time(row, "erasedAt"), events: events)
    }

    private static func time(_ row: Row, _ column: String) -> CaptureTime? {
        let value: Int64? = row[column]
        return value.map { CaptureTime(nanoseconds: $0) }
    }

    // MARK: Search

    /// Writes what a search finds a case by.
    static func index(_ id: Int64, in database: Database) throws {
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM cases WHERE id = ?", arguments: [id]) else {
            return
        }
        var parts: [String?] = [
            row["serviceIdentifier"], row["summary"], row["customer"], row["representativeName"],
            row["representativeEmail"], row["channelReference"], row["owner"],
        ]
        parts += try String.fetchAll(
            database, sql: "SELECT code || ' ' || summary || ' ' || COALESCE(cause, '') FROM findings WHERE caseID = ?",
            arguments: [id])
        parts += try String.fetchAll(
            database, sql: "SELECT COALESCE(calling, '') || ' ' || COALESCE(called, '') FROM samples WHERE caseID = ?",
            arguments: [id])
        parts += try String.fetchAll(
            database, sql: "SELECT text FROM events WHERE caseID = ? AND kind NOT IN ('finding-attached', 'opened')",
            arguments: [id])
        parts += try String.fetchAll(database, sql: "SELECT name FROM attachments WHERE caseID = ?", arguments: [id])
        try database.execute(sql: "DELETE FROM caseSearch WHERE rowid = ?", arguments: [id])
        try database.execute(
            sql: "INSERT INTO caseSearch (rowid, number, content) VALUES (?, ?, ?)",
            arguments: [id, number(id), parts.compactMap { $0 }.joined(separator: " ")])
    }
}
