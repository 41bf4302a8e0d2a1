import CallAnalysis
import CallVocabulary
import SampleIntake
import TelephoneNumbers

/// Finds the call in a capture that a sample describes: by Call-ID, else by numbers and time.
public struct MatchSampleToCall {
    /// Clock differences up to this are not worth a word.
    public static let silentOffsetSeconds = 30.0

    /// What was found for the samples of a submission.
    public struct Outcome: Sendable {
        /// The matches by sample index.
        public var matches: [Int: SampleMatch] = [:]
        /// What the capture contradicts, lacks or completes.
        public var problems: [Problem] = []
        /// Values for fields that are missing: sample, field, value.
        public var completions: [(sample: Int, field: String, completion: Completion)] = []
    }

    private let calls: [Call]
    private let captureName: String
    private let span: (from: CaptureTime, until: CaptureTime)?
    private let country: String?
    private let ownNumbers: Set<String>
    private let maximumOffsetSeconds: Double

    /// A matcher over the calls of a capture; `span` is its first and last packet's time, `ownNumbers` the customer's
    /// as E.164; clock differences up to `maximumOffsetSeconds` leave no doubt that it is the call.
    public init(
        calls: [Call], captureName: String, span: (from: CaptureTime, until: CaptureTime)?, country: String?,
        ownNumbers: Set<String> = [], maximumOffsetSeconds: Double = 300
    ) {
        self.ownNumbers = ownNumbers
        self.maximumOffsetSeconds = maximumOffsetSeconds
        self.calls = calls
        self.captureName = captureName
        self.span = span
        self.country = country
    }

    /// Matches every sample.
    public func match(_ answer: CheckAnswer) -> Outcome {
        var outcome = Outcome()
        for sample in answer.samples { match(sample, answer.problems, &outcome) }
        return outcome
    }

    /// One call as a candidate.
    private struct Candidate {
        var index: Int
        var calling: NumberComparison.Match?
        var called: NumberComparison.Match?
        /// Call start minus stated start; `nil` if the time is not known.
        var offset: Double?
        /// How far the stated time, with what its writing leaves open, lies from the call.
        var distance: Double
        var isSwapped = false
        var isNamed = false
    }

    private func match(_ sample: CheckedSample, _ known: [Problem], _ outcome: inout Outcome) {
        let isMissing = { (field: String) in
            known.contains {
                $0.sample == sample.index && $0.field == "/samples/\(sample.index)/\(field)" && $0.severity == .blocking
            }
        }
        let lacksCalling = sample.callingNumber.number == nil
        let lacksCalled = sample.calledNumber.number == nil && sample.calledNumber.localDigits == nil
        let candidates = calls.indices.map { candidate($0, sample) }
        func fits(_ candidate: Candidate) -> Bool {
            if candidate.isNamed { return true }
            let callingFits = lacksCalling || candidate.calling != nil
            let calledFits = lacksCalled || candidate.called != nil
            return callingFits && calledFits && candidate.distance <= maximumOffsetSeconds
        }
        let fitting = candidates.filter(fits)
        if let named = fitting.first(where: \.isNamed) { return found(named, sample, &outcome) }
        // Without any number only a single call around that time is told.
        if lacksCalling, lacksCalled, fitting.count != 1 || sample.startedAt == nil { return }
        let near = fitting.sorted { $0.distance < $1.distance }
        if let best = near.first {
            let doubt = Double(max(5, sample.startPrecisionSeconds))
            let rivals = near.filter { $0.distance - best.distance < doubt }
            if rivals.count > 1 {
                note(
                    .ambiguousInCapture, .advice, sample, nil,
                    "\(rivals.count) calls in \(captureName) fit: \(rivals.map { calls[$0.index].id }.joined(separator: ", ")).",
                    "Give the time to the second, or the Call-ID.", &outcome)
                return
            }
            found(best, sample, &outcome)
            complete(best, sample, isMissing, &outcome)
            return
        }
        explainAbsence(sample, candidates, lacksCalling: lacksCalling, lacksCalled: lacksCalled, &outcome)
    }

