import CallVocabulary

/// IPv4 (RFC 791 §3.1).
///
/// ```
///  0                   1                   2                   3
/// +-------+-------+---------------+-------------------------------+
/// |Version|  IHL  |Type of Service|         Total Length          |
/// +-------+-------+---------------+-----+-------------------------+
/// |        Identification         |Flags|     Fragment Offset     |
/// +---------------+---------------+-----+-------------------------+
/// | Time to Live  |   Protocol    |        Header Checksum        |
/// +---------------+---------------+-------------------------------+
/// |                        Source Address                         |
/// |                      Destination Address                      |
/// ```
extension NetworkPacket {
    /// Decodes an IPv4 packet and the transport header behind it.
    @inlinable
    package mutating func decodeIPv4(_ bytes: RawSpan, from start: Int, to captureEnd: Int) {
        guard captureEnd - start >= 20 else { return }
        let first = bytes.uint8(at: start)
        let headerLength = Int(first & 0x0F) * 4
        guard first >> 4 == 4, headerLength >= 20, captureEnd - start >= headerLength else { return }
        let stated = Int(bytes.uint16(at: start + 2))
        // A total length of 0 means the capturing host left segmentation to its network card.
        let totalLength = stated == 0 ? captureEnd - start : stated
        guard totalLength >= headerLength else { return }
        let end = min(captureEnd, start + totalLength)
        identification = UInt32(bytes.uint16(at: start + 4))
        let fragmentField = bytes.uint16(at: start + 6)
        ipProtocol = bytes.uint8(at: start + 9)
        source = IPAddress(v4: bytes.uint32(at: start + 12))
        destination = IPAddress(v4: bytes.uint32(at: start + 16))
        payloadStart = start + headerLength
        payloadEnd = end
        payloadWireLength = totalLength - headerLength
        if fragmentField & 0x3FFF != 0 {
            content = .fragment
            fragmentOffset = Int(fragmentField & 0x1FFF) * 8
            moreFragments = fragmentField & 0x2000 != 0
            return
        }
        decodeTransport(bytes)
    }
}
