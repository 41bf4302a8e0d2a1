import CallVocabulary
import Cases
import Foundation
import GRDB

/// Forms that are being filled in, and captures on their way up, in tables of the store.
extension SQLiteCases: DraftStore {
    // MARK: Drafts

    /// Keeps a new draft.
    public func begin(_ draft: Draft) throws {
        try write { database in
            let count = try Int.fetchOne(
                database, sql: "SELECT COUNT(*) FROM drafts WHERE accountID = ? AND caseID IS NULL",
                arguments: [draft.accountID])
            guard (count ?? 0) < DraftLimits.drafts else {
                throw CaseStoreError(
                    .caseConflict,
                    "there are \(DraftLimits.drafts) forms that were begun and not sent; send or remove one first.")
            }
            try database.execute(
                sql: """
                    INSERT INTO drafts (id, accountID, organisation, content, revision, createdAt, changedAt)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    draft.id, draft.accountID, draft.organisation, blob(draft.content), draft.revision,
                    draft.createdAt.nanoseconds, draft.changedAt.nanoseconds,
                ])
        }
    }

    /// A draft by its name.
    public func draft(_ id: String) throws -> Draft? {
        try read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM drafts WHERE id = ?", arguments: [id])
                .map { SQLiteCases.draft($0) }
        }
    }

    /// The drafts of an account that are not sent.
    public func drafts(of accountID: Int64) throws -> [Draft] {
        try read {
            try Row.fetchAll(
                $0, sql: "SELECT * FROM drafts WHERE accountID = ? AND caseID IS NULL ORDER BY changedAt DESC, id",
                arguments: [accountID]
            ).map { SQLiteCases.draft($0) }
        }
    }

    /// Changes what was typed.
    public func change(draft id: String, content: [UInt8], expecting: Int64?, clock: any Clock) throws -> Draft {
        try write { database in
            guard let row = try Row.fetchOne(database, sql: "SELECT * FROM drafts WHERE id = ?", arguments: [id])
            else { throw CaseStoreError(.draftNotFound, "there is no such form.") }
            let current = SQLiteCases.draft(row)
            if let number = current.caseNumber {
                throw CaseStoreError(.caseConflict, "the form was sent: it is \(number).", caseNumber: number)
            }
            guard expecting == nil || expecting == current.revision else {
                throw CaseStoreError(.draftChanged, "the form was changed in another window meanwhile.")
            }
            guard current.content != content else { return current }
            try database.execute(
                sql: "UPDATE drafts SET content = ?, revision = revision + 1, changedAt = ? WHERE id = ?",
                arguments: [blob(content), clock.now.nanoseconds, id])
            var changed = current
            changed.content = content
            changed.revision += 1
            changed.changedAt = clock.now
            return changed
        }
    }

    /// Keeps the answer to a version.
    public func answer(draft id: String, revision: Int64, answer: [UInt8]) throws -> Bool {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE drafts SET answer = ?, answeredRevision = ?
                    WHERE id = ? AND revision = ? AND caseID IS NULL
                    """,
                arguments: [blob(answer), revision, id, revision])
            return database.changesCount == 1
        }
    }

    /// Notes why a draft could not be sent.
    public func note(failure: String?, ofDraft id: String) throws {
        try write {
            try $0.execute(sql: "UPDATE drafts SET failure = ? WHERE id = ?", arguments: [failure?.kept, id])
        }
    }

    /// Notes where the rest of a sent draft is kept.
    public func note(keptAs: String, ofDraft id: String) throws {
        try write { try $0.execute(sql: "UPDATE drafts SET keptAs = ? WHERE id = ?", arguments: [keptAs, id]) }
    }

