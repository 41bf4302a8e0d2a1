import GRDB

/// The fourth migration: what returned submissions are listed by and what happened with them, erased cases as such, and
/// an index that finds numbers by their ends.
enum DeskSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("4: the desk") { database in
            try database.execute(sql: sql)
            for id in try Int64.fetchAll(database, sql: "SELECT id FROM cases") {
                try SQLiteCases.index(id, in: database)
            }
        }
    }

    private static let sql = """
        ALTER TABLE returnedSubmissions ADD COLUMN state TEXT NOT NULL DEFAULT 'returned';
        ALTER TABLE returnedSubmissions ADD COLUMN reasons TEXT NOT NULL DEFAULT '';
        ALTER TABLE returnedSubmissions ADD COLUMN serviceIdentifier TEXT;
        ALTER TABLE returnedSubmissions ADD COLUMN customer TEXT;
        ALTER TABLE returnedSubmissions ADD COLUMN representativeName TEXT;
        ALTER TABLE returnedSubmissions ADD COLUMN representativeEmail TEXT;
        ALTER TABLE returnedSubmissions ADD COLUMN representativePhone TEXT;
        ALTER TABLE returnedSubmissions ADD COLUMN region TEXT;
        ALTER TABLE returnedSubmissions ADD COLUMN format TEXT;
        UPDATE returnedSubmissions SET state = 'completed' WHERE caseID IS NOT NULL;
        UPDATE returnedSubmissions SET state = 'erased' WHERE length(submission) = 0;
        CREATE INDEX returnedByState ON returnedSubmissions (state, id);
        CREATE TABLE returnedEvents (
            id INTEGER PRIMARY KEY, submissionID INTEGER NOT NULL REFERENCES returnedSubmissions (id),
            at INTEGER NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, text TEXT NOT NULL);
        CREATE INDEX returnedEventsBySubmission ON returnedEvents (submissionID);
        CREATE INDEX samplesByNumbers ON samples (calling, called);
        UPDATE cases SET state = 'erased' WHERE erasedAt IS NOT NULL;
        """
}
