import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `media.codec-mismatch`.
    static let noCommonCodec = FindingRule(
        codes: [.codecMismatch],
        explains: [
            CodeExplanation(
                .codecMismatch, title: "Codecs that do not match",
                meaning: "The two sides have no codec in common, so the call is refused or silent; or what a stream "
                    + "carries is not what was agreed, so the receiver cannot play it, or plays noise.",
                remedy: "Compare the codec lists of both sides, and what a device in between does to them.")
        ],
        page: RulePage(
            checks:
                "Whether the two sides of a call have a codec in common: of an offer that was refused with the call "
                + "(488, 606), what was offered and what the refusal says of it; of an offer that was answered, both "
                + "lists.",
            matters: "Without a common codec the call fails, or is answered and silent.",
            clears: "One codec that is enabled on both sides.",
            example: "call-failed-488")
    ) { context in
        context.result.calls.indices.compactMap { index in
            let call = context.result.calls[index]
            if let refused = call.refusedOffer, call.finalStatus == 488 || call.finalStatus == 606 {
                return CodecAgreement.refusal(refused, of: call, index: index)
            }
            return CodecAgreement.disagreement(of: call, index: index)
        }
    }
}

/// Compares what both sides can code and decode.
private enum CodecAgreement {
    /// The words for a list without entries.
    private static let nothing = "no codec that is known"
    /// What accompanies speech and is none.
    private static let auxiliary: Set<String> = [
        "telephone-event", "cn", "red", "rtx", "ulpfec", "parityfec", "flexfec",
    ]

    /// The speech codecs of a line by payload type.
    private static func codecs(_ line: MediaSideDescription) -> [Codec] {
        line.payloadTypes.sorted { $0.key < $1.key }.map(\.value).filter {
            !auxiliary.contains($0.encoding.lowercased())
        }
    }

    private static func codecs(_ lines: [RefusedOffer.Line]) -> [Codec] {
        lines.filter { $0.kind == .audio }.flatMap { codecs($0.description) }
    }

    /// Whether both may mean the same: names are compared without case (RFC 8866 §6.6), clocks as written.
    private static func haveCommon(_ one: [Codec], _ other: [Codec]) -> Bool {
        one.contains { left in
            other.contains {
                $0.clockRate == left.clockRate && name($0) == name(left)
            }
        }
    }

    /// Annexes of G.729 are written in many ways, and understand each other.
    private static func name(_ codec: Codec) -> String {
        let name = codec.encoding.lowercased()
        return name.hasPrefix("g729") ? "g729" : name
    }

    private static func words(_ codecs: [Codec]) -> String {
        var names: [String] = []
        for codec in codecs {
            let name = codec.clockRate == 8_000 ? codec.encoding : "\(codec.encoding)/\(codec.clockRate)"
            if !names.contains(name) { names.append(name) }
        }
        guard !names.isEmpty else { return nothing }
        let shown = names.prefix(12).joined(separator: ", ")
        return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
    }

    private static func transports(_ lines: [RefusedOffer.Line]) -> [String] {
        var found: [String] = []
        for line in lines where line.kind == .audio && !found.contains(line.description.transport) {
            found.append(line.description.transport)
        }
        return found
    }

    /// When the message came that a packet carried.
    private static func time(of packet: PacketReference, in call: Call) -> CaptureTime? {
        call.messages.first { $0.packet == packet }?.at
    }

    static func refusal(_ refused: RefusedOffer, of call: Call, index: Int) -> Finding? {
        let offered = codecs(refused.offered)
        // What is refused because of the address, the bandwidth or the transport is not a matter of codecs.
        let isOfFormat = refused.warningCode == 305 || refused.warningCode == 304
        guard refused.warningCode == nil || isOfFormat || refused.warningCode == 399, !offered.isEmpty else {
            return nil
        }
        let status = "\(call.finalStatus ?? 488)" + (call.finalReason.map { " \($0)" } ?? "")
        var evidence =
            refused.offered.first { $0.kind == .audio }.map {
                [
                    Evidence(
                        packet: $0.description.packet,
                        at: time(of: $0.description.packet, in: call) ?? call.startedAt,
                        text: "The calling party offers \(words(offered)) over \($0.description.transport).")
                ]
            } ?? []
        evidence.append(Evidence(packet: refused.packet, at: refused.at, text: "The called party answers \(status)."))
        let remedy =
            "Enable one codec on both sides, PCMA or PCMU for instance, and compare the encryption setting of both."
        if let acceptable = refused.acceptable {
            let accepted = codecs(acceptable)
            let isWhole = (refused.offered + acceptable).allSatisfy { !$0.description.hasUnnamedTypes }
            guard isWhole, !haveCommon(offered, accepted) else { return nil }
            return Finding(
                code: .codecMismatch, severity: .fault, confidence: 0.97, call: index,
                summary: "The two sides have no codec in common: the calling party offers \(words(offered)), and the "
                    + "called party accepts \(words(accepted)) (\(status)).",
                evidence: evidence, remedy: remedy)
        }
        if isOfFormat {
            return Finding(
                code: .codecMismatch, severity: .fault, confidence: refused.warningCode == 305 ? 0.95 : 0.85,
                call: index,
                summary: "The called party takes none of the codecs that the calling party offers, "
                    + "\(words(offered)): it refuses the media \(refused.warningCode == 305 ? "format" : "type") "
                    + "(\(status), warning \(refused.warningCode ?? 305)).",
                evidence: evidence, remedy: remedy)
        }
        let transports = transports(refused.offered).joined(separator: " and ")
        return Finding(
            code: .codecMismatch, severity: .note, confidence: 0.6, call: index,
            summary: "The called party refused the session that the calling party offered (\(status)): "
                + "\(words(offered)) over \(transports). It does not say what it would accept; most often it takes none "
                + "of these codecs, or wants another encryption.",
            evidence: evidence, remedy: remedy)
    }

    /// An answer that accepts the audio line with codecs that were not offered.
    static func disagreement(of call: Call, index: Int) -> Finding? {
        guard call.answeredAt != nil,
            let agreed = call.media.last(where: { $0.kind == .audio && !$0.isEarly }),
            let calling = agreed.sides[.calling], let called = agreed.sides[.called],
            calling.receivesAt.port != 0, called.receivesAt.port != 0
        else { return nil }
        let (one, other) = (codecs(calling), codecs(called))
        // A type without a name may be any codec.
        guard !calling.hasUnnamedTypes, !called.hasUnnamedTypes, !one.isEmpty, !other.isEmpty, !haveCommon(one, other)
        else { return nil }
        func said(_ side: CallSide, _ line: MediaSideDescription, _ codecs: [Codec]) -> Evidence {
            Evidence(
                packet: line.packet, at: call.messages.first { $0.packet == line.packet }?.at ?? agreed.from,
                text: "\(side.party.capitalizedFirst) describes \(words(codecs)).")
        }
        return Finding(
            code: .codecMismatch, severity: .warning, confidence: 0.9, call: index,
            summary: "The call was answered without a codec in common: the calling party takes \(words(one)), and the "
                + "called party \(words(other)).",
            evidence: [said(.calling, calling, one), said(.called, called, other)],
            remedy: "Enable one codec on both sides, and look whether a device between them rewrites the lists.")
    }
}
