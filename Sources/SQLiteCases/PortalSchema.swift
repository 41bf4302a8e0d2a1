/// The tables of the portal: accounts and what goes with them, drafts, uploads.
enum PortalSchema {
    static let sql = """
        CREATE TABLE accounts (
            id INTEGER PRIMARY KEY AUTOINCREMENT, role TEXT NOT NULL, organisation TEXT, name TEXT NOT NULL,
            email TEXT NOT NULL UNIQUE, password TEXT NOT NULL, secondFactor BLOB, usedStep INTEGER NOT NULL DEFAULT 0,
            createdAt INTEGER NOT NULL, disabledAt INTEGER,
            CHECK ((role = 'customer') = (organisation IS NOT NULL)));
        CREATE TABLE sessions (
            hash TEXT PRIMARY KEY, accountID INTEGER NOT NULL REFERENCES accounts (id), formToken TEXT NOT NULL,
            createdAt INTEGER NOT NULL, expiresAt INTEGER NOT NULL);
        CREATE INDEX sessionsByAccount ON sessions (accountID);
        CREATE TABLE links (
            hash TEXT PRIMARY KEY, role TEXT NOT NULL, organisation TEXT, accountID INTEGER REFERENCES accounts (id),
            madeBy TEXT NOT NULL, expiresAt INTEGER NOT NULL);
        CREATE TABLE tokens (
            id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE,
            accountID INTEGER NOT NULL REFERENCES accounts (id), name TEXT NOT NULL, scope TEXT NOT NULL,
            createdAt INTEGER NOT NULL, expiresAt INTEGER NOT NULL);
        CREATE TABLE signInFailures (name TEXT PRIMARY KEY, count INTEGER NOT NULL, lockedUntil INTEGER);
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
            subject TEXT NOT NULL);
        CREATE TRIGGER auditStays BEFORE UPDATE ON audit
            BEGIN SELECT RAISE (ABORT, 'the audit log is never changed'); END;
        CREATE TRIGGER auditRemains BEFORE DELETE ON audit
            BEGIN SELECT RAISE (ABORT, 'the audit log is never deleted'); END;
        CREATE TABLE authorizedPeople (
            id INTEGER PRIMARY KEY AUTOINCREMENT, organisation TEXT NOT NULL, name TEXT NOT NULL, email TEXT,
            phone TEXT, fromDay TEXT, untilDay TEXT, addedAt INTEGER NOT NULL);
        CREATE INDEX peopleByOrganisation ON authorizedPeople (organisation);
        CREATE TABLE drafts (
            id TEXT PRIMARY KEY, accountID INTEGER NOT NULL REFERENCES accounts (id), organisation TEXT,
            content BLOB NOT NULL, revision INTEGER NOT NULL, answer BLOB, answeredRevision INTEGER,
            caseID INTEGER REFERENCES cases (id), keptAs TEXT, failure TEXT, createdAt INTEGER NOT NULL,
            changedAt INTEGER NOT NULL);
        CREATE INDEX draftsByAccount ON drafts (accountID, changedAt);
        CREATE TABLE uploads (
            id TEXT PRIMARY KEY, accountID INTEGER NOT NULL REFERENCES accounts (id), organisation TEXT, draft TEXT,
            caseNumber TEXT, name TEXT NOT NULL, declaredBytes INTEGER, receivedBytes INTEGER NOT NULL,
            writer INTEGER NOT NULL, state TEXT NOT NULL, sha256 TEXT, receipt BLOB, createdAt INTEGER NOT NULL,
            expiresAt INTEGER NOT NULL);
        CREATE INDEX uploadsByDraft ON uploads (draft, createdAt);
        CREATE INDEX uploadsByCase ON uploads (caseNumber);
        CREATE INDEX uploadsByExpiry ON uploads (expiresAt);
        CREATE INDEX casesByCustomer ON cases (customer, id);
        """
}
