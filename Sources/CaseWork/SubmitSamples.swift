import CallAnalysis
import CallVocabulary
import CaseStore
import Findings
import Reports
import SampleIntake
import SupportProgram

/// The main job: check, analyse, match, open a case, attach.
public struct SubmitSamples {
    /// What came of it.
    public struct Outcome: Sendable {
        /// The answer, with what the captures add.
        public var answer: CheckAnswer
        /// The analysis; `nil` without captures.
        public var analysis: CaptureAnalysis?
        /// The case's number; `nil` if the submission was returned.
        public var caseNumber: String?
        /// The number under which a returned submission is kept.
        public var keptAs: String?
        /// The symptoms the customer reports.
        public var reportedSymptoms: [String]
        /// The report as HTML.
        public var reportHTML: [UInt8]
    }

    private let program: Program
    private let policy: SamplePolicy

    /// The job by a support program.
    public init(program: Program = .builtIn) {
        self.program = program
        policy = SamplePolicy(program)
    }

    /// Checks a submission against captures, without keeping anything.
    public func check(
        _ bytes: [UInt8], format: SubmissionFormat?, receivedAt: CaptureTime, purpose: SampleChecker.Purpose,
        analysis: CaptureAnalysis?
    ) -> CheckedSubmission {
        var checked = SampleChecker(policy: policy).read(
            bytes, format: format, receivedAt: receivedAt, purpose: purpose)
        if purpose == .submit { noteOffice(&checked, receivedAt) }
        guard let analysis else { return checked }
        let captures = analysis.result.captures
        let from = captures.compactMap(\.firstPacketAt).min()
        let until = captures.compactMap(\.lastPacketAt).max()
        let span = from.flatMap { from in until.map { (from: from, until: $0) } }
        let matcher = MatchSampleToCall(
            calls: analysis.result.calls, captureName: captures.map(\.name).joined(separator: ", "), span: span,
            country: checked.country, ownNumbers: checked.ownNumbers,
            maximumOffsetSeconds: Double(policy.maximumClockOffsetSeconds))
        let outcome = matcher.match(checked.answer)
        var answer = checked.answer
        for (sample, field, completion) in outcome.completions {
            for index in answer.problems.indices where answer.problems[index].field == "/samples/\(sample)/\(field)" {
                answer.problems[index].completion = completion
            }
        }
        var added = outcome.problems
        if let sensitive = SensitiveContent(analysis).problem(capture: captures.map(\.name).joined(separator: ", ")) {
            added.append(sensitive)
        }
        checked.answer = answer.adding(problems: added, matches: outcome.matches, policy: policy)
        return checked
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

        /// By web, by nobody in particular.
        public init() {}
    }

    /// Does the whole job. A returned submission opens no case and is kept all the same.
    public func submit(
        _ bytes: [UInt8], format: SubmissionFormat?, receivedAt: CaptureTime, now: CaptureTime, captures: [String],
        analysis: CaptureAnalysis?, toolVersion: String, store: CaseStore, origin: Origin = Origin()
    ) throws -> Outcome {
        var submission = bytes
        var counted = receivedAt
        if let completes = origin.completes {
            let earlier = try store.returned(completes)
            if let number = earlier.caseNumber {
                throw CaseStoreError(.caseConflict, "\(earlier.number) was completed already: it is \(number).")
            }
            let merged = SubmissionCompletion.merge(earlier.submission, with: bytes)
            submission = merged.submission
            // Samples that were there in time do not grow old while the rest is completed.
            if merged.keepsSamples { counted = earlier.receivedAt }
        }
        var checked = check(submission, format: format, receivedAt: counted, purpose: .submit, analysis: analysis)
        if origin.channel == "status-alert" { allowMissingSamples(&checked) }
        let stated = checked.answer.samples.map { (call: $0.match?.call, direction: $0.direction?.rawValue) }
        let document = analysis.map { AnalysisDocument($0, toolVersion: toolVersion, stated: stated) }
        let checkJSON = CheckReport.json(checked.answer)
        let html = Array(
            SubmissionReport.html(
                checked.answer, document: document, reported: checked.symptoms
            ).utf8)
        var outcome = Outcome(
            answer: checked.answer, analysis: analysis, reportedSymptoms: checked.symptoms, reportHTML: html)
        guard checked.answer.verdict != .returned else {
            outcome.keptAs = try store.keepReturned(
                submission, checkJSON: checkJSON, receivedAt: receivedAt, completing: origin.completes)
            return outcome
        }
        var new = NewCase(
            openedAt: now, program: program.name, serviceIdentifier: checked.serviceIdentifier ?? "",
            severity: program.severity(checked.severity ?? "")?.id ?? checked.severity ?? "",
            region: program.region(checked.region ?? "")?.id ?? checked.region ?? "", summary: checked.summary ?? "",
            submission: submission, checkJSON: checkJSON, analysisJSON: document.map { AnalysisReport.json($0) },
            reportHTML: html, findings: CaseFindings.stored(analysis))
        new.channel = origin.channel
        new.channelReference = origin.reference
        new.actor = origin.actor
        new.completes = origin.completes
        new.programVersion = program.version
        new.customer = checked.customer ?? customer(of: checked)
        new.representative = CaseRepresentative(
            name: checked.representative.name, email: checked.representative.email,
            phone: checked.representative.phone)
        new.samples = checked.answer.samples.map { sample in
            CaseSample(
                calling: sample.callingNumber.withheld
                    ? "withheld" : sample.callingNumber.number?.e164 ?? sample.callingNumber.localDigits,
                called: sample.calledNumber.number?.e164 ?? sample.calledNumber.localDigits,
                startedAt: sample.startedAt, direction: sample.direction?.rawValue, call: sample.match?.call)
        }
        let files = captures.map { (path: $0, name: $0.split(separator: "/").last.map(String.init) ?? $0) }
        outcome.caseNumber = try store.open(new, captures: files)
        return outcome
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

/// Findings as a case keeps them.
enum CaseFindings {
    static func stored(_ analysis: CaptureAnalysis?) -> [NewCase.Finding] {
        (analysis?.findings ?? []).map {
            NewCase.Finding(
                code: $0.code.rawValue, severity: $0.severity.rawValue, cause: $0.cause?.rawValue, summary: $0.summary)
        }
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
            result: analysis.result, findings: analysis.findings, directions: directions)
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
