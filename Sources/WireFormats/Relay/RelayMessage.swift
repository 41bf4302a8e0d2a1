import CallVocabulary

/// What a STUN message says about relaying (RFC 8656 §§11, 12, 18): a datagram with the peer it is for or from, or
/// the peer that a channel is bound to.
package struct RelayMessage: Equatable, Sendable {
    /// What relaying is about.
    package enum Kind: Equatable, Sendable {
        /// Send: from the client through the relay to the peer.
        case send
        /// Data: from the peer through the relay to the client.
        case data
        /// ChannelBind, as the client asks for it.
        case channelBind(UInt16)
    }

    /// What the message does.
    package let kind: Kind
    /// XOR-PEER-ADDRESS.
    package let peer: TransportEndpoint
    /// Where the carried datagram lies, cut where the capture is; empty for ChannelBind.
    package let payload: Range<Int>
    /// The carried datagram's length by its header.
    package let payloadWireLength: Int

    /// Reads the message whose header stands at `start`; `nil` if it relays nothing.
    package init?(_ header: STUNHeader, in bytes: RawSpan, from start: Int, to end: Int) {
        let isIndication = header.messageClass == .indication && (header.method == 6 || header.method == 7)
        let isBinding = header.messageClass == .request && header.method == 9
        guard isIndication || isBinding, start >= 0, end <= bytes.byteCount else { return nil }
        let limit = min(end, start + 20 + header.attributesLength)
        var at = start + 20
        var peer: TransportEndpoint?
        var channel: UInt16?
        var payload: Range<Int>?
        var payloadWireLength = 0
        var count = 0
        while limit - at >= 4, count < WireLimits.relayAttributes {
            let length = Int(bytes.uint16(at: at + 2))
            let value = at + 4..<min(limit, at + 4 + length)
            let isWhole = value.count == length
            switch bytes.uint16(at: at) {
            case 0x000C where isWhole && length == 4: channel = bytes.uint16(at: value.lowerBound)
            case 0x0012 where isWhole && peer == nil:
                peer = RelayMessage.address(in: bytes, value, header)
            case 0x0013 where payload == nil && start + 20 + header.attributesLength >= at + 4 + length:
                payload = value
                payloadWireLength = length
            default: break
            }
            at += 4 + (length + 3) & ~3
            count += 1
        }
        guard let peer else { return nil }
        self.peer = peer
        self.payloadWireLength = payloadWireLength
        if isBinding {
            guard let channel, channel >> 12 == 4 else { return nil }
            kind = .channelBind(channel)
            self.payload = limit..<limit
        } else {
            guard let payload else { return nil }
            kind = header.method == 6 ? .send : .data
            self.payload = payload
        }
    }

    /// An address that is folded with the cookie and the transaction identifier (RFC 8489 §14.2).
    private static func address(in bytes: RawSpan, _ value: Range<Int>, _ header: STUNHeader) -> TransportEndpoint? {
        let at = value.lowerBound
        guard value.count >= 8 else { return nil }
        let port = bytes.uint16(at: at + 2) ^ 0x2112
        switch bytes.uint8(at: at + 1) {
        case 1:
            return TransportEndpoint(address: IPAddress(v4: bytes.uint32(at: at + 4) ^ 0x2112_A442), port: port)
        case 2 where value.count >= 20:
            let high = bytes.uint64(at: at + 4) ^ (0x2112_A442_0000_0000 | header.transactionHigh >> 32)
            let low = bytes.uint64(at: at + 12) ^ (header.transactionHigh << 32 | UInt64(header.transactionLow))
            return TransportEndpoint(address: IPAddress(high: high, low: low), port: port)
        default: return nil
        }
    }
}
