import Cases
import Crypto
import Glibc

/// A file that is written, hashed on the way, and has no name but that of its session.
final class FolderVaultWriter: VaultWriter {
    private let path: String
    private let limit: Int
    private let descriptor: Int32
    private var hash = SHA256()
    private var count = 0
    private var packer: ZstandardWriting?
    private var isFinished = false
    private let interrupt: (@Sendable (FolderVault.Step) throws -> Void)?

    init(
        path: String, limit: Int, packing: FolderVault.Packing,
        interrupt: (@Sendable (FolderVault.Step) throws -> Void)?
    ) throws {
        self.path = path
        self.limit = limit
        self.interrupt = interrupt
        packer = packing == .zstandard ? try ZstandardWriting() : nil
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw VaultFiles.failure("cannot write to \(path)") }
        try interrupt?(.begun)
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(path) }
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count <= limit - count else {
            throw CaseStoreError(.captureTooLarge, "it is larger than \(limit) bytes, the most that is stored.")
        }
        count += bytes.count
        hash.update(bufferPointer: bytes)
        if let packer {
            try packer.append(bytes) { try VaultFiles.write($0, to: descriptor, named: path) }
        } else {
            try VaultFiles.write(bytes, to: descriptor, named: path)
        }
    }

    func finish() throws -> HeldBytes {
        try packer?.finish { try VaultFiles.write($0, to: descriptor, named: path) }
        try interrupt?(.appended)
        guard fsync(descriptor) == 0 else { throw VaultFiles.failure("cannot write to \(path)") }
        try interrupt?(.synced)
        isFinished = true
        return HeldBytes(sha256: VaultFiles.hexadecimal(hash.finalize()), bytes: count, token: path)
    }
}
