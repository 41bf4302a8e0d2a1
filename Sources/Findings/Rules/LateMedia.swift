import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `media.late-media`.
    static let lateMedia = FindingRule(
        codes: [.lateMedia],
        explains: [
            CodeExplanation(
                .lateMedia, title: "Audio that begins late",
                meaning: "Audio begins seconds after the call was answered.",
                remedy: "Look at what answers before the audio path is ready: a gateway, a media relay, ICE or DTLS.")
        ],
        page: RulePage(
            checks: "How long after the answer the first audio of each party comes.",
            matters: "The first words are lost, and people hang up.",
            clears: "A media path that is ready when the call is answered.",
            thresholds: [.lateMediaSeconds, .audiblePackets, .talkspurtPauseSeconds])
    ) { context in
        let thresholds = context.thresholds
        return context.result.calls.indices.flatMap { index -> [Finding] in
            let call = context.result.calls[index]
            guard call.sawInitialInvite, let answered = call.answeredAt else { return [] }
            let late = CallSide.allCases.compactMap { side -> (CallSide, Int, Double)? in
                let own = context.audio(of: call, from: side)
                guard
                    let first = own.min(by: {
                        context.result.streams[$0].startedAt < context.result.streams[$1].startedAt
                    })
                else { return nil }
                let stream = context.result.streams[first]
                let seconds = stream.startedAt.seconds(since: answered)
                guard seconds >= thresholds.lateMediaSeconds,
                    stream.counts.received >= thresholds.audiblePackets, !stream.holdsEventsOnly,
                    // A sender that sends nothing while it is silent may only have begun to speak.
                    !(stream.longestGapSeconds >= thresholds.talkspurtPauseSeconds
                        && stream.counts.lossPercent < thresholds.lossPercent),
                    isAgreed(call, from: side, since: answered, until: stream.startedAt)
                else { return nil }
                return (side, first, seconds)
            }
            return late.map { side, stream, seconds in
                Finding(
                    code: .lateMedia, severity: .warning, symptom: .noAudio, confidence: 0.85, call: index,
                    stream: stream,
                    summary: "\(side == .calling ? "The calling" : "The called") party's audio begins "
                        + "\(Figures.decimal(seconds, places: 1)) s after the answer"
                        + (late.count == 2 ? ", and so does the other's." : "; until then it was not heard."),
                    evidence: [
                        Evidence(
                            packet: context.result.streams[stream].firstPacket,
                            at: context.result.streams[stream].startedAt, text: "The first audio packet.")
                    ],
                    remedy:
                        "Look at what answers before its audio is ready: a gateway or media relay that sets up late, "
                        + "ICE or DTLS that has to try several ways, or an attendant that answers first.")
            }
        }
    }

    /// Whether the side was to send from the answer on: not while it is on hold.
    private static func isAgreed(_ call: Call, from side: CallSide, since: CaptureTime, until: CaptureTime) -> Bool {
        let spans = call.media.filter {
            $0.kind == .audio && !$0.isEarly && ($0.until ?? until) > since && $0.from < until
        }
        return !spans.isEmpty && spans.allSatisfy { $0.permitsMedia(from: side) }
    }
}
