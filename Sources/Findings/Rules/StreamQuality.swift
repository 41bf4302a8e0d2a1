import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `media.packet-loss`.
    static let packetLoss = FindingRule(
        codes: [.packetLoss],
        explains: [
            CodeExplanation(
                .packetLoss, title: "Packet loss",
                meaning:
                    "Packets of a stream never came to the point of capture. From about 1 % on it is heard, from 5 % "
                    + "on speech breaks up.",
                remedy: "Find where they are lost: a second capture nearer to the sender tells which part of the path.")
        ],
        page: RulePage(
            checks: "The share of a stream's packets that never came.",
            matters: "From about 1 % on, words lose syllables; from 5 % on no concealment helps.",
            clears: "A network path that loses less, or a capture point before the loss to find where it is.",
            thresholds: [.lossPercent, .severeLossPercent, .lossPackets, .judgedPackets],
            example: "random-loss")
    ) { context in
        let thresholds = context.thresholds
        return context.result.streams.indices.compactMap { index in
            let stream = context.result.streams[index]
            let counts = stream.counts
            let lost = stream.speechLost
            let percent = Double(lost) / Double(max(1, counts.expected)) * 100
            guard counts.expected >= thresholds.judgedPackets, lost >= thresholds.lossPackets,
                percent >= thresholds.lossPercent, stream.role == .media, !isSaidOfLegBefore(stream, thresholds)
            else { return nil }
            let before = stream.sameMedia.flatMap { same in
                same.lostBetween.map { ", \($0) of them after \(context.result.streams[same.stream].id)" }
            }
            let isSkipped = stream.numberedGaps.skipped * 5 >= counts.lost * 4
            let repaired = stream.repair.map { $0.repaired > 0 ? "; \($0.repaired) more were repaired" : "" }
            let longest = stream.lossRuns.sorted { ($0.count, $1.at) > ($1.count, $0.at) }.prefix(3)
            let isSevere = percent >= thresholds.severeLossPercent
            let run = longest.first.map { ", at most \($0.count) in a row" } ?? ""
            return Finding(
                code: .packetLoss, severity: isSevere ? .fault : .warning, symptom: .breakUp, confidence: 0.95,
                call: stream.call, stream: index,
                summary: "\(StreamWords.whose(stream)) lost \(lost) of \(counts.expected) packets before this "
                    + "point (\(Figures.decimal(percent, places: 1)) %\(run)\(before ?? ""))\(repaired ?? "")."
                    + (isSkipped ? " The sender never sent them: its IP packets are numbered on across the gaps." : ""),
                evidence: longest.map {
                    Evidence(
                        packet: $0.revealedBy, at: $0.at,
                        text: "\(Figures.count($0.count, "packet is", "packets are")) missing before this one.")
                },
                excluded: [
                    ExcludedCause(
                        cause: .notVisibleFromHere,
                        because:
                            "sequence numbers count every packet sent; late and repeated ones are not counted as lost")
                ],
                remedy: isSkipped
                    ? "Look at the sender itself (\(stream.source.address)), not at the network: a device without time to "
                        + "send, or a relay that passes on the numbers of packets it never got."
                    : "Look at the network between the sender (\(stream.source.address)) and this point: overloaded "
                        + "link, Wi-Fi, or voice without priority. A second capture nearer to the sender shows which "
                        + "part loses the packets.")
        }
    }

    /// True where the same packets were seen earlier on their way, and hardly any were lost since.
    private static func isSaidOfLegBefore(_ stream: MediaStream, _ thresholds: FindingThresholds) -> Bool {
        guard let same = stream.sameMedia, same.relation != .secondPath, let lost = same.lostBetween else {
            return false
        }
        return Double(lost) / Double(max(1, stream.counts.expected)) * 100 < thresholds.lossPercent
    }

    /// The rule of `media.jitter`.
    static let jitter = FindingRule(
        codes: [.jitter],
        explains: [
            CodeExplanation(
                .jitter, title: "Jitter",
                meaning: "Packets come unevenly (RFC 3550 interarrival jitter); what comes too late for the receiver's "
                    + "buffer is not heard.",
                remedy: "Give voice priority, relieve the link, look at Wi-Fi.")
        ],
        page: RulePage(
            checks: "The mean interarrival jitter of a stream (RFC 3550 §6.4.1).",
            matters:
                "A phone's buffer evens out some tens of milliseconds; what comes later is thrown away and heard as "
                + "gaps.",
            clears: "Even delivery: priority for voice, no overloaded link, no power saving on Wi-Fi.",
            thresholds: [.jitterMilliseconds, .severeJitterMilliseconds, .judgedPackets],
            example: "jitter")
    ) { context in
        let thresholds = context.thresholds
        return context.result.streams.indices.compactMap { index in
            let stream = context.result.streams[index]
            guard let jitter = stream.jitter, stream.counts.received >= thresholds.judgedPackets,
                stream.media != .video, stream.role == .media, stream.payloadPace == nil,
                jitter.meanMilliseconds >= thresholds.jitterMilliseconds
            else { return nil }
            let isSevere = jitter.meanMilliseconds >= thresholds.severeJitterMilliseconds
            // Packets that are sent in pieces at once have jitter by the formula, and no buffer runs empty for it.
            let isHeard = stream.playout.contains { outcome in
                outcome.concealedMilliseconds >= thresholds.lossPercent / 100 * stream.durationSeconds * 1_000
            }
            return Finding(
                code: .jitter, severity: !isHeard ? .note : isSevere ? .fault : .warning,
                symptom: isHeard ? .breakUp : nil, confidence: 0.9, call: stream.call, stream: index,
                summary: "\(StreamWords.whose(stream)) comes unevenly: jitter of "
                    + "\(Figures.decimal(jitter.meanMilliseconds, places: 1)) ms on average, "
                    + "\(Figures.decimal(jitter.maximumMilliseconds, places: 1)) ms at worst."
                    + (isHeard ? "" : " Buffers of 60 ms and more even it out: nothing is missing because of it."),
                evidence: jitter.maximumAt.map {
                    [
                        Evidence(
                            packet: $0, at: jitter.maximumTime ?? stream.startedAt,
                            text:
                                "Jitter is highest here (\(Figures.decimal(jitter.maximumMilliseconds, places: 1)) ms)."
                        )
                    ]
                } ?? [],
                remedy:
                    "Give voice priority on the links between the sender (\(stream.source.address)) and this point, "
                    + "and look for an overloaded uplink or Wi-Fi.")
        }
    }
}

/// How findings name a stream.
enum StreamWords {
    static func whose(_ stream: MediaStream) -> String {
        guard let sender = stream.direction.sender else { return "The stream from \(stream.source)" }
        return "The audio of \(sender.party)"
    }
}
