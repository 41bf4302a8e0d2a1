import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// **What it checks.** Calls that were refused or broke before they were answered.
    ///
    /// **Why it matters.** "The call does not go through" has a reason, and the final status names it.
    ///
    /// **What clears it.** What the status asks for: another number, other credentials, a common codec, a working server.
    static let callFailed = FindingRule(codes: [.callFailed]) { context in
        context.result.calls.indices.compactMap { index in
            let call = context.result.calls[index]
            guard call.outcome == .rejected || call.outcome == .failed || call.outcome == .unanswered else {
                return nil
            }
            let words = CallFailureWords(call)
            var evidence: [Evidence] = []
            if let invite = call.messages.first(where: { $0.method == "INVITE" && $0.status == nil }) {
                evidence.append(Evidence(packet: invite.packet, at: invite.at, text: "The call is placed here."))
            }
            if let status = call.finalStatus,
                let final = call.messages.last(where: { $0.method == "INVITE" && $0.status == status })
            {
                evidence.append(
                    Evidence(
                        packet: final.packet, at: final.at,
                        text: "\(final.source) answers \(status)\(final.reason.map { " \($0)" } ?? "")."))
            }
            return Finding(
                code: .callFailed, severity: words.severity, confidence: 0.99, call: index, summary: words.summary,
                evidence: evidence, remedy: words.remedy)
        }
    }

    /// **What it checks.** An answered call whose 2xx was never acknowledged.
    ///
    /// **Why it matters.** The called side repeats its answer and hangs up after 32 s (RFC 3261 §13.3.1.4): calls that
    /// always end after half a minute.
    ///
    /// **What clears it.** An ACK that finds its way: a Contact address the caller can reach.
    static let noAcknowledgement = FindingRule(codes: [.noAcknowledgement]) { context in
        context.result.calls.indices.compactMap { index in
            let call = context.result.calls[index]
            guard call.missingAcknowledgement else { return nil }
            let answers = call.messages.filter { $0.method == "INVITE" && ($0.status ?? 0) / 100 == 2 }
            guard let first = answers.first, let last = answers.last else { return nil }
            // Without repetitions the ACK may simply have taken another way.
            let isRepeated = answers.count > 1
            return Finding(
                code: .noAcknowledgement, severity: isRepeated ? .fault : .note, confidence: isRepeated ? 0.9 : 0.4,
                call: index,
                summary: "The answer to the call was never acknowledged"
                    + (isRepeated ? ": it was sent \(answers.count) times." : " in this capture."),
                evidence: [
                    Evidence(packet: first.packet, at: first.at, text: "The answer (\(first.status ?? 200))."),
                    Evidence(packet: last.packet, at: last.at, text: "The last time it was sent; no ACK follows."),
                ],
                remedy: "Look whether the ACK of the calling party gets through: the Contact address in the "
                    + "answer must be reachable from there, and a SIP ALG in the router must not rewrite it.")
        }
    }
}

/// The final status of a call in plain words.
struct CallFailureWords {
    let severity: FindingSeverity
    let summary: String
    let remedy: String

    init(_ call: Call) {
        let status = call.finalStatus
        let name = status.map { "\($0)\(call.finalReason.map { " \($0)" } ?? "")" } ?? "no answer at all"
        switch status {
        case 486, 600:
            severity = .note
            summary = "The called line was busy (\(name))."
            remedy = "Nothing is broken; call again later."
        case 603, 607, 608:
            severity = .note
            summary = "The call was declined (\(name))."
            remedy = "Nothing is broken; the called party, or a filter acting for it, refused the call."
        case 480,
            408 where call.outcome == .unanswered:
            severity = .note
            summary = "Nobody answered the call (\(name))."
            remedy = "If the called phone did not ring, look whether it is registered."
        case 404, 484, 410, 604, 414, 416:
            severity = .warning
            summary = "The number called is not known where the call was sent (\(name))."
            remedy = "Check the number and the dial plan: full number with country and area code, no prefix left over."
        case 401, 407:
            severity = .fault
            summary = "The call was not authenticated (\(name))."
            remedy = "Check user name and password of the account, and that the device answers the challenge."
        case 403:
            severity = .fault
            summary = "The call was forbidden (\(name))."
            remedy = "Check that the account may call this destination and show this caller number."
        case 488, 606, 415:
            severity = .fault
            summary = "The two sides found no common way to talk (\(name))."
            remedy =
                "Compare the codecs and the encryption setting of both sides; enable one codec on both, PCMA or "
                + "PCMU for instance."
        case .some(500...599):
            severity = .fault
            summary = "A server on the way failed (\(name))."
            remedy = "Give the provider this packet and the Call-ID: the status was made by its server or beyond."
        case .some(300...399):
            severity = .note
            summary = "The call was redirected (\(name)) and not followed in this capture."
            remedy = "Look whether the device follows the new address."
        case .none:
            severity = .fault
            summary = "The call got \(name) within the time a request may take."
            remedy = "Check that the server's address is right and that a firewall lets SIP through both ways."
        default:
            severity = .warning
            summary = "The call failed (\(name))."
            remedy = "Look up the status with the provider; the packets below show who sent it."
        }
    }
}
