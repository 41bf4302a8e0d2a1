import CallVocabulary

/// One call while it is being followed.
struct TrackedCall {
    private(set) var call: Call
    private(set) var agreement = MediaAgreement()
    private(set) var cancelledAt: CaptureTime?
    private(set) var lastMessageAt: CaptureTime
    private(set) var sawAnyResponse = false
    private var callingTag: String
    private var transactions: [OfferTransaction] = []
    private var seen = SeenMessages()
    private var acknowledgedInvite = false
    /// Whether a request was seen that only who got a response can send.
    private var isConfirmed = false
    private var initialSequences: Set<UInt32> = []

    /// Messages not listed because of ``AnalysisLimits/messagesPerCall``.
    private(set) var unlistedMessages = 0
    /// Offers not followed because of ``AnalysisLimits/transactionsPerCall``.
    private(set) var unfollowedTransactions = 0

    init(number: Int, first: SignalingMessage) {
        // Of a response, the request went the other way.
        callingTag = first.fromTag
        call = Call(
            id: "call-\(number)", calling: first.fromParty, called: first.toParty, startedAt: first.at)
        call.callIDs = [SIPCallID(rawValue: first.callID)]
        call.sawInitialInvite = first.method == "INVITE" && first.isRequest && first.toTag.isEmpty
        lastMessageAt = first.at
    }

    /// Takes a message; returns the session descriptions to make known, each with the side it speaks for.
    mutating func record(_ message: SignalingMessage, limits: AnalysisLimits) -> [(CallSide, SessionSnapshot)] {
        lastMessageAt = message.at
        let requester: CallSide = message.fromTag == callingTag ? .calling : .called
        let sender = message.isRequest ? requester : requester.other
        let isRetransmission = seen.notes(message)
        note(message, sender: sender, isRetransmission: isRetransmission, limits: limits)
        guard !isRetransmission else { return [] }
        if message.isRequest {
            recordRequest(message, sender: sender, limits: limits)
        } else {
            recordResponse(message, requester: requester)
        }
        return message.session.map { [(sender, $0)] } ?? []
    }

    private mutating func note(
        _ message: SignalingMessage, sender: CallSide, isRetransmission: Bool, limits: AnalysisLimits
    ) {
        if call.messages.count < limits.messagesPerCall {
            call.messages.append(
                SIPMessageSummary(
                    method: message.method, status: message.status, reason: message.reason, source: message.source,
                    destination: message.destination, sender: sender, isRetransmission: isRetransmission,
                    hasSessionDescription: message.session != nil, at: message.at, packet: message.packet))
        } else {
            unlistedMessages &+= 1
        }
        if call.signalingAddresses[sender] == nil { call.signalingAddresses[sender] = message.source }
        // A proxy's own provisional answer is not the called party's agent.
        if let agent = message.userAgent, call.userAgents[sender] == nil, message.status != 100 {
            call.userAgents[sender] = Self.printable(agent)
        }
        if message.session?.lines.contains(where: \.isSecured) == true { call.isSecured = true }
    }

    /// The text without control characters, at most 120 characters: it comes from a stranger and goes into reports.
    private static func printable(_ text: String) -> String {
        if text.utf8.count <= 120, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        let kept = text.unicodeScalars.lazy.filter { $0.properties.generalCategory != .control }.prefix(120)
        return String(String.UnicodeScalarView(kept))
    }

    // MARK: Requests

