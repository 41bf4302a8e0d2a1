import WireFormats

/// Tells what traffic is that is recognised and not read, by its first bytes and its ports.
enum EncryptedTraffic {
    /// Ports of SIP over TLS, as registered and as usual beside it.
    private static let signalingPorts: ClosedRange<UInt16> = 5_061...5_063

    /// What a TCP segment holds; `nil` where that is not plain.
    static func kind(ofSegment network: NetworkPacket, _ bytes: RawSpan) -> UnreadContent.Kind? {
        let (start, end) = (network.payloadStart, network.payloadEnd)
        guard start >= 0, end <= bytes.byteCount, end - start >= 5 else { return nil }
        // A TLS record (RFC 8446 §5.1): handshake or application data, version 3.x, at most 2^14 bytes and some.
        let first = bytes.uint8(at: start)
        if first == 22 || first == 23, bytes.uint8(at: start + 1) == 3, bytes.uint8(at: start + 2) <= 4,
            bytes.uint16(at: start + 3) <= 16_640
        {
            let isSignaling =
                signalingPorts.contains(network.sourcePort) || signalingPorts.contains(network.destinationPort)
            return isSignaling ? .securedSignaling : .secured
        }
        switch bytes.uint32(at: start) {
        // "GET ", "POST", "HTTP".
        case 0x4745_5420, 0x504F_5354, 0x4854_5450: return .web
        default: return nil
        }
    }

    /// What a UDP datagram holds; `nil` where that is not plain.
    static func kind(ofDatagram network: NetworkPacket, _ bytes: RawSpan) -> UnreadContent.Kind? {
        let (start, end) = (network.payloadStart, network.payloadEnd)
        guard start >= 0, end <= bytes.byteCount, end - start >= 32 else { return nil }
        let ports = [network.sourcePort, network.destinationPort]
        // WireGuard: a type of 1 to 4 and three bytes of 0, at its usual port. OpenVPN and IPsec behind translation by port.
        if ports.contains(51_820), (1...4).contains(bytes.uint8(at: start)), bytes.uint16(at: start + 1) == 0 {
            return .tunnel
        }
        if ports.contains(1_194) || ports.contains(4_500) { return .tunnel }
        // QUIC with a long header (RFC 9000 §17.2), version 1.
        if ports.contains(443), bytes.uint8(at: start) & 0xC0 == 0xC0, bytes.uint32(at: start + 1) == 1 {
            return .secured
        }
        return nil
    }
}
