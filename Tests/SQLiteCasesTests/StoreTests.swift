import CallVocabulary
import Cases
import FolderVault
import Foundation
import SQLiteCases
import StoreConformance
import Testing

private let clock = FixedClock(CaptureTime(seconds: 1_795_000_000))

@Test func twoWritersTakeTurns() async throws {
    let folder = StoreFolder()
    try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<4 {
            group.addTask {
                let store = try folder.open()
                for index in 0..<5 {
                    let number = try store.open(try store.new(writer * 10 + index), clock: clock)
                    try store.change(number) { _ in
                        CaseChange(events: [CaseEvent(at: clock.now, kind: .note, text: "\(writer)")])
                    }
                }
            }
        }
        try await group.waitForAll()
    }
    let page = try folder.open().page(CaseQuery())
    #expect(Set(page.cases.map(\.number)).count == 20)
}

/// Two attach at once: the one that is late is refused and does it again, so that nothing is lost.
@Test func attachmentsAtOnceLoseNothing() async throws {
    let folder = StoreFolder()
    let first = try folder.open()
    let number = try first.open(try first.new(100), clock: clock)
    try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 1...6 {
            group.addTask {
                let store = try folder.open()
                while true {
                    let record = try store.record(number)
                    let held = try store.captureVault.hold(someBytes(1_000, seed: writer))
                    var analysis = try store.analysis(writer, captures: [HeldCapture(held: held, name: "\(writer)")])
                    analysis.findings =
                        record.findings + [
                            CaseFinding(code: "c\(writer)", severity: "note", cause: nil, summary: "")
                        ]
                    do {
                        try store.attach(
                            analysis, to: number, expecting: record.summary.revision, clock: clock, by: "")
                        return
                    } catch let error as CaseStoreError where error.code == .caseChanged { continue }
                }
            }
        }
        try await group.waitForAll()
    }
    let record = try folder.open().record(number)
    #expect(record.captures.count == 6 && Set(record.findings.map(\.code)).count == 7)
    #expect(try folder.open().check { _ in }.problems.isEmpty)
}

/// After an erasure no byte of what a case held is left anywhere in the folder of the store.
@Test func noByteOfAnErasedCaseIsLeft() throws {
    let folder = StoreFolder()
    let store = try folder.open()
    let marks = [
        "Needlecomplaint", "Needleservice", "Needlecustomer", "Needlename", "needle@mail.example", "+4455512345",
        "Needlesubmission", "Needlecheck", "Needlefinding", "Needlereport", "Needleanalysis", "Needleowner",
        "Needlenote", "Needlefile", "Needlereturned", "Needlecapture", "Needlealert", "Needleactor", "Needlepattern",
    ]
    let returned = try store.keepReturned(
        Array("Needlereturned".utf8), checkJSON: Array("Needlereturned".utf8), receivedAt: clock.now, completing: nil)
    // Cases around it stay.
    for seed in 1...30 { _ = try store.open(try store.new(seed), clock: clock) }
    let capture = HeldCapture(
        held: try store.captureVault.hold(Array("Needlecapture".utf8) + someBytes(50_000)), name: "Needlefile.pcap")
    var new = try store.new(99, captures: [capture], summary: "Needlecomplaint")
    new.serviceIdentifier = "Needleservice"
    new.customer = "Needlecustomer"
    new.representative = CaseRepresentative(name: "Needlename", email: "needle@mail.example", phone: "+4455512345")
    new.submission = Array("Needlesubmission".utf8) + someBytes(20_000)
    new.channelReference = "Needlealert"
    new.actor = "Needleactor"
    new.completes = returned
    new.analysis.checkJSON = Array("Needlecheck".utf8)
    new.analysis.patternsJSON = Array("Needlepattern".utf8)
    new.analysis.findings[0].summary = "Needlefinding"
    new.analysis.samples[0].calling = "+4455512345"
    new.analysis.analysis = try store.documentVault.hold(Array("Needleanalysis".utf8))
    new.analysis.report = try store.documentVault.hold(Array("Needlereport".utf8))
    let number = try store.open(new, clock: clock)
    for step in 1...40 {
        try store.change(number) { _ in
            CaseChange(
                events: [
                    CaseEvent(
                        at: clock.now, kind: .assigned, actor: "Needleactor", text: "Needlenote \(step)",
                        target: "Needleowner")
                ], owner: "Needleowner")
        }
    }
    func left() throws -> [String] {
        var left: [String] = []
        for file in folder.files {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            for mark in marks
            where [mark, mark.lowercased()].contains(where: { bytes.range(of: Data($0.utf8)) != nil }) {
                left.append("\(mark) in \(file.split(separator: "/").last ?? "")")
            }
        }
        return left
    }
    // Documents are packed, so their words do not show before either.
    let before = try left()
    for mark in marks where mark != "Needlereport" && mark != "Needleanalysis" {
        #expect(before.contains { $0.hasPrefix(mark) }, "\(mark)")
    }
    // What was held is kept by now.
    for held in [new.analysis.analysis, new.analysis.report] { if let held { store.documentVault.release(held) } }
    store.captureVault.release(capture.held)
    let record = try store.record(number)
    try store.erase(number, reason: "asked", clock: clock, by: "cron")
    let found = try left()
    #expect(found == [], "\(found)")
    for sha256 in [record.analysis?.sha256, record.report?.sha256] {
        #expect(sha256.map { store.documentVault.holds($0) } == false)
    }
    #expect(try store.page(CaseQuery()).total == 31)
    #expect(try store.check { _ in }.problems.isEmpty)
}

