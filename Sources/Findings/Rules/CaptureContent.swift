import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `capture.nothing-to-analyze`, `capture.encrypted`.
    static let captureContent = FindingRule(
        codes: [.captureNothingToAnalyze, .captureEncrypted],
        explains: [
            CodeExplanation(
                .captureNothingToAnalyze, title: "Nothing to analyze",
                meaning: "The capture holds neither a call nor audio, so it answers no question about calls.",
                remedy: "Capture where the calls pass, while one is made: signaling and UDP."),
            CodeExplanation(
                .captureEncrypted, title: "Encrypted capture",
                meaning: "The signaling in the capture is encrypted (TLS), or all of it belongs to a private network's "
                    + "tunnel: without keys, who called whom and what was agreed stay unknown.",
                remedy: "Add the key log of the connection, or capture at the server, behind the encryption."),
        ],
        page: RulePage(
            checks: "Whether the captures hold a call or audio at all; and whether what they hold is encrypted.",
            matters: "A capture without telephony answers nothing, and looks like one without faults.",
            clears: "A capture where the calls pass, with keys where signaling is encrypted.")
    ) { context in
        let result = context.result
        guard result.calls.isEmpty else { return [] }
        let unread = result.captures.flatMap(\.unread)
        func packets(_ kind: UnreadContent.Kind) -> Int {
            unread.reduce(0) { $0 + ($1.kind == kind ? $1.packets : 0) }
        }
        let signaling = packets(.securedSignaling)
        let tunnel = packets(.tunnel) + packets(.secureDatagrams)
        let all = result.captures.reduce(0) { $0 + $1.packets }
        guard all > 0 else { return [] }
        let isTunnel = tunnel * 2 > all
        if signaling > 0 || (isTunnel && result.streams.isEmpty) {
            let kind: UnreadContent.Kind = signaling > 0 ? .securedSignaling : .tunnel
            return [
                Finding(
                    code: .captureEncrypted, severity: result.streams.isEmpty ? .warning : .note, confidence: 0.95,
                    summary: signaling > 0
                        ? "The signaling in this capture is encrypted (TLS, \(Figures.count(signaling, "packet", "packets"))), and no "
                            + "key for it is at hand: who called whom, and what was agreed, cannot be told."
                        : "\(Figures.count(tunnel, "packet", "packets")) of \(all) belong to a private network's tunnel (VPN)"
                            + "\(packets(.secureDatagrams) * 2 > tunnel ? ", by DTLS" : ""): what passes inside cannot be "
                            + "seen here.",
                    evidence: (first(kind, of: context) ?? first(.secureDatagrams, of: context)).map { [$0] } ?? [],
                    remedy: signaling > 0
                        ? "Add the key log of the TLS connections, or capture at the server, where signaling is in clear."
                        : "Capture on the tunnel's own interface, or behind its end.")
            ]
        }
        guard result.streams.isEmpty else { return [] }
        let registrations = result.registrations.count
        let others = result.otherRequests.reduce(0) { $0 + $1.requests }
        var holds: [String] = []
        if registrations > 0 { holds.append(Figures.count(registrations, "registration", "registrations")) }
        if others > 0 { holds.append(Figures.count(others, "other SIP request", "other SIP requests")) }
        holds += result.otherSignalingNames.map { "\($0) signaling" }
        let control = result.captures.reduce(0) { $0 + $1.accounting.rtcp }
        if control > 0 {
            let packets = Figures.count(control, "control packet", "control packets")
            holds.append("\(packets) (RTCP) of media that is not here")
        }
        for (kind, name) in [
            (UnreadContent.Kind.secured, "encrypted web traffic"), (.web, "web traffic"), (.tunnel, "a VPN"),
            (.secureDatagrams, "datagrams within DTLS"),
        ]
        where packets(kind) > 0 {
            holds.append(name)
        }
        let list = holds.isEmpty ? "" : " It holds \(holds.joined(separator: ", "))."
        return [
            Finding(
                code: .captureNothingToAnalyze, severity: .warning, confidence: 0.95,
                summary: "There is no call and no audio in \(Figures.count(all, "packet", "packets")).\(list)",
                evidence: [],
                remedy: "Capture where the calls pass, and make one meanwhile: "
                    + "tcpdump -i any -s 0 -w call.pcap udp or tcp port 5060")
        ]
    }

    private static func first(_ kind: UnreadContent.Kind, of context: FindingContext) -> Evidence? {
        for capture in context.result.captures {
            if let found = capture.unread.first(where: { $0.kind == kind }), let at = found.firstAt {
                return Evidence(packet: found.firstPacket, at: at, text: "The first such packet.")
            }
        }
        return nil
    }

    /// The rule of `capture.clock-jump`.
    static let captureClockJump = FindingRule(
        codes: [.captureClockJump],
        explains: [
            CodeExplanation(
                .captureClockJump, title: "Clock of the capture set back",
                meaning:
                    "The clock of the capturing machine was set back within the capture: times before and after do "
                    + "not compare.",
                remedy: "Let the machine keep time (NTP) before capturing; judge the parts before and after by "
                    + "themselves.")
        ],
        page: RulePage(
            checks: "Whether the times of neighbouring packets go back by more than a second.",
            matters: "Durations, delays and jitter across such a step are wrong.",
            clears: "A capture from a machine that keeps time.")
    ) { context in
        context.result.captures.compactMap { capture in
            guard capture.clockJumps > 0, let packet = capture.firstClockJump, let at = capture.firstClockJumpAt else {
                return nil
            }
            return Finding(
                code: .captureClockJump, severity: .note, confidence: 0.9,
                summary:
                    "The clock of \(capture.name) goes back \(Figures.count(capture.clockJumps, "time", "times")), by "
                    + "\(Figures.decimal(capture.firstClockJumpSeconds, places: 1)) s at packet \(packet.number): times before and after "
                    + "do not compare.",
                evidence: [
                    Evidence(
                        packet: packet, at: at, text: "The time of this packet lies before that of the one before.")
                ],
                remedy:
                    "Judge what lies before and after by itself. Files that were joined can be sorted by time; a machine that "
                    + "captures should keep time (NTP).")
        }
    }

    /// The rule of `capture.batched-times`.
    static let captureBatchedTimes = FindingRule(
        codes: [.captureBatchedTimes],
        explains: [
            CodeExplanation(
                .captureBatchedTimes, title: "Packets recorded in batches",
                meaning:
                    "The capturing program looked for packets once in a while, and gave all that had come the time of its "
                    + "look: when each of them came is not known.",
                remedy:
                    "Capture again where packets are stamped as they come: on the telephone system, a switch's mirror "
                    + "port, or with tcpdump --immediate-mode.")
        ],
        page: RulePage(
            checks: "Whether both directions, and everything else, come together again and again after silences of one "
                + "length in which the capture holds nothing.",
            matters: "Jitter, lateness and break-up by late packets would be those of the recording; they are not "
                + "measured. Loss is.",
            clears: "A capture that stamps packets as they come.")
    ) { context in
        context.result.captures.compactMap { capture in
            guard let batched = capture.batchedTimes else { return nil }
            return Finding(
                code: .captureBatchedTimes, severity: .note, confidence: 0.9,
                summary:
                    "The packets of \(capture.name) were recorded in batches: \(batched.silences) times, each of about "
                    + "\(Figures.decimal(batched.milliseconds, places: 0)) ms, it holds nothing of anybody, then both "
                    + "directions at once. Jitter and lateness are not measured.",
                evidence: [
                    Evidence(
                        packet: batched.endedBy, at: batched.at,
                        text: "The first packet after the first of these silences.")
                ],
                remedy:
                    "Capture again where packets are stamped as they come: on the telephone system, a switch's mirror "
                    + "port, or with tcpdump --immediate-mode.")
        }
    }

    /// The rule of `media.crosstalk`.
    static let crosstalk = FindingRule(
        codes: [.crosstalk],
        explains: [
            CodeExplanation(
                .crosstalk, title: "Two senders to one port",
                meaning:
                    "Two sources send audio to one port of a listener at the same time: it plays one of them, both "
                    + "mixed, or now this and now that.",
                remedy: "Look which of the two belongs to the call: often a relay or device goes on sending to a port "
                    + "that another call uses by now.")
        ],
        page: RulePage(
            checks:
                "Two sources of audio that send to one port of a listener at the same time: two hosts, or one that sends two "
                + "streams where one was agreed. A listener on hold listens as well.",
            matters:
                "A listener plays one of them, or both, or changes between them: strangers are heard, or words break.",
            clears: "One sender for each port.",
            thresholds: [.crosstalkSeconds, .judgedPackets])
    ) { context in
        let result = context.result
        var byDestination: [TransportEndpoint: [Int]] = [:]
        for index in result.streams.indices {
            let stream = result.streams[index]
            guard stream.media == .audio, stream.role == .media, stream.sameMedia == nil,
                !stream.destination.address.isMulticast,
                stream.counts.received >= context.thresholds.judgedPackets
            else { continue }
            byDestination[stream.destination, default: []].append(index)
        }
        return byDestination.values.filter { $0.count > 1 && $0.count <= 64 }.compactMap { crossing($0, context) }
            .sorted { ($0.stream ?? 0) < ($1.stream ?? 0) }
    }

    /// Whether the listener was to hear the senders then: several phones that ring send at once. Who is put on hold listens.
    private static func isConversation(
        _ stream: MediaStream, _ call: Int?, _ from: CaptureTime, _ until: CaptureTime, _ context: FindingContext
    ) -> Bool {
        let result = context.result
        guard let call else { return true }
        guard let answered = result.calls[call].answeredAt,
            until.seconds(since: max(from, answered)) >= context.thresholds.crosstalkSeconds
        else {
            return false
        }
        return !result.calls[call].media.contains { span in
            guard span.kind == .audio, !span.isEarly, span.from < until, (span.until ?? until) > from else {
                return false
            }
            guard let sender = stream.direction.sender else {
                return !(span.permitsMedia(from: .calling) && span.permitsMedia(from: .called))
            }
            return !span.permitsMedia(from: sender)
        }
    }

    /// Whether two streams may come from one host and be of one call: of several lines, or of WebRTC, whose one port carries
    /// all of them.
    private static func mayShareAPort(_ left: MediaStream, _ right: MediaStream, _ context: FindingContext) -> Bool {
        guard let call = left.call, right.call == call, left.source == right.source, !left.encrypted, !right.encrypted
        else { return true }
        let lines = context.result.calls[call].media.filter { $0.kind == .audio && $0.sides[.calling] != nil }
        let isPlain = lines.allSatisfy { line in
            CallSide.allCases.allSatisfy { line.sides[$0].map { !UndeliveredMedia.isSecured($0.transport) } ?? true }
        }
        return lines.isEmpty || !isPlain || Set(lines.map(\.line)).count > 1
    }

    /// Whether a stream carries sound by its payload types: not digits or comfort noise alone.
    private static func carriesSound(_ stream: MediaStream) -> Bool {
        let name = stream.payloadTypes.first?.encoding?.lowercased()
        return name != "telephone-event" && name != "cn"
    }

    private static func crossing(_ group: [Int], _ context: FindingContext) -> Finding? {
        let result = context.result
        for (place, one) in group.enumerated() {
            for other in group[(place + 1)...] {
                let (left, right) = (result.streams[one], result.streams[other])
                guard left.ssrc != right.ssrc, carriesSound(left), carriesSound(right),
                    left.source.address != right.source.address || !mayShareAPort(left, right, context)
                else { continue }
                let from = max(left.startedAt, right.startedAt)
                let until = min(left.endedAt, right.endedAt)
                // A change of sender overlaps for a moment.
                let seconds = until.seconds(since: from)
                guard seconds >= context.thresholds.crosstalkSeconds,
                    // A packet that strays in long after the rest is no second voice.
                    left.longestGapSeconds < 0.5 * seconds, right.longestGapSeconds < 0.5 * seconds,
                    isConversation(
                        left.direction.sender == nil ? right : left, left.call ?? right.call, from, until, context)
                else {
                    continue
                }
                let later = left.startedAt <= right.startedAt ? other : one
                let stranger = result.streams[later]
                let isOneHost = left.source == right.source
                let sources =
                    isOneHost
                    ? "two voices from \(left.source), told apart by their SSRC alone"
                    : "\(left.source) and \(right.source)"
                return Finding(
                    code: .crosstalk, severity: .warning, confidence: 0.8, call: left.call ?? right.call, stream: later,
                    summary: "Two sources send audio to \(left.destination) at the same time for "
                        + "\(Figures.decimal(until.seconds(since: from), places: 1)) s: \(sources). Who "
                        + "listens there hears one of them, both mixed, or now this and now that.",
                    evidence: [
                        Evidence(
                            packet: stranger.firstPacket, at: stranger.startedAt,
                            text:
                                "The second source, \(isOneHost ? "of another SSRC" : "\(stranger.source)"), begins here."
                        )
                    ],
                    remedy:
                        "Find out which of the two belongs to the call: often a relay or device goes on sending to a port that "
                        + "another call uses by now.")
            }
        }
        return nil
    }
}
