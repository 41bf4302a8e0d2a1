import Glibc

/// Whole small inputs: a submission from a file or standard input.
enum InputBytes {

    /// The bytes of `path`, `-` being standard input.
    static func read(
        _ path: String, limit: Int = InputLimits.submissionBytes, what: String = "a submission"
    ) throws -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(
                "cannot open \(path): \(Terminal.lastError). Check the name, or give - for standard input.")
        }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw CommandFailure("\(path) is a folder; give a file.")
        }
        var bytes: [UInt8] = []
        if status.st_mode & S_IFMT == S_IFREG, status.st_size > 0, status.st_size <= limit {
            bytes.reserveCapacity(Int(status.st_size) + 1)
        }
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = block.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw CommandFailure("cannot read \(path): \(Terminal.lastError).")
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: block[0..<count])
            guard bytes.count <= limit else {
                throw CommandFailure(
                    "\(path) is larger than \(limit >> 20) MiB, the limit for \(what). "
                        + (limit == InputLimits.submissionBytes
                            ? "Split it, or give a capture with --capture." : "Give one with less in it."))
            }
        }
    }
}

/// What the file system says of a path.
enum InputFiles {
    /// Whether there is a file or folder at `path`.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
