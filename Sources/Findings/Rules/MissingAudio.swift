import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `media.one-way-audio`, `media.no-audio`.
    static let missingAudio = FindingRule(
        codes: [.oneWayAudio, .noAudio],
        explains: [
            CodeExplanation(
                .oneWayAudio, title: "One-way audio",
                meaning:
                    "One party was heard by the other, but could not hear it: both sides had agreed to audio, and in "
                    + "one direction it was not sent or could not arrive.",
                remedy: "The cause named with it says where to look; the packets listed show it."),
            CodeExplanation(
                .noAudio, title: "No audio",
                meaning: "Neither party could hear the other, though both had agreed to audio.",
                remedy: "Check the audio path of both devices and that firewalls let UDP through. With cause "
                    + "not-visible-from-here the capture simply does not hold the audio."),
        ],
        page: RulePage(
            checks: "In each answered call, whether each side's audio was sent and could arrive while both sides had "
                + "agreed to it. Spans of hold, early media, and calls too short to tell are left out.",
            matters: "One-way audio is the complaint customers make most and traces explain least.",
            clears: "RTP in the direction, to the place where the receiver listens.",
            thresholds: [
                .conversationSeconds, .audiblePackets, .judgedPackets, .fallenSilentSeconds, .unacknowledgedSeconds,
                .unreportedSeconds, .icmpErrors, .silentSeconds, .shortestStretchSeconds, .nearlyAllShare,
                .followingSeconds, .refusalSeconds,
            ],
            example: "one-way-private-address")
    ) { context in
        let relayed = RelayedMedia(context: context).findings()
        let found = context.result.calls.indices.flatMap { index in
            guard context.result.calls[index].answeredAt != nil else { return [Finding]() }
            return MissingAudio(context: context, index: index).findings()
        }
        return ConversationFaults(context.result).reduced(relayed + found)
    }
}

/// The verdict on one call; what looks into a cause refers to it.
final class MissingAudio {
    let context: FindingContext
    let index: Int
    let call: Call
    /// The spans of conversation in which the calling party could send, and those in which the called party could.
    private let spans: (calling: [Span], called: [Span])

    /// A span of time.
    typealias Span = (from: CaptureTime, until: CaptureTime)

    init(context: FindingContext, index: Int) {
        self.context = context
        self.index = index
        let call = context.result.calls[index]
        self.call = call
        func spans(_ side: CallSide) -> [Span] {
            call.media.filter { $0.kind == .audio && !$0.isEarly && $0.expectsMedia(from: side) }
                .map { ($0.from, min($0.until ?? context.captureEnd, context.captureEnd)) }
        }
        self.spans = (spans(.calling), spans(.called))
    }

    /// Why one side cannot hear the other.
    struct Deafness {
        var listener: CallSide
        var cause: MediaFaultCause
        var severity = FindingSeverity.fault
        var confidence: Double
        var stream: Int?
        var what: String
        var evidence: [Evidence]
        var excluded: [ExcludedCause] = []
        var remedy: String
        /// The stretch concerned; `nil` for the whole conversation.
        var span: Span?
    }

    /// Findings that one call can have for one side.
    static let mostPerSide = 4

    func findings() -> [Finding] {
        guard call.answeredAt != nil else { return [] }
        let expected = CallSide.allCases.filter { seconds(from: $0) >= context.thresholds.conversationSeconds }
        guard !expected.isEmpty else { return [] }
        let silent = expected.filter { anything(from: $0).isEmpty && !keepsSilence($0) }
        if silent.count == 2 { return [nobodySends()] }
        var deaf: [Deafness] = []
        for side in expected {
            if silent.contains(side) {
                if let found = SilentSide(verdict: self, sender: side).deafness() { deaf.append(found) }
                continue
            }
            let own = UndeliveredMedia(verdict: self, sender: side).deafnesses()
            deaf += own.prefix(Self.mostPerSide)
            let isToTheEnd = own.contains { found in
                found.span.map { latest(of: side).seconds(since: $0.until) < context.thresholds.shortestStretchSeconds }
                    ?? true
            }
            if !isToTheEnd, let found = FellSilent(verdict: self, sender: side).deafness() { deaf.append(found) }
        }
        return bothSides(deaf)
    }

