import CallAnalysis
import CallVocabulary

/// Audio that goes elsewhere than where its listener is: the sender ignores the address in force, or obeys one that
/// cannot be reached, or does not follow a source that moved.
struct MisroutedMedia {
    let undelivered: UndeliveredMedia
    private var verdict: MissingAudio { undelivered.verdict }
    private var sender: CallSide { undelivered.sender }
    private var listener: CallSide { undelivered.listener }
    private var call: Call { verdict.call }
    private var context: FindingContext { verdict.context }

    init(_ undelivered: UndeliveredMedia) { self.undelivered = undelivered }

    /// The stretches of a stream that go elsewhere, in order of time.
    func deafnesses(_ stream: MediaStream, _ index: Int) -> [MissingAudio.Deafness] {
        guard !stream.destination.address.isMulticast, !isForwarded(stream, index) else { return [] }
        var found: [MissingAudio.Deafness] = []
        for window in windows(of: stream) {
            guard var one = judge(stream, index, window) else { continue }
            if one.span == nil { one.span = window.span }
            if let last = found.last, last.cause == one.cause, let before = last.span, let own = one.span,
                own.from.seconds(since: before.until) <= context.thresholds.shortestStretchSeconds
            {
                found[found.count - 1].span = (before.from, own.until)
            } else {
                found.append(one)
            }
        }
        return found
    }

    /// A stretch of a stream under one description of the listener.
    private struct Window {
        var span: MissingAudio.Span
        var described: MediaSideDescription
    }

    private func windows(of stream: MediaStream) -> [Window] {
        var windows: [Window] = []
        var before: TransportEndpoint?
        for span in call.media where span.kind == .audio && !span.isEarly {
            guard let described = span.sides[listener] else { continue }
            let isMoved = before.map { $0 != described.receivesAt } ?? false
            before = described.receivesAt
            guard span.permitsMedia(from: sender), described.receivesAt.port != 0,
                !described.receivesAt.address.isUnspecified
            else { continue }
            let begun = isMoved ? span.from.advanced(bySeconds: context.thresholds.followingSeconds) : span.from
            let from = max(begun, stream.startedAt)
            let until = min(span.until ?? context.captureEnd, stream.endedAt)
            guard until.seconds(since: from) >= context.thresholds.shortestStretchSeconds else { continue }
            windows.append(Window(span: (from, until), described: described))
        }
        return windows
    }

    /// Whether another stream shows that its packets go on from where it goes to.
    private func isForwarded(_ stream: MediaStream, _ index: Int) -> Bool {
        if stream.sameMedia?.relation == .addressTranslated { return true }
        return call.streams.contains {
            guard let same = context.result.streams[$0].sameMedia else { return false }
            return same.stream == index && same.relation != .secondPath
        }
    }

    /// The listener's own streams that run in a window for a second or more.
    private func own(in span: MissingAudio.Span) -> [MediaStream] {
        context.audio(of: call, from: listener).map { context.result.streams[$0] }.filter {
            min($0.endedAt, span.until).seconds(since: max($0.startedAt, span.from)) >= 1
        }
    }

    private func judge(_ stream: MediaStream, _ index: Int, _ window: Window) -> MissingAudio.Deafness? {
        let asked = window.described.receivesAt
        let goes = stream.destination
        if goes == asked { return privateAddress(stream, index, window) }
        let isSuperseded = isSuperseded(goes, at: window.span)
        // Another hop of the call, or a candidate of ICE, may be described as well.
        if stream.goesWhereAsked, !isSuperseded { return nil }
        if goes.address == asked.address {
            return wrongPort(stream, index, window) ?? sourceMoved(stream, index, window)
        }
        return wrongHost(stream, index, window, isSuperseded: isSuperseded) ?? sourceMoved(stream, index, window)
    }

