import CallVocabulary
import Cases
import Crypto
import GRDB

/// Deleting what need not be kept, with proof: what it was, its hash, when, why and by whom.
///
/// Rows are overwritten where they were (`secure_delete`, see `StoreFile`); files are condemned in the same transaction
/// and deleted after it (`settle()`), when nothing names them any more; then the index is optimized, which drops the
/// words of rows that are gone, and the log is emptied. Interrupted anywhere, what is left to do is done when the store
/// is next opened to write.
extension SQLiteCases {
    /// Deletes the captures of a case with proof.
    @discardableResult
    public func deleteCaptures(of number: String, reason: String, clock: any Clock, by actor: String) throws -> Int {
        let count = try writeDeleting { database in
            let id = try knownID(number, in: database)
            let last = try Int64.fetchOne(
                database, sql: "SELECT at FROM events WHERE caseID = ? ORDER BY id DESC LIMIT 1", arguments: [id])
            let now = clock.now(notBefore: last.map { CaptureTime(nanoseconds: $0) })
            let count = try deleteCaptures(of: id, Proof(reason: reason, at: now, actor: actor), in: database)
            try SQLiteCases.advance(id, in: database)
            try SQLiteCases.index(id, in: database)
            try condemnTraces(in: database)
            return count
        }
        try settle()
        return count
    }

    /// Why, when and by whom something is deleted.
    private struct Proof {
        var reason: String
        var at: CaptureTime
        var actor: String