    /// What both sides miss at one time is one finding.
    private func bothSides(_ deaf: [Deafness]) -> [Finding] {
        var single: [Deafness] = []
        var findings: [Finding] = []
        var rest = deaf
        while let one = rest.first {
            rest.removeFirst()
            let partner = rest.firstIndex {
                $0.listener != one.listener && $0.severity != .note && one.severity != .note && isOneSpan(one, $0)
            }
            if let partner {
                findings.append(bothDeaf([one, rest.remove(at: partner)]))
            } else {
                single.append(one)
            }
        }
        return findings + single.map(finding)
    }

    /// Whether two stretches are the same but for their ends.
    private func isOneSpan(_ one: Deafness, _ other: Deafness) -> Bool {
        let (left, right) = (whole(one), whole(other))
        let shared = min(left.until, right.until).seconds(since: max(left.from, right.from))
        return shared > 0.5 * max(left.until.seconds(since: left.from), right.until.seconds(since: right.from))
    }

    /// The stretch of a deafness, the whole conversation where it names none.
    private func whole(_ deaf: Deafness) -> Span { deaf.span ?? whole(of: deaf.listener.other) }

    /// From the first moment in which `side` could send to the last.
    func whole(of side: CallSide) -> Span {
        let spans = spans(from: side)
        return (spans.map(\.from).min() ?? call.startedAt, spans.map(\.until).max() ?? context.captureEnd)
    }

    /// The end of the last span in which `side` could send.
    private func latest(of side: CallSide) -> CaptureTime {
        spans(from: side).map(\.until).max() ?? context.captureEnd
    }

    /// Whether a stretch is nearly all of the conversation in which `side` could send.
    func isNearlyAll(_ span: Span, from side: CallSide) -> Bool {
        span.until.seconds(since: span.from) >= 0.85 * seconds(from: side)
    }

    /// Seconds in which `side` could send and the other could receive.
    func seconds(from side: CallSide) -> Double {
        spans(from: side).reduce(0) { $0 + max(0, $1.until.seconds(since: $1.from)) }
    }

    /// Of these, the seconds after an instant.
    func seconds(from side: CallSide, since: CaptureTime) -> Double {
        spans(from: side).reduce(0) { $0 + max(0, $1.until.seconds(since: max($1.from, since))) }
    }

    /// The spans of conversation in which `side` could send.
    func spans(from side: CallSide) -> [Span] { side == .calling ? spans.calling : spans.called }

    /// The audio streams of `side` within those spans, however few packets of them are here.
    func anything(from side: CallSide) -> [Int] {
        let spans = spans(from: side)
        return context.audio(of: call, from: side).filter { index in
            let (startedAt, endedAt) = (context.result.streams[index].startedAt, context.result.streams[index].endedAt)
            return spans.contains { $0.from <= endedAt && startedAt <= $0.until }
        }
    }

    /// Those of them that are enough to judge where they go, and whether they arrive.
    func sent(by side: CallSide) -> [Int] {
        anything(from: side).filter {
            context.result.streams[$0].counts.received >= context.thresholds.audiblePackets
        }
    }

    /// What `side` described of its audio line for the conversation at `time`; of the time before it, the first.
    func description(of side: CallSide, at time: CaptureTime) -> MediaSideDescription? {
        let described = call.media.filter { $0.kind == .audio && !$0.isEarly }
        return (described.last { $0.from <= time } ?? described.first)?.sides[side]
    }

    /// Whether the few packets of `side` say that it is silent by choice: comfort noise (RFC 3389).
    func keepsSilence(_ side: CallSide) -> Bool {
        context.audio(of: call, from: side).contains { index in
            context.result.streams[index].payloadTypes.contains { $0.number == 13 || $0.encoding?.uppercased() == "CN" }
        }
    }

    /// What `side` last described of its audio line.
    func description(of side: CallSide) -> MediaSideDescription? {
        call.media.last { $0.kind == .audio && !$0.isEarly }?.sides[side]
    }

