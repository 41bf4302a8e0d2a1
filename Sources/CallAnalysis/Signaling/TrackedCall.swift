import CallVocabulary
import WireFormats

/// One call while it is being followed.
struct TrackedCall {
    private var call: CallState
    private(set) var agreement = MediaAgreement()
    /// Names the caller's tag.
    private let callingTag: UInt64
    /// Names further tags of the caller: a new attempt's, or those of a back-to-back user agent that keeps the Call-ID.
    private var furtherCallingTags: [UInt64] = []
    /// Names the tags of dialogs behind a back-to-back user agent that keeps the Call-ID; their offers repeat the first's.
    private var farTags: [UInt64] = []
    /// Where the first message came from.
    private let origin: IPAddress
    /// The offer that was refused together with the call; few calls have one.
    private var refusal: Refusal?
    /// Why the call was ended, where who ended it says so; many do not.
    private var endReason: EndReason?
    private var transactions: [OfferTransaction] = []
    private var seen = SeenMessages()
    private var messages: [MessageRecord] = []
    /// The sequence number of the first INVITE outside a dialog, and those of later ones; -1 without any.
    private var initialSequence: Int64 = -1
    private var laterInitialSequences: Set<UInt32> = []

    /// INVITEs of which only the first IP fragment came.
    var cutInvites: Int32 = 0
    /// Messages not listed because of ``AnalysisLimits/messagesPerCall``.
    private(set) var unlistedMessages: Int32 = 0
    /// Offers not followed because of ``AnalysisLimits/transactionsPerCall``.
    private(set) var unfollowedTransactions: Int32 = 0

    /// A reason as it becomes a result.
    private final class EndReason: Sendable {
        let reason: CallEndReason

        init(_ reason: SIPReason) {
            self.reason = CallEndReason(
                protocolName: reason.protocolName, cause: reason.cause,
                text: reason.text.map { SignalingTexts.printable($0) })
        }
    }

    /// An offer refused with the call, as it becomes a result.
    private final class Refusal: Sendable {
        let offer: RefusedOffer

        init(_ offer: RefusedOffer) { self.offer = offer }
    }

    /// When the call went on.
    var span: CallSpan {
        CallSpan(startedAt: call.startedAt, endedAt: call.endedAt, sawInitialInvite: call.sawInitialInvite)
    }

    /// Room for so many messages is made at first; most calls have no more.
    private static let usualMessages = 8

    init(first: SignalingMessage, in bytes: RawSpan) {
        // Of a response, the request went the other way.
        callingTag = first.fromTag
        origin = first.isRequest ? first.source.address : first.destination.address
        let parties = SignalingParties(first, in: bytes)
        call = CallState(
            callID: bytes.text(first.outline.callID), calling: parties.from, called: parties.to, startedAt: first.at)
        call.sawInitialInvite = first.method == .invite && first.isRequest && first.toTag == 0
        // A provisional response is sent at once: the call began here, though its INVITE took another way.
        call.beganWithProvisional = first.method == .invite && !first.isRequest && first.outline.status < 200
        if call.sawInitialInvite { addNumbers(first, parties, in: bytes) }
    }

    /// Takes a message; returns the side its session description speaks for, if that is to be made known.
    mutating func record(
        _ message: SignalingMessage, session: SessionSnapshot?, in bytes: RawSpan, limits: AnalysisLimits,
        texts: inout SignalingTexts
    ) -> CallSide? {
        noteLeg(message)
        let requester: CallSide =
            message.fromTag == callingTag || furtherCallingTags.contains(message.fromTag) ? .calling : .called
        let sender = message.isRequest ? requester : requester.other
        let isFirst = seen.isEmpty
        let isRetransmission = seen.notes(message.identity(in: bytes, naming: texts.naming))
        note(
            message, session: session, sender: sender, isRetransmission: isRetransmission, in: bytes, limits: limits,
            texts: &texts)
        guard !isRetransmission else { return nil }
        if message.isRequest {
            // The numbers of the first message are known.
            if !isFirst, message.method == .invite, message.toTag == 0 {
                addNumbers(message, SignalingParties(message, in: bytes), in: bytes)
            }
            if message.method == .bye || message.method == .cancel, endReason == nil,
                let reason = message.outline.reasonOfEnd(in: bytes)
            {
                endReason = EndReason(reason)
            }
            recordRequest(message, session: session, sender: sender, limits: limits)
        } else {
            recordResponse(message, session: session, requester: requester, in: bytes, texts: &texts)
        }
        return session == nil ? nil : sender
    }

