import CallAnalysis
import CallVocabulary
import Cases
import Reports
import SampleIntake
import SupportProgram

/// The main job: check, analyse, match, open a case, attach.
public struct SubmitSamples {
    /// What came of it.
    public struct Outcome: Sendable {
        /// What the analysis step found.
        public var analyzed: AnalyzeCase.Outcome
        /// The answer, with what the captures add.
        public var answer: CheckAnswer
        /// The case's number; `nil` if the submission was returned.
        public var caseNumber: String?
        /// The number under which a returned submission is kept, or what was set aside of one.
        public var keptAs: String?
        /// The answer to the samples that were set aside; `nil` if all were taken.
        public var setAside: CheckAnswer?
        /// Cases of the same customer with a call between the same numbers within a day, for one that was opened.
        public var duplicates: [String] = []
        /// The symptoms the customer reports.
        public var reportedSymptoms: [String]
    }

    /// Seconds between two calls of the same numbers within which their cases may be one.
    public static let duplicateSeconds: Int64 = 86_400

    private let program: Program
    private let policy: SamplePolicy

    /// The job by a support program.
    ///
    /// What is `known` holds for submissions that do not say it themselves.
    public init(program: Program = .builtIn, known: StatedDefaults = StatedDefaults()) {
        self.program = program
        var policy = SamplePolicy(program)
        policy.known = known
        self.policy = policy
    }

    /// Checks a submission against captures, without keeping anything.
    ///
    /// An alert (`channel`) may come before its samples. What contradicts a submission that was accepted is advice.
    public func check(
        _ bytes: [UInt8], format: SubmissionFormat?, receivedAt: CaptureTime, purpose: SampleChecker.Purpose,
        analysis: CaptureAnalysis?, channel: String = "web", isAccepted: Bool = false,
        receipts: [CaptureTime?] = [], form: SubmissionForm? = nil
    ) -> CheckedSubmission {
        var checked = SampleChecker(policy: policy).read(
            bytes, format: format, receivedAt: receivedAt, purpose: purpose, receipts: receipts, form: form)
        if purpose == .submit { noteOffice(&checked, receivedAt) }
        if channel == "status-alert" { allowMissingSamples(&checked) }
        var added: [Problem] = []
        var matches: [Int: SampleMatch] = [:]
        if let analysis { match(&checked, analysis, &added, &matches) }
        if isAccepted {
            for index in checked.answer.problems.indices { checked.answer.problems[index].severity = .advice }
            for index in added.indices { added[index].severity = .advice }
        }
        if analysis != nil || isAccepted {
            checked.answer = checked.answer.adding(problems: added, matches: matches, policy: policy)
        }
        return checked
    }

    /// What a submission says beside its numbers and times.
    func statements(_ bytes: [UInt8], format: SubmissionFormat?) -> SubmissionStatements {
        SampleChecker(policy: policy).statements(bytes, format: format)
    }

    /// Finds the samples in the captures, and names what these reveal.
    private func match(
        _ checked: inout CheckedSubmission, _ analysis: CaptureAnalysis, _ added: inout [Problem],
        _ matches: inout [Int: SampleMatch]
    ) {
        let captures = analysis.result.captures
        let from = captures.compactMap(\.firstPacketAt).min()
        let until = captures.compactMap(\.lastPacketAt).max()
        let span = from.flatMap { from in until.map { (from: from, until: $0) } }
        let names = captures.map(\.name).joined(separator: ", ")
        let matcher = MatchSampleToCall(
            calls: analysis.result.calls, captureName: names, span: span, country: checked.country,
            ownNumbers: checked.ownNumbers, maximumOffsetSeconds: Double(policy.maximumClockOffsetSeconds))
        let outcome = matcher.match(checked.answer)
        for (sample, field, completion) in outcome.completions {
            for index in checked.answer.problems.indices
            where checked.answer.problems[index].field == "/samples/\(sample)/\(field)" {
                checked.answer.problems[index].completion = completion
            }
        }
        added = outcome.problems
        matches = outcome.matches
        if let sensitive = SensitiveContent(analysis).problem(capture: names) { added.append(sensitive) }
    }

