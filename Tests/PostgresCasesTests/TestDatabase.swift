import FolderVault
import Foundation
import StoreConformance
import Testing

@testable import PostgresCases

/// A schema of its own in the database that EARSHOT_POSTGRES names, and a folder for vaults; gone when the test is over.
final class TestDatabase: Sendable {
    static let address = ProcessInfo.processInfo.environment["EARSHOT_POSTGRES"]

    /// Whether there is a database.
    static var isThere: Bool { address != nil }

    let schema = "test_" + UUID().uuidString.replacing("-", with: "").lowercased()
    let folder = NSTemporaryDirectory() + "/earshot-store-" + UUID().uuidString

    init() throws {
        try connect(TestDatabase.address ?? "").run("CREATE SCHEMA \(schema)")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
        _ = try? connect(TestDatabase.address ?? "").run("DROP SCHEMA \(schema) CASCADE")
    }

    /// The address of the schema, for a user.
    func address(user: String? = nil) -> String {
        var address = TestDatabase.address ?? ""
        if let user { address = address.replacing("earshot@", with: user + "@") }
        return address + "?options=-c%20search_path%3D\(schema)"
    }

    func connect(_ address: String) throws -> PostgresConnection { try PostgresConnection(PostgresAddress(address)) }

    func open(user: String? = nil, migrates: Bool = true, leases: PostgresCases.LeaseClock = .given) throws
        -> PostgresCases
    {
        try PostgresCases(
            address: address(user: user), captures: FolderVault(folder: folder + "/captures", packing: .none),
            documents: FolderVault(folder: folder + "/documents", packing: .zstandard), migrates: migrates,
            leaseClock: leases)
    }
}
