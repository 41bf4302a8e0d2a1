import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `capture.one-direction-only`.
    static let captureOneDirectionOnly = FindingRule(
        codes: [.captureOneDirectionOnly],
        explains: [
            CodeExplanation(
                .captureOneDirectionOnly, title: "Capture of one direction",
                meaning:
                    "Only what one party sends passes the point of capture: in every call, or in one where what is "
                    + "here proves that the rest was sent.",
                remedy: "Capture where both directions pass: mirror the port in both directions.")
        ],
        page: RulePage(
            checks:
                "Whether only what one party sends passes the point of capture. One call shows it where what is here "
                + "proves that the rest was sent and arrived: requests that only who got an answer can send, answers "
                + "that somebody acknowledged, reports of audio that comes in. Without such proof one call may have "
                + "one-way audio; three answered calls and more, all of them one way, have a capture of one direction.",
            matters: "A mirror port that copies one direction looks like one-way audio.",
            clears: "A capture of both directions.",
            thresholds: [.progressReports, .answerRepetitionSeconds, .unreadShare, .oneWayCalls])
    ) { context in
        let proven = OneDirection.provenCalls(context)
        if !proven.isEmpty { return OneDirection.findings(proven, context) }
        let reported = OneDirection.reported(context)
        return reported.isEmpty ? OneDirection.inAllCalls(context) : reported
    }
}

/// The proofs that a capture holds one direction only.
enum OneDirection {
    /// A call of which only one party's packets are here, and the packet that shows that the other's were sent.
    struct Proof {
        var call: Int
        var side: CallSide
        var evidence: Evidence
    }

    static let remedy = "Mirror the port in both directions (rx and tx), or capture on the host itself."

    // MARK: Signaling

    static func provenCalls(_ context: FindingContext) -> [Proof] {
        context.result.calls.indices.compactMap { proof(ofCall: $0, context) }
    }

    /// The proof that the other party's packets of a call were sent and are not here; `nil` without one.
    static func proof(ofCall index: Int, _ context: FindingContext) -> Proof? {
        let call = context.result.calls[index]
        guard let side = call.messages.first?.sender, call.messages.allSatisfy({ $0.sender == side }),
            // Audio of the other party shows that its signaling alone takes another way.
            context.audio(of: call, from: side.other).isEmpty
        else { return nil }
        let evidence = side == .calling ? confirmation(call) : acknowledgedAnswer(call, context)
        return evidence.map { Proof(call: index, side: side, evidence: $0) }
    }

    /// A request that only a party can send that got a response.
    private static func confirmation(_ call: Call) -> Evidence? {
        guard call.messages.contains(where: { $0.method == "INVITE" }),
            let request = call.messages.first(where: {
                $0.status == nil && ["ACK", "BYE", "PRACK", "UPDATE"].contains($0.method)
            })
        else { return nil }
        return Evidence(
            packet: request.packet, at: request.at,
            text: "The calling party sends \(request.method), as only who was answered can; no answer is here.")
    }

    /// An answer that was not repeated though the sender went on: somebody acknowledged it.
    private static func acknowledgedAnswer(_ call: Call, _ context: FindingContext) -> Evidence? {
        let answers = call.messages.filter { $0.method == "INVITE" && ($0.status ?? 0) / 100 == 2 }
        guard let answer = answers.first, answers.count == 1 else { return nil }
        let seen =
            call.streams.map { context.result.streams[$0].endedAt }
            + call.messages.filter { $0.status == nil }.map(\.at)
        guard let last = seen.max(), last.seconds(since: answer.at) > context.thresholds.answerRepetitionSeconds else {
            return nil
        }
        return Evidence(
            packet: answer.packet, at: answer.at,
            text:
                "The called party answers, and does not repeat it: it was acknowledged. Neither the call's INVITE nor "
                + "the ACK is here.")
    }

    static func findings(_ proven: [Proof], _ context: FindingContext) -> [Finding] {
        let sides = Set(proven.map(\.side))
        guard proven.count == context.result.calls.count, sides.count == 1, let side = sides.first else {
            return proven.map { finding([$0], of: "this call", side: $0.side, call: $0.call, context) }
        }
        let calls = proven.count == 1 ? "the call" : "all \(proven.count) calls"
        return [finding(proven, of: calls, side: side, call: proven.count == 1 ? proven[0].call : nil, context)]
    }

