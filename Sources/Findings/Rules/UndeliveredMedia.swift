import CallAnalysis
import CallVocabulary

/// One side sends, and something shows that the other side does not get it.
struct UndeliveredMedia {
    let verdict: MissingAudio
    let sender: CallSide
    private var call: Call { verdict.call }
    private var context: FindingContext { verdict.context }
    var listener: CallSide { sender.other }

    /// Each stretch in which what is sent does not arrive, or cannot be played, in order of time.
    func deafnesses() -> [MissingAudio.Deafness] {
        let sent = verdict.sent(by: sender)
        var found: [MissingAudio.Deafness] = []
        for index in sent {
            let stream = context.result.streams[index]
            if let one = refused(stream, index) ?? notNegotiated(stream, index) ?? UnreadableMedia(self).deafness(
                stream, index)
                ?? encryptionMismatch(index, stream)
            {
                found.append(one)
                continue
            }
            let reported = ReportedDeafness(verdict: verdict, sender: sender)
            let misrouted = reported.isHeard(stream) ? [] : MisroutedMedia(self).deafnesses(stream, index)
            if !misrouted.isEmpty {
                found += misrouted
                continue
            }
            if let lost = reportedLost(stream, index) {
                found.append(lost)
                continue
            }
            let standstills = reported.deafnesses(stream, index, start: start(of: stream), excluded: sentHere)
            if standstills.isEmpty {
                if let one = silentPayload(stream, index) ?? receiverReportsNothing(stream, index) { found.append(one) }
            }
            found += standstills
        }
        return settled(found.compactMap(placed), of: sent)
    }

    /// With the stretch in which it is true; `nil` if that is too short to be more than a pause of setup.
    private func placed(_ deaf: MissingAudio.Deafness) -> MissingAudio.Deafness? {
        guard deaf.span == nil, let index = deaf.stream else { return deaf }
        let stream = context.result.streams[index]
        let whole = verdict.whole(of: sender)
        var placed = deaf
        placed.span = (max(whole.from, stream.startedAt), min(whole.until, stream.endedAt))
        guard let span = placed.span, span.until.seconds(since: span.from) >= context.thresholds.shortestStretchSeconds
        else {
            return nil
        }
        return placed
    }

    /// Without what another stream of the sender brought all the same at that time, and with stretches that touch joined.
    private func settled(_ found: [MissingAudio.Deafness], of sent: [Int]) -> [MissingAudio.Deafness] {
        let deafStreams = Set(found.compactMap(\.stream))
        var kept: [MissingAudio.Deafness] = []
        for one in found.sorted(by: { from($0) < from($1) }) {
            guard let index = one.stream else { continue }
            let (begun, ended) = (from(one), until(one))
            let isReplaced = sent.contains { other in
                guard other != index, !deafStreams.contains(other) else { return false }
                let stream = context.result.streams[other]
                let shared = min(stream.endedAt, ended).seconds(since: max(stream.startedAt, begun))
                return shared > 0.5 * ended.seconds(since: begun)
            }
            guard !isReplaced else { continue }
            if let last = kept.last, last.cause == one.cause, last.severity == one.severity,
                begun.seconds(since: until(last)) < context.thresholds.shortestStretchSeconds, last.span != nil,
                one.span != nil
            {
                kept[kept.count - 1].span = (from(last), max(until(last), ended))
                kept[kept.count - 1].confidence = max(last.confidence, one.confidence)
            } else if let last = kept.last, ended <= until(last) {
                // Within another one's time nothing is added.
                if one.confidence > last.confidence, last.severity >= one.severity { kept[kept.count - 1] = one }
            } else {
                kept.append(one)
            }
        }
        return kept
    }

    private func from(_ deaf: MissingAudio.Deafness) -> CaptureTime {
        deaf.span?.from ?? deaf.stream.map { context.result.streams[$0].startedAt } ?? call.startedAt
    }

    private func until(_ deaf: MissingAudio.Deafness) -> CaptureTime {
        deaf.span?.until ?? deaf.stream.map { context.result.streams[$0].endedAt } ?? context.captureEnd
    }

