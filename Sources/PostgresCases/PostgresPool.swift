import Cases
import Glibc
import Synchronization

/// A few connections for all threads of a process. Who finds none free waits; what broke is replaced.
final class PostgresPool: Sendable {
    /// The most connections of a process.
    static let connections = 8
    /// Seconds for which a server that cannot be reached is tried again: what a restart or a failover takes.
    static let patienceSeconds = 12.0

    let address: PostgresAddress
    private let state = Mutex(State())
    private let free = Semaphore(PostgresPool.connections)

    private struct State: ~Copyable {
        var idle: [Held] = []
    }
    /// A connection that belongs to whoever took it out of the pool.
    private struct Held: @unchecked Sendable {
        let connection: PostgresConnection
    }

    init(_ address: PostgresAddress) {
        self.address = address
    }

    /// Runs `body` with a connection that nobody else uses.
    func with<Value>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
        free.take()
        defer { free.give() }
        let connection = try state.withLock { $0.idle.popLast()?.connection } ?? open()
        defer {
            if connection.isUsable {
                let held = Held(connection: connection)
                state.withLock { $0.idle.append(held) }
            }
        }
        return try body(connection)
    }

    /// Forgets what lies idle: after a restart of the server all of it is broken.
    func forget() {
        let idle = state.withLock { state in
            let idle = state.idle
            state.idle = []
            return idle
        }
        for held in idle { held.connection.retire() }
    }

    /// A new connection with the settings of ours; tried again while the server is not there.
    func open() throws -> PostgresConnection {
        let began = Self.seconds()
        var pause = 0.05
        while true {
            do {
                let connection = try PostgresConnection(address)
                try connection.run(
                    """
                    SET statement_timeout = '\(PostgresLimits.statementSeconds)s';
                    SET lock_timeout = '\(PostgresLimits.lockSeconds)s';
                    SET idle_in_transaction_session_timeout = '\(PostgresLimits.idleSeconds)s';
                    """)
                return connection
            } catch let error as PostgresError {
                guard error.isConnection, Self.seconds() - began < Self.patienceSeconds else {
                    throw error.translated(address.place)
                }
                // Somewhat random, so that the processes of a cluster do not come back all at once.
                usleep(useconds_t(pause * Double.random(in: 0.5...1) * 1_000_000))
                pause = min(pause * 2, 1)
            }
        }
    }

    static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// How long things in the database may take, and how much is kept there.
package enum PostgresLimits {
    /// Seconds of one statement.
    package static let statementSeconds = 30
    /// Seconds that one waits for a row that another changes.
    package static let lockSeconds = 15
    /// Seconds that a transaction may do nothing; keeping a large capture is done within one.
    package static let idleSeconds = 300
    /// Times a transaction that met another is tried.
    package static let attempts = 5
    /// Bytes of all words of a case in the index; PostgreSQL takes 1 MiB.
    package static let indexBytes = 800_000
    /// Bytes of a word in the index; longer ones are found by their beginning.
    package static let wordBytes = 200
}

/// So many may go on, the others wait.
final class Semaphore: @unchecked Sendable {
    private let raw = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init(_ count: Int) { sem_init(raw, 0, UInt32(count)) }

    deinit {
        sem_destroy(raw)
        raw.deallocate()
    }

    func take() { while sem_wait(raw) != 0, errno == EINTR {} }
    func give() { sem_post(raw) }
}

enum Pause {
    static func milliseconds(_ count: Int) { usleep(useconds_t(max(0, min(count, 10_000))) * 1_000) }
}
