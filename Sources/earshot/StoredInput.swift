import Glibc
import ReportModel

/// Analyses among the inputs: a stored one is shown again instead of analysed.
enum StoredInput {
    /// A stored analysis read from standard input at most: 1 GiB.
    private static let maximumBytes = 1 << 30

    /// The analysis that `path` holds; `nil` if it holds something else.
    static func open(_ path: String) throws -> StoredAnalysis? {
        guard path != "-" else { return nil }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        let file = OpenFile(descriptor)
        guard StoredAnalysis.isRecognized(file.read(0, 4_096)) else { return nil }
        do {
            return try StoredAnalysis { file.read($0, $1) }
        } catch {
            throw CommandFailure("\(path) is no analysis that can be read: \(error).")
        }
    }

    /// A file that stays open as long as somebody reads it.
    private final class OpenFile: Sendable {
        private let descriptor: Int32
        init(_ descriptor: Int32) { self.descriptor = descriptor }
        deinit { close(descriptor) }

        func read(_ offset: Int, _ count: Int) -> [UInt8] {
            guard count > 0 else { return [] }
            return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = 0
                while filled < count, let base = buffer.baseAddress {
                    let got = pread(descriptor, base + filled, count - filled, off_t(offset + filled))
                    if got < 0, errno == EINTR { continue }
                    guard got > 0 else { return }
                    filled += got
                }
            }
        }
    }
}
