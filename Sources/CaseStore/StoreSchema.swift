import Foundation
import GRDB

/// The store's tables. Migrations go forward only and are never edited once released.
enum StoreSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: cases") { database in
            try database.execute(
                sql: """
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
                    """)
        }
        return migrator
    }
}

/// Bytes as the database keeps them.
func blob(_ bytes: [UInt8]) -> Data { Data(bytes) }

/// A column of bytes.
func bytes(_ row: Row, _ column: String) -> [UInt8]? {
    let data: Data? = row[column]
    return data.map { Array($0) }
}
