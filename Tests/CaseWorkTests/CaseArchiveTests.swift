import CallVocabulary
import CaseWork
import Cases
import Foundation
import StoreConformance
import SupportProgram
import TestSupport
import Testing

private let root: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
}()
private let received = CaptureTime(rfc3339: "2026-11-23T14:43:00Z") ?? CaptureTime(nanoseconds: 0)
private let later = FixedClock(CaptureTime(rfc3339: "2026-11-25T10:00:00Z") ?? CaptureTime(nanoseconds: 0))

/// A case with a capture and an answer, exported.
private func exported(from place: CasePlace) throws -> (record: CaseRecord, archive: String) {
    let form = Array(
        try Data(contentsOf: URL(fileURLWithPath: root + "/Samples/submissions/one-way-audio/submission.json")))
    let source = root + "/Samples/calls/one-way-private-address/capture.pcap"
    let capture = try place.file(
        "odd — name of " + String(repeating: "many letters ", count: 9) + ".pcap",
        Array(try Data(contentsOf: URL(fileURLWithPath: source))))
    let number = try #require(try place.submit(form, at: received, captures: [capture]).caseNumber)
    try CaseWorkflow(
        store: place.store, program: .builtIn, actor: "Bob", clock: FixedClock(received.advanced(bySeconds: 60))
    ).respond(number, "Yes.", waiting: true)
    let archive = place.file("case.tar")
    try ExportCase(store: place.store, program: .builtIn).write(number, to: archive, now: received)
    return (try place.store.record(number), archive)
}

private func take(_ archive: String, _ place: CasePlace) throws -> String {
    try ImportCase(store: place.store, analyze: place.analyze()).run(archive, clock: later, by: "Ann")
}

@Test func archivesTravelAndAreChecked() throws {
    let place = try CasePlace()
    let (record, archive) = try exported(from: place)
    let export = ExportCase(store: place.store, program: .builtIn)
    #expect(code { try export.write(record.summary.number, to: archive, now: received) } == "store.unusable")

    let other = try CasePlace()
    let imported = try take(archive, other)
    let copy = try other.store.record(imported)
    #expect(copy.importedFrom == record.summary.number)
    #expect(copy.events.dropLast() == record.events[...] && copy.events.last?.kind == .imported)
    #expect(copy.samples == record.samples && copy.captures == record.captures && copy.findings == record.findings)
    #expect(copy.submission == record.submission && copy.summary.state == .waitingForCustomer)
    #expect(copy.receivedAt == record.receivedAt && copy.representative == record.representative)
    // Made anew from the same, so the same.
    #expect(copy.analysis == record.analysis && copy.report == record.report)
    #expect(CaseClock(program: .builtIn).read(copy.summary) == CaseClock(program: .builtIn).read(record.summary))
    #expect(other.store.captureVault.state(of: try #require(copy.captures.first).sha256) == .whole)

    // Any changed byte is refused, any cut as well, and nothing is left behind.
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: archive)))
    for at in [600, 1_500, bytes.count / 2, bytes.count - 1_700] {
        var changed = bytes
        changed[at] ^= 0x01
        let path = try other.file("changed.tar", changed)
        #expect(code { _ = try take(path, other) } == "case.archive-unusable", "\(at)")
    }
    for length in [0, 100, 512, 5_000, bytes.count / 2] {
        let path = try other.file("cut.tar", Array(bytes.prefix(length)))
        #expect(code { _ = try take(path, other) } == "case.archive-unusable", "\(length)")
    }
    #expect(try other.store.page(CaseQuery()).total == 1 && other.store.captureVault.hashes().count == 1)
}

@Test func foldersAreExportedAsWell() throws {
    let place = try CasePlace()
    let (record, _) = try exported(from: place)
    let export = ExportCase(store: place.store, program: .builtIn)
    try export.write(record.summary.number, to: place.file("export"), now: received)
    let sums = try String(contentsOfFile: place.file("export/SHA256SUMS"), encoding: .utf8)
    for name in ["case.json", "report.html", "analysis.json", "check.json", "submission", "_.pcap"] {
        #expect(sums.contains(name), "\(name)")
    }
    // What an interrupted export left goes after an hour, and not before.
    for (name, age) in [(".earshot-0000000000000001", 4_000.0), (".earshot-0000000000000002", 60.0)] {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: try place.file(name, [1]))
    }
    try export.write(record.summary.number, to: place.file("export3.tar"), now: received)
    #expect(!FileManager.default.fileExists(atPath: place.file(".earshot-0000000000000001")))
    #expect(FileManager.default.fileExists(atPath: place.file(".earshot-0000000000000002")))
    unlink(place.file(".earshot-0000000000000002"))
    // A capture that was changed is not exported, and no half export is left.
    let stored = try #require(record.captures.first)
    let capture = try #require(place.store.captureVault.path(of: stored.sha256))
    try Data("changed".utf8).write(to: URL(fileURLWithPath: capture))
    for target in ["export2", "export2.tar"] {
        #expect(code { try export.write("1", to: place.file(target), now: received) } == "store.damaged")
        #expect(!FileManager.default.fileExists(atPath: place.file(target)))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).allSatisfy { !$0.contains(".earshot-") })
}

