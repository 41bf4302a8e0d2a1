import CallAnalysis
import CallVocabulary

/// One side sends, and something shows that the other side does not get it.
struct UndeliveredMedia {
    let verdict: MissingAudio
    let sender: CallSide
    private var call: Call { verdict.call }
    private var context: FindingContext { verdict.context }
    private var listener: CallSide { sender.other }

    func deafness() -> MissingAudio.Deafness? {
        // The last stream is what the conversation ended with; earlier ones were superseded.
        guard let index = verdict.sent(by: sender).last else { return nil }
        let stream = context.result.streams[index]
        if let found = refused(stream, index) ?? notNegotiated(stream, index) ?? encryptionMismatch(index) {
            return found
        }
        let silence = progressEnded(stream)
        // The receiver's own word, to the end, that it gets the stream settles where it goes.
        if let rtcp = stream.rtcp, rtcp.receiverReports > 0, silence == nil,
            shareLost(stream) < nearlyAll
        {
            return silentPayload(stream, index)
        }
        return privateAddress(stream, index) ?? wrongPort(stream, index) ?? reportedLost(stream, index)
            ?? silence.flatMap {
                noLongerArrives(stream, index, since: $0)
            } ?? silentPayload(stream, index) ?? receiverReportsNothing(stream, index)
    }

    /// The share lost from which nothing can be understood.
    private let nearlyAll = 0.8

    /// The share of what had passed here by the receiver's last report that it reports lost; 0 where it reports none.
    private func shareLost(_ stream: MediaStream) -> Double {
        guard let rtcp = stream.rtcp, let lost = rtcp.reportedCumulativeLost, let last = rtcp.lastReceiverReportAt,
            lost >= context.thresholds.judgedPackets,
            // A receiver may take a sender's restart for a loss of thousands.
            stream.epochs.count == 1
        else { return 0 }
        let part = last.seconds(since: stream.startedAt) / max(1, stream.durationSeconds)
        return Double(lost - min(lost, stream.counts.lost)) / max(1, Double(stream.counts.received) * min(1, part))
    }

    /// When the receiver last acknowledged new packets, if it goes on speaking and the stream goes on for long after;
    /// `nil` if it acknowledged to the end, or never.
    private func progressEnded(_ stream: MediaStream) -> CaptureTime? {
        let least = context.thresholds.unacknowledgedSeconds
        guard let progress = stream.rtcp?.lastProgressAt, stream.endedAt.seconds(since: progress) >= least,
            // Where the sender itself paused, nothing was to be acknowledged.
            stream.longestGapSeconds < context.thresholds.conversationSeconds,
            let heard = verdict.rtcpSources(of: listener).map(\.lastSeenAt).max(),
            heard.seconds(since: progress) >= least
        else { return nil }
        return progress
    }

    /// It arrived at first; then the receiver's reports repeat the same last packet, or leave the stream out.
    private func noLongerArrives(
        _ stream: MediaStream, _ index: Int, since progress: CaptureTime
    ) -> MissingAudio.Deafness? {
        guard let rtcp = stream.rtcp, let packet = rtcp.lastReport else { return nil }
        let seconds = Figures.decimal(stream.endedAt.seconds(since: progress), places: 1)
        return MissingAudio.Deafness(
            listener: listener, cause: .blockedBeyondCapture, confidence: 0.85, stream: index,
            what: "it passes this point to the end, but \(listener.party), which reports to the end, acknowledges "
                + "nothing of the last \(seconds) s.",
            evidence: [
                start(of: stream),
                Evidence(packet: packet, at: progress, text: "The receiver acknowledged new packets until about here."),
            ], excluded: sentHere,
            remedy:
                "Look between this point and \(listener.party) for what stops audio in mid-call: a firewall or router "
                + "whose translation runs out, or a link that changed.")
    }

