import Cases
import Foundation
import StoreConformance
import TestSupport
import Testing

@testable import FolderVault

private func place() -> String { TemporaryFiles.path("vault") }

@Test(arguments: VaultChecks.all) func aPlainVaultConforms(check: Check<any CaptureVault>) throws {
    let folder = place()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try check.run(FolderVault(folder: folder, packing: .none))
}

@Test(arguments: VaultChecks.all) func aPackedVaultConforms(check: Check<any CaptureVault>) throws {
    let folder = place()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try check.run(FolderVault(folder: folder, packing: .zstandard))
}

private func files(in folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []).filter {
        (try? FileManager.default.attributesOfItem(atPath: folder + "/" + $0)[.type] as? FileAttributeType)
            == .typeRegular
    }
}

@Test func nobodyElseReadsWhatIsKept() throws {
    let folder = place()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let before = umask(0)
    defer { umask(before) }
    let vault = FolderVault(folder: folder, packing: .zstandard)
    try vault.keep(try vault.hold(someBytes(100)))
    for name in [""] + (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []) {
        let mode = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.posixPermissions] as? Int
        #expect((mode ?? 0o777) & 0o077 == 0, "\(name)")
    }
}

@Test func aPackedFileIsOneOfZstandard() throws {
    let folder = place()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let vault = FolderVault(folder: folder, packing: .zstandard)
    let held = try vault.hold(Array(repeating: 7, count: 5_000_000))
    try vault.keep(held)
    let path = "\(folder)/\(held.sha256.prefix(2))/\(held.sha256).zst"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(bytes.count < 5_000 && bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]))
    // Cut anywhere, or with a byte changed, it is damaged and nothing worse.
    for length in [0, 1, 5, bytes.count / 2, bytes.count - 1] {
        try bytes.prefix(length).write(to: URL(fileURLWithPath: path), options: .atomic)
        #expect(vault.state(of: held.sha256) == .changed, "\(length)")
    }
    for at in stride(from: 0, to: bytes.count, by: 7) {
        var changed = bytes
        changed[at] ^= 0x10
        try changed.write(to: URL(fileURLWithPath: path), options: .atomic)
        #expect(vault.state(of: held.sha256) == .changed, "\(at)")
    }
    // What comes in again takes the place of what was damaged.
    try vault.keep(held)
    #expect(vault.state(of: held.sha256) == .whole)
}

/// What a process that ended left is removed by the next that takes something in; what a living one holds is not.
@Test func whatADeadProcessHeldGoes() throws {
    let folder = place()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let living = FolderVault(folder: folder, packing: .none)
    let held = try living.hold(someBytes(100))
    for name in ["1-1", "2-2"] {
        try FileManager.default.createDirectory(
            atPath: "\(folder)/incoming/\(name)", withIntermediateDirectories: true)
        try Data([1]).write(to: URL(fileURLWithPath: "\(folder)/incoming/\(name)/0"))
    }
    try Data().write(to: URL(fileURLWithPath: "\(folder)/incoming/1-1/lock"))
    // As an earlier version left it.
    try Data([1]).write(to: URL(fileURLWithPath: "\(folder)/incoming/77-88"))
    let other = FolderVault(folder: folder, packing: .none)
    _ = try other.hold(someBytes(100, seed: 2))
    #expect(files(in: folder + "/incoming").filter { !$0.hasSuffix("lock") && $0 != "gate" }.count == 2)
    try living.keep(held)
    #expect(living.state(of: held.sha256) == .whole)
}

private struct Interrupted: Error {}

/// Interrupted after any step, a vault holds the whole bytes or nothing of them.
@Test(arguments: FolderVault.Step.allCases) func interruptedStepsLeaveAllOrNothing(step: FolderVault.Step) throws {
    let folder = place()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
        let vault = FolderVault(folder: folder, packing: .none) { if $0 == step { throw Interrupted() } }
        #expect(throws: Interrupted.self) { try vault.keep(try vault.hold(someBytes(200_000))) }
    }
    let vault = FolderVault(folder: folder, packing: .none)
    _ = try vault.begin(limit: 1)
    for sha256 in vault.hashes() { #expect(vault.state(of: sha256) == .whole) }
    #expect(vault.hashes().count == (step == .kept ? 1 : 0))
    #expect(files(in: folder + "/incoming").allSatisfy { $0 == "gate" || $0.hasSuffix("/lock") })
}
