import CallVocabulary

/// Signaling other than SIP that a capture holds: named and counted, but not followed.
public struct OtherSignaling: Equatable, Sendable {
    /// A protocol by the name people know it by.
    public struct Name: RawRepresentable, Hashable, Sendable {
        /// The name, such as `MGCP`.
        public let rawValue: String
        /// A protocol by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Media gateway control protocol (RFC 3435).
        public static let mgcp = Name(rawValue: "MGCP")
        /// Skinny client control protocol.
        public static let sccp = Name(rawValue: "SCCP")
        /// H.323: call signaling and registration.
        public static let h323 = Name(rawValue: "H.323")
        /// Real-time streaming protocol (RFC 2326, RFC 7826).
        public static let rtsp = Name(rawValue: "RTSP")
        /// Inter-Asterisk exchange, version 2 (RFC 5456): signaling and audio on one port, and no RTP.
        public static let iax2 = Name(rawValue: "IAX2")
    }

    /// Which.
    public var name: Name
    /// Packets that hold, begin or complete a message of it.
    public var packets = 1
    /// The first of them.
    public var firstPacket: PacketReference
    /// When.
    public var firstAt: CaptureTime
    /// The number of the latest.
    var lastPacket: Int

    /// The first packet of a protocol.
    public init(name: Name, firstPacket: PacketReference, firstAt: CaptureTime) {
        self.name = name
        self.firstAt = firstAt
        self.firstPacket = firstPacket
        lastPacket = firstPacket.number
    }
}

/// Packets that are recognised, and whose content this build does not read.
public struct UnreadContent: Equatable, Sendable {
    /// What they hold.
    public enum Kind: Hashable, Sendable {
        /// Reports of capture agents (HEP) whose content is compressed.
        case compressedReports
        /// Signaling within TLS that no key opens: SIP over TLS (port 5061), or over secure WebSocket.
        case securedSignaling
        /// Other content within TLS or QUIC.
        case secured
        /// A private network's tunnel: IPsec, WireGuard, OpenVPN.
        case tunnel
        /// Datagrams within DTLS on no path of media, as private networks (VPN) send them.
        case secureDatagrams
        /// Web pages and the like.
        case web
        /// USB transfers, not network packets: the capture was made on a USB device.
        case usb
        /// Frames of another link type that is not read.
        case linkType(LinkType)
    }

    /// Fewer datagrams within DTLS are no tunnel.
    static let leastSecureDatagrams = 10

    /// What they hold.
    public var kind: Kind
    /// How many.
    public var packets = 1
    /// The first of them.
    public var firstPacket: PacketReference
    /// When that came; `nil` where it is not known.
    public var firstAt: CaptureTime?

    /// The first packet of a kind.
    public init(kind: Kind, firstPacket: PacketReference, firstAt: CaptureTime? = nil) {
        self.kind = kind
        self.firstPacket = firstPacket
        self.firstAt = firstAt
    }
}

extension UnreadContent.Kind {
    /// What frames of a link type hold that is not read.
    init(_ type: LinkType) {
        switch type.rawValue {
        case 186, 189, 220, 249, 266, 288: self = .usb
        default: self = .linkType(type)
        }
    }
}

extension UnreadContent: CustomStringConvertible {
    /// One plain sentence.
    public var description: String {
        let count = packets == 1 ? "1 packet" : "\(packets) packets"
        let holds = packets == 1 ? "holds" : "hold"
        switch kind {
        case .compressedReports:
            return "\(count) of a capture agent (HEP) \(holds) compressed content, which Earshot does not unpack."
        case .securedSignaling:
            return "\(count) \(holds) signaling encrypted by TLS, for which no key is at hand."
        case .secured:
            return "\(count) \(holds) content encrypted by TLS, and no telephony that could be told."
        case .tunnel:
            return
                "\(count) \(packets == 1 ? "belongs" : "belong") to a private network's tunnel (VPN): what it "
                + "carries is encrypted."
        case .secureDatagrams:
            return
                "\(count) \(holds) datagrams encrypted by DTLS on no path of media, as private networks (VPN) "
                + "send them."
        case .web:
            return "\(count) \(holds) web traffic (HTTP)."
        case .usb:
            return "\(count) \(holds) USB transfers instead of network packets: "
                + "capture on the network interface, not on the USB device."
        case .linkType(let type):
            return "\(count) \(packets == 1 ? "has" : "have") the link type \(type.name), which Earshot does not read."
        }
    }
}
