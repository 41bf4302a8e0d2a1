import CallAnalysis
import CallVocabulary

/// Audio that goes into a relay and does not come out of it, though the relay's other leg is seen and the other direction
/// passes it.
struct RelayedMedia {
    let context: FindingContext
    private var result: CallAnalysisResult { context.result }

    /// A relay as one direction shows it: what the listener sends goes in, and comes out towards the speaker.
    private struct Passage {
        /// What the listener sends to the relay.
        var entering: Int
        /// The same behind the relay, on its way to the speaker.
        var leaving: Int
    }

    /// One finding for each listener of each relay, worst first.
    func findings() -> [Finding] {
        var found: [Finding] = []
        var judged: Set<Int> = []
        for leaving in result.streams.indices {
            guard let same = result.streams[leaving].sameMedia, same.relation == .relayed,
                result.streams.indices.contains(same.stream), judged.insert(same.stream).inserted
            else { continue }
            if let finding = finding(Passage(entering: same.stream, leaving: leaving)) { found.append(finding) }
        }
        return found
    }

    private func finding(_ passage: Passage) -> Finding? {
        let entering = result.streams[passage.entering]
        let leaving = result.streams[passage.leaving]
        guard let near = entering.call, let far = leaving.call, let listener = entering.direction.sender,
            let side = leaving.direction.sender, result.calls[near].answeredAt != nil,
            result.calls[far].answeredAt != nil
        else { return nil }
        // What the speaker sends into the relay's leg towards it.
        let spoken = result.calls[far].streams.filter { index in
            let stream = result.streams[index]
            return stream.direction.sender == side.other && stream.media != .video && stream.media != .other
                && stream.source.address == leaving.destination.address
                && stream.destination.address == leaving.source.address
                && stream.counts.received >= context.thresholds.judgedPackets
        }
        // What the relay sends to the listener.
        let delivered = result.calls[near].streams.filter { index in
            let stream = result.streams[index]
            return stream.direction.sender == listener.other
                && stream.destination.address == entering.source.address
                && stream.source.address == entering.destination.address
        }
        guard let last = spoken.last else { return nil }
        let into = result.streams[last]
        guard
            let gap = longestGap(spoken, delivered, from: max(into.startedAt, entering.startedAt), entering: entering),
            isToBeForwarded(gap, near: near, listener: listener, far: far, speaker: side.other),
            !hears(gap, call: near, listener: listener)
        else { return nil }
        return made(gap, passage, near: near, listener: listener, into: last, delivered: delivered)
    }

    /// The longest stretch in which the speaker's audio goes in, the listener's does as well, and nothing comes out.
    private func longestGap(
        _ spoken: [Int], _ delivered: [Int], from begun: CaptureTime, entering: MediaStream
    ) -> MissingAudio.Span? {
        let start = max(begun, spoken.map { result.streams[$0].startedAt }.min() ?? begun)
        let ends = spoken.map { result.streams[$0].endedAt }.max() ?? begun
        let end = min(ends, max(entering.endedAt, start))
        guard end > start else { return nil }
        var place = start
        var longest: MissingAudio.Span?
        func note(_ until: CaptureTime) {
            guard until.seconds(since: place) >= context.thresholds.fallenSilentSeconds else { return }
            if longest.map({ until.seconds(since: place) > $0.until.seconds(since: $0.from) }) ?? true {
                longest = (place, until)
            }
        }
        for index in delivered.sorted(by: { result.streams[$0].startedAt < result.streams[$1].startedAt }) {
            let stream = result.streams[index]
            if stream.startedAt > place { note(min(stream.startedAt, end)) }
            place = max(place, stream.endedAt)
        }
        if place < end { note(end) }
        return longest
    }

    /// Whether in that stretch both legs agree to it: on the listener's leg the relay may have kept itself from sending.
    private func isToBeForwarded(
        _ gap: MissingAudio.Span, near: Int, listener: CallSide, far: Int, speaker: CallSide
    ) -> Bool {
        func permits(_ call: Int, _ side: CallSide, _ test: (NegotiatedMedia) -> Bool) -> Bool {
            let spans = result.calls[call].media.filter {
                $0.kind == .audio && !$0.isEarly && $0.from.seconds(since: gap.until) < -1
                    && ($0.until ?? gap.until).seconds(since: gap.from) > 1
            }
            return !spans.isEmpty && spans.allSatisfy(test)
        }
        guard permits(far, speaker, { $0.permitsMedia(from: speaker) }) else { return false }
        if permits(near, listener, { $0.permitsMedia(from: listener.other) }) { return true }
        // Left receive-only by the relay's own offer, while nobody holds on the other leg.
        return permits(near, listener) { span in
            guard let relay = span.sides[listener.other], let party = span.sides[listener], !relay.sends else {
                return false
            }
            let offer = result.calls[near].messages.first { $0.packet == relay.packet }
            return party.receivesAt.port != 0 && offer.map { $0.method == "INVITE" && $0.status == nil } ?? false
        } && permits(far, speaker) { $0.permitsMedia(from: speaker) && $0.permitsMedia(from: speaker.other) }
    }

