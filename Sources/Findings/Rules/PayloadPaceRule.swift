import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `media.sender-clock`, `media.break-up` for timestamps that the length of the payload contradicts.
    static let payloadPace = FindingRule(
        codes: [.senderClock, .breakUp],
        page: RulePage(
            checks:
                "Whether the timestamps go on by as much sound as the packets hold, where the codec has a fixed rate (G.711, "
                + "G.722, L16): the length of the payload is a witness beside timestamps and arrivals. Where both it and the "
                + "arrivals contradict the timestamps, the timestamps are wrong; where the packets hold less than the time "
                + "between them, the rest is missing.",
            matters: "A receiver that plays by timestamps stretches, drops or repeats sound that came in good order.",
            clears:
                "A sender that counts samples as the codec's clock has them: 8,000 a second for G.722 as well (RFC 3551 "
                + "§4.5.2).",
            thresholds: [.breakUpPercent])
    ) { context in
        context.result.streams.indices.flatMap { index -> [Finding] in
            let stream = context.result.streams[index]
            guard stream.media == .audio || stream.media == .unknown, stream.role == .media,
                let pace = stream.payloadPace
            else { return [] }
            return [stamps(stream, pace, index), lacking(stream, pace, index, context.thresholds)].compactMap { $0 }
        }
    }

    private static func begin(_ stream: MediaStream, _ text: String) -> [Evidence] {
        [Evidence(packet: stream.firstPacket, at: stream.startedAt, text: text)]
    }

    private static func length(_ milliseconds: Double) -> String { Figures.decimal(milliseconds, places: 1) }

    private static func stamps(_ stream: MediaStream, _ pace: PayloadPace, _ index: Int) -> Finding {
        let codec = stream.payloadTypes.first?.encoding ?? "this codec"
        let speed = pace.stampMilliseconds / max(0.001, pace.contentMilliseconds)
        let bytes = Figures.decimal(Double(stream.payloadBytes) / Double(max(1, stream.counts.received)), places: 0)
        let isWhole = pace.isSteady && abs(pace.arrivalMilliseconds / pace.contentMilliseconds - 1) < 0.1
        return Finding(
            code: .senderClock, severity: .warning, confidence: 0.9, call: stream.call, stream: index,
            summary: "The timestamps of \(StreamWords.whose(stream).lowercasedFirst) are wrong: they go on by "
                + "\(length(pace.stampMilliseconds)) ms from packet to packet, and each packet holds "
                + "\(length(pace.contentMilliseconds)) ms of sound (\(bytes) bytes of \(codec)), so they run at "
                + "\(Figures.decimal(speed, places: 2)) times the speed."
                + (isWhole
                    ? " The sound itself comes at the right pace: nothing is missing, and receivers that play by timestamps "
                        + "fall out of step." : ""),
            evidence: begin(stream, "From the first packet on: \(bytes) bytes each."),
            remedy:
                "Look at the device or program that sends (\(stream.source.address)): it counts samples by another clock than "
                + "the codec's.")
    }

    private static func lacking(
        _ stream: MediaStream, _ pace: PayloadPace, _ index: Int, _ thresholds: FindingThresholds
    ) -> Finding? {
        let missing = 100 * (1 - pace.contentMilliseconds / max(0.001, pace.arrivalMilliseconds))
        guard pace.isSteady, missing >= max(thresholds.breakUpPercent, 10) else { return nil }
        return Finding(
            code: .breakUp, severity: .fault, symptom: .breakUp, confidence: 0.9, call: stream.call, stream: index,
            summary: "\(StreamWords.whose(stream)) breaks up for whoever hears it: "
                + "\(Figures.decimal(missing, places: 0)) % of it is missing. A packet comes every "
                + "\(length(pace.arrivalMilliseconds)) ms and holds \(length(pace.contentMilliseconds)) ms of sound; the "
                + "numbers run on, so that no more was sent.",
            evidence: begin(stream, "From the first packet on."),
            remedy:
                "Look at the device or program that sends (\(stream.source.address)), not at the network: it makes, or passes "
                + "on, a part of the sound only.")
    }
}
