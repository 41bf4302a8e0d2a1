import CallVocabulary
import Cases

/// Forms that are being filled in, and captures on their way up, in tables of the store.
extension PostgresCases: DraftStore {
    // MARK: Drafts

    /// Keeps a new draft.
    public func begin(_ draft: Draft) throws {
        try write { connection in
            let count: Int? = try connection.run(
                "SELECT COUNT(*) AS count FROM drafts WHERE accountID = ? AND caseID IS NULL",
                [.integer(draft.accountID)]
            ).first?["count"]
            guard (count ?? 0) < DraftLimits.drafts else {
                throw CaseStoreError(
                    .caseConflict,
                    "there are \(DraftLimits.drafts) forms that were begun and not sent; send or remove one first.")
            }
            try connection.run(
                """
                INSERT INTO drafts (id, accountID, organisation, content, revision, createdAt, changedAt)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(draft.id), .integer(draft.accountID), .text(draft.organisation), .bytes(draft.content),
                    .integer(draft.revision), .integer(draft.createdAt.nanoseconds),
                    .integer(draft.changedAt.nanoseconds),
                ])
        }
    }

    /// A draft by its name.
    public func draft(_ id: String) throws -> Draft? {
        try read {
            try $0.run("SELECT * FROM drafts WHERE id = ?", [.text(id.kept)]).first.map { PostgresCases.draft($0) }
        }
    }

    /// The drafts of an account that are not sent.
    public func drafts(of accountID: Int64) throws -> [Draft] {
        try read {
            try $0.run(
                "SELECT * FROM drafts WHERE accountID = ? AND caseID IS NULL ORDER BY changedAt DESC, id",
                [.integer(accountID)]
            ).map { PostgresCases.draft($0) }
        }
    }

    /// Changes what was typed.
    public func change(draft id: String, content: [UInt8], expecting: Int64?, clock: any Clock) throws -> Draft {
        try write { connection in
            let row = try connection.run("SELECT * FROM drafts WHERE id = ? FOR UPDATE", [.text(id.kept)]).first
            guard let row else { throw CaseStoreError(.draftNotFound, "there is no such form.") }
            let current = PostgresCases.draft(row)
            if let number = current.caseNumber {
                throw CaseStoreError(.caseConflict, "the form was sent: it is \(number).", caseNumber: number)
            }
            guard expecting == nil || expecting == current.revision else {
                throw CaseStoreError(.draftChanged, "the form was changed in another window meanwhile.")
            }
            guard current.content != content else { return current }
            let changed = try connection.run(
                "UPDATE drafts SET content = ?, revision = revision + 1, changedAt = ? WHERE id = ? RETURNING *",
                [.bytes(content), .integer(clock.now.nanoseconds), .text(id)]
            ).first
            return changed.map { PostgresCases.draft($0) } ?? current
        }
    }

    /// Keeps the answer to a version.
    public func answer(draft id: String, revision: Int64, answer: [UInt8]) throws -> Bool {
        try write {
            try $0.run(
                """
                UPDATE drafts SET answer = ?, answeredRevision = ? WHERE id = ? AND revision = ? AND caseID IS NULL
                """, [.bytes(answer), .integer(revision), .text(id.kept), .integer(revision)]
            ).affected == 1
        }
    }

    /// Notes why a draft could not be sent.
    public func note(failure: String?, ofDraft id: String) throws {
        try write {
            try $0.run("UPDATE drafts SET failure = ? WHERE id = ?", [.text(failure?.kept), .text(id.kept)])
        }
    }

    /// Notes where the rest of a sent draft is kept.
    public func note(keptAs: String, ofDraft id: String) throws {
        try write { try $0.run("UPDATE drafts SET keptAs = ? WHERE id = ?", [.text(keptAs.kept), .text(id.kept)]) }
    }

    /// A draft becomes a case: inside the transaction that opens it, and once. What was typed is in the case from then on.
    static func settle(draft id: String, as caseID: Int64, in connection: PostgresConnection) throws {
        let changed = try connection.run(
            """
            UPDATE drafts SET caseID = ?, content = '', answer = NULL, failure = NULL WHERE id = ? AND caseID IS NULL
            """, [.integer(caseID), .text(id.kept)]
        ).affected
        guard changed == 1 else { throw CaseStoreError(.caseConflict, "the form was sent already, or removed.") }
        try connection.run("UPDATE uploads SET state = 'taken', receipt = NULL WHERE draft = ?", [.text(id.kept)])
    }

    /// Removes a draft with its uploads' rows.
    public func remove(draft id: String) throws -> [Upload] {
        try write { connection in
            let uploads = try connection.run("DELETE FROM uploads WHERE draft = ? RETURNING *", [.text(id.kept)])
                .map { PostgresCases.upload($0) }
            try connection.run("DELETE FROM drafts WHERE id = ? AND caseID IS NULL", [.text(id.kept)])
            return uploads
        }
    }

    /// Removes what nobody goes on with.
    public func expire(draftsBefore limit: CaptureTime, clock: any Clock) throws -> [Upload] {
        try write { connection in
            let now = PostgresValue.integer(clock.now.nanoseconds)
            let uploads = try connection.run(
                """
                DELETE FROM uploads WHERE state = 'taken' OR expiresAt < ? AND (draft IS NULL
                    OR draft NOT IN (SELECT id FROM drafts WHERE caseID IS NULL AND changedAt >= ?)) RETURNING *
                """, [now, .integer(limit.nanoseconds)]
            ).map { PostgresCases.upload($0) }
            try connection.run(
                "DELETE FROM drafts WHERE caseID IS NULL AND changedAt < ?", [.integer(limit.nanoseconds)])
            try connection.run("DELETE FROM sessions WHERE expiresAt < ?", [now])
            try connection.run("DELETE FROM links WHERE expiresAt < ?", [now])
            // Jobs that are over are asked about for a day.
            let day = clock.now.advanced(byNanoseconds: -JobLimits.keptSeconds * 1_000_000_000)
            try connection.run(
                "DELETE FROM jobs WHERE state IN ('done', 'failed') AND endedAt < ?", [.integer(day.nanoseconds)])
            return uploads
        }
    }

    private static func draft(_ row: PostgresRow) -> Draft {
        let caseID: Int64? = row["caseID"]
        return Draft(
            id: row["id"], accountID: row["accountID"], organisation: row["organisation"], content: row["content"],
            revision: row["revision"], answer: row["answer"], answeredRevision: row["answeredRevision"],
            caseNumber: caseID.map { number($0) }, keptAs: row["keptAs"], failure: row["failure"],
            createdAt: CaptureTime(nanoseconds: row["createdAt"]),
            changedAt: CaptureTime(nanoseconds: row["changedAt"]))
    }
}
