import CallAnalysis
import CallVocabulary
import QualityMeasures

extension FindingRule {
    /// The rule of `media.break-up`.
    static let breakUp = FindingRule(
        codes: [.breakUp],
        explains: [
            CodeExplanation(
                .breakUp, title: "Speech breaks up",
                meaning: "So many packets are lost, or come too late for a receiver's buffer, that words break up for "
                    + "whoever listens.",
                remedy: "The finding says which has the larger part; less loss or more even delivery clears it.")
        ],
        page: RulePage(
            checks:
                "The share of a stream that a receiver has to invent: lost packets, and the gaps in which its buffer "
                + "is empty because packets come late; with the buffer that serves best for everybody, with one of 60 "
                + "ms for receivers with a small one. One gap alone, however long, is no breaking up.",
            matters:
                "Concealment hides single packets; where more than a few in a hundred are missing, words break up.",
            clears: "Less loss, or more even delivery: whichever has the larger part.",
            thresholds: [.breakUpPercent, .singleGapShare, .judgedPackets, .lossPackets],
            example: "burst-loss")
    ) { context in
        let thresholds = context.thresholds
        return context.result.streams.indices.compactMap { index in
            let stream = context.result.streams[index]
            guard stream.media == .audio || stream.media == .unknown,
                stream.counts.expected >= thresholds.judgedPackets,
                let small = stream.playout.first(where: { $0.buffer == "fixed-60ms" }),
                let best = stream.playout.min(by: { stream.unheardPercent($0) < stream.unheardPercent($1) })
            else { return nil }
            let lost = stream.speechLost
            let usual = stream.meanPacketMilliseconds ?? stream.packetMilliseconds ?? 20
            let length = usual > 0 ? usual : 20
            func breaks(_ buffer: PlayoutOutcome) -> Bool {
                var unheard = buffer
                // Nearly all of it in one gap: the delay rose once.
                if buffer.longestConcealedMilliseconds >= thresholds.singleGapShare * buffer.concealedMilliseconds {
                    unheard.concealedMilliseconds -= buffer.longestConcealedMilliseconds
                }
                return stream.unheardPercent(unheard) >= thresholds.breakUpPercent
            }
            // What even the best buffer cannot play, everybody misses; else it depends on the receiver.
            let isCertain = breaks(best)
            let buffer = isCertain ? best : small
            let late = buffer.concealedMilliseconds
            guard isCertain || breaks(small), Double(lost) + late / length >= Double(thresholds.lossPackets) else {
                return nil
            }
            let share = min(100, stream.unheardPercent(buffer))
            let seconds = (Double(lost) * length + late) / 1_000
            let isClock = (stream.senderClock?.partsPerMillion ?? 0) > 0 && late > Double(lost) * length
            let longest = stream.lossRuns.max { $0.count < $1.count }
            var evidence =
                longest.map {
                    [
                        Evidence(
                            packet: $0.revealedBy, at: $0.at,
                            text:
                                "\(Figures.count($0.count, "packet is", "packets are")) missing before this one, the longest gap."
                        )
                    ]
                } ?? []
            if let worst = buffer.longestConcealedEndedBy {
                evidence.append(
                    Evidence(
                        packet: worst.reference, at: worst.time,
                        text:
                            "\(Figures.decimal(buffer.longestConcealedMilliseconds, places: 0)) ms of sound are missing "
                            + "before this packet, which comes too late for the buffer."))
            }
            return Finding(
                code: .breakUp, severity: isCertain ? .fault : .warning, symptom: .breakUp,
                confidence: isCertain ? 0.9 : 0.7, call: stream.call, stream: index,
                summary: "\(StreamWords.whose(stream)) breaks up "
                    + (isCertain ? "for whoever hears it: " : "on receivers with a small buffer: ")
                    + "\(Figures.decimal(share, places: 1)) % of it is missing "
                    + "\(isCertain ? "even with the buffer that serves it best" : "with a 60 ms buffer") "
                    + "(\(Figures.count(lost, "packet", "packets")) lost, \(Figures.decimal(late / 1_000, places: 1)) s of gaps "
                    + "because packets come late), \(Figures.decimal(seconds, places: 1)) s of speech."
                    + (isClock ? " The sender's clock is slow, so the buffer runs empty again and again." : ""),
                evidence: evidence,
                remedy: isClock
                    ? SenderClockWords.remedy(stream)
                    : late > Double(lost) * length
                        ? "Most of it comes too late: give voice priority between the sender (\(stream.source.address)) and "
                            + "this point, and look for an overloaded uplink or Wi-Fi."
                        : "Most of it is lost: look at the network between the sender (\(stream.source.address)) and this "
                            + "point; a second capture nearer to the sender shows which part loses the packets.")
        }
    }