    /// An INVITE outside a dialog with another tag is the caller's as well: tried anew, or sent on by a back-to-back user
    /// agent, whose dialog with the called party is a leg of the same call.
    private mutating func noteLeg(_ message: SignalingMessage) {
        if message.fromTag != callingTag, message.isRequest, message.method == .invite, message.toTag == 0,
            !furtherCallingTags.contains(message.fromTag), furtherCallingTags.count < AnalysisLimits.tagsPerCall
        {
            furtherCallingTags.append(message.fromTag)
            if message.source.address != origin { farTags.append(message.fromTag) }
        } else if !farTags.isEmpty, message.toTag != 0, farTags.contains(message.fromTag),
            !farTags.contains(message.toTag), farTags.count < AnalysisLimits.tagsPerCall
        {
            // The called party's own tag in that dialog.
            farTags.append(message.toTag)
        }
    }

    /// Whether a message is of a leg behind a back-to-back user agent, whose offers repeat those of the first.
    private func isOfFarLeg(_ message: SignalingMessage) -> Bool {
        !farTags.isEmpty && (farTags.contains(message.fromTag) || farTags.contains(message.toTag))
    }

    private mutating func note(
        _ message: SignalingMessage, session: SessionSnapshot?, sender: CallSide, isRetransmission: Bool,
        in bytes: RawSpan, limits: AnalysisLimits, texts: inout SignalingTexts
    ) {
        let hop = texts.hop(from: message.source, to: message.destination)
        if messages.count < limits.messagesPerCall {
            if messages.isEmpty { messages.reserveCapacity(TrackedCall.usualMessages) }
            messages.append(
                MessageRecord(
                    at: message.at.nanoseconds, number: message.packet.number,
                    capture: message.packet.capture, sequence: message.sequence,
                    kind: texts.kind(of: message, in: bytes),
                    hop: hop, isFromCalled: sender == .called, isRetransmission: isRetransmission,
                    hasSessionDescription: session != nil))
        } else {
            unlistedMessages &+= 1
        }
        if call.hop(of: sender) == .none { call.set(hop, of: sender) }
        // A proxy's own provisional answer is not the called party's agent.
        let product = message.outline.product
        if product.isPresent, call.userAgents[sender] == nil, message.outline.status != 100 {
            call.userAgents[sender] = texts.product(at: product, in: bytes)
        }
        if let session, !call.isSecured {
            for line in session.lines where line.isSecured { call.isSecured = true }
        }
    }

    /// Whether `sequence` is that of an INVITE outside a dialog, as far as one was seen.
    private func isInitial(_ sequence: UInt32) -> Bool {
        initialSequence < 0 || initialSequence == Int64(sequence) || laterInitialSequences.contains(sequence)
    }

    // MARK: Requests

