import CallAnalysis
import CallVocabulary

/// One side was heard and is no longer: its audio stops in mid-call, though nothing was agreed to end it.
///
/// Telephones also stop by themselves, for silence or when they are muted. So a verdict needs more than the silence:
/// reports that go on counting packets, or a hold that ended for one side only. Without either it is noted, with what
/// would decide it.
struct FellSilent {
    let verdict: MissingAudio
    let sender: CallSide
    private var call: Call { verdict.call }
    private var context: FindingContext { verdict.context }
    private var listener: CallSide { sender.other }

    func deafness() -> MissingAudio.Deafness? {
        let own = verdict.anything(from: sender)
        guard let index = own.max(by: { stream($0).endedAt < stream($1).endedAt }) else { return nil }
        guard
            var found = barelyThere(index) ?? cutOff(index)
                ?? RefusedMove(verdict: verdict, sender: sender).deafness(index) ?? silentSinceHold(index)
                ?? unexplained(index)
        else {
            return nil
        }
        let end = verdict.spans(from: sender).map(\.until).max() ?? context.captureEnd
        found.span = found.span ?? (stream(index).endedAt, max(end, stream(index).endedAt))
        return found
    }

    private func stream(_ index: Int) -> MediaStream { context.result.streams[index] }

    private func lastPacket(of index: Int) -> Evidence {
        Evidence(
            packet: stream(index).lastPacket, at: stream(index).endedAt,
            text: "The last audio of \(sender.party) comes here.")
    }

    /// A few packets of it came, and its sender reports count many more.
    private func barelyThere(_ index: Int) -> MissingAudio.Deafness? {
        let stream = stream(index)
        guard verdict.sent(by: sender).isEmpty, !verdict.keepsSilence(sender),
            let source = verdict.rtcpSources(of: sender).last(where: { $0.ssrc == stream.ssrc && $0.senderReports > 0 }
            ),
            let sent = source.lastPacketCount,
            Int(sent) >= stream.counts.received + context.thresholds.judgedPackets,
            // A receiver that acknowledges it gets it another way.
            !(stream.rtcp?.reception.contains { $0.hasProgress && $0.reports > 1 } ?? false)
        else { return nil }
        let came = Figures.count(stream.counts.received, "packet", "packets")
        return MissingAudio.Deafness(
            listener: listener, cause: .lostBeforeCapture, confidence: 0.95, stream: index,
            what: "\(sender.party) says that it sent \(sent) packets of audio, and \(came) of it reached this point.",
            evidence: [
                lastPacket(of: index),
                Evidence(
                    packet: source.lastPacket, at: source.lastSeenAt,
                    text: "\(sender.party.capitalizedFirst) reports having sent \(sent) packets."),
            ],
            excluded: [
                ExcludedCause(cause: .peerNeverSent, because: "its sender reports count packets that it sent")
            ],
            remedy: "Look between \(sender.party) and this point of capture: a firewall or router there drops its "
                + "audio. Capture on its side to confirm.",
            span: verdict.whole(of: sender))
    }

    /// Its sender reports count on after the last packet seen here.
    private func cutOff(_ index: Int) -> MissingAudio.Deafness? {
        let stream = stream(index)
        let quiet = verdict.seconds(from: sender, since: stream.endedAt)
        guard quiet >= context.thresholds.fallenSilentSeconds,
            let source = verdict.rtcpSources(of: sender).last(where: { $0.ssrc == stream.ssrc && $0.senderReports >= 2 }
            ),
            source.lastSeenAt.seconds(since: stream.endedAt) >= context.thresholds.conversationSeconds,
            let first = source.firstPacketCount, let last = source.lastPacketCount, last >= first
        else { return nil }
        // A capture from the beginning has seen what the first report counts, too.
        let sent = Int(last) - (call.sawInitialInvite ? 0 : Int(first))
        let unseen = sent - stream.counts.expected - stream.counts.duplicated
        guard unseen >= context.thresholds.judgedPackets else { return nil }
        let report = Evidence(
            packet: source.lastPacket, at: source.lastSeenAt,
            text: "\(sender.party.capitalizedFirst) reports having sent \(last) packets, "
                + "\(unseen) more than came to this point.")
        // A listener that goes on acknowledging them gets them another way.
        if let progress = stream.rtcp?.lastProgressAt,
            progress.seconds(since: stream.endedAt) >= context.thresholds.fallenSilentSeconds
        {
            return MissingAudio.Deafness(
                listener: listener, cause: .notVisibleFromHere, severity: .note, confidence: 0.5, stream: index,
                what: "its audio leaves this capture in mid-call, but \(listener.party) reports that it goes on "
                    + "arriving: it takes another way.",
                evidence: [lastPacket(of: index), report], remedy: "Capture where both directions pass.")
        }
        return MissingAudio.Deafness(
            listener: listener, cause: .lostBeforeCapture, confidence: 0.95, stream: index,
            what: "its audio stops in mid-call, \(Figures.decimal(quiet, places: 1)) s before the end, while its own "
                + "reports go on counting packets.",
            evidence: [lastPacket(of: index), report],
            excluded: [
                ExcludedCause(cause: .onHold, because: "the call was not on hold"),
                ExcludedCause(cause: .peerNeverSent, because: "its sender reports count packets that it sent"),
            ],
            remedy: "Look between \(sender.party) and this point for what forgets a connection in mid-call: a firewall "
                + "or router whose UDP translation runs out, or a link that changed. Capture on its side to confirm.")
    }

