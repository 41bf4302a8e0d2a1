import CallAnalysis

/// What a whole analysis comes to.
public struct AnalysisVerdict: Sendable, Equatable {
    /// The verdicts told apart.
    public enum Kind: String, Sendable {
        /// A user notices it.
        case fault
        /// Something may matter.
        case warning
        /// The question could be answered, and nothing is wrong.
        case clear
        /// Nothing wrong is seen, and whether all was heard cannot be seen either.
        case cannotTell = "cannot-tell"
        /// There is no call and no audio.
        case nothingToAnalyze = "nothing-to-analyze"
    }

    /// The verdict.
    public var kind: Kind
    /// The verdict in one sentence.
    public var headline: String

    /// The verdict on `result`.
    public init(_ result: CallAnalysisResult, findings: [Finding]) {
        let faults = findings.filter { $0.severity == .fault }
        let warnings = findings.count { $0.severity == .warning }
        let empty = findings.first { $0.code == .captureNothingToAnalyze && $0.severity == .warning }
        let sealed = findings.first { $0.code == .captureEncrypted && $0.severity == .warning }
        if !faults.isEmpty {
            kind = .fault
            headline = Self.headline(faults: faults.map(\.summary), warnings: warnings) ?? ""
        } else if let empty, warnings == 1 {
            kind = .nothingToAnalyze
            headline = "Nothing to analyze: " + Self.lowered(Self.firstSentence(empty.summary)) + "."
        } else if let sealed, warnings == 1 {
            kind = .cannotTell
            headline = "Cannot be told: " + Self.lowered(Self.firstSentence(sealed.summary)) + "."
        } else if warnings > 0 {
            kind = .warning
            headline = "No fault found, \(warnings) \(warnings == 1 ? "thing" : "things") worth a look."
        } else if result.calls.isEmpty, result.streams.isEmpty {
            kind = .nothingToAnalyze
            headline = "No call and no audio found in \(result.captures.map(\.name).joined(separator: ", "))."
        } else if let because = HearingProof.obstacle(in: result, findings: findings) {
            kind = .cannotTell
            headline = "Cannot be told: " + Self.continued(because)
        } else {
            kind = .clear
            let calls = result.calls.count == 1 ? "1 call" : "\(result.calls.count) calls"
            let streams = result.streams.count == 1 ? "1 stream" : "\(result.streams.count) streams"
            headline = "Nothing wrong found in \(calls) with \(streams)."
        }
    }

    /// A sentence as the end of another; a name or an abbreviation at its head stays as it is.
    private static func lowered(_ sentence: String) -> String {
        guard let second = sentence.dropFirst().first, second.isLowercase || second == " " else { return sentence }
        return sentence.prefix(1).lowercased() + sentence.dropFirst()
    }

    /// A sentence of its own as the end of another: `Whether … cannot be told: why` says that itself.
    private static func continued(_ sentence: String) -> String {
        guard sentence.hasPrefix("Whether "), let end = sentence.firstRange(of: " cannot be told:") else {
            return sentence.prefix(1).lowercased() + sentence.dropFirst()
        }
        return "whether " + sentence[..<end.lowerBound].dropFirst(8) + ":" + sentence[end.upperBound...]
    }

    /// The first sentence as far as it says what is wrong: up to a full stop or a colon, but not one within an address.
    package static func firstSentence(_ summary: String) -> String {
        let characters = Array(summary)
        let end = characters.indices.first { index in
            guard characters[index] == "." || characters[index] == ":" else { return false }
            return index + 1 == characters.count || characters[index + 1] == " "
        }
        return String(characters[..<(end ?? characters.count)])
    }
}

/// Whether a capture can answer if each party was heard, and its audio came in time.
enum HearingProof {
    /// Why it cannot; `nil` if it can, or no call was answered that could be heard.
    static func obstacle(in result: CallAnalysisResult, findings: [Finding]) -> String? {
        unseen(findings) ?? unheard(result) ?? unclocked(result)
    }

    /// A note that says so of one call.
    private static func unseen(_ findings: [Finding]) -> String? {
        findings.first {
            ($0.code == .oneWayAudio || $0.code == .noAudio) && $0.cause == .notVisibleFromHere
        }?.summary
    }

    private static func isAudio(_ stream: MediaStream) -> Bool { stream.media == .audio || stream.media == .unknown }

