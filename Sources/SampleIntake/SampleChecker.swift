import CallVocabulary
import CivilTime
import TelephoneNumbers

/// Checks a submission by the criteria of a support program: all rules, all problems, each with its remedy.
///
/// ```swift
/// let answer = SampleChecker().check(bytes, receivedAt: now)
/// for problem in answer.problems { print(problem.message, problem.remedy) }
/// ```
public struct SampleChecker: Sendable {
    /// What the check is for.
    public enum Purpose: Sendable {
        /// The samples alone.
        case check
        /// Opening a case: the case's own fields are asked for too.
        case submit
    }

    /// The criteria.
    public let policy: SamplePolicy

    /// A checker by `policy`.
    public init(policy: SamplePolicy = SamplePolicy()) {
        self.policy = policy
    }

    /// Checks `bytes`, whose format is recognised unless it is given.
    ///
    /// `receivedAt` is when the first byte of the submission was received; nothing here reads a clock.
    public func check(
        _ bytes: [UInt8], format: SubmissionFormat? = nil, receivedAt: CaptureTime, purpose: Purpose = .check
    ) -> CheckAnswer {
        read(bytes, format: format, receivedAt: receivedAt, purpose: purpose).answer
    }

    /// Checks a form that is being filled in by answers to questions: JSON, with problems in the words of a conversation.
    public func check(answers bytes: [UInt8], receivedAt: CaptureTime, purpose: Purpose = .check) -> CheckAnswer {
        var draft = SubmissionReader(policy: policy).read(bytes, format: .json)
        draft.form = .conversation
        return read(draft, receivedAt: receivedAt, purpose: purpose).answer
    }

    /// Checks `bytes` and keeps what the case will need.
    ///
    /// `receipts` are when samples were first named, by index, where that was earlier: their age is counted to then. `form`
    /// is how the sender writes, where these bytes are made of what was sent.
    public func read(
        _ bytes: [UInt8], format: SubmissionFormat? = nil, receivedAt: CaptureTime, purpose: Purpose = .check,
        receipts: [CaptureTime?] = [], form: SubmissionForm? = nil
    ) -> CheckedSubmission {
        var draft = SubmissionReader(policy: policy).read(bytes, format: format)
        if let form { draft.form = form }
        return read(draft, receivedAt: receivedAt, purpose: purpose, receipts: receipts)
    }

