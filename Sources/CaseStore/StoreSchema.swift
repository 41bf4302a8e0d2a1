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
        migrator.registerMigration("2: work on cases") { database in
            try database.execute(sql: workSQL)
        }
        return migrator
    }
}

extension StoreSchema {
    /// Who, how and why; samples to search by; what was deleted, with proof; full-text search.
    fileprivate static let workSQL = """
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
}

/// Bytes as the database keeps them.
func blob(_ bytes: [UInt8]) -> Data { Data(bytes) }

/// A column of bytes.
func bytes(_ row: Row, _ column: String) -> [UInt8]? {
    let data: Data? = row[column]
    return data.map { Array($0) }
}
