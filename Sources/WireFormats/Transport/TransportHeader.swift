import CallVocabulary

/// UDP (RFC 768), TCP (RFC 9293 §3.1), ICMP (RFC 792, RFC 4443).
extension NetworkPacket {
    /// Decodes the transport header at ``payloadStart`` and moves ``payloadStart`` behind it.
    @inlinable
    package mutating func decodeTransport(_ bytes: RawSpan) {
        let available = payloadEnd - payloadStart
        switch ipProtocol {
        case 17:
            guard available >= 8 else {
                content = .undecodable
                return
            }
            sourcePort = bytes.uint16(at: payloadStart)
            destinationPort = bytes.uint16(at: payloadStart + 2)
            let stated = Int(bytes.uint16(at: payloadStart + 4))
            // A length of 0 is a jumbogram (RFC 2675) or a card's doing; below 8 it contradicts itself.
            let length = stated == 0 ? payloadWireLength : min(stated, payloadWireLength)
            guard length >= 8 else {
                content = .undecodable
                return
            }
            content = .udp
            payloadEnd = min(payloadEnd, payloadStart + length)
            payloadStart += 8
            payloadWireLength = length - 8
        case 6:
            decodeTCP(bytes, available: available)
        case 1, 58:
            content = available >= 8 ? .icmp : .undecodable
        default:
            decodeEncapsulated(bytes)
        }
    }

    @usableFromInline
    mutating func decodeTCP(_ bytes: RawSpan, available: Int) {
        guard available >= 20 else {
            content = .undecodable
            return
        }
        let header = bytes.extracting(payloadStart..<payloadStart &+ 20)
        let headerLength = Int(header.uint8(at: 12) >> 4) &* 4
        guard headerLength >= 20, payloadWireLength >= headerLength else {
            content = .undecodable
            return
        }
        sourcePort = header.uint16(at: 0)
        destinationPort = header.uint16(at: 2)
        tcpSequence = header.uint32(at: 4)
        tcpAcknowledgment = header.uint32(at: 8)
        tcpFlags = header.uint8(at: 13)
        content = .tcp
        payloadStart = min(payloadStart + headerLength, payloadEnd)
        payloadWireLength -= headerLength
    }
}
