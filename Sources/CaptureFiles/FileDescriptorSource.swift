import Glibc

/// An open file descriptor, closed when nobody needs it.
final class FileDescriptorSource {
    private let descriptor: Int32
    private let path: String
    /// The file's size in bytes; `nil` for pipes.
    let size: Int?

    /// Opens `path`, `-` being standard input.
    init(path: String) throws(CaptureFileError) {
        self.path = path
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            size = nil
            throw FileDescriptorSource.failure(path)
        }
        var status = stat()
        let isKnown = fstat(descriptor, &status) == 0
        if isKnown, status.st_mode & S_IFMT == S_IFDIR {
            size = nil
            throw CaptureFileError(
                .unreadable, byteOffset: 0, detail: "\(path) is a folder; give the capture files in it")
        }
        size = isKnown && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }

    deinit {
        if descriptor > STDERR_FILENO { close(descriptor) }
    }

    /// Reads at most `limit` bytes; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer, limit: Int) -> Result<Int, CaptureFileError> {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, min(limit, buffer.count))
            if count >= 0 { return .success(count) }
            if errno != EINTR { return .failure(FileDescriptorSource.failure(path)) }
        }
    }

    private static func failure(_ path: String) -> CaptureFileError {
        CaptureFileError(.unreadable, byteOffset: 0, detail: "\(path): \(String(cString: strerror(errno)))")
    }
}
