import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `signaling.session-timer-teardown`.
    static let sessionTimerTeardown = FindingRule(
        codes: [.sessionTimerTeardown],
        explains: [
            CodeExplanation(
                .sessionTimerTeardown, title: "Session timer ran out",
                meaning:
                    "The call was ended because its session timer ran out: nobody refreshed it in time (RFC 4028).",
                remedy:
                    "Look why the refresh (re-INVITE or UPDATE) was not sent or not answered: often a firewall that "
                    + "forgot the connection.")
        ],
        page: RulePage(
            checks:
                "Calls that end when their session timer has run out without a refresh (RFC 4028 §10: the side that "
                + "waits sends BYE a little before the interval ends), when a refresh is not answered or is refused, "
                + "or with the reason that the session expired.",
            matters: "Calls drop after a fixed time, and the complaint is \"it cuts off after 15 minutes\".",
            clears: "A refresh that gets through.")
    ) { context in
        context.result.calls.indices.compactMap { index in
            let call = context.result.calls[index]
            guard call.answeredAt != nil, let bye = CallRelease.bye(of: call) else { return nil }
            let refresh = CallRelease.failedRefresh(of: call, before: bye)
            if let refresh, call.sessionExpiresSeconds != nil {
                return CallRelease.finding(of: refresh, ending: call, bye, index)
            }
            if let reason = call.endReason, CallRelease.namesSession(reason) {
                return Finding(
                    code: .sessionTimerTeardown, severity: .fault, confidence: 0.95, call: index,
                    summary:
                        "The call was cut by its session timer: \(bye.sender?.party ?? "the side that ends it") names "
                        + "the reason, \(CallRelease.quoted(reason))"
                        + (call.sessionExpiresSeconds.map { ", although \($0) s were agreed" } ?? "") + ".",
                    evidence: [
                        Evidence(packet: bye.packet, at: bye.at, text: "The BYE: \(CallRelease.quoted(reason)).")
                    ],
                    remedy: "Compare how both sides understood the session timer: who refreshes, and after how long "
                        + "(Session-Expires and refresher in the last answer).")
            }
            return CallRelease.expiry(call, bye, index)
        }
    }

    /// The rule of `signaling.call-dropped`.
    static let callDropped = FindingRule(
        codes: [.callDropped],
        explains: [
            CodeExplanation(
                .callDropped, title: "Call dropped",
                meaning:
                    "An answered call was ended for another reason than hanging up: the BYE names it, or a request "
                    + "within the call failed before it.",
                remedy: "The reason is quoted; look at the side that ended the call, and at what it missed.")
        ],
        page: RulePage(
            checks: "Answered calls that were ended for another reason than hanging up: the BYE says so (RFC 3326), or "
                + "follows a request of its sender that was not answered or refused.",
            matters: "\"The call drops\" has a reason, and the side that ended it often names it.",
            clears: "What the reason asks for: media that arrives, checks that succeed, a server that answers.")
    ) { context in
        context.result.calls.indices.compactMap { index in
            let call = context.result.calls[index]
            guard call.answeredAt != nil, let bye = CallRelease.bye(of: call) else { return nil }
            if let reason = call.endReason {
                guard CallRelease.isFailure(reason), !CallRelease.namesSession(reason),
                    AnswerRepetition.unacknowledged(in: call) == nil
                else { return nil }
                return Finding(
                    code: .callDropped, severity: .fault, confidence: 0.9, call: index,
                    summary:
                        "The call was not hung up, it was dropped: \(bye.sender?.party ?? "the side that ended it") ended "
                        + "it with the reason \(CallRelease.quoted(reason)).",
                    evidence: [
                        Evidence(packet: bye.packet, at: bye.at, text: "The BYE: \(CallRelease.quoted(reason)).")
                    ],
                    remedy: CallRelease.remedy(for: reason))
            }
            guard call.sessionExpiresSeconds == nil, let refresh = CallRelease.failedRefresh(of: call, before: bye)
            else {
                return nil
            }
            return CallRelease.finding(of: refresh, ending: call, bye, index)
        }
    }

    /// The rule of `signaling.release-not-answered`.
    static let releaseNotAnswered = FindingRule(
        codes: [.releaseNotAnswered],
        explains: [
            CodeExplanation(
                .releaseNotAnswered, title: "Release not accepted",
                meaning:
                    "One party hung up, and its BYE was sent again and again without an answer, or was refused: the other "
                    + "side still believes in the call.",
                remedy: "Look whether the address the BYE goes to, the other side's Contact, can be reached.")
        ],
        page: RulePage(
            checks:
                "A BYE that is sent again and again and never answered. It is a warning where audio of the other side goes "
                + "on, or the sender tried to the last.",
            matters: "The other side still believes in the call: it goes on sending, and may be charged for.",
            clears: "A BYE that finds its way: the address in the Contact of the other side must be reachable.",
            thresholds: [.releaseCopies, .lastReleaseCopies, .releaseSeconds])
    ) { context in
        context.result.calls.indices.compactMap { index in
            let call = context.result.calls[index]
            guard let bye = CallRelease.bye(of: call), let sender = bye.sender,
                // Of a capture of one direction nothing is known of the other.
                OneDirection.proof(ofCall: index, context) == nil
            else { return nil }
            let copies = CallRelease.copies(of: bye, in: call)
            let isAnswered = call.messages.contains {
                $0.method == "BYE" && $0.status != nil && $0.sequence == bye.sequence && $0.sender == sender.other
            }
            guard !isAnswered, copies.count >= context.thresholds.releaseCopies, let last = copies.last else {
                return nil
            }
            let sending = context.audio(of: call, from: sender.other).map { context.result.streams[$0] }
                .filter { $0.endedAt.seconds(since: bye.at) >= context.thresholds.releaseSeconds }.max {
                    $0.endedAt < $1.endedAt
                }
            var evidence = [
                Evidence(packet: bye.packet, at: bye.at, text: "The BYE, sent to \(bye.destination)."),
                Evidence(packet: last.packet, at: last.at, text: "The last time it is sent; no answer follows."),
            ]
            if let sending {
                evidence.append(
                    Evidence(
                        packet: sending.lastPacket, at: sending.endedAt,
                        text: "\(sender.other.party.capitalizedFirst) still sends here."))
            }
            return Finding(
                code: .releaseNotAnswered,
                severity: sending == nil && copies.count < context.thresholds.lastReleaseCopies ? .note : .warning,
                confidence: 0.9, call: index,
                summary:
                    "\(sender.party.capitalizedFirst) hung up, and its BYE was never answered: it was sent \(copies.count) times to "
                    + "\(bye.destination)"
                    + (sending.map {
                        ", and \(sender.other.party) went on sending for "
                            + "\(Figures.decimal($0.endedAt.seconds(since: bye.at), places: 0)) s."
                    } ?? "."),
                evidence: evidence,
                remedy:
                    "Look whether \(bye.destination) is where \(sender.other.party) can be reached: it is the address that its "
                    + "Contact gave, and a firewall or translator on the way must let the BYE through.")
        }
    }
}

