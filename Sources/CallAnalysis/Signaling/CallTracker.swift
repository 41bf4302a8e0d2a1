import CallVocabulary
import WireFormats

/// All calls of a run, followed message by message (RFC 3261 §12, §13; RFC 3264).
struct CallTracker {
    /// The calls in pieces of one size: a list that grows need not be copied, and its pieces can go one by one.
    private var pieces: [[TrackedCall]] = []
    /// How many there are.
    private(set) var callCount = 0
    private(set) var endpoints: AdvertisedEndpoints
    private(set) var texts = SignalingTexts()
    /// Which calls follow from others.
    private(set) var referrals = Referrals()
    /// What single messages cost their calls.
    private(set) var remarks: SignalingRemarks
    /// The calls' indices by the names of their Call-IDs.
    private var indexByCallID = IntegerMap()
    private let limits: AnalysisLimits
    /// Calls not followed because of ``AnalysisLimits/calls``.
    private var refusedCalls = 0
    /// The limits that were met, by name, with how much was left out.
    var limitsMet: LimitTally {
        var met = endpoints.limitsMet
        if refusedCalls > 0 { met[.calls] = refusedCalls }
        if remarks.unlisted > 0 { met[.signalingRemarks] = remarks.unlisted }
        var unlisted = 0
        var unfollowed = 0
        for piece in pieces {
            for call in piece {
                unlisted &+= Int(call.unlistedMessages)
                unfollowed &+= Int(call.unfollowedTransactions)
            }
        }
        if unlisted > 0 { met[.messagesPerCall] = unlisted }
        if unfollowed > 0 { met[.transactionsPerCall] = unfollowed }
        return met
    }

    /// Calls in one piece; a power of two.
    private static let pieceShift = 8

    init(limits: AnalysisLimits) {
        self.limits = limits
        endpoints = AdvertisedEndpoints(limits: limits)
        remarks = SignalingRemarks(limit: limits.signalingRemarks)
    }

    /// Whom a description speaks for.
    struct Described {
        var call: Int
        var side: CallSide
    }

    /// The session description at `place`, which `packet` carried; `nil` if it is none.
    mutating func session(at place: TextPlace, in bytes: RawSpan, packet: PacketReference) -> SessionSnapshot? {
        texts.session(at: place, in: bytes, packet: packet)
    }

    /// Takes the next message in capture order with its description; tells whom that speaks for, if it is to be known.
    mutating func record(
        _ message: SignalingMessage, session: SessionSnapshot?, in bytes: RawSpan
    ) -> Described? {
        let known = callCount
        guard let index = callIndex(for: message, in: bytes) else { return nil }
        noteReferral(message, in: bytes, call: index, isNew: callCount > known)
        let side = pieces[index >> CallTracker.pieceShift][index & (1 << CallTracker.pieceShift - 1)]
            .record(message, session: session, in: bytes, limits: limits, texts: &texts)
        endpoints.note(
            pieces[index >> CallTracker.pieceShift][index & (1 << CallTracker.pieceShift - 1)].span, ofCall: index)
        guard let side, let session else { return nil }
        advertise(session, by: side, call: index, message: message)
        return Described(call: index, side: side)
    }

    /// Notes what a REFER asks for, and what a new call follows from.
    private mutating func noteReferral(_ message: SignalingMessage, in bytes: RawSpan, call: Int, isNew: Bool) {
        guard message.isRequest, isNew || message.outline.referTo.isPresent else { return }
        let byName = indexByCallID
        func named(_ callID: UInt64) -> Int? { byName[callID].map { Int($0) } }
        if isNew, message.method == .invite {
            referrals.begin(message, in: bytes, call: call, naming: texts.naming, replaced: named)
        } else if message.outline.referTo.isPresent {
            referrals.refer(message, in: bytes, call: call, naming: texts.naming, consulted: named)
        }
    }

    /// Takes an INVITE of which only the first fragment came, if nothing else is known of its call.
    mutating func recordCut(_ message: SignalingMessage, in bytes: RawSpan) {
        if let known = indexByCallID[message.callID].map({ Int($0) }) {
            let (piece, place) = (known >> CallTracker.pieceShift, known & (1 << CallTracker.pieceShift - 1))
            guard pieces[piece][place].cutInvites > 0 else { return }
        }
        guard record(message, session: nil, in: bytes) == nil,
            let index = indexByCallID[message.callID].map({ Int($0) })
        else { return }
        pieces[index >> CallTracker.pieceShift][index & (1 << CallTracker.pieceShift - 1)].cutInvites &+= 1
    }