        func record(_ what: String, _ sha256: String, _ bytes: Int, of id: Int64?, in database: Database) throws {
            try database.execute(
                sql: """
                    INSERT INTO deletions (at, caseID, what, sha256, bytes, reason, actor) VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [at.nanoseconds, id, what, sha256, bytes, reason, actor])
        }

        func record(_ what: String, _ content: [UInt8], of id: Int64?, in database: Database) throws {
            guard !content.isEmpty else { return }
            let hash = SHA256.hash(data: content).reduce(into: "") {
                $0 += ($1 < 16 ? "0" : "") + String($1, radix: 16)
            }
            try record(what, hash, content.count, of: id, in: database)
        }
    }

    private func deleteCaptures(of id: Int64, _ proof: Proof, in database: Database) throws -> Int {
        let captures = try Row.fetchAll(
            database,
            sql: "SELECT sha256, bytes FROM attachments JOIN captures USING (sha256) WHERE caseID = ?",
            arguments: [id])
        for capture in captures {
            let sha256: String = capture["sha256"]
            try proof.record("capture", sha256, capture["bytes"], of: id, in: database)
            try SQLiteCases.event(
                id,
                CaseEvent(
                    at: proof.at, kind: .captureDeleted, actor: proof.actor,
                    text: "Capture \(sha256.prefix(12)) deleted: \(proof.reason)."), in: database)
            try database.execute(
                sql: "DELETE FROM attachments WHERE caseID = ? AND sha256 = ?", arguments: [id, sha256])
            let others = try Int.fetchOne(
                database, sql: "SELECT COUNT(*) FROM attachments WHERE sha256 = ?", arguments: [sha256])
            guard others == 0 else { continue }
            try database.execute(sql: "DELETE FROM captures WHERE sha256 = ?", arguments: [sha256])
            try SQLiteCases.condemn("captures", sha256, in: database)
        }
        return captures.count
    }

    /// Erases the content of a case wherever it lies, with proof.
    public func erase(_ number: String, reason: String, clock: any Clock, by actor: String) throws {
        try writeDeleting { database in
            let id = try knownID(number, in: database)
            guard let summary = try SQLiteCases.summary(id, in: database) else { throw notFound(number) }
            let now = clock.now(notBefore: summary.events.last?.at)
            let proof = Proof(reason: reason, at: now, actor: actor)
            let indexed = try SQLiteCases.searchedText(id, in: database)
            _ = try deleteCaptures(of: id, proof, in: database)
            try eraseDocuments(of: id, proof, in: database)
            try eraseSubmissions(of: id, proof, in: database)
            try eraseWords(of: id, summary, proof, in: database)
            try proof.record("search-index", Array(indexed.utf8), of: id, in: database)
            let erased = try String.fetchAll(
                database, sql: "SELECT what FROM deletions WHERE caseID = ? AND at = ? ORDER BY id",
                arguments: [id, now.nanoseconds])
            let named = erased.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            try SQLiteCases.event(
                id,
                CaseEvent(
                    at: now, kind: .erased, actor: actor,
                    text: "Content erased: \(reason). Gone: \(named.joined(separator: ", ")); the log is emptied."),
                in: database)
            try SQLiteCases.advance(id, in: database)
            try SQLiteCases.index(id, in: database)
            try condemnTraces(in: database)
        }
        try settle()
    }

    private func eraseDocuments(of id: Int64, _ proof: Proof, in database: Database) throws {
        for row in try Row.fetchAll(
            database,
            sql: "SELECT * FROM caseDocuments JOIN documents USING (sha256) WHERE caseID = ? ORDER BY kind",
            arguments: [id])
        {
            try proof.record(row["kind"], row["sha256"], row["bytes"], of: id, in: database)
            try database.execute(
                sql: "DELETE FROM caseDocuments WHERE caseID = ? AND kind = ?",
                arguments: [id, row["kind"] as String])
            try SQLiteCases.condemnDocument(row["sha256"], in: database)
        }
    }

    /// The submission, its check, and the returned submissions that became this case.
    private func eraseSubmissions(of id: Int64, _ proof: Proof, in database: Database) throws {
        if let row = try Row.fetchOne(database, sql: "SELECT * FROM contents WHERE caseID = ?", arguments: [id]) {
            try proof.record("submission", bytes(row, "submission") ?? [], of: id, in: database)
            try proof.record("check", bytes(row, "checkJSON") ?? [], of: id, in: database)
        }
        try database.execute(
            sql: """
                UPDATE contents SET submission = x'', submissionFormat = NULL, checkJSON = x'', patternsJSON = NULL
                WHERE caseID = ?
                """, arguments: [id])
        for row in try Row.fetchAll(
            database, sql: "SELECT * FROM returnedSubmissions WHERE caseID = ? ORDER BY id", arguments: [id])
        {
            try proof.record("returned-submission", bytes(row, "submission") ?? [], of: id, in: database)
        }
        try SQLiteCases.emptyReturned("caseID = ?", [id], in: database)
    }

    /// Names, numbers and words.
    private func eraseWords(of id: Int64, _ summary: CaseSummary, _ proof: Proof, in database: Database) throws {
        if let row = try Row.fetchOne(database, sql: "SELECT * FROM cases WHERE id = ?", arguments: [id]) {
            let details: [String?] = [
                row["serviceIdentifier"], row["summary"], row["customer"], row["representativeName"],
                row["representativeEmail"], row["representativePhone"], row["channelReference"],
            ]
            // The hash of a name or a number would tell it to who guesses.
            let size = details.compactMap { $0?.utf8.count }.reduce(0, +)
            try proof.record("details", "", size, of: id, in: database)
        }
        if let owner = summary.owner { try proof.record("owner", "", owner.utf8.count, of: id, in: database) }
        let samples = try String.fetchAll(
            database,
            sql: "SELECT COALESCE(calling, '') || ' ' || COALESCE(called, '') FROM samples WHERE caseID = ?",
            arguments: [id])
        let size = samples.reduce(0) { $0 + $1.utf8.count }
        if size > 0 { try proof.record("samples", "", size, of: id, in: database) }
        let history = summary.events.map { "\($0.actor) \($0.text)" }.joined(separator: "\n")
        try proof.record("history", Array(history.utf8), of: id, in: database)
        try database.execute(
            sql: """
                UPDATE cases SET serviceIdentifier = '(erased)', summary = '(erased)', customer = NULL,
                    representativeName = NULL, representativeEmail = NULL, representativePhone = NULL,
                    channelReference = NULL, owner = NULL, erasedAt = ?, state = 'erased' WHERE id = ?
                """, arguments: [proof.at.nanoseconds, id])
        try database.execute(sql: "DELETE FROM samples WHERE caseID = ?", arguments: [id])
        try database.execute(sql: "UPDATE findings SET summary = '(erased)' WHERE caseID = ?", arguments: [id])
        try database.execute(
            sql: """
                UPDATE events SET text = '(erased)', actor = '',
                    target = CASE kind WHEN 'assigned' THEN NULL ELSE target END WHERE caseID = ?
                """, arguments: [id])
    }

    /// Erases the content of returned submissions that were never completed, with proof.
    public func deleteReturned(before limit: CaptureTime, reason: String, clock: any Clock, by actor: String) throws
        -> Int
    {
        try deleteReturned(clock: clock, by: actor, reason: reason) { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT id FROM returnedSubmissions
                    WHERE caseID IS NULL AND receivedAt < ? AND length(submission) > 0
                    """, arguments: [limit.nanoseconds])
        }
    }

