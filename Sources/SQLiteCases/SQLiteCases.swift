import CallVocabulary
import Cases
import GRDB
import Glibc

/// Cases in one SQLite file with a write-ahead log, for the processes of one machine.
///
/// A case and all that belongs to it is written in one transaction, which keeps what the vaults hold for it. Interrupted
/// at any instant, the store holds the whole case or none of it. What is deleted is overwritten in the file, emptied
/// out of the log, and optimized out of the index (see `CaseErasure.swift`).
public struct SQLiteCases: CaseStore {
    /// What a store is opened for.
    public enum Access: Sendable {
        /// To read; a folder that cannot be written to will do.
        case reading
        /// To read and write.
        case writing
        /// To delete, which has to work on a full disk: the room kept for that is given up.
        case deleting
    }

    /// The folder of the store.
    public let folder: String
    /// Where captures lie.
    public let captureVault: any CaptureVault
    /// Where analyses and reports lie.
    public let documentVault: any CaptureVault
    let reader: any DatabaseReader
    /// `nil` in a folder that cannot be written to.
    let pool: DatabasePool?
    /// Keeps a private copy for as long as it is read.
    private let copy: PrivateCopy?

    /// The folder.
    public var place: String { folder }

    /// Opens the store in `folder`, making it if it is not there, with captures and documents in their vaults.
    public init(
        folder: String, captures: any CaptureVault, documents: any CaptureVault, access: Access = .writing
    ) throws {
        self.folder = folder
        captureVault = captures
        documentVault = documents
        let file = StoreFile(folder: folder)
        if access == .reading, !file.exists {
            // Whoever only looks makes nothing: an empty store in memory.
            do {
                reader = try file.openEmpty(documents: documents)
            } catch let error as DatabaseError {
                throw SQLiteCases.translate(error, folder)
            }
            pool = nil
            copy = nil
            return
        }
        do {
            do {
                let pool = try file.openPool(documents: documents)
                self.pool = pool
                reader = pool
                copy = nil
            } catch let error where access == .deleting && StoreFile.isFull(error) {
                file.giveUpReserve()
                let pool = try file.openPool(documents: documents)
                self.pool = pool
                reader = pool
                copy = nil
            } catch let error where access == .reading && StoreFile.isUnwritable(error) && file.exists {
                (reader, copy) = try file.openReading(documents: documents)
                pool = nil
            }
        } catch let error as DatabaseError {
            throw SQLiteCases.translate(error, folder)
        }
        guard pool != nil, access != .reading else { return }
        file.keepReserve()
        try settleIfNeeded()
    }

    // MARK: Transactions

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try reader.read(body)
        } catch let error as DatabaseError {
            throw SQLiteCases.translate(error, folder)
        }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        guard let pool else {
            throw CaseStoreError(.readOnly, "the store in \(folder) cannot be written to, only read.")
        }
        do {
            return try pool.write(body)
        } catch let error as DatabaseError {
            throw SQLiteCases.translate(error, folder)
        }
    }

    /// A transaction that deletes: on a full disk it takes the room that is kept for that.
    func writeDeleting<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try write(body)
        } catch let error as CaseStoreError where error.code == .full {
            StoreFile(folder: folder).giveUpReserve()
            return try write(body)
        }
    }

    static func translate(_ error: DatabaseError, _ folder: String) -> CaseStoreError {
        let words = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return CaseStoreError(
                .locked, "the store in \(folder) is in use by another process; try again when it is done.")
        case .SQLITE_FULL: return CaseStoreError(.full, "the disk of the store in \(folder) is full.")
        case .SQLITE_IOERR where error.extendedResultCode != .SQLITE_IOERR_READ:
            return CaseStoreError(.full, "the store in \(folder) cannot be written: \(words). Is its disk full?")
        case .SQLITE_READONLY, .SQLITE_PERM:
            return CaseStoreError(.readOnly, "the store in \(folder) cannot be written to, only read.")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return CaseStoreError(.damaged, "a part of the store in \(folder) is damaged: \(words).")
        default: return CaseStoreError(.unusable, "the store in \(folder) cannot be used: \(words).")
        }
    }

    // MARK: Numbers

    static func number(_ id: Int64) -> String { "CASE-" + CivilDateTime.padded(Int(id), to: 6) }

    static func id(_ number: String, prefix: String = "CASE-") -> Int64? {
        let text = number.uppercased()
        return Int64(text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)
    }

    static func submissionNumber(_ id: Int64) -> String { "SUBMISSION-" + CivilDateTime.padded(Int(id), to: 6) }

    func notFound(_ number: String) -> CaseStoreError {
        CaseStoreError(.caseNotFound, "there is no case \(number) in \(folder).")
    }

    func knownID(_ number: String, in database: Database) throws -> Int64 {
        guard let id = SQLiteCases.id(number),
            try Bool.fetchOne(database, sql: "SELECT 1 FROM cases WHERE id = ?", arguments: [id]) == true
        else { throw notFound(number) }
        return id
    }
}