    /// Between which addresses the call with this name of a Call-ID last agreed to send media; empty without an agreement.
    func mediaEnds(of callID: UInt64) -> [(calling: TransportEndpoint, called: TransportEndpoint)] {
        guard let index = indexByCallID[callID].map({ Int($0) }) else { return [] }
        return pieces[index >> CallTracker.pieceShift][index & (1 << CallTracker.pieceShift - 1)].agreement.latestEnds
    }

    /// Notes what signaling other than SIP says of an endpoint; false if a limit was met.
    mutating func name(_ media: NamedMedia, at endpoint: TransportEndpoint) -> Bool {
        endpoints.name(media, at: endpoint, limit: limits.otherEndpoints)
    }

    /// Looks at a message by itself, once it has been recorded.
    mutating func remark(_ message: SignalingMessage, in bytes: RawSpan) {
        remarks.record(message, in: bytes, call: indexByCallID[message.callID].map { Int($0) }, naming: texts.naming)
    }

    /// Gives calls their new numbers after dialogs were made one call.
    mutating func renumber(_ places: [(index: Int, isTurned: Bool)]) {
        endpoints.renumber(places)
        referrals.renumber(places)
        remarks.renumber(places)
    }

    /// The calls as results, which are followed no longer; `captureEnd` is the time of the last packet seen.
    mutating func takeCalls(captureEnd: CaptureTime) -> [Call] {
        let shared = SharedSignaling(kinds: texts.kinds, hops: texts.hops)
        var calls: [Call] = []
        calls.reserveCapacity(callCount)
        for index in pieces.indices {
            for call in pieces[index] {
                calls.append(call.finished(number: calls.count + 1, captureEnd: captureEnd, shared: shared))
            }
            pieces[index] = []
        }
        pieces = []
        callCount = 0
        indexByCallID = IntegerMap()
        return calls
    }

    private mutating func callIndex(for message: SignalingMessage, in bytes: RawSpan) -> Int? {
        if let known = indexByCallID[message.callID] { return Int(known) }
        // Only an INVITE, or what can only belong to one, makes a call.
        guard message.method != .other else { return nil }
        // A BYE answered with 481 alone, or a stray INFO, is no call worth telling about without a dialog.
        if message.method != .invite, message.toTag == 0 { return nil }
        guard callCount < limits.calls else {
            refusedCalls += 1
            return nil
        }
        let index = callCount
        indexByCallID[message.callID] = Int64(index)
        callCount += 1
        if index & (1 << CallTracker.pieceShift - 1) == 0 {
            pieces.append([])
            // The first piece is of a size for captures of one call.
            if index > 0 { pieces[pieces.count - 1].reserveCapacity(1 << CallTracker.pieceShift) }
        }
        pieces[pieces.count - 1].append(TrackedCall(first: message, in: bytes))
        return index
    }

    private mutating func advertise(
        _ session: SessionSnapshot, by side: CallSide, call: Int, message: SignalingMessage
    ) {
        for line in session.lines where line.isRTP {
            var advertisement = Advertisement(
                call: call, at: message.at, payloadTypes: line.payloadTypes, side: side, kind: line.kind,
                isSecured: line.isSecured, isRTCP: false, isGuessed: false)
            endpoints.add(advertisement, at: line.receivesAt)
            if let further = line.further {
                for candidate in further.candidates { endpoints.add(advertisement, at: candidate) }
            }
            // A translated sender: its media likely comes from where its signaling came from, with the same port.
            let signaling = message.source.address
            if line.receivesAt.address != signaling, line.receivesAt.port != 0,
                line.receivesAt.address.isPrivate || line.receivesAt.address.isUnspecified
            {
                advertisement.isGuessed = true
                endpoints.add(advertisement, at: TransportEndpoint(address: signaling, port: line.receivesAt.port))
            }
            if let further = line.further {
                for source in further.announcedSources { endpoints.announce(ssrc: source, call: call, side: side) }
            }
        }
    }
}