    private mutating func recordRequest(_ message: SignalingMessage, sender: CallSide, limits: AnalysisLimits) {
        if !message.toTag.isEmpty, message.method != "CANCEL" { isConfirmed = true }
        switch message.method {
        case "INVITE":
            let isInitial = message.toTag.isEmpty
            if isInitial {
                initialSequences.insert(message.sequence)
                addNumbers(message)
                // A new attempt after a challenge: what came of the first no longer counts.
                if call.answeredAt == nil, call.finalStatus == 401 || call.finalStatus == 407 {
                    call.finalStatus = nil
                    call.finalReason = nil
                    call.endedAt = nil
                }
            }
            offer(message, sender: sender, isInitial: isInitial, limits: limits)
        case "UPDATE", "PRACK":
            if message.method == "PRACK", let session = message.session, answerDelayed(session, from: sender, message) {
                return
            }
            offer(message, sender: sender, isInitial: false, limits: limits)
        case "ACK":
            if sender == .calling, initialSequences.contains(message.sequence) || initialSequences.isEmpty {
                acknowledgedInvite = true
            }
            if let session = message.session { _ = answerDelayed(session, from: sender, message) }
        case "BYE":
            if call.endedAt == nil {
                call.endedAt = message.at
                call.endedBy = sender
                agreement.end(at: message.at)
            }
        case "CANCEL":
            if call.answeredAt == nil, initialSequences.contains(message.sequence) || initialSequences.isEmpty {
                cancelledAt = cancelledAt ?? message.at
                call.endedAt = call.endedAt ?? message.at
                call.endedBy = call.endedBy ?? sender
            }
        default: break
        }
    }

    private mutating func addNumbers(_ message: SignalingMessage) {
        for number in message.assertedNumbers
        where number != call.calling.number && !call.calling.alternativeNumbers.contains(number)
            && call.calling.alternativeNumbers.count < 8
        {
            call.calling.alternativeNumbers.append(number)
        }
        for number in [message.requestNumber].compactMap({ $0 }) + message.divertedNumbers
        where number != call.called.number && !call.called.alternativeNumbers.contains(number)
            && call.called.alternativeNumbers.count < 8
        {
            call.called.alternativeNumbers.append(number)
        }
        if message.isCallerWithheld { call.calling.withheld = true }
    }

    /// Notes the offer a request carries, or that none came yet.
    private mutating func offer(
        _ message: SignalingMessage, sender: CallSide, isInitial: Bool, limits: AnalysisLimits
    ) {
        let hop = OfferTransaction.Hop(message.source, message.destination)
        if let index = transactionIndex(message.method, message.sequence, sender) {
            if let session = message.session { transactions[index].offers[hop] = session }
            return
        }
        guard transactions.count < limits.transactionsPerCall else {
            unfollowedTransactions &+= 1
            return
        }
        var transaction = OfferTransaction(
            method: message.method, sequence: message.sequence, sender: sender, isInitial: isInitial, primaryHop: hop)
        if let session = message.session {
            transaction.offers[hop] = session
            transaction.offerer = sender
        }
        transactions.append(transaction)
    }

    private func transactionIndex(_ method: String, _ sequence: UInt32, _ sender: CallSide) -> Int? {
        transactions.lastIndex { $0.sequence == sequence && $0.sender == sender && $0.method == method }
    }

    /// An ACK or PRACK may answer an offer that came in a response; true if it did.
    private mutating func answerDelayed(
        _ session: SessionSnapshot, from sender: CallSide, _ message: SignalingMessage
    ) -> Bool {
        guard let index = transactions.lastIndex(where: { $0.offerer == sender.other && $0.sender == sender }),
            let offer = transactions[index].offers.values.first
        else { return false }
        agreement.agree(offer: offer, by: sender.other, answer: session, at: message.at)
        return true
    }

    // MARK: Responses

    private mutating func recordResponse(_ message: SignalingMessage, requester: CallSide) {
        guard let status = message.status else { return }
        sawAnyResponse = true
        let isInitial =
            message.method == "INVITE" && requester == .calling
            && (initialSequences.contains(message.sequence) || initialSequences.isEmpty)
        if isInitial { recordInviteResponse(message, status: status) }
        if (200...299).contains(status), message.method == "INVITE" || message.method == "UPDATE" {
            call.sessionExpiresSeconds = message.sessionSeconds ?? call.sessionExpiresSeconds
            call.lastRefreshedAt = message.at
            call.lastRefresh = message.packet
        }
        if message.method == "INVITE" || message.method == "UPDATE" || message.method == "PRACK" {
            settleOffer(message, status: status, requester: requester)
        }
    }