    /// The other side talks again after a hold, this one does not.
    private func silentSinceHold(_ index: Int) -> MissingAudio.Deafness? {
        let stream = stream(index)
        let joined = verdict.spans(from: sender).sorted { $0.from < $1.from }
        guard let last = joined.last, let before = joined.last(where: { $0.until < last.from }),
            // Spans that touch are one conversation, described anew.
            last.from.seconds(since: before.until) >= 1,
            last.until.seconds(since: last.from) >= context.thresholds.fallenSilentSeconds,
            last.from.seconds(since: stream.endedAt) > -0.5,
            // A sender that pauses by itself proves nothing by pausing.
            stream.longestGapSeconds < 1
        else { return nil }
        let answered = verdict.sent(by: listener).contains {
            let other = context.result.streams[$0]
            return other.endedAt.seconds(since: last.from) >= context.thresholds.conversationSeconds
        }
        guard answered else { return nil }
        return MissingAudio.Deafness(
            listener: listener, cause: .peerNeverSent, confidence: 0.75, stream: index,
            what:
                "the call was taken back from hold, and in \(Figures.decimal(last.until.seconds(since: last.from), places: 1)) s "
                + "\(sender.party) sent nothing more, while \(listener.party) did.",
            evidence: [lastPacket(of: index)] + [verdict.announcement(of: sender)].compactMap { $0 },
            excluded: [
                ExcludedCause(cause: .onHold, because: "both sides had agreed again to send and receive")
            ],
            remedy: "Look at the device of \(sender.party), or at the PBX that held the call: one of them did not take "
                + "its audio back. Whether the person was muted, the capture cannot tell.")
    }

    /// Whether its own reports go on and count no more packets than came: it sends none by choice, as when it is muted.
    private func saysItStopped(_ stream: MediaStream) -> Bool {
        verdict.rtcpSources(of: sender).contains { source in
            source.ssrc == stream.ssrc && source.senderReports + source.receiverReports >= 2
                && source.lastSeenAt.seconds(since: stream.endedAt) >= context.thresholds.conversationSeconds
        }
    }

    /// It stops, and nothing says why.
    private func unexplained(_ index: Int) -> MissingAudio.Deafness? {
        let stream = stream(index)
        let quiet = verdict.seconds(from: sender, since: stream.endedAt)
        let others = context.audio(of: call, from: listener).map { context.result.streams[$0].endedAt }
        guard quiet >= context.thresholds.fallenSilentSeconds, !verdict.keepsSilence(sender),
            // A sender that pauses by itself proves nothing by pausing; of a filtered capture nothing can be said.
            stream.longestGapSeconds < 1 || stream.counts.lossPercent >= context.thresholds.lossPercent,
            !stream.holdsEventsOnly, stream.rtcp?.sawBye != true, !saysItStopped(stream),
            // Where both stop at one time the call had ended, and its BYE is not here.
            others.isEmpty
                || (others.max().map { $0.seconds(since: stream.endedAt) >= context.thresholds.conversationSeconds }
                    ?? true)
        else { return nil }
        let few = stream.counts.received < context.thresholds.audiblePackets
        return MissingAudio.Deafness(
            listener: listener, cause: .notVisibleFromHere, severity: .note, confidence: 0.4, stream: index,
            what: (few
                ? "only \(Figures.count(stream.counts.received, "packet", "packets")) of its audio came, the last "
                : "its audio stops, the last packet of it ")
                + "(\(stream.lastPacket.number)) at \(Figures.clock(stream.endedAt)), "
                + "\(Figures.decimal(quiet, places: 1)) s before the end, and nothing here says why: it may be muted, "
                + "or cut off before this point.",
            evidence: [lastPacket(of: index)],
            remedy: "Ask whether \(sender.party) was muted. A capture at its device, or its control packets (RTCP), "
                + "would show whether it went on sending.")
    }
}
