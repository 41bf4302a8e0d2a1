import CallVocabulary
import Cases
import GRDB

/// What failed, what was done, and who may speak for a customer.
extension SQLiteCases {
    /// What failed under a name.
    public func failures(_ name: String) throws -> SignInFailures {
        try read { database in
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT * FROM signInFailures WHERE name = ?", arguments: [name])
            else { return SignInFailures(count: 0, lockedUntil: nil) }
            let until: Int64? = row["lockedUntil"]
            return SignInFailures(
                count: row["count"], lockedUntil: until.map { CaptureTime(nanoseconds: $0) })
        }
    }

    /// Notes a failure under a name.
    public func noteFailure(_ name: String, lockedUntil: CaptureTime?) throws {
        try write {
            try $0.execute(
                sql: """
                    INSERT INTO signInFailures (name, count, lockedUntil) VALUES (?, 1, ?)
                    ON CONFLICT (name) DO UPDATE SET count = count + 1, lockedUntil = excluded.lockedUntil
                    """,
                arguments: [name, lockedUntil?.nanoseconds])
        }
    }

    /// Forgets the failures under a name.
    public func clearFailures(_ name: String) throws {
        try write { try $0.execute(sql: "DELETE FROM signInFailures WHERE name = ?", arguments: [name]) }
    }

    /// Writes an entry into the audit log.
    public func note(_ entry: AuditEntry) throws {
        try write {
            try $0.execute(
                sql: "INSERT INTO audit (at, actor, action, subject) VALUES (?, ?, ?, ?)",
                arguments: [entry.at.nanoseconds, entry.actor.kept, entry.action, entry.subject.kept])
        }
    }

    /// Entries of the audit log, newest first.
    public func audit(before id: Int64?, limit: Int) throws -> [AuditEntry] {
        try read {
            try Row.fetchAll(
                $0, sql: "SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?",
                arguments: [id ?? .max, max(1, min(limit, AccountLimits.auditPage))]
            ).map { row in
                AuditEntry(
                    id: row["id"], at: CaptureTime(nanoseconds: row["at"]), actor: row["actor"],
                    action: row["action"], subject: row["subject"])
            }
        }
    }

    // MARK: Authorized people

    /// The people who may speak for a customer.
    public func authorized(of organisation: String) throws -> [AuthorizedPerson] {
        try read {
            try Row.fetchAll(
                $0, sql: "SELECT * FROM authorizedPeople WHERE organisation = ? ORDER BY id",
                arguments: [organisation]
            ).map { SQLiteCases.person($0) }
        }
    }

    /// Everybody's people.
    public func authorized() throws -> [AuthorizedPerson] {
        try read {
            try Row.fetchAll($0, sql: "SELECT * FROM authorizedPeople ORDER BY id").map { SQLiteCases.person($0) }
        }
    }

    /// Adds a person.
    public func add(_ person: AuthorizedPerson, clock: any Clock) throws -> AuthorizedPerson {
        try write { database in
            let count = try Int.fetchOne(
                database, sql: "SELECT COUNT(*) FROM authorizedPeople WHERE organisation = ?",
                arguments: [person.organisation])
            guard (count ?? 0) < AccountLimits.people else {
                throw CaseStoreError(.caseConflict, "a list holds at most \(AccountLimits.people) people.")
            }
            try database.execute(
                sql: """
                    INSERT INTO authorizedPeople (organisation, name, email, phone, fromDay, untilDay, addedAt)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    person.organisation, person.name.kept, person.email?.kept, person.phone?.kept, person.from,
                    person.until, clock.now.nanoseconds,
                ])
            var kept = person
            kept.id = database.lastInsertedRowID
            return kept
        }
    }

    /// Removes a person of a customer.
    public func remove(person id: Int64, of organisation: String, clock: any Clock) throws -> Bool {
        try write { database in
            try database.execute(
                sql: "DELETE FROM authorizedPeople WHERE id = ? AND organisation = ?", arguments: [id, organisation])
            return database.changesCount == 1
        }
    }

    private static func person(_ row: Row) -> AuthorizedPerson {
        AuthorizedPerson(
            id: row["id"], organisation: row["organisation"], name: row["name"], email: row["email"],
            phone: row["phone"], from: row["fromDay"], until: row["untilDay"])
    }
}