    /// The packet that answered the call.
    var answer: Evidence? {
        guard let message = call.messages.first(where: { $0.method == "INVITE" && ($0.status ?? 0) / 100 == 2 }) else {
            return nil
        }
        return Evidence(packet: message.packet, at: message.at, text: "The call was answered here.")
    }

    /// Where `side` said it receives.
    func announcement(of side: CallSide) -> Evidence? {
        guard let described = description(of: side) else { return nil }
        return announcement(of: side, described)
    }

    /// Where `side` said in `described` that it receives.
    func announcement(of side: CallSide, _ described: MediaSideDescription) -> Evidence? {
        guard let message = call.messages.first(where: { $0.packet == described.packet }) else { return nil }
        return Evidence(
            packet: described.packet, at: message.at,
            text: "\(side.party.capitalizedFirst) asks for media at \(described.receivesAt).")
    }

    /// RTCP sources of `side` in this call.
    func rtcpSources(of side: CallSide) -> [RTCPSource] {
        context.rtcpSources(ofCall: index).filter { $0.side == side }
    }

    // MARK: Nobody sends

    /// The handshake between the media addresses of both sides that never came to its end; `nil` if there is none.
    var brokenHandshake: MediaHandshake? {
        let asked = Set(CallSide.allCases.compactMap { description(of: $0)?.receivesAt })
        let ended = call.endedAt ?? context.captureEnd
        return context.result.handshakes.last {
            !$0.isComplete && $0.fromClient + $0.fromServer >= 2 && $0.firstAt >= call.startedAt && $0.firstAt <= ended
                && (asked.contains($0.client) || asked.contains($0.server))
        }
    }

    private func nobodySends() -> Finding {
        if let handshake = brokenHandshake { return unkeyed(handshake) }
        let rtcp = context.rtcpSources(ofCall: index)
        let hosts = Set(CallSide.allCases.compactMap { description(of: $0)?.receivesAt.address })
        // Media of the same hosts elsewhere in the capture shows that it would be seen here.
        let isVisible = !rtcp.isEmpty || context.hasStream(between: hosts)
        var evidence = [answer].compactMap { $0 } + CallSide.allCases.compactMap(announcement)
        evidence += rtcp.prefix(2).map {
            Evidence(packet: $0.firstPacket, at: $0.firstSeenAt, text: "RTCP of this call passes here, audio does not.")
        }
        guard isVisible else {
            return Finding(
                code: .noAudio, severity: .note, symptom: nil, cause: .notVisibleFromHere, confidence: 0.4,
                call: index,
                summary: "The capture holds no audio of this call in either direction. It may take another way: "
                    + "nothing shows that media passes the point of capture.",
                evidence: evidence,
                remedy: "Capture where the audio passes, at the phone or at the media gateway, and without a filter "
                    + "on port 5060: tcpdump -i any -s 0 -w call.pcap udp")
        }
        return Finding(
            code: .noAudio, severity: .fault, symptom: .noAudio, cause: .peerNeverSent, confidence: 0.8, call: index,
            summary: "Neither party could hear the other: both agreed to audio, and neither sent any packet in "
                + "\(Figures.decimal(max(seconds(from: .calling), seconds(from: .called)), places: 1)) s.",
            evidence: evidence,
            excluded: [
                ExcludedCause(cause: .onHold, because: "neither side put the call on hold"),
                ExcludedCause(cause: .notVisibleFromHere, because: "other packets of this call's media pass here"),
            ],
            remedy: "Check on both phones that a microphone and an audio codec are in use, and that a firewall between "
                + "them and this point lets UDP through.")
    }

    /// Nobody sends, because the keys that both agreed to make are never made.
    private func unkeyed(_ handshake: MediaHandshake) -> Finding {
        let answer =
            handshake.fromServer == 0
            ? "\(handshake.server) answers none of them" : "it stops half-way"
        var made = Finding(
            code: .noAudio, severity: .fault, symptom: .noAudio, cause: .handshakeIncomplete, confidence: 0.9,
            call: index,
            summary: "Neither party could hear the other: the DTLS handshake that makes the keys of the audio never "
                + "comes to its end. \(handshake.client) sends "
                + "\(Figures.count(handshake.fromClient, "datagram", "datagrams")) of it, and \(answer).",
            evidence: CallSide.allCases.compactMap(announcement) + [
                Evidence(packet: handshake.firstPacket, at: handshake.firstAt, text: "The handshake begins here."),
                Evidence(packet: handshake.lastPacket, at: handshake.lastAt, text: "The last of it that is seen."),
            ],
            excluded: [ExcludedCause(cause: .onHold, because: "neither side put the call on hold")],
            remedy: "Let a firewall on the way pass UDP both ways between \(handshake.client) and \(handshake.server); "
                + "compare the fingerprints and the setup attribute (active, passive) of both descriptions.")
        made.from = call.answeredAt
        made.until = max(call.answeredAt ?? handshake.lastAt, call.endedAt ?? context.captureEnd)
        return made
    }

