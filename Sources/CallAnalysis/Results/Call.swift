import AudioLevels
import CallVocabulary

/// One side of a call as its signaling names it.
public struct CallParty: Equatable, Sendable {
    /// The address as written in the header it was taken from, such as `sip:+442079460000@example.org`.
    public var uri: String
    /// The user part if it looks like a telephone number or extension (digits, perhaps `+`), else `nil`.
    public var number: String?
    /// The display name, without quotes.
    public var displayName: String?
    /// True if the caller asked for privacy or the address says so (`anonymous`, `Privacy: id`, …).
    public var withheld: Bool
    /// True if the address shows no number without anybody having suppressed it: no user part, or a word such as
    /// `unknown`.
    public var showsNone = false
    /// Further numbers that name the same party: from P-Asserted-Identity, Remote-Party-ID, the request URI.
    public var alternativeNumbers: [String]

    /// A party of its parts.
    public init(
        uri: String, number: String? = nil, displayName: String? = nil, withheld: Bool = false,
        alternativeNumbers: [String] = []
    ) {
        self.uri = uri
        self.number = number
        self.displayName = displayName
        self.withheld = withheld
        self.alternativeNumbers = alternativeNumbers
    }

    /// The host of an address that shows no number though nobody suppressed one; `nil` of others.
    public var hostWithoutNumber: String? {
        guard showsNone, number == nil, !withheld else { return nil }
        let host = uri.split(separator: "@").last.map(String.init) ?? uri
        return String(
            host.hasPrefix("sips:") ? host.dropFirst(5) : host.hasPrefix("sip:") ? host.dropFirst(4) : host[...])
    }

    /// How a list names it: the number, `withheld`, `no number` with the host, or the address.
    public var label: String {
        if withheld { return "withheld" }
        return number ?? hostWithoutNumber.map { $0.isEmpty ? "no number" : "no number (\($0))" } ?? uri
    }
}

/// How a call went.
public enum CallOutcome: String, Sendable {
    /// A 2xx answered the INVITE.
    case answered
    /// The caller gave up before an answer.
    case cancelled
    /// The called side refused: busy, declined, not found (3xx, 4xx and 6xx apart from those below).
    case rejected
    /// Something broke: 5xx, 408, 488, 606, a transport error.
    case failed
    /// It rang until the capture or a timer ended it (408, 480, 487 without CANCEL, or nothing).
    case unanswered
    /// No final response before the capture ended, less than 60 s after the INVITE.
    case inProgress = "in-progress"
    /// The capture does not hold the INVITE's fate.
    case unknown
}

/// Which of the two parties.
public enum CallSide: String, Sendable, CaseIterable, Codable {
    /// The party that sent the first INVITE.
    case calling
    /// The party that was invited.
    case called

    /// The opposite side.
    public var other: CallSide { self == .calling ? .called : .calling }
}

/// Why a call was ended, in the words of who ended it (RFC 3326).
public struct CallEndReason: Equatable, Sendable {
    /// The protocol as it stood, usually `SIP` or `Q.850`.
    public var protocolName: String
    /// The cause in that protocol: a SIP status, or a Q.850 cause value.
    public var cause: Int?
    /// The text, at most 120 characters and none of them a control character.
    public var text: String?
}

/// A SIP message of a call, for evidence and ladders. Holds no header text.
public struct SIPMessageSummary: Sendable {
    /// The request method, or of a response the method its CSeq names.
    public var method: String
    /// The status code; `nil` for a request.
    public var status: Int?
    /// The reason phrase of a response.
    public var reason: String?
    /// The number of its CSeq: what ties a response, and an ACK, to its request.
    public var sequence: UInt32
    /// Who sent it.
    public var source: TransportEndpoint
    /// Who it went to.
    public var destination: TransportEndpoint
    /// Which side of the call sent it, as far as the dialog tells.
    public var sender: CallSide?
    /// True if it repeats a message already seen (same branch, method, CSeq and status).
    public var isRetransmission: Bool
    /// True if it carries a session description.
    public var hasSessionDescription: Bool
    /// When.
    public var at: CaptureTime
    /// Which packet (the one that completed the message).
    public var packet: PacketReference

