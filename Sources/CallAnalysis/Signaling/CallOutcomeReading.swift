import CallVocabulary

/// Reads how a call went from the INVITE's responses (RFC 3261 §21, §9).
enum CallOutcomeReading {
    /// An INVITE without a final response is given up after 64·T1 = 32 s without any response, and by most
    /// callers within a minute of ringing.
    static let transactionTimeoutSeconds = 32.0
    static let ringingTimeoutSeconds = 60.0

    /// - Parameter isConfirmed: A request was seen that only who got a response can send (ACK, BYE, PRACK, UPDATE).
    static func outcome(
        of call: Call, isCancelled: Bool, sawAnyResponse: Bool, isConfirmed: Bool, captureEnd: CaptureTime
    ) -> CallOutcome {
        if call.answeredAt != nil { return .answered }
        if !call.sawInitialInvite { return .unknown }
        if isCancelled { return .cancelled }
        if let status = call.finalStatus {
            switch status {
            case 487: return .cancelled
            case 480: return .unanswered
            case 408: return call.ringingAt != nil ? .unanswered : .failed
            case 488, 606, 500...599: return .failed
            default: return .rejected
            }
        }
        // What was answered is not in the capture.
        if !sawAnyResponse, isConfirmed { return .unknown }
        let waited = captureEnd.seconds(since: call.startedAt)
        if !sawAnyResponse { return waited >= transactionTimeoutSeconds ? .failed : .inProgress }
        return waited >= ringingTimeoutSeconds ? .unanswered : .inProgress
    }
}
