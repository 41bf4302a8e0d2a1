/// The kind of frame an interface recorded, by its number in the registry of link-layer header types.
public struct LinkType: RawRepresentable, Hashable, Sendable {
    /// The registered number.
    public let rawValue: UInt16

    /// A link type by its registered number.
    @inlinable
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// BSD loopback: address family in the byte order of the capturing host.
    public static let null = LinkType(rawValue: 0)
    /// Ethernet.
    public static let ethernet = LinkType(rawValue: 1)
    /// PPP.
    public static let ppp = LinkType(rawValue: 9)
    /// IP without a link header.
    public static let raw = LinkType(rawValue: 101)
    /// 802.11.
    public static let ieee80211 = LinkType(rawValue: 105)
    /// OpenBSD loopback: address family in network byte order.
    public static let loop = LinkType(rawValue: 108)
    /// Linux "any" device, version 1.
    public static let linuxSLL = LinkType(rawValue: 113)
    /// IPv4 without a link header.
    public static let ipv4 = LinkType(rawValue: 228)
    /// IPv6 without a link header.
    public static let ipv6 = LinkType(rawValue: 229)
    /// Linux "any" device, version 2.
    public static let linuxSLL2 = LinkType(rawValue: 276)

    /// The registry's name without its prefix, such as `EN10MB`; `LINKTYPE_n` where this build knows none.
    public var name: String {
        switch rawValue {
        case 0: return "NULL"
        case 1: return "EN10MB"
        case 9: return "PPP"
        case 12, 14, 101: return "RAW"
        case 50: return "PPP_SERIAL"
        case 51: return "PPP_ETHER"
        case 104: return "C_HDLC"
        case 105: return "IEEE802_11"
        case 108: return "LOOP"
        case 113: return "LINUX_SLL"
        case 127: return "IEEE802_11_RADIO"
        case 147: return "USER0"
        case 189: return "USB_LINUX"
        case 192: return "PPI"
        case 219: return "MPLS"
        case 220: return "USB_LINUX_MMAPPED"
        case 228: return "IPV4"
        case 229: return "IPV6"
        case 239: return "NFLOG"
        case 249: return "USBPCAP"
        case 276: return "LINUX_SLL2"
        default: return "LINKTYPE_\(rawValue)"
        }
    }
}

/// One captured packet: when, on what kind of link, and where its bytes lie in the batch that carries it.
@frozen
public struct CapturedPacket: Sendable {
    /// When the packet was captured.
    public var time: CaptureTime
    /// Where the captured bytes begin in ``PacketBatch/bytes``.
    public var offset: Int
    /// How many bytes were captured.
    public var capturedLength: Int
    /// How many bytes the packet had on the wire; more than ``capturedLength`` when a snap length cut it.
    public var originalLength: Int
    /// The packet's number in its file, counted from 1 as capture viewers do.
    public var number: Int
    /// The link type of the interface.
    public var linkType: LinkType
    /// The index of the interface within the file, counted from 0 over all sections.
    public var interface: UInt16

    /// A packet of its parts.
    @inlinable
    public init(
        time: CaptureTime, offset: Int, capturedLength: Int, originalLength: Int, number: Int, linkType: LinkType,
        interface: UInt16
    ) {
        self.time = time
        self.offset = offset
        self.capturedLength = capturedLength
        self.originalLength = originalLength
        self.number = number
        self.linkType = linkType
        self.interface = interface
    }
}

/// Packets that were decoded together, and the bytes they lie in.
///
/// A reader hands on one batch for each block of a file, so that nothing is copied and no call is made per
/// packet between the rooms.
public struct PacketBatch: Sendable {
    /// The packets in file order.
    public var packets: [CapturedPacket]
    /// The bytes that ``packets`` point into.
    public var bytes: [UInt8]

    /// A batch of packets over their bytes.
    @inlinable
    public init(packets: [CapturedPacket] = [], bytes: [UInt8] = []) {
        self.packets = packets
        self.bytes = bytes
    }
}

/// Where a packet is found again: which capture of the run, and its number there.
@frozen
public struct PacketReference: Hashable, Comparable, Sendable, Codable {
    /// The index of the capture within the run, from 0.
    public var capture: Int
    /// The packet's number in that capture, counted from 1.
    public var number: Int

    /// A reference of its parts.
    @inlinable
    public init(capture: Int, number: Int) {
        self.capture = capture
        self.number = number
    }

    /// Captures in order, then packets in order.
    @inlinable
    public static func < (left: PacketReference, right: PacketReference) -> Bool {
        (left.capture, left.number) < (right.capture, right.number)
    }
}