/// What ends calls, read off their messages.
enum CallRelease {
    /// The first BYE.
    static func bye(of call: Call) -> SIPMessageSummary? {
        call.messages.first { $0.method == "BYE" && $0.status == nil }
    }

    /// A message and its repetitions on the same hop, a fifth of a second and more apart: a mirror port's copies are not.
    static func copies(of message: SIPMessageSummary, in call: Call) -> [SIPMessageSummary] {
        var copies: [SIPMessageSummary] = []
        for other in call.messages
        where other.method == message.method && other.status == message.status && other.sequence == message.sequence
            && other.source == message.source && other.destination == message.destination
        {
            if let last = copies.last, other.at.seconds(since: last.at) < 0.2 { continue }
            copies.append(other)
        }
        return copies
    }

    /// A request within the call that its sender gave the call up for.
    struct FailedRefresh {
        var request: SIPMessageSummary
        var copies: Int
        /// The refusal; `nil` where nothing came.
        var refusal: SIPMessageSummary?
    }

    /// The last INVITE or UPDATE within the answered call, if it failed and the side that sent it then ended the call.
    static func failedRefresh(of call: Call, before bye: SIPMessageSummary) -> FailedRefresh? {
        guard let answered = call.answeredAt,
            let last = call.messages.last(where: {
                ($0.method == "INVITE" || $0.method == "UPDATE") && $0.status == nil && !$0.isRetransmission
                    && $0.at > answered && $0.at < bye.at
            }), last.sender == bye.sender
        else { return nil }
        let copies = copies(of: last, in: call).count
        let responses = call.messages.filter {
            $0.method == last.method && $0.sequence == last.sequence && $0.status != nil && $0.sender != last.sender
                && $0.at >= last.at && $0.at <= bye.at
        }
        guard let final = responses.last(where: { ($0.status ?? 0) >= 200 }) else {
            return responses.isEmpty && copies >= 3
                ? FailedRefresh(request: last, copies: copies, refusal: nil) : nil
        }
        // RFC 4028 §10: after 408 or 481 at once, after another refusal before the time is over.
        guard let status = final.status, status >= 400, ![401, 407, 422, 491].contains(status),
            bye.at.seconds(since: final.at) <= (status == 408 || status == 481 ? 5 : 2)
        else { return nil }
        return FailedRefresh(request: last, copies: copies, refusal: final)
    }