    /// Says when the clock starts, if support is closed now.
    private func noteOffice(_ checked: inout CheckedSubmission, _ receivedAt: CaptureTime) {
        guard let name = checked.region, let region = program.region(name) else { return }
        let calendar = program.calendar(of: region)
        guard !calendar.isOpen(receivedAt), let opens = calendar.nextOpening(from: receivedAt) else { return }
        let isWorst = checked.severity.map { $0.lowercased() == program.severities.first?.id.lowercased() } ?? false
        checked.answer = checked.answer.adding(
            problems: [
                Problem(
                    code: .officeClosed, severity: .advice, field: "/region",
                    message:
                        "Support in \(region.name) is closed now; its clock starts when it opens, at \(opens).",
                    remedy: isWorst
                        ? "If production is down, call \(region.phone ?? "the help desk") as well."
                        : "Nothing has to change.")
            ], matches: [:], policy: policy)
    }

    /// How a submission came, and by whom.
    public struct Origin: Sendable {
        /// `web`, `phone` or `status-alert`.
        public var channel = "web"
        /// The alert's or ticket's id.
        public var reference: String?
        /// Who hands it in.
        public var actor = ""
        /// The returned submission it completes.
        public var completes: String?
        /// The form it was filled in as, which becomes one case at most.
        public var draft: String?
        /// The customer whose account hands it in, whatever the submission says; `nil` if no account does.
        public var customer: String?
        /// Whether the samples that can be used open the case, and the rest is kept, where some cannot.
        public var takesUsableOnly = false

        /// By web, by nobody in particular.
        public init() {}
    }

    /// What is handed in.
    public struct Handover: Sendable {
        /// The submission's bytes.
        public var submission: [UInt8]
        /// How it is written; `nil` if it has to be recognised.
        public var format: SubmissionFormat?
        /// When its first byte was received.
        public var receivedAt: CaptureTime
        /// Captures that the store's vault holds; they are let go of.
        public var captures: [HeldCapture]
        /// How it came.
        public var origin: Origin

        /// A handover of its parts.
        public init(
            submission: [UInt8], format: SubmissionFormat? = nil, receivedAt: CaptureTime,
            captures: [HeldCapture] = [], origin: Origin = Origin()
        ) {
            self.submission = submission
            self.format = format
            self.receivedAt = receivedAt
            self.captures = captures
            self.origin = origin
        }
    }

