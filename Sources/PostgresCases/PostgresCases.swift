import CallVocabulary
import Cases

/// Cases in a PostgreSQL database, for the servers and workers of many machines.
///
/// A case and all that belongs to it is written in one transaction, which keeps what the vaults hold for it. Whoever
/// changes a case has its row to itself (`SELECT … FOR UPDATE`), so that its events are in the order of its revisions. What
/// nobody names any more is condemned in the transaction, and deleted in one of its own.
public struct PostgresCases: CaseStore {
    /// By whose time leases are counted.
    package enum LeaseClock: Sendable {
        /// By the database's: the clocks of workers may differ.
        case database
        /// By that of the caller, for tests.
        case given
    }

    /// The address without its password.
    public let place: String
    /// Where captures lie.
    public let captureVault: any CaptureVault
    /// Where analyses and reports lie.
    public let documentVault: any CaptureVault
    let pool: PostgresPool
    let leaseClock: LeaseClock
    let sweeping = LastSweep()

    /// Opens the store in the database at `address`, with captures and documents in their vaults. `migrates` makes the tables
    /// or brings them up to date first; without it a database that is not at the version of this program is refused.
    public init(
        address: String, captures: any CaptureVault, documents: any CaptureVault, migrates: Bool
    ) throws {
        try self.init(
            address: address, captures: captures, documents: documents, migrates: migrates, leaseClock: .database)
    }

    /// The same, with leases counted by another clock.
    package init(
        address: String, captures: any CaptureVault, documents: any CaptureVault, migrates: Bool,
        leaseClock: LeaseClock
    ) throws {
        let address = try PostgresAddress(address)
        place = address.place
        captureVault = captures
        documentVault = documents
        pool = PostgresPool(address)
        self.leaseClock = leaseClock
        do {
            let schema = PostgresSchema(place: place)
            try pool.with { connection in
                if migrates { try schema.migrate(connection) }
                try schema.requireCurrent(connection)
            }
        } catch let error as PostgresError {
            throw error.translated(place)
        }
        if migrates { try settleIfNeeded() }
    }

    /// The version of the server, such as `15.4`.
    public func serverVersion() throws -> String {
        try read { connection in
            let version = connection.serverVersion
            return "\(version / 10_000).\(version % 10_000)"
        }
    }

    // MARK: Transactions

    /// Reads: everything as it was at one instant.
    func read<Value>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
        try attempting {
            try pool.with { connection in
                try connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                let value = try rollingBack(connection) { try body(connection) }
                try connection.run("COMMIT")
                return value
            }
        }
    }

    /// Writes all that `body` writes, or nothing. It may be called more than once.
    @discardableResult
    func write<Value>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
        try attempting {
            let (value, doubt) = try pool.with { connection -> (Value, Doubt?) in
                try connection.run("BEGIN")
                let (value, transaction) = try rollingBack(connection) {
                    let value = try body(connection)
                    let own = try connection.run("SELECT pg_current_xact_id_if_assigned()::text AS own").first
                    return (value, own?["own"] as String?)
                }
                do {
                    try connection.run("COMMIT")
                } catch let error as PostgresError where error.isConnection {
                    connection.retire()
                    return (value, Doubt(transaction: transaction, error: error))
                }
                return (value, nil)
            }
            if let doubt { try settle(doubt) }
            return value
        }
    }

    /// A transaction of which it is not known whether it ended well: the connection broke while it did.
    private struct Doubt {
        var transaction: String?
        var error: PostgresError
    }

    /// Asks the database what became of a transaction; throws if it did not end well.
    private func settle(_ doubt: Doubt) throws {
        // Nothing was written.
        guard let transaction = doubt.transaction else { return }
        pool.forget()
        for _ in 0..<50 {
            let status: String? = try pool.with { connection in
                try connection.run("SELECT pg_xact_status(?::xid8) AS status", [.text(transaction)]).first?["status"]
            }
            switch status {
            case "committed": return
            case "in progress": Pause.milliseconds(100)
            default: throw doubt.error
            }
        }
        throw CaseStoreError(
            .unusable,
            "the connection to the store at \(place) broke, and it is not known whether it has what was sent.")
    }

    private func rollingBack<Value>(_ connection: PostgresConnection, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            do {
                try connection.run("ROLLBACK")
            } catch {
                connection.retire()
            }
            throw error
        }
    }

    /// Tries once more what met another transaction, or a server that went away before anything was written for good.
    private func attempting<Value>(_ body: () throws -> Value) throws -> Value {
        var attempt = 1
        while true {
            do {
                return try body()
            } catch let error as PostgresError {
                let isAgain = error.isRetryable || error.isConnection
                guard isAgain, attempt < PostgresLimits.attempts else { throw error.translated(place) }
                if error.isConnection { pool.forget() }
                Pause.milliseconds(attempt * Int.random(in: 5...25))
                attempt += 1
            }
        }
    }

    // MARK: Numbers

    static func number(_ id: Int64) -> String { "CASE-" + CivilDateTime.padded(Int(id), to: 6) }

    static func id(_ number: String, prefix: String = "CASE-") -> Int64? {
        let text = number.uppercased()
        return Int64(text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)
    }

    static func submissionNumber(_ id: Int64) -> String { "SUBMISSION-" + CivilDateTime.padded(Int(id), to: 6) }

    func notFound(_ number: String) -> CaseStoreError {
        CaseStoreError(.caseNotFound, "there is no case \(number) in \(place).")
    }

    /// The row of a case; nobody else changes the case until the transaction is over.
    func lockedID(_ number: String, in connection: PostgresConnection) throws -> Int64 {
        guard let id = PostgresCases.id(number),
            try connection.run("SELECT id FROM cases WHERE id = ? FOR UPDATE", [.integer(id)]).count == 1
        else { throw notFound(number) }
        return id
    }
}

extension String {
    /// The text as it is stored: U+0000, which PostgreSQL does not take, is U+FFFD.
    var kept: String {
        guard utf8.contains(0) else { return self }
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 })
        return String(kept)
    }
}
