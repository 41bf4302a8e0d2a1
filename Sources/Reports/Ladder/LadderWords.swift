import CallAnalysis
import CallVocabulary
import Escaping
import JSONText

/// Steps of a ladder in words.
enum LadderWords {
    /// `call-7: +442079460000 → +18662048720, answered, 37 s; Call-ID …`.
    static func heading(_ call: Call) -> String {
        var text = "\(call.id): \(party(call.calling)) → \(party(call.called)), \(call.outcome.rawValue)"
        if call.answeredAt == nil, let status = call.finalStatus {
            text += " (\(status)\(call.finalReason.map { " " + Escaping.terminal($0, limit: 60) } ?? ""))"
        }
        if let answered = call.answeredAt, let ended = call.endedAt {
            text += ", \(TimeText.duration(ended.seconds(since: answered)))"
        }
        if let side = call.endedBy { text += ", ended by the \(side.rawValue) side" }
        let id = call.callIDs.first.map { Escaping.terminal($0.rawValue, limit: 120) } ?? ""
        return text + "; Call-ID \(id)"
    }

    private static func party(_ party: CallParty) -> String {
        party.withheld && party.number == nil ? "withheld" : Escaping.terminal(party.number ?? party.uri, limit: 80)
    }

    /// `INVITE`, `200 OK to BYE`: what a response answers is said where it is no INVITE.
    static func title(of message: SeenMessage) -> String {
        guard let status = message.status else { return Escaping.terminal(message.method, limit: 32) }
        let reason = message.reason.map { $0.isEmpty ? "" : " " + Escaping.terminal($0, limit: 60) } ?? ""
        return "\(status)\(reason)"
            + (message.method == "INVITE" ? "" : " to \(Escaping.terminal(message.method, limit: 32))")
    }

    static func tone(of status: Int?) -> CallLadder.Tone {
        switch status ?? 0 {
        case 200...299: return .good
        case 400...699: return .bad
        default: return .plain
        }
    }

    /// `RTP PCMU`.
    static func title(of stream: MediaStream) -> String {
        let codecs = stream.payloadTypes.prefix(2).map { $0.encoding ?? "type \($0.number)" }
        let name = stream.encrypted ? "SRTP" : "RTP"
        return ([name] + codecs).map { Escaping.terminal($0, limit: 24) }.joined(separator: " ")
    }

    /// `1,854 packets in 37 s, 2 lost (0.1 %)`.
    static func figures(of stream: MediaStream) -> String {
        let counts = stream.counts
        var text = "\(count(counts.received, "packet")) in \(held(TimeText.duration(stream.durationSeconds)))"
        if counts.lost > 0 { text += ", \(counts.lost) lost (\(DecimalText.fixed(counts.lossPercent, places: 1)) %)" }
        if counts.missingFromCapture > 0 { text += ", \(counts.missingFromCapture) missing from the capture" }
        if stream.longestGapSeconds > 1 {
            text += ", longest silence \(held(TimeText.duration(stream.longestGapSeconds)))"
        }
        return text
    }

    /// The text on one line: a unit stays with its number.
    private static func held(_ text: String) -> String { text.replacing(" ", with: "\u{A0}") }

    /// Kinds of which all packets of a direction are one step, whatever they say.
    static func groups(_ kind: CloseLook.Passage.Kind) -> Bool {
        switch kind {
        case .rtcp, .fax, .zrtp, .other: return true
        case .stun, .dtls, .icmp: return false
        }
    }

    static func title(of kind: CloseLook.Passage.Kind, texts: [String]) -> String {
        let said = texts.filter { !$0.isEmpty }.joined(separator: ", ")
        let name: String
        switch kind {
        case .rtcp: name = "RTCP"
        case .stun: name = "STUN"
        case .dtls: name = "DTLS"
        case .zrtp: name = "ZRTP"
        case .fax: name = "T.38 fax"
        case .icmp: name = "ICMP"
        case .other: name = "UDP of another kind"
        }
        return said.isEmpty ? name : "\(name) \(said)"
    }

    // MARK: Descriptions

    /// The lines of a description; what differs from the same speaker's description before is marked with `*`.
    static func lines(_ media: [DescribedMediaLine], before: [DescribedMediaLine]?) -> [String] {
        media.enumerated().map { index, line in
            let earlier = before.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            return self.line(line, before: earlier, isFirst: before == nil)
        }
    }

    private static func line(_ line: DescribedMediaLine, before: DescribedMediaLine?, isFirst: Bool) -> String {
        func mark(_ text: String, _ isSame: Bool) -> String {
            isFirst || isSame || text.isEmpty ? text : text + "*"
        }
        var parts: [String] = [mark(Escaping.terminal(line.kind, limit: 20), before?.kind == line.kind)]
        if line.port == 0 {
            parts.append(mark("refused (port 0)", before?.port == 0))
            return parts.joined(separator: " ")
        }
        parts.append(mark(Escaping.terminal(line.address, limit: 80), before?.address == line.address))
        let direction = line.direction
        if direction != "sendrecv" || before.map({ $0.direction != "sendrecv" }) == true {
            let meaning = ["sendonly": " (hold)", "inactive": " (hold)", "held by 0.0.0.0": " (hold)"][direction] ?? ""
            let isBack = direction == "sendrecv" ? " (resumed)" : meaning
            parts.append(mark(direction, before?.direction == direction) + isBack)
        }
        let codecs = line.codecs.prefix(12).map { Escaping.terminal($0, limit: 24) }.joined(separator: ", ")
        let further = line.codecs.count > 12 ? " and \(line.codecs.count - 12) more" : ""
        if !codecs.isEmpty { parts.append(mark(codecs + further, before?.codecs == line.codecs)) }
        if let time = line.packetMilliseconds {
            parts.append(mark("\(time) ms", before?.packetMilliseconds == line.packetMilliseconds))
        }
        if !line.security.isEmpty {
            parts.append(mark(line.security.joined(separator: "+"), before?.security == line.security))
        }
        if line.transport.uppercased() != "RTP/AVP" {
            parts.append(mark(Escaping.terminal(line.transport, limit: 32), before?.transport == line.transport))
        }
        if line.candidates > 0 { parts.append(count(line.candidates, "candidate")) }
        return parts.joined(separator: " ")
    }

    // MARK: Headers

    /// What matters of a message besides its description.
    static func facts(of message: SeenMessage) -> [String] {
        message.facts.compactMap { fact in
            switch fact.name {
            case "Contact":
                guard message.method == "REGISTER" || message.status.map({ (300...399).contains($0) }) == true else {
                    return nil
                }
            case "Expires": guard message.method != "INVITE" else { return nil }
            case "Session-Expires": guard message.status.map({ (200...299).contains($0) }) ?? true else { return nil }
            default: break
            }
            return "\(fact.name): \(Escaping.terminal(fact.value, limit: 160))"
        }
    }

    /// `1 packet`, `2,000 packets`.
    static func count(_ number: Int, _ noun: String) -> String {
        var digits = String(number)
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
            place -= 3
        }
        return "\(digits) \(noun)\(number == 1 ? "" : "s")"
    }
}
