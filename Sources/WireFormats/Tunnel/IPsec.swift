import CallVocabulary

/// IPsec where it hides nothing: AH (RFC 4302), and ESP (RFC 4303) with the NULL cipher (RFC 2410).
extension NetworkPacket {
    /// AH in IPv4: next header 1, length in units of 4 less 2, reserved 2, SPI 4, sequence 4, integrity value.
    mutating func decodeAuthenticated(_ bytes: RawSpan, from start: Int, to end: Int) {
        guard end - start >= 12 else { return }
        let length = 8 + 4 * Int(bytes.uint8(at: start + 1))
        guard length >= 12, length <= end - start, length <= payloadWireLength else { return }
        ipProtocol = bytes.uint8(at: start)
        payloadStart = start + length
        payloadWireLength -= length
        decodeTransport(bytes)
    }

    /// The lengths of integrity values in use: HMAC-SHA-1-96 and its like, GMAC and SHA-256-128, none, SHA-384-192,
    /// SHA-512-256.
    private static var integrityLengths: [Int] { [12, 16, 0, 24, 32] }

    /// ESP, if its trailer shows that nothing is enciphered.
    ///
    /// ```
    /// SPI 4, sequence 4, payload, padding 1 2 3 …, padding's length 1, next header 1, integrity value
    /// ```
    ///
    /// How long the integrity value is, only the peers know. A length is believed if the trailer in front of it holds
    /// together and the inner header fits the payload to the byte.
    mutating func decodeESP(_ bytes: RawSpan, from start: Int, to end: Int, wireLength: Int) {
        guard end - start >= wireLength else { return }
        for integrity in NetworkPacket.integrityLengths {
            let trailer = end - integrity - 2
            guard trailer - start >= 16, (trailer + 2 - start) % 4 == 0 else { continue }
            let padding = Int(bytes.uint8(at: trailer))
            let next = bytes.uint8(at: trailer + 1)
            let payload = start + 8..<max(start + 8, trailer - padding)
            guard payload.count >= 8, NetworkPacket.isCounted(bytes, from: payload.upperBound, to: trailer),
                NetworkPacket.fits(next, bytes, payload)
            else { continue }
            ipProtocol = next
            payloadStart = payload.lowerBound
            payloadEnd = payload.upperBound
            payloadWireLength = payload.count
            decodeTransport(bytes)
            return
        }
    }

    /// Whether the bytes are 1, 2, 3, … (RFC 4303 §2.4).
    private static func isCounted(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        for (index, at) in (start..<end).enumerated() where Int(bytes.uint8(at: at)) != index + 1 { return false }
        return true
    }

    /// Whether the header of protocol `next` at the beginning of `payload` speaks of just this payload.
    private static func fits(_ next: UInt8, _ bytes: RawSpan, _ payload: Range<Int>) -> Bool {
        let start = payload.lowerBound
        switch next {
        case 4:
            return payload.count >= 20 && bytes.uint8(at: start) >> 4 == 4
                && Int(bytes.uint16(at: start + 2)) == payload.count
        case 41:
            return payload.count >= 40 && bytes.uint8(at: start) >> 4 == 6
                && 40 + Int(bytes.uint16(at: start + 4)) == payload.count
        case 17:
            return Int(bytes.uint16(at: start + 4)) == payload.count
        case 6:
            // No length of its own: reserved bits zero, and no urgent pointer without its flag.
            guard payload.count >= 20 else { return false }
            let offset = bytes.uint8(at: start + 12)
            let isUrgent = bytes.uint8(at: start + 13) & 0x20 != 0
            return offset >> 4 >= 5 && offset & 0x0F == 0 && Int(offset >> 4) * 4 <= payload.count
                && (isUrgent || bytes.uint16(at: start + 18) == 0)
        default: return false
        }
    }
}