    /// Checks what was read already.
    func read(
        _ draft: SubmissionDraft, receivedAt: CaptureTime, purpose: Purpose, receipts: [CaptureTime?] = []
    ) -> CheckedSubmission {
        var draft = draft
        draft.state(policy.known)
        var general = draft.problems.filter { $0.sample == nil }
        let zoneText = draft.text("timeZone")
        let country = draft.text("country").flatMap { CountryWords.code($0) }
        let reader = TelephoneNumberReader()
        var own: Set<String> = []
        if case .array(let numbers)? = draft.top["ownNumbers"] {
            for case .string(let text) in numbers.prefix(10_000) {
                if case .understood(let number) = reader.read(text, country: country) { own.insert(number.e164) }
            }
        }
        let form = draft.form ?? SubmissionForm(draft)
        if purpose == .submit, !draft.isUnreadable {
            general += CaseRules(policy: policy, receivedAt: receivedAt, form: FormWords(form: form)).check(draft)
        }
        var samples: [CheckedSample] = []
        var zone: ZoneRules?
        if draft.samples.count > policy.maximumSamples {
            general.append(
                Problem(
                    code: .tooManySamples, severity: .blocking,
                    message: "There are \(draft.samples.count) samples; the limit is \(policy.maximumSamples).",
                    remedy: "Send the \(policy.maximumSamples) newest, or several submissions."))
        } else {
            let submission = SubmissionContext(
                covered: draft.coveredFields, policy: policy, receivedAt: receivedAt,
                countryText: draft.text("country"), region: draft.text("region"), zoneText: zoneText, ownNumbers: own,
                form: form)
            if let zone = submission.zone, let words = zoneText, let named = SampleChecker.zoneNamed(words, zone) {
                general.append(named)
            }
            zone = submission.zone?.rules
            let formal = Dictionary(grouping: draft.problems.filter { $0.sample != nil }) { $0.sample ?? 0 }
            var problems: [Problem] = []
            samples.reserveCapacity(draft.samples.count)
            for index in draft.samples.indices {
                var current = SampleContext(
                    index: index, draft: draft.samples[index], submission: submission,
                    receivedAt: receipts.indices.contains(index) ? receipts[index] : nil)
                let (sample, zoneOfSample) = SampleChecker.check(&current, reader: reader)
                samples.append(sample)
                if zone == nil { zone = zoneOfSample }
                problems += formal[index] ?? []
                problems += current.sortedProblems
            }
            problems += DuplicateSamples(samples, window: policy.duplicateWindowSeconds).problems(draft)
            if let contradiction = ChecklistRules.contradiction(draft.top["checklist"], samples) {
                general.append(contradiction)
            }
            if let wished = policy.preferredSamples, (1..<wished).contains(samples.count) {
                general.append(
                    Problem(
                        code: .fewSamples, severity: .advice,
                        message:
                            "There \(samples.count == 1 ? "is 1 sample" : "are \(samples.count) samples"); \(wished) show more.",
                        remedy: "Add more calls if you have them; nothing has to change."))
            }
            if samples.isEmpty, !draft.isUnreadable, draft.problems.isEmpty {
                general.append(
                    Problem(
                        code: .noSamples, severity: .blocking, message: "There is no call sample.",
                        remedy: "Add at least one call: calling and called number, date and time, direction."))
            }
            general += problems
        }
        var answer = CheckAnswer(
            receivedAt: receivedAt, program: policy.program, verdict: .accepted, problems: general, samples: samples)
        answer.zone = zone
        answer.maximumAgeSeconds = policy.maximumAgeSeconds
        samples = []
        answer.settle(policy: policy)
        return CheckedSubmission(
            answer: answer, country: country, ownNumbers: own,
            serviceIdentifier: draft.text("serviceIdentifier"), severity: draft.text("severity")?.uppercased(),
            region: draft.text("region")?.lowercased(), summary: draft.text("summary"),
            customer: draft.text("customer"), symptoms: symptoms(draft, answer),
            representative: SampleChecker.representative(draft))
    }

    /// What is wrong with the words for a zone or a country, by themselves; `nil` if they are understood.
    public static func problem(zone words: String, country: String? = nil) -> Problem? {
        let hints = ZoneHints(country: country.flatMap { CountryWords.code($0) })
        guard ZoneWords.read(words, hints: hints) == nil else { return nil }
        return Problem(
            code: .timeZoneMissing, severity: .blocking, field: "/timeZone", given: GivenText.shown(words),
            message: "The time zone \(GivenText.shown(words)) is not known.",
            remedy: "Write the zone's name, such as \(hints.example), or its offset, such as +01:00.")
    }

    /// What is wrong with the words for a country; `nil` if they are understood.
    public static func problem(country words: String) -> Problem? {
        if let code = CountryWords.code(words), NumberingPlan.builtIn.hasRegion(code) { return nil }
        return Problem(
            code: .numberIncomplete, severity: .blocking, field: "/country", given: GivenText.shown(words),
            message: "The country \(GivenText.shown(words)) is not known.",
            remedy: "Write its two letters, such as GB or US, or its name in English.")
    }

    private func symptoms(_ draft: SubmissionDraft, _ answer: CheckAnswer) -> [String] {
        let named = ChecklistRules.texts(draft.top["checklist"]?["symptoms"]) + answer.samples.flatMap(\.symptoms)
        let question = policy.caseRequirements.checklist.first { $0.fields.contains("symptoms") }
        var seen: Set<String> = []
        return named.flatMap { text in question.flatMap { ChecklistRules.answers($0, text) } ?? [text.lowercased()] }
            .filter { seen.insert($0).inserted }
    }

    private static func representative(_ draft: SubmissionDraft) -> (name: String?, email: String?, phone: String?) {
        func text(_ name: String) -> String? {
            guard case .string(let text)? = draft.top["representative"]?[name] else { return nil }
            return SubmissionDraft.Value.text(text).trimmed
        }
        return (text("name"), text("email"), text("phone"))
    }

    /// What the words for the zone of all times were taken to be.
    private static func zoneNamed(_ words: String, _ zone: ZoneReading) -> Problem? {
        guard let readAs = zone.readAs else { return nil }
        return Problem(
            code: .timeAssumed, severity: .advice, field: "/timeZone", given: GivenText.shown(words),
            message: "The time zone \(GivenText.shown(words)) was read as \(readAs) (\(zone.rules.name)).",
            remedy: "If another zone is meant, write its name, such as \(zone.rules.name).",
            suggestion: ["timeZone": zone.rules.name])
    }