    private func candidate(_ index: Int, _ sample: CheckedSample) -> Candidate {
        let call = calls[index]
        var found = Candidate(
            index: index, calling: compare(sample.callingNumber, call.calling),
            called: compare(sample.calledNumber, call.called), offset: nil, distance: .infinity)
        found.isSwapped =
            compare(sample.callingNumber, call.called) != nil && compare(sample.calledNumber, call.calling) != nil
        found.isNamed = sample.callID.map { id in call.callIDs.contains(SIPCallID(rawValue: id)) } ?? false
        if let startedAt = sample.startedAt {
            let offset = call.startedAt.seconds(since: startedAt)
            found.offset = offset
            let open = Double(sample.startPrecisionSeconds - 1)
            // Within the stated minute there is no difference.
            found.distance = offset >= 0 ? max(0, offset - open) : -offset
        } else {
            found.distance = 0
        }
        return found
    }

    private func compare(_ stated: UnderstoodNumber, _ party: CallParty) -> NumberComparison.Match? {
        if let local = stated.localDigits { return party.number == local ? .full : nil }
        guard let number = stated.number else { return nil }
        return ([party.number].compactMap { $0 } + party.alternativeNumbers)
            .compactMap { NumberComparison.match(dialled: $0, e164: number.e164, country: country) }.min()
    }

    // MARK: Answers

    private func found(_ candidate: Candidate, _ sample: CheckedSample, _ outcome: inout Outcome) {
        let call = calls[candidate.index]
        var reasons: [String] = []
        var confidence = 0.99
        if candidate.isNamed { reasons.append("same Call-ID") }
        for (name, match) in [("calling", candidate.calling), ("called", candidate.called)] {
            switch match {
            case .full: reasons.append("\(name) number equal")
            case .national: reasons.append("\(name) number equal in national form")
            case .behindPrefix:
                reasons.append("\(name) number equal behind a dialling prefix")
                confidence -= 0.03
            case .extensionOnly:
                reasons.append("\(name) number ends with the extension")
                confidence -= 0.15
            case nil: confidence -= candidate.isNamed ? 0 : 0.2
            }
        }
        if let offset = candidate.offset {
            let words =
                abs(offset) < 1
                ? "same time" : "\(Int(abs(offset).rounded())) s \(offset > 0 ? "later" : "earlier") than stated"
            reasons.append(words)
            if candidate.distance > Self.silentOffsetSeconds {
                confidence -= 0.1
                note(
                    .differsFromCapture, .advice, sample, "startedAt",
                    "In \(captureName) the call starts \(Int(candidate.distance.rounded())) s \(offset > 0 ? "later" : "earlier") than stated.",
                    "Set the clock of the phone or the capturing machine.", &outcome,
                    suggestion: ["startedAt": call.startedAt.description])
            }
        }
        outcome.matches[sample.index] = SampleMatch(
            capture: captureName, call: call.id, confidence: max(0.3, confidence), reasons: reasons,
            clockOffsetSeconds: candidate.offset)
    }

    /// What the sample leaves out and the capture shows.
    private func complete(
        _ candidate: Candidate, _ sample: CheckedSample, _ isMissing: (String) -> Bool, _ outcome: inout Outcome
    ) {
        let call = calls[candidate.index]
        let packet = call.messages.first?.packet.number ?? 1
        for (field, value) in [
            ("callingNumber", call.calling.number), ("calledNumber", call.called.number),
            ("startedAt", call.startedAt.description), ("direction", direction(of: call)?.rawValue),
        ] where isMissing(field) {
            guard let value else { continue }
            outcome.completions.append(
                (sample.index, field, Completion(value: value, capture: captureName, packet: packet)))
        }
    }

    /// Which way a call went, as far as the customer's own numbers tell.
    private func direction(of call: Call) -> SampleDirection? {
        func isOwn(_ party: CallParty) -> Bool {
            ([party.number].compactMap { $0 } + party.alternativeNumbers).contains { dialled in
                ownNumbers.contains { NumberComparison.match(dialled: dialled, e164: $0, country: country) == .full }
            }
        }
        switch (isOwn(call.calling), isOwn(call.called)) {
        case (true, true): return .internal
        case (true, false): return .outgoing
        case (false, true): return .incoming
        case (false, false): return nil
        }
    }

