import CallVocabulary
import Cases

/// What is read of the store.
extension PostgresCases {
    /// One case with everything.
    public func record(_ number: String) throws -> CaseRecord {
        let found: CaseRecord? = try read { connection in
            guard let id = PostgresCases.id(number), let summary = try PostgresCases.summary(id, in: connection),
                let whole = try connection.run(
                    "SELECT * FROM cases LEFT JOIN contents ON caseID = id WHERE id = ?", [.integer(id)]
                ).first
            else { return nil }
            return try PostgresCases.record(summary, whole, id, connection)
        }
        guard let found else { throw notFound(number) }
        return found
    }

    private static func record(
        _ summary: CaseSummary, _ whole: PostgresRow, _ id: Int64, _ connection: PostgresConnection
    ) throws -> CaseRecord {
        var record = CaseRecord(
            summary: summary, program: whole["program"], programVersion: whole["programVersion"],
            channelReference: whole["channelReference"],
            representative: CaseRepresentative(
                name: whole["representativeName"], email: whole["representativeEmail"],
                phone: whole["representativePhone"]),
            importedFrom: whole["importedFrom"], findingCount: whole["findingCount"],
            submission: whole["submission"], submissionFormat: whole["submissionFormat"],
            receivedAt: time(whole, "receivedAt"), checkJSON: whole["checkJSON"], patternsJSON: whole["patternsJSON"])
        record.findings = try connection.run(
            "SELECT * FROM findings WHERE caseID = ? ORDER BY position", [.integer(id)]
        ).map {
            CaseFinding(code: $0["code"], severity: $0["severity"], cause: $0["cause"], summary: $0["summary"])
        }
        record.captures = try connection.run(
            "SELECT * FROM attachments JOIN captures USING (sha256) WHERE caseID = ? ORDER BY position",
            [.integer(id)]
        ).map { StoredCapture(sha256: $0["sha256"], bytes: $0["bytes"], name: $0["name"]) }
        record.samples = try connection.run(
            "SELECT * FROM samples WHERE caseID = ? ORDER BY position", [.integer(id)]
        ).map {
            CaseSample(
                calling: $0["calling"], called: $0["called"], startedAt: time($0, "startedAt"),
                direction: $0["direction"], call: $0["call"])
        }
        record.deletions = try connection.run(
            "SELECT * FROM deletions WHERE caseID = ? ORDER BY id", [.integer(id)]
        ).map {
            CaseDeletion(
                at: CaptureTime(nanoseconds: $0["at"]), what: $0["what"], sha256: $0["sha256"], bytes: $0["bytes"],
                reason: $0["reason"], actor: $0["actor"])
        }
        try connection.run(
            "SELECT * FROM caseDocuments JOIN documents USING (sha256) WHERE caseID = ?", [.integer(id)]
        ).forEach { row in
            let document = StoredDocument(sha256: row["sha256"], bytes: row["bytes"])
            if row["kind"] == "analysis" { record.analysis = document } else { record.report = document }
        }
        return record
    }

    // MARK: Rows

    static let summaryColumns = """
        SELECT cases.id, openedAt, state, cases.severity, region, serviceIdentifier, cases.summary, channel, owner,
            customer, openedSeverity, openedRegion, closedAt, erasedAt, mainFinding, revision FROM cases
        """

    /// A case with its whole history.
    static func summary(_ id: Int64, in connection: PostgresConnection) throws -> CaseSummary? {
        guard let row = try connection.run(summaryColumns + " WHERE cases.id = ?", [.integer(id)]).first else {
            return nil
        }
        var summary = summary(row)
        summary.events = try connection.run(
            "SELECT * FROM events WHERE caseID = ? ORDER BY position", [.integer(id)]
        ).map {
            CaseEvent(
                at: CaptureTime(nanoseconds: $0["at"]), kind: CaseEvent.Kind(rawValue: $0["kind"]),
                actor: $0["actor"], text: $0["text"], target: $0["target"],
                waitingForCustomer: $0["waitingForCustomer"])
        }
        return summary
    }

    static func summary(_ row: PostgresRow) -> CaseSummary {
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

    static func time(_ row: PostgresRow, _ column: String) -> CaptureTime? {
        let value: Int64? = row[column]
        return value.map { CaptureTime(nanoseconds: $0) }
    }
}