    private static func finding(
        _ proven: [Proof], of calls: String, side: CallSide, call: Int?, _ context: FindingContext
    ) -> Finding {
        let unread = unreadPackets(context)
        return Finding(
            code: .captureOneDirectionOnly, severity: unread > 0 ? .note : .warning,
            confidence: unread > 0 ? 0.5 : 0.95,
            call: call,
            summary: "Of \(calls) only what \(side.party) sends "
                + (unread > 0
                    ? "can be read here: the other party's packets are missing, or among the \(unread) whose content is "
                        + "encrypted or of another kind. "
                    : "passes this point: what it sends shows that it was answered, and no packet of the other party is "
                        + "here. ")
                + "Whether it heard anything cannot be told.",
            evidence: proven.prefix(3).map(\.evidence), remedy: remedy)
    }

    /// Packets whose content is not read, such as those of an encrypted tunnel, where they are many enough to hold one
    /// direction of a call; 0 where they are few.
    private static func unreadPackets(_ context: FindingContext) -> Int {
        let captures = context.result.captures
        let unread = captures.reduce(0) {
            $0 + $1.accounting.other + $1.accounting.otherUDP + $1.accounting.undecodable
        }
        let all = captures.reduce(0) { $0 + $1.packets }
        return Double(unread) > context.thresholds.unreadShare * Double(all) ? unread : 0
    }

    // MARK: Reports

    /// Senders of audio that report receiving, where no packet that goes to them is in the capture.
    static func reported(_ context: FindingContext) -> [Finding] {
        let result = context.result
        let reached = Set(
            result.rtcpSources.map(\.destination.address) + result.streams.map(\.destination.address))
        let sources = result.rtcpSources.filter { source in
            source.reportsOfProgress >= context.thresholds.progressReports
                && context.hasStream(from: source.source.address, to: source.destination.address)
                && !reached.contains(source.source.address)
                // Where the other party's signaling is here, its media takes another way; its call says so.
                && source.call.map { call in result.calls[call].messages.allSatisfy { $0.sender == source.side } }
                    ?? true
        }
        guard let first = sources.first else { return [] }
        return [
            Finding(
                code: .captureOneDirectionOnly, severity: .warning, confidence: 0.9, call: first.call,
                summary:
                    "\(first.source.address) sends audio and reports receiving some, and no packet that goes to it is "
                    + "here: the capture holds one direction only"
                    + (sources.count > 1 ? ", as with \(sources.count - 1) more." : "."),
                evidence: sources.prefix(3).map {
                    Evidence(
                        packet: $0.lastPacket, at: $0.lastSeenAt,
                        text: "\($0.source) reports for the \($0.reportsOfProgress + 1). time that more has come.")
                }, remedy: remedy)
        ]
    }

    // MARK: Many calls

    /// Whether a call has audio one way because that was agreed: announcements, music, a listener.
    private static func isAgreed(_ call: Call, _ sides: Set<CallSide>) -> Bool {
        let spans = call.media.filter { $0.kind == .audio && !$0.isEarly }
        return !spans.isEmpty
            && CallSide.allCases.contains { side in
                !sides.contains(side) && !spans.contains { $0.expectsMedia(from: side) }
            }
    }

    static func inAllCalls(_ context: FindingContext) -> [Finding] {
        let result = context.result
        var calls = 0
        var oneWay = 0
        var example: MediaStream?
        for call in result.calls where call.answeredAt != nil {
            let sides = Set(
                call.streams.compactMap {
                    result.streams[$0].media == .video ? nil : result.streams[$0].direction.sender
                })
            guard !sides.isEmpty, !isAgreed(call, sides) else { continue }
            calls += 1
            if sides.count == 1 {
                oneWay += 1
                example = example ?? call.streams.first.map { result.streams[$0] }
            }
        }
        // One call may have one-way audio; three calls in a row, all of them, have a capture of one direction.
        guard calls >= context.thresholds.oneWayCalls, oneWay == calls, let example else { return [] }
        return [
            Finding(
                code: .captureOneDirectionOnly, severity: .warning, confidence: 0.8,
                summary:
                    "In all \(calls) answered calls only one direction of the audio passes this point, so the capture "
                    + "likely holds one direction only.",
                evidence: [
                    Evidence(
                        packet: example.firstPacket, at: example.startedAt, text: "Audio whose opposite is nowhere.")
                ], remedy: remedy)
        ]
    }
}
