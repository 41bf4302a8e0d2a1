import Cases
import Crypto
import Glibc
import Synchronization

/// Bytes as files under their hash in a folder of this machine: `ab/abcd…`, packed with Zstandard as `ab/abcd….zst`.
///
/// A file is complete and on the disk before it has its name.
public final class FolderVault: CaptureVault {
    /// How files are kept.
    public enum Packing: Sendable {
        /// As they came: every other program can read them.
        case none
        /// Packed with Zstandard; `zstd -d` unpacks them.
        case zstandard
    }

    /// The steps at which an interruption is tested.
    package enum Step: String, CaseIterable, Sendable {
        case begun, appended, synced, kept
    }

    /// The folder.
    public let folder: String
    let packing: Packing
    let interrupt: (@Sendable (Step) throws -> Void)?
    private let session = Mutex<VaultSession?>(nil)

    /// A vault in `folder`, which is made when something comes in.
    public convenience init(folder: String, packing: Packing) {
        self.init(folder: folder, packing: packing, interrupt: nil)
    }

    /// The same, with a hook that may throw after each step.
    package init(folder: String, packing: Packing, interrupt: (@Sendable (Step) throws -> Void)?) {
        self.folder = folder
        self.packing = packing
        self.interrupt = interrupt
    }

    // MARK: Coming in

    /// Begins a file in the folder of this process under `incoming`.
    public func begin(limit: Int) throws -> any VaultWriter {
        let path = try session.withLock { session throws(CaseStoreError) in
            if let session { return session.nextPath() }
            let begun = try VaultSession(in: folder + "/incoming")
            session = begun
            return begun.nextPath()
        }
        return try FolderVaultWriter(path: path, limit: limit, packing: packing, interrupt: interrupt)
    }

    /// Where the held file lies; `nil` for packed ones.
    public func path(of held: HeldBytes) -> String? { packing == .none ? held.token : nil }

    /// Names the held file under its hash, in the place of what lies there already.
    public func keep(_ held: HeldBytes) throws {
        guard VaultFiles.isHash(held.sha256) else { throw damaged(held.sha256) }
        let target = place(of: held.sha256)
        let shelf = "\(folder)/\(held.sha256.prefix(2))"
        try VaultFiles.create(shelf)
        // A second name, moved into place: what lies there already, whole or not, is replaced in one step.
        let second = "\(held.token).keep"
        unlink(second)
        if link(held.token, second) == 0 {
            guard rename(second, target) == 0 else { throw VaultFiles.failure("cannot name \(target)") }
            // Two names of the same file are left as they are.
            unlink(second)
        } else if rename(held.token, target) != 0 {
            throw VaultFiles.failure("cannot name \(target)")
        }
        VaultFiles.sync(shelf)
        VaultFiles.sync(folder)
        try interrupt?(.kept)
    }

    /// Deletes the held file.
    public func release(_ held: HeldBytes) { unlink(held.token) }

    // MARK: What is kept

    private func place(of sha256: String) -> String {
        "\(folder)/\(sha256.prefix(2))/\(sha256)" + (packing == .none ? "" : ".zst")
    }

    private func damaged(_ sha256: String) -> CaseStoreError {
        CaseStoreError(
            .damaged, "\(sha256.prefix(12)) in \(folder) is missing or was changed; restore it from a backup.")
    }

    /// Where the kept file lies; `nil` for packed ones.
    public func path(of sha256: String) -> String? {
        guard packing == .none, holds(sha256) else { return nil }
        return place(of: sha256)
    }

    /// Whether there is a file under this hash.
    public func holds(_ sha256: String) -> Bool {
        var status = stat()
        return VaultFiles.isHash(sha256) && stat(place(of: sha256), &status) == 0
            && status.st_mode & S_IFMT == S_IFREG
    }

    /// Hands on the bytes of a kept file, unpacked.
    public func read(_ sha256: String, range: Range<Int>?, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard VaultFiles.isHash(sha256) else { throw damaged(sha256) }
        let path = place(of: sha256)
        let input = open(path, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw errno == ENOENT ? damaged(sha256) : VaultFiles.failure("cannot read \(path)") }
        defer { close(input) }
        var left = range.map(\.count) ?? Int.max
        var skipped = range?.lowerBound ?? 0
        if packing == .none, skipped > 0 {
            guard lseek(input, off_t(skipped), SEEK_SET) >= 0 else { throw VaultFiles.failure("cannot read \(path)") }
            skipped = 0
        }
        func hand(_ bytes: UnsafeRawBufferPointer) throws {
            let passed = min(skipped, bytes.count)
            skipped -= passed
            let count = min(bytes.count - passed, left)
            left -= count
            if count > 0 { try body(UnsafeRawBufferPointer(rebasing: bytes[passed..<(passed + count)])) }
        }
        switch packing {
        case .none:
            var block = [UInt8](repeating: 0, count: min(VaultFiles.blockBytes, max(1, left)))
            while left > 0 {
                let count = try VaultFiles.read(input, into: &block, named: path)
                if count == 0 { return }
                try block.withUnsafeBytes { try hand(UnsafeRawBufferPointer(rebasing: $0[0..<count])) }
            }
        case .zstandard:
            guard try ZstandardReading.unpack(input, named: path, while: { left > 0 }, hand) else {
                throw damaged(sha256)
            }
        }
    }

    /// Hashes a kept file, unpacked.
    public func state(of sha256: String) -> VaultState {
        guard holds(sha256) else { return .missing }
        var hash = SHA256()
        do {
            try read(sha256, range: nil) { hash.update(bufferPointer: $0) }
        } catch {
            return .changed
        }
        return VaultFiles.hexadecimal(hash.finalize()) == sha256 ? .whole : .changed
    }

    /// Deletes a kept file.
    public func delete(_ sha256: String) throws {
        guard VaultFiles.isHash(sha256), unlink(place(of: sha256)) != 0, errno != ENOENT else { return }
        throw VaultFiles.failure("cannot delete \(place(of: sha256))")
    }

    /// The hashes that files have as their names.
    public func hashes() -> [String] {
        VaultFiles.names(in: folder).filter { $0.utf8.count == 2 }.flatMap { shelf in
            VaultFiles.names(in: "\(folder)/\(shelf)").map { String($0.prefix(64)) }.filter(VaultFiles.isHash)
        }
    }
}
