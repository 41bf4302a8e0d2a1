import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `media.srtp-restart`.
    static let securedNumbers = FindingRule(
        codes: [.securedRestart],
        explains: [
            CodeExplanation(
                .securedRestart, title: "Encrypted stream begins anew",
                meaning:
                    "The sequence numbers of an encrypted stream go back under the same key: receivers take its packets "
                    + "for repetitions of old ones and drop them, or reckon another rollover counter and cannot open them.",
                remedy:
                    "Have the sender choose a new source or announce a new key when it begins anew, after a transfer or "
                    + "a hold for instance.")
        ],
        page: RulePage(
            checks: "Encrypted streams whose numbers go back, without a description that gives the sender a new key.",
            matters:
                "Receivers protect themselves against replayed packets (RFC 3711 §3.3.2): nothing is heard from there on.",
            clears: "A new SSRC, or a new key, whenever numbers begin anew.")
    ) { context in
        let result = context.result
        return result.streams.indices.compactMap { index in
            let stream = result.streams[index]
            guard stream.encrypted, stream.sameMedia == nil, stream.role == .media else { return nil }
            for (before, after) in zip(stream.epochs, stream.epochs.dropFirst())
            where after.reason == .ssrcRestart || after.reason == .sequenceJump {
                let back = UInt16(truncatingIfNeeded: before.lastSequence &- after.firstSequence)
                // Further on, or so far back that it is further on with the next rollover.
                guard back > 64, back < 32_768, after.counts.received >= 10,
                    !isRekeyed(stream, between: before.startedAt, and: after.startedAt, result)
                else { continue }
                return Finding(
                    code: .securedRestart, severity: .warning, symptom: nil, confidence: 0.7, call: stream.call,
                    stream: index,
                    summary: "\(StreamWords.whose(stream)) begins its sequence numbers anew, \(back) lower, under the "
                        + "same key (SRTP): a receiver takes its packets for replayed ones and drops them until the numbers "
                        + "are past the old ones, or cannot open them.",
                    evidence: [
                        Evidence(packet: before.lastPacket, at: before.endedAt, text: "The last packet before."),
                        Evidence(packet: after.firstPacket, at: after.startedAt, text: "The numbers go back here."),
                    ],
                    remedy: "Have the sender choose a new source or announce a new key when it begins anew.")
            }
            return nil
        }
    }

    /// Whether a description of the sender came in between.
    private static func isRekeyed(
        _ stream: MediaStream, between from: CaptureTime, and until: CaptureTime, _ result: CallAnalysisResult
    ) -> Bool {
        guard let call = stream.call, let side = stream.direction.sender else { return false }
        return result.calls[call].messages.contains {
            $0.sender == side && $0.hasSessionDescription && $0.at > from && $0.at.seconds(since: until) < 2
        }
    }
}
