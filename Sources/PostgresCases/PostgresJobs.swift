import CallVocabulary
import Cases
import Synchronization

/// Jobs in a table of the store. Every step asks for the lease it was given, so that a worker that was thought dead changes
/// nothing any more. Leases are counted by the database's clock: those of the workers' machines may differ.
extension PostgresCases: JobQueue {
    /// The channel on which waiting jobs are told.
    static let channel = "earshot_jobs"

    /// Puts a job, or answers the one that waits; listeners are told when the transaction has ended well.
    public func put(_ kind: Job.Kind, subject: String, clock: any Clock) throws -> Job {
        try write { connection in
            // The one that waits may be taken between the two statements: then there is none, and it is tried again.
            for _ in 0..<PostgresLimits.attempts {
                let put = try connection.run(
                    """
                    INSERT INTO jobs (kind, subject, state, putAt) VALUES (?, ?, 'ready', ?)
                    ON CONFLICT (kind, subject) WHERE state = 'ready' DO NOTHING RETURNING *
                    """, [.text(kind.rawValue), .text(subject.kept), .integer(clock.now.nanoseconds)])
                if let row = put.first {
                    try PostgresCases.tell(kind, in: connection)
                    return PostgresCases.job(row)
                }
                let waiting = try connection.run(
                    "SELECT * FROM jobs WHERE kind = ? AND subject = ? AND state = 'ready'",
                    [.text(kind.rawValue), .text(subject.kept)])
                if let row = waiting.first { return PostgresCases.job(row) }
            }
            throw CaseStoreError(.locked, "the job of \(subject) could not be put; try again.")
        }
    }

    private static func tell(_ kind: Job.Kind, in connection: PostgresConnection) throws {
        try connection.run("SELECT pg_notify(?, ?)", [.text(channel), .text(kind.rawValue)])
    }

    /// Takes the oldest job that waits. Jobs whose lease has ended are looked for apart: when none waits, and now and then.
    public func take(_ kind: Job.Kind, seconds: Int, clock: any Clock) throws -> Job? {
        try write { connection in
            let now = try leaseTime(clock, in: connection)
            if sweeping.isDue(kind.rawValue) { try putBackSilent(kind, at: now, in: connection) }
            if let job = try takeReady(kind, seconds: seconds, at: now, in: connection) { return job }
            guard try putBackSilent(kind, at: now, in: connection) > 0 else { return nil }
            return try takeReady(kind, seconds: seconds, at: now, in: connection)
        }
    }

    private func takeReady(_ kind: Job.Kind, seconds: Int, at now: Int64, in connection: PostgresConnection) throws
        -> Job?
    {
        try connection.run(
            """
            UPDATE jobs SET state = 'leased', attempts = attempts + 1, lease = lease + 1, leasedUntil = ?
            WHERE id = (SELECT id FROM jobs WHERE state = 'ready' AND kind = ? ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """, [.integer(now + PostgresCases.lease(seconds)), .text(kind.rawValue)]
        ).first.map { PostgresCases.job($0) }
    }

    /// Puts jobs back whose workers are silent; answers how many.
    @discardableResult
    private func putBackSilent(_ kind: Job.Kind, at now: Int64, in connection: PostgresConnection) throws -> Int {
        let silent = try connection.run(
            """
            SELECT * FROM jobs WHERE state = 'leased' AND kind = ? AND leasedUntil < ? ORDER BY id
            FOR UPDATE SKIP LOCKED
            """, [.text(kind.rawValue), .integer(now)]
        ).map { PostgresCases.job($0) }
        for job in silent {
            try PostgresCases.putBack(job, because: "the worker was silent", at: now, in: connection)
        }
        return silent.count
    }

    /// Keeps a job on.
    public func renew(_ job: Job, seconds: Int, clock: any Clock) throws -> Bool {
        try write { connection in
            let until = try leaseTime(clock, in: connection) + PostgresCases.lease(seconds)
            return try connection.run(
                "UPDATE jobs SET leasedUntil = ? WHERE id = ? AND lease = ? AND state = 'leased'",
                [.integer(until), .integer(job.id), .integer(job.lease)]
            ).affected == 1
        }
    }

