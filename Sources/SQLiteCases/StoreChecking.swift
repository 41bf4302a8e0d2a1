import Cases
import GRDB
import Glibc

/// A look at everything: the file, its indexes, every capture and every document.
extension SQLiteCases {
    /// Reads the file, its indexes, every capture and every document.
    public func check(_ progress: (String) -> Void) throws -> StoreCheck {
        var check = StoreCheck()
        progress("the file of cases")
        try checkFile(&check)
        let captures: [(String, Int, String)] = try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT sha256, bytes, group_concat(caseID) AS names FROM captures
                    LEFT JOIN attachments USING (sha256) GROUP BY sha256
                    """
            ).map { ($0["sha256"], $0["bytes"], $0["names"] ?? "") }
        }
        let documents: [(String, Int, String)] = try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT sha256, bytes, group_concat(caseID) AS names FROM documents
                    LEFT JOIN caseDocuments USING (sha256) GROUP BY sha256
                    """
            ).map { ($0["sha256"], $0["bytes"], $0["names"] ?? "") }
        }
        for (what, vault, rows) in [
            ("capture", captureVault, captures), ("document", documentVault, documents),
        ] {
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
                let cases = names.split(separator: ",").compactMap { Int64($0).map(SQLiteCases.number) }
                check.problems.append(
                    "The \(what) \(sha256.prefix(12)) of \(cases.joined(separator: ", ")) \(words).")
            }
            let known = Set(rows.map(\.0))
            check.unnamed += vault.hashes().count { !known.contains($0) }
        }
        return check
    }

    private func checkFile(_ check: inout StoreCheck) throws {
        check.cases = (try? read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM cases") }) ?? 0
        do {
            let (damage, orphans) = try read { database in
                (
                    try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" },
                    try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").count
                )
            }
            for line in damage { check.problems.append("The file of cases is damaged: \(line).") }
            if orphans > 0 { check.problems.append("\(orphans) rows name a case or a file that is not there.") }
            let unlisted = try read { database in
                try Int64.fetchAll(
                    database, sql: "SELECT id FROM cases WHERE id NOT IN (SELECT rowid FROM caseSearch)")
            }
            for id in unlisted.prefix(20) {
                check.problems.append("\(SQLiteCases.number(id)) is not in the index: a search does not find it.")
            }
        } catch let error as CaseStoreError where error.code == .damaged {
            check.problems.append("The file of cases cannot be read whole: \(error.description)")
        }
        guard pool != nil else { return }
        do {
            try write { try $0.execute(sql: "INSERT INTO caseSearch (caseSearch) VALUES ('integrity-check')") }
        } catch let error as CaseStoreError where error.code == .damaged {
            check.problems.append("The index of words is damaged: searches may miss cases.")
        }
    }

    /// Whether what is deleted is overwritten, as the connection that writes says.
    package func secureDeleteIsOn() throws -> Bool {
        try write { try Int.fetchOne($0, sql: "PRAGMA secure_delete") } == 1
    }

    /// Deletes files that no case names: what an interruption left between keeping a file and naming it.
    ///
    /// In a transaction, so that nobody names one meanwhile.
    public func sweep() throws -> Int {
        let (captures, documents) = (captureVault, documentVault)
        return try writeDeleting { database in
            var count = 0
            for (table, vault) in [("captures", captures), ("documents", documents)] {
                let known = try Set(String.fetchAll(database, sql: "SELECT sha256 FROM \(table)"))
                for sha256 in vault.hashes() where !known.contains(sha256) {
                    try vault.delete(sha256)
                    count += 1
                }
            }
            return count
        }
    }
}
