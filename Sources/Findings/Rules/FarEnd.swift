import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `media.packet-loss`.
    static let lossBeyond = FindingRule(
        codes: [.packetLoss],
        page: RulePage(
            checks:
                "What the receiver of a stream reports to have lost beyond what was lost before this point (RFC 3550 "
                + "§6.4.1).",
            matters: "It tells which side of the capture the trouble lies on: the streams look well here and are heard "
                + "badly.",
            clears: "A network between here and the receiver that loses less.",
            thresholds: [.lossPercent, .severeLossPercent, .lossPackets, .judgedPackets])
    ) { context in
        let thresholds = context.thresholds
        return context.result.streams.indices.compactMap { index in
            let stream = context.result.streams[index]
            guard let rtcp = stream.rtcp, let lost = rtcp.lostBeyondHere, let first = rtcp.firstReceiverReportAt,
                let last = rtcp.lastReceiverReportAt, stream.counts.expected >= thresholds.judgedPackets,
                lost >= thresholds.lossPackets
            else { return nil }
            let seconds = last.seconds(since: first)
            let due = Double(stream.counts.expected) * min(1, seconds / max(stream.durationSeconds, 0.001))
            let share = due > 0 ? 100 * Double(lost) / due : 0
            guard share >= thresholds.lossPercent else { return nil }
            return Finding(
                code: .packetLoss, severity: share >= thresholds.severeLossPercent ? .fault : .warning,
                symptom: .breakUp, confidence: 0.85, call: stream.call, stream: index,
                summary: "\(StreamWords.whose(stream)) loses packets behind this point: its receiver reports \(lost) "
                    + "lost (\(Figures.decimal(share, places: 1)) %) that passed here.",
                evidence: rtcp.lastReceiverReport.map {
                    [
                        Evidence(
                            packet: $0, at: last,
                            text:
                                "The receiver's last report: \(rtcp.reportedCumulativeLost ?? lost) lost since it began."
                                + (rtcp.firstReportedCumulativeLost.map {
                                    $0 > 0 ? " The first one here said \($0)." : ""
                                }
                                    ?? ""))
                    ]
                } ?? [],
                excluded: [
                    ExcludedCause(
                        cause: .lostBeforeCapture,
                        because: "\(stream.counts.lost) of \(stream.counts.expected) packets are missing here")
                ],
                remedy: "Look at the network between this point and the receiver (\(stream.destination.address)): its "
                    + "uplink or Wi-Fi. A second capture there shows the same packets missing.")
        }
    }

    /// The rule of `media.break-up`, `media.echo`, `media.static-noise`.
    static let farEnd = FindingRule(
        codes: [.breakUp, .echo, .staticNoise],
        explains: [
            CodeExplanation(
                .echo, title: "Echo",
                meaning: "A party hears its own voice again: the other side's device returns it, late and too loud.",
                remedy: "Look at the device that returns it: loudspeaker, headset, or an analog line adapter."),
            CodeExplanation(
                .staticNoise, title: "Static noise",
                meaning: "Noise or crackle is in the audio itself: made by a device, a line or a wrong reading of the "
                    + "codec.",
                remedy: "Try another headset, cable or line; compare the codecs both sides think they use."),
        ],
        page: RulePage(
            checks: "What the receiver's own report says of break-up, echo and noise (RFC 3611 §4.7, RFC 6035).",
            matters: "It heard the call; the capture only saw its packets.",
            clears: "A receiver that reports better figures.",
            thresholds: [.breakUpPercent, .echoReturnLossDecibels, .echoRoundTripMilliseconds, .noiseLevelDecibels])
    ) { context in
        let thresholds = context.thresholds
        return context.result.streams.indices.flatMap { index -> [Finding] in
            let stream = context.result.streams[index]
            guard let report = stream.farEnd.last else { return [] }
            let whose = StreamWords.whose(stream)
            let evidence = [Evidence(packet: report.packet, at: report.at, text: "The receiver's own report.")]
            var found: [Finding] = []
            let unheard = (report.lossPercent ?? 0) + (report.discardPercent ?? 0)
            if unheard >= thresholds.breakUpPercent {
                found.append(
                    Finding(
                        code: .breakUp, severity: .warning, symptom: .breakUp, confidence: 0.85, call: stream.call,
                        stream: index,
                        summary: "\(whose) broke up where it was heard: the receiver reports "
                            + "\(Figures.decimal(report.lossPercent ?? 0, places: 1)) % lost and "
                            + "\(Figures.decimal(report.discardPercent ?? 0, places: 1)) % too late for its buffer.",
                        evidence: evidence,
                        remedy: (report.discardPercent ?? 0) > (report.lossPercent ?? 0)
                            ? "Most of it came too late: give voice priority on the way to the receiver."
                            : "Most of it was lost on the way: compare with what is missing here."))
            }
            let delay = report.roundTripMilliseconds ?? stream.rtcp?.roundTripMilliseconds ?? 0
            if let loss = report.residualEchoReturnLoss, loss <= thresholds.echoReturnLossDecibels,
                delay >= thresholds.echoRoundTripMilliseconds
            {
                found.append(
                    Finding(
                        code: .echo, severity: .warning, symptom: .echo, confidence: 0.8, call: stream.call,
                        stream: index,
                        summary: "The sender of this stream likely hears an echo: the receiver returns it only "
                            + "\(Figures.decimal(loss, places: 0)) dB weaker, \(Figures.decimal(delay, places: 0)) ms later.",
                        evidence: evidence,
                        remedy: "Look at the receiving device: its loudspeaker, headset or analog line adapter needs "
                            + "working echo cancellation."))
            }
            if let noise = report.noiseLevel, noise >= thresholds.noiseLevelDecibels {
                found.append(
                    Finding(
                        code: .staticNoise, severity: .warning, symptom: .staticNoise, confidence: 0.7,
                        call: stream.call, stream: index,
                        summary: "\(whose) is noisy: the receiver measures noise of "
                            + "\(Figures.decimal(noise, places: 0)) dBm0 between the words.",
                        evidence: evidence,
                        remedy: "Try another headset, cable or line at the sender; noise of this level is made there, "
                            + "not by the network."))
            }
            return found
        }
    }
}
