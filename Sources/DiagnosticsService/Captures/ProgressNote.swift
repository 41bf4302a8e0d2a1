import Glibc
import Synchronization

/// How far a job is, in a small file that its process writes and the service reads.
final class ProgressNote: Sendable {
    private let path: String
    private let last = Mutex(-1)

    init(_ path: String) { self.path = path }

    /// Notes `done` of `total` bytes, where that is another percent.
    func note(_ done: Int, of total: Int?) {
        guard let total, total > 0 else { return }
        let percent = max(0, min(99, Int(Double(done) / Double(total) * 100)))
        let isNew = last.withLock { last in
            defer { last = percent }
            return last != percent
        }
        guard isNew else { return }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        // As many bytes each time: nothing of the one before is left.
        let bytes = [UInt8(0x30 + percent / 10), UInt8(0x30 + percent % 10)]
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
    }

    /// What was noted last; `nil` if nothing was.
    static func read(_ path: String) -> Int? {
        UploadFile.bytes(path, limit: 8).flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    }
}
