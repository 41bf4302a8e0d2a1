import CallVocabulary

/// Something that messages do and that costs a call something, found message by message.
public struct SignalingRemark: Sendable {
    /// The kinds told apart.
    public enum Kind: String, Sendable {
        /// Requests that carry keyed digits were refused.
        case digitsRefused = "digits-refused"
        /// A session description goes on beyond the Content-Length of its message.
        case descriptionCut = "description-cut"
    }
    /// What it is.
    public var kind: Kind
    /// The call, as an index of ``CallAnalysisResult/calls``; `nil` if the message belongs to none.
    public var call: Int?
    /// The method of the request; of a response, the one its CSeq names.
    public var method: String
    /// The status: of the refusal, or of the response that carries the description; `nil` for a request.
    public var status: Int?
    /// Its reason phrase.
    public var reason: String?
    /// How often.
    public var count = 1
    /// Who sent the request, or the description.
    public var source: TransportEndpoint
    /// When the first of them came.
    public var at: CaptureTime
    /// Its packet.
    public var packet: PacketReference
    /// The refusal of the first.
    public var answer: PacketReference?
    /// When that came.
    public var answeredAt: CaptureTime?
    /// The length of the body as announced, in bytes.
    public var announcedBytes = 0
    /// What follows beyond it, in bytes.
    public var bytesBeyond = 0
    /// Whether what is announced holds no media line, and what follows does.
    public var hidesMedia = false
}
