import CallVocabulary

/// What the headers of one captured frame say, down to the transport: integers and offsets, no bytes of its own.
///
/// Offsets are positions in the span that was decoded. Lengths "by the headers" can exceed the captured ones when a
/// snap length cut the packet.
@frozen
package struct NetworkPacket {
    /// What lies behind the network header.
    package enum Content: UInt8 {
        /// A whole UDP datagram.
        case udp
        /// A TCP segment.
        case tcp
        /// An ICMP or ICMPv6 message.
        case icmp
        /// A piece of a fragmented IP packet; see ``NetworkPacket/fragmentOffset``.
        case fragment
        /// IP with another protocol.
        case otherIP
        /// No IP: ARP, spanning tree, …
        case other
        /// Headers cut or contradictory, or a link type this build does not read.
        case undecodable
    }

    /// What was found.
    package var content = Content.undecodable
    /// The IP protocol of the payload (17 UDP, 6 TCP, …); also set for fragments.
    package var ipProtocol: UInt8 = 0
    /// Where the packet comes from.
    package var source = IPAddress(high: 0, low: 0)
    /// Where it goes.
    package var destination = IPAddress(high: 0, low: 0)
    /// UDP or TCP source port.
    package var sourcePort: UInt16 = 0
    /// UDP or TCP destination port.
    package var destinationPort: UInt16 = 0
    /// The IPv4 identification, or the low half of the IPv6 fragment identification; 0 where there is none.
    package var identification: UInt32 = 0
    /// Where the payload begins (behind the UDP or TCP header; for fragments and ICMP behind the IP headers).
    package var payloadStart = 0
    /// Where the captured payload ends.
    package var payloadEnd = 0
    /// The payload's length by the headers.
    package var payloadWireLength = 0
    /// For a fragment: its offset in the datagram in bytes.
    package var fragmentOffset = 0
    /// For a fragment: whether more follow.
    package var moreFragments = false
    /// For TCP: the sequence number of the first payload byte.
    package var tcpSequence: UInt32 = 0
    /// The TCP acknowledgment number; holds with the ACK flag.
    package var tcpAcknowledgment: UInt32 = 0
    /// For TCP: the flag bits (FIN 1, SYN 2, RST 4, PSH 8, ACK 16).
    package var tcpFlags: UInt8 = 0

    /// How many tunnels were unpacked to get here.
    package var depth: UInt8 = 0

    /// A packet of which nothing is known.
    @inlinable
    package init() {}

    /// Where it comes from, with the port.
    @inlinable
    package var sourceEndpoint: TransportEndpoint { TransportEndpoint(address: source, port: sourcePort) }

    /// Where it goes, with the port.
    @inlinable
    package var destinationEndpoint: TransportEndpoint {
        TransportEndpoint(address: destination, port: destinationPort)
    }
}
