import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `signaling.call-failed`.
    static let callFailed = FindingRule(
        codes: [.callFailed],
        explains: [
            CodeExplanation(
                .callFailed, title: "Call failed",
                meaning: "The call was refused or broke before it was answered; the final status says why.",
                remedy: "Act on the status: number, credentials, codecs, or the server that failed.")
        ],
        page: RulePage(
            checks: "Calls that were refused or broke before they were answered.",
            matters: "\"The call does not go through\" has a reason, and the final status names it.",
            clears: "What the status asks for: another number, other credentials, a common codec, a working server.",
            example: "call-failed-busy")
    ) { context in
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
                code: .callFailed, severity: words.severity,
                confidence: call.finalStatus == nil && words.severity == .warning ? 0.6 : 0.99, call: index,
                summary: words.summary, evidence: evidence, remedy: words.remedy)
        }
    }

    /// The rule of `signaling.no-acknowledgement`.
    static let noAcknowledgement = FindingRule(
        codes: [.noAcknowledgement],
        explains: [
            CodeExplanation(
                .noAcknowledgement, title: "Answer never acknowledged",
                meaning:
                    "The answer to the call was never acknowledged, so the called side will end it after 32 seconds.",
                remedy:
                    "Make the Contact address in the answer reachable for the caller; switch off a router's SIP ALG.")
        ],
        page: RulePage(
            checks: "An answered call whose 2xx was never acknowledged.",
            matters:
                "The called side repeats its answer and hangs up after 32 s (RFC 3261 §13.3.1.4): calls that always "
                + "end after half a minute.",
            clears: "An ACK that finds its way: a Contact address the caller can reach.")
    ) { context in
        context.result.calls.indices.compactMap { index in
            let call = context.result.calls[index]
            guard let answer = AnswerRepetition.unacknowledged(in: call) else { return unrepeated(call, index) }
            let what =
                answer.isWithinCall
                ? "A change or refresh within the call was answered, and the answer" : "The answer to the call"
            var evidence = [
                Evidence(
                    packet: answer.first.packet, at: answer.first.at,
                    text: "The answer (\(answer.first.status ?? 200)).")
            ]
            if let acknowledged = answer.acknowledgement {
                evidence.append(
                    Evidence(
                        packet: acknowledged.packet, at: acknowledged.at,
                        text: "An ACK passes here, to \(acknowledged.destination)."))
            }
            evidence.append(
                Evidence(
                    packet: answer.last.packet, at: answer.last.at,
                    text: answer.acknowledgement == nil
                        ? "The last time it was sent; no ACK follows." : "The answer is sent once more all the same."))
            let goes = answer.acknowledgement.map { "\($0.destination)" } ?? ""
            return Finding(
                code: .noAcknowledgement, severity: .fault, confidence: 0.9, call: index,
                summary: answer.acknowledgement == nil
                    ? "\(what) was never acknowledged: it was sent \(answer.copies) times."
                    : "\(what) was sent \(answer.copies) times although it was acknowledged: the ACK passes here to \(goes), and "
                        + "does not reach who answered.",
                evidence: evidence,
                remedy: answer.acknowledgement == nil
                    ? "Look whether the ACK of the other side gets through: the Contact address in the answer must be reachable "
                        + "from there, and a SIP ALG in the router must not rewrite it."
                    : "\(goes) is where the Contact (or a Record-Route) of the answer sends the ACK: look whether it can be reached "
                        + "from here; a private address, or one that a SIP ALG wrote, cannot.")
        }
    }

    /// An answer seen once without an ACK: that may simply have taken another way.
    private static func unrepeated(_ call: Call, _ index: Int) -> Finding? {
        guard call.missingAcknowledgement,
            let answer = call.messages.first(where: { $0.method == "INVITE" && ($0.status ?? 0) / 100 == 2 })
        else { return nil }
        return Finding(
            code: .noAcknowledgement, severity: .note, confidence: 0.4, call: index,
            summary: "The answer to the call was never acknowledged in this capture.",
            evidence: [Evidence(packet: answer.packet, at: answer.at, text: "The answer (\(answer.status ?? 200)).")],
            remedy: "Look whether the ACK of the calling party gets through: the Contact address in the "
                + "answer must be reachable from there, and a SIP ALG in the router must not rewrite it.")
    }
}

/// The final status of a call in plain words.
struct CallFailureWords {
    let severity: FindingSeverity
    let summary: String
    let remedy: String

    init(_ call: Call) {
        let status = call.finalStatus
        let name = status.map { "\($0)\(call.finalReason.map { " \($0)" } ?? "")" } ?? "no final answer"
        if call.cutInvites > 0 {
            severity = .fault
            summary =
                "The call got no answer: the INVITE was sent \(Figures.count(call.cutInvites, "time", "times")) in IP fragments, and "
                + "only the first fragment came to this point. It is larger than the link's MTU, and something on the way drops "
                + "the rest."
            remedy =
                "Send SIP over TCP, or make the INVITE smaller (fewer codecs and headers); and look for a firewall or filter "
                + "that drops IP fragments."
            return
        }
        switch status {
        case 486, 600:
            severity = .note
            summary = "The called line was busy (\(name))."
            remedy = "Nothing is broken; call again later."
        case 603, 607, 608:
            severity = .note
            summary = "The call was declined (\(name))."
            remedy = "Nothing is broken; the called party, or a filter acting for it, refused the call."
        case 480 where call.ringingAt != nil, 408 where call.ringingAt != nil:
            severity = .note
            summary = "Nobody answered the call (\(name))."
            remedy = "If the called phone did not ring, look whether it is registered."
        case 480:
            severity = .warning
            summary =
                "The called party was not reachable: \(call.finalReason ?? "Temporarily Unavailable") (480), and no phone rang."
            remedy = "Look whether the called phone is registered and its connection stands."
        case 408:
            severity = .fault
            summary = "The call timed out on the way (\(name)): no phone rang."
            remedy = "The server that answered got no answer itself: look at the phone or server behind it."
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
        case .none where call.messages.contains(where: { $0.method == "INVITE" && $0.status != nil }):
            severity = .note
            summary =
                call.ringingAt == nil
                ? "The call was passed on and never answered: a server was trying, and no phone rang."
                : "Nobody answered the call: it rang, and no final answer came."
            remedy = "If the called phone did not ring, look whether it is registered."
        case .none where CallFailureWords.countOfInvite(call) == 1:
            severity = .warning
            summary =
                "Whether the call was answered is not in this capture: the INVITE is here once, with no answer and none "
                + "of the repetitions that follow over UDP while none comes."
            remedy =
                "Capture where both directions of the signaling pass; over TCP, look whether the connection reaches "
                + "the server."
        case .none:
            severity = .fault
            summary =
                "The call got no answer at all: the INVITE was sent "
                + "\(CallFailureWords.copiesOfInvite(call)), and nothing came back."
            remedy = "Check that the server's address is right and that a firewall lets SIP through both ways."
        default:
            severity = .warning
            summary = "The call failed (\(name))."
            remedy = "Look up the status with the provider; the packets below show who sent it."
        }
    }

    /// How often the first INVITE was sent.
    static func countOfInvite(_ call: Call) -> Int {
        let first = call.messages.first { $0.method == "INVITE" && $0.status == nil }
        return first.map { CallRelease.copies(of: $0, in: call).count } ?? 1
    }

    private static func copiesOfInvite(_ call: Call) -> String {
        Figures.count(countOfInvite(call), "time", "times")
    }
}
