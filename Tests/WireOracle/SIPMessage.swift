import CallVocabulary
import WireFormats

/// One SIP message (RFC 3261 §7) with all its fields as values: the oracle that ``SIPOutline`` is compared with, and the way in
/// which tests ask for single header fields. The product reads outlines alone.
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

    package var identities = SIPIdentities()
    /// What a trusted network asserts (RFC 3325): one SIP and one telephone URI at most, yet more are seen.
    package var assertedIdentities: [SIPAddress] { identities.asserted }
    /// What a user agent would like asserted (RFC 3325).
    package internal(set) var preferredIdentities: [SIPAddress] = []
    /// The same in the older form.
    package var remoteParties: [SIPRemoteParty] { identities.remoteParties }
    /// The `Privacy` values in lower case: `id`, `user`, `header`, `session`, `none`, `critical`, `history`.
    package var privacy: [String] { identities.privacy }
    /// The diversions, latest first.
    package var diversions: [SIPDiversion] { identities.diversions }
    /// The targets the request has gone through (`History-Info`, RFC 7044), the first first.
    package var historyInfo: [SIPAddress] { identities.historyInfo }
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
}

/// What a message carries after its headers, as ranges of the bytes it was read from.
package struct SIPBody: Equatable, Sendable {
    /// Where the body lies; empty if there is none.
    package var range: Range<Int>
    /// The media type in lower case without parameters, such as `application/sdp`.
    package var contentType: String?
    /// True if the message announces more bytes than there are: a snap length or a lost fragment cut it.
    package var isTruncated: Bool
    /// The session description, if there is one: the body, or its part in a multipart body.
    package var sessionDescription: Range<Int>?

    /// No body at `offset`.
    package static func none(at offset: Int) -> SIPBody {
        SIPBody(range: offset..<offset, contentType: nil, isTruncated: false, sessionDescription: nil)
    }
}
