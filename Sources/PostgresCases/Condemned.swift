import Cases

/// What nothing names any more: condemned in the transaction that took the last name, deleted in one of its own.
extension PostgresCases {
    static func condemn(_ vault: String, _ sha256: String, in connection: PostgresConnection) throws {
        try connection.run(
            "INSERT INTO condemned (vault, sha256) VALUES (?, ?) ON CONFLICT DO NOTHING", [.text(vault), .text(sha256)])
    }

    /// Condemns a document if no case names it any more.
    static func condemnDocument(_ sha256: String, in connection: PostgresConnection) throws {
        try lock([sha256], in: connection)
        let isNamed =
            try connection.run(
                "SELECT 1 AS one FROM caseDocuments WHERE sha256 = ? LIMIT 1", [.text(sha256)]
            ).count > 0
        guard !isNamed else { return }
        try connection.run("DELETE FROM documents WHERE sha256 = ?", [.text(sha256)])
        try condemn("documents", sha256, in: connection)
    }

    /// Has the bytes of these hashes for this transaction alone: to name them, or to delete them. In one order everywhere, so
    /// that no two wait for each other.
    static func lock(_ hashes: [String], in connection: PostgresConnection) throws {
        for sha256 in Set(hashes).sorted() {
            try connection.run("SELECT pg_advisory_xact_lock(hashtextextended(?, 1))", [.text(sha256)])
        }
    }

    /// What an interruption left to do; costs one read where it left nothing.
    func settleIfNeeded() throws {
        guard try read({ try $0.run("SELECT 1 AS one FROM condemned LIMIT 1", []).count > 0 }) else { return }
        try settle()
    }

    /// Deletes what is condemned, each hash in a transaction of its own.
    func settle() throws {
        let condemned = try read { connection in
            try connection.run("SELECT vault, sha256 FROM condemned ORDER BY sha256", []).map {
                (vault: $0["vault"] as String, sha256: $0["sha256"] as String)
            }
        }
        for (name, sha256) in condemned {
            let isCapture = name == "captures"
            let vault = isCapture ? captureVault : documentVault
            try write { connection in
                try PostgresCases.lock([sha256], in: connection)
                let isNamed =
                    try connection.run(
                        "SELECT 1 AS one FROM \(isCapture ? "captures" : "documents") WHERE sha256 = ?", [.text(sha256)]
                    ).count > 0
                // Under the lock: nobody can name it between the question and the deletion.
                if !isNamed { try vault.delete(sha256) }
                try connection.run(
                    "DELETE FROM condemned WHERE vault = ? AND sha256 = ?", [.text(name), .text(sha256)])
            }
        }
    }

    /// Deletes files that no case names: what an interruption left between keeping a file and naming it.
    public func sweep() throws -> Int {
        var count = 0
        for (table, vault) in [("captures", captureVault), ("documents", documentVault)] {
            let known = try read { Set(try $0.run("SELECT sha256 FROM \(table)", []).column(as: String.self)) }
            for sha256 in vault.hashes() where !known.contains(sha256) {
                count += try write { connection in
                    try PostgresCases.lock([sha256], in: connection)
                    let sql = "SELECT 1 AS one FROM \(table) WHERE sha256 = ?"
                    guard try connection.run(sql, [.text(sha256)]).count == 0 else { return 0 }
                    try vault.delete(sha256)
                    return 1
                }
            }
        }
        return count
    }

    /// Reads every table's rows, every capture and every document.
    public func check(_ progress: (String) -> Void) throws -> StoreCheck {
        var check = StoreCheck()
        progress("the database")
        try checkTables(&check)
        for (what, vault, sql) in [
            (
                "capture", captureVault,
                """
                SELECT sha256, bytes, string_agg(caseID::text, ',' ORDER BY caseID) AS names FROM captures
                LEFT JOIN attachments USING (sha256) GROUP BY sha256, bytes ORDER BY sha256
                """
            ),
            (
                "document", documentVault,
                """
                SELECT sha256, bytes, string_agg(caseID::text, ',' ORDER BY caseID) AS names FROM documents
                LEFT JOIN caseDocuments USING (sha256) GROUP BY sha256, bytes ORDER BY sha256
                """
            ),
        ] {
            let rows = try read { connection in
                try connection.run(sql, []).map {
                    (sha256: $0["sha256"] as String, bytes: $0["bytes"] as Int, names: $0["names"] as String? ?? "")
                }
            }
            for (sha256, bytes, names) in rows {
                progress("\(what) \(sha256.prefix(12))")
                what == "capture" ? (check.captures += 1) : (check.documents += 1)
                check.bytes += bytes
                let words: String
                switch vault.state(of: sha256) {
                case .whole: continue
                case .missing: words = "is missing"
                case .changed: words = "is not what its hash says"
                }
                let cases = names.split(separator: ",").compactMap { Int64($0).map(PostgresCases.number) }
                check.problems.append("The \(what) \(sha256.prefix(12)) of \(cases.joined(separator: ", ")) \(words).")
            }
            let known = Set(rows.map(\.sha256))
            check.unnamed += vault.hashes().count { !known.contains($0) }
        }
        return check
    }

    private func checkTables(_ check: inout StoreCheck) throws {
        let (count, unlisted, without) = try read { connection in
            (
                try connection.run("SELECT COUNT(*) AS count FROM cases", []).first?["count"] as Int? ?? 0,
                try connection.run(
                    """
                    SELECT id FROM cases LEFT JOIN caseWords ON caseID = id WHERE caseID IS NULL ORDER BY id LIMIT 20
                    """, []
                ).column(as: Int64.self),
                try connection.run(
                    "SELECT id FROM cases LEFT JOIN contents ON caseID = id WHERE caseID IS NULL ORDER BY id LIMIT 20",
                    []
                ).column(as: Int64.self)
            )
        }
        check.cases = count
        for id in unlisted {
            check.problems.append("\(PostgresCases.number(id)) is not in the index: a search does not find it.")
        }
        for id in without { check.problems.append("\(PostgresCases.number(id)) has no submission.") }
    }
}