    /// The share of what had passed here by the receiver's last report that it reports lost; 0 where it reports none.
    private func shareLost(_ stream: MediaStream) -> Double {
        guard let rtcp = stream.rtcp, rtcp.isCredible, let lost = rtcp.reportedCumulativeLost,
            let last = rtcp.lastReceiverReportAt,
            lost >= context.thresholds.judgedPackets,
            // A receiver may take a sender's restart for a loss of thousands.
            stream.epochs.count == 1
        else { return 0 }
        let part = last.seconds(since: stream.startedAt) / max(1, stream.durationSeconds)
        return Double(lost - min(lost, stream.counts.lost)) / max(1, Double(stream.counts.received) * min(1, part))
    }

    var sentHere: [ExcludedCause] {
        [
            ExcludedCause(cause: .peerNeverSent, because: "\(sender.party) sends audio; it passes this point"),
            ExcludedCause(cause: .onHold, because: "the call was not on hold"),
        ]
    }

    /// The packets come, and carry nothing but digital silence from the first to the last.
    private func silentPayload(_ stream: MediaStream, _ index: Int) -> MissingAudio.Deafness? {
        guard let audio = stream.audio, audio.firstSoundAt == nil, audio.packets > 0, audio.undecodablePackets == 0,
            audio.digitalSilenceSeconds >= context.thresholds.silentSeconds,
            audio.seconds >= 0.5 * stream.durationSeconds
        else { return nil }
        // Who keys digits is there, and muted.
        let digits = stream.events.reduce(0) { $0 + ($1.kind == .dtmf ? $1.digits : 0) }
        return MissingAudio.Deafness(
            listener: listener, cause: .silentPayload, severity: digits > 0 ? .note : .fault,
            confidence: digits > 0 ? 0.6 : 0.9, stream: index,
            what: "every packet of \(sender.party) carries digital silence, "
                + "\(Figures.decimal(audio.digitalSilenceSeconds, places: 0)) s of it and no sound"
                + (digits > 0
                    ? "; it keys \(Figures.count(digits, "digit", "digits")), so it is muted rather than dead." : "."),
            evidence: [start(of: stream)],
            excluded: sentHere + [
                ExcludedCause(
                    cause: .portUnreachable, because: "it does not matter whether it arrives: there is no sound")
            ],
            remedy:
                "Look at \(sender.party): muted microphone, wrong audio device, a headset that is not plugged in, or a "
                + "gateway without its line.")
    }

    func start(of stream: MediaStream) -> Evidence {
        Evidence(
            packet: stream.firstPacket, at: stream.startedAt,
            text: "Audio of \(sender.party) goes to \(stream.destination), "
                + "\(Figures.count(stream.counts.received, "packet", "packets")).")
    }

    /// Where `side` asked for media while a stream went on.
    private func asked(of side: CallSide, in stream: MediaStream) -> Evidence? {
        let middle = stream.startedAt.advanced(bySeconds: 0.5 * stream.durationSeconds)
        return verdict.description(of: side, at: middle).flatMap { verdict.announcement(of: side, $0) }
    }

    /// Whether the listener talked well and had fallen silent when the first refusal came: it had hung up, and its BYE is
    /// not here.
    private func hasHungUp(before refusal: CaptureTime, _ stream: MediaStream) -> Bool {
        guard refusal.seconds(since: stream.startedAt) >= context.thresholds.conversationSeconds,
            let last = verdict.sent(by: listener).map({ context.result.streams[$0].endedAt }).max()
        else { return false }
        return last <= refusal.advanced(bySeconds: 0.1)
    }

