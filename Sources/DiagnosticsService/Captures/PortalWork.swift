import CallVocabulary
import CaptureFiles
import CaseWork
import Cases
import Findings
import Foundation
import NIOCore
import Reports
import SampleIntake
import SupportProgram

/// What is done behind the pages: captures looked at, forms checked against them, cases opened, captures attached. It runs
/// in a process of its own wherever a capture is read.
public struct PortalWork: Sendable {
    let store: any PortalStore
    private let given: Program
    let uploads: UploadFolder
    let version: String
    let clock: any Clock
    private var progress: ProgressNote?

    /// Points of a stream's course that are kept for the graphs of pages: an hour of seconds; of longer ones they are
    /// coarser. And the streams of which it is kept.
    private static let seriesPoints = 3_600
    private static let seriesStreams = 60

    /// The work over a store, with captures in the folder `uploads`.
    public init(store: any PortalStore, program: Program, uploads: String, version: String, clock: any Clock) {
        self.store = store
        given = program
        self.uploads = UploadFolder(path: uploads)
        self.version = version
        self.clock = clock
    }

    init(_ portal: Portal) {
        self.init(
            store: portal.store, program: portal.builtProgram, uploads: portal.uploads.path, version: portal.version,
            clock: portal.clock)
    }

    /// The kinds of jobs that this does.
    public static let kinds: [Job.Kind] = [
        .submitDraft, .checkDraft, .inspectUpload, .attachUpload, .takeSpeechOut, .makeProduct, .analyzeCase,
    ]

    static func subject(_ parts: [String]) -> String { parts.joined(separator: " ") }

    private static func parts(_ subject: String) -> [String] { subject.split(separator: " ").map(String.init) }

    /// Does a job, and notes how far it is.
    public func run(_ job: Job) throws {
        var work = self
        work.progress = ProgressNote(uploads.progressPath(job.id))
        try work.perform(job)
    }

    private func perform(_ job: Job) throws {
        switch job.kind {
        case .inspectUpload: try inspect(job.subject)
        case .checkDraft: try check(job.subject)
        case .submitDraft: try submit(job.subject)
        case .attachUpload: try attach(job.subject)
        case .takeSpeechOut: try takeSpeechOut(job.subject)
        case .makeProduct: try make(job.subject)
        case .analyzeCase: break
        default: throw CaseStoreError(.unusable, "there is no work of the kind \(job.kind.rawValue).")
        }
    }

    /// Notes that a job could not be done for good: whoever waits is told.
    public func giveUp(_ job: Job, because reason: String) throws {
        let parts = PortalWork.parts(job.subject)
        switch job.kind {
        case .submitDraft:
            try store.note(failure: reason, ofDraft: parts.first ?? "")
        case .inspectUpload, .takeSpeechOut:
            try store.note(
                receipt: CaptureReceipt.json([("failure", reason)]), state: .unreadable, ofUpload: job.subject)
        case .attachUpload:
            try store.note(
                receipt: CaptureReceipt.json([("failure", reason)]), state: .unreadable,
                ofUpload: parts.last ?? "")
        default: break
        }
    }

    func program() throws -> Program { PortalProgram.program(given, people: try store.authorized()) }

    var options: AnalyzeCapture.Options {
        var options = AnalyzeCapture.Options()
        options.hashedBytes = 0
        options.thresholds = FindingThresholds(given)
        options.limits.seriesPointsPerStream = Self.seriesPoints
        options.limits.seriesStreams = Self.seriesStreams
        return options
    }

    private func hear(_ done: Int, _ total: Int?) { progress?.note(done, of: total) }

    private func analyzing(_ program: Program) -> AnalyzeCase {
        AnalyzeCase(
            program: program, documents: store.documentVault, toolVersion: version, options: options, progress: hear)
    }

    // MARK: One capture

    func inspect(_ id: String) throws {
        guard let upload = try store.upload(id), upload.state == .complete, let path = uploads.path(of: id),
            let target = uploads.analysisPath(of: id)
        else { return }
        let analysis: CaptureAnalysis
        do {
            analysis = try AnalyzeCapture(options: options, progress: hear).run([path], names: [upload.name])
        } catch {
            return try store.note(
                receipt: CaptureReceipt.json([("failure", PortalWork.words(error, upload))]), state: .unreadable,
                ofUpload: id)
        }
        var named = analysis
        for index in named.files.indices { named.files[index].sha256 = upload.sha256 }
        let document = AnalysisDocument(named, toolVersion: version)
        try keep(document, at: target)
        let sensitive = SensitiveContent(analysis)
        let capture = analysis.result.captures.first
        let file = analysis.files.first
        try store.note(
            receipt: CaptureReceipt.json([
                ("packets", String(capture?.packets ?? 0)), ("calls", String(analysis.result.calls.count)),
                ("headline", document.verdict.headline), ("verdict", document.verdict.kind.rawValue),
                ("firstPacketAt", capture?.firstPacketAt?.description),
                ("problem", file?.readError.map { PortalWork.words($0) }),
                ("sensitive", sensitive.isEmpty ? nil : sensitive.words),
                ("speech", sensitive.speechSeconds >= 0.05 ? "yes" : nil),
                ("speechTaken", takenOut(analysis) ? "yes" : nil),
            ]), state: .inspected, ofUpload: id)
    }

    private func takenOut(_ analysis: CaptureAnalysis) -> Bool {
        analysis.files.contains { $0.facts.comments.contains(TakeSpeechOut.mark) }
    }

