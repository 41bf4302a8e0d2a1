import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `media.codec-mismatch` for what is sent beside the agreement.
    static let agreedPayloads = FindingRule(
        codes: [.codecMismatch],
        page: RulePage(
            checks:
                "Whether who answers an offer sends what is in its own answer (RFC 3264 §6.1), and whether a sender follows "
                + "when the other side asks for another codec in mid-call.",
            matters:
                "The offerer may stop listening for what the answer does not name, and from a change on for what it no "
                + "longer asks for (RFC 3264 §7, §8.3): the call is silent or noisy on some devices, and works on others.",
            clears: "A sender that uses what was agreed last.",
            thresholds: [.audiblePackets, .followingSeconds, .shortestStretchSeconds])
    ) { context in
        context.result.calls.indices.flatMap { index -> [Finding] in
            let call = context.result.calls[index]
            guard call.answeredAt != nil, !call.media.isEmpty else { return [] }
            return CallSide.allCases.compactMap { side in
                let payloads = AgreedPayloads(context: context, call: call, index: index, sender: side)
                return payloads.besideTheAnswer() ?? payloads.notFollowed()
            }
        }
    }
}

/// Compares what one side sends with what was agreed.
private struct AgreedPayloads {
    let context: FindingContext
    let call: Call
    let index: Int
    let sender: CallSide
    private var listener: CallSide { sender.other }

    private typealias Use = (stream: Int, type: PayloadTypeUse)

    /// The streams of the sender that carry one codec and nothing else, digits and comfort noise aside.
    private var uses: [Use] {
        context.audio(of: call, from: sender).compactMap { place in
            let stream = context.result.streams[place]
            guard stream.role == .media, stream.counts.received >= context.thresholds.audiblePackets else { return nil }
            let speech = stream.payloadTypes.filter { type in
                !["telephone-event", "cn"].contains(type.encoding?.lowercased() ?? "") && type.number != 13
            }
            guard speech.count == 1, let type = speech.first, type.packets * 2 > stream.counts.received else {
                return nil
            }
            return (place, type)
        }
    }

    private var spans: [NegotiatedMedia] { call.media.filter { $0.kind == .audio && !$0.isEarly } }

    private func seconds(_ stream: MediaStream, in span: NegotiatedMedia) -> Double {
        min(stream.endedAt, span.until ?? context.captureEnd).seconds(since: max(stream.startedAt, span.from))
    }

    /// Whether a stream passes between the two ends that a span describes.
    private func isBetween(_ stream: MediaStream, _ span: NegotiatedMedia) -> Bool {
        stream.destination == span.sides[listener]?.receivesAt
            && stream.source.address == span.sides[sender]?.receivesAt.address
    }

    /// Gateways that agreed on signaling events (NSE) change to G.711 by them.
    private func mayPassThrough(_ span: NegotiatedMedia) -> Bool {
        CallSide.allCases.contains { side in
            span.sides[side]?.payloadTypes.values.contains { $0.encoding.uppercased().hasSuffix("NSE") } ?? false
        }
    }

    private func words(_ side: MediaSideDescription) -> String {
        side.payloadTypes.sorted { $0.key < $1.key }.map { "\($0.value.encoding) (\($0.key))" }.joined(separator: ", ")
    }

    private func name(_ type: PayloadTypeUse) -> String {
        type.encoding.map { "\($0) (\(type.number))" } ?? "type \(type.number)"
    }

    private static func isSame(_ one: Codec, _ other: Codec) -> Bool {
        let (left, right) = (one.encoding.lowercased(), other.encoding.lowercased())
        return one.clockRate == other.clockRate
            && (left == right || (left.hasPrefix("g729") && right.hasPrefix("g729")))
    }

    /// What it sends was offered, and its own answer left it out.
    func besideTheAnswer() -> Finding? {
        for use in uses {
            let stream = context.result.streams[use.stream]
            for span in spans where seconds(stream, in: span) >= context.thresholds.shortestStretchSeconds {
                guard isBetween(stream, span), span.permitsMedia(from: sender), !mayPassThrough(span),
                    let own = span.sides[sender], let other = span.sides[listener], !own.hasUnnamedTypes,
                    let sent = other.payloadTypes[use.type.number],
                    !own.payloadTypes.isEmpty, !own.payloadTypes.values.contains(where: { Self.isSame($0, sent) }),
                    let answer = call.messages.first(where: { $0.packet == own.packet }),
                    (answer.status ?? 0) / 100 == 2,
                    let offer = call.messages.first(where: { $0.packet == other.packet }), offer.status == nil,
                    offer.method == "INVITE" || offer.method == "UPDATE"
                else { continue }
                return finding(
                    use, confidence: 0.85,
                    "\(sender.party.capitalizedFirst) sends \(name(use.type)), which its own answer left out: it named "
                        + "\(words(own)). Who offered may listen for nothing else.",
                    [
                        Evidence(packet: answer.packet, at: answer.at, text: "The answer names \(words(own))."),
                        Evidence(
                            packet: stream.firstPacket, at: stream.startedAt,
                            text: "Audio of type \(use.type.number) goes to \(stream.destination)."),
                    ])
            }
        }
        return nil
    }

    /// It goes on with what the listener asked for before and asks for no longer.
    func notFollowed() -> Finding? {
        for use in uses {
            let stream = context.result.streams[use.stream]
            var before: NegotiatedMedia?
            for span in spans {
                defer { before = span }
                guard let last = before, span.from.seconds(since: last.from) >= context.thresholds.followingSeconds,
                    isBetween(stream, span), span.permitsMedia(from: sender), !mayPassThrough(span),
                    let asked = span.sides[listener], !asked.hasUnnamedTypes, !asked.payloadTypes.isEmpty,
                    asked.payloadTypes[use.type.number] == nil,
                    last.sides[listener]?.payloadTypes[use.type.number] != nil,
                    seconds(stream, in: span)
                        >= context.thresholds.followingSeconds + context.thresholds.shortestStretchSeconds,
                    let message = call.messages.first(where: { $0.packet == asked.packet })
                else { continue }
                return finding(
                    use, confidence: 0.7,
                    "\(sender.party.capitalizedFirst) goes on sending \(name(use.type)), which \(listener.party) no longer asks "
                        + "for: since \(Figures.clock(span.from)) it asks for \(words(asked)).",
                    [
                        Evidence(
                            packet: message.packet, at: message.at,
                            text: "\(listener.party.capitalizedFirst) asks for \(words(asked))."),
                        Evidence(
                            packet: stream.lastPacket, at: stream.endedAt,
                            text: "The last audio of type \(use.type.number)."),
                    ])
            }
        }
        return nil
    }

    private func finding(_ use: Use, confidence: Double, _ summary: String, _ evidence: [Evidence]) -> Finding {
        Finding(
            code: .codecMismatch, severity: .warning, confidence: confidence, call: index, stream: use.stream,
            summary: summary, evidence: evidence,
            remedy:
                "On the side of \(sender.party): let the device send what was agreed last. Look for a codec list that "
                + "differs between phone, PBX and provider.")
    }
}
