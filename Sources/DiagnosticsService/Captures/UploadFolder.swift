import Cases
import Crypto
import Glibc
import NIOCore
import Synchronization

/// Where captures lie until a case takes them: a file for each, by the upload's name.
struct UploadFolder: Sendable {
    let path: String

    /// Makes the folder, for its owner alone, and removes what forms left that were interrupted.
    func prepare() throws {
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw CaseStoreError(.unusable, "cannot create the folder \(path): \(String(cString: strerror(errno))).")
        }
        for name in names() where ["form-", "made-", "progress-"].contains(where: { name.hasPrefix($0) }) {
            unlink(path + "/" + name)
        }
    }

    /// Removes files that were made for somebody more than `seconds` ago.
    func removeProducts(olderThan seconds: Int) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        for name in names() where name.hasPrefix("product-") {
            var status = stat()
            // One from the future is of a clock that was wrong.
            guard lstat(path + "/" + name, &status) == 0, abs(now.tv_sec - status.st_mtim.tv_sec) > seconds else {
                continue
            }
            unlink(path + "/" + name)
        }
    }

    /// Where a file lies that was made of captures.
    func productPath(_ key: String) -> String? { self.path(of: key).map { _ in path + "/product-" + key } }

    /// Where it stands why one could not be made.
    func failurePath(_ key: String) -> String? { productPath(key).map { $0 + ".txt" } }

    /// Where it stands how far a job is.
    func progressPath(_ job: Int64) -> String { path + "/progress-\(job)" }

    func names() -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Where the bytes of an upload lie; names that are none of ours lead nowhere.
    func path(of id: String) -> String? {
        let isName =
            id.utf8.count == 32 && id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return isName ? path + "/" + id : nil
    }

    /// Where the analysis of an upload lies.
    func analysisPath(of id: String) -> String? { path(of: id).map { $0 + ".json" } }

    /// A file for what comes with a form.
    func temporary() throws -> UploadFile { try UploadFile(path: path + "/form-" + Secrets.identifier(), from: 0) }

    /// Gives a form's file the name of an upload.
    func adopt(_ temporary: String, as id: String) throws {
        guard let target = path(of: id), link(temporary, target) == 0 else {
            throw CaseStoreError(.unusable, "a file that came cannot be kept.")
        }
        unlink(temporary)
    }

    /// Gives a file its place; what was there before is replaced.
    func move(_ source: String, to target: String) throws {
        unlink(target)
        guard link(source, target) == 0 else { throw CaseStoreError(.unusable, "a file cannot be kept.") }
    }

    /// Gives a file its place at once: there is the old one or the new one.
    func replace(_ target: String, by source: String) throws {
        guard rename(source, target) == 0 else { throw CaseStoreError(.unusable, "a file cannot be kept.") }
    }

    func remove(_ paths: [String]) { for path in paths { unlink(path) } }

    func remove(_ uploads: [Upload]) {
        for upload in uploads {
            if let path = path(of: upload.id) { unlink(path) }
            if let path = analysisPath(of: upload.id) { unlink(path) }
        }
    }
}

/// A file that is written piece by piece. Its bytes count once they are safe on the disk.
final class UploadFile: Sendable {
    let path: String
    private let descriptor: Int32
    private let length: Mutex<Int>

    var count: Int { length.withLock { $0 } }

    /// Opens the file to go on at `offset`; what lies beyond was never said to be safe, and is cut off.
    init(path: String, from offset: Int) throws {
        self.path = path
        length = Mutex(offset)
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw UploadFile.failure() }
        guard ftruncate(descriptor, off_t(offset)) == 0, lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
            throw UploadFile.failure()
        }
    }

    deinit { close(descriptor) }

    func append(_ buffer: ByteBuffer, limit: Int) throws {
        let before = count
        guard buffer.readableBytes <= limit - before else { throw ServiceProblem.tooLarge(limit: limit) }
        try buffer.withUnsafeReadableBytes { bytes in
            var done = 0
            while done < bytes.count {
                let written = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { throw UploadFile.failure() }
                done += written
            }
        }
        length.withLock { $0 += buffer.readableBytes }
    }

    /// All bytes so far are safe on the disk.
    func finish() throws { guard fsync(descriptor) == 0 else { throw UploadFile.failure() } }

    private static func failure() -> CaseStoreError {
        switch errno {
        case ENOSPC, EDQUOT, EFBIG: return CaseStoreError(.full, "the disk is full.")
        default: return CaseStoreError(.unusable, "a file cannot be written: \(String(cString: strerror(errno))).")
        }
    }

    /// SHA-256 of a file in hexadecimal; `nil` if it cannot be read.
    static func hash(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var hash = SHA256()
        var block = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = block.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return Secrets.hexadecimal(Array(hash.finalize())) }
            block.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[0..<count])) }
        }
    }

    /// The bytes of a file, at most `limit`; `nil` if there are more or none.
    static func bytes(_ path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int(status.st_size) <= limit else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            done += count
        }
        return bytes
    }
}
