/// An identity as `Remote-Party-ID` states it (draft-ietf-sip-privacy-04 §5), older than P-Asserted-Identity and
/// still in use.
package struct SIPRemoteParty: Equatable, Sendable {
    /// Whom the identity belongs to.
    package enum Party: Sendable {
        case calling
        case called
    }

    /// The identity.
    package let address: SIPAddress
    /// Whom it belongs to; the draft leaves it open where it is not stated.
    package let party: Party?
    /// What is to be hidden, in lower case: `off`, `full`, `name`, `uri`, possibly with `-network`.
    package let privacy: String?
    /// True if the network vouches for the identity (`screen=yes`).
    package let isScreened: Bool

    init(_ address: SIPAddress) {
        self.address = address
        switch address.parameters["party"]?.lowercased() {
        case "calling": party = .calling
        case "called": party = .called
        default: party = nil
        }
        privacy = address.parameters["privacy"]?.lowercased()
        isScreened = address.parameters["screen"]?.lowercased() == "yes"
    }
}

/// A diversion the call has gone through (RFC 5806); the topmost is the latest.
package struct SIPDiversion: Equatable, Sendable {
    /// Who diverted the call.
    package let address: SIPAddress

    /// Why, in lower case: `user-busy`, `no-answer`, `unconditional` and others.
    package var reason: String? { address.parameters["reason"]?.lowercased() }
    /// What is to be hidden, in lower case: `full`, `name`, `uri`, `off`.
    package var privacy: String? { address.parameters["privacy"]?.lowercased() }
    /// How many diversions this entry stands for.
    package var count: Int? {
        address.parameters["counter"].flatMap { Int($0) }.flatMap { (0...100).contains($0) ? $0 : nil }
    }
}
