import Cases
import Foundation
import GRDB

/// The store's tables. Migrations are numbered, go forward only, and are never edited once released.
struct StoreSchema {
    /// Where the third migration moves what was in rows.
    let documents: any CaptureVault

    var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: cases") { database in try database.execute(sql: StoreSchema.casesSQL) }
        migrator.registerMigration("2: work on cases") { database in try database.execute(sql: StoreSchema.workSQL) }
        migrator.registerMigration("3: documents out of rows") { [documents] database in
            try database.execute(sql: StoreSchema.documentsSQL)
            try StoreSchema.moveDocuments(to: documents, in: database)
            try database.execute(sql: StoreSchema.smallRowsSQL)
        }
        DeskSchema.register(in: &migrator)
        return migrator
    }

    private static let casesSQL = """
        CREATE TABLE cases (
            id INTEGER PRIMARY KEY AUTOINCREMENT, openedAt INTEGER NOT NULL, state TEXT NOT NULL,
            program TEXT NOT NULL, serviceIdentifier TEXT NOT NULL, severity TEXT NOT NULL,
            region TEXT NOT NULL, summary TEXT NOT NULL, submission BLOB NOT NULL, checkJSON BLOB NOT NULL,
            analysisJSON BLOB, reportHTML BLOB NOT NULL);
        CREATE TABLE captures (
            sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL, storedAt INTEGER NOT NULL);
        CREATE TABLE attachments (
            caseID INTEGER NOT NULL REFERENCES cases (id), sha256 TEXT NOT NULL REFERENCES captures (sha256),
            name TEXT NOT NULL, UNIQUE (caseID, sha256));
        CREATE TABLE findings (
            id INTEGER PRIMARY KEY, caseID INTEGER NOT NULL REFERENCES cases (id), position INTEGER NOT NULL,
            code TEXT NOT NULL, severity TEXT NOT NULL, cause TEXT, summary TEXT NOT NULL);
        CREATE TABLE events (
            id INTEGER PRIMARY KEY, caseID INTEGER NOT NULL REFERENCES cases (id), at INTEGER NOT NULL,
            kind TEXT NOT NULL, text TEXT NOT NULL);
        CREATE TABLE returnedSubmissions (
            id INTEGER PRIMARY KEY AUTOINCREMENT, receivedAt INTEGER NOT NULL, submission BLOB NOT NULL,
            checkJSON BLOB NOT NULL);
        CREATE TRIGGER eventsStay BEFORE UPDATE ON events
            BEGIN SELECT RAISE (ABORT, 'events are never changed'); END;
        CREATE TRIGGER eventsRemain BEFORE DELETE ON events
            BEGIN SELECT RAISE (ABORT, 'events are never deleted'); END;
        """

    /// Who, how and why; samples to search by; what was deleted, with proof; full-text search.
    private static let workSQL = """
        ALTER TABLE cases ADD COLUMN channel TEXT NOT NULL DEFAULT 'web';
        ALTER TABLE cases ADD COLUMN channelReference TEXT;
        ALTER TABLE cases ADD COLUMN customer TEXT;
        ALTER TABLE cases ADD COLUMN representativeName TEXT;
        ALTER TABLE cases ADD COLUMN representativeEmail TEXT;
        ALTER TABLE cases ADD COLUMN representativePhone TEXT;
        ALTER TABLE cases ADD COLUMN owner TEXT;
        ALTER TABLE cases ADD COLUMN programVersion TEXT NOT NULL DEFAULT '';
        ALTER TABLE cases ADD COLUMN openedSeverity TEXT;
        ALTER TABLE cases ADD COLUMN openedRegion TEXT;
        ALTER TABLE cases ADD COLUMN closedAt INTEGER;
        ALTER TABLE cases ADD COLUMN erasedAt INTEGER;
        ALTER TABLE cases ADD COLUMN importedFrom TEXT;
        UPDATE cases SET openedSeverity = severity, openedRegion = region;
        ALTER TABLE events ADD COLUMN actor TEXT NOT NULL DEFAULT '';
        ALTER TABLE events ADD COLUMN target TEXT;
        ALTER TABLE events ADD COLUMN waitingForCustomer INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE returnedSubmissions ADD COLUMN original INTEGER REFERENCES returnedSubmissions (id);
        ALTER TABLE returnedSubmissions ADD COLUMN caseID INTEGER REFERENCES cases (id);
        CREATE TABLE samples (
            caseID INTEGER NOT NULL REFERENCES cases (id), position INTEGER NOT NULL, calling TEXT, called TEXT,
            startedAt INTEGER, direction TEXT, call TEXT, PRIMARY KEY (caseID, position));
        CREATE TABLE deletions (
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, caseID INTEGER, what TEXT NOT NULL, sha256 TEXT NOT NULL,
            bytes INTEGER NOT NULL, reason TEXT NOT NULL, actor TEXT NOT NULL);
        CREATE VIRTUAL TABLE caseSearch USING fts5 (number, content, tokenize = 'unicode61 remove_diacritics 2');
        INSERT INTO caseSearch (rowid, number, content)
            SELECT id, 'CASE-' || printf('%06d', id), serviceIdentifier || ' ' || summary FROM cases;
        DROP TRIGGER eventsStay;
        CREATE TRIGGER eventsStay BEFORE UPDATE ON events
            WHEN (SELECT erasedAt FROM cases WHERE id = OLD.caseID) IS NULL OR NEW.text <> '(erased)'
                OR NEW.kind <> OLD.kind OR NEW.at <> OLD.at OR NEW.caseID <> OLD.caseID
            BEGIN SELECT RAISE (ABORT, 'events are never changed'); END;
        CREATE TRIGGER deletionsStay BEFORE UPDATE ON deletions
            BEGIN SELECT RAISE (ABORT, 'proofs of deletion are never changed'); END;
        CREATE TRIGGER deletionsRemain BEFORE DELETE ON deletions
            BEGIN SELECT RAISE (ABORT, 'proofs of deletion are never deleted'); END;
        """

    /// Contents in a table of their own; documents in the vault; what is to be deleted; indexes; jobs.
    private static let documentsSQL = """
        CREATE TABLE contents (
            caseID INTEGER PRIMARY KEY REFERENCES cases (id), submission BLOB NOT NULL, submissionFormat TEXT,
            receivedAt INTEGER, checkJSON BLOB NOT NULL, patternsJSON BLOB);
        INSERT INTO contents (caseID, submission, checkJSON) SELECT id, submission, checkJSON FROM cases;
        CREATE TABLE documents (sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL);
        CREATE TABLE caseDocuments (
            caseID INTEGER NOT NULL REFERENCES cases (id), kind TEXT NOT NULL,
            sha256 TEXT NOT NULL REFERENCES documents (sha256), PRIMARY KEY (caseID, kind));
        CREATE TABLE condemned (vault TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (vault, sha256));
        ALTER TABLE cases ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE cases ADD COLUMN mainFinding TEXT;
        ALTER TABLE cases ADD COLUMN findingCount INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX eventsByCase ON events (caseID);
        CREATE INDEX findingsByCase ON findings (caseID, position);
        CREATE INDEX attachmentsByCapture ON attachments (sha256);
        CREATE INDEX documentsByHash ON caseDocuments (sha256);
        CREATE INDEX casesByState ON cases (state);
        CREATE INDEX returnedByOriginal ON returnedSubmissions (original);
        CREATE INDEX returnedByCase ON returnedSubmissions (caseID);
        CREATE INDEX deletionsByCase ON deletions (caseID);
        UPDATE cases SET mainFinding = (SELECT code FROM findings WHERE caseID = cases.id
                ORDER BY CASE severity WHEN 'fault' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, position LIMIT 1),
            findingCount = (SELECT COUNT(*) FROM findings WHERE caseID = cases.id);
        CREATE TABLE jobs (
            id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, subject TEXT NOT NULL, state TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0, lease INTEGER NOT NULL DEFAULT 0, leasedUntil INTEGER,
            reason TEXT, putAt INTEGER NOT NULL, endedAt INTEGER);
        CREATE UNIQUE INDEX jobsWaiting ON jobs (kind, subject) WHERE state = 'ready';
        CREATE INDEX jobsByState ON jobs (state, kind, id);
        """

    private static let smallRowsSQL = """
        ALTER TABLE cases DROP COLUMN submission;
        ALTER TABLE cases DROP COLUMN checkJSON;
        ALTER TABLE cases DROP COLUMN analysisJSON;
        ALTER TABLE cases DROP COLUMN reportHTML;
        """

    /// The analyses and reports of a store of the second version, one after the other. Interrupted, they are moved again.
    private static func moveDocuments(to vault: any CaptureVault, in database: Database) throws {
        for id in try Int64.fetchAll(database, sql: "SELECT id FROM cases ORDER BY id") {
            for (kind, column) in [("analysis", "analysisJSON"), ("report", "reportHTML")] {
                let sql = "SELECT \(column) FROM cases WHERE id = ?"
                guard let content = try Data.fetchOne(database, sql: sql, arguments: [id]), !content.isEmpty else {
                    continue
                }
                let writer = try vault.begin(limit: .max)
                try content.withUnsafeBytes { try writer.append($0) }
                let held = try writer.finish()
                defer { vault.release(held) }
                try vault.keep(held)
                try database.execute(
                    sql: "INSERT OR IGNORE INTO documents (sha256, bytes) VALUES (?, ?)",
                    arguments: [held.sha256, held.bytes])
                try database.execute(
                    sql: "INSERT INTO caseDocuments (caseID, kind, sha256) VALUES (?, ?, ?)",
                    arguments: [id, kind, held.sha256])
            }
        }
    }
}

/// Bytes as the database keeps them.
func blob(_ bytes: [UInt8]) -> Data { Data(bytes) }

/// A column of bytes.
func bytes(_ row: Row, _ column: String) -> [UInt8]? {
    let data: Data? = row[column]
    return data.map { Array($0) }
}
