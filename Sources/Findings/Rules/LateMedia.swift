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
            checks:
                "How long after the answer the first audio of each party comes; where a party had no address for it yet, how "
                + "long after it gave one.",
            matters: "The first words are lost, and people hang up.",
            clears: "A media path that is ready when the call is answered.",
            thresholds: [.lateMediaSeconds, .audiblePackets, .talkspurtPauseSeconds])
    ) { context in
        let thresholds = context.thresholds
        return context.result.calls.indices.flatMap { index -> [Finding] in
            let call = context.result.calls[index]
            guard call.sawInitialInvite, let answered = call.answeredAt else { return [] }
            let late = CallSide.allCases.compactMap {
                side -> (side: CallSide, stream: Int, seconds: Double, isLater: Bool)? in
                let own = context.audio(of: call, from: side)
                guard
                    let first = own.min(by: {
                        context.result.streams[$0].startedAt < context.result.streams[$1].startedAt
                    })
                else { return nil }
                let stream = context.result.streams[first]
                guard let begun = agreed(call, from: side, since: answered, until: stream.startedAt) else { return nil }
                let seconds = stream.startedAt.seconds(since: begun)
                guard seconds >= thresholds.lateMediaSeconds,
                    stream.counts.received >= thresholds.audiblePackets, !stream.holdsEventsOnly,
                    // A sender that sends nothing while it is silent may only have begun to speak.
                    !(stream.longestGapSeconds >= thresholds.talkspurtPauseSeconds
                        && stream.counts.lossPercent < thresholds.lossPercent)
                else { return nil }
                return (side, first, seconds, begun > answered)
            }
            return late.map { side, stream, seconds, isLater in
                Finding(
                    code: .lateMedia, severity: .warning, symptom: .noAudio, confidence: 0.85, call: index,
                    stream: stream,
                    summary: "\(side == .calling ? "The calling" : "The called") party's audio begins "
                        + "\(Figures.decimal(seconds, places: 1)) s after "
                        + (isLater ? "both had an address for it" : "the answer")
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

    /// From when on the side was to send: the answer, or the first description with an address to send from, where that came
    /// later; `nil` where it was on hold in between.
    private static func agreed(
        _ call: Call, from side: CallSide, since: CaptureTime, until: CaptureTime
    ) -> CaptureTime? {
        let spans = call.media.filter {
            $0.kind == .audio && !$0.isEarly && ($0.until ?? until) > since && $0.from < until
        }
        // Third-party call control answers before either side has an address (RFC 3725).
        guard let first = spans.firstIndex(where: { $0.expectsMedia(from: side) }),
            spans[first...].allSatisfy({ $0.expectsMedia(from: side) }),
            spans[..<first].allSatisfy({ span in
                CallSide.allCases.contains { span.lacksAddress($0) }
            })
        else { return nil }
        return first == 0 ? since : max(since, spans[first].from)
    }
}
