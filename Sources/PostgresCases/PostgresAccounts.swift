import CallVocabulary
import Cases

/// Accounts, sessions, links and tokens in tables of the store.
extension PostgresCases: AccountStore {
    // MARK: Accounts

    /// Makes the account that a link is for.
    public func redeem(
        _ link: String, name: String, email: String, password: String, clock: any Clock
    ) throws -> Account {
        try write { connection in
            let found = try PostgresCases.take(link: link, at: clock.now, in: connection)
            guard found.accountID == nil else { throw PostgresCases.linkNotValid }
            let email = email.lowercased().kept
            guard try connection.run("SELECT id FROM accounts WHERE email = ?", [.text(email)]).count == 0 else {
                throw CaseStoreError(.accountExists, "there is an account of this e-mail address already.")
            }
            let made = try connection.run(
                """
                INSERT INTO accounts (role, organisation, name, email, password, createdAt)
                VALUES (?, ?, ?, ?, ?, ?) RETURNING *
                """,
                [
                    .text(found.role.rawValue), .text(found.organisation), .text(name.kept), .text(email),
                    .text(password), .integer(clock.now.nanoseconds),
                ]
            ).first
            guard let made else { throw CaseStoreError(.damaged, "the account of \(email) is not there.") }
            return PostgresCases.account(made)
        }
    }

    /// Gives the account of a link a new password.
    public func redeem(_ link: String, password: String, clock: any Clock) throws -> Account {
        try write { connection in
            guard let id = try PostgresCases.take(link: link, at: clock.now, in: connection).accountID else {
                throw PostgresCases.linkNotValid
            }
            try connection.run("UPDATE accounts SET password = ? WHERE id = ?", [.text(password), .integer(id)])
            try connection.run("DELETE FROM sessions WHERE accountID = ?", [.integer(id)])
            guard let row = try connection.run("SELECT * FROM accounts WHERE id = ?", [.integer(id)]).first else {
                throw CaseStoreError(.damaged, "the account \(id) is not there.")
            }
            return PostgresCases.account(row)
        }
    }

    private static let linkNotValid = CaseStoreError(
        .linkNotValid, "the link is not valid any more: it was used, or it is too old.")

    /// Uses a link up: of two who do so at once, one finds it gone.
    private static func take(link hash: String, at now: CaptureTime, in connection: PostgresConnection) throws
        -> OneTimeLink
    {
        let row = try connection.run(
            "DELETE FROM links WHERE hash = ? AND expiresAt > ? RETURNING *", [.text(hash), .integer(now.nanoseconds)]
        ).first
        guard let row, let found = link(row) else { throw linkNotValid }
        return found
    }

    /// The account of this number.
    public func account(_ id: Int64) throws -> Account? {
        try read {
            try $0.run("SELECT * FROM accounts WHERE id = ?", [.integer(id)]).first.map { PostgresCases.account($0) }
        }
    }

    /// The account of this address.
    public func account(email: String) throws -> Account? {
        try read {
            try $0.run("SELECT * FROM accounts WHERE email = ?", [.text(email.lowercased().kept)]).first
                .map { PostgresCases.account($0) }
        }
    }

    /// All accounts.
    public func accounts() throws -> [Account] {
        try read { try $0.run("SELECT * FROM accounts ORDER BY id", []).map { PostgresCases.account($0) } }
    }

    /// Gives an account another password.
    public func change(password: String, of id: Int64, endsSessions: Bool) throws {
        try write { connection in
            try connection.run("UPDATE accounts SET password = ? WHERE id = ?", [.text(password), .integer(id)])
            if endsSessions { try connection.run("DELETE FROM sessions WHERE accountID = ?", [.integer(id)]) }
        }
    }

    /// Gives an account a second factor, or takes it away.
    public func change(secondFactor: [UInt8]?, of id: Int64) throws {
        try write {
            try $0.run(
                "UPDATE accounts SET secondFactor = ?, usedStep = 0 WHERE id = ?", [.bytes(secondFactor), .integer(id)])
        }
    }

    /// Uses the code of a time step.
    public func use(step: Int64, of id: Int64) throws -> Bool {
        try write {
            try $0.run(
                "UPDATE accounts SET usedStep = ? WHERE id = ? AND usedStep < ?",
                [.integer(step), .integer(id), .integer(step)]
            ).affected == 1
        }
    }

    /// Ends or restores the right to sign in.
    public func setDisabled(_ isDisabled: Bool, _ id: Int64, clock: any Clock) throws {
        try write { connection in
            try connection.run(
                "UPDATE accounts SET disabledAt = ? WHERE id = ?",
                [.integer(isDisabled ? clock.now.nanoseconds : nil), .integer(id)])
            guard isDisabled else { return }
            try connection.run("DELETE FROM sessions WHERE accountID = ?", [.integer(id)])
            try connection.run("DELETE FROM tokens WHERE accountID = ?", [.integer(id)])
        }
    }

    static func account(_ row: PostgresRow) -> Account {
        Account(
            id: row["id"], role: AccountRole(rawValue: row["role"]) ?? .customer, organisation: row["organisation"],
            name: row["name"], email: row["email"], password: row["password"], secondFactor: row["secondFactor"],
            createdAt: CaptureTime(nanoseconds: row["createdAt"]), disabledAt: time(row, "disabledAt"))
    }

    // MARK: Sessions

    /// Keeps a session.
    public func begin(
        session hash: String, of accountID: Int64, formToken: String, expiresAt: CaptureTime, clock: any Clock
    ) throws {
        try write {
            try $0.run(
                "INSERT INTO sessions (hash, accountID, formToken, createdAt, expiresAt) VALUES (?, ?, ?, ?, ?)",
                [
                    .text(hash), .integer(accountID), .text(formToken), .integer(clock.now.nanoseconds),
                    .integer(expiresAt.nanoseconds),
                ])
        }
    }

