import CallAnalysis
import CallVocabulary

/// One side sends nothing that is seen here, though it agreed to; the other side's media passes.
struct SilentSide {
    let verdict: MissingAudio
    let sender: CallSide
    private var call: Call { verdict.call }
    private var context: FindingContext { verdict.context }

    func deafness() -> MissingAudio.Deafness? {
        let listener = sender.other
        var evidence = [verdict.answer, verdict.announcement(of: listener)].compactMap { $0 }
        let opposite = verdict.sent(by: listener)
        if let index = opposite.first {
            let stream = context.result.streams[index]
            evidence.append(
                Evidence(
                    packet: stream.firstPacket, at: stream.startedAt,
                    text: "Audio of \(listener.party) begins here; none comes back."))
        }
        let held = Figures.decimal(verdict.seconds(from: sender), places: 1)
        // Signaling of both sides shows that packets of both directions reach the capture.
        let seesSender = call.messages.contains { $0.sender == sender }
        if let index = call.streams.first(where: { context.result.streams[$0].holdsEventsOnly }) {
            let stream = context.result.streams[index]
            return MissingAudio.Deafness(
                listener: listener, cause: .notVisibleFromHere, severity: .note, confidence: 0.3, stream: nil,
                what: "the capture was filtered: it holds keyed digits and none of the audio between them.",
                evidence: [
                    Evidence(
                        packet: stream.firstPacket, at: stream.startedAt,
                        text: "The first packet of a stream of which only digits are here.")
                ], remedy: "Capture everything, or extract whole streams.")
        }
        guard seesSender else {
            return MissingAudio.Deafness(
                listener: listener, cause: .notVisibleFromHere, severity: .note, confidence: 0.3, stream: nil,
                what: "no packet of \(sender.party) is in the capture, neither audio nor signaling, so it may hold "
                    + "one direction only.", evidence: evidence,
                remedy: "Capture both directions: mirror received and sent packets of the port.")
        }
        if let elsewhere = arrivesElsewhere(evidence) { return elsewhere }
        if let past = PointOfCapture(verdict: verdict, sender: sender).deafness(evidence) { return past }
        let excluded = [
            ExcludedCause(
                cause: .onHold,
                because: "the call was not on hold: \(sender.party) had agreed to send and \(listener.party) to receive"
            ),
            ExcludedCause(
                cause: .notVisibleFromHere,
                because: "signaling of \(sender.party) and audio of \(listener.party) pass here"),
            ExcludedCause(cause: .mediaSentToPrivateAddress, because: "no audio of \(sender.party) goes anywhere"),
        ]
        let reports = verdict.rtcpSources(of: sender).filter { $0.senderReports > 0 && ($0.lastPacketCount ?? 0) > 0 }
        if let report = reports.last {
            evidence.append(
                Evidence(
                    packet: report.lastPacket, at: report.lastSeenAt,
                    text:
                        "\(sender.party.capitalizedFirst) reports having sent \(report.lastPacketCount ?? 0) packets; "
                        + "none is here."))
            return MissingAudio.Deafness(
                listener: listener, cause: .lostBeforeCapture, confidence: 0.95, stream: nil,
                what: "\(sender.party) says it sends audio, but none of it reaches this point in \(held) s.",
                evidence: evidence,
                excluded: excluded + [
                    ExcludedCause(
                        cause: .peerNeverSent, because: "its sender reports count packets that it sent")
                ],
                remedy: "Look between \(sender.party) and this point of capture: a firewall or router there drops its "
                    + "audio (UDP from its media port) but lets RTCP through. Capture on its side to confirm.")
        }
        if let unreachable = askedForNowhere(evidence, excluded) { return unreachable }
        let receiver = verdict.rtcpSources(of: sender).first
        if let receiver {
            evidence.append(
                Evidence(
                    packet: receiver.firstPacket, at: receiver.firstSeenAt,
                    text: "RTCP of \(sender.party) comes, without saying that it sends audio."))
        }
        return MissingAudio.Deafness(
            listener: listener, cause: .peerNeverSent, confidence: receiver == nil ? 0.85 : 0.95, stream: nil,
            what: "\(sender.party) agreed to send audio, and in \(held) s not one packet of it came to this point."
                + otherFamily,
            evidence: evidence,
            excluded: excluded
                + (receiver == nil
                    ? []
                    : [
                        ExcludedCause(cause: .lostBeforeCapture, because: "its own reports do not claim that it sends")
                    ]),
            remedy:
                "Capture at \(sender.party) (its phone or gateway) during a call: if no audio leaves there, look at "
                + "the device (mute, audio path, codec); if it leaves, a firewall or router on the way drops it.")
    }

    /// The listener keeps reporting on audio that is nowhere in the capture: it arrives another way.
    private func arrivesElsewhere(_ evidence: [Evidence]) -> MissingAudio.Deafness? {
        let listener = sender.other
        guard context.audio(of: call, from: sender).isEmpty,
            let source = verdict.rtcpSources(of: listener).last(where: { source in
                let arrived = source.reception.reduce(0) { $0 + ($1.hasProgress ? $1.reports : 0) }
                return arrived >= 2 && arrived * 2 >= source.senderReports + source.receiverReports
            })
        else { return nil }
        return MissingAudio.Deafness(
            listener: listener, cause: .notVisibleFromHere, severity: .note, confidence: 0.5, stream: nil,
            what: "no audio of \(sender.party) is in the capture, but \(listener.party) reports receiving it: it takes "
                + "another way.",
            evidence: evidence + [
                Evidence(
                    packet: source.lastPacket, at: source.lastSeenAt,
                    text: "\(listener.party.capitalizedFirst) reports on audio that it receives.")
            ], remedy: "Capture where both directions pass: beside the device that cannot hear.")
    }

    /// The listener asks for its audio at an address that no other host can send to.
    private func askedForNowhere(
        _ evidence: [Evidence], _ excluded: [ExcludedCause]
    ) -> MissingAudio.Deafness? {
        let listener = sender.other
        guard let asked = verdict.description(of: listener)?.receivesAt,
            let seen = call.signalingAddresses[listener]?.address, asked.address.isLoopback, !seen.isLoopback
        else { return nil }
        return MissingAudio.Deafness(
            listener: listener, cause: .mediaSentToPrivateAddress, confidence: 0.85, stream: nil,
            what: "it asks for its audio at \(asked), which is each host's own address, so that \(sender.party) has "
                + "nowhere to send it; \(listener.party) is seen from here as \(seen).",
            evidence: evidence, excluded: excluded.filter { $0.cause != .mediaSentToPrivateAddress },
            remedy: "On the side of \(listener.party): the phone or PBX takes the address of its name (a line in "
                + "/etc/hosts, often) for the one to write into the call setup. Set its media address.")
    }

    /// Why nothing may come where one side has an IPv6 address only and the other an IPv4 one; empty where they fit.
    private var otherFamily: String {
        guard let own = verdict.description(of: sender)?.receivesAt.address,
            let other = verdict.description(of: sender.other)?.receivesAt.address,
            !own.isUnspecified, !other.isUnspecified, (own.v4 == nil) != (other.v4 == nil)
        else { return "" }
        return " It is asked to send from \(own), an IPv\(own.v4 == nil ? "6" : "4") address, to \(other), an IPv"
            + "\(other.v4 == nil ? "6" : "4") one: without a translator between them nothing can arrive."
    }
}