/// An archive made by a test: entries in the order given, with a manifest over all but what is left out of it.
private struct BuiltArchive {
    var entries: [(name: String, bytes: [UInt8])]
    var unlisted: Set<String> = []

    func write(_ place: CasePlace) throws -> String {
        let folder = place.file("built-\(UUID().uuidString)")
        var bytes: [UInt8] = []
        var sums = ""
        for (name, content) in entries where !unlisted.contains(name) {
            sums += "\(try place.store.captureVault.hold(content).sha256)  \(name)\n"
        }
        for (name, content) in entries + [("SHA256SUMS", Array(sums.utf8))] {
            bytes += header("CASE-000001/" + name, content.count) + content
            bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
        }
        try Data(bytes + [UInt8](repeating: 0, count: 1_024)).write(to: URL(fileURLWithPath: folder))
        return folder
    }

    private func header(_ name: String, _ size: Int) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ at: Int) { block.replaceSubrange(at..<(at + text.utf8.count), with: text.utf8) }
        put(name, 0)
        put("0000600\0" + "0000000\0" + "0000000\0", 100)
        put(String(repeating: "0", count: 11 - String(size, radix: 8).count) + String(size, radix: 8), 124)
        put("00000000000", 136)
        put("        ", 148)
        put("0", 156)
        put("ustar\u{0}00", 257)
        let sum = block.reduce(0) { $0 + Int($1) }
        put(String(repeating: "0", count: 6 - String(sum, radix: 8).count) + String(sum, radix: 8) + "\u{0} ", 148)
        return block
    }
}

private func document(_ changes: [String: Any]) throws -> [UInt8] {
    var whole: [String: Any] = [
        "schema": "earshot.case/1", "number": "CASE-000001", "openedAt": "2026-11-23T09:00:00Z", "state": "open",
        "severity": "S2", "region": "europe", "openedSeverity": "S2", "openedRegion": "europe", "program": "test",
        "serviceIdentifier": "London HQ", "summary": "One-way audio", "captures": [Any](), "findings": [Any](),
        "samples": [Any](),
        "events": [["at": "2026-11-23T09:00:00Z", "kind": "opened", "actor": "", "text": "Opened."]],
    ]
    for (name, value) in changes { whole[name] = value }
    return Array(try JSONSerialization.data(withJSONObject: whole))
}

@Test func whatAnArchiveSaysIsLookedAt() throws {
    let place = try CasePlace()
    let plain = BuiltArchive(entries: [("case.json", try document([:]))])
    #expect(try take(try plain.write(place), place) == "CASE-000001")
    let escape = "\u{1b}]0;x\u{7}"
    let event: [String: Any] = ["at": "2026-11-23T09:00:00Z", "kind": "opened", "actor": "", "text": ""]
    for (name, changes) in [
        ("severity", ["severity": "S2" + escape]), ("region", ["region": "mars\u{202e}"]),
        ("state", ["state": "new\n"]),
        ("state", ["state": "gone"]), ("openedAt", ["openedAt": "yesterday"]),
        ("openedSeverity", ["openedSeverity": 7]),
        ("owner", ["owner": "Eve\u{9b}31m"]), ("customer", ["customer": String(repeating: "x", count: 301)]),
        ("representative/name", ["representative": ["name": "A\u{0}B"]]), ("number", ["number": "CASE\t1"]),
        ("summary", ["summary": String(repeating: "x", count: 100_001)]),
        ("events/0/kind", ["events": [event.merging(["kind": "opened" + escape]) { $1 }]]),
        ("events/0/kind", ["events": [event.merging(["kind": "danced"]) { $1 }]]),
        ("events/0/actor", ["events": [event.merging(["actor": escape]) { $1 }]]),
        ("events/1/at", ["events": [event, event.merging(["at": NSNull()]) { $1 }]]),
        ("samples/0/direction", ["samples": [["direction": "out" + escape]]]),
        ("findings/0/code", ["findings": [["code": "media.x" + escape, "severity": "fault", "summary": ""]]]),
        ("findings/0/severity", ["findings": [["code": "media.x", "severity": "terrible", "summary": ""]]]),
        ("findings", ["findings": Array(repeating: ["code": "x", "severity": "note"], count: 1_001)]),
        ("captures/0/name", ["captures": [["sha256": "00", "name": "a" + escape]]]),
    ] as [(String, [String: Any])] {
        let path = try BuiltArchive(entries: [("case.json", try document(changes))]).write(place)
        do {
            _ = try take(path, place)
            Issue.record("\(name) was taken")
        } catch let error as CaseStoreError {
            #expect(error.code == .archiveUnusable && error.description.contains(name + " "), "\(error)")
            #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value) })
        }
    }
    #expect(try place.store.page(CaseQuery()).total == 1)
}