    /// A session that has not ended.
    public func session(_ hash: String, clock: any Clock) throws -> AccountSession? {
        try read { connection in
            let row = try connection.run(
                """
                SELECT accounts.*, sessions.formToken, sessions.createdAt AS begunAt, sessions.expiresAt
                FROM sessions JOIN accounts ON accounts.id = sessions.accountID
                WHERE sessions.hash = ? AND sessions.expiresAt > ? AND accounts.disabledAt IS NULL
                """, [.text(hash.kept), .integer(clock.now.nanoseconds)]
            ).first
            return row.map { row in
                AccountSession(
                    hash: hash, account: PostgresCases.account(row), formToken: row["formToken"],
                    createdAt: CaptureTime(nanoseconds: row["begunAt"]),
                    expiresAt: CaptureTime(nanoseconds: row["expiresAt"]))
            }
        }
    }

    /// Ends a session.
    public func end(session hash: String) throws {
        try write { try $0.run("DELETE FROM sessions WHERE hash = ?", [.text(hash.kept)]) }
    }

    /// Ends all sessions of an account.
    public func endSessions(of accountID: Int64) throws {
        try write { try $0.run("DELETE FROM sessions WHERE accountID = ?", [.integer(accountID)]) }
    }

    // MARK: Links

    /// Keeps a link.
    public func put(_ link: OneTimeLink) throws {
        try write {
            try $0.run(
                "INSERT INTO links (hash, role, organisation, accountID, madeBy, expiresAt) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    .text(link.hash), .text(link.role.rawValue), .text(link.organisation?.kept),
                    .integer(link.accountID), .text(link.madeBy.kept), .integer(link.expiresAt.nanoseconds),
                ])
        }
    }

    /// A link that works.
    public func link(_ hash: String, clock: any Clock) throws -> OneTimeLink? {
        try read {
            try $0.run(
                "SELECT * FROM links WHERE hash = ? AND expiresAt > ?",
                [.text(hash.kept), .integer(clock.now.nanoseconds)]
            ).first.flatMap { PostgresCases.link($0) }
        }
    }

    private static func link(_ row: PostgresRow) -> OneTimeLink? {
        guard let role = AccountRole(rawValue: row["role"]) else { return nil }
        return OneTimeLink(
            hash: row["hash"], role: role, organisation: row["organisation"], accountID: row["accountID"],
            madeBy: row["madeBy"], expiresAt: CaptureTime(nanoseconds: row["expiresAt"]))
    }

    /// Takes back all links that the program made itself.
    public func withdrawOwnLinks() throws {
        try write { try $0.run("DELETE FROM links WHERE madeBy = ''", []) }
    }

    // MARK: Tokens

    /// Keeps a token.
    public func put(_ token: AccessToken) throws -> AccessToken {
        try write { connection in
            // Whoever adds tokens to an account does so alone.
            try connection.run("SELECT id FROM accounts WHERE id = ? FOR UPDATE", [.integer(token.accountID)])
            let count: Int? = try connection.run(
                "SELECT COUNT(*) AS count FROM tokens WHERE accountID = ?", [.integer(token.accountID)]
            ).first?["count"]
            guard (count ?? 0) < AccountLimits.tokens else {
                throw CaseStoreError(.caseConflict, "an account has at most \(AccountLimits.tokens) tokens.")
            }
            var kept = token
            kept.id =
                try connection.run(
                    """
                    INSERT INTO tokens (hash, accountID, name, scope, createdAt, expiresAt) VALUES (?, ?, ?, ?, ?, ?)
                    RETURNING id
                    """,
                    [
                        .text(token.hash), .integer(token.accountID), .text(token.name.kept),
                        .text(token.scope.rawValue), .integer(token.createdAt.nanoseconds),
                        .integer(token.expiresAt.nanoseconds),
                    ]
                ).first?["id"] ?? token.id
            return kept
        }
    }

    /// A token that has not ended.
    public func token(_ hash: String, clock: any Clock) throws -> (token: AccessToken, account: Account)? {
        try read { connection in
            let found = try connection.run(
                "SELECT * FROM tokens WHERE hash = ? AND expiresAt > ?",
                [.text(hash.kept), .integer(clock.now.nanoseconds)]
            ).first.map { PostgresCases.token($0) }
            guard let found,
                let row = try connection.run("SELECT * FROM accounts WHERE id = ?", [.integer(found.accountID)]).first
            else { return nil }
            let account = PostgresCases.account(row)
            return account.disabledAt == nil ? (found, account) : nil
        }
    }

    /// The tokens of an account.
    public func tokens(of accountID: Int64) throws -> [AccessToken] {
        try read {
            try $0.run("SELECT * FROM tokens WHERE accountID = ? ORDER BY id", [.integer(accountID)])
                .map { PostgresCases.token($0) }
        }
    }

    /// Ends a token of an account.
    public func end(token id: Int64, of accountID: Int64) throws -> Bool {
        try write {
            try $0.run("DELETE FROM tokens WHERE id = ? AND accountID = ?", [.integer(id), .integer(accountID)])
                .affected == 1
        }
    }

    private static func token(_ row: PostgresRow) -> AccessToken {
        AccessToken(
            id: row["id"], hash: row["hash"], accountID: row["accountID"], name: row["name"],
            scope: AccessToken.Scope(rawValue: row["scope"]) ?? .read,
            createdAt: CaptureTime(nanoseconds: row["createdAt"]),
            expiresAt: CaptureTime(nanoseconds: row["expiresAt"]))
    }
}