    /// Writes an analysis beside its capture, whole or not at all.
    private func keep(_ document: AnalysisDocument, at target: String) throws {
        let file = try UploadFile(path: uploads.path + "/made-" + Secrets.identifier(), from: 0)
        defer { uploads.remove([file.path]) }
        var failure: (any Error)?
        AnalysisReport.json(document) { bytes in
            guard failure == nil else { return }
            do { try file.append(ByteBuffer(bytes: bytes), limit: CaseLimits.documentBytes) } catch { failure = error }
        }
        if let failure { throw failure }
        try file.finish()
        try uploads.move(file.path, to: target)
    }

    private static func words(_ error: CaptureFileError) -> String {
        var error = error
        error.path = nil
        return "Not all of it could be read: \(error)."
    }

    /// Why a capture could not be read, without where it lies.
    static func words(_ error: any Error, _ upload: Upload) -> String {
        if let error = error as? CaptureUnreadable {
            var reason = error.reason
            reason.path = upload.name
            return "\(reason)."
        }
        return "\(upload.name) could not be analyzed."
    }

    // MARK: A form

    private func captures(of draft: String) throws -> [Upload] {
        try store.uploads(ofDraft: draft).filter { $0.state == .complete || $0.state == .inspected }.sorted {
            (CaptureReceipt($0).text("firstPacketAt") ?? "~") < (CaptureReceipt($1).text("firstPacketAt") ?? "~")
        }
    }

    private func check(_ subject: String) throws {
        let parts = PortalWork.parts(subject)
        guard parts.count == 3, let revision = Int64(parts[1]), let received = Int64(parts[2]),
            let draft = try store.draft(parts[0]), draft.revision == revision, draft.caseNumber == nil
        else { return }
        let program = try program()
        let content = FormContent(draft.content)
        let uploads = try captures(of: draft.id)
        let paths = uploads.compactMap { self.uploads.path(of: $0.id) }
        let analysis =
            paths.isEmpty
            ? nil : try AnalyzeCapture(options: options, progress: hear).run(paths, names: uploads.map(\.name))
        let answer = SubmitSamples(program: program).check(
            content.submission(program), format: .json, receivedAt: CaptureTime(nanoseconds: received),
            purpose: .submit,
            analysis: analysis, form: .conversation
        ).answer
        _ = try store.answer(
            draft: draft.id, revision: revision, answer: Array(try JSONEncoder().encode(answer)))
    }

    /// A form becomes a case, or is returned with what has to change; once, however often this is asked for.
    func submit(_ subject: String) throws {
        let parts = PortalWork.parts(subject)
        guard parts.count == 4, let revision = Int64(parts[1]), let received = Int64(parts[2]),
            let draft = try store.draft(parts[0]), draft.caseNumber == nil
        else { return }
        guard draft.revision == revision else {
            return try store.note(
                failure: "It was changed while it was being sent. Look at it once more and send it again.",
                ofDraft: draft.id)
        }
        guard let account = try store.account(draft.accountID) else { return }
        let program = try program()
        var origin = SubmitSamples.Origin()
        origin.actor = account.name
        origin.draft = draft.id
        origin.customer = draft.organisation
        origin.takesUsableOnly = parts[3] == "usable"
        let content = FormContent(draft.content)
        var held: [HeldCapture] = []
        let uploads = try captures(of: draft.id)
        do {
            for upload in uploads {
                guard let path = self.uploads.path(of: upload.id) else { continue }
                for var capture in try TakeCaptures(into: store.captureVault).take([path]) {
                    capture.name = upload.name
                    held.append(capture)
                }
            }
        } catch {
            for capture in held { store.captureVault.release(capture.held) }
            throw error
        }
        let handover = SubmitSamples.Handover(
            submission: content.submission(program), format: .json, receivedAt: CaptureTime(nanoseconds: received),
            captures: held, origin: origin)
        do {
            let outcome = try SubmitSamples(program: program).submit(
                handover, store: store, analyze: analyzing(program), clock: clock)
            guard outcome.caseNumber != nil else {
                let reason = outcome.answer.problems.first { $0.severity == .blocking }
                return try store.note(
                    failure: reason.map { "\($0.message) \($0.remedy)" } ?? "It cannot be used as it is.",
                    ofDraft: draft.id)
            }
            if let keptAs = outcome.keptAs { try store.note(keptAs: keptAs, ofDraft: draft.id) }
            self.uploads.remove(uploads)
        } catch let error as CaseStoreError where error.code == .caseConflict {
            // It was sent by another press of the button.
            guard try store.draft(draft.id)?.caseNumber == nil else { return }
            throw error
        }
    }

    // MARK: A case

    private func attach(_ subject: String) throws {
        let parts = PortalWork.parts(subject)
        guard parts.count == 2, let upload = try store.upload(parts[1]), upload.state == .complete,
            let path = uploads.path(of: upload.id), let account = try store.account(upload.accountID)
        else { return }
        let program = try program()
        var held = try TakeCaptures(into: store.captureVault).take([path])
        for index in held.indices { held[index].name = upload.name }
        do {
            _ = try AttachCaptures(store: store, analyze: analyzing(program)).attach(
                held, to: parts[0], clock: clock, by: account.name)
        } catch let error as CaptureUnreadable {
            return try store.note(
                receipt: CaptureReceipt.json([("failure", PortalWork.words(error, upload))]), state: .unreadable,
                ofUpload: upload.id)
        } catch let error as CaseStoreError where error.code == .caseClosed || error.code == .caseConflict {
            return try store.note(
                receipt: CaptureReceipt.json([("failure", error.description)]), state: .unreadable,
                ofUpload: upload.id)
        }
        try store.remove(upload: upload.id)
        uploads.remove([upload])
    }
}
