import CallAnalysis
import CallVocabulary

/// What the listener's own reports say of audio that passes here: that it arrives, or that nothing does, and when.
///
/// A report block without progress, above all one about source 0 at number 0, is a statement: nothing arrived. One that
/// leaves a source out says the same of a source it named before (RFC 3550 §6.4).
struct ReportedDeafness {
    let verdict: MissingAudio
    let sender: CallSide
    private var call: Call { verdict.call }
    private var context: FindingContext { verdict.context }
    private var listener: CallSide { sender.other }

    /// Whether the receiver reports that a stream arrives, from the first reports to the end.
    func isHeard(_ stream: MediaStream) -> Bool {
        guard let rtcp = stream.rtcp, rtcp.isCredible, rtcp.reception.contains(where: \.hasProgress) else {
            return false
        }
        return gaps(stream).isEmpty
    }

    /// A stretch in which nothing is acknowledged, and the reports that say so.
    private struct Gap {
        var span: MissingAudio.Span
        /// What said so last.
        var witness: Evidence
        /// The last report before it that acknowledged something.
        var progress: Evidence?
        var reports: Int
        var isStated: Bool
    }

    private func gaps(_ stream: MediaStream) -> [Gap] {
        let spans = verdict.spans(from: sender)
        guard let from = spans.map(\.from).min(), let until = spans.map(\.until).max() else { return [] }
        let whole: MissingAudio.Span = (max(from, stream.startedAt), min(until, stream.endedAt))
        // Who reports what cannot be is no witness, neither way.
        guard whole.until > whole.from, stream.rtcp?.isCredible ?? true else { return [] }
        let reception = stream.rtcp?.reception ?? []
        let progress = reception.filter { $0.hasProgress && $0.lastAt > whole.from }
        var gaps: [Gap] = []
        var begun = whole.from
        var before: ReceptionStretch?
        for next in progress {
            if let gap = gap(stream, (begun, min(next.firstAt, whole.until)), after: before, isMended: true) {
                gaps.append(gap)
            }
            begun = next.lastAt
            before = next
        }
        if let gap = gap(stream, (begun, whole.until), after: before, isMended: false) { gaps.append(gap) }
        return gaps
    }

    private func gap(
        _ stream: MediaStream, _ span: MissingAudio.Span, after progress: ReceptionStretch?, isMended: Bool
    ) -> Gap? {
        let least =
            progress == nil ? context.thresholds.unreportedSeconds : context.thresholds.unacknowledgedSeconds
        guard span.until.seconds(since: span.from) >= least,
            // Where the sender itself paused, nothing was to be acknowledged.
            stream.longestGapSeconds < context.thresholds.conversationSeconds || progress == nil && !isMended
        else { return nil }
        let end = span.until.advanced(bySeconds: context.thresholds.shortestStretchSeconds)
        let own = stream.rtcp?.reception ?? []
        let spoken = verdict.rtcpSources(of: listener).flatMap(\.reception)
        let denials = (own + spoken).filter { !$0.hasProgress && $0.lastAt > span.from && $0.firstAt <= end }
        guard let last = denials.max(by: { min($0.lastAt, end) < min($1.lastAt, end) }),
            min(last.lastAt, end).seconds(since: span.from) >= least
        else { return nil }
        let reports = denials.map(\.reports).max() ?? 0
        // One report may be late, or early; of a stretch that was mended, two have to agree.
        guard !isMended || reports >= 2 else { return nil }
        let time = last.lastAt <= end ? last.lastAt : last.firstAt
        return Gap(
            span: span,
            witness: Evidence(
                packet: last.lastAt <= end ? last.last : last.first, at: time,
                text: last.isStated
                    ? "\(listener.party.capitalizedFirst) reports: no packet has come since the report before."
                    : "\(listener.party.capitalizedFirst) reports, and says of nothing that it arrives."),
            progress: progress.map {
                Evidence(packet: $0.last, at: $0.lastAt, text: "The receiver acknowledged new packets until here.")
            }, reports: reports, isStated: denials.contains { $0.isStated })
    }

    /// The stretches of a stream that its receiver says it did not get.
    func deafnesses(
        _ stream: MediaStream, _ index: Int, start: Evidence, excluded: [ExcludedCause]
    ) -> [MissingAudio.Deafness] {
        gaps(stream).compactMap { gap in
            // Reports that never name any source are another matter: some devices never report on anybody.
            guard gap.isStated || gap.progress != nil else { return nil }
            let seconds = Figures.decimal(gap.span.until.seconds(since: gap.span.from), places: 1)
            let isToTheEnd = stream.endedAt.seconds(since: gap.span.until) < context.thresholds.shortestStretchSeconds
            let what: String
            if gap.progress == nil, isToTheEnd {
                what =
                    "it passes this point, and \(listener.party), which reports all the while, says that nothing "
                    + "arrives."
            } else if isToTheEnd {
                what =
                    "it passes this point to the end, but \(listener.party), which reports to the end, acknowledges "
                    + "nothing of the last \(seconds) s."
            } else {
                what = "it passes this point, but for \(seconds) s \(listener.party) acknowledges nothing of it."
            }
            return MissingAudio.Deafness(
                listener: listener, cause: .blockedBeyondCapture, confidence: gap.progress == nil ? 0.9 : 0.85,
                stream: index, what: what, evidence: [start] + [gap.progress].compactMap { $0 } + [gap.witness],
                excluded: excluded,
                remedy: gap.progress == nil
                    ? "Look between this point and \(listener.party): a firewall or router there drops the audio."
                    : "Look between this point and \(listener.party) for what stops audio in mid-call: a firewall or "
                        + "router whose translation runs out, or a link that changed.",
                span: gap.span)
        }
    }
}
