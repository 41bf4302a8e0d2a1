import Cases
import Glibc
import Synchronization

/// The folder of one process under `incoming`, with a lock that ends with the process however that ends. So what an
/// interrupted process left is told from what a living one is about to keep, without asking a clock.
final class VaultSession: Sendable {
    let folder: String
    private let lock: Int32
    private let next = Atomic<Int>(0)

    /// Begins a session in `incoming`, and removes those whose process is gone.
    init(in incoming: String) throws(CaseStoreError) {
        try VaultFiles.create(incoming)
        // Held by everybody who begins, and by who sweeps alone: a session that is being made is not swept.
        let gate = open(incoming + "/gate", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard gate >= 0 else { throw VaultFiles.failure("cannot write to \(incoming)") }
        defer { close(gate) }
        if flock(gate, LOCK_EX | LOCK_NB) == 0 { VaultSession.sweep(incoming) }
        while flock(gate, LOCK_SH) != 0, errno == EINTR {}
        folder = "\(incoming)/\(getpid())-\(UInt64.random(in: .min ... .max))"
        guard mkdir(folder, 0o700) == 0 else { throw VaultFiles.failure("cannot write to \(incoming)") }
        lock = open(folder + "/lock", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw VaultFiles.failure("cannot write to \(incoming)")
        }
    }

    deinit {
        VaultSession.remove(folder)
        close(lock)
    }

    /// A path for the next bytes.
    func nextPath() -> String { "\(folder)/\(next.wrappingAdd(1, ordering: .relaxed).oldValue)" }

    private static func sweep(_ incoming: String) {
        for name in VaultFiles.names(in: incoming) where name != "gate" {
            let folder = "\(incoming)/\(name)"
            let lock = open(folder + "/lock", O_RDWR | O_CLOEXEC)
            guard lock >= 0 else {
                // Without a lock: a process ended between two steps, or it is a file of an earlier version.
                if errno == ENOTDIR { unlink(folder) } else if errno == ENOENT { remove(folder) }
                continue
            }
            if flock(lock, LOCK_EX | LOCK_NB) == 0 { remove(folder) }
            close(lock)
        }
    }

    private static func remove(_ folder: String) {
        for name in VaultFiles.names(in: folder) { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }
}
