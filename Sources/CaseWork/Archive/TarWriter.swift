import Cases
import Glibc
import OutputFiles

/// Writes an archive beside its place and moves it there when it is whole.
struct TarWriter: ~Copyable {
    private let file: WholeFile
    private let seconds: Int64
    /// Mode of a new archive: what it holds is for its owner alone.
    private static let mode: mode_t = 0o600

    init(path: String, seconds: Int64) throws(CaseStoreError) {
        self.seconds = seconds
        do throws(OutputFileError) {
            file = try WholeFile(path, mode: Self.mode)
        } catch {
            throw ArchiveFiles.failure(error)
        }
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
        try header.withUnsafeBytes { try put($0) }
        var left = size
        try body { bytes in
            guard bytes.count <= left else {
                throw CaseStoreError(.damaged, "\(name) is larger than the store knows; restore it from a backup.")
            }
            left -= bytes.count
            try put(bytes)
        }
        guard left == 0 else {
            throw CaseStoreError(.damaged, "\(name) is smaller than the store knows; restore it from a backup.")
        }
        try Array(repeating: 0 as UInt8, count: TarFile.padding(size)).withUnsafeBytes { try put($0) }
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws(CaseStoreError) {
        do throws(OutputFileError) {
            try file.write(bytes)
        } catch {
            throw ArchiveFiles.failure(error)
        }
    }

    consuming func finish() throws {
        try Array(repeating: 0 as UInt8, count: 2 * TarFile.blockBytes).withUnsafeBytes { try put($0) }
        do throws(OutputFileError) {
            try file.finish()
        } catch {
            throw ArchiveFiles.failure(error)
        }
    }
}

/// Files of exports, as the system has them.
enum ArchiveFiles {
    static func failure(_ what: String) -> CaseStoreError {
        let code: CaseStoreError.Code = [ENOSPC, EDQUOT, EFBIG].contains(errno) ? .full : .unusable
        return CaseStoreError(code, "\(what): \(String(cString: strerror(errno))).")
    }

    static func failure(_ error: OutputFileError) -> CaseStoreError {
        CaseStoreError(error.isDiskFull ? .full : .unusable, error.description)
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
}
