import CallVocabulary
import Foundation
import Testing

@testable import CaseStore

private func temporaryFolder() throws -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("earshot-store-\(UUID().uuidString)")
    return url.path
}

private func capture(_ bytes: Int) throws -> String {
    let path = try temporaryFolder()
    try Data((0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31) }).write(to: URL(fileURLWithPath: path))
    return path
}

private func newCase(_ summary: String = "One-way audio") -> NewCase {
    NewCase(
        openedAt: CaptureTime(seconds: 1_795_000_000), program: "test", serviceIdentifier: "London HQ", severity: "S2",
        region: "europe", summary: summary, submission: Array("{}".utf8), checkJSON: Array("{\"a\":1}".utf8),
        analysisJSON: nil, reportHTML: Array("<html>".utf8),
        findings: [
            NewCase.Finding(code: "media.one-way-audio", severity: "fault", cause: "peer-never-sent", summary: "…")
        ])
}

@Test func aCaseComesBackAsItWentIn() throws {
    let folder = try temporaryFolder()
    let path = try capture(3_000_000)
    let number = try CaseStore(folder: folder).open(newCase(), captures: [(path, "call.pcap")])
    // Another process, later.
    let store = try CaseStore(folder: folder)
    let record = try store.record(number)
    #expect(record.summary.severity == "S2")
    #expect(record.submission == Array("{}".utf8))
    #expect(record.findings.map(\.code) == ["media.one-way-audio"])
    #expect(record.events.map(\.kind) == ["opened", "capture-attached", "finding-attached"])
    let stored = try #require(record.captures.first)
    #expect(stored.bytes == 3_000_000)
    let copy = try Data(contentsOf: URL(fileURLWithPath: store.verifiedPath(of: stored)))
    #expect(copy == (try Data(contentsOf: URL(fileURLWithPath: path))))
    #expect(try store.list().map(\.number) == [number])
}

private struct Interrupted: Error {}

/// Interrupted after any step, the store holds the whole case or nothing of it, and goes on working.
@Test(arguments: ["temporaryCreated", "bytesCopied", "bytesSynced", "renamed", "written"])
func interruptionLeavesAllOrNothing(step: String) throws {
    let folder = try temporaryFolder()
    let path = try capture(200_000)
    #expect(throws: Interrupted.self) {
        try CaseStore(folder: folder).open(newCase(), captures: [(path, "call.pcap")]) { at in
            if at == step { throw Interrupted() }
        }
    }
    let store = try CaseStore(folder: folder)
    #expect(try store.list().isEmpty)
    let number = try store.open(newCase(), captures: [(path, "call.pcap")])
    let record = try store.record(number)
    _ = try store.verifiedPath(of: #require(record.captures.first))
    #expect(StoreListing.names(in: folder + "/captures/incoming").isEmpty)
}

@Test func theSameCaptureIsKeptOnce() throws {
    let folder = try temporaryFolder()
    let path = try capture(10_000)
    let store = try CaseStore(folder: folder)
    let first = try store.open(newCase(), captures: [(path, "a.pcap")])
    let second = try store.open(newCase(), captures: [(path, "b.pcap")])
    #expect(first != second)
    #expect(try store.record(first).captures.map(\.sha256) == store.record(second).captures.map(\.sha256))
    #expect(try store.record(second).captures.map(\.name) == ["b.pcap"])
}

@Test func aChangedCaptureIsNoticed() throws {
    let folder = try temporaryFolder()
    let store = try CaseStore(folder: folder)
    let number = try store.open(newCase(), captures: [(try capture(10_000), "a.pcap")])
    let stored = try #require(try store.record(number).captures.first)
    let path = try store.verifiedPath(of: stored)
    try Data("changed".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: CaseStoreError.self) { try store.verifiedPath(of: stored) }
    #expect(throws: CaseStoreError.self) {
        try store.exportFolder(number, to: folder + "/export", files: [("case.json", Array("{}".utf8))])
    }
}

@Test func exportsAreWhole() throws {
    let folder = try temporaryFolder()
    let store = try CaseStore(folder: folder)
    let number = try store.open(newCase(), captures: [(try capture(10_000), "../odd name.pcap")])
    try store.exportFolder(
        number, to: folder + "/export",
        files: [("case.json", Array("{}".utf8)), ("report.html", Array("<p>".utf8))])
    let sums = try String(contentsOfFile: folder + "/export/SHA256SUMS", encoding: .utf8)
    #expect(sums.contains("case.json") && sums.contains("report.html") && sums.contains(".._odd_name.pcap"))
    // A folder that is there is not written over.
    #expect(throws: CaseStoreError.self) {
        try store.exportFolder(
            number, to: folder + "/export",
            files: [("case.json", Array("{}".utf8)), ("report.html", Array("<p>".utf8))])
    }
}

@Test func unknownCasesAndUnusableFoldersAreTold() throws {
    let store = try CaseStore(folder: temporaryFolder())
    for number in ["CASE-000009", "nonsense", ""] {
        do {
            _ = try store.record(number)
            Issue.record("there is no such case")
        } catch let error as CaseStoreError {
            #expect(error.code == .caseNotFound)
        }
    }
    do {
        _ = try CaseStore(folder: "/proc/nothing/here")
        Issue.record("nothing can be stored there")
    } catch let error as CaseStoreError {
        #expect(error.code == .unusable)
        #expect(error.description.contains("--store"))
    }
}

@Test func twoWritersTakeTurns() async throws {
    let folder = try temporaryFolder()
    _ = try CaseStore(folder: folder)
    let path = try capture(1_000)
    try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<4 {
            group.addTask {
                let store = try CaseStore(folder: folder)
                for index in 0..<5 { _ = try store.open(newCase("\(writer) \(index)"), captures: [(path, "a.pcap")]) }
            }
        }
        try await group.waitForAll()
    }
    #expect(Set(try CaseStore(folder: folder).list().map(\.number)).count == 20)
}

@Test func returnedSubmissionsAreKept() throws {
    let store = try CaseStore(folder: temporaryFolder())
    let number = try store.keepReturned([1, 2, 3], checkJSON: [4], receivedAt: CaptureTime(seconds: 1))
    #expect(number == "SUBMISSION-000001")
    #expect(try store.list().isEmpty)
}
