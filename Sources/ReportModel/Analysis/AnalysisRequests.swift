import CallVocabulary

/// The registration of one address at one registrar.
public struct AnalysisRegistration: DocumentPart, Equatable {
    /// The address of record.
    public var address = ""
    /// Who sends.
    public var source = AnalysisEndpoint()
    /// To whom.
    public var destination = AnalysisEndpoint()
    /// Requests.
    public var requests = 0
    /// Repetitions of them.
    public var repetitions = 0
    /// Requests with a final response.
    public var answered = 0
    /// Final responses that were no 2xx and no challenge.
    public var refusals = 0
    /// How the last went.
    public var outcome = ""
    /// The last final status.
    public var lastStatus: Int?
    /// Its reason phrase.
    public var lastReason: String?
    /// The first request.
    public var firstAt = CaptureTime(nanoseconds: 0)
    /// The last message.
    public var lastAt = CaptureTime(nanoseconds: 0)
    /// Its first packet.
    public var firstPacket = 0
    /// Its last packet.
    public var lastPacket = 0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("address", &address)
        fields.part("source", &source)
        fields.part("destination", &destination)
        fields.member("requests", &requests)
        fields.member("repetitions", &repetitions)
        fields.member("answered", &answered)
        fields.member("refusals", &refusals)
        fields.member("outcome", &outcome)
        fields.member("lastStatus", &lastStatus)
        fields.member("lastReason", &lastReason)
        fields.member("firstAt", &firstAt)
        fields.member("lastAt", &lastAt)
        fields.member("firstPacket", &firstPacket)
        fields.member("lastPacket", &lastPacket)
    }
}

/// Requests of one method that belong to no call.
public struct AnalysisRequestSeries: DocumentPart, Equatable {
    /// The method.
    public var method = ""
    /// Who sends.
    public var source = AnalysisEndpoint()
    /// To whom.
    public var destination = AnalysisEndpoint()
    /// Requests.
    public var requests = 0
    /// Repetitions of them.
    public var repetitions = 0
    /// Requests with a final response.
    public var answered = 0
    /// Final responses that were no 2xx and no challenge.
    public var refusals = 0
    /// How the last went.
    public var outcome = ""
    /// The last final status.
    public var lastStatus: Int?
    /// Its reason phrase.
    public var lastReason: String?
    /// The first request.
    public var firstAt = CaptureTime(nanoseconds: 0)
    /// The last message.
    public var lastAt = CaptureTime(nanoseconds: 0)
    /// Its first packet.
    public var firstPacket = 0
    /// Its last packet.
    public var lastPacket = 0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("method", &method)
        fields.part("source", &source)
        fields.part("destination", &destination)
        fields.member("requests", &requests)
        fields.member("repetitions", &repetitions)
        fields.member("answered", &answered)
        fields.member("refusals", &refusals)
        fields.member("outcome", &outcome)
        fields.member("lastStatus", &lastStatus)
        fields.member("lastReason", &lastReason)
        fields.member("firstAt", &firstAt)
        fields.member("lastAt", &lastAt)
        fields.member("firstPacket", &firstPacket)
        fields.member("lastPacket", &lastPacket)
    }
}
