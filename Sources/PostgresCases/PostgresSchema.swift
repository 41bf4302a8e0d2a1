import Cases

/// The tables of a store. Migrations are numbered, go forward only, and are never edited once released.
///
/// One process migrates, under a lock of the database; the others wait. A program refuses a database that a newer one has
/// migrated, and one that is older than itself, unless it is asked to migrate.
struct PostgresSchema {
    let place: String

    /// Every migration with its number: what there is, in the order it came.
    static let migrations: [(number: Int64, name: String, sql: String)] = [
        (1, "cases", PostgresTables.cases),
        (2, "work: returned submissions, deletions, jobs", PostgresTables.work),
        (3, "the portal: accounts, drafts and uploads", PostgresTables.portal),
        (4, "what stays as it is", PostgresTables.guards),
    ]

    static var current: Int64 { migrations.last?.number ?? 0 }

    /// The lock of the database under which a migration runs: `earshot` in ASCII.
    private static let lock: Int64 = 0x65_61_72_73_68_6F_74

    /// Brings the tables up to date, all at once or not at all.
    func migrate(_ connection: PostgresConnection) throws {
        let found = try version(connection)
        guard found <= Self.current else { throw newer(found) }
        guard found < Self.current else { return }
        try connection.run("BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
        do {
            try connection.run("SELECT pg_advisory_xact_lock(?)", [.integer(Self.lock)])
            try connection.run(
                """
                CREATE TABLE IF NOT EXISTS migrations (
                    number bigint PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
                    at timestamptz NOT NULL DEFAULT now())
                """)
            // Somebody else may have done it meanwhile.
            let since = try version(connection)
            for migration in Self.migrations where migration.number > since {
                try connection.run(migration.sql)
                try connection.run(
                    "INSERT INTO migrations (number, name, checksum) VALUES (?, ?, ?)",
                    [
                        .integer(migration.number), .text(migration.name),
                        .text(Digest.hexadecimal(of: migration.sql.utf8)),
                    ])
            }
            try connection.run("COMMIT")
        } catch {
            do { try connection.run("ROLLBACK") } catch { connection.retire() }
            throw error
        }
    }

    /// Throws if the database is not at the version of this program.
    func requireCurrent(_ connection: PostgresConnection) throws {
        let found = try version(connection)
        guard found <= Self.current else { throw newer(found) }
        guard found == Self.current else {
            throw CaseStoreError(
                .unusable,
                found == 0
                    ? "the database at \(place) has no store in it yet."
                    : "the store at \(place) is of an earlier version (\(found) of \(Self.current)) and has to be migrated."
            )
        }
        for row in try connection.run("SELECT number, checksum FROM migrations ORDER BY number", []).map({ $0 }) {
            let number: Int64 = row["number"]
            let checksum: String = row["checksum"]
            guard let known = Self.migrations.first(where: { $0.number == number }),
                Digest.hexadecimal(of: known.sql.utf8) == checksum
            else {
                throw CaseStoreError(
                    .unusable, "the store at \(place) was made by another program: its step \(number) is not ours.")
            }
        }
    }

    /// The number of the last migration; 0 if there was none.
    func version(_ connection: PostgresConnection) throws -> Int64 {
        let exists = try connection.run("SELECT to_regclass('migrations') IS NOT NULL AS there", []).first
        guard exists?["there"] == true else { return 0 }
        return try connection.run("SELECT COALESCE(MAX(number), 0) AS number FROM migrations", []).first?["number"] ?? 0
    }

    private func newer(_ found: Int64) -> CaseStoreError {
        CaseStoreError(
            .newer,
            "the store at \(place) was written by a newer version of Earshot (\(found), this one knows \(Self.current)), which has to read it."
        )
    }
}

extension PostgresCases {
    /// Lets a role work with the store: everything but to change or delete what stays, or the tables themselves.
    public func grant(to role: String) throws {
        try write { connection in
            let name: String? = try connection.run("SELECT quote_ident(?) AS name", [.text(role.kept)]).first?["name"]
            try connection.run(PostgresTables.grants(to: name ?? ""))
        }
    }
}