    /// The rule of `media.delay`.
    static let delay = FindingRule(
        codes: [.delay],
        explains: [
            CodeExplanation(
                .delay, title: "Delayed speech",
                meaning: "Speech takes long from mouth to ear: from 150 ms on people begin to talk at the same time.",
                remedy: "Look for a long way round, a VPN, or filled queues.")
        ],
        page: RulePage(
            checks: "Half of the round trip that control packets show, with the packet and a 60 ms buffer.",
            matters: "From 150 ms from mouth to ear on people begin to talk at the same time; beyond 400 ms a "
                + "conversation is hard work (ITU-T G.114).",
            clears: "A shorter path, or smaller buffers.",
            thresholds: [.delayMilliseconds, .severeDelayMilliseconds, .assumedBufferMilliseconds])
    ) { context in
        let thresholds = context.thresholds
        return context.result.streams.indices.compactMap { index in
            let stream = context.result.streams[index]
            guard stream.media == .audio || stream.media == .unknown, let rtcp = stream.rtcp,
                let roundTrip = wholeRoundTrip(stream, context.result)
            else { return nil }
            // By arrivals alone, pauses would stretch a packet; they do not delay what is said.
            let length =
                stream.packetMillisecondsBasis == .timestamps ? min(stream.packetMilliseconds ?? 20, 200) : 20
            let mouthToEar = roundTrip / 2 + length + thresholds.assumedBufferMilliseconds
            guard mouthToEar >= thresholds.delayMilliseconds else { return nil }
            return Finding(
                code: .delay, severity: mouthToEar >= thresholds.severeDelayMilliseconds ? .fault : .warning,
                symptom: .delayedSpeech, confidence: 0.8, call: stream.call, stream: index,
                summary: "\(StreamWords.whose(stream)) is delayed: at least "
                    + "\(Figures.decimal(mouthToEar, places: 0)) ms from mouth to ear "
                    + "(half of a \(Figures.decimal(roundTrip, places: 0)) ms round trip, the packet, a 60 ms buffer).",
                evidence: rtcp.lastReport.map {
                    [
                        Evidence(
                            packet: $0, at: rtcp.lastReportAt ?? stream.endedAt,
                            text: "Control packets show a round trip of \(Figures.decimal(roundTrip, places: 0)) ms.")
                    ]
                } ?? [],
                remedy: "Look for the long way: a distant relay, a VPN or satellite link, or filled queues on an "
                    + "uplink. If the round trip is short when the link is idle, it is queues.")
        }
    }

    /// The round trip from end to end in ms: what the ends say, else the parts on both sides of the capture point, which
    /// the control packets of both directions show.
    static func wholeRoundTrip(_ stream: MediaStream, _ result: CallAnalysisResult) -> Double? {
        let said = stream.farEnd.last?.roundTripMilliseconds
        guard let own = stream.rtcp?.roundTripMilliseconds else { return said }
        let opposite = stream.call.flatMap { call in
            result.calls[call].streams.lazy.map { result.streams[$0] }
                .filter { $0.source == stream.destination && $0.destination == stream.source }
                .compactMap { $0.rtcp?.roundTripMilliseconds }.max()
        }
        return max(own + (opposite ?? 0), said ?? 0)
    }

    /// The rule of `network.requirement-not-met`.
    static let requirements = FindingRule(
        codes: [.requirementNotMet],
        explains: [
            CodeExplanation(
                .requirementNotMet, title: "Network requirement not met",
                meaning: "A limit that the support program states for the network is not held.",
                remedy: "Compare with the provider's network requirements.")
        ],
        page: RulePage(
            checks: "What the support program requires of the network: delay, jitter, loss, each where the program "
                + "states a limit and the packets can show the figure.",
            matters: "The customer's network has to hold these for the service to be supported.",
            clears: "A network that holds the limit, or another program.",
            thresholds: [
                .requiredOneWayDelayMilliseconds, .requiredJitterMilliseconds, .requiredLossPercent, .judgedPackets,
            ])
    ) { context in
        context.result.streams.indices.flatMap { index -> [Finding] in
            let stream = context.result.streams[index]
            guard stream.media == .audio || stream.media == .unknown else { return [] }
            return NetworkRequirementCheck.all(stream, context.thresholds).filter { $0.verdict == .notMet }.map {
                check in
                Finding(
                    code: .requirementNotMet, severity: .warning, symptom: nil, confidence: 0.9, call: stream.call,
                    stream: index,
                    summary: "\(StreamWords.whose(stream)) does not meet the program's requirement for \(check.name): "
                        + "\(Figures.decimal(check.measured ?? 0, places: 1)) \(check.unit), at most "
                        + "\(Figures.decimal(check.limit, places: 1)) \(check.unit) is allowed.",
                    evidence: [
                        Evidence(packet: stream.lastPacket, at: stream.endedAt, text: "The stream's last packet.")
                    ],
                    remedy: "Compare with the provider's network requirements; priority for voice and a link with room "
                        + "to spare usually meet them.")
            }
        }
    }
}

/// One requirement of the program against one stream.
public struct NetworkRequirementCheck: Sendable {
    /// What came of it.
    public enum Verdict: String, Sendable {
        case met
        case notMet = "not-met"
        case notMeasurable = "not-measurable"
    }
    /// `one-way delay`, `jitter` or `loss`.
    public var name: String
    /// `ms` or `%`.
    public var unit: String
    /// The limit.
    public var limit: Double
    /// The figure; `nil` if the packets do not show it.
    public var measured: Double?

    /// Whether the limit is held.
    public var verdict: Verdict { measured.map { $0 <= limit ? .met : .notMet } ?? .notMeasurable }

    /// The requirements that are stated, judged for a stream.
    public static func all(_ stream: MediaStream, _ thresholds: FindingThresholds) -> [NetworkRequirementCheck] {
        let isLong = stream.counts.expected >= thresholds.judgedPackets
        return [
            thresholds.requiredOneWayDelayMilliseconds.map {
                NetworkRequirementCheck(
                    name: "one-way delay", unit: "ms", limit: $0,
                    measured: stream.rtcp?.roundTripMilliseconds.map { $0 / 2 })
            },
            thresholds.requiredJitterMilliseconds.map {
                NetworkRequirementCheck(
                    name: "jitter", unit: "ms", limit: $0, measured: isLong ? stream.jitter?.meanMilliseconds : nil)
            },
            thresholds.requiredLossPercent.map {
                NetworkRequirementCheck(
                    name: "loss", unit: "%", limit: $0, measured: isLong ? stream.counts.lossPercent : nil)
            },
        ].compactMap { $0 }
    }
}
