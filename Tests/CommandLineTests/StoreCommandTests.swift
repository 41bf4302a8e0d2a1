import Foundation
import Testing

private let form = "Samples/submissions/one-way-audio/submission.json"
private let capture = "Samples/calls/one-way-private-address/capture.pcap"
private let received = ["--received-at", "2026-11-23T14:43:00Z"]

/// A store that is removed when the test is over.
private final class Store {
    let path = Program.temporary("store")

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func run(_ arguments: [String], input: Data = Data()) throws -> Program.Outcome {
        try Program.run("earshot", arguments + ["--store", path], input: input)
    }
}

@Test func aStoreWithoutANameIsRefused() throws {
    for arguments in [["case", "list"], ["submit", form] + received, ["store", "check"]] {
        let outcome = try Program.run("earshot", arguments + ["--store", ""])
        #expect(outcome.status == 2 && outcome.errors.contains("--store takes the name of a folder"), "\(arguments)")
    }
}

@Test func capturesAreAttachedFromStandardInputAndSkippedTheSecondTime() throws {
    let store = Store()
    #expect(try store.run(["submit", form] + received).status == 0)
    let bytes = try Data(contentsOf: Program.root.appendingPathComponent(capture))
    let attached = try store.run(["case", "attach", "1", "--capture", "-"], input: bytes)
    #expect(attached.status == 0 && attached.output.contains("standard input attached to CASE-000001."))
    #expect(attached.output.contains("Checklist against the capture") && attached.output.contains("one-way-audio"))
    let again = try store.run(["case", "attach", "1", "--capture", capture])
    #expect(
        again.output == "capture.pcap is attached to CASE-000001 already, as standard input; it is skipped.\n")
    let shown = try Program.json(try store.run(["case", "show", "1", "--format", "json"]).output)
    #expect((shown["captures"] as? [Any])?.count == 1)
    #expect(((shown["samples"] as? [[String: Any]])?.first?["call"] as? String) == "call-1")
}

/// Ctrl-C while a capture comes in stores nothing and ends with 130.
@Test func controlCStoresNothing() throws {
    let store = Store()
    let pipe = Program.temporary("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    defer { unlink(pipe) }
    let process = Process()
    process.executableURL = Program.place(of: "earshot")
    process.arguments = ["submit", form, "--capture", pipe, "--store", store.path] + received
    process.currentDirectoryURL = Program.root
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // The program waits for more of the capture.
    let writer = try #require(FileHandle(forWritingAtPath: pipe))
    try writer.write(contentsOf: Data(contentsOf: Program.root.appendingPathComponent(capture)))
    usleep(300_000)
    process.interrupt()
    let told = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try writer.close()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    #expect(String(decoding: told, as: UTF8.self).contains("nothing was stored"))
    #expect(try store.run(["case", "list"]).output.contains("No case."))
    for folder in ["captures", "documents"] {
        let left = FileManager.default.enumerator(atPath: store.path + "/" + folder)?.allObjects as? [String] ?? []
        #expect(left.allSatisfy { $0 == "incoming" || $0 == "incoming/gate" }, "\(left)")
    }
}

@Test func storesAreChecked() throws {
    let store = Store()
    #expect(try store.run(["submit", form, "--capture", capture] + received).status == 0)
    let whole = try store.run(["store", "check"])
    #expect(whole.status == 0 && whole.output.contains("1 cases, 1 captures, 2 documents"))
    let archive = Program.temporary("case.tar")
    defer { unlink(archive) }
    #expect(try store.run(["case", "export", "1", "-o", archive]).status == 0)
    #expect(try store.run(["store", "check", archive]).output == "✓ \(archive) is whole.\n")
    let handle = try #require(FileHandle(forUpdatingAtPath: archive))
    try handle.seek(toOffset: 700)
    try handle.write(contentsOf: Data([0xFF]))
    try handle.close()
    #expect(try store.run(["store", "check", archive]).status == 1)
    // A missing capture is said by the check and by the case, which is shown all the same.
    let files = FileManager.default.enumerator(atPath: store.path + "/captures")?.allObjects as? [String] ?? []
    let file = try #require(files.first { $0.count == 67 })
    unlink(store.path + "/captures/" + file)
    let broken = try store.run(["store", "check"])
    #expect(broken.status == 1 && broken.output.contains("of CASE-000001 is missing"))
    let shown = try store.run(["case", "show", "1"])
    #expect(shown.status == 0 && shown.output.contains("Missing in the store: the capture capture.pcap"))
    let exported = try store.run(["case", "export", "1", "-o", archive + "2"])
    #expect(exported.status == 2 && exported.errors.contains("missing or was changed"))
    // The same capture coming in again mends it.
    #expect(try store.run(["submit", form, "--capture", capture] + received).status == 0)
    #expect(try store.run(["store", "check"]).status == 0)
}

@Test func listsAreCutAndSaySo() throws {
    let store = Store()
    for _ in 1...3 { #expect(try store.run(["submit", form] + received).status == 0) }
    let first = try store.run(["case", "list", "--limit", "2"])
    #expect(first.output.contains("CASE-000003") && !first.output.contains("CASE-000001"))
    #expect(first.output.contains("… more of 3 cases: --after CASE-000002"))
    let rest = try Program.json(
        try store.run(["case", "list", "--after", "CASE-000002", "--format", "json"]).output)
    #expect((rest["cases"] as? [[String: Any]])?.map { $0["number"] as? String } == ["CASE-000001"])
    #expect(rest["total"] as? Int == 3 && rest["next"] is NSNull)
}

/// A folder that cannot be written to is read; writing is refused with a word. (Root may write everywhere.)
@Test(.enabled(if: geteuid() != 0, "root may write everywhere")) func storesThatCannotBeWrittenToAreRead() throws {
    let store = Store()
    #expect(try store.run(["submit", form, "--capture", capture] + received).status == 0)
    chmod(store.path + "/cases.sqlite", 0o400)
    chmod(store.path, 0o500)
    defer { chmod(store.path, 0o700) }
    #expect(try store.run(["case", "list"]).output.contains("CASE-000001"))
    #expect(try store.run(["case", "show", "1"]).status == 0)
    let refused = try store.run(["case", "note", "1", "x"])
    #expect(refused.status == 2 && refused.errors.contains("--store"))
}