    /// Ends a job as done.
    public func finish(_ job: Job, clock: any Clock) throws -> Bool {
        try write { connection in
            try connection.run(
                """
                UPDATE jobs SET state = 'done', endedAt = ?, leasedUntil = NULL
                WHERE id = ? AND lease = ? AND state = 'leased'
                """, [.integer(try leaseTime(clock, in: connection)), .integer(job.id), .integer(job.lease)]
            ).affected == 1
        }
    }

    /// Ends an attempt at a job.
    public func fail(_ job: Job, because reason: String, clock: any Clock) throws -> Bool {
        try write { connection in
            let row = try connection.run(
                "SELECT * FROM jobs WHERE id = ? AND lease = ? AND state = 'leased' FOR UPDATE",
                [.integer(job.id), .integer(job.lease)]
            ).first
            guard let row else { return false }
            try PostgresCases.putBack(
                PostgresCases.job(row), because: reason, at: try leaseTime(clock, in: connection), in: connection)
            return true
        }
    }

    /// A job as it is now.
    public func job(_ id: Int64) throws -> Job? {
        try read { try $0.run("SELECT * FROM jobs WHERE id = ?", [.integer(id)]).first.map { PostgresCases.job($0) } }
    }

    /// Deletes jobs that ended before `limit`: the table holds what waits and what was done lately. Answers how many.
    public func forgetJobs(endedBefore limit: CaptureTime) throws -> Int {
        try write {
            try $0.run(
                "DELETE FROM jobs WHERE state IN ('done', 'failed') AND endedAt < ?", [.integer(limit.nanoseconds)]
            ).affected
        }
    }

    /// The time by which leases are counted, in nanoseconds.
    private func leaseTime(_ clock: any Clock, in connection: PostgresConnection) throws -> Int64 {
        guard leaseClock == .database else { return clock.now.nanoseconds }
        return try connection.run(
            "SELECT (extract(epoch FROM clock_timestamp()) * 1000000000)::bigint AS now", []
        ).first?["now"] ?? clock.now.nanoseconds
    }

    private static func lease(_ seconds: Int) -> Int64 {
        Int64(max(1, min(seconds, JobLimits.leaseSeconds))) * 1_000_000_000
    }

    /// Lets a job wait again, unless it was begun often enough or another waits for the same.
    private static func putBack(
        _ job: Job, because reason: String, at now: Int64, in connection: PostgresConnection
    ) throws {
        let waits =
            try connection.run(
                "SELECT 1 AS one FROM jobs WHERE kind = ? AND subject = ? AND state = 'ready'",
                [.text(job.kind.rawValue), .text(job.subject)]
            ).count > 0
        let isOver = job.attempts >= JobLimits.attempts || waits
        try connection.run(
            "UPDATE jobs SET state = ?, reason = ?, leasedUntil = NULL, endedAt = ? WHERE id = ?",
            [.text(isOver ? "failed" : "ready"), .text(reason.kept), .integer(isOver ? now : nil), .integer(job.id)])
        if !isOver { try tell(job.kind, in: connection) }
    }

    private static func job(_ row: PostgresRow) -> Job {
        Job(
            id: row["id"], kind: Job.Kind(rawValue: row["kind"]), subject: row["subject"],
            state: Job.State(rawValue: row["state"]) ?? .failed, attempts: row["attempts"], lease: row["lease"],
            leasedUntil: time(row, "leasedUntil"), reason: row["reason"])
    }
}

/// When silent workers were last looked for, by kind of job.
final class LastSweep: Sendable {
    private static let seconds = 5.0
    private let last = Mutex<[String: Double]>([:])

    /// Whether it is time again; whoever is told so does it.
    func isDue(_ kind: String) -> Bool {
        let now = PostgresPool.seconds()
        return last.withLock { last in
            guard now - (last[kind] ?? -Self.seconds) >= Self.seconds else { return false }
            last[kind] = now
            return true
        }
    }
}
