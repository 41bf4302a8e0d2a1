import CallVocabulary

/// An ICMP or ICMPv6 error and the head of the UDP packet it quotes (RFC 792; RFC 4443 §3).
package struct ICMPError {
    /// The ICMP type.
    package let type: UInt8
    /// The ICMP code.
    package let code: UInt8
    /// True for ICMPv6.
    package let isV6: Bool
    /// The quoted packet's addresses and ports.
    package let quoted: NetworkPacket

    /// Reads the message at the payload of `packet`; `nil` if it is no error or quotes no UDP header.
    package init?(_ packet: NetworkPacket, in bytes: RawSpan) {
        guard packet.content == .icmp, packet.payloadEnd - packet.payloadStart >= 8 else { return nil }
        type = bytes.uint8(at: packet.payloadStart)
        code = bytes.uint8(at: packet.payloadStart + 1)
        isV6 = packet.ipProtocol == 58
        let isError = isV6 ? (1...4).contains(type) : type == 3 || type == 4 || type == 11 || type == 12
        guard isError else { return nil }
        var inner = NetworkPacket()
        inner.decodeRawIP(bytes, from: packet.payloadStart + 8, to: packet.payloadEnd)
        guard inner.content == .udp else { return nil }
        quoted = inner
    }
}
