import WireFormats

/// Where a key came from.
package enum KeyOrigin: Sendable {
    /// A session description (RFC 4568).
    case sessionDescription
    /// A DTLS handshake and the key log (RFC 5764).
    case handshake
}

/// A master key that may open a stream, with its session keys.
package struct SRTPKeyCandidate: Sendable {
    /// The session keys.
    package let context: SRTPContext
    /// Where they came from.
    package let origin: KeyOrigin

    /// A candidate of its parts.
    package init(context: SRTPContext, origin: KeyOrigin) {
        self.context = context
        self.origin = origin
    }
}

/// Opens the packets of one RTP stream: keeps the key that fits and the rollover counter.
package struct SRTPStreamReader: Sendable {

    private var candidates: [SRTPKeyCandidate]
    private var current: Int?
    private var rollover = RolloverEstimate()
    private var failures = 0
    /// Packets opened.
    package private(set) var opened = 0
    /// Packets that no key opened.
    package private(set) var refused = 0

    /// A reader with the keys to try, best first; at most ``DecryptionLimits.keysTriedPerStream`` of them.
    package init(candidates: [SRTPKeyCandidate] = []) {
        self.candidates = Array(candidates.prefix(DecryptionLimits.keysTriedPerStream))
    }

    /// Where the key that opens the stream came from; `nil` while none did.
    package var origin: KeyOrigin? { current.map { candidates[$0].origin } }

    /// True if there is no key to try.
    package var isWithoutKeys: Bool { candidates.isEmpty }

    /// True if trying is pointless until the keys change.
    package var isGivenUp: Bool { failures >= DecryptionLimits.failuresPerStream }

    /// A reader that has opened nothing yet, and tries first the key that fitted last.
    package func rewound() -> SRTPStreamReader {
        var order = candidates
        if let current { order.insert(order.remove(at: current), at: 0) }
        return SRTPStreamReader(candidates: order)
    }

    /// Replaces the keys to try, best first; a key that is in use stays in use.
    package mutating func offer(_ candidates: [SRTPKeyCandidate]) {
        let inUse = current.map { self.candidates[$0] }
        self.candidates = Array(candidates.prefix(DecryptionLimits.keysTriedPerStream))
        failures = 0
        current = nil
        if let inUse {
            current = self.candidates.firstIndex { $0.context.master == inUse.context.master }
            if current == nil, self.candidates.count < DecryptionLimits.keysTriedPerStream {
                self.candidates.append(inUse)
                current = self.candidates.count - 1
            }
        }
    }

    /// The payload of the RTP packet that fills `packet`, without padding; `nil` if no key opens it.
    package mutating func payload(of packet: RawSpan, headerLength: Int) -> [UInt8]? {
        guard packet.byteCount >= 12, !candidates.isEmpty, !isGivenUp else { return nil }
        let sequence = packet.uint16(at: 2)
        let likely = rollover.likely(sequence)
        if let current, let payload = open(packet, headerLength, current, sequence, likely) {
            return SRTPStreamReader.withoutPadding(payload, of: packet)
        }
        for index in candidates.indices where index != current {
            if let payload = open(packet, headerLength, index, sequence, likely) {
                return SRTPStreamReader.withoutPadding(payload, of: packet)
            }
            // A new key starts with a counter of zero.
            if likely != 0, let payload = open(packet, headerLength, index, sequence, 0) {
                return SRTPStreamReader.withoutPadding(payload, of: packet)
            }
        }
        let order = current.map { [$0] } ?? Array(candidates.indices)
        for index in order where !candidates[index].context.master.leavesMediaUnauthenticated {
            for counter in rollover.others(than: likely) {
                if let payload = open(packet, headerLength, index, sequence, counter) {
                    return SRTPStreamReader.withoutPadding(payload, of: packet)
                }
            }
        }
        refused &+= 1
        failures += 1
        return nil
    }

    private mutating func open(
        _ packet: RawSpan, _ headerLength: Int, _ index: Int, _ sequence: UInt16, _ counter: UInt32
    ) -> [UInt8]? {
        guard
            let payload = candidates[index].context.openMedia(
                packet, headerLength: headerLength, rolloverCounter: counter)
        else { return nil }
        rollover.confirm(sequence, counter)
        current = index
        failures = 0
        opened &+= 1
        return payload
    }

    /// Padding is encrypted with the payload; its last byte counts it (RFC 3550 §5.1).
    private static func withoutPadding(_ payload: [UInt8], of packet: RawSpan) -> [UInt8] {
        guard packet.uint8(at: 0) & 0x20 != 0, let count = payload.last, count > 0, Int(count) <= payload.count else {
            return payload
        }
        return Array(payload.dropLast(Int(count)))
    }
}
