import CallVocabulary

/// Something that moves the clocks of a case.
public struct ClockEvent: Sendable, Equatable {
    /// What it is.
    public enum Kind: Sendable, Equatable {
        /// The owner wrote to the customer; the case may wait for an answer from then on.
        case response(waitingForCustomer: Bool)
        /// The customer wrote.
        case customerMessage
        /// The case waits for the customer.
        case waiting
        /// A word inside the team: moves nothing.
        case note
        /// The severity became another.
        case severity(String)
        /// The case went to another region.
        case region(String)
        /// The case was resolved or closed.
        case resolved
        /// It was opened again.
        case reopened
    }

    /// When.
    public var at: CaptureTime
    /// What.
    public var kind: Kind

    /// An event of its parts.
    public init(at: CaptureTime, kind: Kind) {
        self.at = at
        self.kind = kind
    }
}

extension ClockEvent.Kind {
    /// A kind by the name case files and histories use; `nil` if there is no such kind.
    ///
    /// `to` is the new severity or region.
    public init?(name: String, to: String? = nil, waitingForCustomer: Bool = false) {
        switch name {
        case "response", "update": self = .response(waitingForCustomer: waitingForCustomer)
        case "customer-message", "customerMessage", "customer", "customer-reply": self = .customerMessage
        case "waiting", "waiting-for-customer": self = .waiting
        case "note": self = .note
        case "severity", "severity-changed":
            guard let to else { return nil }
            self = .severity(to)
        case "region", "region-changed":
            guard let to else { return nil }
            self = .region(to)
        case "resolved", "closed": self = .resolved
        case "reopened": self = .reopened
        default: return nil
        }
    }
}
