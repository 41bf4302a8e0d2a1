import CallVocabulary
import Cases
import SampleIntake

/// Takes a case that another store exported. It gets a number of its own and keeps its history; what was found, the check
/// and the reports are made anew from its submission and captures.
public struct ImportCase {
    private let store: any CaseStore
    private let analyze: AnalyzeCase
    private let isStopped: @Sendable () -> Bool

    /// Imports into a store.
    public init(
        store: any CaseStore, analyze: AnalyzeCase, isStopped: @escaping @Sendable () -> Bool = { false }
    ) {
        self.store = store
        self.analyze = analyze
        self.isStopped = isStopped
    }

    /// Reads and verifies an archive without taking it.
    public func verify(_ path: String) throws {
        let archive = try ArchiveReader(path: path, vault: store.captureVault, isStopped: isStopped)
        defer { archive.release(store.captureVault) }
        _ = try read(archive, path)
    }

    /// Takes the archive at `path`; returns the number of the case. One that is in the store already, or that the store itself
    /// exported, is refused unless it is to be taken `again`.
    public func run(_ path: String, clock: any Clock, by actor: String, again: Bool = false) throws -> String {
        let archive = try ArchiveReader(path: path, vault: store.captureVault, isStopped: isStopped)
        defer { archive.release(store.captureVault) }
        var (new, captures) = try read(archive, path)
        new.actor = actor
        if !again, let history = new.history { try refuseKnown(history, path) }
        var subject = AnalyzeCase.Subject(
            submission: new.submission, format: new.submissionFormat.flatMap(SubmissionFormat.init(rawValue:)),
            receivedAt: new.receivedAt ?? new.history?.openedAt ?? clock.now)
        subject.channel = new.channel
        subject.isAccepted = true
        subject.samples = new.analysis.samples
        let readable = try captures.map { try StoredCaptures.held($0, in: store) }
        var unreadable: String?
        var found: AnalyzeCase.Outcome
        do {
            found = try analyze.run(subject, captures: readable)
        } catch let error as CaptureUnreadable {
            // What was found elsewhere stays, with a word that it could not be found again.
            unreadable = "The captures could not be analyzed again: \(ArchiveText.shown(error.description))"
            found = try analyze.run(subject, captures: [])
        }
        defer { analyze.release(found.stored) }
        let before = new.analysis
        new.analysis = found.stored
        new.analysis.captures = captures
        if found.analysis == nil {
            new.analysis.findings = before.findings
            if found.checked == nil || !readable.isEmpty { new.analysis.samples = before.samples }
        }
        if let unreadable, let last = new.history?.events.last {
            new.history?.events.append(
                CaseEvent(at: max(last.at, clock.now), kind: .note, actor: "", text: unreadable))
        }
        return try store.open(new, clock: clock)
    }

    /// A case is the same if it was opened at the same instant under the same number.
    private func refuseKnown(_ history: CaseHistory, _ path: String) throws {
        var query = CaseQuery()
        query.importedFrom = history.origin
        var known: String?
        try store.forEach(query) { if $0.openedAt == history.openedAt { known = known ?? $0.number } }
        if known == nil, let own = try? store.record(history.origin).summary, own.openedAt == history.openedAt {
            known = own.number
        }
        guard let known else { return }
        throw CaseStoreError(
            .importedAlready, "\(ArchiveText.shown(history.origin)) of \(path) is in the store already, as \(known).",
            caseNumber: known)
    }

    /// The case of an archive, and its captures under their names; each side lists what the other holds.
    private func read(_ archive: ArchiveReader, _ path: String) throws -> (NewCase, [HeldCapture]) {
        guard let json = archive.files["case.json"] else { throw ArchiveReader.broken(path, "it has no case.json") }
        let archived = try ArchivedCase(json, path: path)
        let new = try archived.newCase(submission: archive.files["submission"] ?? [])
        var held = Dictionary(
            archive.captures.values.map { ($0.sha256, $0) }, uniquingKeysWith: { first, _ in first })
        guard held.count == archive.captures.count else { throw ArchiveReader.broken(path, "it holds a capture twice") }
        var captures: [HeldCapture] = []
        for (sha256, name, bytes) in try archived.captures() {
            guard let one = held.removeValue(forKey: sha256), bytes == nil || bytes == one.bytes else {
                throw ArchiveReader.broken(path, "the capture \(ArchiveText.shown(name)) of its case.json is not in it")
            }
            captures.append(HeldCapture(held: one, name: name))
        }
        guard held.isEmpty else {
            throw ArchiveReader.broken(path, "it holds a capture that its case.json does not list")
        }
        return (new, captures)
    }
}
