import Foundation
import Testing

private let form = "Samples/submissions/one-way-audio/submission.json"
private let capture = "Samples/calls/one-way-private-address/capture.pcap"
private let received = ["--received-at", "2026-11-23T14:43:00Z"]

/// A case kept in the database that EARSHOT_POSTGRES names, by the commands that keep it in a folder.
@Suite(
    .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["EARSHOT_POSTGRES"] != nil, "PostgreSQL by scripts/postgres"))
struct DatabaseStoreTests {
    /// A schema of its own, and a folder for captures; the schema goes with the database.
    private final class Database {
        let vault = Program.temporary("vault")
        let address: String

        init() throws {
            let base = ProcessInfo.processInfo.environment["EARSHOT_POSTGRES"] ?? ""
            let schema = "commands_" + UUID().uuidString.replacing("-", with: "").lowercased()
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/psql")
            process.arguments = ["-q", base, "-c", "CREATE SCHEMA \(schema)"]
            try process.run()
            process.waitUntilExit()
            address = base + "?options=-csearch_path%3D\(schema)"
        }

        deinit { try? FileManager.default.removeItem(atPath: vault) }

        func run(_ arguments: [String]) throws -> Program.Outcome {
            try Program.run("earshot", arguments + ["--store", address, "--vault", vault])
        }
    }

    @Test func aCaseGoesItsWayInADatabase() throws {
        let database = try Database()
        let early = try database.run(["case", "list"])
        #expect(early.status == 2 && early.errors.contains("earshot store migrate"), "\(early.errors)")
        let made = try database.run(["store", "migrate"])
        #expect(made.status == 0 && made.output.contains("is up to date (PostgreSQL"), "\(made.errors)")
        let opened = try database.run(["submit", form, "--capture", capture] + received)
        #expect(opened.status == 0 && opened.output.contains("CASE-000001"), "\(opened.errors)")
        let answered = try database.run(
            ["case", "respond", "1", "We look into it.", "--by", "Ann", "--at", "2026-11-23T14:50:00Z"])
        #expect(answered.status == 0, "\(answered.errors)")
        let listed = try database.run(["case", "list", "--search", "london"])
        #expect(listed.status == 0 && listed.output.contains("CASE-000001"), "\(listed.errors)")
        let shown = try Program.json(try database.run(["case", "show", "1", "--format", "json"]).output)
        #expect((shown["captures"] as? [Any])?.count == 1)
        let checked = try database.run(["store", "check"])
        #expect(checked.status == 0 && checked.output.contains("1 cases, 1 captures, 2 documents"), "\(checked.output)")
        let erased = try database.run(["case", "erase", "1", "--reason", "asked"])
        #expect(erased.status == 0, "\(erased.errors)")
        #expect(try database.run(["store", "check"]).output.contains("1 cases, 0 captures, 0 documents"))
    }

    @Test func aFolderTakesNoVault() throws {
        let outcome = try Program.run("earshot", ["case", "list", "--store", "x", "--vault", "y"])
        #expect(outcome.status == 2 && outcome.errors.contains("--vault is for a store in a database"))
    }

    @Test func aDatabaseThatIsAwayIsSaidWithoutThePassword() throws {
        let outcome = try Program.run(
            "earshot", ["case", "list", "--store", "postgres://ann:s3cret@127.0.0.1:1/earshot"])
        #expect(outcome.status == 2 && outcome.errors.contains("cannot be reached"), "\(outcome.errors)")
        #expect(!(outcome.errors + outcome.output).contains("s3cret"))
    }
}