    private mutating func recordRequest(
        _ message: SignalingMessage, session: SessionSnapshot?, sender: CallSide, limits: AnalysisLimits
    ) {
        if message.toTag != 0, message.method != .cancel { call.isConfirmed = true }
        switch message.method {
        case .invite:
            if message.toTag == 0 {
                if initialSequence < 0 {
                    initialSequence = Int64(message.sequence)
                } else if initialSequence != Int64(message.sequence) {
                    laterInitialSequences.insert(message.sequence)
                }
                // A new attempt after a challenge: what came of the first no longer counts.
                if call.answeredAt == nil, call.finalStatus == 401 || call.finalStatus == 407 {
                    call.forgetFinalStatus()
                    call.endedAt = nil
                }
            }
            if !isOfFarLeg(message) { offer(message, session: session, sender: sender, limits: limits) }
        case .update, .prack:
            if isOfFarLeg(message) { return }
            if message.method == .prack, let session, answerDelayed(session, from: sender, message) {
                return
            }
            offer(message, session: session, sender: sender, limits: limits)
        case .ack:
            if sender == .calling, isInitial(message.sequence) { call.acknowledgedInvite = true }
            if let session, !isOfFarLeg(message) { _ = answerDelayed(session, from: sender, message) }
        case .bye:
            if call.endedAt == nil {
                call.endedAt = message.at
                call.endedBy = sender
                agreement.end(at: message.at)
            }
        case .cancel:
            if call.answeredAt == nil, isInitial(message.sequence) {
                call.cancelledAt = call.cancelledAt ?? message.at
                call.endedAt = call.endedAt ?? message.at
                call.endedBy = call.endedBy ?? sender
            }
        case .info, .other: break
        }
    }

    /// Adds what an INVITE outside a dialog tells of who the parties are.
    private mutating func addNumbers(
        _ message: SignalingMessage, _ parties: SignalingParties, in bytes: RawSpan
    ) {
        for number in parties.assertedNumbers
        where number != call.calling.number && !call.calling.alternativeNumbers.contains(number)
            && call.calling.alternativeNumbers.count < 8
        {
            call.calling.alternativeNumbers.append(number)
        }
        if let number = SIPURI.telephoneDigits(of: message.outline.target, in: bytes) { addCalled(number) }
        for number in parties.divertedNumbers { addCalled(number) }
        if parties.from.withheld { call.calling.withheld = true }
    }

    private mutating func addCalled(_ number: String) {
        if number != call.called.number, !call.called.alternativeNumbers.contains(number),
            call.called.alternativeNumbers.count < 8
        {
            call.called.alternativeNumbers.append(number)
        }
    }

    /// Notes the offer a request carries, or that none came yet.
    private mutating func offer(
        _ message: SignalingMessage, session: SessionSnapshot?, sender: CallSide, limits: AnalysisLimits
    ) {
        let hop = OfferTransaction.Hop(message.source, message.destination)
        if let index = transactionIndex(message.method, message.sequence, sender) {
            if let session { transactions[index].note(offer: session, on: hop) }
            return
        }
        guard transactions.count < limits.transactionsPerCall else {
            unfollowedTransactions &+= 1
            return
        }
        var transaction = OfferTransaction(
            method: message.method, sequence: message.sequence, sender: sender,
            isInitial: message.method == .invite && message.toTag == 0, primaryHop: hop)
        if let session {
            transaction.note(offer: session, on: hop)
            transaction.offerer = sender
        }
        transactions.append(transaction)
    }

    private func transactionIndex(_ method: SIPMethodKind, _ sequence: UInt32, _ sender: CallSide) -> Int? {
        transactions.lastIndex { $0.sequence == sequence && $0.sender == sender && $0.method == method }
    }

    /// An ACK or PRACK may answer an offer that came in a response; true if it did.
    private mutating func answerDelayed(
        _ session: SessionSnapshot, from sender: CallSide, _ message: SignalingMessage
    ) -> Bool {
        guard let index = transactions.lastIndex(where: { $0.offerer == sender.other && $0.sender == sender }),
            let offer = transactions[index].anyOffer
        else { return false }
        agreement.agree(offer: offer, by: sender.other, answer: session, at: message.at)
        return true
    }

    // MARK: Responses

    private mutating func recordResponse(
        _ message: SignalingMessage, session: SessionSnapshot?, requester: CallSide, in bytes: RawSpan,
        texts: inout SignalingTexts
    ) {
        let status = message.outline.status
        call.sawAnyResponse = true
        if message.method == .invite, requester == .calling, isInitial(message.sequence) {
            recordInviteResponse(message, status: status, in: bytes, texts: &texts)
        }
        if message.method == .bye, (200...299).contains(status), call.endedAt == nil {
            // The BYE itself is not in the capture.
            call.endedAt = message.at
            call.endedBy = requester
            agreement.end(at: message.at)
        }
        if (200...299).contains(status), message.method == .invite || message.method == .update {
            call.sessionExpiresSeconds = message.sessionSeconds ?? call.sessionExpiresSeconds
            call.refresh(at: message.at, by: message.packet)
        }
        if message.method == .invite || message.method == .update || message.method == .prack, !isOfFarLeg(message) {
            settleOffer(message, session: session, status: status, requester: requester)
        }
    }

