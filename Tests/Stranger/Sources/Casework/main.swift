// A case from a form and a capture, in a store of one's own.
import CallVocabulary
import CaseWork
import Cases
import FolderVault
import Foundation
import SQLiteCases

let (form, capture, folder) = (CommandLine.arguments[1], CommandLine.arguments[2], CommandLine.arguments[3])
guard let now = CaptureTime(rfc3339: "2026-11-23T14:30:00Z") else { exit(3) }
let store = try SQLiteCases(
    folder: folder, captures: FolderVault(folder: folder + "/captures", packing: .none),
    documents: FolderVault(folder: folder + "/documents", packing: .zstandard))
let held = try TakeCaptures(into: store.captureVault).take([capture])
let analyze = AnalyzeCase(
    program: .builtIn, documents: store.documentVault, toolVersion: "stranger", options: AnalyzeCapture.Options())
let outcome = try SubmitSamples().submit(
    SubmitSamples.Handover(
        submission: Array(try Data(contentsOf: URL(fileURLWithPath: form))), receivedAt: now, captures: held),
    store: store, analyze: analyze, clock: FixedClock(now))
print(outcome.caseNumber ?? "returned", outcome.answer.verdict.rawValue)
if let number = outcome.caseNumber {
    let record = try store.record(number)
    print(record.summary.state.rawValue, record.captures.count)
}