@Test func onlyWhatTheManifestListsIsTaken() throws {
    let place = try CasePlace()
    let capture = someBytes(100)
    let sha256 = try place.store.captureVault.hold(capture).sha256
    let name = "captures/\(sha256.prefix(12))-a.pcap"
    let listed = ["captures": [["sha256": sha256, "name": "a.pcap", "bytes": 100] as [String: Any]]]
    let cases: [(String, BuiltArchive)] = [
        (
            "not in its SHA256SUMS",
            BuiltArchive(entries: [("case.json", try document(listed)), (name, capture)], unlisted: [name])
        ),
        ("twice", BuiltArchive(entries: [("case.json", try document(listed)), (name, capture), (name, capture)])),
        ("does not list", BuiltArchive(entries: [("case.json", try document([:])), (name, capture)])),
        ("is not in it", BuiltArchive(entries: [("case.json", try document(listed))])),
        (
            "twice",
            BuiltArchive(entries: [
                ("case.json", try document(listed)), (name, capture), ("captures/other", capture),
            ])
        ),
        ("none that Earshot writes", BuiltArchive(entries: [("case.json", try document([:])), ("run.sh", [1])])),
        ("none that Earshot writes", BuiltArchive(entries: [("case.json", try document([:])), ("../x", [1])])),
        (
            "u{1b}]0;PWNED",
            BuiltArchive(entries: [("case.json", try document([:])), ("\u{1b}]0;PWNED\u{7}", [1])])
        ),
        ("case.json", BuiltArchive(entries: [("submission", [1])])),
    ]
    for (words, archive) in cases {
        do {
            _ = try take(try archive.write(place), place)
            Issue.record("taken: \(words)")
        } catch let error as CaseStoreError {
            #expect(error.code == .archiveUnusable && error.description.contains(words), "\(error)")
        }
    }
    #expect(try place.store.page(CaseQuery()).total == 0)
}

/// Reports in an archive are never taken from it.
@Test func reportsOfAnArchiveAreMadeAnew() throws {
    let place = try CasePlace()
    let path = try BuiltArchive(entries: [
        ("case.json", try document([:])), ("report.html", Array("<script>x</script>".utf8)),
        ("analysis.json", Array("{\"planted\":1}".utf8)), ("check.json", Array("{\"planted\":1}".utf8)),
    ]).write(place)
    let record = try place.store.record(try take(path, place))
    #expect(record.checkJSON.isEmpty && record.analysis == nil && record.report == nil)
}

/// A capture that cannot be read again leaves what was found elsewhere, and says so.
@Test func capturesThatCannotBeReadAgainAreKept() throws {
    let place = try CasePlace()
    let capture = someBytes(100)
    let sha256 = try place.store.captureVault.hold(capture).sha256
    let changes: [String: Any] = [
        "captures": [["sha256": sha256, "name": "a.pcap", "bytes": 100] as [String: Any]],
        "findings": [["code": "media.jitter", "severity": "warning", "cause": NSNull(), "summary": "uneven"]],
    ]
    let path = try BuiltArchive(entries: [
        ("case.json", try document(changes)), ("captures/\(sha256.prefix(12))-a.pcap", capture),
    ]).write(place)
    let record = try place.store.record(try take(path, place))
    #expect(record.findings.map(\.code) == ["media.jitter"] && record.captures.map(\.sha256) == [sha256])
    #expect(record.events.contains { $0.kind == .note && $0.text.contains("could not be analyzed again") })
}

/// The archives of an attacker, where they are at hand.
@Test(.enabled(if: Places.corpus("hostile") != nil, "the corpus of captures is not here"))
func hostileArchivesAreRefused() throws {
    let place = try CasePlace()
    let folder = try #require(Places.corpus("hostile")?.path)
    for name in ["dupname", "escname", "evil-strings"] {
        #expect(code { _ = try take("\(folder)/\(name).tar", place) } == "case.archive-unusable")
    }
    #expect(try place.store.page(CaseQuery()).total == 0)
}
