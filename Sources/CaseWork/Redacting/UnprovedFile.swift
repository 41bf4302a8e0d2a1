import Cases
import Glibc

/// A redacted copy before it is known that nothing is left in it.
enum UnprovedFile {
    static func remove(_ path: String) { unlink(path) }

    static func move(_ path: String, to target: String) throws {
        guard rename(path, target) == 0 else {
            throw CaseStoreError(.unusable, "a file cannot be kept: \(String(cString: strerror(errno))).")
        }
    }
}
