import CallVocabulary
import Cases
import FolderVault
import Foundation
import GRDB
import SQLiteCases
import StoreConformance
import Testing

private let clock = FixedClock(CaptureTime(seconds: 1_795_000_000))

/// The tables as the second version of the store had them, from that version's own statements.
private let secondVersionSQL = """
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('1: cases'), ('2: work on cases');
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
    CREATE TRIGGER eventsRemain BEFORE DELETE ON events
        BEGIN SELECT RAISE (ABORT, 'events are never deleted'); END;
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
    CREATE TRIGGER eventsStay BEFORE UPDATE ON events
        WHEN (SELECT erasedAt FROM cases WHERE id = OLD.caseID) IS NULL OR NEW.text <> '(erased)'
            OR NEW.kind <> OLD.kind OR NEW.at <> OLD.at OR NEW.caseID <> OLD.caseID
        BEGIN SELECT RAISE (ABORT, 'events are never changed'); END;
    CREATE TRIGGER deletionsStay BEFORE UPDATE ON deletions
        BEGIN SELECT RAISE (ABORT, 'proofs of deletion are never changed'); END;
    CREATE TRIGGER deletionsRemain BEFORE DELETE ON deletions
        BEGIN SELECT RAISE (ABORT, 'proofs of deletion are never deleted'); END;
    INSERT INTO cases (openedAt, state, program, serviceIdentifier, severity, region, summary, submission, checkJSON,
            analysisJSON, reportHTML, customer, representativeName, owner, programVersion, openedSeverity, openedRegion)
        VALUES (1795000000000000001, 'open', 'test', 'London HQ', 'S1', 'us', 'One-way audio', '{"submission":1}',
            '{"check":1}', '{"analysis":1}', '<p>1</p>', 'Example', 'A. Example', 'Eve', '7', 'S2', 'europe'),
        (1795000000000000002, 'new', 'test', 'Paris', 'S2', 'europe', 'Echo', '{}', '{}', NULL, '<p>2</p>', NULL, NULL,
            NULL, '7', 'S2', 'europe');
    INSERT INTO captures VALUES ('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', 4, 5);
    INSERT INTO attachments VALUES
        (1, '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', 'call.pcap');
    INSERT INTO findings (caseID, position, code, severity, cause, summary) VALUES
        (1, 0, 'capture.drops', 'note', NULL, 'x'), (1, 1, 'media.one-way-audio', 'fault', 'peer-never-sent', 'y');
    INSERT INTO events (caseID, at, kind, text, actor) VALUES
        (1, 1795000000000000001, 'opened', 'Case opened', 'Ann'), (1, 1795000000000000005, 'response', 'Hello', 'Eve'),
        (2, 1795000000000000002, 'opened', 'Case opened', '');
    INSERT INTO samples VALUES (1, 0, '+442079460018', 'withheld', 1795000000000000000, 'outgoing', 'call-1');
    INSERT INTO returnedSubmissions (receivedAt, submission, checkJSON, caseID) VALUES (3, 'early', '{}', 1);
    INSERT INTO caseSearch (rowid, number, content) VALUES
        (1, 'CASE-000001', 'London HQ One-way audio'), (2, 'CASE-000002', 'Paris Echo');
    """