    static func finding(of refresh: FailedRefresh, ending call: Call, _ bye: SIPMessageSummary, _ index: Int) -> Finding
    {
        let isTimed = call.sessionExpiresSeconds != nil
        let who = bye.sender?.party ?? "the side that ends it"
        let other = bye.sender?.other.party ?? "the other side"
        var evidence = [
            Evidence(
                packet: refresh.request.packet, at: refresh.request.at,
                text: "\(refresh.request.method) within the call, to \(refresh.request.destination).")
        ]
        let what: String
        if let refusal = refresh.refusal {
            let status = "\(refusal.status ?? 0)\(refusal.reason.map { " \($0)" } ?? "")"
            what = "was refused (\(status))"
            evidence.append(Evidence(packet: refusal.packet, at: refusal.at, text: "The refusal: \(status)."))
        } else {
            what = "was never answered, though it was sent \(refresh.copies) times"
        }
        evidence.append(Evidence(packet: bye.packet, at: bye.at, text: "The call is ended here."))
        return Finding(
            code: isTimed ? .sessionTimerTeardown : .callDropped, severity: .fault, confidence: 0.9, call: index,
            summary: (isTimed ? "The call was cut because its session could not be refreshed" : "The call was dropped")
                + ": the \(refresh.request.method) that \(who) sent within the call \(what), so it ended the call.",
            evidence: evidence,
            remedy: refresh.refusal == nil
                ? "Look why \(other) does not answer requests within the call: often a firewall that forgot the connection "
                    + "after minutes of silence, or a Contact address that cannot be reached."
                : "Look why \(other) refuses: a server that no longer knows the call (481), or a device that cannot change or "
                    + "refresh it.")
    }

    /// The end of an interval that nothing refreshed.
    static func expiry(_ call: Call, _ bye: SIPMessageSummary, _ index: Int) -> Finding? {
        guard let interval = call.sessionExpiresSeconds, interval >= 60, let refreshed = call.lastRefreshedAt,
            let ended = call.endedAt, let packet = call.lastRefresh
        else { return nil }
        let elapsed = ended.seconds(since: refreshed)
        let margin = max(32, Double(interval) / 3)
        guard elapsed >= Double(interval) - margin - 2, elapsed <= Double(interval) + 5 else { return nil }
        let unanswered = call.messages.last {
            ($0.method == "INVITE" || $0.method == "UPDATE") && $0.status == nil && $0.at > refreshed
        }
        // Near the end of the interval a call may also end by chance; a refresh that failed makes it certain.
        let isExact = elapsed >= Double(interval) - 34
        guard unanswered != nil || isExact else { return nil }
        return Finding(
            code: .sessionTimerTeardown, severity: .fault, confidence: unanswered == nil ? 0.75 : 0.9, call: index,
            summary: "The call was cut by its session timer: \(interval) s were agreed, and "
                + "\(Figures.decimal(elapsed, places: 0)) s passed without a refresh"
                + (unanswered == nil ? "." : " that was answered."),
            evidence: [
                Evidence(packet: packet, at: refreshed, text: "The session was last agreed or refreshed here."),
                Evidence(packet: bye.packet, at: bye.at, text: "The call is ended here."),
            ],
            remedy:
                "Find why the refresh (re-INVITE or UPDATE) was not sent, or not answered: often a firewall that "
                + "forgot the connection, or a device whose refresh is refused.")
    }

    /// A reason as reports quote it.
    static func quoted(_ reason: CallEndReason) -> String {
        let cause = reason.cause.map { "\(reason.protocolName) \($0)" } ?? reason.protocolName
        return reason.text.map { "“\($0)” (\(cause))" } ?? cause
    }

