import Crypto
import Glibc

/// Captures as files under the hash of their bytes. A file is complete before it has its name.
struct CaptureVault: Sendable {
    let folder: String
    private static let blockBytes = 1 << 20

    /// The steps at which an interruption is tested.
    enum Step: CaseIterable, Sendable {
        case temporaryCreated, bytesCopied, bytesSynced, renamed
    }

    init(folder: String) throws(CaseStoreError) {
        self.folder = folder
        try StoreFolder.create(folder)
        try StoreFolder.create(folder + "/incoming")
    }

    /// Where the capture with this hash lies.
    func path(of sha256: String) -> String { "\(folder)/\(sha256.prefix(2))/\(sha256)" }

    /// Copies the file at `path` into the vault; a capture that is there already is not copied again.
    func take(_ path: String, name: String, interrupt: ((Step) throws -> Void)? = nil) throws -> StoredCapture {
        let input = open(path, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw StoreFolder.failure("cannot read \(path)") }
        defer { close(input) }
        let temporary = "\(folder)/incoming/\(getpid())-\(UInt64.random(in: .min ... .max))"
        let output = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw StoreFolder.failure("cannot write to \(folder)") }
        var isOpen = true
        defer {
            if isOpen { close(output) }
            unlink(temporary)
        }
        try interrupt?(.temporaryCreated)
        var hash = SHA256()
        var total = 0
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        while true {
            let count = block.withUnsafeMutableBytes { Glibc.read(input, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw StoreFolder.failure("cannot read \(path)") }
            if count == 0 { break }
            block.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[0..<count])) }
            var written = 0
            while written < count {
                let step = block.withUnsafeBytes {
                    Glibc.write(output, $0.baseAddress?.advanced(by: written), count - written)
                }
                if step < 0, errno == EINTR { continue }
                guard step >= 0 else { throw StoreFolder.failure("cannot write to \(folder)") }
                written += step
            }
            total += count
        }
        try interrupt?(.bytesCopied)
        guard fsync(output) == 0 else { throw StoreFolder.failure("cannot write to \(folder)") }
        close(output)
        isOpen = false
        try interrupt?(.bytesSynced)
        let digest = hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let target = self.path(of: digest)
        try StoreFolder.create("\(folder)/\(digest.prefix(2))")
        guard rename(temporary, target) == 0 else { throw StoreFolder.failure("cannot name \(target)") }
        StoreFolder.sync("\(folder)/\(digest.prefix(2))")
        try interrupt?(.renamed)
        return StoredCapture(sha256: digest, bytes: total, name: name)
    }

    /// The hash of a stored capture's bytes as they are now; `nil` if the file is missing.
    func currentHash(of sha256: String) -> String? {
        let input = open(path(of: sha256), O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { return nil }
        defer { close(input) }
        var hash = SHA256()
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        while true {
            let count = block.withUnsafeMutableBytes { Glibc.read(input, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            block.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[0..<count])) }
        }
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// Folders and files of the store, as the system has them.
enum StoreFolder {
    static func create(_ path: String) throws(CaseStoreError) {
        var built = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            built += "/" + part
            if mkdir(built, 0o700) != 0, errno != EEXIST { throw failure("cannot create the folder \(path)") }
        }
    }

    static func failure(_ what: String) -> CaseStoreError {
        let reason = String(cString: strerror(errno))
        return CaseStoreError(.unusable, "\(what): \(reason). Give a folder you may write to with --store.")
    }

    /// Makes a rename in `folder` last.
    static func sync(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Writes a whole file.
    static func write(_ bytes: [UInt8], to path: String) throws(CaseStoreError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot write \(path)") }
        defer { close(descriptor) }
        try write(bytes, to: descriptor, named: path)
        guard fsync(descriptor) == 0 else { throw failure("cannot write \(path)") }
    }

    /// Writes all of `bytes` to an open file.
    static func write(_ bytes: [UInt8], to descriptor: Int32, named path: String) throws(CaseStoreError) {
        var written = 0
        while written < bytes.count {
            let step = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw failure("cannot write \(path)") }
            written += step
        }
    }
}

extension CaptureVault {
    /// SHA-256 of bytes in lower-case hexadecimal.
    static func hash(of bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Copies a file block by block.
    static func copy(_ source: String, to target: String) throws(CaseStoreError) {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw StoreFolder.failure("cannot read \(source)") }
        defer { close(input) }
        let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw StoreFolder.failure("cannot write \(target)") }
        defer { close(output) }
        var block = [UInt8](repeating: 0, count: blockBytes)
        while true {
            let count = block.withUnsafeMutableBytes { Glibc.read(input, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw StoreFolder.failure("cannot read \(source)") }
            if count == 0 { return }
            var written = 0
            while written < count {
                let step = block.withUnsafeBytes {
                    Glibc.write(output, $0.baseAddress?.advanced(by: written), count - written)
                }
                if step < 0, errno == EINTR { continue }
                guard step > 0 else { throw StoreFolder.failure("cannot write \(target)") }
                written += step
            }
        }
    }
}
