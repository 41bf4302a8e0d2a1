import CallVocabulary
import Cases

/// What failed, what was done, and who may speak for a customer.
extension PostgresCases {
    /// What failed under a name.
    public func failures(_ name: String) throws -> SignInFailures {
        try read { connection in
            let row = try connection.run("SELECT * FROM signInFailures WHERE name = ?", [.text(name.kept)]).first
            guard let row else { return SignInFailures(count: 0, lockedUntil: nil) }
            return SignInFailures(count: row["count"], lockedUntil: PostgresCases.time(row, "lockedUntil"))
        }
    }

    /// Notes a failure under a name.
    public func noteFailure(_ name: String, lockedUntil: CaptureTime?) throws {
        try write {
            try $0.run(
                """
                INSERT INTO signInFailures AS known (name, count, lockedUntil) VALUES (?, 1, ?)
                ON CONFLICT (name) DO UPDATE SET count = known.count + 1, lockedUntil = excluded.lockedUntil
                """, [.text(name.kept), .integer(lockedUntil?.nanoseconds)])
        }
    }

    /// Forgets the failures under a name.
    public func clearFailures(_ name: String) throws {
        try write { try $0.run("DELETE FROM signInFailures WHERE name = ?", [.text(name.kept)]) }
    }

    /// Writes an entry into the audit log.
    public func note(_ entry: AuditEntry) throws {
        try write {
            try $0.run(
                "INSERT INTO audit (at, actor, action, subject) VALUES (?, ?, ?, ?)",
                [
                    .integer(entry.at.nanoseconds), .text(entry.actor.kept), .text(entry.action.kept),
                    .text(entry.subject.kept),
                ])
        }
    }

    /// Entries of the audit log, newest first.
    public func audit(before id: Int64?, limit: Int) throws -> [AuditEntry] {
        try read {
            try $0.run(
                "SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?",
                [.integer(id ?? .max), .integer(max(1, min(limit, AccountLimits.auditPage)))]
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
            try $0.run("SELECT * FROM authorizedPeople WHERE organisation = ? ORDER BY id", [.text(organisation.kept)])
                .map { PostgresCases.person($0) }
        }
    }

    /// Everybody's people.
    public func authorized() throws -> [AuthorizedPerson] {
        try read { try $0.run("SELECT * FROM authorizedPeople ORDER BY id", []).map { PostgresCases.person($0) } }
    }

    /// Adds a person.
    public func add(_ person: AuthorizedPerson, clock: any Clock) throws -> AuthorizedPerson {
        try write { connection in
            let count: Int? = try connection.run(
                "SELECT COUNT(*) AS count FROM authorizedPeople WHERE organisation = ?",
                [.text(person.organisation.kept)]
            ).first?["count"]
            guard (count ?? 0) < AccountLimits.people else {
                throw CaseStoreError(.caseConflict, "a list holds at most \(AccountLimits.people) people.")
            }
            var kept = person
            kept.id =
                try connection.run(
                    """
                    INSERT INTO authorizedPeople (organisation, name, email, phone, fromDay, untilDay, addedAt)
                    VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id
                    """,
                    [
                        .text(person.organisation.kept), .text(person.name.kept), .text(person.email?.kept),
                        .text(person.phone?.kept), .text(person.from?.kept), .text(person.until?.kept),
                        .integer(clock.now.nanoseconds),
                    ]
                ).first?["id"] ?? person.id
            return kept
        }
    }

    /// Removes a person of a customer.
    public func remove(person id: Int64, of organisation: String, clock: any Clock) throws -> Bool {
        try write {
            try $0.run(
                "DELETE FROM authorizedPeople WHERE id = ? AND organisation = ?",
                [.integer(id), .text(organisation.kept)]
            ).affected == 1
        }
    }

    private static func person(_ row: PostgresRow) -> AuthorizedPerson {
        AuthorizedPerson(
            id: row["id"], organisation: row["organisation"], name: row["name"], email: row["email"],
            phone: row["phone"], from: row["fromDay"], until: row["untilDay"])
    }
}