    /// The cause that explains the other comes first: who gets nothing often sends nothing, or cannot report.
    private func bothDeaf(_ found: [Deafness]) -> Finding {
        let weak: [MediaFaultCause] = [.receiverReportsNothing, .peerNeverSent]
        let deaf = found.sorted {
            (weak.firstIndex(of: $0.cause) ?? weak.count) > (weak.firstIndex(of: $1.cause) ?? weak.count)
        }
        let reasons = deaf.map { "\($0.listener.party.capitalizedFirst) cannot hear: \($0.what)" }
        let spans = deaf.map(whole)
        let common: Span = (spans.map(\.from).max() ?? spans[0].from, spans.map(\.until).min() ?? spans[0].until)
        let isPart = deaf.contains { $0.span != nil } && !isNearlyAll(common, from: deaf[0].listener.other)
        var made = Finding(
            code: .noAudio, severity: deaf.contains { $0.severity == .fault } ? .fault : .warning, symptom: .noAudio,
            cause: deaf[0].cause,
            confidence: min(deaf[0].confidence, deaf[1].confidence), call: index,
            summary: "Neither party could hear the other\(isPart ? Self.words(common) : ""). "
                + reasons.joined(separator: " "),
            evidence: deaf.flatMap(\.evidence), excluded: deaf[0].excluded,
            remedy: deaf[0].remedy == deaf[1].remedy ? deaf[0].remedy : deaf[0].remedy + " " + deaf[1].remedy)
        (made.from, made.until) = (common.from, common.until)
        made.streams = deaf.compactMap(\.stream)
        return made
    }

    /// ` from 14:03:20 to 14:03:32`.
    static func words(_ span: Span) -> String { " from \(Figures.clock(span.from)) to \(Figures.clock(span.until))" }

    private func finding(_ deaf: Deafness) -> Finding {
        let (listener, sender) = (deaf.listener.party, deaf.listener.other.party)
        let isPart = deaf.span.map { !isNearlyAll($0, from: deaf.listener.other) } ?? false
        let when = isPart ? deaf.span.map(Self.words) ?? "" : ""
        var made = Finding(
            code: .oneWayAudio, severity: deaf.severity, symptom: deaf.severity == .note ? nil : .oneWayAudio,
            cause: deaf.cause, cannotHear: deaf.listener, confidence: deaf.confidence, call: index,
            stream: deaf.stream,
            summary:
                deaf.cause == .notVisibleFromHere
                ? "Whether \(listener) heard \(sender)\(when) cannot be told: \(deaf.what)"
                : "\(listener.capitalizedFirst) could not hear \(sender)\(when): \(deaf.what)",
            evidence: deaf.evidence, excluded: deaf.excluded, remedy: deaf.remedy)
        let span = whole(deaf)
        (made.from, made.until) = (span.from, max(span.from, span.until))
        return made
    }
}

extension NegotiatedMedia {
    /// Whether `side` may send, and has an address for its audio.
    func expectsMedia(from side: CallSide) -> Bool { permitsMedia(from: side) && !lacksAddress(side) }

    /// Whether `side` writes 0.0.0.0: it asks for no audio yet, or holds. With ICE (WebRTC) it tells its address elsewhere.
    func lacksAddress(_ side: CallSide) -> Bool {
        guard let own = sides[side] else { return false }
        return own.receivesAt.address.isUnspecified && !UndeliveredMedia.isSecured(own.transport)
    }
}

extension String {
    /// With a capital at the beginning of a sentence.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
