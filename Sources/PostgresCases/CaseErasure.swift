import CallVocabulary
import Cases

/// Deleting what need not be kept, with proof: what it was, its hash, when, why and by whom.
///
/// Rows are emptied in the transaction; what they held before leaves the database's files when it is vacuumed, and its
/// archives and backups as those are given up (`docs/OPERATIONS.md`). Files are condemned in the same transaction and
/// deleted after it (`settle()`), when nothing names them any more.
extension PostgresCases {
    /// Deletes the captures of a case with proof.
    @discardableResult
    public func deleteCaptures(of number: String, reason: String, clock: any Clock, by actor: String) throws -> Int {
        let count = try write { connection in
            let id = try lockedID(number, in: connection)
            let last: Int64? = try connection.run(
                "SELECT at FROM events WHERE caseID = ? ORDER BY position DESC LIMIT 1", [.integer(id)]
            ).first?["at"]
            let now = clock.now(notBefore: last.map { CaptureTime(nanoseconds: $0) })
            let proof = DeletionProof(reason: reason, at: now, actor: actor)
            let count = try deleteCaptures(of: id, proof, in: connection)
            try PostgresCases.advance(id, in: connection)
            try PostgresCases.index(id, in: connection)
            return count
        }
        try settle()
        return count
    }

    private func deleteCaptures(of id: Int64, _ proof: DeletionProof, in connection: PostgresConnection) throws -> Int {
        let captures = try connection.run(
            "SELECT sha256, bytes FROM attachments JOIN captures USING (sha256) WHERE caseID = ? ORDER BY position",
            [.integer(id)]
        ).map { (sha256: $0["sha256"] as String, bytes: $0["bytes"] as Int) }
        try PostgresCases.lock(captures.map(\.sha256), in: connection)
        for (sha256, bytes) in captures {
            try proof.record("capture", sha256, bytes, of: id, in: connection)
            let text = "Capture \(sha256.prefix(12)) deleted: \(proof.reason)."
            try PostgresCases.add(
                [CaseEvent(at: proof.at, kind: .captureDeleted, actor: proof.actor, text: text)], to: id,
                in: connection)
            try connection.run(
                "DELETE FROM attachments WHERE caseID = ? AND sha256 = ?", [.integer(id), .text(sha256)])
            let isNamed =
                try connection.run(
                    "SELECT 1 AS one FROM attachments WHERE sha256 = ? LIMIT 1", [.text(sha256)]
                ).count > 0
            guard !isNamed else { continue }
            try connection.run("DELETE FROM captures WHERE sha256 = ?", [.text(sha256)])
            try PostgresCases.condemn("captures", sha256, in: connection)
        }
        return captures.count
    }

    /// Erases the content of a case wherever it lies, with proof.
    public func erase(_ number: String, reason: String, clock: any Clock, by actor: String) throws {
        try write { connection in
            let id = try lockedID(number, in: connection)
            let summary = try requiredSummary(id, in: connection)
            let now = clock.now(notBefore: summary.events.last?.at)
            let proof = DeletionProof(reason: reason, at: now, actor: actor)
            let indexed = try PostgresCases.searchedText(id, in: connection)
            _ = try deleteCaptures(of: id, proof, in: connection)
            try eraseDocuments(of: id, proof, in: connection)
            try eraseSubmissions(of: id, proof, in: connection)
            try eraseWords(of: id, summary, proof, in: connection)
            try proof.record("search-index", Array(indexed.utf8), of: id, in: connection)
            let erased: [String] = try connection.run(
                "SELECT what FROM deletions WHERE caseID = ? AND at = ? ORDER BY id",
                [.integer(id), .integer(now.nanoseconds)]
            ).column()
            let named = erased.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            let text = "Content erased: \(reason). Gone: \(named.joined(separator: ", "))."
            try PostgresCases.add(
                [CaseEvent(at: now, kind: .erased, actor: actor, text: text)], to: id, in: connection)
            try PostgresCases.advance(id, in: connection)
            try PostgresCases.index(id, in: connection)
        }
        try settle()
    }

    private func eraseDocuments(of id: Int64, _ proof: DeletionProof, in connection: PostgresConnection) throws {
        let documents = try connection.run(
            "SELECT * FROM caseDocuments JOIN documents USING (sha256) WHERE caseID = ? ORDER BY kind",
            [.integer(id)]
        ).map { (kind: $0["kind"] as String, sha256: $0["sha256"] as String, bytes: $0["bytes"] as Int) }
        try PostgresCases.lock(documents.map(\.sha256), in: connection)
        for (kind, sha256, bytes) in documents {
            try proof.record(kind, sha256, bytes, of: id, in: connection)
            try connection.run(
                "DELETE FROM caseDocuments WHERE caseID = ? AND kind = ?", [.integer(id), .text(kind)])
            try PostgresCases.condemnDocument(sha256, in: connection)
        }
    }

