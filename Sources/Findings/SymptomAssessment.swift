import CallAnalysis

/// A complaint of the call quality checklist, and what a capture says about it.
public struct SymptomAssessment: Sendable, Equatable {
    /// What the capture says.
    public enum Verdict: String, Sendable {
        /// It is there: the findings show it.
        case confirmed
        /// It would show, and does not.
        case notSeen = "not-seen"
        /// The capture cannot tell.
        case cannotTell = "cannot-tell"
    }

    /// The complaint.
    public var symptom: Symptom
    /// What the capture says.
    public var verdict: Verdict
    /// Why, in one sentence.
    public var because: String
    /// The ids of the findings that show it.
    public var findings: [String]

    /// Every symptom of the checklist against an analysis.
    public static func all(_ result: CallAnalysisResult, findings: [Finding]) -> [SymptomAssessment] {
        // Places, because the streams themselves are large to hand about.
        let audio = result.streams.indices.filter {
            result.streams[$0].media == .audio || result.streams[$0].media == .unknown
        }
        return Symptom.all.map { assess($0, result, audio, findings) }
    }

    private static func assess(
        _ symptom: Symptom, _ result: CallAnalysisResult, _ audio: [Int], _ findings: [Finding]
    ) -> SymptomAssessment {
        let shown = findings.filter { $0.symptom == symptom && $0.severity != .note && $0.cause != .notVisibleFromHere }
        if !shown.isEmpty {
            return SymptomAssessment(
                symptom: symptom, verdict: .confirmed, because: shown[0].summary, findings: shown.map(\.id))
        }
        let (verdict, because) = absence(of: symptom, result, audio, findings)
        return SymptomAssessment(symptom: symptom, verdict: verdict, because: because, findings: [])
    }

    /// Why the sound of the streams is not known.
    private static func unheard(_ audio: [Int], _ result: CallAnalysisResult) -> String {
        audio.contains { result.streams[$0].encrypted }
            ? "The audio is encrypted, and it is in the sound."
            : "It is in the sound, and no stream here can be listened to (--audio full decodes more codecs)."
    }

    private static func absence(
        of symptom: Symptom, _ result: CallAnalysisResult, _ audio: [Int], _ findings: [Finding]
    ) -> (Verdict, String) {
        guard !audio.isEmpty else { return (.cannotTell, "The capture holds no audio stream.") }
        switch symptom {
        case .noAudio, .oneWayAudio:
            let answered = result.calls.indices.filter { result.calls[$0].answeredAt != nil }
            guard !answered.isEmpty else {
                return (.cannotTell, "The capture holds no answered call whose signaling says who should be heard.")
            }
            if findings.contains(where: { $0.symptom == symptom }) {
                return (.cannotTell, "What the other side heard cannot be seen from this point.")
            }
            if let because = HearingProof.obstacle(in: result, findings: findings) {
                return (.cannotTell, because.capitalizedFirst)
            }
            let both = answered.count { call in
                let streams = result.calls[call].streams
                return CallSide.allCases.allSatisfy { side in
                    streams.contains { result.streams[$0].direction.sender == side }
                }
            }
            return both == answered.count
                ? (.notSeen, "Audio passes this point in both directions of every answered call.")
                : (.notSeen, "No answered call lacks audio it had agreed to.")
        case .breakUp:
            let isJudged = audio.contains {
                result.streams[$0].counts.expected >= 50 && !result.streams[$0].playout.isEmpty
            }
            return !isJudged
                ? (.cannotTell, "No stream is long enough, or its clock rate is not known.")
                : (.notSeen, "Less than a few in a hundred packets are lost or late in every stream.")
        case .delayedSpeech:
            let measured = audio.compactMap { result.streams[$0].rtcp?.roundTripMilliseconds }
            guard let worst = measured.max() else {
                return (.cannotTell, "No control packets show a round trip; capture RTCP as well.")
            }
            return (.notSeen, "The longest round trip is \(Figures.decimal(worst, places: 0)) ms.")
        case .robotic:
            let isJudged = audio.contains {
                result.streams[$0].counts.expected >= 50 && (result.streams[$0].audio?.packets ?? 0) > 0
            }
            return isJudged
                ? (.notSeen, "Hardly a packet repeats the sound before it, and little is missing in a row.")
                : (.cannotTell, unheard(audio, result))
        case .echo:
            let isJudged = result.calls.indices.contains { call in
                result.calls[call].streams.count { (result.streams[$0].audio?.activeSpeechLevel) != nil } >= 2
            }
            return isJudged
                ? (.notSeen, "What one party says does not come back in the other direction.")
                : (.cannotTell, "An echo shows where both directions of a call pass and can be listened to.")
        default:
            let isJudged = audio.contains { result.streams[$0].audio?.noiseFloor != nil }
            return isJudged
                ? (.notSeen, "The pauses of every stream that can be listened to are quiet enough.")
                : (.cannotTell, unheard(audio, result))
        }
    }
}

/// What a customer reports against what a capture shows.
public struct SymptomComparison: Sendable, Equatable {
    /// The symptom.
    public var symptom: Symptom
    /// Whether the checklist or a sample names it.
    public var isReported: Bool
    /// What the capture says.
    public var assessment: SymptomAssessment

    /// In words: `confirmed`, `reported, not seen`, `seen, not reported`, `reported, cannot be told`; `nil` where
    /// there is nothing to say.
    public var words: String? {
        switch (isReported, assessment.verdict) {
        case (true, .confirmed): return "confirmed"
        case (true, .notSeen): return "reported, not seen"
        case (true, .cannotTell): return "reported, cannot be told from this capture"
        case (false, .confirmed): return "seen, not reported"
        case (false, _): return nil
        }
    }

    /// Compares the symptoms reported with an analysis.
    public static func all(
        reported: [String], _ result: CallAnalysisResult, findings: [Finding]
    ) -> [SymptomComparison] {
        let named = Set(reported.map { $0.lowercased() })
        return SymptomAssessment.all(result, findings: findings).map {
            SymptomComparison(symptom: $0.symptom, isReported: named.contains($0.symptom.rawValue), assessment: $0)
        }
    }
}
