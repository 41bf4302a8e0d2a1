import CallVocabulary

/// A call of an analysis.
public struct AnalysisCall: DocumentPart, Equatable {
    /// `call-1`, `call-2`, …
    public var id = ""
    /// The Call-IDs of its dialogs.
    public var callIDs: [String] = []
    /// Who called.
    public var calling = AnalysisParty()
    /// Who was called.
    public var called = AnalysisParty()
    /// Time of the first INVITE.
    public var startedAt = CaptureTime(nanoseconds: 0)
    /// Time of the first 2xx to it.
    public var answeredAt: CaptureTime?
    /// Time of its end; `nil` if the capture does not show it.
    public var endedAt: CaptureTime?
    /// The side that ended it, `calling` or `called`.
    public var endedBy: String?
    /// `answered`, `cancelled`, `rejected`, `failed`, `unanswered`, `in-progress` or `unknown`.
    public var outcome = ""
    /// The last final status of the INVITE.
    public var finalStatus: Int?
    /// Why it ended, as its end says.
    public var endReason: AnalysisEndReason?
    /// Post-dial delay: from the INVITE to the first 18x or final response.
    public var requestDelaySeconds: Double?
    /// The products of both sides.
    public var userAgents = AnalysisAgents()
    /// The packets of the call, for Wireshark.
    public var displayFilter = ""
    /// Its SIP messages.
    public var messages: [AnalysisMessage] = []
    /// The ids of its streams.
    public var streams: [String] = []
    /// How much both parties speak at once.
    public var doubleTalk: AnalysisDoubleTalk?
    /// Ids of further legs, and of calls before or after a transfer.
    public var linkedCalls: [String] = []
    /// Ids of the findings about it.
    public var findings: [String] = []
    /// `fault`, `warning`, `clear` or `cannot-tell`; empty in documents that do not say.
    public var verdict = ""
    /// Spans in which audio was held, one way or both.
    public var holds: [AnalysisSpan] = []

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("id", &id)
        fields.texts("callIDs", &callIDs)
        fields.part("calling", &calling)
        fields.part("called", &called)
        fields.member("startedAt", &startedAt)
        fields.member("answeredAt", &answeredAt)
        fields.member("endedAt", &endedAt)
        fields.member("endedBy", &endedBy)
        fields.member("outcome", &outcome)
        fields.member("finalStatus", &finalStatus)
        fields.part("endReason", &endReason)
        fields.member("requestDelaySeconds", &requestDelaySeconds, places: 6)
        fields.part("userAgents", &userAgents)
        fields.member("displayFilter", &displayFilter)
        fields.parts("messages", &messages)
        fields.texts("streams", &streams)
        fields.part("doubleTalk", &doubleTalk)
        fields.texts("linkedCalls", &linkedCalls)
        fields.texts("findings", &findings)
        fields.member("verdict", &verdict)
        fields.present("holds", &holds)
    }
}

/// One side of a call as its signaling names it.
public struct AnalysisParty: DocumentPart, Equatable {
    /// The address as written.
    public var uri = ""
    /// Its number or extension.
    public var number: String?
    /// Its display name.
    public var displayName: String?
    /// True if the caller asked for privacy.
    public var withheld = false
    /// Further numbers of the same party.
    public var alternativeNumbers: [String] = []

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("uri", &uri)
        fields.member("number", &number)
        fields.member("displayName", &displayName)
        fields.member("withheld", &withheld)
        fields.texts("alternativeNumbers", &alternativeNumbers)
    }
}

/// Why a call was ended (RFC 3326).
public struct AnalysisEndReason: DocumentPart, Equatable {
    /// `SIP`, `Q.850`, …
    public var protocolName = ""
    /// The cause in that protocol.
    public var cause: Int?
    /// Its text.
    public var text: String?

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("protocol", &protocolName)
        fields.member("cause", &cause)
        fields.member("text", &text)
    }
}

/// The products of both sides, from User-Agent and Server.
public struct AnalysisAgents: DocumentPart, Equatable {
    /// The calling side's.
    public var calling: String?
    /// The called side's.
    public var called: String?

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("calling", &calling)
        fields.member("called", &called)
    }
}

/// A SIP message of a call.
public struct AnalysisMessage: DocumentPart, Equatable {
    /// The packet that completed it.
    public var packet = 0
    /// Index of the capture.
    public var capture = 0
    /// Its time.
    public var at = CaptureTime(nanoseconds: 0)
    /// Who sent it, address and port.
    public var from = ""
    /// Who it went to.
    public var to = ""
    /// The method, or of a response that of its request.
    public var method = ""
    /// The status of a response.
    public var status: Int?
    /// Its reason phrase.
    public var reason: String?
    /// The message in a line.
    public var summary = ""
    /// True if it repeats an earlier one.
    public var isRetransmission = false

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("packet", &packet)
        fields.member("capture", &capture)
        fields.member("at", &at)
        fields.member("from", &from)
        fields.member("to", &to)
        fields.member("method", &method)
        fields.member("status", &status)
        fields.member("reason", &reason)
        fields.member("summary", &summary)
        fields.member("retransmission", &isRetransmission)
    }
}

/// How much both parties of a call speak at once.
public struct AnalysisDoubleTalk: DocumentPart, Equatable {
    /// Seconds in which both speak.
    public var seconds = 0.0
    /// Seconds in which someone speaks.
    public var speechSeconds = 0.0
    /// The share of the first in the second.
    public var share: Double?

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("seconds", &seconds, places: 2)
        fields.member("speechSeconds", &speechSeconds, places: 2)
        fields.member("share", &share, places: 3)
    }
}

/// A stretch of time.
public struct AnalysisSpan: DocumentPart, Equatable {
    /// Its begin.
    public var from = CaptureTime(nanoseconds: 0)
    /// Its end; `nil` if it has none.
    public var until: CaptureTime?

    /// One with nothing known.
    public init() {}

    /// A stretch of its parts.
    public init(from: CaptureTime, until: CaptureTime?) {
        self.from = from
        self.until = until
    }

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("from", &from)
        fields.member("until", &until)
    }
}
