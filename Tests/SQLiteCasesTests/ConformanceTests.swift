import Cases
import FolderVault
import Foundation
import SQLiteCases
import StoreConformance
import TestSupport
import Testing

/// A folder for a store, removed when the test is over.
final class StoreFolder: Sendable {
    let path = TemporaryFiles.path("store")

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func open(_ access: SQLiteCases.Access = .writing) throws -> SQLiteCases {
        try SQLiteCases(
            folder: path, captures: FolderVault(folder: path + "/captures", packing: .none),
            documents: FolderVault(folder: path + "/documents", packing: .zstandard), access: access)
    }

    /// Every file in it.
    var files: [String] {
        (FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []).map { path + "/" + $0 }.filter {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
        }
    }
}

@Test(arguments: StoreChecks.all) func theStoreConforms(check: Check<StorePlace>) throws {
    let folder = StoreFolder()
    try check.run(StorePlace { try folder.open() })
}

@Test(arguments: JobChecks.all) func theQueueConforms(check: Check<any JobQueue>) throws {
    try check.run(StoreFolder().open())
}
