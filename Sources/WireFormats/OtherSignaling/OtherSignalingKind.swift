/// Call signaling other than SIP, told by its own header on its own port.
package enum OtherSignalingKind: Sendable {
    /// Media gateway control (RFC 3435), UDP 2427 and 2727.
    case mgcp
    /// Skinny client control, TCP 2000.
    case sccp
    /// H.323: call signaling (H.225.0 in Q.931) on TCP 1720, registration (RAS) on UDP 1718 and 1719.
    case h323
    /// Real-time streaming (RFC 2326, RFC 7826).
    case rtsp
    /// Inter-Asterisk exchange, version 2 (RFC 5456), UDP 4569.
    case iax2

    /// Whether the datagram at `start` is a full or a mini frame of IAX2 (RFC 5456 §8.1): on its port, with numbers
    /// that
    /// calls have.
    package static func isIAX2(
        _ bytes: RawSpan, from start: Int, to end: Int, sourcePort: UInt16, destinationPort: UInt16
    ) -> Bool {
        guard sourcePort == 4_569 || destinationPort == 4_569, end - start >= 4, end <= bytes.byteCount else {
            return false
        }
        let call = bytes.uint16(at: start)
        // A mini frame, of one call; a meta frame, of none.
        guard call & 0x8000 != 0 else {
            return call != 0 || bytes.uint8(at: start + 2) <= 1 || bytes.uint8(at: start + 2) & 0x80 != 0
        }
        guard end - start >= 12, call & 0x7FFF != 0 else { return false }
        return (1...12).contains(bytes.uint8(at: start + 10))
    }

    /// What the datagram at `start` is; `nil` for anything else.
    package init?(
        datagram bytes: RawSpan, from start: Int, to end: Int, sourcePort: UInt16, destinationPort: UInt16
    ) {
        guard start >= 0, end <= bytes.byteCount, start < end else { return nil }
        func involves(_ port: UInt16) -> Bool { sourcePort == port || destinationPort == port }
        if involves(2_427) || involves(2_727) {
            guard MGCPText.begins(bytes, from: start, to: end) else { return nil }
            self = .mgcp
        } else if involves(1_719) || involves(1_718) {
            // Packed encoding rules: a bit for "beyond the 25 messages of the first version", 5 for which one; every
            // message then holds a number of two bytes.
            let first = bytes.uint8(at: start)
            guard end - start >= 3, first & 0x80 != 0 || first >> 2 <= 24 else { return nil }
            self = .h323
        } else if involves(554) || involves(8_554) {
            guard RTSPText.begins(bytes, from: start, to: end) else { return nil }
            self = .rtsp
        } else if OtherSignalingKind.isIAX2(
            bytes, from: start, to: end, sourcePort: sourcePort, destinationPort: destinationPort)
        {
            self = .iax2
        } else {
            return nil
        }
    }

    /// What the TCP segment at `start` begins with; `nil` for anything else. Text over TCP is told elsewhere.
    package init?(
        segment bytes: RawSpan, from start: Int, to end: Int, sourcePort: UInt16, destinationPort: UInt16
    ) {
        guard start >= 0, end <= bytes.byteCount else { return nil }
        if sourcePort == 1_720 || destinationPort == 1_720 {
            // TPKT (RFC 1006 §6): version 3, reserved, length 2; then Q.931: discriminator 8, call reference.
            guard end - start >= 9, bytes.uint16(at: start) == 0x0300, bytes.uint16(at: start + 2) >= 9,
                bytes.uint8(at: start + 4) == 8, (1...2).contains(bytes.uint8(at: start + 5))
            else { return nil }
            self = .h323
        } else if sourcePort == 2_000 || destinationPort == 2_000 {
            // Little-endian: length of what follows the first eight bytes, version, message.
            guard end - start >= 12 else { return nil }
            let length = bytes.uint32(at: start).byteSwapped
            let version = bytes.uint32(at: start + 4).byteSwapped
            let message = bytes.uint32(at: start + 8).byteSwapped
            guard (4...16_384).contains(length), version <= 0x20, message <= 0x0FFF else { return nil }
            self = .sccp
        } else {
            return nil
        }
    }
}
