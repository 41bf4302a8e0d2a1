import CallVocabulary

/// Reads how a call went from the INVITE's responses (RFC 3261 §21, §9).
enum CallOutcomeReading {
    /// An INVITE without a final response is given up after 64·T1 = 32 s without any response, and by most
    /// callers within a minute of ringing.
    static let transactionTimeoutSeconds = 32.0
    static let ringingTimeoutSeconds = 60.0
    /// A server says 100 within 200 ms (RFC 3261 §17.2.1); who sends an INVITE for the third time, 1.5 s after the first,
    /// has no answer.
    static let unansweredCopies = 3

    /// - Parameter isConfirmed: A request was seen that only who got a response can send (ACK, BYE, PRACK, UPDATE).
    /// - Parameter beganHere: The INVITE, or a provisional response to it, is the first message seen.
    static func outcome(
        of call: Call, isCancelled: Bool, sawAnyResponse: Bool, isConfirmed: Bool, beganHere: Bool,
        captureEnd: CaptureTime
    ) -> CallOutcome {
        if call.answeredAt != nil { return .answered }
        if !beganHere { return .unknown }
        if isCancelled { return .cancelled }
        if let status = call.finalStatus {
            switch status {
            case 487: return .cancelled
            case 480: return call.ringingAt != nil ? .unanswered : .rejected
            case 408, 488, 606, 500...599: return .failed
            default: return .rejected
            }
        }
        // What was answered is not in the capture.
        if isConfirmed { return .unknown }
        let waited = captureEnd.seconds(since: call.startedAt)
        if !sawAnyResponse {
            return waited >= transactionTimeoutSeconds || copiesOfInvite(call) >= unansweredCopies
                ? .failed : .inProgress
        }
        return waited >= ringingTimeoutSeconds ? .unanswered : .inProgress
    }

    /// How often the first INVITE was sent on its first hop.
    private static func copiesOfInvite(_ call: Call) -> Int {
        guard let first = call.messages.first(where: { $0.method == "INVITE" && $0.status == nil }) else { return 0 }
        return call.messages.count {
            $0.method == "INVITE" && $0.status == nil && $0.sequence == first.sequence && $0.source == first.source
                && $0.destination == first.destination
        }
    }
}
