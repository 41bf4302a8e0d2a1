import CallVocabulary
import WireFormats

/// A SIP message as call tracking asks it, with where and when it was seen; its texts stay in the bytes it was read from.
struct SignalingMessage {
    let outline: SIPOutline
    /// Names the Call-ID.
    let callID: UInt64
    /// Names the tag in From; 0 if there is none.
    let fromTag: UInt64
    /// Names the tag in To; 0 if there is none.
    let toTag: UInt64
    let source: TransportEndpoint
    let destination: TransportEndpoint
    let at: CaptureTime
    let packet: PacketReference

    /// The message that `outline` was read from; `nil` if it lacks what ties it to a dialog (Call-ID, CSeq, From, To).
    init?(
        _ outline: SIPOutline, in bytes: RawSpan, source: TransportEndpoint, destination: TransportEndpoint,
        at time: CaptureTime, packet: PacketReference, naming: TextHash
    ) {
        // Of an INVITE that was cut before its CSeq, the rest tells enough.
        let isCutInvite = outline.isRequest && outline.method == .invite && !outline.body.isPresent
        guard outline.callID.isPresent, outline.hasSequence || isCutInvite, outline.from.isPresent, outline.to.isPresent
        else {
            return nil
        }
        self.outline = outline
        callID = naming.of(bytes, outline.callID.rangeOrEmpty)
        fromTag = naming.ofParameter(outline.fromTag, in: bytes)
        toTag = naming.ofParameter(outline.toTag, in: bytes)
        self.source = source
        self.destination = destination
        at = time
        self.packet = packet
    }

    var isRequest: Bool { outline.isRequest }
    /// The request method; of a response, the method its CSeq names.
    var method: SIPMethodKind { outline.method }
    /// The status code; `nil` for a request.
    var status: Int? { outline.isRequest ? nil : outline.status }
    var sequence: UInt32 { outline.sequence }
    /// The interval of `Session-Expires` in seconds (RFC 4028).
    var sessionSeconds: Int? { outline.sessionSeconds < 0 ? nil : outline.sessionSeconds }

    /// Names what makes a message one that passed before when it passes again: the transaction, on the same hop.
    func identity(in bytes: RawSpan, naming: TextHash) -> UInt64 {
        let method =
            outline.method == .other
            ? naming.of(bytes, outline.methodName.rangeOrEmpty) : UInt64(outline.method.rawValue)
        let numbers = UInt64(outline.sequence) << 16 | UInt64(truncatingIfNeeded: outline.status)
        let transaction = naming.mixed(
            naming.mixed(method, numbers), naming.mixed(naming.ofParameter(outline.branch, in: bytes), toTag))
        return naming.mixed(transaction, naming.mixed(naming.of(source), naming.of(destination)))
    }
}

/// The parties of a request as its address and identity headers name them.
struct SignalingParties {
    /// Who sent the request.
    private(set) var from = CallParty(uri: "")
    /// Whom the request is for.
    private(set) var to = CallParty(uri: "")
    /// The identity the sender asserts for itself (RFC 3325).
    private(set) var assertedNumbers: [String] = []
    /// Numbers the call was sent to before it was diverted here (RFC 5806, RFC 7044).
    private(set) var divertedNumbers: [String] = []

    init(_ message: SignalingMessage, in bytes: RawSpan) {
        let outline = message.outline
        if let party = SIPParty(parsing: bytes, at: outline.from) {
            from = CallParty(party)
        }
        if let party = SIPParty(parsing: bytes, at: outline.to) {
            to = CallParty(party)
        }
        guard outline.hasIdentities else { return }
        let identities = SIPIdentities(outline, in: bytes)
        let callers = identities.remoteParties.filter { $0.party != .called }
        assertedNumbers = (identities.asserted + callers.map(\.address)).compactMap(\.uri.telephoneDigits)
        guard message.isRequest else { return }
        let diversions = identities.diversions.map(\.address) + identities.historyInfo
        divertedNumbers = diversions.compactMap(\.uri.telephoneDigits)
        if from.number == nil { from.number = assertedNumbers.first }
        // A caller who asks for privacy is withheld from the called party, whatever a trusted hop asserts.
        if identities.privacy.contains(where: { $0 == "id" || $0 == "user" || $0 == "header" })
            || callers.contains(where: { ["full", "uri"].contains($0.privacy ?? "") })
        {
            from.withheld = true
        }
    }
}

extension CallParty {
    /// The party an address header names.
    init(_ party: SIPParty) {
        self.init(
            uri: party.uri, number: party.number, displayName: party.displayName, withheld: party.isWithheld)
        showsNone = party.isAnonymous && !party.isWithheld
    }
}
