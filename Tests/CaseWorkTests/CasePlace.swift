import CallAnalysis
import CallVocabulary
import CaseWork
import Cases
import FolderVault
import Foundation
import SQLiteCases
import SampleIntake
import SupportProgram
import TestSupport

/// A store in a folder of its own, removed when the test is over, and the steps of a case on it.
final class CasePlace: Sendable {
    private let folder: TemporaryFolder
    var path: String { folder.path }
    let store: SQLiteCases

    init() throws {
        folder = try TemporaryFolder(isMade: false)
        let path = folder.path
        store = try SQLiteCases(
            folder: path, captures: FolderVault(folder: path + "/captures", packing: .none),
            documents: FolderVault(folder: path + "/documents", packing: .zstandard))
    }

    /// A name for a file beside the store's.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// A file with these bytes.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String { try folder.file(name, bytes) }

    func take(_ paths: [String]) throws -> [HeldCapture] { try TakeCaptures(into: store.captureVault).take(paths) }

    /// The analysis step as the command line does it, or with an analysis that is given.
    func analyze(_ program: Program = .builtIn, giving analysis: CaptureAnalysis? = nil) -> AnalyzeCase {
        guard let analysis else {
            return AnalyzeCase(
                program: program, documents: store.documentVault, toolVersion: "test",
                options: AnalyzeCapture.Options())
        }
        return AnalyzeCase(
            program: program, documents: store.documentVault, toolVersion: "test", analyze: { _, _ in analysis })
    }

    func submit(
        _ form: [UInt8], at now: CaptureTime, captures: [String] = [], origin: SubmitSamples.Origin = .init(),
        program: Program = .builtIn, giving analysis: CaptureAnalysis? = nil
    ) throws -> SubmitSamples.Outcome {
        try SubmitSamples(program: program).submit(
            SubmitSamples.Handover(
                submission: form, receivedAt: now, captures: try take(captures), origin: origin),
            store: store, analyze: analyze(program, giving: analysis), clock: FixedClock(now))
    }
}

/// An analysis of captures in which there is nothing.
func emptyAnalysis(_ name: String = "call.pcap") -> CaptureAnalysis {
    var result = CallAnalysisResult()
    result.captures = [CaptureSummary(name: name)]
    return CaptureAnalysis(files: [], result: result, findings: [])
}

/// What a failure of the store is called.
func code(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return (error as? CaseStoreError)?.code.rawValue ?? "\(error)"
    }
}
