import Glibc

/// Results in files: written whole beside their place and moved there, so that nobody sees half a file.
enum OutputFile {
    /// Whether there is a file at `path`.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func write(_ bytes: [UInt8], to path: String) throws {
        try write(to: path) { sink in sink(bytes) }
    }

    /// Writes what `body` hands on piece by piece.
    static func write(to path: String, _ body: (@escaping ([UInt8]) -> Void) throws -> Void) throws {
        let temporary = "\(path).partial-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure(
                "cannot write \(path): \(Terminal.lastError). Give a file in a folder you may write to.")
        }
        let state = WriteState()
        do {
            try body { if state.isGood { state.isGood = Terminal.write($0, to: descriptor) } }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        let isWritten = state.isGood && fsync(descriptor) == 0
        let reason = Terminal.lastError
        close(descriptor)
        guard isWritten, rename(temporary, path) == 0 else {
            unlink(temporary)
            throw CommandFailure("cannot write \(path): \(reason).")
        }
    }
}

/// Whether writing has gone well so far.
private final class WriteState {
    var isGood = true
}
