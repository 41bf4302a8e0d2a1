import CallVocabulary

/// One SIP message (RFC 3261 §7), reduced to what call analysis asks for.
///
/// Header fields that this build does not read are stepped over; of those it reads, an unreadable value is as good as
/// none. Ranges lie in the bytes the message was read from. Credentials are never kept, only that there were some.
package struct SIPMessage: Equatable, Sendable {
    /// The first line.
    package let startLine: SIPStartLine
    /// The Call-ID, the same in all messages of a dialog.
    package internal(set) var callID: SIPCallID?
    /// The sequence number and method.
    package internal(set) var cSeq: SIPCSeq?
    /// The caller's claim of who calls.
    package internal(set) var from: SIPAddress?
    /// Whom the caller meant to call.
    package internal(set) var to: SIPAddress?
    /// The tag in From, also where the address cannot be read.
    package internal(set) var fromTag: String?
    /// The tag in To, also where the address cannot be read; absent until the other side has answered.
    package internal(set) var toTag: String?
    /// The hop a response goes to next.
    package internal(set) var topmostVia: SIPVia?
    /// The transaction identifier in the topmost hop.
    package internal(set) var branch: String?
    /// How many hops the message lists.
    package internal(set) var viaCount = 0
    /// Where this side wants later requests; the first, if there are several.
    package internal(set) var contact: SIPAddress?

    /// What a trusted network asserts (RFC 3325): one SIP and one telephone URI at most, yet more are seen.
    package internal(set) var assertedIdentities: [SIPAddress] = []
    /// What a user agent would like asserted (RFC 3325).
    package internal(set) var preferredIdentities: [SIPAddress] = []
    /// The same in the older form.
    package internal(set) var remoteParties: [SIPRemoteParty] = []
    /// The `Privacy` values in lower case: `id`, `user`, `header`, `session`, `none`, `critical`, `history`.
    package internal(set) var privacy: [String] = []
    /// The diversions, latest first.
    package internal(set) var diversions: [SIPDiversion] = []
    /// The targets the request has gone through (`History-Info`, RFC 7044), the first first.
    package internal(set) var historyInfo: [SIPAddress] = []
    /// Whether the message has a `History-Info`.
    package var hasHistoryInfo: Bool { !historyInfo.isEmpty }

    /// Why the request was sent.
    package internal(set) var reasons: [SIPReason] = []
    /// The code of the first `Warning`: 300 to 399 tells what of a session was refused (RFC 3261 §20.43).
    package internal(set) var warningCode: Int?
    /// The sender's product, if it is a client.
    package internal(set) var userAgent: String?
    /// The sender's product, if it is a server.
    package internal(set) var server: String?
    /// The option tags in `Require`, in lower case.
    package internal(set) var required: [String] = []
    /// The option tags in `Supported`, in lower case.
    package internal(set) var supported: [String] = []
    /// The number of a reliable provisional response (RFC 3262 §7.1).
    package internal(set) var rSeq: UInt32?
    /// Which provisional response this PRACK confirms.
    package internal(set) var rAck: SIPRAck?
    /// How long the session lasts without being refreshed.
    package internal(set) var sessionExpires: SIPSessionExpires?
    /// Whether the message carries credentials, in `Authorization` or `Proxy-Authorization`.
    package internal(set) var hasAuthorization = false
    /// The event package in lower case (RFC 6665), such as `vq-rtcpxr`.
    package internal(set) var event: String?
    /// Where a REFER points.
    package internal(set) var referTo: SIPAddress?
    /// The Call-ID of the dialog that this INVITE takes the place of (RFC 3891).
    package internal(set) var replacedCallID: SIPCallID?
    /// The session identifier that survives back-to-back user agents (RFC 7989), parameters excluded.
    package internal(set) var sessionID: String?
    /// The charging identifier that survives them within a carrier (RFC 7315 §5.6), `icid-value`.
    package internal(set) var chargingID: String?

    /// The value of `Content-Length`; `nil` if it is absent or none.
    package internal(set) var contentLength: Int?
    /// What follows the headers.
    package internal(set) var body: SIPBody
    /// True if the message ends before the empty line that closes the headers: fields may be missing, and so may
    /// the body.
    package internal(set) var isCutInHeaders = false
    /// Lines among the headers that are none.
    package internal(set) var malformedLineCount = 0
    /// Where the bytes of this message end; in a datagram, bytes may follow that belong to nothing.
    package internal(set) var endOffset: Int

    init(startLine: SIPStartLine, bodyAt offset: Int) {
        self.startLine = startLine
        body = .none(at: offset)
        endOffset = offset
    }
}

extension SIPMessage {
    /// How much of a message is read.
    package enum Depth: Sendable {
        /// Everything that this build reads.
        case whole
        /// What calls are followed by: neither ``topmostVia`` with its count, ``contact``, the parameters of ``from`` and
        /// ``to``, nor ``required``, ``supported``, ``rAck``, ``reasons``, ``referTo``, ``replacedCallID``, ``sessionID``,
        /// ``chargingID`` and ``preferredIdentities``.
        case calls
    }

    /// True for a request.
    package var isRequest: Bool { status == nil }

    /// The method: of a request its own, of a response the one that `CSeq` names.
    package var method: SIPMethod? {
        switch startLine {
        case .request(let method, _): return method
        case .response: return cSeq?.method
        }
    }

    /// The Request-URI of a request.
    package var requestURI: SIPURI? {
        if case .request(_, let uri) = startLine { return uri }
        return nil
    }

    /// The status of a response, 100 to 699.
    package var status: Int? {
        if case .response(let status, _) = startLine { return status }
        return nil
    }

    /// The reason phrase of a response.
    package var reasonPhrase: String? {
        if case .response(_, let reason) = startLine { return reason }
        return nil
    }

    /// True if `Require` asks for reliable provisional responses, or this is one (RFC 3262 §3).
    package var requiresReliableProvisional: Bool { required.contains("100rel") }

    /// True if reliable provisional responses are supported.
    package var supportsReliableProvisional: Bool { supported.contains("100rel") || requiresReliableProvisional }

    /// The Q.850 cause in `Reason`, if there is one.
    package var q850Cause: Int? {
        for reason in reasons {
            if let cause = reason.q850Cause { return cause }
        }
        return nil
    }

    /// True if the bytes from `start` to `end` begin with the first line of a SIP message: a cheap test that turns
    /// away RTP, RTCP, STUN and DTLS at their first byte.
    @inlinable
    package static func looksLikeSIP(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        guard start >= 0, start < end, end <= bytes.byteCount else { return false }
        // A letter or another character of a method, or a line end before it.
        let first = bytes.uint8(at: start)
        guard first < 0x7F, first > 0x20 || first == 0x0D || first == 0x0A else { return false }
        return hasStartLine(bytes, from: start, to: end)
    }

    @usableFromInline
    static func hasStartLine(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        var first = start
        // Line ends before the start line are to be ignored (RFC 3261 §7.5).
        while first < end, first - start < 4,
            bytes.uint8(at: first) == ASCII.carriageReturn || bytes.uint8(at: first) == ASCII.lineFeed
        {
            first += 1
        }
        return StartLineLikelihood(bytes, from: first, to: end) == .yes
    }
}
