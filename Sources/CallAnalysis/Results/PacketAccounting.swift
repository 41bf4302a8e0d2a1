/// The one category that a packet is counted in. Every step that takes a packet returns its category, and
/// ``CaptureTally`` counts it: a packet cannot be counted twice, nor not at all.
package enum PacketCategory: Sendable, CaseIterable {
    /// RTP of a recognised stream.
    case rtp
    /// RTCP.
    case rtcp
    /// A SIP message, or what completes one.
    case sip
    /// A STUN message (RFC 8489).
    case stun
    /// A DTLS record.
    case dtls
    /// TURN channel data (RFC 8656).
    case turn
    /// An IP fragment that completes no datagram.
    case fragment
    /// A TCP segment that completes no message.
    case tcpSegment
    /// A copy of a packet already counted, made by the capture and not by a sender.
    case duplicate
    /// ICMP and ICMPv6.
    case icmp
    /// UDP of no kind named here.
    case otherUDP
    /// Anything else that was decoded, such as ARP.
    case other
    /// A packet whose headers are cut or malformed, or whose link type is not read.
    case undecodable

    /// The place of this category where one segment completes several items: the segment is counted as the item that stands
    /// highest. 0 where an item does not decide what the segment is.
    var rankInSegment: Int {
        switch self {
        case .sip: return 6
        case .rtp: return 5
        case .rtcp: return 4
        case .turn: return 3
        case .stun: return 2
        case .undecodable: return 1
        case .dtls, .fragment, .tcpSegment, .duplicate, .icmp, .otherUDP, .other: return 0
        }
    }
}

/// The packets of a capture by category; the fields add up to the number of packets.
public struct PacketAccounting: Equatable, Sendable {
    /// RTP packets of a recognised stream.
    public var rtp = 0
    /// RTCP packets.
    public var rtcp = 0
    /// Packets that hold or complete a SIP message.
    public var sip = 0
    /// STUN messages (RFC 8489).
    public var stun = 0
    /// DTLS records.
    public var dtls = 0
    /// TURN channel data (RFC 8656).
    public var turn = 0
    /// IP fragments that complete no datagram.
    public var fragment = 0
    /// TCP segments that complete no SIP message.
    public var tcpSegment = 0
    /// Copies of a packet already counted, made by the capture and not by a sender.
    public var duplicate = 0
    /// ICMP and ICMPv6.
    public var icmp = 0
    /// UDP of no kind named here.
    public var otherUDP = 0
    /// Anything else that was decoded, such as ARP.
    public var other = 0
    /// Packets whose headers are cut or malformed, or whose link type this build does not read.
    public var undecodable = 0

    /// No packets.
    public init() {}

    /// The sum over all categories.
    public var total: Int { PacketCategory.allCases.reduce(0) { $0 + self[$1] } }

    /// The number of packets in a category.
    package private(set) subscript(category: PacketCategory) -> Int {
        get {
            switch category {
            case .rtp: return rtp
            case .rtcp: return rtcp
            case .sip: return sip
            case .stun: return stun
            case .dtls: return dtls
            case .turn: return turn
            case .fragment: return fragment
            case .tcpSegment: return tcpSegment
            case .duplicate: return duplicate
            case .icmp: return icmp
            case .otherUDP: return otherUDP
            case .other: return other
            case .undecodable: return undecodable
            }
        }
        _modify {
            switch category {
            case .rtp: yield &rtp
            case .rtcp: yield &rtcp
            case .sip: yield &sip
            case .stun: yield &stun
            case .dtls: yield &dtls
            case .turn: yield &turn
            case .fragment: yield &fragment
            case .tcpSegment: yield &tcpSegment
            case .duplicate: yield &duplicate
            case .icmp: yield &icmp
            case .otherUDP: yield &otherUDP
            case .other: yield &other
            case .undecodable: yield &undecodable
            }
        }
    }

    /// Counts packets in a category.
    @inline(__always)
    mutating func count(_ category: PacketCategory, times: Int = 1) {
        // The usual one first.
        if category == .rtp { rtp &+= times } else { self[category] &+= times }
    }

    /// Moves packets that were counted in `category` to where they turned out to belong.
    mutating func move(_ count: Int, from category: PacketCategory, to other: PacketCategory) {
        self[category] -= count
        self[other] += count
    }
}