    /// The submission, its check, and the returned submissions that became this case.
    private func eraseSubmissions(of id: Int64, _ proof: DeletionProof, in connection: PostgresConnection) throws {
        if let row = try connection.run("SELECT * FROM contents WHERE caseID = ?", [.integer(id)]).first {
            try proof.record("submission", row["submission"] as [UInt8], of: id, in: connection)
            try proof.record("check", row["checkJSON"] as [UInt8], of: id, in: connection)
        }
        try connection.run(
            """
            UPDATE contents SET submission = '', submissionFormat = NULL, checkJSON = '', patternsJSON = NULL
            WHERE caseID = ?
            """, [.integer(id)])
        let returned = try connection.run(
            "SELECT id, submission FROM returnedSubmissions WHERE caseID = ? ORDER BY id FOR UPDATE", [.integer(id)])
        try returned.forEach {
            try proof.record("returned-submission", $0["submission"] as [UInt8], of: id, in: connection)
        }
        let ids = returned.map { $0["id"] as Int64 }
        if !ids.isEmpty { try PostgresCases.emptyReturned(ids, in: connection) }
    }

    /// Names, numbers and words.
    private func eraseWords(
        of id: Int64, _ summary: CaseSummary, _ proof: DeletionProof, in connection: PostgresConnection
    ) throws {
        if let row = try connection.run("SELECT * FROM cases WHERE id = ?", [.integer(id)]).first {
            let details: [String?] = [
                row["serviceIdentifier"], row["summary"], row["customer"], row["representativeName"],
                row["representativeEmail"], row["representativePhone"], row["channelReference"],
            ]
            // The hash of a name or a number would tell it to who guesses.
            let size = details.compactMap { $0?.utf8.count }.reduce(0, +)
            try proof.record("details", "", size, of: id, in: connection)
        }
        if let owner = summary.owner { try proof.record("owner", "", owner.utf8.count, of: id, in: connection) }
        let samples: [String] = try connection.run(
            "SELECT COALESCE(calling, '') || ' ' || COALESCE(called, '') FROM samples WHERE caseID = ?",
            [.integer(id)]
        ).column()
        let size = samples.reduce(0) { $0 + $1.utf8.count }
        if size > 0 { try proof.record("samples", "", size, of: id, in: connection) }
        let history = summary.events.map { "\($0.actor) \($0.text)" }.joined(separator: "\n")
        try proof.record("history", Array(history.utf8), of: id, in: connection)
        try connection.run(
            """
            UPDATE cases SET serviceIdentifier = '(erased)', summary = '(erased)', customer = NULL,
                representativeName = NULL, representativeEmail = NULL, representativePhone = NULL,
                channelReference = NULL, owner = NULL, erasedAt = ?, state = 'erased' WHERE id = ?
            """, [.integer(proof.at.nanoseconds), .integer(id)])
        try connection.run("DELETE FROM samples WHERE caseID = ?", [.integer(id)])
        try connection.run("UPDATE findings SET summary = '(erased)' WHERE caseID = ?", [.integer(id)])
        try connection.run("SELECT earshotEraseEvents(?)", [.integer(id)])
    }

    // MARK: Returned submissions

    /// Erases the content of returned submissions that were never completed, with proof.
    public func deleteReturned(before limit: CaptureTime, reason: String, clock: any Clock, by actor: String) throws
        -> Int
    {
        try deleteReturned(clock: clock, by: actor, reason: reason) { connection in
            try connection.run(
                """
                SELECT id FROM returnedSubmissions
                WHERE caseID IS NULL AND receivedAt < ? AND length(submission) > 0 ORDER BY id FOR UPDATE
                """, [.integer(limit.nanoseconds)]
            ).column()
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
        _ = try deleteReturned(clock: clock, by: actor, reason: reason) { connection in
            guard let id = PostgresCases.id(number, prefix: "SUBMISSION-") else { return [] }
            // A version that became a case meanwhile is erased with that.
            return try connection.run(
                """
                SELECT id FROM returnedSubmissions WHERE (id = ? OR original = ?) AND caseID IS NULL ORDER BY id FOR UPDATE
                """, [.integer(id), .integer(id)]
            ).column()
        }
    }

    private func deleteReturned(
        clock: any Clock, by actor: String, reason: String, _ choose: (PostgresConnection) throws -> [Int64]
    ) throws -> Int {
        try write { connection in
            let proof = DeletionProof(reason: reason, at: clock.now, actor: actor)
            let ids = try choose(connection)
            for id in ids {
                guard
                    let row = try connection.run(
                        "SELECT original, submission FROM returnedSubmissions WHERE id = ?", [.integer(id)]
                    ).first
                else { continue }
                try proof.record("returned-submission", row["submission"] as [UInt8], of: nil, in: connection)
                // The row stays, so that its number is never given again.
                try PostgresCases.emptyReturned([id], in: connection)
                if row["original"] as Int64? == nil {
                    try PostgresCases.returnedEvent(
                        id, CaseEvent(at: proof.at, kind: .erased, actor: actor, text: "Content erased: \(reason)."),
                        in: connection)
                }
            }
            return ids.count
        }
    }
}

/// Why, when and by whom something is deleted.
struct DeletionProof {
    var reason: String
    var at: CaptureTime
    var actor: String

    func record(_ what: String, _ sha256: String, _ bytes: Int, of id: Int64?, in connection: PostgresConnection) throws
    {
        try connection.run(
            "INSERT INTO deletions (at, caseID, what, sha256, bytes, reason, actor) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                .integer(at.nanoseconds), .integer(id), .text(what), .text(sha256), .integer(bytes),
                .text(reason.kept), .text(actor.kept),
            ])
    }

    func record(_ what: String, _ content: [UInt8], of id: Int64?, in connection: PostgresConnection) throws {
        guard !content.isEmpty else { return }
        try record(what, Digest.hexadecimal(of: content), content.count, of: id, in: connection)
    }
}
