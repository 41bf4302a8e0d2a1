import CallAnalysis
import CallVocabulary
import CaseWork
import Cases
import Findings
import Foundation
import Reports
import SampleIntake
import StoreConformance
import SupportProgram
import Testing

private let root: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
}()
private let oneWay = root + "/Samples/calls/one-way-private-address/capture.pcap"
private let clean = root + "/Samples/calls/clean/capture.pcap"
private let received = CaptureTime(rfc3339: "2026-11-23T14:43:00Z") ?? CaptureTime(nanoseconds: 0)

private func form() throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: root + "/Samples/submissions/one-way-audio/submission.json")))
}

private func text(_ store: any CaseStore, _ document: StoredDocument?) throws -> String {
    let bytes = try store.documentVault.bytes(of: try #require(document).sha256, limit: 10_000_000)
    return String(decoding: try #require(bytes), as: UTF8.self)
}

/// A capture attached later is matched to its sample, and the report keeps submission and checklist.
@Test func anAttachedCaptureIsAnalyzedAsOneThatCameWithTheSubmission() throws {
    let place = try CasePlace()
    let both = try #require(try place.submit(form(), at: received, captures: [oneWay]).caseNumber)
    let later = try #require(try place.submit(form(), at: received).caseNumber)
    let bare = try place.store.record(later)
    #expect(bare.analysis == nil && bare.samples.map(\.call) == [nil])
    #expect(try text(place.store, bare.report).contains("Samples and the calls they were found as"))
    let outcome = try AttachCaptures(store: place.store, analyze: place.analyze()).attach(
        try place.take([oneWay]), to: later, clock: FixedClock(received), by: "Bob")
    #expect(outcome.attached == ["capture.pcap"] && outcome.skipped.isEmpty)
    #expect(outcome.reportedSymptoms == ["one-way-audio"])
    let (first, second) = (try place.store.record(both), try place.store.record(later))
    #expect(second.samples == first.samples && second.samples.map(\.call) == ["call-1"])
    #expect(second.findings == first.findings && second.checkJSON == first.checkJSON)
    // Byte for byte the same report and analysis, as if the capture had been there from the start.
    #expect(second.report == first.report && second.analysis == first.analysis)
    #expect(try text(place.store, second.report).contains("Checklist against the capture"))
    // The second is about the same call as the first, which is said.
    #expect(second.events.map(\.kind).filter { $0 != .duplicateFound } == first.events.map(\.kind))
    #expect(second.summary.links == [CaseLink(number: both, kind: .possibleDuplicate)])
}

@Test func theSameCaptureAgainIsSaidAndSkipped() throws {
    let place = try CasePlace()
    let number = try #require(try place.submit(form(), at: received, captures: [oneWay]).caseNumber)
    let before = try place.store.record(number)
    let copy = try place.file("other-name.pcap", Array(try Data(contentsOf: URL(fileURLWithPath: oneWay))))
    let attach = AttachCaptures(store: place.store, analyze: place.analyze())
    let again = try attach.attach(
        try place.take([copy, oneWay]), to: number, clock: FixedClock(received), by: "Bob")
    #expect(again.attached.isEmpty && again.analyzed == nil)
    #expect(again.skipped.map(\.name).sorted() == ["capture.pcap", "other-name.pcap"])
    #expect(again.skipped.allSatisfy { $0.knownAs == "capture.pcap" })
    #expect(try place.store.record(number) == before)
    // Twice at once it is attached once.
    let twice = try attach.attach(
        try place.take([clean, clean]), to: number, clock: FixedClock(received), by: "Bob")
    #expect(twice.attached.count == 1 && twice.skipped.count == 1)
    #expect(try place.store.record(number).captures.count == 2)
}

/// A case that changes while its captures are analysed is analysed again, so that the analysis covers all it has.
@Test func aCaseThatChangedIsAnalyzedAgain() throws {
    let place = try CasePlace()
    let number = try #require(try place.submit(form(), at: received, captures: [oneWay]).caseNumber)
    let real = place.analyze()
    final class Runs: @unchecked Sendable { var count = 0 }
    let runs = Runs()
    let store = place.store
    let disturbed = AnalyzeCase(
        program: .builtIn, documents: store.documentVault, toolVersion: "test",
        analyze: { paths, names in
            runs.count += 1
            if runs.count == 1 {
                // Meanwhile somebody else attaches another capture.
                _ = try AttachCaptures(store: store, analyze: real).attach(
                    try TakeCaptures(into: store.captureVault).take([clean]), to: number, clock: FixedClock(received),
                    by: "Eve")
            }
            return try AnalyzeCapture().run(paths, names: names)
        })
    let last = root + "/Samples/calls/jitter/capture.pcap"
    _ = try AttachCaptures(store: store, analyze: disturbed).attach(
        try place.take([last]), to: number, clock: FixedClock(received), by: "Bob")
    #expect(runs.count == 2)
    let record = try store.record(number)
    #expect(record.captures.count == 3)
    let json = try #require(
        try JSONSerialization.jsonObject(with: Data(try text(store, record.analysis).utf8)) as? [String: Any])
    #expect((json["captures"] as? [Any])?.count == 3)
    // One that never rests is given up, and nothing of it is stored.
    let restless = AnalyzeCase(
        program: .builtIn, documents: store.documentVault, toolVersion: "test",
        analyze: { _, _ in
            _ = try CaseWorkflow(
                store: store, program: .builtIn, actor: "Eve", clock: FixedClock(received)
            ).note(number, "again")
            return emptyAnalysis()
        })
    #expect(
        code {
            _ = try AttachCaptures(store: store, analyze: restless).attach(
                try place.take([root + "/Samples/calls/random-loss/capture.pcap"]), to: number,
                clock: FixedClock(received),
                by: "Bob")
        } == "case.conflict")
    #expect(try store.record(number).captures.count == 3)
    let check = try store.check { _ in }
    #expect(check.problems.isEmpty && check.captures == 3 && check.documents == 2 && check.unnamed == 0)
}

