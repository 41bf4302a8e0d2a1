import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `capture.drops`.
    static let captureDrops = FindingRule(
        codes: [.captureDrops],
        explains: [
            CodeExplanation(
                .captureDrops, title: "Packets missing from the capture",
                meaning: "Packets were delivered but not recorded; the receivers report that they lost nothing.",
                remedy: "Capture with a larger buffer and a filter.")
        ],
        page: RulePage(
            checks: "Packets that were delivered and are not in the capture.",
            matters: "Such gaps look like loss, and are none.",
            clears: "A capture on a faster machine, with a filter and a larger buffer.",
            thresholds: [.acknowledgedGaps],
            example: "capture-dropped")
    ) { context in
        let streams = context.result.streams.filter { $0.counts.missingFromCapture > 0 }
        let missing = streams.reduce(0) { $0 + $1.counts.missingFromCapture }
        guard missing > 0 else { return reportedDrops(context) }
        let outages = context.result.captureOutages
        let seconds = outages.reduce(0.0) { $0 + $1.until.seconds(since: $1.from) }
        // Of two streams alone it is likely; of all of several calls it is sure.
        let isPair = outages.allSatisfy { $0.streams < 4 }
        let why =
            outages.isEmpty
            ? streams.allSatisfy(\.holdsEventsOnly)
                ? "only keyed digits are here, and the audio between them was filtered out."
                : "the receivers report that they lost nothing."
            : "\(Figures.count(outages.count, "time", "times")) every stream stops at once, in both directions "
                + "(\(Figures.decimal(seconds, places: 1)) s in all), "
                + (isPair
                    ? "from one moment to one moment, as where a recording pauses or a file was shortened."
                    : "which only the recording can cause.")
        return [
            Finding(
                code: .captureDrops, severity: .warning, confidence: outages.isEmpty ? 0.9 : isPair ? 0.8 : 0.95,
                summary: "\(Figures.count(missing, "packet", "packets")) of "
                    + "\(Figures.count(streams.count, "stream", "streams")) were delivered but not recorded: " + why,
                evidence: outages.prefix(3).map {
                    Evidence(
                        packet: $0.endedBy, at: $0.until,
                        text: "\($0.streams) streams go on together here; \($0.packets) packets are missing before.")
                }
                    + streams.prefix(outages.isEmpty ? 3 : 0).compactMap { stream in
                        if stream.holdsEventsOnly, let digit = stream.events.first {
                            return Evidence(
                                packet: digit.packet, at: digit.at,
                                text: "A keyed digit; the sequence numbers between the digits are not here.")
                        }
                        return stream.rtcp?.lastReceiverReport.map {
                            Evidence(
                                packet: $0, at: stream.rtcp?.lastReceiverReportAt ?? stream.endedAt,
                                text:
                                    "The receiver reports 0 lost; \(stream.counts.missingFromCapture) are missing here."
                            )
                        }
                    },
                remedy: "Capture again with a larger buffer and only what is needed: "
                    + "tcpdump -i any -s 0 -B 65536 -w call.pcap udp")
        ]
    }

    /// The file itself says that packets were dropped, or TCP shows it, though no stream shows which.
    private static func reportedDrops(_ context: FindingContext) -> [Finding] {
        context.result.captures.compactMap { capture in
            var reasons: [String] = []
            if let drops = capture.interfaceDrops, drops > 0 {
                reasons.append("it says itself that \(drops == 1 ? "1 packet was" : "\(drops) packets were") dropped")
            }
            if capture.acknowledgedGaps >= context.thresholds.acknowledgedGaps {
                reasons.append(
                    "\(capture.acknowledgedGaps) times a TCP receiver acknowledges data that is not in it")
            }
            guard !reasons.isEmpty else { return nil }
            return Finding(
                code: .captureDrops, severity: .warning, confidence: reasons.count > 1 ? 0.95 : 0.9,
                summary: "\(capture.name) lacks packets that passed: " + reasons.joined(separator: ", and ")
                    + ". Loss and silence found here may be the capture's own.",
                evidence: capture.firstAcknowledgedGap.map {
                    [
                        Evidence(
                            packet: $0, at: capture.firstAcknowledgedGapAt ?? CaptureTime(nanoseconds: 0),
                            text: "Data is acknowledged here that is not in the capture.")
                    ]
                } ?? [],
                remedy: "Capture again with a larger buffer and only what is needed: "
                    + "tcpdump -i any -s 0 -B 65536 -w call.pcap udp")
        }
    }

    /// The rule of `capture.duplicates`.
    static let captureDuplicates = FindingRule(
        codes: [.captureDuplicates],
        explains: [
            CodeExplanation(
                .captureDuplicates, title: "Packets captured twice",
                meaning: "The capture holds packets twice, as mirror ports make them. They are counted once.",
                remedy: "Mirror one direction, or capture on one interface.")
        ],
        page: RulePage(
            checks: "Packets that the capture holds twice.",
            matters: "Tools that count copies show negative loss; here they are set apart.",
            clears: "Mirror one direction of a port only, or one interface instead of \"any\".",
            thresholds: [.copiesPercent],
            example: "captured-twice")
    ) { context in
        context.result.captures.indices.compactMap { index in
            let capture = context.result.captures[index]
            let copies = capture.accounting.duplicate
            guard capture.packets > 0,
                100 * Double(copies) / Double(capture.packets) >= context.thresholds.copiesPercent
            else { return nil }
            let example = context.result.streams.first { $0.captureCopies > 0 }
            return Finding(
                code: .captureDuplicates, severity: .note, confidence: 0.95,
                summary: "The capture holds \(copies) of its \(capture.packets) packets twice. They are counted once.",
                evidence: example.map {
                    [Evidence(packet: $0.firstPacket, at: $0.startedAt, text: "A stream whose packets come twice.")]
                } ?? [],
                remedy: "Nothing is lost by it. To avoid it, mirror a port in one direction, or capture on one "
                    + "interface (tcpdump -i eth0) and not on any.")
        }
    }

    /// The rule of `capture.truncated-packets`.
    static let captureTruncatedPackets = FindingRule(
        codes: [.captureTruncatedPackets],
        explains: [
            CodeExplanation(
                .captureTruncatedPackets, title: "Packets cut short",
                meaning: "Packets were cut when they were captured.",
                remedy: "Capture whole packets: tcpdump -s 0.")
        ],
        page: RulePage(
            checks: "Packets cut by a snap length.",
            matters: "Signaling that is cut hides who called whom; audio that is cut cannot be heard.",
            clears: "A capture without a snap length.")
    ) { context in
        context.result.captures.compactMap { capture in
            guard capture.truncatedPackets > 0 else { return nil }
            return Finding(
                code: .captureTruncatedPackets, severity: .warning, confidence: 1,
                summary: "\(capture.truncatedPackets) of \(capture.packets) packets were cut when they were captured. "
                    + "Loss and jitter are right all the same; signaling may be incomplete.",
                evidence: [],
                remedy: "Capture whole packets: tcpdump -i any -s 0 -w call.pcap udp or tcp port 5060")
        }
    }

    /// The rule of `capture.no-signaling`.
    static let captureNoSignaling = FindingRule(
        codes: [.captureNoSignaling],
        explains: [
            CodeExplanation(
                .captureNoSignaling, title: "Capture without signaling",
                meaning: "There is audio without the setup of its call by SIP; other signaling that is there is named.",
                remedy: "Capture signaling too, from before the call.")
        ],
        page: RulePage(
            checks: "Audio without any call that set it up.",
            matters: "Without signaling nobody can tell who talks to whom, or whether silence was agreed.",
            clears: "A capture that includes signaling: port 5060, or the port in use, from before the call.")
    ) { context in
        guard let stream = context.result.streams.first, context.result.calls.isEmpty else { return [] }
        let named = context.result.otherSignalingNames
        if !named.isEmpty {
            let first = context.result.captures.lazy.compactMap { $0.otherSignaling.first }.first
            let words = named.joined(separator: " and ")
            return [
                Finding(
                    code: .captureNoSignaling, severity: .note, confidence: 0.9,
                    summary: "The calls in this capture are set up by \(words), which Earshot names but does not "
                        + "follow, so numbers and holds are not known. The audio is measured.",
                    evidence: [
                        Evidence(
                            packet: first?.firstPacket ?? stream.firstPacket, at: first?.firstAt ?? stream.startedAt,
                            text: "The first packet of \(named.first ?? words).")
                    ],
                    remedy: "To have calls told apart, capture where they are set up by SIP, if they are anywhere.")
            ]
        }
        let what = HearingProof.kind(of: context.result.streams)
        return [
            Finding(
                code: .captureNoSignaling, severity: .note, confidence: 0.9,
                summary: "The capture holds \(what) but no call setup, so numbers, holds and codecs are not known.",
                evidence: [
                    Evidence(packet: stream.firstPacket, at: stream.startedAt, text: "The first packet of a stream.")
                ],
                remedy: "Capture the call setup too, and start before the call: "
                    + "tcpdump -i any -s 0 -w call.pcap udp or tcp port 5060. If setup is encrypted (TLS), capture at "
                    + "the server, or add its key log (--keys).")
        ]
    }

    /// The rule of `capture.starts-mid-call`.
    static let captureStartsMidCall = FindingRule(
        codes: [.captureStartsMidCall],
        explains: [
            CodeExplanation(
                .captureStartsMidCall, title: "Capture starts in mid-call",
                meaning: "A call was going on when the capture began.",
                remedy: "Start before the call.")
        ],
        page: RulePage(
            checks: "Calls that were going on when the capture began.",
            matters: "What was agreed before is not known.",
            clears: "A capture that starts before the call.")
    ) { context in
        context.result.calls.indices.compactMap { index in
            let call = context.result.calls[index]
            guard !call.sawInitialInvite, let first = call.messages.first,
                // A provisional response is sent at once: the call began here.
                !(first.method == "INVITE" && (100...199).contains(first.status ?? 0)),
                // Of a capture of one direction the INVITE is missing from the start.
                OneDirection.proof(ofCall: index, context)?.side != .called
            else { return nil }
            return Finding(
                code: .captureStartsMidCall, severity: .note, confidence: 0.95, call: index,
                summary: "This call was already going on when the capture began.",
                evidence: [Evidence(packet: first.packet, at: first.at, text: "The first message of the call seen.")],
                remedy: "Start capturing before the call is placed.")
        }
    }

    /// The rule of `capture.ends-early`.
    static let captureEndsEarly = FindingRule(
        codes: [.captureEndsEarly],
        explains: [
            CodeExplanation(
                .captureEndsEarly, title: "Capture ends in mid-call",
                meaning: "A call goes on when the capture ends.",
                remedy: "Let the capture run until the call is over.")
        ],
        page: RulePage(
            checks: "Answered calls that go on when the capture ends.",
            matters: "How the call ended is not known.",
            clears: "A capture that runs until the call is over.")
    ) { context in
        context.result.calls.indices.compactMap { index in
            let call = context.result.calls[index]
            guard call.outcome == .answered, call.endedAt == nil, let last = call.messages.last else { return nil }
            return Finding(
                code: .captureEndsEarly, severity: .note, confidence: 0.9, call: index,
                summary: "The capture ends before this call does.",
                evidence: [Evidence(packet: last.packet, at: last.at, text: "The last message of the call seen.")],
                remedy: "Let the capture run until the call has ended.")
        }
    }
}