    /// A summary of its parts.
    public init(
        method: String, status: Int?, reason: String?, sequence: UInt32 = 0, source: TransportEndpoint,
        destination: TransportEndpoint,
        sender: CallSide?, isRetransmission: Bool, hasSessionDescription: Bool, at: CaptureTime,
        packet: PacketReference
    ) {
        self.method = method
        self.status = status
        self.reason = reason
        self.sequence = sequence
        self.source = source
        self.destination = destination
        self.sender = sender
        self.isRetransmission = isRetransmission
        self.hasSessionDescription = hasSessionDescription
        self.at = at
        self.packet = packet
    }
}

/// One call: a dialog, or several that belong together, with what its signaling says.
public struct Call: Sendable {
    /// `call-1`, `call-2`, … in order of the first packet.
    public var id: String
    /// The Call-IDs of its dialogs.
    public var callIDs: [SIPCallID] = []
    /// Who called.
    public var calling: CallParty
    /// Who was called.
    public var called: CallParty
    /// The time of the first INVITE (or of the first message seen, where the INVITE is not in the capture).
    public var startedAt: CaptureTime
    /// When the first ringing or progress response (18x) came.
    public var ringingAt: CaptureTime?
    /// When the first 2xx to the INVITE came.
    public var answeredAt: CaptureTime?
    /// When a BYE, CANCEL or final error ended it; `nil` if the capture does not show the end.
    public var endedAt: CaptureTime?
    /// The side that ended it by BYE or CANCEL.
    public var endedBy: CallSide?
    /// Why it was ended, as the BYE or CANCEL says (RFC 3326); `nil` where that does not say.
    public var endReason: CallEndReason?
    /// INVITEs of which only the first IP fragment came, with what it holds of them.
    public var cutInvites = 0
    /// How it went.
    public var outcome: CallOutcome = .unknown
    /// The last final status of the INVITE; a challenge (401, 407) only if nothing followed it.
    public var finalStatus: Int?
    /// The reason phrase that came with ``finalStatus``.
    public var finalReason: String?
    /// The offer that was refused together with the call; `nil` without such a refusal, or where no offer was seen.
    public var refusedOffer: RefusedOffer?
    /// Seconds from the first INVITE to the first 18x or final response (post-dial delay).
    public var requestDelaySeconds: Double?
    /// How long the session lasts without a refresh, in seconds (RFC 4028); `nil` if that was not agreed.
    public var sessionExpiresSeconds: Int?
    /// When the session was last agreed or refreshed: the last 2xx to an INVITE or UPDATE.
    public var lastRefreshedAt: CaptureTime?
    /// The packet of that answer.
    public var lastRefresh: PacketReference?
    /// False if the capture starts after the INVITE.
    public var sawInitialInvite = true
    /// True if a 2xx was seen and no ACK for it.
    public var missingAcknowledgement = false
    /// True if the offer, or the answer, is secured (RTP/SAVP, DTLS fingerprint, crypto).
    public var isSecured = false
    /// Where signaling of each side was seen to come from.
    public var signalingAddresses = BothSides<TransportEndpoint>()
    /// The `User-Agent` or `Server` of each side, at most 120 characters and none of them a control character.
    public var userAgents = BothSides<String>()
    /// What was agreed about media, in time order; empty where no offer and answer were both seen.
    public var media: [NegotiatedMedia] = []
    /// Indices of the streams bound to the call.
    public var streams: [Int] = []
    /// How much both parties speak at once; `nil` where not both were heard.
    public var doubleTalk: DoubleTalk?
    /// Indices of calls that belong to it: further legs of one conversation, and those before or after a transfer.
    public var linkedCalls: [Int] = []
    /// The messages, at most ``AnalysisLimits/messagesPerCall``.
    public internal(set) var messages = SIPMessageList()

    /// A call with nothing known but its parties and start.
    public init(id: String, calling: CallParty, called: CallParty, startedAt: CaptureTime) {
        self.id = id
        self.calling = calling
        self.called = called
        self.startedAt = startedAt
    }
}
