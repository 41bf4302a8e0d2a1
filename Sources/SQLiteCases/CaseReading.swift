import CallVocabulary
import Cases
import GRDB

/// What is read of the store.
extension SQLiteCases {
    /// One case with everything.
    public func record(_ number: String) throws -> CaseRecord {
        let found: CaseRecord? = try read { database in
            guard let id = SQLiteCases.id(number), let summary = try SQLiteCases.summary(id, in: database),
                let whole = try Row.fetchOne(
                    database, sql: "SELECT * FROM cases LEFT JOIN contents ON caseID = id WHERE id = ?", arguments: [id]
                )
            else { return nil }
            return try SQLiteCases.record(summary, whole, id, database)
        }
        guard let found else { throw notFound(number) }
        return found
    }

    private static func record(_ summary: CaseSummary, _ whole: Row, _ id: Int64, _ database: Database) throws
        -> CaseRecord
    {
        var record = CaseRecord(
            summary: summary, program: whole["program"], programVersion: whole["programVersion"],
            channelReference: whole["channelReference"],
            representative: CaseRepresentative(
                name: whole["representativeName"], email: whole["representativeEmail"],
                phone: whole["representativePhone"]),
            importedFrom: whole["importedFrom"], findingCount: whole["findingCount"],
            submission: bytes(whole, "submission") ?? [], submissionFormat: whole["submissionFormat"],
            receivedAt: time(whole, "receivedAt"), checkJSON: bytes(whole, "checkJSON") ?? [],
            patternsJSON: bytes(whole, "patternsJSON"))
        record.findings = try Row.fetchAll(
            database, sql: "SELECT * FROM findings WHERE caseID = ? ORDER BY position", arguments: [id]
        ).map {
            CaseFinding(code: $0["code"], severity: $0["severity"], cause: $0["cause"], summary: $0["summary"])
        }
        record.captures = try Row.fetchAll(
            database,
            sql: "SELECT * FROM attachments JOIN captures USING (sha256) WHERE caseID = ? ORDER BY attachments.rowid",
            arguments: [id]
        ).map { StoredCapture(sha256: $0["sha256"], bytes: $0["bytes"], name: $0["name"]) }
        record.samples = try Row.fetchAll(
            database, sql: "SELECT * FROM samples WHERE caseID = ? ORDER BY position", arguments: [id]
        ).map {
            CaseSample(
                calling: $0["calling"], called: $0["called"], startedAt: time($0, "startedAt"),
                direction: $0["direction"], call: $0["call"])
        }
        record.deletions = try Row.fetchAll(
            database, sql: "SELECT * FROM deletions WHERE caseID = ? ORDER BY id", arguments: [id]
        ).map {
            CaseDeletion(
                at: CaptureTime(nanoseconds: $0["at"]), what: $0["what"], sha256: $0["sha256"], bytes: $0["bytes"],
                reason: $0["reason"], actor: $0["actor"])
        }
        for row in try Row.fetchAll(
            database, sql: "SELECT * FROM caseDocuments JOIN documents USING (sha256) WHERE caseID = ?", arguments: [id]
        ) {
            let document = StoredDocument(sha256: row["sha256"], bytes: row["bytes"])
            switch row["kind"] as String {
            case "analysis": record.analysis = document
            default: record.report = document
            }
        }
        return record
    }

    // MARK: Rows

    static let summarySQL = """
        SELECT cases.id, openedAt, state, cases.severity, region, serviceIdentifier, cases.summary, channel, owner,
            customer, openedSeverity, openedRegion, closedAt, erasedAt, mainFinding, revision FROM cases
        """

    /// A case with its whole history.
    static func summary(_ id: Int64, in database: Database) throws -> CaseSummary? {
        guard let row = try Row.fetchOne(database, sql: summarySQL + " WHERE cases.id = ?", arguments: [id]) else {
            return nil
        }
        var summary = summary(row)
        summary.events = try Row.fetchAll(
            database, sql: "SELECT * FROM events WHERE caseID = ? ORDER BY id", arguments: [id]
        ).map {
            CaseEvent(
                at: CaptureTime(nanoseconds: $0["at"]), kind: CaseEvent.Kind(rawValue: $0["kind"]),
                actor: $0["actor"], text: $0["text"], target: $0["target"],
                waitingForCustomer: $0["waitingForCustomer"])
        }
        return summary
    }

    static func summary(_ row: Row) -> CaseSummary {
        let severity: String = row["severity"]
        let region: String = row["region"]
        return CaseSummary(
            number: number(row["id"]), openedAt: CaptureTime(nanoseconds: row["openedAt"]),
            state: CaseState(rawValue: row["state"]), severity: severity, region: region,
            serviceIdentifier: row["serviceIdentifier"], summary: row["summary"], mainFinding: row["mainFinding"],
            channel: row["channel"], owner: row["owner"], customer: row["customer"],
            openedSeverity: row["openedSeverity"] ?? severity, openedRegion: row["openedRegion"] ?? region,
            closedAt: time(row, "closedAt"), erasedAt: time(row, "erasedAt"),
            revision: CaseRevision(rawValue: row["revision"]))
    }

    private static func time(_ row: Row, _ column: String) -> CaptureTime? {
        let value: Int64? = row[column]
        return value.map { CaptureTime(nanoseconds: $0) }
    }
}
