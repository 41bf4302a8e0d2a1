import CallVocabulary

/// Requests of one method from one sender to one receiver that belong together, and what came of them.
public struct RequestSeries: Sendable {
    /// How the last of them went.
    public enum Outcome: String, Sendable {
        /// A 2xx.
        case accepted
        /// A final status that is neither a 2xx nor a first challenge.
        case refused
        /// A challenge (401, 407) that nothing followed.
        case challenged
        /// Sent three times and more without any response.
        case unanswered
        /// No final response yet.
        case open
    }
    /// The method, such as OPTIONS.
    public var method: String
    /// Who sends.
    public var source: TransportEndpoint
    /// To whom.
    public var destination: TransportEndpoint
    /// Requests, their repetitions not counted.
    public var requests = 0
    /// Repetitions of requests.
    public var repetitions = 0
    /// Requests that had a final response.
    public var answered = 0
    /// Final responses that were no 2xx and no challenge.
    public var refusals = 0
    /// The last final status; `nil` before the first.
    public var lastStatus: Int?
    /// Its reason phrase.
    public var lastReason: String?
    /// When the first of them was sent.
    public var firstAt: CaptureTime
    /// Its packet.
    public var firstPacket: PacketReference
    /// When the last message of the series was seen.
    public var lastAt: CaptureTime
    /// Its packet.
    public var lastPacket: PacketReference
    /// How the last of them went.
    public var outcome: Outcome {
        guard runningIsAnswered, let status = lastStatus else {
            return runningCopies >= 3 ? .unanswered : lastStatus == nil || runningCopies > 0 ? .open : .refused
        }
        switch status {
        case 200...299: return .accepted
        case 401, 407: return challengesInARow > 1 ? .refused : .challenged
        default: return .refused
        }
    }

    /// Of the request that runs: how often it was sent, whether it has a final response, and which it is.
    var runningCopies = 0
    var runningIsAnswered = false
    var running: UInt64 = 0
    /// Challenges since the last status of another kind.
    var challengesInARow = 0

    init(
        method: String, source: TransportEndpoint, destination: TransportEndpoint, at: CaptureTime,
        packet: PacketReference
    ) {
        self.method = method
        self.source = source
        self.destination = destination
        firstAt = at
        firstPacket = packet
        lastAt = at
        lastPacket = packet
    }
}

/// The registration of one address at one registrar (RFC 3261 §10).
public struct Registration: Sendable {
    /// The address of record, as the To header has it.
    public var address: String
    /// The requests, and what came of them.
    public var series: RequestSeries
}
