import Cases

/// Hears of jobs that wait, on a connection of its own. A hint: whoever waits looks for jobs now and then as well.
public final class JobNotices {
    private let pool: PostgresPool
    private var connection: PostgresConnection?

    /// A listener of the store.
    public init(_ store: PostgresCases) {
        pool = store.pool
    }

    /// Waits up to so many milliseconds; true if jobs wait. Comes back at once after a connection that was lost, for what
    /// was told meanwhile was not heard.
    public func wait(milliseconds: Int32) -> Bool {
        do {
            guard let connection else {
                let opened = try pool.open()
                try opened.run("LISTEN \(PostgresCases.channel)")
                connection = opened
                return true
            }
            return try !connection.notifications(within: milliseconds).isEmpty
        } catch {
            connection = nil
            Pause.milliseconds(Int(milliseconds))
            return false
        }
    }
}
