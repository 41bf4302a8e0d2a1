import CallVocabulary

/// What a second reading found out of the calls it looked at closely (``CallFocus``).
public struct CloseLook: Sendable {
    /// The messages, in capture order, with their bytes.
    public internal(set) var messages: [SeenMessage] = []
    /// What else passed between the calls' addresses, media aside, in capture order.
    public internal(set) var passages: [Passage] = []
    /// Every packet of the calls, in capture order: signaling with all its segments and fragments, media, control reports,
    /// errors, handshakes.
    public internal(set) var packets: [PacketReference] = []
    /// How many messages, passages and packets were left out because of ``CloseLookLimits``, by the limit's name.
    public internal(set) var limitsMet: [String: Int] = [:]

    /// A datagram that is neither a message nor media.
    public struct Passage: Sendable {
        /// The kinds told apart.
        public enum Kind: String, Sendable {
            /// A control report (RFC 3550 §6).
            case rtcp
            /// A message of STUN or TURN (RFC 8489).
            case stun
            /// A handshake or other record of DTLS.
            case dtls
            /// A message of ZRTP (RFC 6189).
            case zrtp
            /// Fax by T.38 (UDPTL).
            case fax
            /// An ICMP error about a packet of the call.
            case icmp
            /// UDP of no kind named here.
            case other
        }
        /// What it is.
        public var kind: Kind
        /// When.
        public var at: CaptureTime
        /// Which packet.
        public var packet: PacketReference
        /// Who sent it; of an ICMP error the reporter, with port 0.
        public var source: TransportEndpoint
        /// Who it went to; of an ICMP error the source of the packet that it quotes.
        public var destination: TransportEndpoint
        /// What it says, such as `SR SDES`, `Binding request`, `ClientHello`; empty where nothing is known.
        public var text: String
    }
}

/// Limits of a close look; what exceeds one is counted by its name.
public enum CloseLookLimits {
    /// Messages kept.
    public static let messages = 100_000
    /// Bytes of all messages: 64 MiB.
    public static let messageBytes = 64 << 20
    /// Passages kept.
    public static let passages = 200_000
    /// Packets listed.
    public static let packets = 50_000_000
    /// Segments or fragments remembered until a message is complete, in all.
    public static let openPieces = 65_536
}
