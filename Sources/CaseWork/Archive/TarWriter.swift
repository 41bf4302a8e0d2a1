import Cases
import Glibc

/// Writes an archive beside its place and moves it there when it is whole.
struct TarWriter: ~Copyable {
    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private let seconds: Int64

    init(path: String, seconds: Int64) throws(CaseStoreError) {
        self.path = path
        self.seconds = seconds
        temporary = ArchiveFiles.temporary(beside: path)
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ArchiveFiles.failure("cannot write \(path)") }
    }

    /// An entry of bytes.
    func add(_ name: String, _ bytes: [UInt8]) throws {
        try add(name, size: bytes.count) { try bytes.withUnsafeBytes($0) }
    }

    /// An entry of `size` bytes that `body` hands on piece by piece.
    func add(
        _ name: String, size: Int, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        guard let header = TarFile.header(name: name, size: size, seconds: seconds) else {
            throw CaseStoreError(.archiveUnusable, "the name \(name) does not fit into an archive.")
        }
        try ArchiveFiles.write(header, to: descriptor, named: path)
        var left = size
        try body { bytes in
            guard bytes.count <= left else {
                throw CaseStoreError(.damaged, "\(name) is larger than the store knows; restore it from a backup.")
            }
            left -= bytes.count
            try ArchiveFiles.write(bytes, to: descriptor, named: path)
        }
        guard left == 0 else {
            throw CaseStoreError(.damaged, "\(name) is smaller than the store knows; restore it from a backup.")
        }
        try ArchiveFiles.write(Array(repeating: 0, count: TarFile.padding(size)), to: descriptor, named: path)
    }

    consuming func finish() throws(CaseStoreError) {
        try ArchiveFiles.write(Array(repeating: 0, count: 2 * TarFile.blockBytes), to: descriptor, named: path)
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            throw ArchiveFiles.failure("cannot write \(path)")
        }
        ArchiveFiles.sync(ArchiveFiles.folder(of: path))
    }

    deinit {
        close(descriptor)
        unlink(temporary)
    }
}

/// Files of exports, as the system has them.
enum ArchiveFiles {
    /// The folder of a path.
    static func folder(of path: String) -> String {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        return folder.isEmpty ? "/" : folder
    }

    /// A name beside `path` that nobody has. What an export left that was interrupted goes after an hour.
    static func temporary(beside path: String) -> String {
        let folder = folder(of: path)
        if let listing = opendir(folder) {
            defer { closedir(listing) }
            while let entry = readdir(listing) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard name.hasPrefix(".earshot-export-") else { continue }
                remove("\(folder)/\(name)", olderThan: 3_600)
            }
        }
        return "\(folder)/.earshot-export-\(UInt64.random(in: .min ... .max))"
    }

    /// Removes a file, or a folder of an export, that was not written to for so long.
    private static func remove(_ path: String, olderThan seconds: Int) {
        var status = stat()
        guard lstat(path, &status) == 0, time(nil) - status.st_mtim.tv_sec > seconds else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for folder in [path + "/captures", path] {
            guard let listing = opendir(folder) else { continue }
            while let entry = readdir(listing) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { unlink("\(folder)/\(name)") }
            }
            closedir(listing)
            rmdir(folder)
        }
    }

    static func failure(_ what: String) -> CaseStoreError {
        let code: CaseStoreError.Code = [ENOSPC, EDQUOT, EFBIG].contains(errno) ? .full : .unusable
        return CaseStoreError(code, "\(what): \(String(cString: strerror(errno))).")
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32, named path: String) throws(CaseStoreError) {
        let failure = bytes.withUnsafeBytes { bytes -> CaseStoreError? in
            do throws(CaseStoreError) {
                try write(bytes, to: descriptor, named: path)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, named path: String) throws(CaseStoreError)
    {
        var written = 0
        while written < bytes.count {
            let step = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw failure("cannot write \(path)") }
            written += step
        }
    }

    static func sync(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