    /// ICMP says that nothing listens there, again and again while the call is up.
    private func refused(_ stream: MediaStream, _ index: Int) -> MissingAudio.Deafness? {
        let end = call.endedAt ?? context.captureEnd
        let errors = context.result.icmpErrors.filter {
            $0.quotedDestination == stream.destination && $0.quotedSource.address == stream.source.address
                && ($0.kind == .portUnreachable || $0.kind == .hostUnreachable || $0.kind == .prohibited)
                && $0.at >= stream.startedAt && $0.at < end
        }
        guard errors.count >= context.thresholds.icmpErrors, let first = errors.first, let last = errors.last,
            stream.endedAt.seconds(since: last.at) < max(3, 0.5 * stream.durationSeconds),
            // A receiver that acknowledges packets long after the first error had only not opened its port yet.
            (stream.rtcp?.lastProgressAt).map({ $0.seconds(since: first.at) < 6 }) ?? true,
            !hasHungUp(before: first.at, stream)
        else { return nil }
        // What went before the first refusal met none.
        var span: MissingAudio.Span?
        if first.at.seconds(since: max(stream.startedAt, verdict.whole(of: sender).from))
            >= context.thresholds.refusalSeconds
        {
            span = (first.at, min(stream.endedAt, verdict.whole(of: sender).until))
            guard let span, span.until.seconds(since: span.from) >= context.thresholds.shortestStretchSeconds else {
                return nil
            }
        }
        let what: String
        switch first.kind {
        case .portUnreachable: what = "nothing listens at \(stream.destination): the host there refuses the packets"
        case .prohibited: what = "a filter at \(first.reporter) refuses the packets to \(stream.destination)"
        default: what = "\(stream.destination.address) cannot be reached, says \(first.reporter)"
        }
        return MissingAudio.Deafness(
            listener: listener, cause: first.kind == .portUnreachable ? .portUnreachable : .blockedBeyondCapture,
            confidence: 0.95, stream: index,
            what: "\(what) (\(Figures.count(errors.count, "ICMP error", "ICMP errors")) during the call).",
            evidence: [start(of: stream)] + [
                Evidence(packet: first.packet, at: first.at, text: "The first ICMP error about this audio."),
                Evidence(packet: last.packet, at: last.at, text: "The last one, the call still being up."),
            ] + [asked(of: listener, in: stream)].compactMap { $0 },
            excluded: sentHere + [
                ExcludedCause(cause: .lostBeforeCapture, because: "the packets are in this capture")
            ],
            remedy: "On the side of \(listener.party): the device has closed its media port or a firewall rejects UDP "
                + "there. Open the media port range, and look whether the phone restarted or moved in mid-call.",
            span: span)
    }

    /// The payload type is none the listener said it takes.
    private func notNegotiated(_ stream: MediaStream, _ index: Int) -> MissingAudio.Deafness? {
        // A stream may begin under one description and end under another: what any of them named counts.
        let named = call.media.compactMap { $0.kind == .audio ? $0.sides[listener] : nil }
        guard let described = named.last(where: { $0.receivesAt == stream.destination }),
            !described.payloadTypes.isEmpty, let main = stream.payloadTypes.max(by: { $0.packets < $1.packets }),
            main.packets * 2 > stream.counts.received,
            named.allSatisfy({ $0.payloadTypes[main.number] == nil }), !mayPassThrough(main.number, named),
            // Gateways that agreed on named signaling events (NSE) change to G.711 by them, for modem and fax.
            !stream.payloadTypes.contains(where: { $0.packets > 0 && ($0.encoding ?? "").uppercased().hasSuffix("NSE") }
            )
        else { return nil }
        let offered = described.payloadTypes.sorted { $0.key < $1.key }.map { "\($0.value.encoding) (\($0.key))" }
        return MissingAudio.Deafness(
            listener: listener, cause: .payloadNotNegotiated, confidence: 0.85, stream: index,
            what: "its audio is of payload type \(main.number)\(main.encoding.map { " (\($0))" } ?? ""), which "
                + "\(listener.party) did not offer to play; it offered \(offered.joined(separator: ", ")).",
            evidence: [asked(of: listener, in: stream), start(of: stream)].compactMap { $0 }, excluded: sentHere,
            remedy:
                "On the side of \(sender.party): let the device send a codec that was agreed. Look for a codec list "
                + "that differs between phone, PBX and provider.")
    }

    /// Whether a gateway may have switched to G.711 for a modem or a fax, by events (NSE) that the descriptions agree on.
    private func mayPassThrough(_ number: UInt8, _ named: [MediaSideDescription]) -> Bool {
        guard number == 0 || number == 8 else { return false }
        return named.contains { line in
            line.payloadTypes.values.contains { $0.encoding.uppercased().hasSuffix("NSE") }
        }
    }

    /// Whether a profile is a secured one (RFC 3711 §8, RFC 5124): `RTP/SAVP`, `UDP/TLS/RTP/SAVPF`.
    static func isSecured(_ transport: String) -> Bool {
        // What nearly all say, in short.
        if transport == "RTP/AVP" { return false }
        return transport.uppercased().split(separator: "/").contains { $0 == "SAVP" || $0 == "SAVPF" }
    }

