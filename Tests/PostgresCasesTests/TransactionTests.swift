import CallVocabulary
import Cases
import Foundation
import StoreConformance
import Testing

@testable import PostgresCases

private let clock = FixedClock(CaptureTime(seconds: 1_795_000_000))

/// What only a database has to do: writers at once, connections that break, roles, migrations, leases by its own clock.
@Suite(.enabled(if: TestDatabase.isThere, "PostgreSQL by scripts/postgres")) struct TransactionTests {
    private func note(_ text: String) -> CaseChange {
        CaseChange(events: [CaseEvent(at: clock.now, kind: .note, text: text)])
    }

    @Test func writersAtOnceTakeTurns() async throws {
        let database = try TestDatabase()
        let first = try database.open()
        let number = try first.open(try first.new(1), clock: clock)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let store = try database.open(migrates: false)
                    for index in 0..<10 { try store.change(number) { _ in self.note("\(writer) \(index)") } }
                }
            }
            try await group.waitForAll()
        }
        let record = try database.open().record(number)
        #expect(record.summary.revision == CaseRevision(rawValue: 40))
        // Each writer's entries are all there, in their order.
        for writer in 0..<4 {
            let own = record.events.map(\.text).filter { $0.hasPrefix("\(writer) ") }
            #expect(own == (0..<10).map { "\(writer) \($0)" })
        }
    }

    @Test func pairsThatCrossDoNotWaitForEachOther() async throws {
        let database = try TestDatabase()
        let store = try database.open()
        let numbers = try (1...2).map { try store.open(try store.new($0), clock: clock) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for turn in 0..<8 {
                group.addTask {
                    let (first, second) = turn % 2 == 0 ? (numbers[0], numbers[1]) : (numbers[1], numbers[0])
                    try store.changeBoth(first, second) { _, _ in (self.note("a"), self.note("b")) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try store.record(numbers[0]).summary.revision == CaseRevision(rawValue: 8))
    }

    @Test func connectionsThatAreCutAreReplaced() throws {
        let database = try TestDatabase()
        let store = try database.open()
        let number = try store.open(try store.new(1), clock: clock)
        let other = try database.connect(database.address())
        let cut = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND query LIKE '%\(database.schema)%' OR (application_name = 'earshot'
                AND pid <> pg_backend_pid() AND pid = ?)
            """
        for turn in 0..<3 {
            let process: Int64? = try store.pool.with { try $0.run("SELECT pg_backend_pid() AS own", []).first?["own"] }
            try other.run(cut, [.integer(process)])
            try store.change(number) { _ in note("\(turn)") }
        }
        // In the middle of a transaction as well: it is done again from its beginning.
        var isFirst = true
        try store.change(number) { _ in
            if isFirst {
                isFirst = false
                try other.run(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_class ON pg_class.oid = relation
                    WHERE relname = 'cases' AND relnamespace = ?::regnamespace AND pid <> pg_backend_pid()
                    """, [.text(database.schema)])
            }
            return note("after")
        }
        #expect(!isFirst)
        let texts = try store.record(number).events.filter { $0.kind == .note }.map(\.text)
        #expect(texts == ["0", "1", "2", "after"])
    }

    @Test func aNumberOfARolledBackCaseIsAGap() throws {
        let database = try TestDatabase()
        let store = try database.open()
        var new = try store.new(1)
        new.completes = "SUBMISSION-000009"
        #expect(throws: CaseStoreError.self) { try store.open(new, clock: clock) }
        #expect(try store.open(try store.new(2), clock: clock) == "CASE-000002")
    }

    @Test func aRoleForProgramsCannotChangeWhatStays() throws {
        let database = try TestDatabase()
        let owner = try database.open()
        let role = database.schema + "_app"
        let admin = try database.connect(database.address())
        try admin.run("CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA \(database.schema) TO \(role)")
        defer { _ = try? admin.run("DROP OWNED BY \(role); DROP ROLE \(role)") }
        try owner.grant(to: role)
        let store = try database.open(user: role, migrates: false)
        let number = try store.open(try store.new(1, captures: []), clock: clock)
        try store.change(number) { _ in note("x") }
        let own = try database.connect(database.address(user: role))
        for sql in [
            "UPDATE events SET text = 'y'", "DELETE FROM events", "DELETE FROM deletions",
            "UPDATE audit SET actor = 'y'", "DELETE FROM audit", "TRUNCATE events", "DROP TABLE events",
            "ALTER TABLE events DISABLE TRIGGER ALL",
            "DELETE FROM migrations",
        ] {
            #expect(throws: PostgresError.self, "\(sql)") { try own.run(sql) }
        }
        // Not even the owner does so by mistake, and the function erases nothing that is not erased.
        #expect(throws: PostgresError.self) { try admin.run("UPDATE \(database.schema).events SET text = 'y'") }
        #expect(throws: PostgresError.self) { try own.run("SELECT earshotEraseEvents(1)") }
        try store.erase(number, reason: "asked", clock: clock, by: "")
        #expect(try store.record(number).events.dropLast().allSatisfy { $0.text == "(erased)" })
    }

    @Test func migrationsGoForwardOnceAndNewerStoresAreRefused() async throws {
        let database = try TestDatabase()
        #expect(throws: CaseStoreError.self) { try database.open(migrates: false) }
        // Several at once: one migrates, the others wait.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { _ = try database.open() } }
            try await group.waitForAll()
        }
        let admin = try database.connect(database.address())
        let known: [Int64] = try admin.run("SELECT number FROM migrations ORDER BY number", []).column()
        #expect(known == PostgresSchema.migrations.map(\.number))
        try admin.run("INSERT INTO migrations VALUES (9999, 'later', '')")
        for migrates in [true, false] {
            do {
                _ = try database.open(migrates: migrates)
                Issue.record("a newer store was opened")
            } catch let error as CaseStoreError {
                #expect(error.code == .newer)
            }
        }
        try admin.run("DELETE FROM migrations WHERE number = 9999")
        try admin.run("UPDATE migrations SET checksum = 'x' WHERE number = 1")
        #expect(throws: CaseStoreError.self) { try database.open() }
    }

    @Test func leasesGoByTheClockOfTheDatabase() throws {
        let database = try TestDatabase()
        let store = try database.open(leases: .database)
        _ = try store.put(.analyzeCase, subject: "1", clock: FixedClock(CaptureTime(seconds: 0)))
        // The clocks of both workers are wrong by years.
        let late = FixedClock(CaptureTime(seconds: 9_000_000_000))
        let job = try #require(try store.take(.analyzeCase, seconds: 1, clock: late))
        #expect(try store.take(.analyzeCase, seconds: 1, clock: late) == nil)
        Thread.sleep(forTimeInterval: 1.2)
        let again = try #require(try store.take(.analyzeCase, seconds: 30, clock: clock))
        #expect(again.id == job.id && again.lease > job.lease)
        #expect(try !store.finish(job, clock: clock))
        #expect(try store.finish(again, clock: clock))
    }

    @Test func manyWorkersTakeEachJobOnce() async throws {
        let database = try TestDatabase()
        let store = try database.open(leases: .database)
        for subject in 0..<60 { _ = try store.put(.analyzeCase, subject: "\(subject)", clock: clock) }
        let taken = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let own = try database.open(migrates: false, leases: .database)
                    var subjects: [String] = []
                    while let job = try own.take(.analyzeCase, seconds: 30, clock: clock) {
                        subjects.append(job.subject)
                        #expect(try own.finish(job, clock: clock))
                    }
                    return subjects
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.count == 60 && Set(taken).count == 60)
    }

    @Test func whoWaitsIsToldOfJobs() throws {
        let database = try TestDatabase()
        let store = try database.open(leases: .database)
        let notices = JobNotices(store)
        #expect(notices.wait(milliseconds: 10))
        while notices.wait(milliseconds: 50) {}
        _ = try store.put(.analyzeCase, subject: "1", clock: clock)
        #expect(notices.wait(milliseconds: 2_000))
    }
}
