import CallAnalysis
import CallVocabulary

/// A finding that the result it was made from contradicts: a fault of the rule.
public struct RefusedFinding: Sendable, Equatable {
    /// What the rule concluded.
    public var finding: Finding
    /// What contradicts it.
    public var because: String

    /// A refusal of its parts.
    public init(finding: Finding, because: String) {
        self.finding = finding
        self.because = because
    }
}

/// Tests what each finding states against the data, before anybody reads it.
struct FindingGate {
    let context: FindingContext
    private var result: CallAnalysisResult { context.result }

    /// Causes by which packets arrive and are of no use: a receiver may well report them.
    private static let arrives: Set<MediaFaultCause> = [
        .silentPayload, .payloadNotNegotiated, .encryptionMismatch, .notVisibleFromHere, .onHold, .relayDoesNotForward,
    ]

    /// What contradicts `finding`; `nil` if nothing does.
    func objection(to finding: Finding) -> String? {
        evidenceObjection(finding) ?? deafnessObjection(finding) ?? missingObjection(finding)
            ?? breakUpObjection(finding)
    }

    /// Evidence has to be packets of the captures, at times within them.
    private func evidenceObjection(_ finding: Finding) -> String? {
        for evidence in finding.evidence {
            guard result.captures.indices.contains(evidence.packet.capture) else {
                return "It names capture \(evidence.packet.capture), which was not read."
            }
            let capture = result.captures[evidence.packet.capture]
            guard evidence.packet.number >= 1, evidence.packet.number <= capture.packets else {
                return "It names packet \(evidence.packet.number), and \(capture.name) holds \(capture.packets)."
            }
            if let first = capture.firstPacketAt, let last = capture.lastPacketAt,
                evidence.at < first || evidence.at > last
            {
                return "It dates packet \(evidence.packet.number) outside \(capture.name)."
            }
        }
        return nil
    }

    private func isOfHearing(_ finding: Finding) -> Bool {
        (finding.code == .oneWayAudio || finding.code == .noAudio) && finding.severity != .note
    }

    /// Nobody is deaf whose receiver reports that packets come in the span concerned.
    private func deafnessObjection(_ finding: Finding) -> String? {
        guard isOfHearing(finding), let cause = finding.cause, !Self.arrives.contains(cause),
            let index = finding.stream,
            result.streams.indices.contains(index), let rtcp = result.streams[index].rtcp
        else { return nil }
        // Who reports that most of it is lost gets the rest.
        if let lost = rtcp.reportedCumulativeLost, lost * 2 > result.streams[index].counts.received { return nil }
        let from = max(finding.from ?? result.streams[index].startedAt, result.streams[index].startedAt)
        let until = min(finding.until ?? result.streams[index].endedAt, result.streams[index].endedAt)
        // Reports look back: the first in the span may tell of what came before it.
        let heard = rtcp.reception.contains { stretch in
            guard stretch.hasProgress, stretch.reports > 1 else { return false }
            let shared = min(stretch.lastAt, until).seconds(since: max(stretch.firstAt, from))
            return shared > 0.5 * until.seconds(since: from)
        }
        return heard ? "The receiver reports new packets of this stream all the while." : nil
    }

    /// Nothing breaks up by lateness of which a buffer that finds its place again conceals less than a hundredth; the
    /// receiver's own word that it did is another matter.
    private func breakUpObjection(_ finding: Finding) -> String? {
        guard finding.code == .breakUp, finding.severity != .note, let index = finding.stream,
            result.streams.indices.contains(index), result.streams[index].farEnd.isEmpty,
            !result.streams[index].playout.isEmpty
        else { return nil }
        let stream = result.streams[index]
        // A fault is what no buffer helps against; a warning is of receivers with a small one.
        let lacking = stream.playout.map { stream.unheardPercent($0) }
        let least = (finding.severity == .fault ? lacking.min() : lacking.max()) ?? 100
        return least < 1
            ? "A buffer that finds its place again lacks \(Figures.decimal(least, places: 1)) % of it." : nil
    }

    /// No audio is missing that flows in that span to the very address asked for.
    private func missingObjection(_ finding: Finding) -> String? {
        guard isOfHearing(finding), finding.cause == .peerNeverSent || finding.cause == .lostBeforeCapture,
            let listener = finding.cannotHear, let call = finding.call, result.calls.indices.contains(call)
        else { return nil }
        let from = finding.from ?? result.calls[call].answeredAt ?? result.calls[call].startedAt
        let until = finding.until ?? result.calls[call].endedAt ?? context.captureEnd
        guard until > from else { return nil }
        for span in result.calls[call].media
        where span.kind == .audio && !span.isEarly && (span.until ?? until) > from && span.from < until {
            guard let asked = span.sides[listener]?.receivesAt else { continue }
            for index in result.calls[call].streams where result.streams[index].destination == asked {
                let stream = result.streams[index]
                guard stream.counts.received >= context.thresholds.judgedPackets else { continue }
                let shared = min(stream.endedAt, until).seconds(since: max(stream.startedAt, from))
                if shared > 0.5 * until.seconds(since: from), stream.direction.sender == listener.other {
                    return "\(stream.counts.received) packets of it go to \(asked) in that span."
                }
            }
        }
        return nil
    }
}