    /// Does the whole job. A returned submission opens no case and is kept all the same. `analyzed` hears of the analysis
    /// before anything is stored.
    public func submit(
        _ handover: Handover, store: any CaseStore, analyze: AnalyzeCase, clock: any Clock,
        analyzed: (CaptureAnalysis) -> Void = { _ in }
    ) throws -> Outcome {
        defer { for capture in handover.captures { store.captureVault.release(capture.held) } }
        let origin = handover.origin
        var subject = AnalyzeCase.Subject(
            submission: handover.submission, format: handover.format, receivedAt: handover.receivedAt)
        subject.channel = origin.channel
        if let completes = origin.completes {
            let earlier = try store.returned(completes)
            if let number = earlier.caseNumber {
                throw CaseStoreError(
                    .caseConflict, "\(earlier.number) was completed already: it is \(number).", caseNumber: number)
            }
            // Samples that were named in time do not grow old while the rest is completed.
            subject.take(
                SampleChecker(policy: policy).complete(
                    EarlierSubmission(
                        bytes: earlier.submission, receivedAt: earlier.receivedAt, answer: earlier.checkJSON),
                    with: handover.submission, format: handover.format, receivedAt: handover.receivedAt))
        }
        let captures = try handover.captures.map { try StoredCaptures.held($0, in: store) }
        var found = try analyze.run(subject, captures: captures, analyzed: analyzed)
        found.checked?.answer.problems.insert(contentsOf: subject.remarks, at: 0)
        var rest: (submission: [UInt8], answer: CheckAnswer)?
        if origin.takesUsableOnly, let checked = found.checked, let usable = usable(checked.answer) {
            let parts = SampleChecker(policy: policy).split(subject.submission, format: subject.format, at: usable)
            rest = (parts.rest, self.rest(checked.answer, without: usable))
            analyze.release(found.stored)
            subject.submission = parts.chosen
            subject.format = .json
            subject.receipts = usable.sorted().map { checked.answer.samples[$0].receivedAt }
            found = try analyze.run(subject, captures: captures, analyzed: { _ in })
        }
        defer { analyze.release(found.stored) }
        let checked =
            found.checked
            ?? check(
                subject.submission, format: subject.format, receivedAt: subject.receivedAt, purpose: .submit,
                analysis: nil, receipts: subject.receipts, form: subject.form)
        var outcome = Outcome(analyzed: found, answer: checked.answer, reportedSymptoms: checked.symptoms)
        guard checked.answer.verdict != .returned else {
            outcome.keptAs = try store.keepReturned(
                subject.submission, details: details(checked, checked.answer, subject),
                checkJSON: CheckReport.json(checked.answer), receivedAt: handover.receivedAt,
                completing: origin.completes)
            return outcome
        }
        var new = newCase(checked, subject, origin, found.stored)
        new.analysis.captures = handover.captures
        let number = try store.open(new, clock: clock)
        outcome.caseNumber = number
        outcome.duplicates = try noteDuplicates(of: number, new, store, clock)
        if let rest {
            outcome.keptAs = try store.keepReturned(
                rest.submission, details: details(checked, rest.answer, subject),
                checkJSON: CheckReport.json(rest.answer), receivedAt: handover.receivedAt, completing: nil)
            outcome.setAside = rest.answer
        }
        return outcome
    }

    /// What a returned submission is listed by.
    private func details(_ checked: CheckedSubmission, _ answer: CheckAnswer, _ subject: AnalyzeCase.Subject)
        -> ReturnedDetails
    {
        var reasons: [String] = []
        for problem in answer.problems where problem.severity == .blocking {
            if !reasons.contains(problem.code.rawValue) { reasons.append(problem.code.rawValue) }
        }
        return ReturnedDetails(
            reasons: reasons, serviceIdentifier: checked.serviceIdentifier,
            customer: checked.customer ?? customer(of: checked),
            representative: CaseRepresentative(
                name: checked.representative.name, email: checked.representative.email,
                phone: checked.representative.phone),
            region: program.region(checked.region ?? "")?.id ?? checked.region, format: subject.format?.rawValue)
    }

    /// Looks for cases about the same calls, and says so in the history of the new one. Of two that are opened at once each
    /// finds the other.
    private func noteDuplicates(of number: String, _ new: NewCase, _ store: any CaseStore, _ clock: any Clock) throws
        -> [String]
    {
        let found = try store.similar(
            to: new.analysis.samples, customer: new.customer, withinSeconds: SubmitSamples.duplicateSeconds
        ).filter { $0 != number }
        guard !found.isEmpty else { return [] }
        try store.change(number) { summary in
            let now = clock.now(notBefore: summary.lastEntry(by: clock))
            return CaseChange(
                events: found.map { other in
                    CaseEvent(
                        at: now, kind: .duplicateFound,
                        text: "\(other) of the same customer has a call between the same numbers within a day.",
                        target: CaseLink(number: other, kind: .possibleDuplicate).target)
                })
        }
        return found
    }

    /// The samples that can be used as they are, where only samples stand in the way and some do not; `nil` otherwise.
    private func usable(_ answer: CheckAnswer) -> Set<Int>? {
        guard answer.verdict == .returned,
            answer.problems.allSatisfy({ $0.severity == .advice || $0.sample != nil })
        else { return nil }
        let usable = Set(answer.samples.indices.filter { answer.samples[$0].verdict != .returned })
        return usable.isEmpty ? nil : usable
    }

