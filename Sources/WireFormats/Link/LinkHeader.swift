import CallVocabulary

/// What stands before the network header, by link type: the one table of those that are read.
///
/// Numbers are those of <https://www.tcpdump.org/linktypes.html>.
package enum LinkHeader: Equatable, Sendable {
    /// A header of `bytes` bytes, with an EtherType at `protocolAt`.
    case etherType(bytes: Int, protocolAt: Int)
    /// No header: IP begins at once, and its first nibble tells the version.
    case rawIP
    /// An address family of 4 bytes, in host or network order.
    case addressFamily
    /// PPP, in frames of HDLC or without (`Tunnel/`).
    case ppp
    /// PPP over Ethernet, without Ethernet.
    case pppoe
    /// MPLS labels.
    case mpls
    /// IEEE 802.11, alone or behind what a radio says of it (`WirelessLink.swift`).
    case wireless

    /// The header of a link type; `nil` for one that is not read.
    package init?(_ linkType: LinkType) {
        switch linkType.rawValue {
        // Ethernet: destination 6, source 6, type 2.
        case 1: self = .etherType(bytes: 14, protocolAt: 12)
        // Linux cooked capture, and its second version.
        case 113: self = .etherType(bytes: 16, protocolAt: 14)
        case 276: self = .etherType(bytes: 20, protocolAt: 0)
        // Cisco HDLC: address 1, control 1, type 2.
        case 104: self = .etherType(bytes: 4, protocolAt: 2)
        // RAW under its three numbers, IPV4, IPV6.
        case 12, 14, 101, 228, 229: self = .rawIP
        // NULL, LOOP.
        case 0, 108: self = .addressFamily
        case 9, 50: self = .ppp
        case 51: self = .pppoe
        case 219: self = .mpls
        // IEEE 802.11, with radiotap, with PPI.
        case 105, 127, 192: self = .wireless
        default: return nil
        }
    }
}
