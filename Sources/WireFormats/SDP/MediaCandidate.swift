import CallVocabulary

/// An address where a side may be reached (RFC 8839 §5.1).
///
/// ```
/// a=candidate:1 1 UDP 2130706431 192.0.2.1 8998 typ srflx raddr 10.0.1.1 rport 8998
/// ```
package struct MediaCandidate: Equatable, Sendable {
    /// How the address was found.
    package enum Kind: String, Sendable {
        /// An interface of the side itself.
        case host
        /// What a STUN server saw.
        case serverReflexive = "srflx"
        /// What the peer saw.
        case peerReflexive = "prflx"
        /// An address at a TURN server.
        case relayed = "relay"
    }

    /// 1 for RTP, 2 for RTCP.
    package let component: Int
    /// The transport in upper case, usually `UDP`.
    package let transport: String
    /// The address; `nil` if a name stands there, such as one of mDNS.
    package let address: IPAddress?
    /// The port.
    package let port: UInt16
    /// How the address was found; `nil` for a kind this build does not know.
    package let kind: Kind?

    /// The address with its port, if there is an address.
    package var endpoint: TransportEndpoint? {
        address.map { TransportEndpoint(address: $0, port: port) }
    }

    init?(parsing bytes: RawSpan, in range: Range<Int>) {
        var rest = range
        guard bytes.takeWord(from: &rest) != nil, let component = bytes.takeWord(from: &rest),
            let transport = bytes.takeWord(from: &rest), bytes.takeWord(from: &rest) != nil,
            let address = bytes.takeWord(from: &rest), let port = bytes.takeWord(from: &rest),
            let componentNumber = bytes.decimal(in: component, limit: 256),
            let portNumber = bytes.decimal(in: port, limit: 65_535)
        else { return nil }
        self.component = Int(componentNumber)
        self.transport = bytes.text(transport).uppercased()
        self.address = IPAddress(bytes.text(address))
        self.port = UInt16(portNumber)
        if let keyword = bytes.takeWord(from: &rest), bytes.equals("typ", in: keyword),
            let kind = bytes.takeWord(from: &rest)
        {
            self.kind = Kind(rawValue: bytes.lowercasedText(kind))
        } else {
            kind = nil
        }
    }
}
