import CallVocabulary
import WireFormats
import WireOracle

/// SIP messages and streams of them, session descriptions, voice quality reports.
enum SignalingTargets {
    static let all = [
        FuzzTarget(name: "sip", dictionary: sipWords, run: sip),
        FuzzTarget(name: "framing", dictionary: sipWords, run: framing),
        FuzzTarget(name: "sdp", dictionary: sdpWords, run: sdp),
        FuzzTarget(name: "vqreport", dictionary: ["VQSessionReport", "LocalMetrics:", "NLR=", "MOSCQ="]) { bytes in
            _ = VoiceQualityReport(parsing: bytes.span.bytes, in: 0..<bytes.count)
        },
    ]

    static let sipWords = [
        "INVITE ", "SIP/2.0", "\r\n", "\r\n\r\n", "Via: ", "From: ", "To: ", "Call-ID: ", "CSeq: ", ";tag=", "<sip:",
        "tel:", "Content-Length: ", "Content-Type: multipart/mixed;boundary=", "application/sdp", "i: ", "l: ", "%00",
        "Contact: *", "RAck: ", "Session-Expires: ", "P-Asserted-Identity: ", "Privacy: id", "Reason: Q.850;cause=",
        "Replaces: ", "4294967296", "--", "\"", "\\", ", ", "@", "[::1]",
    ]
    static let sdpWords = [
        "v=0\r\n", "o=- 1 1 IN IP4 ", "c=IN IP6 ", "m=audio ", " RTP/AVP ", "a=rtpmap:", "a=fmtp:", "a=candidate:",
        "a=ssrc:", "a=crypto:", "a=inactive", "a=group:BUNDLE ", "/8000/2", "a=rtcp:", "a=rtcp-mux", "99999",
        "a=ptime:",
    ]

    private static func sip(_ bytes: [UInt8]) {
        let span = bytes.span.bytes
        _ = SIPFraming.looksLikeSIP(span, from: 0, to: bytes.count)
        let outline = try? SIPOutline(parsing: span, from: 0, to: bytes.count)
        let message = try? SIPMessage(parsing: span, from: 0, to: bytes.count)
        require((outline == nil) == (message == nil), "outline and message agree on what is a message")
        guard let message, let outline else { return }
        compare(message, outline, span)
        require(message.endOffset >= 0 && message.endOffset <= bytes.count, "a message ends in its bytes")
        require(
            message.body.range.lowerBound >= 0 && message.body.range.upperBound <= bytes.count,
            "a body lies in the message")
        for address in message.assertedIdentities + [message.from, message.to, message.contact].compactMap({ $0 }) {
            _ = address.uri.description
            _ = address.uri.telephoneDigits
            _ = address.anonymity
        }
        if let range = message.body.sessionDescription {
            require(range.upperBound <= bytes.count, "a description lies in the message")
            _ = try? SessionDescription(parsing: span, in: range)
        }
    }

    /// The outline says what the message says.
    private static func compare(_ message: SIPMessage, _ outline: SIPOutline, _ bytes: RawSpan) {
        func text(_ place: TextPlace) -> String? { place.isPresent ? bytes.unquotedText(place) : nil }
        func plain(_ place: TextPlace) -> String? { place.isPresent ? bytes.text(place) : nil }
        require(message.status ?? 0 == outline.status, "both have one status")
        require(message.method?.rawValue == plain(outline.methodName), "both have one method")
        require(message.callID?.rawValue == plain(outline.callID), "both have one Call-ID")
        require((message.from != nil) == outline.from.isPresent, "both have a From, or neither")
        require((message.to != nil) == outline.to.isPresent, "both have a To, or neither")
        if message.from != nil { require(message.fromTag == text(outline.fromTag), "both have one tag in From") }
        if message.to != nil { require(message.toTag == text(outline.toTag), "both have one tag in To") }
        require(message.branch == text(outline.branch), "both have one branch")
        require(message.body.sessionDescription == outline.sessionDescription.range, "both have one description")
        let identities = SIPIdentities(outline, in: bytes)
        require(
            message.assertedIdentities == identities.asserted && message.remoteParties == identities.remoteParties
                && message.privacy == identities.privacy && message.diversions == identities.diversions
                && message.historyInfo == identities.historyInfo, "both have the same identities")
        require(
            message.requestURI?.telephoneDigits == SIPURI.telephoneDigits(of: outline.target, in: bytes),
            "both have one number")
    }

    /// A byte stream: cutting it always makes progress, and ends.
    private static func framing(_ bytes: [UInt8]) {
        let span = bytes.span.bytes
        var from = 0
        while from < bytes.count {
            switch SIPFraming.nextMessage(in: span, from: from) {
            case .message(let range):
                require(range.lowerBound >= from && range.upperBound <= bytes.count, "a message lies in the stream")
                require(range.upperBound > from, "a message makes progress")
                _ = try? SIPMessage(parsing: span, from: range.lowerBound, to: range.upperBound)
                from = range.upperBound
            case .keepAlive(let count), .junk(let count):
                require(count > 0 && from + count <= bytes.count, "what is passed over lies in the stream")
                from += count
            case .needMore, .notSIP: return
            }
        }
    }

    private static func sdp(_ bytes: [UInt8]) {
        let span = bytes.span.bytes
        let outline = SessionOutline(parsing: span, at: TextPlace(0..<bytes.count), naming: TextHash())
        guard let description = try? SessionDescription(parsing: span, in: 0..<bytes.count) else {
            require(outline == nil, "what is no description has no outline")
            return
        }
        let lines = outline?.lines ?? []
        require(lines.count == description.mediaLines.count, "both have the same lines")
        for (line, found) in zip(description.mediaLines, lines) {
            require(line.endpoint == found.endpoint, "both have one endpoint")
            require(line.sends == found.sends && line.receives == found.receives, "both have one direction")
            require(line.statedRTCPEndpoint == found.statedRTCPEndpoint, "both have one RTCP endpoint")
            require(line.candidates == found.candidates && line.sources == found.sources, "both have the same sources")
        }
        require(description.mediaLines.count <= 64, "media lines are limited")
    }
}
