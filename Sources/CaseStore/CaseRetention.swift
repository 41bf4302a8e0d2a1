import CallVocabulary
import GRDB
import Glibc

/// Deleting what need not be kept, with proof: the hash of what was deleted, when, why and by whom.
extension CaseStore {
    /// Deletes the captures of a case; a file that another case holds too stays for that case.
    @discardableResult
    public func deleteCaptures(of number: String, reason: String, at time: CaptureTime, by actor: String) throws -> Int
    {
        let record = try record(number)
        guard let id = CaseStore.id(number) else { throw notFound(number) }
        var orphans: [String] = []
        try mapped {
            try database.write { database in
                for capture in record.captures {
                    try CaseStore.prove(
                        "capture", capture.sha256, capture.bytes, of: id, reason, time, actor, in: database)
                    try CaseStore.event(
                        id,
                        CaseEvent(
                            at: time, kind: "capture-deleted", actor: actor,
                            text: "Capture \(capture.sha256.prefix(12)) deleted: \(reason)."), in: database)
                    try database.execute(
                        sql: "DELETE FROM attachments WHERE caseID = ? AND sha256 = ?", arguments: [id, capture.sha256])
                    let others = try Int.fetchOne(
                        database, sql: "SELECT COUNT(*) FROM attachments WHERE sha256 = ?", arguments: [capture.sha256])
                    if others == 0 {
                        try database.execute(sql: "DELETE FROM captures WHERE sha256 = ?", arguments: [capture.sha256])
                        orphans.append(capture.sha256)
                    }
                }
                try CaseStore.index(id, in: database)
            }
        }
        // Only after the transaction: a file without a row is swept, a row without a file would be damage.
        for sha256 in orphans { unlink(vault.path(of: sha256)) }
        return record.captures.count
    }

    /// Erases the content of a case: captures, submission, reports, samples, words of the history. Its number, times,
    /// states and the proofs stay.
    public func erase(_ number: String, reason: String, at time: CaptureTime, by actor: String) throws {
        try deleteCaptures(of: number, reason: reason, at: time, by: actor)
        let record = try record(number)
        guard let id = CaseStore.id(number) else { throw notFound(number) }
        try mapped {
            try database.write { database in
                for (what, content) in [
                    ("submission", record.submission), ("check", record.checkJSON),
                    ("analysis", record.analysisJSON ?? []), ("report", record.reportHTML),
                ] where !content.isEmpty {
                    try CaseStore.prove(
                        what, CaptureVault.hash(of: content), content.count, of: id, reason, time, actor, in: database)
                }
                try database.execute(
                    sql: """
                        UPDATE cases SET serviceIdentifier = '(erased)', summary = '(erased)', submission = x'',
                            checkJSON = x'', analysisJSON = NULL, reportHTML = x'', customer = NULL,
                            representativeName = NULL, representativeEmail = NULL, representativePhone = NULL,
                            channelReference = NULL, erasedAt = ? WHERE id = ?
                        """, arguments: [time.nanoseconds, id])
                try database.execute(sql: "DELETE FROM samples WHERE caseID = ?", arguments: [id])
                try database.execute(sql: "UPDATE findings SET summary = '(erased)' WHERE caseID = ?", arguments: [id])
                try database.execute(
                    sql: """
                        UPDATE events SET text = '(erased)', actor = '',
                            target = CASE kind WHEN 'assigned' THEN NULL ELSE target END WHERE caseID = ?
                        """, arguments: [id])
                try CaseStore.event(
                    id, CaseEvent(at: time, kind: "erased", actor: actor, text: "Content erased: \(reason)."),
                    in: database)
                try CaseStore.index(id, in: database)
            }
        }
    }

    /// Deletes returned submissions that were received before `limit` and never completed; returns how many.
    public func deleteReturned(before limit: CaptureTime, reason: String, at time: CaptureTime, by actor: String) throws
        -> Int
    {
        try mapped {
            try database.write { database in
                let rows = try Row.fetchAll(
                    database,
                    sql:
                        "SELECT * FROM returnedSubmissions WHERE caseID IS NULL AND receivedAt < ? AND length(submission) > 0",
                    arguments: [limit.nanoseconds])
                for row in rows {
                    let content = bytes(row, "submission") ?? []
                    try CaseStore.prove(
                        "returned-submission", CaptureVault.hash(of: content), content.count, of: nil, reason, time,
                        actor, in: database)
                    let id: Int64 = row["id"]
                    // The row stays, so that its number is never given again.
                    try database.execute(
                        sql: "UPDATE returnedSubmissions SET submission = x'', checkJSON = x'' WHERE id = ?",
                        arguments: [id])
                }
                return rows.count
            }
        }
    }

    private static func prove(
        _ what: String, _ sha256: String, _ bytes: Int, of id: Int64?, _ reason: String, _ time: CaptureTime,
        _ actor: String, in database: Database
    ) throws {
        try database.execute(
            sql:
                "INSERT INTO deletions (at, caseID, what, sha256, bytes, reason, actor) VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [time.nanoseconds, id, what, sha256, bytes, reason, actor])
    }
}