    /// Erases the content of a returned submission, all its versions, with proof.
    public func eraseReturned(_ number: String, reason: String, clock: any Clock, by actor: String) throws {
        let found = try returned(number)
        if let caseNumber = found.caseNumber {
            throw CaseStoreError(
                .submissionConflict, "\(found.number) became \(caseNumber), and is erased with it.",
                caseNumber: caseNumber)
        }
        guard found.summary.state != .erased else {
            throw CaseStoreError(.submissionConflict, "\(found.number) was erased already.")
        }
        _ = try deleteReturned(clock: clock, by: actor, reason: reason) { database in
            guard let id = SQLiteCases.id(number, prefix: "SUBMISSION-") else { return [] }
            return try Int64.fetchAll(
                database, sql: "SELECT id FROM returnedSubmissions WHERE id = ? OR original = ? ORDER BY id",
                arguments: [id, id])
        }
    }

    private func deleteReturned(
        clock: any Clock, by actor: String, reason: String, _ choose: (Database) throws -> [Int64]
    ) throws -> Int {
        let count = try writeDeleting { database in
            let proof = Proof(reason: reason, at: clock.now, actor: actor)
            let ids = try choose(database)
            for id in ids {
                guard
                    let row = try Row.fetchOne(
                        database, sql: "SELECT * FROM returnedSubmissions WHERE id = ?", arguments: [id])
                else { continue }
                try proof.record("returned-submission", bytes(row, "submission") ?? [], of: nil, in: database)
                // The row stays, so that its number is never given again.
                try SQLiteCases.emptyReturned("id = ?", [id], in: database)
                if row["original"] == nil as Int64? {
                    try SQLiteCases.returnedEvent(
                        id, CaseEvent(at: proof.at, kind: .erased, actor: actor, text: "Content erased: \(reason)."),
                        in: database)
                }
            }
            if !ids.isEmpty { try condemnTraces(in: database) }
            return ids.count
        }
        if count > 0 { try settle() }
        return count
    }

    // MARK: What is condemned

    static func condemn(_ vault: String, _ sha256: String, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR IGNORE INTO condemned (vault, sha256) VALUES (?, ?)", arguments: [vault, sha256])
    }

    /// Condemns a document if no case names it any more.
    static func condemnDocument(_ sha256: String, in database: Database) throws {
        let others = try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM caseDocuments WHERE sha256 = ?", arguments: [sha256])
        guard others == 0 else { return }
        try database.execute(sql: "DELETE FROM documents WHERE sha256 = ?", arguments: [sha256])
        try condemn("documents", sha256, in: database)
    }

    /// What the index and the log still hold.
    private func condemnTraces(in database: Database) throws { try SQLiteCases.condemn("traces", "", in: database) }

    /// What an interruption left to do; costs one read where it left nothing.
    func settleIfNeeded() throws {
        guard try read({ try Bool.fetchOne($0, sql: "SELECT 1 FROM condemned LIMIT 1") }) == true else { return }
        try settle()
    }

    /// Deletes what is condemned: files, then the words in the index, then the log.
    func settle() throws {
        let (captures, documents) = (captureVault, documentVault)
        let hasTraces = try writeDeleting { database in
            for row in try Row.fetchAll(database, sql: "SELECT * FROM condemned") {
                let sha256: String = row["sha256"]
                // In the transaction: nobody can name it between the question and the deletion.
                switch row["vault"] as String {
                case "captures":
                    let names = try Int.fetchOne(
                        database, sql: "SELECT COUNT(*) FROM captures WHERE sha256 = ?", arguments: [sha256])
                    if names == 0 { try captures.delete(sha256) }
                case "documents":
                    let names = try Int.fetchOne(
                        database, sql: "SELECT COUNT(*) FROM documents WHERE sha256 = ?", arguments: [sha256])
                    if names == 0 { try documents.delete(sha256) }
                default: continue
                }
            }
            try database.execute(sql: "DELETE FROM condemned WHERE vault <> 'traces'")
            return try Bool.fetchOne(database, sql: "SELECT 1 FROM condemned LIMIT 1") == true
        }
        guard hasTraces else { return }
        try writeDeleting { database in
            try database.execute(sql: "INSERT INTO caseSearch (caseSearch) VALUES ('optimize')")
        }
        guard try emptyLog() else { return }
        try writeDeleting { try $0.execute(sql: "DELETE FROM condemned WHERE vault = 'traces'") }
    }

    /// Moves the log into the file and cuts it to nothing; false while others read it.
    private func emptyLog() throws -> Bool {
        guard let pool else { return false }
        do {
            // Readers of this process would keep the log from being cut.
            pool.releaseMemory()
            _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            return true
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
            return false
        } catch let error as DatabaseError {
            throw SQLiteCases.translate(error, folder)
        }
    }
}