    private static func check(_ context: inout SampleContext, reader: TelephoneNumberReader)
        -> (CheckedSample, ZoneRules?)
    {
        // The direction decides what an extension means, so it is read first; problems are sorted by field at the end.
        let direction = DirectionRules().read(&context)
        context.draft.settleSides(direction)
        let (calling, called) = NumberRules(reader: reader).check(&context, direction: direction)
        let time = TimeRules().check(&context)
        DirectionRules().compare(direction, calling, called, &context)
        var symptoms: [String] = []
        switch context.draft.fields[.symptoms] {
        case .list(let values): symptoms = values.map(\.trimmingBlanks).filter { !$0.isEmpty }
        case .text(let text): symptoms = [text.trimmingBlanks]
        default: break
        }
        let sample = CheckedSample(
            index: context.index, verdict: .accepted, receivedAt: context.receivedAt, ageSeconds: time.ageSeconds,
            acceptableUntil: time.acceptableUntil,
            callingNumber: calling, calledNumber: called, startedAt: time.startedAt,
            startPrecisionSeconds: time.precision, endedAt: time.endedAt, direction: direction,
            callID: context.text(.callID), symptoms: symptoms, capture: context.text(.capture))
        return (sample, time.zone)
    }
}

/// A checked submission with what the case needs of it.
public struct CheckedSubmission: Sendable {
    /// The answer.
    public var answer: CheckAnswer
    /// The country for numbers in national form, as ISO 3166-1 alpha-2.
    public var country: String?
    /// The customer's numbers as E.164.
    public var ownNumbers: Set<String>
    /// The service as named.
    public var serviceIdentifier: String?
    /// `S1`, `S2` or `S3`.
    public var severity: String?
    /// `us` or `europe`.
    public var region: String?
    /// The complaint in one line.
    public var summary: String?
    /// The customer's name, as stated.
    public var customer: String?
    /// The symptoms the checklist and the samples name, in lower case, each once.
    public var symptoms: [String]
    /// Who submits: name, e-mail address, telephone number as stated.
    public var representative: (name: String?, email: String?, phone: String?)
}

extension CheckAnswer {
    /// The answer with what a capture adds: problems, matches, and verdicts anew. A withheld sample that was found no
    /// longer counts as withheld, since its search cost is gone.
    public func adding(problems added: [Problem], matches: [Int: SampleMatch], policy: SamplePolicy) -> CheckAnswer {
        var answer = self
        let all = problems.filter { $0.code != .tooManyWithheld } + added
        answer.problems = all.filter { $0.sample == nil } + all.filter { $0.sample != nil }
        for index in answer.samples.indices { answer.samples[index].match = matches[answer.samples[index].index] }
        answer.settle(policy: policy)
        return answer
    }

    /// Counts withheld callers and makes the verdicts follow from the problems.
    mutating func settle(policy: SamplePolicy) {
        let withheld = samples.count {
            $0.callingNumber.withheld && ($0.match == nil || policy.countsMatchedWithheld)
        }
        let limit = policy.withheldLimit(of: samples.count)
        if withheld > limit {
            let problem = Problem(
                code: .tooManyWithheld, severity: .blocking,
                message: "\(withheld) of \(samples.count) callers are withheld; at most \(limit) can be.",
                remedy:
                    "Replace \(withheld - limit) of them by calls from known numbers, or attach the capture that holds them."
            )
            let position = problems.firstIndex { $0.sample != nil } ?? problems.count
            problems.insert(problem, at: position)
        }
        func judge(_ problems: [Problem]) -> CheckVerdict {
            if problems.contains(where: { $0.severity == .blocking }) { return .returned }
            return problems.isEmpty ? .accepted : .acceptedWithAdvice
        }
        verdict = judge(problems)
        var worst: [Int: CheckVerdict] = [:]
        for problem in problems {
            guard let sample = problem.sample else { continue }
            if problem.severity == .blocking || worst[sample] == nil { worst[sample] = judge([problem]) }
        }
        for index in samples.indices {
            samples[index].verdict = worst[samples[index].index] ?? .accepted
        }
    }
}
