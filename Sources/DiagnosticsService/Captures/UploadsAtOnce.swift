import Synchronization

/// Who writes to which upload now, in this process; and how many do.
final class UploadsAtOnce: Sendable {
    private struct State {
        var writing: [String: Int] = [:]
        var newest: [String: Int64] = [:]
        var count = 0
    }
    private let state = Mutex(State())

    /// How many write now.
    var current: Int { state.withLock { $0.count } }

    /// False if there are too many.
    func enter(_ id: String, limit: Int) -> Bool {
        state.withLock { state in
            guard state.count < limit else { return false }
            state.count += 1
            state.writing[id, default: 0] += 1
            return true
        }
    }

    func leave(_ id: String) {
        state.withLock { state in
            state.count -= 1
            state.writing[id, default: 1] -= 1
            guard state.writing[id] == 0 else { return }
            state.writing[id] = nil
            state.newest[id] = nil
        }
    }

    func note(writer: Int64, of id: String) {
        state.withLock { $0.newest[id] = max($0.newest[id] ?? 0, writer) }
    }

    func isNewest(_ writer: Int64, of id: String) -> Bool { state.withLock { $0.newest[id] == writer } }
}
