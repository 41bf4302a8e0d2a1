import CallVocabulary

/// IPv6 with its extension headers (RFC 8200 §3, §4).
///
/// ```
/// +-------+---------------+---------------------------------------+
/// |Version| Traffic Class |              Flow Label               |
/// +-------+---------------+-------+---------------+---------------+
/// |        Payload Length         |  Next Header  |   Hop Limit   |
/// +-------------------------------+---------------+---------------+
/// |                    Source Address (16)                        |
/// |                  Destination Address (16)                     |
/// ```
extension NetworkPacket {
    /// Decodes an IPv6 packet, its extension headers and the transport header behind them.
    @usableFromInline
    mutating func decodeIPv6(_ bytes: RawSpan, from start: Int, to captureEnd: Int) {
        guard captureEnd - start >= 40, bytes.uint8(at: start) >> 4 == 6 else { return }
        let stated = Int(bytes.uint16(at: start + 4))
        let payloadLength = stated == 0 ? captureEnd - start - 40 : stated
        let wireEnd = start + 40 + payloadLength
        let end = min(captureEnd, wireEnd)
        source = IPAddress(high: bytes.uint64(at: start + 8), low: bytes.uint64(at: start + 16))
        destination = IPAddress(high: bytes.uint64(at: start + 24), low: bytes.uint64(at: start + 32))
        identification = 0
        var next = bytes.uint8(at: start + 6)
        var at = start + 40
        var headers = 0
        while headers < NetworkPacket.maximumExtensionHeaders {
            switch next {
            case 0, 43, 60, 135, 139, 140:  // hop-by-hop, routing, destination, mobility, HIP, shim6
                guard end - at >= 8 else { return }
                let length = 8 + 8 * Int(bytes.uint8(at: at + 1))
                next = bytes.uint8(at: at)
                at += length
            case 51:  // authentication header, in 4-byte units less 2 (RFC 4302 §2.2)
                guard end - at >= 8 else { return }
                let length = 8 + 4 * Int(bytes.uint8(at: at + 1))
                next = bytes.uint8(at: at)
                at += length
            case 44:
                guard end - at >= 8 else { return }
                let field = bytes.uint16(at: at + 2)
                identification = bytes.uint32(at: at + 4)
                next = bytes.uint8(at: at)
                at += 8
                if field & 0xFFF9 != 0 {
                    content = .fragment
                    ipProtocol = next
                    fragmentOffset = Int(field & 0xFFF8)
                    moreFragments = field & 1 != 0
                    payloadStart = at
                    payloadEnd = end
                    payloadWireLength = wireEnd - at
                    return
                }
            default:
                guard at <= end else { return }
                ipProtocol = next
                payloadStart = at
                payloadEnd = end
                payloadWireLength = wireEnd - at
                decodeTransport(bytes)
                return
            }
            guard at <= end else { return }
            headers += 1
        }
    }

    /// The most extension headers followed in one packet.
    @usableFromInline static var maximumExtensionHeaders: Int { 16 }
}