    private var sentHere: [ExcludedCause] {
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
        return MissingAudio.Deafness(
            listener: listener, cause: .silentPayload, confidence: 0.9, stream: index,
            what: "every packet of \(sender.party) carries digital silence, "
                + "\(Figures.decimal(audio.digitalSilenceSeconds, places: 0)) s of it and no sound.",
            evidence: [start(of: stream)],
            excluded: sentHere + [
                ExcludedCause(
                    cause: .portUnreachable, because: "it does not matter whether it arrives: there is no sound")
            ],
            remedy:
                "Look at \(sender.party): muted microphone, wrong audio device, a headset that is not plugged in, or a "
                + "gateway without its line.")
    }

    private func start(of stream: MediaStream) -> Evidence {
        Evidence(
            packet: stream.firstPacket, at: stream.startedAt,
            text: "Audio of \(sender.party) goes to \(stream.destination), "
                + "\(Figures.count(stream.counts.received, "packet", "packets")).")
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
            (stream.rtcp?.lastProgressAt).map({ $0.seconds(since: first.at) < 6 }) ?? true
        else { return nil }
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
            ] + [verdict.announcement(of: listener)].compactMap { $0 },
            excluded: sentHere + [
                ExcludedCause(cause: .lostBeforeCapture, because: "the packets are in this capture")
            ],
            remedy: "On the side of \(listener.party): the device has closed its media port or a firewall rejects UDP "
                + "there. Open the media port range, and look whether the phone restarted or moved in mid-call.")
    }

    /// The address the listener gave cannot be reached from where the sender is.
    private func privateAddress(_ stream: MediaStream, _ index: Int) -> MissingAudio.Deafness? {
        guard stream.destination.address.isPrivate, let signaling = call.signalingAddresses[listener]?.address,
            !signaling.isPrivate, signaling != stream.destination.address, !stream.source.address.isPrivate,
            // A translator on its way brought it there, or the private host itself is seen to send from there.
            stream.sameMedia?.relation != .addressTranslated,
            !verdict.sent(by: listener).contains(where: {
                context.result.streams[$0].source.address == stream.destination.address
            })
        else { return nil }
        let fromListener = verdict.sent(by: listener).compactMap { context.result.streams[$0] }.last
        var evidence = [verdict.announcement(of: listener), start(of: stream)].compactMap { $0 }
        if let fromListener {
            evidence.append(
                Evidence(
                    packet: fromListener.firstPacket, at: fromListener.startedAt,
                    text: "Audio of \(listener.party) comes from \(fromListener.source), another address than it "
                        + "asked for."))
        }
        return MissingAudio.Deafness(
            listener: listener, cause: .mediaSentToPrivateAddress, confidence: 0.97, stream: index,
            what: "its audio goes to \(stream.destination), a private address that cannot be reached over the "
                + "Internet; \(listener.party) is seen from here as \(signaling).",
            evidence: evidence,
            excluded: sentHere + [
                ExcludedCause(cause: .portUnreachable, because: "no ICMP error says that the port is closed"),
                ExcludedCause(
                    cause: .mediaSentToWrongPort,
                    because: "the packets go exactly where \(listener.party) asked for them"),
            ],
            remedy: "On the side of \(listener.party): the phone or PBX writes its internal address into the call "
                + "setup. Set its external address (NAT settings, STUN, or ICE), or switch off a router's SIP ALG that "
                + "rewrites it; the provider can also have its border controller answer to the address that media "
                + "comes from.")
    }

    /// The packets go to the listener's host, at a port it never named and does not use.
    private func wrongPort(_ stream: MediaStream, _ index: Int) -> MissingAudio.Deafness? {
        guard let described = verdict.description(of: listener), described.receivesAt.port != 0,
            described.receivesAt.address == stream.destination.address,
            described.receivesAt.port != stream.destination.port
        else { return nil }
        // What a description named that a later one replaced well before the stream's end no longer counts.
        let least = context.thresholds.fallenSilentSeconds
        let named = call.media.filter { stream.endedAt.seconds(since: $0.until ?? stream.endedAt) < least }
            .compactMap { $0.sides[listener] }
        guard !named.contains(where: { $0.receivesAt == stream.destination || $0.receivesRTCPAt == stream.destination })
        else { return nil }
        // What it sends shows where it listens: phones use one port for both.
        let own = verdict.sent(by: listener).map { context.result.streams[$0] }
            .filter { stream.endedAt.seconds(since: $0.endedAt) < least }
        guard let used = own.last, used.source == described.receivesAt,
            !own.contains(where: { $0.source == stream.destination })
        else { return nil }
        return MissingAudio.Deafness(
            listener: listener, cause: .mediaSentToWrongPort, confidence: 0.85, stream: index,
            what: "its audio goes to port \(stream.destination.port) of \(stream.destination.address), while "
                + "\(listener.party) asked for it at port \(described.receivesAt.port) and sends from there.",
            evidence: [verdict.announcement(of: listener), start(of: stream)].compactMap { $0 } + [
                Evidence(
                    packet: used.firstPacket, at: used.startedAt,
                    text: "Audio of \(listener.party) comes from \(used.source), the port it asked for.")
            ],
            excluded: sentHere + [
                ExcludedCause(cause: .portUnreachable, because: "no ICMP error says that the port is closed")
            ],
            remedy: "On the side of \(sender.party): the device or a middle box sends to a port of an earlier call or "
                + "offer. Look for a session border controller or a router's SIP ALG that keeps old media ports.")
    }

    /// The payload type is none the listener said it takes.
    private func notNegotiated(_ stream: MediaStream, _ index: Int) -> MissingAudio.Deafness? {
        // A stream may begin under one description and end under another: what any of them named counts.
        let named = call.media.compactMap { $0.kind == .audio ? $0.sides[listener] : nil }
        guard let described = named.last(where: { $0.receivesAt == stream.destination }),
            !described.payloadTypes.isEmpty, let main = stream.payloadTypes.max(by: { $0.packets < $1.packets }),
            main.packets * 2 > stream.counts.received,
            named.allSatisfy({ $0.payloadTypes[main.number] == nil }),
            // Gateways that agreed on named signaling events (NSE) change to G.711 by them, for modem and fax.
            !stream.payloadTypes.contains(where: { $0.packets > 0 && ($0.encoding ?? "").uppercased().hasSuffix("NSE") }
            )
        else { return nil }
        let offered = described.payloadTypes.sorted { $0.key < $1.key }.map { "\($0.value.encoding) (\($0.key))" }
        return MissingAudio.Deafness(
            listener: listener, cause: .payloadNotNegotiated, confidence: 0.85, stream: index,
            what: "its audio is of payload type \(main.number)\(main.encoding.map { " (\($0))" } ?? ""), which "
                + "\(listener.party) did not offer to play; it offered \(offered.joined(separator: ", ")).",
            evidence: [verdict.announcement(of: listener), start(of: stream)].compactMap { $0 }, excluded: sentHere,
            remedy:
                "On the side of \(sender.party): let the device send a codec that was agreed. Look for a codec list "
                + "that differs between phone, PBX and provider.")
    }

    /// Whether a profile is a secured one (RFC 3711 §8, RFC 5124): `RTP/SAVP`, `UDP/TLS/RTP/SAVPF`.
    private static func isSecured(_ transport: String) -> Bool {
        // What nearly all say, in short.
        if transport == "RTP/AVP" { return false }
        return transport.uppercased().split(separator: "/").contains { $0 == "SAVP" || $0 == "SAVPF" }
    }

    /// One side encrypts, the other does not.
    private func encryptionMismatch(_ index: Int) -> MissingAudio.Deafness? {
        guard let own = verdict.description(of: sender), let other = verdict.description(of: listener) else {
            return nil
        }
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
            let packet = rtcp.lastReport, shareLost(stream) >= nearlyAll
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
                + (isHabit ? "; nor does it in other calls, so that it may be its habit." : "."),
            evidence: [
                start(of: stream),
                Evidence(
                    packet: source.lastPacket, at: source.lastSeenAt,
                    text: "The last report of \(listener.party), without a word about this audio."),
            ], excluded: sentHere,
            remedy:
                "Look between this point and \(listener.party); a capture there would show whether the audio arrives.")
    }
}
