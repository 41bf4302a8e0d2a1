import CallVocabulary
import Cases
import Foundation
import GRDB

/// Accounts, sessions, links and tokens in tables of the store.
extension SQLiteCases: AccountStore {
    // MARK: Accounts

    /// Makes the account that a link is for.
    public func redeem(
        _ link: String, name: String, email: String, password: String, clock: any Clock
    ) throws -> Account {
        try write { database in
            let found = try SQLiteCases.take(link: link, at: clock.now, in: database)
            guard found.accountID == nil else { throw SQLiteCases.linkNotValid }
            let email = email.lowercased()
            let exists = try Bool.fetchOne(
                database, sql: "SELECT 1 FROM accounts WHERE email = ?", arguments: [email])
            guard exists != true else {
                throw CaseStoreError(.accountExists, "there is an account of this e-mail address already.")
            }
            try database.execute(
                sql: """
                    INSERT INTO accounts (role, organisation, name, email, password, createdAt)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    found.role.rawValue, found.organisation, name.kept, email.kept, password, clock.now.nanoseconds,
                ])
            return try SQLiteCases.requiredAccount(database.lastInsertedRowID, in: database)
        }
    }

    /// Gives the account of a link a new password.
    public func redeem(_ link: String, password: String, clock: any Clock) throws -> Account {
        try write { database in
            guard let id = try SQLiteCases.take(link: link, at: clock.now, in: database).accountID else {
                throw SQLiteCases.linkNotValid
            }
            try database.execute(sql: "UPDATE accounts SET password = ? WHERE id = ?", arguments: [password, id])
            try database.execute(sql: "DELETE FROM sessions WHERE accountID = ?", arguments: [id])
            return try SQLiteCases.requiredAccount(id, in: database)
        }
    }

    private static let linkNotValid = CaseStoreError(
        .linkNotValid, "the link is not valid any more: it was used, or it is too old.")

    private static func take(link hash: String, at now: CaptureTime, in database: Database) throws -> OneTimeLink {
        guard let found = try SQLiteCases.link(hash, at: now, in: database) else { throw linkNotValid }
        try database.execute(sql: "DELETE FROM links WHERE hash = ?", arguments: [hash])
        return found
    }

    private static func requiredAccount(_ id: Int64, in database: Database) throws -> Account {
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM accounts WHERE id = ?", arguments: [id]) else {
            throw CaseStoreError(.damaged, "the account \(id) is not there.")
        }
        return account(row)
    }

    /// The account of this number.
    public func account(_ id: Int64) throws -> Account? {
        try read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM accounts WHERE id = ?", arguments: [id])
                .map { SQLiteCases.account($0) }
        }
    }

    /// The account of this address.
    public func account(email: String) throws -> Account? {
        try read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM accounts WHERE email = ?", arguments: [email.lowercased()]
            ).map { SQLiteCases.account($0) }
        }
    }

    /// All accounts.
    public func accounts() throws -> [Account] {
        try read { try Row.fetchAll($0, sql: "SELECT * FROM accounts ORDER BY id").map { SQLiteCases.account($0) } }
    }

    /// Gives an account another password.
    public func change(password: String, of id: Int64, endsSessions: Bool) throws {
        try write { database in
            try database.execute(sql: "UPDATE accounts SET password = ? WHERE id = ?", arguments: [password, id])
            if endsSessions {
                try database.execute(sql: "DELETE FROM sessions WHERE accountID = ?", arguments: [id])
            }
        }
    }

    /// Gives an account a second factor, or takes it away.
    public func change(secondFactor: [UInt8]?, of id: Int64) throws {
        try write {
            try $0.execute(
                sql: "UPDATE accounts SET secondFactor = ?, usedStep = 0 WHERE id = ?",
                arguments: [secondFactor.map { blob($0) }, id])
        }
    }

    /// Uses the code of a time step.
    public func use(step: Int64, of id: Int64) throws -> Bool {
        try write { database in
            try database.execute(
                sql: "UPDATE accounts SET usedStep = ? WHERE id = ? AND usedStep < ?", arguments: [step, id, step])
            return database.changesCount == 1
        }
    }

    /// Ends or restores the right to sign in.
    public func setDisabled(_ isDisabled: Bool, _ id: Int64, clock: any Clock) throws {
        try write { database in
            try database.execute(
                sql: "UPDATE accounts SET disabledAt = ? WHERE id = ?",
                arguments: [isDisabled ? clock.now.nanoseconds : nil, id])
            guard isDisabled else { return }
            try database.execute(sql: "DELETE FROM sessions WHERE accountID = ?", arguments: [id])
            try database.execute(sql: "DELETE FROM tokens WHERE accountID = ?", arguments: [id])
        }
    }

    // MARK: Sessions

    /// Keeps a session.
    public func begin(
        session hash: String, of accountID: Int64, formToken: String, expiresAt: CaptureTime, clock: any Clock
    ) throws {
        try write {
            try $0.execute(
                sql: """
                    INSERT INTO sessions (hash, accountID, formToken, createdAt, expiresAt) VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [hash, accountID, formToken, clock.now.nanoseconds, expiresAt.nanoseconds])
        }
    }

