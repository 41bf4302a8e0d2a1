import Cases
import Foundation
import GRDB
import Glibc

/// The file of a store, and how it is opened where it may be written to and where not.
struct StoreFile {
    let folder: String
    var path: String { (folder.hasPrefix("/") ? "" : "./") + folder + "/cases.sqlite" }

    /// Room that only deleting may use.
    static let reserveBytes = 4 << 20
    /// How long a transaction waits for those of other processes.
    private static let busySeconds = 60.0

    var exists: Bool { access(path, F_OK) == 0 }

    static func isFull(_ error: any Error) -> Bool {
        if let error = error as? CaseStoreError { return error.code == .full }
        guard let error = error as? DatabaseError else { return false }
        return error.resultCode == .SQLITE_FULL || error.resultCode == .SQLITE_IOERR
    }

    static func isUnwritable(_ error: any Error) -> Bool {
        if isFull(error) { return true }
        if let error = error as? CaseStoreError { return error.code == .readOnly }
        guard let error = error as? DatabaseError else { return false }
        return [.SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN].contains(error.resultCode)
    }

    // MARK: Writing

    func openPool(documents: any CaptureVault) throws -> DatabasePool {
        try makeFolder()
        try makePrivate()
        let pool = try DatabasePool(path: path, configuration: StoreFile.configuration(readonly: false))
        let migrator = StoreSchema(documents: documents).migrator
        guard try pool.read({ try !migrator.hasBeenSuperseded($0) }) else { throw newer }
        if try !pool.read({ try migrator.hasCompletedMigrations($0) }) {
            // One process migrates, the others wait: a migration moves files as well.
            let lock = open(folder + "/migration.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard lock >= 0 else { throw failure("cannot write to \(folder)") }
            defer { close(lock) }
            while flock(lock, LOCK_EX) != 0, errno == EINTR {}
            let isOlder = try pool.read { try !migrator.appliedMigrations($0).isEmpty }
            try migrator.migrate(pool)
            unlink(folder + "/migration.lock")
            // What was moved out of rows leaves nothing behind; without the room for that it is overwritten as it is used.
            if isOlder { try? pool.vacuum() }
        }
        return pool
    }

    private var newer: CaseStoreError {
        CaseStoreError(
            .newer, "the store in \(folder) was written by a newer version of Earshot, which has to read it.")
    }

    private static func configuration(readonly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(busySeconds)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA foreign_keys = ON")
            guard !readonly else { return }
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // Asked for, and asked whether it is so: what is deleted is overwritten.
            _ = try Int.fetchOne(database, sql: "PRAGMA secure_delete = ON")
            guard try Int.fetchOne(database, sql: "PRAGMA secure_delete") == 1 else {
                throw CaseStoreError(
                    .unusable, "this SQLite does not overwrite what is deleted (secure_delete); install another.")
            }
        }
        return configuration
    }

    private func failure(_ what: String) -> CaseStoreError {
        let code: CaseStoreError.Code
        switch errno {
        case ENOSPC, EDQUOT, EFBIG: code = .full
        case EROFS, EACCES, EPERM: code = .readOnly
        default: code = .unusable
        }
        return CaseStoreError(code, "\(what): \(String(cString: strerror(errno))).")
    }

    private func makeFolder() throws {
        var built = folder.hasPrefix("/") ? "" : "."
        for part in folder.split(separator: "/") {
            built += "/" + part
            if mkdir(built, 0o700) != 0, errno != EEXIST, Glibc.access(built, F_OK) != 0 {
                throw failure("cannot create the folder \(folder)")
            }
        }
    }

    /// The folder for its owner alone, and so the file and, after it, what SQLite makes beside it.
    private func makePrivate() throws {
        var status = stat()
        if stat(folder, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 != 0 { chmod(folder, 0o700) }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot write \(path)") }
        defer { close(descriptor) }
        for name in [path, path + "-wal", path + "-shm"] where stat(name, &status) == 0 {
            if status.st_uid == geteuid(), status.st_mode & 0o077 != 0 { chmod(name, 0o600) }
        }
    }

    // MARK: Reading alone

    /// A store that holds nothing, of which there is no file.
    func openEmpty(documents: any CaptureVault) throws -> any DatabaseReader {
        let queue = try DatabaseQueue()
        try StoreSchema(documents: documents).migrator.migrate(queue)
        return queue
    }

    /// Opens a store in a folder that cannot be written to.
    func openReading(documents: any CaptureVault) throws -> (any DatabaseReader, PrivateCopy?) {
        let migrator = StoreSchema(documents: documents).migrator
        func checked(_ queue: DatabaseQueue) throws -> DatabaseQueue {
            try queue.read { database in
                guard try !migrator.hasBeenSuperseded(database) else { throw newer }
                guard try migrator.hasCompletedMigrations(database) else {
                    throw CaseStoreError(
                        .readOnly,
                        "the store in \(folder) is of an earlier version and has to be brought up to date, which needs a folder that can be written to."
                    )
                }
            }
            return queue
        }
        var status = stat()
        let hasLog = stat(path + "-wal", &status) == 0 && status.st_size > 0
        if !hasLog {
            // Nothing beside the file matters, and nothing is written beside it.
            let escaped = path.utf8.map { byte -> String in
                let isPlain = byte == 0x2F || byte == 0x2E || byte == 0x2D || byte == 0x5F
                let isWord =
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                return isPlain || isWord
                    ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
            return (
                try checked(
                    DatabaseQueue(
                        path: "file:\(escaped)?immutable=1", configuration: StoreFile.configuration(readonly: true))),
                nil
            )
        }
        if let queue = try? DatabaseQueue(path: path, configuration: StoreFile.configuration(readonly: true)),
            let store = try? checked(queue)
        {
            return (store, nil)
        }
        // What was written last is in the log, which needs a file beside it: a copy of both is read.
        let copy = try PrivateCopy(of: path)
        return (
            try checked(DatabaseQueue(path: copy.path, configuration: StoreFile.configuration(readonly: false))), copy
        )
    }

    // MARK: Room for deleting

    /// Sets room aside, if there is enough.
    func keepReserve() {
        let name = folder + "/reserve"
        var status = stat()
        if stat(name, &status) == 0, Int(status.st_size) == StoreFile.reserveBytes { return }
        let descriptor = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        let isKept = posix_fallocate(descriptor, 0, off_t(StoreFile.reserveBytes)) == 0
        close(descriptor)
        if !isKept { unlink(name) }
    }

    func giveUpReserve() { unlink(folder + "/reserve") }
}

/// The file of a store and its log in a folder of their own, for as long as they are read.
final class PrivateCopy: Sendable {
    let folder: String
    var path: String { folder + "/cases.sqlite" }

    init(of path: String) throws {
        var template = Array((NSTemporaryDirectory() + "/earshot-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CaseStoreError(.unusable, "there is no room to read the store's log in \(NSTemporaryDirectory()).")
        }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: self.path + suffix)
        }
    }

    deinit {
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        rmdir(folder)
    }
}