@Test func nobodyElseReadsAStore() throws {
    let folder = StoreFolder()
    let before = umask(0)
    defer { umask(before) }
    let store = try folder.open()
    _ = try store.open(try store.new(1), clock: clock)
    for name in [folder.path] + folder.files {
        let mode = try FileManager.default.attributesOfItem(atPath: name)[.posixPermissions] as? Int
        #expect((mode ?? 0o777) & 0o077 == 0, "\(name)")
    }
    // A store that others could read is closed to them when it is opened.
    chmod(folder.path, 0o755)
    chmod(folder.path + "/cases.sqlite", 0o644)
    _ = try folder.open()
    var status = stat()
    #expect(stat(folder.path + "/cases.sqlite", &status) == 0 && status.st_mode & 0o077 == 0)
    #expect(stat(folder.path, &status) == 0 && status.st_mode & 0o077 == 0)
}

@Test func foldersThatCannotBeUsedAreTold() throws {
    #expect(throws: CaseStoreError.self) {
        _ = try SQLiteCases(
            folder: "/proc/nothing/here", captures: FolderVault(folder: "/proc/nothing/c", packing: .none),
            documents: FolderVault(folder: "/proc/nothing/d", packing: .zstandard))
    }
}

/// A damaged page of the file hurts the cases on it, and no other.
@Test func damageStaysWhereItIs() throws {
    let folder = StoreFolder()
    do {
        let store = try folder.open()
        for seed in 1...300 { _ = try store.open(try store.new(seed, summary: "Summary \(seed)."), clock: clock) }
    }
    let path = folder.path + "/cases.sqlite"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    // The page that holds the row of case 150.
    let place = try #require(bytes.range(of: Data("europeSummary 150.".utf8)))
    let page = place.lowerBound / 4_096 * 4_096
    bytes.replaceSubrange(page..<(page + 4_096), with: Data(repeating: 0xFF, count: 4_096))
    try bytes.write(to: URL(fileURLWithPath: path))
    let store = try folder.open(.reading)
    let page1 = try store.page(CaseQuery())
    #expect(page1.cases.count == 300)
    let damaged = page1.cases.filter(\.isDamaged).map(\.number)
    #expect(damaged.contains("CASE-000150") && damaged.count < 40)
    #expect(throws: CaseStoreError.self) { try store.record("150") }
    #expect(try store.record("1").summary.summary == "Summary 1.")
    #expect(try store.record("300").submission == Array("{\"submission\":300}".utf8))
    #expect(try !store.check { _ in }.problems.isEmpty)
}