@Test func aStoreOfTheSecondVersionIsBroughtUpToDate() throws {
    let folder = StoreFolder()
    try FileManager.default.createDirectory(
        atPath: folder.path + "/captures/9f", withIntermediateDirectories: true)
    let sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    try Data("test".utf8).write(to: URL(fileURLWithPath: folder.path + "/captures/9f/" + sha256))
    do {
        let pool = try DatabasePool(path: folder.path + "/cases.sqlite")
        try pool.write { try $0.execute(sql: secondVersionSQL) }
    }
    let store = try folder.open()
    let record = try store.record("1")
    #expect(record.submission == Array("{\"submission\":1}".utf8) && record.checkJSON == Array("{\"check\":1}".utf8))
    let analysis = try store.documentVault.bytes(of: try #require(record.analysis).sha256, limit: 100)
    #expect(analysis == Array("{\"analysis\":1}".utf8))
    let report = try store.documentVault.bytes(of: try #require(record.report).sha256, limit: 100)
    #expect(report == Array("<p>1</p>".utf8))
    #expect(record.summary.mainFinding == "media.one-way-audio" && record.findingCount == 2)
    #expect(record.summary.severity == "S1" && record.summary.openedSeverity == "S2")
    #expect(record.summary.owner == "Eve" && record.representative.name == "A. Example")
    #expect(record.events.map(\.kind) == [.opened, .response] && record.samples.map(\.called) == ["withheld"])
    #expect(store.captureVault.state(of: try #require(record.captures.first).sha256) == .whole)
    #expect(try store.record("2").analysis == nil)
    #expect(try store.check { _ in }.problems.isEmpty)
    var query = CaseQuery()
    query.search = "paris"
    #expect(try store.page(query).cases.map(\.number) == ["CASE-000002"])
    // It goes on working, opened by others as well, and erases what came before.
    try store.change("1") { _ in CaseChange(events: [CaseEvent(at: clock.now, kind: .note, text: "on")]) }
    try store.erase("1", reason: "asked", clock: clock, by: "")
    #expect(try folder.open().record("1").deletions.contains { $0.what == "returned-submission" })
    #expect(try folder.open().open(try store.new(3), clock: clock) == "CASE-000003")
}

@Test func manyProcessesBringAStoreUpToDateAtOnce() async throws {
    let folder = StoreFolder()
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    do {
        let pool = try DatabasePool(path: folder.path + "/cases.sqlite")
        try await pool.write { try $0.execute(sql: secondVersionSQL) }
    }
    try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<6 { group.addTask { try folder.open().page(CaseQuery()).total } }
        for try await total in group { #expect(total == 2) }
    }
}

@Test func aNewerStoreIsRefused() throws {
    let folder = StoreFolder()
    let store = try folder.open()
    _ = try store.open(try store.new(1), clock: clock)
    do {
        let pool = try DatabasePool(path: folder.path + "/cases.sqlite")
        try pool.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: later')") }
    }
    for access in [SQLiteCases.Access.reading, .writing, .deleting] {
        do {
            _ = try folder.open(access)
            Issue.record("a newer store was opened")
        } catch let error as CaseStoreError {
            #expect(error.code == .newer)
        }
    }
}

@Test func whatIsDeletedIsOverwrittenWhetherSQLiteDoesSoByItselfOrNot() throws {
    let folder = StoreFolder()
    let store = try folder.open()
    _ = try store.open(try store.new(1), clock: clock)
    // The connection of another process without the setting is what this store does not rely on; its own has it.
    #expect(try store.secureDeleteIsOn())
}

/// What belongs to a case is found without looking at what belongs to others.
@Test func whatBelongsToACaseIsFoundByAnIndex() throws {
    let folder = StoreFolder()
    let store = try folder.open()
    _ = try store.open(try store.new(1), clock: clock)
    let pool = try DatabasePool(path: folder.path + "/cases.sqlite")
    for sql in [
        "SELECT * FROM events WHERE caseID IN (1, 2)", "SELECT * FROM findings WHERE caseID = 1 ORDER BY position",
        "SELECT * FROM attachments WHERE sha256 = ''", "SELECT * FROM caseDocuments WHERE sha256 = ''",
        "SELECT * FROM returnedSubmissions WHERE caseID = 1", "SELECT * FROM deletions WHERE caseID = 1",
        "SELECT id FROM cases WHERE state = 'open' AND id < 7 ORDER BY id DESC",
        "SELECT * FROM jobs WHERE state = 'ready' AND kind = '' ORDER BY id LIMIT 1",
    ] {
        let plan = try pool.read { try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN " + sql) }.map {
            $0["detail"] as String
        }
        #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") }, "\(sql): \(plan)")
    }
}

/// A row of a case stays small: what is large lies elsewhere, and no change of its state writes it again.
@Test func aChangeWritesLittleHoweverMuchACaseHolds() throws {
    let folder = StoreFolder()
    let store = try folder.open()
    var new = try store.new(1)
    new.submission = someBytes(4_000_000)
    new.analysis.analysis = try store.documentVault.hold(someBytes(8_000_000, seed: 3))
    let number = try store.open(new, clock: clock)
    // Opened by another connection, the log is kept and its size tells what was written.
    let pool = try DatabasePool(path: folder.path + "/cases.sqlite")
    try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    try store.change(number) { _ in
        CaseChange(events: [CaseEvent(at: clock.now, kind: .note, text: "x")], state: .open)
    }
    let log = try FileManager.default.attributesOfItem(atPath: folder.path + "/cases.sqlite-wal")[.size] as? Int
    #expect((log ?? .max) < 200_000)
}
