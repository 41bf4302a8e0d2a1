/// What the header fields of identity say of who calls and who was called (RFC 3325, RFC 3323, RFC 5806, RFC 7044).
package struct SIPIdentities: Equatable, Sendable {
    /// What a trusted network asserts.
    package private(set) var asserted: [SIPAddress] = []
    /// The same in the older form.
    package private(set) var remoteParties: [SIPRemoteParty] = []
    /// The `Privacy` values in lower case.
    package private(set) var privacy: [String] = []
    /// The diversions, latest first.
    package private(set) var diversions: [SIPDiversion] = []
    /// The targets the request has gone through, the first first.
    package private(set) var historyInfo: [SIPAddress] = []

    /// None.
    package init() {}

    /// Those of the message that `outline` was read from, in the same bytes.
    package init(_ outline: SIPOutline, in bytes: RawSpan) {
        guard outline.hasIdentities else { return }
        let headers = outline.headers.rangeOrEmpty
        var offset = headers.lowerBound
        while let line = SIPHeaderLine(parsing: bytes, from: offset, to: headers.upperBound) {
            offset = line.next
            if line.isField, let header = SIPHeader(bytes, name: line.name) { read(header, in: bytes, line.value) }
        }
    }

    /// Takes the next header field; those without an identity are left alone.
    package mutating func read(_ header: SIPHeader, in bytes: RawSpan, _ value: Range<Int>) {
        switch header {
        case .assertedIdentity: SIPLimits.append(SIPAddress.list(parsing: bytes, in: value), to: &asserted)
        case .remotePartyID:
            let parties = SIPAddress.list(parsing: bytes, in: value).map { SIPRemoteParty($0) }
            SIPLimits.append(parties, to: &remoteParties)
        case .diversion:
            let found = SIPAddress.list(parsing: bytes, in: value).map { SIPDiversion(address: $0) }
            SIPLimits.append(found, to: &diversions)
        // The values are separated by semicolons (RFC 3323 §4.2), by some devices with commas.
        case .privacy: SIPLimits.append(bytes.words(in: value), to: &privacy)
        case .historyInfo: SIPLimits.append(SIPAddress.list(parsing: bytes, in: value), to: &historyInfo)
        default: break
        }
    }
}

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
