import CallAnalysis
import CallVocabulary

/// What was agreed about media, by the packets whose descriptions led to it.
package enum DescribedMedia {
    package static func byPacket(of call: Call) -> [PacketReference: [String]] {
        var words: [PacketReference: [String]] = [:]
        for media in call.media {
            for side in CallSide.allCases {
                guard let description = media.sides[side] else { continue }
                let text = MessageWords.line(media.kind, description)
                if words[description.packet]?.contains(text) != true {
                    words[description.packet, default: []].append(text)
                }
            }
        }
        return words
    }
}

/// A SIP message in a few words.
package enum MessageWords {
    /// `INVITE`, `200 OK to INVITE`; with what it describes of media.
    package static func summary(of message: SIPMessageSummary, describing media: [String]) -> String {
        let title = title(method: message.method, status: message.status, reason: message.reason)
        guard message.hasSessionDescription else { return title }
        return media.isEmpty ? title + ", describes media" : title + ", " + media.joined(separator: "; ")
    }

    /// The first line without its address and version.
    package static func title(method: String, status: Int?, reason: String?) -> String {
        guard let status else { return method }
        let reason = reason.map { $0.isEmpty ? "" : " " + $0 } ?? ""
        return "\(status)\(reason) to \(method)"
    }

    /// `audio 192.0.2.1:4000 PCMU, PCMA`, and where it does not go both ways, how.
    package static func line(_ kind: MediaKind, _ media: MediaSideDescription) -> String {
        guard media.receivesAt.port != 0 else { return "\(kind.rawValue) refused" }
        let codecs = media.payloadTypes.sorted { $0.key < $1.key }.map(\.value.encoding)
        var parts = ["\(kind.rawValue) \(media.receivesAt)"]
        if !codecs.isEmpty { parts.append(codecs.joined(separator: ", ")) }
        switch (media.sends, media.receives) {
        case (true, true): break
        case (true, false): parts.append("sends only")
        case (false, true): parts.append("receives only")
        case (false, false): parts.append("on hold")
        }
        return parts.joined(separator: " ")
    }
}
