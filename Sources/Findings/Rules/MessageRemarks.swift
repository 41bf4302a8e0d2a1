import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `signaling.digits-not-taken`.
    static let digitsNotTaken = FindingRule(
        codes: [.digitsNotTaken],
        explains: [
            CodeExplanation(
                .digitsNotTaken, title: "Keyed digits not taken",
                meaning:
                    "Keyed digits do not reach whom they are meant for: the request that carries them is refused, or "
                    + "they are sent as telephone events that neither side has described.",
                remedy: "Have both sides agree on one way of sending digits, telephone events (RFC 4733) as a rule.")
        ],
        page: RulePage(
            checks:
                "Requests that carry keyed digits and are refused, and telephone events under a number that no "
                + "description of the call names.",
            matters: "Menus, voicemail and conference codes do not react.",
            clears: "One way of sending digits that both sides agree on.")
    ) { context in
        let result = context.result
        let refused = result.signalingRemarks.filter { $0.kind == .digitsRefused }.map { remark -> Finding in
            let status = "\(remark.status ?? 0)" + (remark.reason.map { " \($0)" } ?? "")
            var evidence = [
                Evidence(packet: remark.packet, at: remark.at, text: "The \(remark.method) carries a keyed digit.")
            ]
            if let answer = remark.answer, let at = remark.answeredAt {
                evidence.append(Evidence(packet: answer, at: at, text: "It is answered \(status)."))
            }
            return Finding(
                code: .digitsNotTaken, severity: .warning, confidence: 0.9, call: remark.call,
                summary: "Keyed digits were refused: "
                    + "\(Figures.count(remark.count, "\(remark.method) request", "\(remark.method) requests")) of "
                    + "\(remark.source) "
                    + "that \(remark.count == 1 ? "carries" : "carry") a digit "
                    + "\(remark.count == 1 ? "is" : "are") answered \(status).",
                evidence: evidence,
                remedy: "Have both sides send digits in one way, telephone events in the audio (RFC 4733) for "
                    + "instance: the side "
                    + "that answers does not take them by \(remark.method).")
        }
        return refused + result.streams.indices.compactMap { unagreedEvents($0, result) }
    }

    private static func unagreedEvents(_ index: Int, _ result: CallAnalysisResult) -> Finding? {
        let stream = result.streams[index]
        // The same packets of one call are told once; on the next leg they are another agreement's.
        guard let place = stream.call, stream.role == .media,
            stream.sameMedia.map({ result.streams[$0.stream].call != place }) ?? true,
            let side = stream.direction.sender, let digits = stream.events.first(where: { $0.kind == .dtmf }),
            let use = stream.payloadTypes.first(where: { $0.encoding == "telephone-event" }),
            use.basis == .inferred
        else { return nil }
        let spans = result.calls[place].media.filter { $0.kind == .audio }
        // A description that was cut, or of one side only, promises nothing either way.
        let isWhole = spans.allSatisfy { span in
            CallSide.allCases.allSatisfy { span.sides[$0].map { !$0.hasUnnamedTypes } ?? false }
        }
        let isDescribed = spans.contains { span in
            CallSide.allCases.contains { side in
                span.sides[side]?.payloadTypes.contains {
                    $0.key == use.number || $0.value.encoding.lowercased() == "telephone-event"
                } ?? false
            }
        }
        guard !spans.isEmpty, isWhole, !isDescribed else { return nil }
        return Finding(
            code: .digitsNotTaken, severity: .warning, confidence: 0.7, call: place, stream: index,
            summary: "\(side.party.capitalizedFirst) sends keyed digits as payload type \(use.number), which "
                + "neither side has "
                + "described: a receiver that keeps to the descriptions drops them "
                + "(\(Figures.count(use.packets, "packet", "packets"))).",
            evidence: [
                Evidence(
                    packet: digits.packet, at: digits.at,
                    text: "The first packet of a digit, as payload type "
                        + "\(use.number).")
            ],
            remedy: "Enable telephone events (RFC 4733) on both sides, so that they agree on a payload type, or "
                + "another way of "
                + "sending digits.")
    }

    /// The rule of `signaling.description-cut`.
    static let descriptionCut = FindingRule(
        codes: [.descriptionCut],
        explains: [
            CodeExplanation(
                .descriptionCut, title: "Session description cut",
                meaning:
                    "A message announces a shorter body than it carries: whoever keeps to the length reads a session "
                    + "description without its end, often without its media line.",
                remedy:
                    "Look at the device that wrote or rewrote the message: it changed the body and not its length.")
        ],
        page: RulePage(
            checks: "Session descriptions that go on beyond the length which their message announces.",
            matters:
                "Whoever keeps to the announced length (RFC 3261 §18.3) reads a description without its end: without "
                + "its media line there is no audio.",
            clears: "A Content-Length that counts the body, above all behind a device that rewrites descriptions.")
    ) { context in
        var byCall: [(call: Int?, remarks: [SignalingRemark])] = []
        for remark in context.result.signalingRemarks where remark.kind == .descriptionCut {
            if let place = byCall.firstIndex(where: { $0.call == remark.call }) {
                byCall[place].remarks.append(remark)
            } else {
                byCall.append((remark.call, [remark]))
            }
        }
        return byCall.compactMap { call, remarks in
            guard let first = remarks.first(where: \.hidesMedia) ?? remarks.first else { return nil }
            return Finding(
                code: .descriptionCut, severity: .warning, confidence: 0.9, call: call,
                summary: "A session description is cut by its own message: Content-Length announces "
                    + "\(first.announcedBytes) bytes, and \(first.bytesBeyond) more follow"
                    + (first.hidesMedia ? ", among them the media line" : "")
                    + ". Whoever keeps to the length does not read them.",
                evidence: remarks.prefix(4).map {
                    Evidence(
                        packet: $0.packet, at: $0.at,
                        text: "\($0.status.map { "The answer \($0)" } ?? "The \($0.method)") of \($0.source): "
                            + "\($0.announcedBytes) bytes announced, \($0.announcedBytes + $0.bytesBeyond) there.")
                },
                remedy: "Look at the device that wrote or rewrote the message, a router with an application layer "
                    + "gateway for "
                    + "SIP for instance: it changed the body and not its length.")
        }
    }
}
