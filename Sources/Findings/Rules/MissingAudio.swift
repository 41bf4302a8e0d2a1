import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// **What it checks.** In each answered call, whether each side's audio was sent and could arrive while both sides
    /// had agreed to it. Spans of hold, early media, and calls too short to tell are left out.
    ///
    /// **Why it matters.** One-way audio is the complaint customers make most and traces explain least.
    ///
    /// **What clears it.** RTP in the direction, to the place where the receiver listens.
    static let missingAudio = FindingRule(codes: [.oneWayAudio, .noAudio]) { context in
        context.result.calls.indices.flatMap { index in
            guard context.result.calls[index].answeredAt != nil else { return [Finding]() }
            return MissingAudio(context: context, index: index).findings()
        }
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
            call.media.filter { $0.kind == .audio && !$0.isEarly && $0.permitsMedia(from: side) }
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
    }

    func findings() -> [Finding] {
        guard call.answeredAt != nil else { return [] }
        let expected = CallSide.allCases.filter { seconds(from: $0) >= context.thresholds.conversationSeconds }
        guard !expected.isEmpty else { return [] }
        let silent = expected.filter { sent(by: $0).isEmpty && !keepsSilence($0) }
        if silent.count == 2 { return [nobodySends()] }
        var deaf = silent.compactMap { SilentSide(verdict: self, sender: $0).deafness() }
        for side in expected where !silent.contains(side) {
            if let found = UndeliveredMedia(verdict: self, sender: side).deafness()
                ?? FellSilent(verdict: self, sender: side).deafness()
            {
                deaf.append(found)
            }
        }
        if deaf.count == 2, deaf.allSatisfy({ $0.severity != .note }) { return [bothDeaf(deaf)] }
        return deaf.map(finding)
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

    /// The audio streams of `side` within those spans.
    func sent(by side: CallSide) -> [Int] {
        let spans = spans(from: side)
        return context.audio(of: call, from: side).filter { index in
            guard context.result.streams[index].counts.received >= context.thresholds.audiblePackets else {
                return false
            }
            let (startedAt, endedAt) = (context.result.streams[index].startedAt, context.result.streams[index].endedAt)
            return spans.contains { $0.from <= endedAt && startedAt <= $0.until }
        }
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
        let at = call.messages.first { $0.packet == described.packet }?.at ?? call.startedAt
        return Evidence(
            packet: described.packet, at: at,
            text: "\(side.party.capitalizedFirst) asks for media at \(described.receivesAt).")
    }

    /// RTCP sources of `side` in this call.
    func rtcpSources(of side: CallSide) -> [RTCPSource] {
        context.rtcpSources(ofCall: index).filter { $0.side == side }
    }

    // MARK: Nobody sends

    private func nobodySends() -> Finding {
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
            code: .noAudio, severity: .fault, symptom: "no-audio", cause: .peerNeverSent, confidence: 0.8, call: index,
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

    /// The cause that explains the other comes first: who gets nothing often sends nothing, or cannot report.
    private func bothDeaf(_ found: [Deafness]) -> Finding {
        let weak: [MediaFaultCause] = [.receiverReportsNothing, .peerNeverSent]
        let deaf = found.sorted {
            (weak.firstIndex(of: $0.cause) ?? weak.count) > (weak.firstIndex(of: $1.cause) ?? weak.count)
        }
        let reasons = deaf.map { "\($0.listener.party.capitalizedFirst) cannot hear: \($0.what)" }
        return Finding(
            code: .noAudio, severity: .fault, symptom: "no-audio", cause: deaf[0].cause,
            confidence: min(deaf[0].confidence, deaf[1].confidence), call: index,
            summary: "Neither party could hear the other. " + reasons.joined(separator: " "),
            evidence: deaf.flatMap(\.evidence), excluded: deaf[0].excluded,
            remedy: deaf[0].remedy == deaf[1].remedy ? deaf[0].remedy : deaf[0].remedy + " " + deaf[1].remedy)
    }

    private func finding(_ deaf: Deafness) -> Finding {
        Finding(
            code: .oneWayAudio, severity: deaf.severity, symptom: deaf.severity == .note ? nil : "one-way-audio",
            cause: deaf.cause, cannotHear: deaf.listener, confidence: deaf.confidence, call: index,
            stream: deaf.stream,
            summary:
                deaf.cause == .notVisibleFromHere
                ? "Whether \(deaf.listener.party) heard \(deaf.listener.other.party) cannot be told: \(deaf.what)"
                : "\(deaf.listener.party.capitalizedFirst) could not hear \(deaf.listener.other.party): \(deaf.what)",
            evidence: deaf.evidence, excluded: deaf.excluded, remedy: deaf.remedy)
    }
}

extension String {
    /// With a capital at the beginning of a sentence.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