    /// Whether an earlier description named an address that none in force names.
    private func isSuperseded(_ endpoint: TransportEndpoint, at span: MissingAudio.Span) -> Bool {
        let lines = call.media.filter { $0.kind == .audio }
        let inForce = lines.contains { line in
            line.sides[listener]?.receivesAt == endpoint && line.from <= span.until
                && (line.until ?? span.until) > span.from
        }
        return !inForce && lines.contains { $0.sides[listener]?.receivesAt == endpoint && $0.from < span.from }
    }

    // MARK: Obeyed, and not reachable

    private func privateAddress(
        _ stream: MediaStream, _ index: Int, _ window: Window
    ) -> MissingAudio.Deafness? {
        let goes = stream.destination.address
        guard goes.isPrivate, let signaling = call.signalingAddresses[listener]?.address, signaling != goes,
            // The private host itself is seen to send from there.
            !context.audio(of: call, from: listener).contains(where: {
                context.result.streams[$0].source.address == goes
            })
        else { return nil }
        let from = own(in: window.span).last
        let isOutside = !signaling.isPrivate && (!stream.source.address.isPrivate || from?.source.address == signaling)
        // Two private networks: the listener is seen in one and asks for its audio in another.
        let isElsewhere =
            signaling.isPrivate && from?.source.address == signaling && !Self.mayBeOneNetwork(goes, signaling)
        guard isOutside || isElsewhere else { return nil }
        var evidence = [
            verdict.announcement(of: listener, window.described), undelivered.start(of: stream),
        ].compactMap { $0 }
        if let from {
            evidence.append(
                Evidence(
                    packet: from.firstPacket, at: from.startedAt,
                    text: "Audio of \(listener.party) comes from \(from.source), another address than it asked for."))
        }
        let what =
            isOutside
            ? "a private address that cannot be reached over the Internet; \(listener.party) is seen from here as "
                + "\(signaling)."
            : "an address of another private network, a VPN perhaps; \(listener.party) is seen from here as \(signaling)."
        return MissingAudio.Deafness(
            listener: listener, cause: .mediaSentToPrivateAddress, severity: isOutside ? .fault : .warning,
            confidence: isOutside ? 0.97 : 0.7, stream: index, what: "its audio goes to \(stream.destination), \(what)",
            evidence: evidence,
            excluded: undelivered.sentHere + [
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

    /// Whether two private addresses are of the same kind of network, as sites number theirs.
    private static func mayBeOneNetwork(_ one: IPAddress, _ other: IPAddress) -> Bool {
        if one.isLoopback != other.isLoopback { return false }
        guard let left = one.v4, let right = other.v4 else { return one.high == other.high }
        return left >> 24 == right >> 24 && (left >> 24 != 0xC0 && left >> 24 != 0xA9 || left >> 16 == right >> 16)
    }

    // MARK: Not obeyed

    private func wrongPort(_ stream: MediaStream, _ index: Int, _ window: Window) -> MissingAudio.Deafness? {
        let asked = window.described.receivesAt
        guard window.described.receivesRTCPAt != stream.destination else { return nil }
        // What it sends shows where it listens: phones use one port for both.
        let own = own(in: window.span)
        guard let used = own.last(where: { $0.source == asked }),
            !own.contains(where: { $0.source == stream.destination })
        else { return nil }
        return MissingAudio.Deafness(
            listener: listener, cause: .mediaSentToWrongPort, confidence: 0.85, stream: index,
            what: "its audio goes to port \(stream.destination.port) of \(stream.destination.address), while "
                + "\(listener.party) asked for it at port \(asked.port) and sends from there.",
            evidence: [verdict.announcement(of: listener, window.described), undelivered.start(of: stream)]
                .compactMap { $0 } + [
                    Evidence(
                        packet: used.firstPacket, at: used.startedAt,
                        text: "Audio of \(listener.party) comes from \(used.source), the port it asked for.")
                ],
            excluded: undelivered.sentHere + [
                ExcludedCause(cause: .portUnreachable, because: "no ICMP error says that the port is closed")
            ],
            remedy: "On the side of \(sender.party): the device or a middle box sends to a port of an earlier call or "
                + "offer. Look for a session border controller or a router's SIP ALG that keeps old media ports.")
    }

    private func wrongHost(
        _ stream: MediaStream, _ index: Int, _ window: Window, isSuperseded: Bool
    ) -> MissingAudio.Deafness? {
        let asked = window.described.receivesAt
        let goes = stream.destination.address
        let own = own(in: window.span)
        guard !asked.address.isMulticast, !asked.address.isLoopback, !own.contains(where: { $0.source.address == goes })
        else { return nil }
        let used = own.last { $0.source.address == asked.address }
        if !isSuperseded {
            // A source of the listener may be answered to: behind an address translation nothing else arrives.
            guard used != nil,
                !context.audio(of: call, from: listener).contains(where: {
                    context.result.streams[$0].source.address == goes
                })
            else { return nil }
        }
        let reason: String
        if isSuperseded {
            reason = ", which an earlier description named,"
        } else if call.signalingAddresses[listener]?.address == goes {
            reason = ", where its signaling comes from,"
        } else {
            reason = ", which no description of its audio names,"
        }
        return MissingAudio.Deafness(
            listener: listener, cause: .mediaSentToWrongHost, confidence: used == nil ? 0.75 : 0.85, stream: index,
            what: "its audio goes to \(stream.destination)\(reason) while \(listener.party) asked for it at \(asked)"
                + (used == nil ? "." : " and sends from there."),
            evidence: [verdict.announcement(of: listener, window.described), undelivered.start(of: stream)]
                .compactMap { $0 }
                + (used.map {
                    [
                        Evidence(
                            packet: $0.firstPacket, at: $0.startedAt,
                            text: "Audio of \(listener.party) comes from \($0.source).")
                    ]
                } ?? []),
            excluded: undelivered.sentHere + [
                ExcludedCause(
                    cause: .mediaSentToPrivateAddress,
                    because: "the packets do not go where \(listener.party) asked for them")
            ],
            remedy: "On the side of \(sender.party): its device takes the media address from the wrong place. It has "
                + "to use the connection line (c=) of the media line in the last description, and of nothing else: "
                + "not the origin line, not the address of signaling, not an earlier answer.")
    }

    // MARK: A source that moved

    private func sourceMoved(_ stream: MediaStream, _ index: Int, _ window: Window) -> MissingAudio.Deafness? {
        let own = own(in: window.span)
        guard let old = own.last(where: { $0.source == stream.destination }),
            let new = own.first(where: {
                $0.ssrc == old.ssrc && $0.source != old.source && $0.destination == old.destination
                    && abs($0.startedAt.seconds(since: old.endedAt)) < 1.5
            }), new.endedAt > old.endedAt,
            window.span.until.seconds(since: new.startedAt) >= context.thresholds.shortestStretchSeconds,
            !context.audio(of: call, from: sender).contains(where: {
                context.result.streams[$0].destination == new.source
            })
        else { return nil }
        let isSameHost = new.source.address == old.source.address
        return MissingAudio.Deafness(
            listener: listener, cause: isSameHost ? .mediaSentToWrongPort : .mediaSentToWrongHost, severity: .warning,
            confidence: 0.6, stream: index,
            what: "\(listener.party) sends from \(new.source) by now, and the audio for it still goes to "
                + "\(stream.destination), where it was before.",
            evidence: [
                Evidence(
                    packet: old.lastPacket, at: old.endedAt,
                    text: "The last audio of \(listener.party) from \(old.source)."),
                Evidence(
                    packet: new.firstPacket, at: new.startedAt,
                    text: "Audio of \(listener.party) comes from \(new.source) from here on."),
                Evidence(
                    packet: stream.lastPacket, at: stream.endedAt,
                    text: "Audio of \(sender.party) goes to \(stream.destination) to the end."),
            ], excluded: undelivered.sentHere,
            remedy: "A router on the way gave \(listener.party) another port or address in mid-call, and "
                + "\(sender.party) does not follow. Raise the router's time-out for UDP, let the phone send "
                + "keep-alives, or let the border controller follow the source that media comes from.",
            span: (new.startedAt, window.span.until))
    }
}
