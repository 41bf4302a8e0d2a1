import CallVocabulary
import Cases
import GRDB

/// Jobs in a table of the store. Every step asks for the lease it was given, so that a worker that was thought dead
/// changes nothing any more.
extension SQLiteCases: JobQueue {
    /// Puts a job, or answers the one that waits.
    public func put(_ kind: Job.Kind, subject: String, clock: any Clock) throws -> Job {
        try write { database in
            try database.execute(
                sql: "INSERT OR IGNORE INTO jobs (kind, subject, state, putAt) VALUES (?, ?, 'ready', ?)",
                arguments: [kind.rawValue, subject, clock.now.nanoseconds])
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT * FROM jobs WHERE kind = ? AND subject = ? AND state = 'ready'",
                    arguments: [kind.rawValue, subject])
            else { throw CaseStoreError(.damaged, "the job of \(subject) is not there.") }
            return SQLiteCases.job(row)
        }
    }

    /// Takes the oldest job that waits.
    public func take(_ kind: Job.Kind, seconds: Int, clock: any Clock) throws -> Job? {
        try write { database in
            let now = clock.now
            let silent = "the worker was silent"
            // No lease is that long: one that ends later was given by a clock that has been set back since.
            let longest = now.advanced(byNanoseconds: SQLiteCases.lease(JobLimits.leaseSeconds))
            for row in try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM jobs
                    WHERE state = 'leased' AND kind = ? AND (leasedUntil < ? OR leasedUntil > ?)
                    """,
                arguments: [kind.rawValue, now.nanoseconds, longest.nanoseconds])
            {
                try SQLiteCases.putBack(SQLiteCases.job(row), because: silent, at: now, in: database)
            }
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT * FROM jobs WHERE state = 'ready' AND kind = ? ORDER BY id LIMIT 1",
                    arguments: [kind.rawValue])
            else { return nil }
            let lease = SQLiteCases.lease(seconds)
            try database.execute(
                sql: """
                    UPDATE jobs SET state = 'leased', attempts = attempts + 1, lease = lease + 1, leasedUntil = ?
                    WHERE id = ?
                    """,
                arguments: [now.advanced(byNanoseconds: lease).nanoseconds, row["id"] as Int64])
            return try SQLiteCases.job(row["id"], in: database)
        }
    }

    /// Keeps a job on.
    public func renew(_ job: Job, seconds: Int, clock: any Clock) throws -> Bool {
        try write { database in
            try database.execute(
                sql: "UPDATE jobs SET leasedUntil = ? WHERE id = ? AND lease = ? AND state = 'leased'",
                arguments: [
                    clock.now.advanced(byNanoseconds: SQLiteCases.lease(seconds)).nanoseconds, job.id, job.lease,
                ])
            return database.changesCount == 1
        }
    }

    /// Ends a job as done.
    public func finish(_ job: Job, clock: any Clock) throws -> Bool {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE jobs SET state = 'done', endedAt = ?, leasedUntil = NULL
                    WHERE id = ? AND lease = ? AND state = 'leased'
                    """,
                arguments: [clock.now.nanoseconds, job.id, job.lease])
            return database.changesCount == 1
        }
    }

    /// Ends an attempt at a job.
    public func fail(_ job: Job, because reason: String, clock: any Clock) throws -> Bool {
        try write { database in
            guard let current = try SQLiteCases.job(job.id, in: database), current.lease == job.lease,
                current.state == .leased
            else { return false }
            try SQLiteCases.putBack(current, because: reason, at: clock.now, in: database)
            return true
        }
    }

    /// A job as it is now.
    public func job(_ id: Int64) throws -> Job? { try read { try SQLiteCases.job(id, in: $0) } }

    private static func lease(_ seconds: Int) -> Int64 {
        Int64(max(1, min(seconds, JobLimits.leaseSeconds))) * 1_000_000_000
    }

    /// Lets a job wait again, unless it was begun often enough or another waits for the same.
    private static func putBack(_ job: Job, because reason: String, at now: CaptureTime, in database: Database) throws {
        let waits = try Bool.fetchOne(
            database, sql: "SELECT 1 FROM jobs WHERE kind = ? AND subject = ? AND state = 'ready'",
            arguments: [job.kind.rawValue, job.subject])
        let isOver = job.attempts >= JobLimits.attempts || waits == true
        try database.execute(
            sql: "UPDATE jobs SET state = ?, reason = ?, leasedUntil = NULL, endedAt = ? WHERE id = ?",
            arguments: [isOver ? "failed" : "ready", reason, isOver ? now.nanoseconds : nil, job.id])
    }

    private static func job(_ id: Int64, in database: Database) throws -> Job? {
        try Row.fetchOne(database, sql: "SELECT * FROM jobs WHERE id = ?", arguments: [id]).map { job($0) }
    }

    private static func job(_ row: Row) -> Job {
        let until: Int64? = row["leasedUntil"]
        return Job(
            id: row["id"], kind: Job.Kind(rawValue: row["kind"]), subject: row["subject"],
            state: Job.State(rawValue: row["state"]) ?? .failed, attempts: row["attempts"], lease: row["lease"],
            leasedUntil: until.map { CaptureTime(nanoseconds: $0) }, reason: row["reason"])
    }
}
