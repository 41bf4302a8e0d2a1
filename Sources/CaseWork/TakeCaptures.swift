import CaptureFiles
import Cases
import Glibc

/// Takes captures into a vault, block by block, before anything reads them: what is analysed is what is stored, be it a
/// pipe, or a file that still grows.
public struct TakeCaptures {
    private let vault: any CaptureVault
    private let limit: Int
    private let isStopped: @Sendable () -> Bool
    /// How long a pipe may be silent until it is asked whether the user wants to stop, in milliseconds.
    private static let patienceMilliseconds: Int32 = 200
    private static let blockBytes = 1 << 20

    /// Takes into `vault`, at most `limit` bytes a capture; `isStopped` is asked between blocks.
    public init(
        into vault: any CaptureVault, limit: Int = CaseLimits.captureBytes,
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) {
        self.vault = vault
        self.limit = limit
        self.isStopped = isStopped
    }

    /// Takes the files at `paths` (`-` is standard input, a folder is the captures in it); several come back in the order
    /// of their first packets. `progress` hears how many bytes were taken of how many, where that is known.
    public func take(_ paths: [String], progress: (Int, Int?) -> Void = { _, _ in }) throws -> [HeldCapture] {
        let files = try CaptureInputs.files(paths)
        guard files.count <= CaseLimits.captures else {
            throw CaseStoreError(
                .captureTooLarge, "\(files.count) captures are more than a case holds (\(CaseLimits.captures)).")
        }
        let total = CaptureInputs.bytes(of: files)
        var before = 0
        var held: [HeldCapture] = []
        do {
            for file in files {
                held.append(try take(file) { progress(before + $0, total) })
                before += held.last?.held.bytes ?? 0
            }
        } catch {
            for capture in held { vault.release(capture.held) }
            throw error
        }
        guard held.count > 1 else { return held }
        let order = CaptureInputs.order(held.map { vault.path(of: $0.held) ?? "" })
        return order.map { held[$0] }
    }

    private func take(_ path: String, _ progress: (Int) -> Void) throws -> HeldCapture {
        let input = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw unreadable(path) }
        defer { if input != STDIN_FILENO { close(input) } }
        var status = stat()
        let isFile = fstat(input, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        let writer = try vault.begin(limit: limit)
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        var taken = 0
        while true {
            if isStopped() { throw stopped }
            if !isFile, !isReady(input) { continue }
            let count = block.withUnsafeMutableBytes { Glibc.read(input, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            if count == 0 { break }
            do {
                try block.withUnsafeBytes { try writer.append(UnsafeRawBufferPointer(rebasing: $0[0..<count])) }
            } catch let error as CaseStoreError where error.code == .captureTooLarge {
                throw CaseStoreError(error.code, "\(path): \(error.description)")
            }
            taken += count
            progress(taken)
        }
        let name = path == "-" ? "standard input" : path.split(separator: "/").last.map(String.init) ?? path
        return HeldCapture(held: try writer.finish(), name: name)
    }

    private func unreadable(_ path: String) -> CaptureUnreadable {
        CaptureUnreadable(
            path: path,
            reason: CaptureFileError(
                .unreadable, byteOffset: 0, detail: String(cString: strerror(errno)), path: path))
    }

    private var stopped: CaseStoreError {
        CaseStoreError(.interrupted, "Stopped: nothing was stored.")
    }

    /// Whether a pipe has something to read, or has ended.
    private func isReady(_ input: Int32) -> Bool {
        var one = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        return poll(&one, 1, Self.patienceMilliseconds) > 0
    }
}