    /// One side encrypts, the other does not.
    private func encryptionMismatch(_ index: Int, _ stream: MediaStream) -> MissingAudio.Deafness? {
        let middle = stream.startedAt.advanced(bySeconds: 0.5 * stream.durationSeconds)
        guard let own = verdict.description(of: sender, at: middle),
            let other = verdict.description(of: listener, at: middle)
        else { return nil }
        let sends = UndeliveredMedia.isSecured(own.transport)
        let takes = UndeliveredMedia.isSecured(other.transport)
        guard sends != takes else { return nil }
        return MissingAudio.Deafness(
            listener: listener, cause: .encryptionMismatch, confidence: 0.8, stream: index,
            what: "one side speaks encrypted audio (\(sends ? own.transport : other.transport)), the other plain "
                + "(\(sends ? other.transport : own.transport)).",
            evidence: CallSide.allCases.compactMap(verdict.announcement), excluded: sentHere,
            remedy: "Set both sides to the same: SRTP required on both, or on neither.")
    }

    /// The receiver reports that nearly everything is lost.
    private func reportedLost(_ stream: MediaStream, _ index: Int) -> MissingAudio.Deafness? {
        guard let rtcp = stream.rtcp, rtcp.receiverReports > 0, let lost = rtcp.reportedCumulativeLost,
            let packet = rtcp.lastReceiverReport, shareLost(stream) >= context.thresholds.nearlyAllShare
        else { return nil }
        return MissingAudio.Deafness(
            listener: listener, cause: .blockedBeyondCapture, confidence: 0.9, stream: index,
            what: "it leaves this point, but \(listener.party) reports \(lost) packets lost of "
                + "\(stream.counts.received) that passed here.",
            evidence: [
                start(of: stream),
                Evidence(
                    packet: packet, at: rtcp.lastReceiverReportAt ?? stream.endedAt,
                    text: "The last report of the receiver."),
            ], excluded: sentHere,
            remedy: "Look between this point and \(listener.party): a firewall or router there drops the audio.")
    }

    /// The receiver speaks RTCP all the time and never mentions the stream.
    private func receiverReportsNothing(_ stream: MediaStream, _ index: Int) -> MissingAudio.Deafness? {
        guard (stream.rtcp?.receiverReports ?? 0) == 0 else { return nil }
        let spoken = verdict.rtcpSources(of: listener).filter {
            $0.reportsAboutOthers == 0 && $0.senderReports + $0.receiverReports >= 2
                && $0.lastSeenAt.seconds(since: $0.firstSeenAt) >= context.thresholds.conversationSeconds
                && $0.lastSeenAt.seconds(since: stream.startedAt) >= context.thresholds.unreportedSeconds
        }
        // Some devices never report on anybody: only one that says it sends, beside a sender that does report, is
        // worth a word, and a word of caution.
        // A sender that gets nothing either has nothing to report on.
        let reportsAreUsual =
            verdict.sent(by: listener).isEmpty || verdict.rtcpSources(of: sender).contains { $0.reportsAboutOthers > 0 }
        guard let source = spoken.last, reportsAreUsual else { return nil }
        // Silent about others in other calls as well: more likely its habit than deafness in each of them.
        let isHabit = context.neverReports(hostOf: source)
        return MissingAudio.Deafness(
            listener: listener, cause: .receiverReportsNothing, severity: isHabit ? .note : .warning,
            confidence: isHabit ? 0.3 : 0.6, stream: index,
            what:
                "its audio passes here, but in \(Figures.count(source.senderReports + source.receiverReports, "report", "reports")) "
                + "\(listener.party) never says that it receives any"
                + (isHabit ? "; nor does it in other calls, so that it may be its habit." : ".")
                + unnamedSource(stream),
            evidence: [
                start(of: stream),
                Evidence(
                    packet: source.lastPacket, at: source.lastSeenAt,
                    text: "The last report of \(listener.party), without a word about this audio."),
            ], excluded: sentHere,
            remedy:
                "Look between this point and \(listener.party); a capture there would show whether the audio arrives.")
    }

    /// A sentence about a source port that no description names, which a listener may refuse; empty where it is named.
    private func unnamedSource(_ stream: MediaStream) -> String {
        let middle = stream.startedAt.advanced(bySeconds: 0.5 * stream.durationSeconds)
        guard let asked = verdict.description(of: sender, at: middle)?.receivesAt,
            asked.address == stream.source.address, asked.port != stream.source.port
        else { return "" }
        return " It comes from port \(stream.source.port), which no description names (\(asked.port) is the one): a "
            + "listener that takes audio only from the port described drops it."
    }
}
