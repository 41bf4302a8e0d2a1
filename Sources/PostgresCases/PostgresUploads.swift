import CallVocabulary
import Cases

/// Captures on their way up: how far each is, and who writes it.
extension PostgresCases {
    /// Keeps a new upload.
    public func begin(_ upload: Upload) throws {
        try write { connection in
            if let draft = upload.draft {
                // Whoever adds captures to a form does so alone.
                try connection.run("SELECT id FROM drafts WHERE id = ? FOR UPDATE", [.text(draft.kept)])
                let count: Int? = try connection.run(
                    "SELECT COUNT(*) AS count FROM uploads WHERE draft = ?", [.text(draft.kept)]
                ).first?["count"]
                guard (count ?? 0) < DraftLimits.uploads else {
                    throw CaseStoreError(.captureTooLarge, "a form takes at most \(DraftLimits.uploads) captures.")
                }
            }
            try connection.run(
                """
                INSERT INTO uploads (id, accountID, organisation, draft, caseNumber, name, declaredBytes,
                    receivedBytes, writer, state, createdAt, expiresAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 'open', ?, ?)
                """,
                [
                    .text(upload.id), .integer(upload.accountID), .text(upload.organisation), .text(upload.draft?.kept),
                    .text(upload.caseNumber), .text(upload.name.kept), .integer(upload.declaredBytes.map(Int64.init)),
                    .integer(upload.createdAt.nanoseconds), .integer(upload.expiresAt.nanoseconds),
                ])
        }
    }

    /// An upload by its name.
    public func upload(_ id: String) throws -> Upload? {
        try read {
            try $0.run("SELECT * FROM uploads WHERE id = ?", [.text(id.kept)]).first.map { PostgresCases.upload($0) }
        }
    }

    /// The uploads of a draft.
    public func uploads(ofDraft id: String) throws -> [Upload] {
        try read {
            try $0.run("SELECT * FROM uploads WHERE draft = ? ORDER BY createdAt, position", [.text(id.kept)])
                .map { PostgresCases.upload($0) }
        }
    }

    /// The uploads to a case that are not taken yet.
    public func uploads(ofCase number: String) throws -> [Upload] {
        try read {
            try $0.run(
                "SELECT * FROM uploads WHERE caseNumber = ? AND state <> 'taken' ORDER BY createdAt, position",
                [.text(number.kept)]
            ).map { PostgresCases.upload($0) }
        }
    }

    /// Somebody begins to write.
    public func write(upload id: String) throws -> Upload {
        try write { connection in
            let row = try connection.run(
                "UPDATE uploads SET writer = writer + 1 WHERE id = ? AND state = 'open' RETURNING *", [.text(id.kept)]
            ).first
            guard let row else {
                throw CaseStoreError(.uploadNotFound, "there is no such upload that is still open.")
            }
            return PostgresCases.upload(row)
        }
    }

    /// Notes bytes that are safe.
    public func advance(_ upload: Upload, to bytes: Int, sha256: String?, clock: any Clock) throws -> Bool {
        let expiry = clock.now.advanced(byNanoseconds: DraftLimits.uploadSeconds * 1_000_000_000)
        return try write {
            try $0.run(
                """
                UPDATE uploads SET receivedBytes = ?, sha256 = ?, state = ?, expiresAt = ?
                WHERE id = ? AND writer = ? AND state = 'open'
                """,
                [
                    .integer(bytes), .text(sha256), .text((sha256 == nil ? Upload.State.open : .complete).rawValue),
                    .integer(expiry.nanoseconds), .text(upload.id), .integer(upload.writer),
                ]
            ).affected == 1
        }
    }

    /// Keeps what was found in an upload.
    public func note(receipt: [UInt8], state: Upload.State, ofUpload id: String) throws {
        try write {
            try $0.run(
                "UPDATE uploads SET receipt = ?, state = ? WHERE id = ? AND state <> 'open'",
                [.bytes(receipt), .text(state.rawValue), .text(id.kept)])
        }
    }

    /// The bytes of an upload are others now.
    public func replace(upload id: String, bytes: Int, sha256: String) throws -> Bool {
        try write {
            try $0.run(
                """
                UPDATE uploads SET receivedBytes = ?, declaredBytes = ?, sha256 = ?, state = 'complete', receipt = NULL
                WHERE id = ? AND state IN ('complete', 'inspected', 'unreadable')
                """, [.integer(bytes), .integer(bytes), .text(sha256.kept), .text(id.kept)]
            ).affected == 1
        }
    }

    /// Removes an upload's row.
    public func remove(upload id: String) throws {
        try write { try $0.run("DELETE FROM uploads WHERE id = ?", [.text(id.kept)]) }
    }

    static func upload(_ row: PostgresRow) -> Upload {
        Upload(
            id: row["id"], accountID: row["accountID"], organisation: row["organisation"], draft: row["draft"],
            caseNumber: row["caseNumber"], name: row["name"], declaredBytes: row["declaredBytes"],
            receivedBytes: row["receivedBytes"], writer: row["writer"],
            state: Upload.State(rawValue: row["state"]) ?? .open, sha256: row["sha256"], receipt: row["receipt"],
            createdAt: CaptureTime(nanoseconds: row["createdAt"]),
            expiresAt: CaptureTime(nanoseconds: row["expiresAt"]))
    }
}
