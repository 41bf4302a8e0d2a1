import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `signaling.release-not-answered` for a BYE that is refused.
    static let releaseRefused = FindingRule(
        codes: [.releaseNotAnswered],
        page: RulePage(
            checks:
                "A BYE that is refused (481 and the like) although the other side has not hung up itself. It is a warning "
                + "where audio of the other side goes on.",
            matters:
                "The other side does not take the BYE for one of its call, and goes on with it until something else ends "
                + "it.",
            clears: "A BYE with the Call-ID and the tags of the call.",
            thresholds: [.releaseSeconds])
    ) { context in
        context.result.calls.indices.compactMap { index in
            let call = context.result.calls[index]
            guard call.answeredAt != nil, let bye = CallRelease.bye(of: call), let sender = bye.sender else {
                return nil
            }
            let answers = call.messages.filter {
                $0.method == "BYE" && $0.sequence == bye.sequence && $0.sender != sender && ($0.status ?? 0) >= 200
            }
            guard let refusal = answers.first, let status = refusal.status, status >= 400, status != 401, status != 407,
                answers.allSatisfy({ ($0.status ?? 0) >= 400 }),
                // Both may hang up at one time; or an accepted BYE follows.
                !call.messages.contains(where: { other in
                    other.method == "BYE"
                        && (other.status == nil && other.sender == sender.other
                            && other.at.seconds(since: refusal.at) < context.thresholds.releaseSeconds
                            || (other.status ?? 0) / 100 == 2 && other.sender == sender.other)
                })
            else { return nil }
            let sending = context.audio(of: call, from: sender.other).map { context.result.streams[$0] }
                .filter { $0.endedAt.seconds(since: bye.at) >= context.thresholds.releaseSeconds }.max {
                    $0.endedAt < $1.endedAt
                }
            let words = "\(status)\(refusal.reason.map { " \($0)" } ?? "")"
            var evidence = [
                Evidence(packet: bye.packet, at: bye.at, text: "The BYE, sent to \(bye.destination)."),
                Evidence(packet: refusal.packet, at: refusal.at, text: "It is refused: \(words)."),
            ]
            if let sending {
                evidence.append(
                    Evidence(
                        packet: sending.lastPacket, at: sending.endedAt,
                        text: "\(sender.other.party.capitalizedFirst) still sends here."))
            }
            return Finding(
                code: .releaseNotAnswered, severity: sending == nil ? .note : .warning, confidence: 0.9, call: index,
                summary: "\(sender.party.capitalizedFirst) hung up, and its BYE was refused (\(words))"
                    + (sending.map {
                        ": \(sender.other.party) still believed in the call, and went on sending for "
                            + "\(Figures.decimal($0.endedAt.seconds(since: bye.at), places: 0)) s."
                    } ?? "."),
                evidence: evidence,
                remedy:
                    "Compare Call-ID and the tags of From and To in the BYE with those of the INVITE and its answer: a "
                    + "BYE without them is of no call (RFC 3261 §12.2.2).")
        }
    }
}