    /// A draft becomes a case: inside the transaction that opens it, and once. What was typed is in the case from then on.
    func settle(draft id: String, as caseID: Int64, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE drafts SET caseID = ?, content = x'', answer = NULL, failure = NULL
                WHERE id = ? AND caseID IS NULL
                """,
            arguments: [caseID, id])
        guard database.changesCount == 1 else {
            throw CaseStoreError(.caseConflict, "the form was sent already, or removed.")
        }
        try database.execute(
            sql: "UPDATE uploads SET state = 'taken', receipt = NULL WHERE draft = ?", arguments: [id])
    }

    /// Removes a draft with its uploads' rows.
    public func remove(draft id: String) throws -> [Upload] {
        try write { database in
            let uploads = try Row.fetchAll(database, sql: "SELECT * FROM uploads WHERE draft = ?", arguments: [id])
                .map { SQLiteCases.upload($0) }
            try database.execute(sql: "DELETE FROM uploads WHERE draft = ?", arguments: [id])
            try database.execute(sql: "DELETE FROM drafts WHERE id = ? AND caseID IS NULL", arguments: [id])
            return uploads
        }
    }

    /// Removes what nobody goes on with.
    public func expire(draftsBefore limit: CaptureTime, clock: any Clock) throws -> [Upload] {
        try write { database in
            let now = clock.now.nanoseconds
            let old = """
                SELECT * FROM uploads WHERE state = 'taken' OR expiresAt < ? AND (draft IS NULL
                    OR draft NOT IN (SELECT id FROM drafts WHERE caseID IS NULL AND changedAt >= ?))
                """
            let uploads = try Row.fetchAll(database, sql: old, arguments: [now, limit.nanoseconds])
                .map { SQLiteCases.upload($0) }
            for upload in uploads {
                try database.execute(sql: "DELETE FROM uploads WHERE id = ?", arguments: [upload.id])
            }
            try database.execute(
                sql: "DELETE FROM drafts WHERE caseID IS NULL AND changedAt < ?", arguments: [limit.nanoseconds])
            try database.execute(sql: "DELETE FROM sessions WHERE expiresAt < ?", arguments: [now])
            try database.execute(sql: "DELETE FROM links WHERE expiresAt < ?", arguments: [now])
            // Jobs that are over are asked about for a day.
            let day = clock.now.advanced(byNanoseconds: -JobLimits.keptSeconds * 1_000_000_000)
            try database.execute(
                sql: "DELETE FROM jobs WHERE state IN ('done', 'failed') AND endedAt < ?", arguments: [day.nanoseconds])
            return uploads
        }
    }

    private static func draft(_ row: Row) -> Draft {
        let caseID: Int64? = row["caseID"]
        return Draft(
            id: row["id"], accountID: row["accountID"], organisation: row["organisation"],
            content: bytes(row, "content") ?? [], revision: row["revision"], answer: bytes(row, "answer"),
            answeredRevision: row["answeredRevision"], caseNumber: caseID.map { number($0) }, keptAs: row["keptAs"],
            failure: row["failure"], createdAt: CaptureTime(nanoseconds: row["createdAt"]),
            changedAt: CaptureTime(nanoseconds: row["changedAt"]))
    }

    // MARK: Uploads

    /// Keeps a new upload.
    public func begin(_ upload: Upload) throws {
        try write { database in
            if let draft = upload.draft {
                let count = try Int.fetchOne(
                    database, sql: "SELECT COUNT(*) FROM uploads WHERE draft = ?", arguments: [draft])
                guard (count ?? 0) < DraftLimits.uploads else {
                    throw CaseStoreError(.captureTooLarge, "a form takes at most \(DraftLimits.uploads) captures.")
                }
            }
            try database.execute(
                sql: """
                    INSERT INTO uploads (id, accountID, organisation, draft, caseNumber, name, declaredBytes,
                        receivedBytes, writer, state, createdAt, expiresAt)
                    VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 'open', ?, ?)
                    """,
                arguments: [
                    upload.id, upload.accountID, upload.organisation, upload.draft, upload.caseNumber,
                    upload.name.kept, upload.declaredBytes, upload.createdAt.nanoseconds,
                    upload.expiresAt.nanoseconds,
                ])
        }
    }

    /// An upload by its name.
    public func upload(_ id: String) throws -> Upload? {
        try read { try SQLiteCases.upload(id, in: $0) }
    }

    /// The uploads of a draft.
    public func uploads(ofDraft id: String) throws -> [Upload] {
        try read {
            try Row.fetchAll(
                $0, sql: "SELECT * FROM uploads WHERE draft = ? ORDER BY createdAt, rowid", arguments: [id]
            ).map { SQLiteCases.upload($0) }
        }
    }

    /// The uploads to a case that are not taken yet.
    public func uploads(ofCase number: String) throws -> [Upload] {
        try read {
            try Row.fetchAll(
                $0, sql: "SELECT * FROM uploads WHERE caseNumber = ? AND state <> 'taken' ORDER BY createdAt, rowid",
                arguments: [number]
            ).map { SQLiteCases.upload($0) }
        }
    }

    /// Somebody begins to write.
    public func write(upload id: String) throws -> Upload {
        try write { database in
            try database.execute(
                sql: "UPDATE uploads SET writer = writer + 1 WHERE id = ? AND state = 'open'", arguments: [id])
            guard database.changesCount == 1, let upload = try SQLiteCases.upload(id, in: database) else {
                throw CaseStoreError(.uploadNotFound, "there is no such upload that is still open.")
            }
            return upload
        }
    }

    /// Notes bytes that are safe.
    public func advance(_ upload: Upload, to bytes: Int, sha256: String?, clock: any Clock) throws -> Bool {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE uploads SET receivedBytes = ?, sha256 = ?, state = ?, expiresAt = ?
                    WHERE id = ? AND writer = ? AND state = 'open'
                    """,
                arguments: [
                    bytes, sha256, (sha256 == nil ? Upload.State.open : .complete).rawValue,
                    clock.now.advanced(byNanoseconds: DraftLimits.uploadSeconds * 1_000_000_000).nanoseconds,
                    upload.id, upload.writer,
                ])
            return database.changesCount == 1
        }
    }

    /// Keeps what was found in an upload.
    public func note(receipt: [UInt8], state: Upload.State, ofUpload id: String) throws {
        try write {
            try $0.execute(
                sql: "UPDATE uploads SET receipt = ?, state = ? WHERE id = ? AND state <> 'open'",
                arguments: [blob(receipt), state.rawValue, id])
        }
    }

    /// The bytes of an upload are others now.
    public func replace(upload id: String, bytes: Int, sha256: String) throws -> Bool {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE uploads SET receivedBytes = ?, declaredBytes = ?, sha256 = ?, state = 'complete', receipt = NULL
                    WHERE id = ? AND state IN ('complete', 'inspected', 'unreadable')
                    """,
                arguments: [bytes, bytes, sha256, id])
            return database.changesCount == 1
        }
    }

    /// Removes an upload's row.
    public func remove(upload id: String) throws {
        try write { try $0.execute(sql: "DELETE FROM uploads WHERE id = ?", arguments: [id]) }
    }

    private static func upload(_ id: String, in database: Database) throws -> Upload? {
        try Row.fetchOne(database, sql: "SELECT * FROM uploads WHERE id = ?", arguments: [id]).map { upload($0) }
    }

    private static func upload(_ row: Row) -> Upload {
        Upload(
            id: row["id"], accountID: row["accountID"], organisation: row["organisation"], draft: row["draft"],
            caseNumber: row["caseNumber"], name: row["name"], declaredBytes: row["declaredBytes"],
            receivedBytes: row["receivedBytes"], writer: row["writer"],
            state: Upload.State(rawValue: row["state"]) ?? .open, sha256: row["sha256"],
            receipt: bytes(row, "receipt"), createdAt: CaptureTime(nanoseconds: row["createdAt"]),
            expiresAt: CaptureTime(nanoseconds: row["expiresAt"]))
    }
}