    /// The answer to the samples that are set aside.
    private func rest(_ answer: CheckAnswer, without usable: Set<Int>) -> CheckAnswer {
        var rest = answer
        rest.problems = answer.problems.filter { problem in problem.sample.map { !usable.contains($0) } ?? false }
        rest.samples = answer.samples.indices.filter { !usable.contains($0) }.map { answer.samples[$0] }
        return rest
    }

    /// The case that an accepted submission opens.
    private func newCase(
        _ checked: CheckedSubmission, _ subject: AnalyzeCase.Subject, _ origin: Origin, _ analysis: CaseAnalysis
    ) -> NewCase {
        var new = NewCase(
            program: program.name, serviceIdentifier: checked.serviceIdentifier ?? "",
            severity: program.severity(checked.severity ?? "")?.id ?? checked.severity ?? "",
            region: program.region(checked.region ?? "")?.id ?? checked.region ?? "", summary: checked.summary ?? "",
            submission: subject.submission, analysis: analysis)
        new.submissionFormat = subject.format?.rawValue
        new.receivedAt = subject.receivedAt
        new.channel = origin.channel
        new.channelReference = origin.reference
        new.actor = origin.actor
        new.completes = origin.completes
        new.draft = origin.draft
        new.programVersion = program.version
        new.customer = origin.customer ?? checked.customer ?? customer(of: checked)
        new.representative = CaseRepresentative(
            name: checked.representative.name, email: checked.representative.email,
            phone: checked.representative.phone)
        return new
    }

    /// The customer whose site the service is, if just one is.
    private func customer(of checked: CheckedSubmission) -> String? {
        guard let service = checked.serviceIdentifier?.lowercased() else { return nil }
        let found = program.customers.filter { $0.sites.contains { $0.lowercased() == service } }
        return found.count == 1 ? found[0].name : program.customers.count == 1 ? program.customers[0].name : nil
    }

    /// A case from an alert may be opened first, and its samples come later.
    private func allowMissingSamples(_ checked: inout CheckedSubmission) {
        guard checked.answer.samples.isEmpty else { return }
        let samplesMissing = ProblemCode(rawValue: "submission.no-samples")
        guard checked.answer.problems.contains(where: { $0.code == samplesMissing }) else { return }
        checked.answer.problems.removeAll { $0.code == samplesMissing }
        checked.answer = checked.answer.adding(
            problems: [
                Problem(
                    code: .samplesOutstanding, severity: .advice, field: "/samples",
                    message: "The case comes from an alert and has no call sample yet.",
                    remedy: "Add samples within two hours of a call that shows the fault.")
            ], matches: [:], policy: policy)
    }
}

extension AnalysisDocument {
    /// The document of an analysis; `stated` are the directions of samples and the ids of the calls found for them.
    public init(
        _ analysis: CaptureAnalysis, toolVersion: String, stated: [(call: String?, direction: String?)] = []
    ) {
        var directions: [Int: String] = [:]
        if !stated.isEmpty {
            let places = Dictionary(
                analysis.result.calls.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
            for (call, direction) in stated {
                if let place = call.flatMap({ places[$0] }) { directions[place] = direction }
            }
        }
        self.init(
            toolVersion: toolVersion, files: analysis.files.map(CaptureFileDescription.init),
            result: analysis.result, findings: analysis.findings, refusedFindings: analysis.refusedFindings,
            directions: directions)
    }
}

extension CaptureFileDescription {
    /// What the report says about a file that was read.
    init(_ file: AnalyzedFile) {
        self.init(
            name: file.name, sha256: file.sha256, format: file.facts.format?.rawValue,
            compression: file.facts.compression.rawValue, fileBytes: file.facts.fileBytes,
            isComplete: file.facts.isComplete && !file.wasStopped,
            readError: file.wasStopped
                ? "stopped by the user after \(file.facts.fileBytes) bytes; what was read up to there is analysed"
                : file.readError?.description,
            interfaceDrops: file.facts.reportedDrops)
    }
}
