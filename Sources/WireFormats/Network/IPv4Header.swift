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
        guard start >= 0, captureEnd <= bytes.byteCount, captureEnd &- start >= 20 else { return }
        let header = bytes.extracting(start..<start &+ 20)
        let available = captureEnd &- start
        let first = header.uint8(at: 0)
        let headerLength = Int(first & 0x0F) &* 4
        guard first >> 4 == 4, headerLength >= 20, available >= headerLength else { return }
        let stated = Int(header.uint16(at: 2))
        // A total length of 0 means the capturing host left segmentation to its network card.
        let totalLength = stated == 0 ? available : stated
        guard totalLength >= headerLength else { return }
        identification = UInt32(header.uint16(at: 4))
        let fragmentField = header.uint16(at: 6)
        ipProtocol = header.uint8(at: 9)
        source = IPAddress(v4: header.uint32(at: 12))
        destination = IPAddress(v4: header.uint32(at: 16))
        payloadStart = start &+ headerLength
        payloadEnd = start &+ min(available, totalLength)
        payloadWireLength = totalLength &- headerLength
        if fragmentField & 0x3FFF != 0 {
            content = .fragment
            fragmentOffset = Int(fragmentField & 0x1FFF) * 8
            moreFragments = fragmentField & 0x2000 != 0
            return
        }
        decodeTransport(bytes)
    }
}
