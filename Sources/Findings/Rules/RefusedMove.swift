import CallAnalysis
import CallVocabulary

/// A side that falls silent beside a re-INVITE of its own that was refused: it moved, or wanted to, and the call did not
/// follow.
struct RefusedMove {
    let verdict: MissingAudio
    let sender: CallSide
    private var call: Call { verdict.call }
    private var context: FindingContext { verdict.context }

    /// Statuses after which the same request comes again: authentication, a session interval, a glare.
    private static let passing: Set<Int> = [401, 407, 422, 491]

    func deafness(_ index: Int) -> MissingAudio.Deafness? {
        let stream = context.result.streams[index]
        guard let answered = call.answeredAt, !verdict.keepsSilence(sender),
            verdict.seconds(from: sender, since: stream.endedAt) >= context.thresholds.fallenSilentSeconds,
            let request = call.messages.last(where: { message in
                (message.method == "INVITE" || message.method == "UPDATE") && message.status == nil
                    && message.sender == sender && !message.isRetransmission && message.at > answered
                    && message.hasSessionDescription
                    && message.at.seconds(since: stream.endedAt) >= -context.thresholds.followingSeconds
                    && message.at.seconds(since: stream.endedAt) <= context.thresholds.unacknowledgedSeconds
            }),
            let refusal = call.messages.last(where: { message in
                message.method == request.method && message.sequence == request.sequence
                    && message.sender == sender.other && (message.status ?? 0) >= 200 && message.at >= request.at
            }), let status = refusal.status, status >= 400, !Self.passing.contains(status)
        else { return nil }
        let words = "\(status)\(refusal.reason.map { " \($0)" } ?? "")"
        let seconds = Figures.decimal(verdict.seconds(from: sender, since: stream.endedAt), places: 1)
        return MissingAudio.Deafness(
            listener: sender.other, cause: .peerNeverSent, severity: .warning, confidence: 0.75, stream: index,
            what:
                "its audio stops \(seconds) s before the end, beside a change of the call that it asked for and that was "
                + "refused (\(words)): it moved to another address or codec, and the call did not follow.",
            evidence: [
                Evidence(
                    packet: stream.lastPacket, at: stream.endedAt,
                    text: "The last audio of \(sender.party) comes here."),
                Evidence(
                    packet: request.packet, at: request.at,
                    text: "\(sender.party.capitalizedFirst) asks for a change, from \(request.source)."),
                Evidence(packet: refusal.packet, at: refusal.at, text: "It is refused: \(words)."),
            ],
            excluded: [ExcludedCause(cause: .onHold, because: "both sides had agreed to send and receive")],
            remedy:
                "Look why \(refusal.source) refuses the change (\(words)): another address family, codec or encryption "
                + "than it takes. A phone that changes its network has to offer what the other side can use.")
    }
}