    /// What streams carry, as a sentence names it: audio only where one is known to.
    static func kind(of streams: [MediaStream]) -> String {
        let media = streams.filter { $0.role == .media }
        if media.contains(where: { $0.media == .audio && !isOfEvents($0) }) { return "audio" }
        if !media.isEmpty, media.allSatisfy({ $0.media == .audio }) { return "keyed digits" }
        if !media.isEmpty, media.allSatisfy({ $0.media == .video && isNamed($0) }) { return "video" }
        return "media"
    }

    /// Whether a stream carries keyed digits and nothing else.
    private static func isOfEvents(_ stream: MediaStream) -> Bool {
        !stream.payloadTypes.isEmpty && stream.payloadTypes.allSatisfy { $0.encoding == "telephone-event" }
    }

    /// Whether it is known what the packets are, and not only at which rate their clock runs.
    private static func isNamed(_ stream: MediaStream) -> Bool {
        stream.payloadTypes.first.map { $0.encoding != nil } ?? false
    }

    /// What became of the calls is not here.
    private static func unanswered(_ result: CallAnalysisResult) -> String? {
        let open = result.calls.count { $0.outcome == .inProgress || $0.outcome == .unknown }
        guard open == result.calls.count else { return nil }
        return open == 1
            ? "the capture does not hold what became of its call."
            : "the capture does not hold what became of its calls."
    }

    /// Nobody who receives says so.
    private static func unheard(_ result: CallAnalysisResult) -> String? {
        let answered = result.calls.indices.filter { result.calls[$0].answeredAt != nil }
        guard !answered.isEmpty else {
            guard result.calls.isEmpty else { return unanswered(result) }
            return result.streams.contains(where: isAudio)
                ? "the capture holds \(kind(of: result.streams)) without its signaling, so who should hear whom is not "
                    + "known."
                : "the capture holds no call, and no audio that could be heard."
        }
        if !answered.contains(where: { result.calls[$0].streams.contains { isAudio(result.streams[$0]) } }) {
            return "the capture holds no audio of "
                + (answered.count == 1 ? "the answered call." : "the \(answered.count) answered calls.")
        }
        var open: [CallSide: Int] = [:]
        for call in answered {
            let missing = listenersWithoutWord(in: call, result)
            for side in missing { open[side, default: 0] += 1 }
        }
        guard !open.isEmpty else { return nil }
        let who =
            open.count == 2
            ? "neither party's receiver"
            : "the receiver of \(open.keys.first == .calling ? "the calling" : "the called") party"
        let calls = open.values.max() ?? 1
        let verb = open.count == 2 ? "says" : "does not say"
        return "what passes this point is in order, and \(who) \(verb) here that it arrives"
            + (answered.count > 1 ? " (\(calls) of \(answered.count) answered calls)." : ".")
    }

    /// The sides of a call that should hear the other and never say that they do.
    static func listenersWithoutWord(in index: Int, _ result: CallAnalysisResult) -> [CallSide] {
        let call = result.calls[index]
        return CallSide.allCases.filter { listener in
            let expected =
                call.media.isEmpty
                || call.media.contains { $0.kind == .audio && !$0.isEarly && $0.permitsMedia(from: listener.other) }
            guard expected else { return false }
            let own = call.streams.filter {
                result.streams[$0].direction.sender == listener.other && isAudio(result.streams[$0])
            }
            return !own.contains { isReported(result.streams[$0]) }
        }
    }

    /// Whether its receiver says that packets of a stream arrive.
    private static func isReported(_ stream: MediaStream) -> Bool {
        !stream.farEnd.isEmpty
            || stream.rtcp.map { $0.isCredible && $0.reception.contains(where: \.hasProgress) } ?? false
    }

    /// Jitter and lateness are not measured where the clock is not known.
    private static func unclocked(_ result: CallAnalysisResult) -> String? {
        if result.captures.contains(where: { $0.batchedTimes != nil }) {
            return "the packets were recorded in batches, so that jitter and lateness were not measured."
        }
        let unknown = result.streams.count {
            isAudio($0) && $0.role == .media && $0.jitter == nil && $0.counts.received >= 50
        }
        guard unknown > 0 else { return nil }
        return "the clock rate of \(unknown == 1 ? "1 stream" : "\(unknown) streams") is not known, so that jitter and "
            + "lateness were not measured."
    }
}