    /// Whether the listener reports that something arrives in that stretch.
    private func hears(_ gap: MissingAudio.Span, call: Int, listener: CallSide) -> Bool {
        context.rtcpSources(ofCall: call).contains { source in
            source.side == listener
                && source.reception.contains {
                    $0.hasProgress
                        && min($0.lastAt, gap.until).seconds(since: max($0.firstAt, gap.from))
                            > 0.5 * gap.until.seconds(since: gap.from)
                }
        }
    }

    private func made(
        _ gap: MissingAudio.Span, _ passage: Passage, near: Int, listener: CallSide, into: Int, delivered: [Int]
    ) -> Finding {
        let spoken = result.streams[into]
        let entering = result.streams[passage.entering]
        let before = delivered.map { result.streams[$0] }.filter { $0.endedAt <= gap.from }.max {
            $0.endedAt < $1.endedAt
        }
        var evidence = [
            Evidence(
                packet: spoken.firstPacket, at: spoken.startedAt,
                text: "Audio of \(listener.other.party) goes into the relay at \(spoken.destination)."),
            Evidence(
                packet: result.streams[passage.leaving].firstPacket, at: result.streams[passage.leaving].startedAt,
                text: "The other direction comes out of it, at \(result.streams[passage.leaving].source)."),
        ]
        if let before {
            evidence.append(
                Evidence(
                    packet: before.lastPacket, at: before.endedAt,
                    text: "The last audio that the relay sends to \(listener.party)."))
        }
        var finding = Finding(
            code: .oneWayAudio, severity: .fault, symptom: .oneWayAudio, cause: .relayDoesNotForward,
            cannotHear: listener, confidence: 0.9, call: near, stream: into,
            summary: "\(listener.party.capitalizedFirst) could not hear \(listener.other.party)"
                + "\(MissingAudio.words(gap)): the relay gets its audio at \(spoken.destination), and sends nothing to "
                + "\(entering.source), though both legs are here and the other direction passes.",
            evidence: evidence,
            excluded: [
                ExcludedCause(cause: .peerNeverSent, because: "\(listener.other.party) sends audio to the relay"),
                ExcludedCause(cause: .onHold, because: "nobody put the call on hold in that time"),
            ],
            remedy: "Look at the relay (\(spoken.destination.address)): the session's rule for this direction, its log "
                + "for this call, and whether it waits for a packet of \(listener.party) to learn its address.")
        (finding.from, finding.until) = (gap.from, gap.until)
        finding.streams = [into, passage.entering]
        return finding
    }
}

/// One fault for each conversation: legs of it show the same deafness again.
struct ConversationFaults {
    /// Each call's conversation, named by the first call of it.
    private let conversation: [Int]

    init(_ result: CallAnalysisResult) {
        var first = Array(result.calls.indices)
        func root(_ index: Int) -> Int {
            var place = index
            while first[place] != place { place = first[place] }
            return place
        }
        for stream in result.streams {
            guard let same = stream.sameMedia, same.relation != .secondPath, let one = stream.call,
                let other = result.streams[same.stream].call
            else { continue }
            let (left, right) = (root(one), root(other))
            first[max(left, right)] = min(left, right)
        }
        conversation = first.indices.map(root)
    }

    /// The findings without those that another leg says better.
    func reduced(_ findings: [Finding]) -> [Finding] {
        var kept: [Finding] = []
        for finding in findings {
            guard let call = finding.call, let listener = finding.cannotHear else {
                kept.append(finding)
                continue
            }
            let same = kept.firstIndex { other in
                guard let theirs = other.call, other.cannotHear == listener, isSame(call, theirs),
                    theirs != call || other.cause == .relayDoesNotForward
                else { return false }
                guard let from = finding.from, let until = finding.until, let begun = other.from,
                    let ended = other.until
                else { return true }
                return from < ended && begun < until
            }
            if let same {
                if isBetter(finding, than: kept[same]) { kept[same] = finding }
            } else {
                kept.append(finding)
            }
        }
        return kept
    }

    private func isSame(_ one: Int, _ other: Int) -> Bool {
        one == other
            || conversation.indices.contains(one) && conversation.indices.contains(other)
                && conversation[one] == conversation[other]
    }

    /// The more severe, then what names the relay, then the leg of who should be heard.
    private func isBetter(_ one: Finding, than other: Finding) -> Bool {
        if one.severity != other.severity { return one.severity < other.severity }
        if (one.cause == .relayDoesNotForward) != (other.cause == .relayDoesNotForward) {
            return one.cause == .relayDoesNotForward
        }
        let isLater = (one.call ?? 0) > (other.call ?? 0)
        return one.cannotHear == .calling ? isLater : !isLater
    }
}