    private func explainAbsence(
        _ sample: CheckedSample, _ candidates: [Candidate], lacksCalling: Bool, lacksCalled: Bool,
        _ outcome: inout Outcome
    ) {
        let sameNumbers = candidates.filter { (lacksCalling || $0.calling != nil) && (lacksCalled || $0.called != nil) }
        // A zone mistake: the same numbers, off by whole quarter hours.
        let quarter = sameNumbers.filter { candidate in
            guard let offset = candidate.offset else { return false }
            let rest = abs(offset).truncatingRemainder(dividingBy: 900)
            return abs(offset) <= 14 * 3_600 + 60 && min(rest, 900 - rest) <= 60
        }
        if quarter.count == 1, let candidate = quarter.first, let offset = candidate.offset {
            let call = calls[candidate.index]
            let minutes = Int((offset / 60).rounded())
            note(
                .differsFromCapture, .advice, sample, "startedAt",
                "The call is in \(captureName) exactly \(abs(minutes)) minutes \(minutes > 0 ? "later" : "earlier"): a time zone is wrong, the sample's or the capturing machine's.",
                "If the capture is right, write \(call.startedAt).", &outcome,
                suggestion: ["startedAt": call.startedAt.description])
            outcome.matches[sample.index] = SampleMatch(
                capture: captureName, call: call.id, confidence: 0.85,
                reasons: ["numbers equal", "time off by \(abs(minutes)) minutes"], clockOffsetSeconds: offset)
            return
        }
        let atThatTime = candidates.filter { $0.distance <= maximumOffsetSeconds }
        if let swapped = atThatTime.first(where: \.isSwapped) {
            note(
                .differsFromCapture, .blocking, sample, "callingNumber",
                "In \(captureName) the call goes the other way (\(calls[swapped.index].id)): calling and called number are swapped.",
                "Swap the two numbers, and check the direction.", &outcome)
            return
        }
        if let half = atThatTime.first(where: { ($0.calling != nil) != ($0.called != nil) }), !lacksCalling,
            !lacksCalled
        {
            let field = half.calling == nil ? "callingNumber" : "calledNumber"
            let seen = half.calling == nil ? calls[half.index].calling.number : calls[half.index].called.number
            note(
                .differsFromCapture, .blocking, sample, field,
                "In \(captureName) the call at that time (\(calls[half.index].id)) has another \(half.calling == nil ? "calling" : "called") number.",
                "Check the number; the capture shows \(seen ?? "none").", &outcome, suggestion: seen.map { [field: $0] }
            )
            return
        }
        var message = "The call is not in \(captureName)."
        if let span, let startedAt = sample.startedAt, startedAt < span.from || startedAt > span.until {
            message += " The capture runs from \(span.from) to \(span.until), the call is at \(startedAt)."
        } else {
            message +=
                " It holds \(calls.count) \(calls.count == 1 ? "call" : "calls"), none with these numbers at that time."
        }
        // Captures may be of one call among several samples: only a sample that names this one is wrong about it.
        let isNamed = sample.capture.map { names(captureName, $0) } ?? false
        note(
            .notInCapture, isNamed ? .blocking : .advice, sample, isNamed ? "capture" : nil, message,
            isNamed
                ? "Attach the capture that holds the call, or leave its name out of this sample."
                : "Attach the capture that holds this call too, if there is one; nothing has to change.", &outcome)
    }

    /// Whether one of the captures, listed with commas, goes by a name a sample gives, with or without its folder.
    private func names(_ captures: String, _ given: String) -> Bool {
        func file(_ path: Substring) -> String {
            (path.split { $0 == "/" || $0 == "\\" }.last ?? path).lowercased()
        }
        let given = file(given[...])
        return captures.split(separator: ",").contains { file($0.drop { $0 == " " }) == given }
    }

    private func note(
        _ code: ProblemCode, _ severity: ProblemSeverity, _ sample: CheckedSample, _ field: String?, _ message: String,
        _ remedy: String, _ outcome: inout Outcome, suggestion: [String: String]? = nil
    ) {
        let pointer = "/samples/\(sample.index)" + (field.map { "/\($0)" } ?? "")
        outcome.problems.append(
            Problem(
                code: code, severity: severity, sample: sample.index, field: pointer, message: message, remedy: remedy,
                suggestion: suggestion))
    }
}
