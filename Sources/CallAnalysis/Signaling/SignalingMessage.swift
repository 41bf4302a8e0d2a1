import CallVocabulary
import WireFormats

/// A SIP message reduced to what call tracking needs, with where and when it was seen.
struct SignalingMessage {
    /// The request method; of a response, the method its CSeq names.
    var method: String
    /// The status code; `nil` for a request.
    var status: Int?
    var reason: String?
    var callID: String
    var sequence: UInt32
    var branch: String
    var fromTag: String
    var toTag: String
    /// The parties as From, To and the identity headers name them; of the request's direction.
    var from: SIPAddress
    var to: SIPAddress
    /// True where the caller's number is withheld though From names it.
    var isFromWithheld: Bool
    /// The identity the sender of this message asserts for itself (RFC 3325).
    var assertedNumbers: [String]
    /// Numbers the call was sent to before it was diverted here (RFC 5806, RFC 7044).
    var divertedNumbers: [String]
    /// The number in the request URI; `nil` for a response.
    var requestNumber: String?
    var userAgent: String?
    /// True for a reliable provisional response (RFC 3262: RSeq present).
    var isReliable: Bool
    /// The interval of `Session-Expires` in seconds (RFC 4028).
    var sessionSeconds: Int?
    /// The code of a `Warning` (RFC 3261 §20.43).
    var warningCode: Int?
    var session: SessionSnapshot?
    var source: TransportEndpoint
    var destination: TransportEndpoint
    var at: CaptureTime
    var packet: PacketReference

    var isRequest: Bool { status == nil }

    /// Who sent the request, as the message names it.
    var fromParty: CallParty {
        var party = CallParty(from)
        if isFromWithheld { party.withheld = true }
        if party.number == nil, isRequest { party.number = assertedNumbers.first }
        return party
    }

    /// Whom the request is for.
    var toParty: CallParty { CallParty(to) }

    /// Whether the sender of the request is withheld.
    var isCallerWithheld: Bool { isFromWithheld || from.anonymity != nil }
}
