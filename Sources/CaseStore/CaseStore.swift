import CallVocabulary
import GRDB
import Glibc

/// Cases on disk: one SQLite file with write-ahead log, and captures as files beside it.
///
/// A case and all that belongs to it is written in one transaction, after its captures lie complete under their
/// hashes. Interrupted at any instant, the store holds the whole case or none of it; a capture file that no case names
/// is harmless and is swept when the store is next opened.
public struct CaseStore: Sendable {
    private let database: DatabasePool
    private let vault: CaptureVault
    /// The store's folder.
    public let folder: String

    /// The folder for a user's cases: `XDG_DATA_HOME/earshot`, else `HOME/.local/share/earshot`.
    public static func defaultFolder(environment: (String) -> String?) -> String {
        if let data = environment("XDG_DATA_HOME"), data.hasPrefix("/") { return data + "/earshot" }
        return (environment("HOME") ?? ".") + "/.local/share/earshot"
    }

    /// Opens the store in `folder`, making it if it is not there.
    public init(folder: String) throws {
        self.folder = folder
        try StoreFolder.create(folder)
        vault = try CaptureVault(folder: folder + "/captures")
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA foreign_keys = ON")
        }
        do {
            database = try DatabasePool(path: folder + "/cases.sqlite", configuration: configuration)
            try StoreSchema.migrator.migrate(database)
        } catch let error as DatabaseError {
            throw CaseStore.translate(error, folder)
        }
        try sweep()
    }

    private static func translate(_ error: DatabaseError, _ folder: String) -> CaseStoreError {
        if error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED {
            return CaseStoreError(
                .locked, "the store in \(folder) is in use by another process; try again when it is done.")
        }
        return CaseStoreError(
            .unusable,
            "the store in \(folder) cannot be used: \(error.message ?? "\(error.resultCode)"). Give another one with --store."
        )
    }

    private func mapped<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw CaseStore.translate(error, folder)
        }
    }

    // MARK: Writing

    /// Copies a capture into the store and opens the case with all that belongs to it; returns its number.
    public func open(_ new: NewCase, captures: [(path: String, name: String)]) throws -> String {
        try open(new, captures: captures, interrupt: nil)
    }

    /// The same, with a hook that may throw after each step, to prove what an interruption leaves behind.
    package func open(
        _ new: NewCase, captures: [(path: String, name: String)], interrupt: ((String) throws -> Void)?
    ) throws -> String {
        var stored: [StoredCapture] = []
        for capture in captures {
            stored.append(
                try vault.take(capture.path, name: capture.name) { step in try interrupt?("\(step)") })
        }
        return try mapped {
            try database.write { database in
                let number = try insert(new, stored, into: database)
                try interrupt?("written")
                return number
            }
        }
    }

    private func insert(_ new: NewCase, _ captures: [StoredCapture], into database: Database) throws -> String {
        try database.execute(
            sql: """
                INSERT INTO cases (openedAt, state, program, serviceIdentifier, severity, region, summary, submission,
                    checkJSON, analysisJSON, reportHTML) VALUES (?, 'new', ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                new.openedAt.nanoseconds, new.program, new.serviceIdentifier, new.severity, new.region, new.summary,
                blob(new.submission), blob(new.checkJSON), new.analysisJSON.map(blob), blob(new.reportHTML),
            ])
        let id = database.lastInsertedRowID
        try event(id, new.openedAt, "opened", "Case opened from an accepted submission.", in: database)
        for capture in captures {
            try database.execute(
                sql: "INSERT OR IGNORE INTO captures (sha256, bytes, storedAt) VALUES (?, ?, ?)",
                arguments: [capture.sha256, capture.bytes, new.openedAt.nanoseconds])
            try database.execute(
                sql: "INSERT OR IGNORE INTO attachments (caseID, sha256, name) VALUES (?, ?, ?)",
                arguments: [id, capture.sha256, capture.name])
            try event(
                id, new.openedAt, "capture-attached", "Capture \(capture.sha256.prefix(12)) attached.", in: database)
        }
        for (position, finding) in new.findings.enumerated() {
            try database.execute(
                sql:
                    "INSERT INTO findings (caseID, position, code, severity, cause, summary) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [id, position, finding.code, finding.severity, finding.cause, finding.summary])
            try event(id, new.openedAt, "finding-attached", finding.code, in: database)
        }
        return CaseStore.number(id)
    }

    private func event(_ id: Int64, _ at: CaptureTime, _ kind: String, _ text: String, in database: Database) throws {
        try database.execute(
            sql: "INSERT INTO events (caseID, at, kind, text) VALUES (?, ?, ?, ?)",
            arguments: [id, at.nanoseconds, kind, text])
    }

    /// Keeps a submission that was returned, so that nothing accepted by the door is lost; returns its number.
    public func keepReturned(_ submission: [UInt8], checkJSON: [UInt8], receivedAt: CaptureTime) throws -> String {
        try mapped {
            try database.write { database in
                try database.execute(
                    sql: "INSERT INTO returnedSubmissions (receivedAt, submission, checkJSON) VALUES (?, ?, ?)",
                    arguments: [receivedAt.nanoseconds, blob(submission), blob(checkJSON)])
                return "SUBMISSION-" + CivilDateTime.padded(Int(database.lastInsertedRowID), to: 6)
            }
        }
    }

    // MARK: Reading

    /// All cases, newest first.
    public func list() throws -> [CaseSummary] {
        try mapped {
            try database.read { database in
                try Row.fetchAll(database, sql: CaseStore.summarySQL + " ORDER BY cases.id DESC").map(summary)
            }
        }
    }

    /// One case with everything.
    public func record(_ number: String) throws -> CaseRecord {
        let id = CaseStore.id(number)
        let found: CaseRecord? = try mapped {
            try database.read { database in
                guard let id,
                    let row = try Row.fetchOne(
                        database, sql: CaseStore.summarySQL + " WHERE cases.id = ?", arguments: [id]),
                    let whole = try Row.fetchOne(database, sql: "SELECT * FROM cases WHERE id = ?", arguments: [id])
                else { return nil }
                let findings = try Row.fetchAll(
                    database, sql: "SELECT * FROM findings WHERE caseID = ? ORDER BY position", arguments: [id]
                ).map {
                    NewCase.Finding(
                        code: $0["code"], severity: $0["severity"], cause: $0["cause"], summary: $0["summary"])
                }
                let captures = try Row.fetchAll(
                    database,
                    sql:
                        "SELECT * FROM attachments JOIN captures USING (sha256) WHERE caseID = ? ORDER BY attachments.rowid",
                    arguments: [id]
                ).map { StoredCapture(sha256: $0["sha256"], bytes: $0["bytes"], name: $0["name"]) }
                let events = try Row.fetchAll(
                    database, sql: "SELECT * FROM events WHERE caseID = ? ORDER BY id", arguments: [id]
                ).map { CaseEvent(at: CaptureTime(nanoseconds: $0["at"]), kind: $0["kind"], text: $0["text"]) }
                return CaseRecord(
                    summary: summary(row), program: whole["program"], findings: findings, captures: captures,
                    events: events,
                    submission: bytes(whole, "submission") ?? [], checkJSON: bytes(whole, "checkJSON") ?? [],
                    analysisJSON: bytes(whole, "analysisJSON"), reportHTML: bytes(whole, "reportHTML") ?? [])
            }
        }
        guard let found else {
            throw CaseStoreError(.caseNotFound, "there is no case \(number) in \(folder); see earshot case list.")
        }
        return found
    }

    /// Where a stored capture lies, its bytes being what their hash says.
    public func verifiedPath(of capture: StoredCapture) throws -> String {
        guard vault.currentHash(of: capture.sha256) == capture.sha256 else {
            throw CaseStoreError(
                .damaged,
                "the capture \(capture.sha256.prefix(12)) in \(folder) is missing or was changed; restore it from a backup."
            )
        }
        return vault.path(of: capture.sha256)
    }

    private static let summarySQL = """
        SELECT cases.id, openedAt, state, cases.severity, region, serviceIdentifier, cases.summary,
            (SELECT code FROM findings WHERE caseID = cases.id ORDER BY position LIMIT 1) AS mainFinding FROM cases
        """

    private func summary(_ row: Row) -> CaseSummary {
        CaseSummary(
            number: CaseStore.number(row["id"]), openedAt: CaptureTime(nanoseconds: row["openedAt"]),
            state: row["state"],
            severity: row["severity"], region: row["region"], serviceIdentifier: row["serviceIdentifier"],
            summary: row["summary"], mainFinding: row["mainFinding"])
    }

    // MARK: Upkeep

    /// Removes what an interruption left: files without a name, and captures that no case names.
    private func sweep() throws {
        let known: Set<String> = try mapped {
            try database.read { try Set(String.fetchAll($0, sql: "SELECT sha256 FROM captures")) }
        }
        let root = vault.folder
        for prefix in StoreListing.names(in: root) where prefix.count == 2 {
            for name in StoreListing.names(in: "\(root)/\(prefix)") where name.count == 64 && !known.contains(name) {
                // Another process may be about to name it in a case: leave it alone for an hour.
                if StoreListing.ageSeconds("\(root)/\(prefix)/\(name)") > 3_600 { unlink("\(root)/\(prefix)/\(name)") }
            }
        }
        for name in StoreListing.names(in: root + "/incoming")
        where StoreListing.ageSeconds("\(root)/incoming/\(name)") > 3_600 {
            unlink("\(root)/incoming/\(name)")
        }
    }

    static func number(_ id: Int64) -> String { "CASE-" + CivilDateTime.padded(Int(id), to: 6) }

    static func id(_ number: String) -> Int64? {
        let text = number.uppercased()
        return Int64(text.hasPrefix("CASE-") ? String(text.dropFirst(5)) : text)
    }
}
