import Glibc

/// One line on standard error that says how far long work has come; only on a terminal, never with `--quiet`.
struct Progress {
    private let isShown: Bool
    private let what: String
    private let startedAt: Double
    private var lastShownAt = 0.0
    private var hasShown = false

    init(_ what: String, quiet: Bool) {
        self.what = what
        isShown = !quiet && Terminal.isTerminal(STDERR_FILENO)
        startedAt = MonotonicClock.now()
    }

    /// Shows bytes done of `total` (`nil` if unknown), at most ten times a second, from the first tenth of a second on.
    mutating func show(bytes: Int, of total: Int?) {
        guard isShown else { return }
        let now = MonotonicClock.now()
        guard now - startedAt > 0.1, now - lastShownAt > 0.1 else { return }
        lastShownAt = now
        hasShown = true
        let rate = Double(bytes) / 1e6 / max(now - startedAt, 0.001)
        var text = "\(what): \(bytes / 1_000_000) MB"
        if let total, total > 0 {
            let left = rate > 0 ? Double(max(0, total - bytes)) / 1e6 / rate : 0
            text += " of \(total / 1_000_000) MB, \(Int(rate)) MB/s, \(Int(left.rounded(.up))) s left"
        } else {
            text += ", \(Int(rate)) MB/s"
        }
        Terminal.clearError()
        Terminal.writeError(text)
    }

    /// Clears the line.
    mutating func end() {
        if hasShown { Terminal.clearError() }
        hasShown = false
    }
}

/// A clock that is never set back.
enum MonotonicClock {
    /// Seconds since some moment before the program began.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
