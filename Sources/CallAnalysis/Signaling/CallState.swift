import CallVocabulary

/// What is known of a call while it is followed: what ``Call`` holds, in less room.
struct CallState {
    let callID: String
    var calling: CallParty
    var called: CallParty
    let startedAt: CaptureTime
    private var ringing = CallState.never
    private var answered = CallState.never
    private var ended = CallState.never
    private var cancelled = CallState.never
    private var refreshed = CallState.never
    private var refreshPacket = 0
    private var refreshCapture: Int32 = 0
    /// The index of the first line that brought ``finalStatus`` among ``SignalingTexts/kinds``.
    private var finalKind: UInt32 = 0
    /// The last final status of the INVITE; 0 without one.
    private(set) var finalStatus: Int16 = 0
    var endedBy: CallSide?
    var sawInitialInvite = false
    var beganWithProvisional = false
    var sawAnyResponse = false
    var acknowledgedInvite = false
    /// Whether a request was seen that only who got a response can send.
    var isConfirmed = false
    var isSecured = false
    /// Seconds from the first INVITE to the first response that tells something; negative before it.
    var requestDelaySeconds = -1.0
    /// -1 if no interval was agreed.
    var sessionExpiresSeconds = -1
    var userAgents = BothSides<String>()
    /// Where signaling of each side came from first.
    private var callingHop = HopEnd.none
    private var calledHop = HopEnd.none

    private static let never = Int64.min

    init(callID: String, calling: CallParty, called: CallParty, startedAt: CaptureTime) {
        self.callID = callID
        self.calling = calling
        self.called = called
        self.startedAt = startedAt
    }

    private static func time(_ nanoseconds: Int64) -> CaptureTime? {
        nanoseconds == never ? nil : CaptureTime(nanoseconds: nanoseconds)
    }

    var ringingAt: CaptureTime? {
        get { CallState.time(ringing) }
        set { ringing = newValue?.nanoseconds ?? CallState.never }
    }
    var answeredAt: CaptureTime? {
        get { CallState.time(answered) }
        set { answered = newValue?.nanoseconds ?? CallState.never }
    }
    var endedAt: CaptureTime? {
        get { CallState.time(ended) }
        set { ended = newValue?.nanoseconds ?? CallState.never }
    }
    var cancelledAt: CaptureTime? {
        get { CallState.time(cancelled) }
        set { cancelled = newValue?.nanoseconds ?? CallState.never }
    }

    /// Where signaling of `side` came from first.
    func hop(of side: CallSide) -> HopEnd { side == .calling ? callingHop : calledHop }

    mutating func set(_ hop: HopEnd, of side: CallSide) {
        if side == .calling { callingHop = hop } else { calledHop = hop }
    }

    /// The session was agreed or refreshed.
    mutating func refresh(at time: CaptureTime, by packet: PacketReference) {
        refreshed = time.nanoseconds
        refreshPacket = packet.number
        refreshCapture = Int32(truncatingIfNeeded: packet.capture)
    }

    /// The INVITE had a final response, whose first line has the index `kind`.
    mutating func end(with status: Int, kind: UInt32) {
        finalStatus = Int16(truncatingIfNeeded: status)
        finalKind = kind
    }

    /// What came of the INVITE no longer counts.
    mutating func forgetFinalStatus() { finalStatus = 0 }

    /// The call as a result, but for its outcome, its media and its messages.
    func result(number: Int, shared: SharedSignaling) -> Call {
        var call = Call(id: "call-" + String(number), calling: calling, called: called, startedAt: startedAt)
        call.callIDs = [SIPCallID(rawValue: callID)]
        call.ringingAt = ringingAt
        call.answeredAt = answeredAt
        call.endedAt = endedAt
        call.endedBy = endedBy
        if finalStatus > 0 {
            call.finalStatus = Int(finalStatus)
            call.finalReason = shared.kinds[Int(finalKind)].reason
        }
        call.requestDelaySeconds = requestDelaySeconds < 0 ? nil : requestDelaySeconds
        call.sessionExpiresSeconds = sessionExpiresSeconds < 0 ? nil : sessionExpiresSeconds
        if let refreshedAt = CallState.time(refreshed) {
            call.lastRefreshedAt = refreshedAt
            call.lastRefresh = PacketReference(capture: Int(refreshCapture), number: refreshPacket)
        }
        call.sawInitialInvite = sawInitialInvite
        call.isSecured = isSecured
        call.userAgents = userAgents
        for side in CallSide.allCases { call.signalingAddresses[side] = shared.source(of: hop(of: side)) }
        return call
    }
}