    /// A session that has not ended.
    public func session(_ hash: String, clock: any Clock) throws -> AccountSession? {
        try read { database in
            guard
                let row = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT accounts.*, sessions.formToken, sessions.createdAt AS begunAt, sessions.expiresAt
                        FROM sessions JOIN accounts ON accounts.id = sessions.accountID
                        WHERE sessions.hash = ? AND sessions.expiresAt > ? AND accounts.disabledAt IS NULL
                        """,
                    arguments: [hash, clock.now.nanoseconds])
            else { return nil }
            return AccountSession(
                hash: hash, account: SQLiteCases.account(row), formToken: row["formToken"],
                createdAt: CaptureTime(nanoseconds: row["begunAt"]),
                expiresAt: CaptureTime(nanoseconds: row["expiresAt"]))
        }
    }

    /// Ends a session.
    public func end(session hash: String) throws {
        try write { try $0.execute(sql: "DELETE FROM sessions WHERE hash = ?", arguments: [hash]) }
    }

    /// Ends all sessions of an account.
    public func endSessions(of accountID: Int64) throws {
        try write { try $0.execute(sql: "DELETE FROM sessions WHERE accountID = ?", arguments: [accountID]) }
    }

    // MARK: Links

    /// Keeps a link.
    public func put(_ link: OneTimeLink) throws {
        try write {
            try $0.execute(
                sql: """
                    INSERT INTO links (hash, role, organisation, accountID, madeBy, expiresAt) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    link.hash, link.role.rawValue, link.organisation?.kept, link.accountID, link.madeBy.kept,
                    link.expiresAt.nanoseconds,
                ])
        }
    }

    /// A link that works.
    public func link(_ hash: String, clock: any Clock) throws -> OneTimeLink? {
        try read { try SQLiteCases.link(hash, at: clock.now, in: $0) }
    }

    private static func link(_ hash: String, at now: CaptureTime, in database: Database) throws -> OneTimeLink? {
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM links WHERE hash = ? AND expiresAt > ?",
                arguments: [hash, now.nanoseconds]),
            let role = AccountRole(rawValue: row["role"])
        else { return nil }
        return OneTimeLink(
            hash: hash, role: role, organisation: row["organisation"], accountID: row["accountID"],
            madeBy: row["madeBy"], expiresAt: CaptureTime(nanoseconds: row["expiresAt"]))
    }

    /// Takes back all links that the program made itself.
    public func withdrawOwnLinks() throws {
        try write { try $0.execute(sql: "DELETE FROM links WHERE madeBy = ''") }
    }

    // MARK: Tokens

    /// Keeps a token.
    public func put(_ token: AccessToken) throws -> AccessToken {
        try write { database in
            let count = try Int.fetchOne(
                database, sql: "SELECT COUNT(*) FROM tokens WHERE accountID = ?", arguments: [token.accountID])
            guard (count ?? 0) < AccountLimits.tokens else {
                throw CaseStoreError(.caseConflict, "an account has at most \(AccountLimits.tokens) tokens.")
            }
            try database.execute(
                sql: """
                    INSERT INTO tokens (hash, accountID, name, scope, createdAt, expiresAt) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    token.hash, token.accountID, token.name.kept, token.scope.rawValue, token.createdAt.nanoseconds,
                    token.expiresAt.nanoseconds,
                ])
            var kept = token
            kept.id = database.lastInsertedRowID
            return kept
        }
    }

    /// A token that has not ended.
    public func token(_ hash: String, clock: any Clock) throws -> (token: AccessToken, account: Account)? {
        try read { database in
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT * FROM tokens WHERE hash = ? AND expiresAt > ?",
                    arguments: [hash, clock.now.nanoseconds])
            else { return nil }
            let token = SQLiteCases.token(row)
            let account = try SQLiteCases.requiredAccount(token.accountID, in: database)
            return account.disabledAt == nil ? (token, account) : nil
        }
    }

    /// The tokens of an account.
    public func tokens(of accountID: Int64) throws -> [AccessToken] {
        try read {
            try Row.fetchAll(
                $0, sql: "SELECT * FROM tokens WHERE accountID = ? ORDER BY id", arguments: [accountID]
            ).map { SQLiteCases.token($0) }
        }
    }

    /// Ends a token of an account.
    public func end(token id: Int64, of accountID: Int64) throws -> Bool {
        try write { database in
            try database.execute(
                sql: "DELETE FROM tokens WHERE id = ? AND accountID = ?", arguments: [id, accountID])
            return database.changesCount == 1
        }
    }

    private static func token(_ row: Row) -> AccessToken {
        AccessToken(
            id: row["id"], hash: row["hash"], accountID: row["accountID"], name: row["name"],
            scope: AccessToken.Scope(rawValue: row["scope"]) ?? .read,
            createdAt: CaptureTime(nanoseconds: row["createdAt"]),
            expiresAt: CaptureTime(nanoseconds: row["expiresAt"]))
    }

    private static func account(_ row: Row) -> Account {
        let disabled: Int64? = row["disabledAt"]
        return Account(
            id: row["id"], role: AccountRole(rawValue: row["role"]) ?? .customer, organisation: row["organisation"],
            name: row["name"], email: row["email"], password: row["password"],
            secondFactor: bytes(row, "secondFactor"), createdAt: CaptureTime(nanoseconds: row["createdAt"]),
            disabledAt: disabled.map { CaptureTime(nanoseconds: $0) })
    }
}
