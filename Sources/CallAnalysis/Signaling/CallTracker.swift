import CallVocabulary

/// All calls of a run, followed message by message (RFC 3261 §12, §13; RFC 3264).
struct CallTracker {
    private(set) var calls: [TrackedCall] = []
    private(set) var endpoints: AdvertisedEndpoints
    private var indexByCallID: [String: Int] = [:]
    private let limits: AnalysisLimits
    /// Calls not followed because of ``AnalysisLimits/calls``.
    private var refusedCalls = 0
    /// The limits that were met, by name, with how much was left out.
    var limitsMet: [String: Int] {
        var met = endpoints.limitsMet
        if refusedCalls > 0 { met["calls"] = refusedCalls }
        let unlisted = calls.reduce(0) { $0 &+ $1.unlistedMessages }
        if unlisted > 0 { met["messagesPerCall"] = unlisted }
        let unfollowed = calls.reduce(0) { $0 &+ $1.unfollowedTransactions }
        if unfollowed > 0 { met["transactionsPerCall"] = unfollowed }
        return met
    }

    init(limits: AnalysisLimits) {
        self.limits = limits
        endpoints = AdvertisedEndpoints(limits: limits)
    }

    /// A description and whom it speaks for.
    struct Described {
        var call: Int
        var side: CallSide
        var session: SessionSnapshot
    }

    /// Takes the next message in capture order; returns the descriptions it brought.
    mutating func record(_ message: SignalingMessage) -> [Described] {
        guard let index = callIndex(for: message) else { return [] }
        let descriptions = calls[index].record(message, limits: limits)
        let call = calls[index].call
        endpoints.note(
            CallSpan(startedAt: call.startedAt, endedAt: call.endedAt, sawInitialInvite: call.sawInitialInvite),
            ofCall: index)
        for (side, session) in descriptions { advertise(session, by: side, call: index, message: message) }
        return descriptions.map { Described(call: index, side: $0.0, session: $0.1) }
    }

    /// Between which addresses the call with this Call-ID last agreed to send media; empty without an agreement.
    func mediaEnds(ofCallID callID: String) -> [(calling: TransportEndpoint, called: TransportEndpoint)] {
        guard let index = indexByCallID[callID], let last = calls[index].agreement.spans.last else { return [] }
        return calls[index].agreement.spans.suffix(8).filter { $0.from == last.from }
            .compactMap { span in
                guard let calling = span.sides[.calling], let called = span.sides[.called] else { return nil }
                return (calling.receivesAt, called.receivesAt)
            }
    }

    /// Notes what signaling other than SIP says of an endpoint; false if a limit was met.
    mutating func name(_ media: NamedMedia, at endpoint: TransportEndpoint) -> Bool {
        endpoints.name(media, at: endpoint, limit: limits.otherEndpoints)
    }

    private mutating func callIndex(for message: SignalingMessage) -> Int? {
        if let known = indexByCallID[message.callID] { return known }
        // Only an INVITE, or what can only belong to one, makes a call.
        switch message.method {
        case "INVITE", "ACK", "BYE", "CANCEL", "PRACK", "UPDATE", "INFO": break
        default: return nil
        }
        // A BYE answered with 481 alone, or a stray INFO, is no call worth telling about without a dialog.
        if message.method != "INVITE", message.toTag.isEmpty { return nil }
        guard calls.count < limits.calls else {
            refusedCalls += 1
            return nil
        }
        indexByCallID[message.callID] = calls.count
        calls.append(TrackedCall(number: calls.count + 1, first: message))
        return calls.count - 1
    }

    private mutating func advertise(
        _ session: SessionSnapshot, by side: CallSide, call: Int, message: SignalingMessage
    ) {
        for line in session.lines where line.isRTP {
            let description = line.description
            func advertisement(isRTCP: Bool, isGuessed: Bool) -> Advertisement {
                Advertisement(
                    call: call, side: side, at: message.at, payloadTypes: description.payloadTypes, kind: line.kind,
                    isSecured: line.isSecured, isRTCP: isRTCP, isGuessed: isGuessed)
            }
            endpoints.add(advertisement(isRTCP: false, isGuessed: false), at: description.receivesAt)
            for candidate in line.candidates {
                endpoints.add(advertisement(isRTCP: false, isGuessed: false), at: candidate)
            }
            // A translated sender: its media likely comes from where its signaling came from, with the same port.
            let signaling = message.source.address
            if description.receivesAt.address != signaling, description.receivesAt.port != 0,
                description.receivesAt.address.isPrivate || description.receivesAt.address.isUnspecified
            {
                endpoints.add(
                    advertisement(isRTCP: false, isGuessed: true),
                    at: TransportEndpoint(address: signaling, port: description.receivesAt.port))
            }
            for source in line.announcedSources { endpoints.announce(ssrc: source, call: call, side: side) }
        }
    }
}
