/// A SIP method; case-sensitive (RFC 3261 §7.1).
package struct SIPMethod: RawRepresentable, Hashable, Sendable {
    /// The method as it stood in the message.
    package let rawValue: String

    /// A method by its name.
    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Begins a session, or changes one (RFC 3261 §13).
    package static let invite = SIPMethod(rawValue: "INVITE")
    /// Confirms the final response to an INVITE (RFC 3261 §17.1.1.3).
    package static let ack = SIPMethod(rawValue: "ACK")
    /// Ends a session (RFC 3261 §15).
    package static let bye = SIPMethod(rawValue: "BYE")
    /// Gives up a pending INVITE (RFC 3261 §9).
    package static let cancel = SIPMethod(rawValue: "CANCEL")
    /// Binds an address of record to a contact (RFC 3261 §10).
    package static let register = SIPMethod(rawValue: "REGISTER")
    /// Asks for capabilities, often as a keepalive (RFC 3261 §11).
    package static let options = SIPMethod(rawValue: "OPTIONS")
    /// Confirms a provisional response (RFC 3262).
    package static let prack = SIPMethod(rawValue: "PRACK")
    /// Changes a session without INVITE (RFC 3311).
    package static let update = SIPMethod(rawValue: "UPDATE")
    /// Carries application information, often keys (RFC 6086).
    package static let info = SIPMethod(rawValue: "INFO")
    /// Asks the receiver to call elsewhere (RFC 3515).
    package static let refer = SIPMethod(rawValue: "REFER")
    /// Asks to be notified (RFC 6665).
    package static let subscribe = SIPMethod(rawValue: "SUBSCRIBE")
    /// Notifies (RFC 6665).
    package static let notify = SIPMethod(rawValue: "NOTIFY")
    /// Publishes event state (RFC 3903); with `vq-rtcpxr`, call quality (RFC 6035).
    package static let publish = SIPMethod(rawValue: "PUBLISH")
    /// Carries a text (RFC 3428).
    package static let message = SIPMethod(rawValue: "MESSAGE")
}

extension RawSpan {
    /// The method in `range`, without a new `String` for those that are common.
    func method(_ range: Range<Int>) -> SIPMethod {
        SIPMethod(rawValue: text(range))
    }
}
