/// What shares a media port, told apart by the first byte of a datagram (RFC 7983 §7).
@frozen
package enum FirstByte: Sendable {
    /// 0 to 3.
    case stun
    /// 16 to 19.
    case zrtp
    /// 20 to 63.
    case dtls
    /// 64 to 79.
    case turnChannel
    /// 128 to 191: version 2 in the upper two bits.
    case rtpOrRTCP
    /// Any other value.
    case other

    /// The class of a first byte.
    @inlinable
    package init(_ byte: UInt8) {
        switch byte {
        case 128...191: self = .rtpOrRTCP
        case 0...3: self = .stun
        case 16...19: self = .zrtp
        case 20...63: self = .dtls
        case 64...79: self = .turnChannel
        default: self = .other
        }
    }
}

/// What a datagram on a media port is, as far as its first bytes tell.
@frozen
package enum MediaDatagramKind: Sendable {
    /// A STUN message whose header holds together; see ``STUNHeader``.
    case stun
    /// A ZRTP message with its cookie (RFC 6189 §5).
    case zrtp
    /// A DTLS record.
    case dtls
    /// TURN channel data.
    case turnChannel
    /// RTP, or what cannot be told from it.
    case rtp
    /// RTCP whose first packet fits the datagram.
    case rtcp
    /// None of these.
    case other

    /// Classifies the datagram at `start`, of `wireLength` bytes by the UDP header, captured up to `end`.
    ///
    /// Second bytes of 192 to 223 are RTCP (RFC 5761 §4); those of 200 to 204 would otherwise read as RTP with the
    /// marker set and the reserved payload types 72 to 76. As a guard against RTP that breaks this rule, the length
    /// in the RTCP header has to fit the datagram.
    @inlinable
    package init(parsing bytes: RawSpan, from start: Int, to end: Int, wireLength: Int) {
        guard start >= 0, end <= bytes.byteCount, end > start else {
            self = .other
            return
        }
        let captured = end - start
        switch FirstByte(bytes.uint8(at: start)) {
        case .rtpOrRTCP:
            guard captured >= 4 else {
                self = .other
                return
            }
            let second = bytes.uint8(at: start + 1)
            if second >= 192, second <= 223, wireLength >= 4 * (Int(bytes.uint16(at: start + 2)) + 1) {
                self = .rtcp
            } else {
                self = captured >= 12 ? .rtp : .other
            }
        case .stun:
            self =
                STUNHeader(parsing: bytes, from: start, to: end, wireLength: wireLength) == nil ? .other : .stun
        case .zrtp:
            // "ZRTP" where RTP would have its timestamp.
            self = captured >= 12 && bytes.uint32(at: start + 4) == 0x5A52_5450 ? .zrtp : .other
        case .dtls: self = .dtls
        case .turnChannel: self = .turnChannel
        case .other: self = .other
        }
    }
}