    private mutating func recordInviteResponse(
        _ message: SignalingMessage, status: Int, in bytes: RawSpan, texts: inout SignalingTexts
    ) {
        if status > 100, call.requestDelaySeconds < 0, call.sawInitialInvite, status != 401, status != 407 {
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
            call.end(with: status, kind: texts.kind(of: message, in: bytes))
        case 300...699:
            guard call.answeredAt == nil else { return }
            call.end(with: status, kind: texts.kind(of: message, in: bytes))
            if call.endedAt == nil || call.cancelledAt == nil { call.endedAt = message.at }
        default: break
        }
    }

    private mutating func settleOffer(
        _ message: SignalingMessage, session: SessionSnapshot?, status: Int, requester: CallSide
    ) {
        guard let index = transactionIndex(message.method, message.sequence, requester), !transactions[index].isOver
        else { return }
        let hop = OfferTransaction.Hop(message.source, message.destination)
        if status >= 300 {
            transactions[index].isOver = true
            if status == 488 || status == 606, transactions[index].isInitial, call.answeredAt == nil,
                let offer = transactions[index].offer(nearest: hop)
            {
                let warning = message.outline.warningCode
                refusal = Refusal(
                    RefusedOffer(
                        offered: offer.refusedLines, acceptable: session?.refusedLines,
                        warningCode: warning < 0 ? nil : warning, packet: message.packet, at: message.at))
            }
            return
        }
        guard status > 100 else { return }
        var answer = session
        if status >= 200, answer == nil { answer = transactions[index].answer(of: message.toTag) }
        guard let answer else { return }
        if transactions[index].offerer == requester {
            transactions[index].note(answer: answer, of: message.toTag)
            // The hop on which the offer was first seen decides; another only until it speaks.
            let isPrimary = hop == transactions[index].primaryHop
            guard isPrimary || !transactions[index].answeredOnPrimaryHop else { return }
            if isPrimary { transactions[index].answeredOnPrimaryHop = true }
            guard let offer = transactions[index].offer(nearest: hop) ?? transactions[index].anyOffer else { return }
            agreement.agree(offer: offer, by: requester, answer: answer, at: message.at)
        } else if status >= 200 || message.outline.hasResponseNumber {
            // No offer in the request: this is it, and ACK or PRACK will answer.
            transactions[index].offerer = requester.other
            transactions[index].note(offer: answer, on: hop)
        }
    }

    // MARK: The end

    /// The call as a result, the `number`th from 1; `captureEnd` is the time of the last packet seen.
    func finished(number: Int, captureEnd: CaptureTime, shared: SharedSignaling) -> Call {
        var result = call.result(number: number, shared: shared)
        result.refusedOffer = refusal?.offer
        result.endReason = endReason?.reason
        result.cutInvites = Int(cutInvites)
        result.messages = SIPMessageList(messages, shared)
        var settled = agreement
        if let endedAt = result.endedAt { settled.end(at: endedAt) }
        result.media = settled.media
        result.outcome = CallOutcomeReading.outcome(
            of: result, isCancelled: call.cancelledAt != nil, sawAnyResponse: call.sawAnyResponse,
            isConfirmed: call.isConfirmed, beganHere: call.sawInitialInvite || call.beganWithProvisional,
            captureEnd: captureEnd)
        if let answeredAt = result.answeredAt, result.sawInitialInvite, !call.acknowledgedInvite {
            // An ACK takes at most a few round trips.
            result.missingAcknowledgement = captureEnd.seconds(since: answeredAt) > 2
        }
        return result
    }
}
