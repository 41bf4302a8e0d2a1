import CallVocabulary
import GRDB
import Glibc

/// Cases on disk: one SQLite file with write-ahead log, and captures as files beside it.
///
/// A case and all that belongs to it is written in one transaction, after its captures lie complete under their
/// hashes. Interrupted at any instant, the store holds the whole case or none of it; a capture file that no case names
/// is harmless and is swept when the store is next opened.
public struct CaseStore: Sendable {
    let database: DatabasePool
    let vault: CaptureVault
    /// The store's folder.
    public let folder: String

    /// The folder for a user's cases: `XDG_DATA_HOME/earshot`, else `HOME/.local/share/earshot`.
    public static func defaultFolder(environment: (String) -> String?) -> String {
        if let data = environment("XDG_DATA_HOME"), data.hasPrefix("/") { return data + "/earshot" }
        return (environment("HOME") ?? ".") + "/.local/share/earshot"
    }

    /// Opens the store in `folder`, making it if it is not there.
    public init(folder: String) throws {
        self.folder = folder
        try StoreFolder.create(folder)
        vault = try CaptureVault(folder: folder + "/captures")
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA foreign_keys = ON")
        }
        do {
            database = try DatabasePool(path: folder + "/cases.sqlite", configuration: configuration)
            try StoreSchema.migrator.migrate(database)
        } catch let error as DatabaseError {
            throw CaseStore.translate(error, folder)
        }
        try sweep()
    }

    private static func translate(_ error: DatabaseError, _ folder: String) -> CaseStoreError {
        if error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED {
            return CaseStoreError(
                .locked, "the store in \(folder) is in use by another process; try again when it is done.")
        }
        return CaseStoreError(
            .unusable,
            "the store in \(folder) cannot be used: \(error.message ?? "\(error.resultCode)"). Give another one with --store."
        )
    }

    func mapped<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw CaseStore.translate(error, folder)
        }
    }

    func notFound(_ number: String) -> CaseStoreError {
        CaseStoreError(.caseNotFound, "there is no case \(number) in \(folder); see earshot case list.")
    }

    /// Where a stored capture lies, its bytes being what their hash says.
    public func verifiedPath(of capture: StoredCapture) throws -> String {
        guard vault.currentHash(of: capture.sha256) == capture.sha256 else {
            throw CaseStoreError(
                .damaged,
                "the capture \(capture.sha256.prefix(12)) in \(folder) is missing or was changed; restore it from a backup."
            )
        }
        return vault.path(of: capture.sha256)
    }

    // MARK: Upkeep

    /// Removes what an interruption left: files without a name, and captures that no case names.
    private func sweep() throws {
        let known: Set<String> = try mapped {
            try database.read { try Set(String.fetchAll($0, sql: "SELECT sha256 FROM captures")) }
        }
        let root = vault.folder
        for prefix in StoreListing.names(in: root) where prefix.count == 2 {
            for name in StoreListing.names(in: "\(root)/\(prefix)") where name.count == 64 && !known.contains(name) {
                // Another process may be about to name it in a case: leave it alone for an hour.
                if StoreListing.ageSeconds("\(root)/\(prefix)/\(name)") > 3_600 { unlink("\(root)/\(prefix)/\(name)") }
            }
        }
        for name in StoreListing.names(in: root + "/incoming")
        where StoreListing.ageSeconds("\(root)/incoming/\(name)") > 3_600 {
            unlink("\(root)/incoming/\(name)")
        }
    }

    static func number(_ id: Int64) -> String { "CASE-" + CivilDateTime.padded(Int(id), to: 6) }

    static func id(_ number: String, prefix: String = "CASE-") -> Int64? {
        let text = number.uppercased()
        return Int64(text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)
    }
}