@Test func capturesOfPipesAndFoldersAreTakenWhole() throws {
    let place = try CasePlace()
    let bytes = someBytes(3_000_000)
    let pipe = place.file("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let writer = Thread {
        let handle = FileHandle(forWritingAtPath: pipe)
        try? handle?.write(contentsOf: Data(bytes))
        try? handle?.close()
    }
    writer.start()
    let held = try #require(try place.take([pipe]).first)
    #expect(held.held.bytes == bytes.count && held.name == "pipe")
    let path = try #require(place.store.captureVault.path(of: held.held))
    #expect(Array(try Data(contentsOf: URL(fileURLWithPath: path))) == bytes)
    place.store.captureVault.release(held.held)
    // A folder is the captures in it, in the order of their first packets.
    let folder = place.file("ring")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, source) in [("b.pcap", clean), ("a.pcap", oneWay), ("notes.txt", #filePath)] {
        try FileManager.default.copyItem(atPath: source, toPath: folder + "/" + name)
    }
    #expect(Set(try place.take([folder]).map(\.name)) == ["a.pcap", "b.pcap"])
    #expect(throws: CaptureUnreadable.self) { try place.take([place.file("missing")]) }
}

@Test func aStoppedStepStoresNothing() throws {
    let place = try CasePlace()
    #expect(
        code {
            _ = try TakeCaptures(into: place.store.captureVault, isStopped: { true }).take([oneWay])
        } == "interrupted")
    var options = AnalyzeCapture.Options()
    options.isStopped = { true }
    let analyze = AnalyzeCase(
        program: .builtIn, documents: place.store.documentVault, toolVersion: "test", options: options)
    let held = try place.take([oneWay])
    #expect(
        code {
            _ = try SubmitSamples().submit(
                SubmitSamples.Handover(submission: try form(), receivedAt: received, captures: held),
                store: place.store, analyze: analyze, clock: FixedClock(received))
        } == "interrupted")
    #expect(try place.store.page(CaseQuery()).total == 0)
    #expect(place.store.captureVault.hashes().isEmpty && place.store.documentVault.hashes().isEmpty)
}

@Test func moreCallsThanACaseHoldsAreRefusedByName() throws {
    let place = try CasePlace()
    var analysis = emptyAnalysis()
    let call = Call(
        id: "call-1", calling: CallParty(uri: "sip:a", number: nil), called: CallParty(uri: "sip:b", number: nil),
        startedAt: received)
    analysis.result.calls = Array(repeating: call, count: CaseLimits.calls + 1)
    let capture = try place.file("call.pcap", [1])
    do {
        _ = try place.submit(try form(), at: received, captures: [capture], giving: analysis)
        Issue.record("there is a limit")
    } catch let error as CaseStoreError {
        #expect(error.code == .analysisTooLarge && error.description.contains("100001 calls"))
    }
    #expect(try place.store.page(CaseQuery()).total == 0)
}

/// An analysis takes the thresholds of the built-in program without reading it.
@Test func thresholdsOfTheBuiltInProgramAreThoseItStates() {
    #expect("\(FindingThresholds.ofBuiltInProgram)" == "\(FindingThresholds(.builtIn))")
}