    /// Words that tell of a session whose time is over.
    static func namesSession(_ reason: CallEndReason) -> Bool {
        let text = (reason.text ?? "").lowercased()
        return text.contains("session") && ["timeout", "timed out", "expire", "timer"].contains { text.contains($0) }
    }

    /// Q.850 causes of calls that break: no route, out of order, congestion, resources, incompatibility, protocol errors and
    /// timers. Hanging up, busy, no answer and refusal are none, and gateways write 127 for all they do not know.
    private static let brokenCauses: Set<Int> = Set([
        2, 3, 6, 25, 27, 38, 39, 40, 41, 42, 43, 44, 46, 47, 49, 53, 54, 55, 57, 58,
    ])
    .union(63...102).union([110, 111])
    private static let brokenWords = [
        "timeout", "timed out", "time out", "fail", "error", "rtp", "media", "ice", "dtls", "srtp", "lost",
        "unreachable", "expire",
        "inactiv", "no audio", "disconnected", "crash", "shutdown",
    ]

    /// Whether a reason tells of a failure, not of somebody hanging up.
    static func isFailure(_ reason: CallEndReason) -> Bool {
        let text = " " + (reason.text ?? "").lowercased() + " "
        // What a person did is no failure, whatever the cause beside it.
        if ["normal", "hung up", "hangup", "hang up", "elsewhere", "user"].contains(where: { text.contains($0) }) {
            return false
        }
        switch reason.protocolName.lowercased() {
        case "q.850": if let cause = reason.cause, brokenCauses.contains(cause) { return true }
        case "sip":
            if let cause = reason.cause, cause >= 400, ![480, 486, 487, 600, 603, 604].contains(cause) { return true }
        default: break
        }
        return brokenWords.contains { word in
            // Short words stand by themselves, or begin one: "ice" is not in "service".
            word.count > 4 ? text.contains(word) : text.contains(" " + word)
        }
    }

    static func remedy(for reason: CallEndReason) -> String {
        let text = (reason.text ?? "").lowercased()
        if text.contains("rtp") || text.contains("media") || text.contains("inactiv") {
            return
                "The side that ended it had no media for a while: look whether audio reaches it, and whether its partner "
                + "stops sending in silence; comfort noise, or a longer time, keeps such calls."
        }
        if text.contains("ice") || text.contains("dtls") {
            return
                "The connectivity checks of the side that ended it failed: look whether its STUN requests are answered, and "
                + "whether a device between strips or rewrites the candidates."
        }
        if text.contains("ack") {
            return "Look whether the ACK of the other side gets through to the side that ended it."
        }
        return "Look at the side that ended it, with this packet and the Call-ID: the reason is its own."
    }
}

/// Answers to INVITEs that are sent again and again.
struct AnswerRepetition {
    var first: SIPMessageSummary
    var last: SIPMessageSummary
    var copies: Int
    /// The first ACK that passes; `nil` if none does.
    var acknowledgement: SIPMessageSummary?
    /// Whether it answers an INVITE within the call.
    var isWithinCall: Bool

    /// The first 2xx to an INVITE whose ACK is missing, or does not help: it is repeated all the same.
    static func unacknowledged(in call: Call) -> AnswerRepetition? {
        var seen: Set<UInt64> = []
        for message in call.messages
        where message.method == "INVITE" && (message.status ?? 0) / 100 == 2 && !message.isRetransmission {
            let name = UInt64(message.sequence) << 1 | (message.sender == .called ? 1 : 0)
            guard seen.insert(name).inserted else { continue }
            let copies = CallRelease.copies(of: message, in: call)
            let acknowledgements = call.messages.filter {
                $0.method == "ACK" && $0.sequence == message.sequence && $0.sender != message.sender
                    && $0.at >= message.at
            }
            guard copies.count > 1, let last = copies.last else { continue }
            let answer = AnswerRepetition(
                first: message, last: last, copies: copies.count, acknowledgement: acknowledgements.first,
                isWithinCall: call.answeredAt.map { message.at > $0 } ?? false)
            guard let acknowledged = acknowledgements.first else { return answer }
            // One repetition may cross the ACK; those after it show that it does not arrive.
            if copies.count(where: { $0.at.seconds(since: acknowledged.at) > 0.2 }) >= 2 { return answer }
        }
        return nil
    }
}
