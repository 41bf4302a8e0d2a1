import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// **What it checks.** How long after the answer the first audio of each party comes.
    ///
    /// **Why it matters.** The first words are lost, and people hang up.
    ///
    /// **What clears it.** A media path that is ready when the call is answered.
    static let lateMedia = FindingRule(codes: [.lateMedia]) { context in
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
                    !(stream.longestGapSeconds >= 0.4 && stream.counts.lossPercent < thresholds.lossPercent),
                    isAgreed(call, from: side, since: answered, until: stream.startedAt)
                else { return nil }
                return (side, first, seconds)
            }
            return late.map { side, stream, seconds in
                Finding(
                    code: .lateMedia, severity: .warning, symptom: "no-audio", confidence: 0.85, call: index,
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

    /// **What it checks.** Calls that end when their session timer has run out without a refresh (RFC 4028 §10: the side
    /// that waits sends BYE a little before the interval ends).
    ///
    /// **Why it matters.** Calls drop after a fixed time, and the complaint is "it cuts off after 15 minutes".
    ///
    /// **What clears it.** A refresh that gets through.
    static let sessionTimerTeardown = FindingRule(codes: [.sessionTimerTeardown]) { context in
        context.result.calls.indices.compactMap { index in
            let call = context.result.calls[index]
            guard let interval = call.sessionExpiresSeconds, interval >= 60, let refreshed = call.lastRefreshedAt,
                let ended = call.endedAt, let packet = call.lastRefresh,
                let bye = call.messages.first(where: { $0.method == "BYE" && $0.status == nil })
            else { return nil }
            let elapsed = ended.seconds(since: refreshed)
            let margin = max(32, Double(interval) / 3)
            guard elapsed >= Double(interval) - margin - 2, elapsed <= Double(interval) + 5 else { return nil }
            let unanswered = call.messages.last {
                ($0.method == "INVITE" || $0.method == "UPDATE") && $0.status == nil && $0.at > refreshed
            }
            // Near the end of the interval a call may also end by chance; a refresh that failed makes it certain.
            let isExact = elapsed >= Double(interval) - 34
            guard unanswered != nil || isExact else { return nil }
            return Finding(
                code: .sessionTimerTeardown, severity: .fault, confidence: unanswered == nil ? 0.75 : 0.9, call: index,
                summary: "The call was cut by its session timer: \(interval) s were agreed, and "
                    + "\(Figures.decimal(elapsed, places: 0)) s passed without a refresh"
                    + (unanswered == nil ? "." : " that was answered."),
                evidence: [
                    Evidence(packet: packet, at: refreshed, text: "The session was last agreed or refreshed here."),
                    Evidence(packet: bye.packet, at: bye.at, text: "The call is ended here."),
                ],
                remedy:
                    "Find why the refresh (re-INVITE or UPDATE) was not sent, or not answered: often a firewall that "
                    + "forgot the connection, or a device whose refresh is refused.")
        }
    }
}