    private mutating func recordInviteResponse(_ message: SignalingMessage, status: Int) {
        if status > 100, call.requestDelaySeconds == nil, call.sawInitialInvite, status != 401, status != 407 {
            call.requestDelaySeconds = max(0, message.at.seconds(since: call.startedAt))
        }
        switch status {
        case 101...199:
            if call.ringingAt == nil { call.ringingAt = message.at }
        case 200...299:
            if call.answeredAt == nil {
                call.answeredAt = message.at
                call.endedAt = nil
                call.endedBy = nil
                agreement.answer(at: message.at)
            }
            call.finalStatus = status
            call.finalReason = message.reason
        case 300...699:
            guard call.answeredAt == nil else { return }
            call.finalStatus = status
            call.finalReason = message.reason
            if call.endedAt == nil || cancelledAt == nil { call.endedAt = message.at }
        default: break
        }
    }

    private mutating func settleOffer(_ message: SignalingMessage, status: Int, requester: CallSide) {
        guard let index = transactionIndex(message.method, message.sequence, requester), !transactions[index].isOver
        else { return }
        let hop = OfferTransaction.Hop(message.source, message.destination)
        if status >= 300 {
            transactions[index].isOver = true
            let offers = transactions[index].offers
            if status == 488 || status == 606, transactions[index].isInitial, call.answeredAt == nil,
                let offer = offers[hop] ?? offers[transactions[index].primaryHop]
            {
                func lines(_ session: SessionSnapshot) -> [RefusedOffer.Line] {
                    session.lines.map { RefusedOffer.Line(kind: $0.kind, description: $0.description) }
                }
                call.refusedOffer = RefusedOffer(
                    offered: lines(offer), acceptable: message.session.map(lines), warningCode: message.warningCode,
                    packet: message.packet, at: message.at)
            }
            return
        }
        guard status > 100 else { return }
        var answer = message.session
        if status >= 200, answer == nil { answer = transactions[index].earlyAnswers[message.toTag] }
        guard let answer else { return }
        if transactions[index].offerer == requester {
            transactions[index].earlyAnswers[message.toTag] = answer
            // The hop on which the offer was first seen decides; another only until it speaks.
            let isPrimary = hop == transactions[index].primaryHop
            guard isPrimary || !transactions[index].answeredOnPrimaryHop else { return }
            if isPrimary { transactions[index].answeredOnPrimaryHop = true }
            let offers = transactions[index].offers
            guard let offer = offers[hop] ?? offers[transactions[index].primaryHop] ?? offers.values.first else {
                return
            }
            agreement.agree(offer: offer, by: requester, answer: answer, at: message.at)
        } else if status >= 200 || message.isReliable {
            // No offer in the request: this is it, and ACK or PRACK will answer.
            transactions[index].offerer = requester.other
            transactions[index].offers[hop] = answer
        }
    }

    // MARK: The end

    /// The call as a result; `captureEnd` is the time of the last packet seen.
    func finished(captureEnd: CaptureTime) -> Call {
        var result = call
        var settled = agreement
        if let endedAt = result.endedAt { settled.end(at: endedAt) }
        result.media = settled.spans
        result.outcome = CallOutcomeReading.outcome(
            of: call, isCancelled: cancelledAt != nil, sawAnyResponse: sawAnyResponse,
            isConfirmed: isConfirmed, captureEnd: captureEnd)
        if let answeredAt = call.answeredAt, call.sawInitialInvite, !acknowledgedInvite {
            // An ACK takes at most a few round trips.
            result.missingAcknowledgement = captureEnd.seconds(since: answeredAt) > 2
        }
        return result
    }
}
