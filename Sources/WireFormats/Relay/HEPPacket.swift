import CallVocabulary

/// A packet as a capture agent reports it: HEP, the Homer encapsulation protocol, version 1, 2 or 3 (EEP).
///
/// What is carried comes without its own headers; who sent it to whom and when stands in HEP's.
package struct HEPPacket: Equatable, Sendable {
    /// Where the carried message comes from.
    package var source: TransportEndpoint
    /// Where it goes.
    package var destination: TransportEndpoint
    /// The IP protocol it was carried by.
    package var ipProtocol: UInt8
    /// When the agent saw it; `nil` where the agent does not say.
    package var time: CaptureTime?
    /// What version 3 says the message is: 1 SIP, 4 RTP, 5 RTCP, …; 0 where unknown.
    package var kind: UInt8 = 0
    /// Whether the message is there in compressed form only, which is not unpacked.
    package var isCompressed = false
    /// Where the message lies, cut where the capture is.
    package var payload: Range<Int>
    /// The message's length by the header.
    package var payloadWireLength: Int

    /// Reads the packet that fills the datagram at `start`, of `wireLength` bytes and captured up to `end`.
    ///
    /// - Parameter time: when the datagram was captured; senders of version 2 do not agree on a byte order, and the
    ///   one that leads closer to this is taken.
    package init?(parsing bytes: RawSpan, from start: Int, to end: Int, wireLength: Int, near time: CaptureTime) {
        guard start >= 0, end <= bytes.byteCount, end - start >= 17 else { return nil }
        switch bytes.uint8(at: start) {
        case 1, 2: self.init(binary: bytes, from: start, to: end, wireLength: wireLength, near: time)
        case 0x48: self.init(chunked: bytes, from: start, to: end, wireLength: wireLength)
        default: return nil
        }
    }

    // MARK: Versions 1 and 2

    /// ```
    /// version 1, length 1, family 1, protocol 1, source port 2, destination port 2, addresses
    /// version 2 only: seconds 4, microseconds 4, agent 2, padding 2
    /// ```
    private init?(binary bytes: RawSpan, from start: Int, to end: Int, wireLength: Int, near time: CaptureTime) {
        let isSecond = bytes.uint8(at: start) == 2
        let addressLength: Int
        switch bytes.uint8(at: start + 2) {
        case 2: addressLength = 4
        case 10, 24, 28, 30: addressLength = 16
        default: return nil
        }
        let transport = bytes.uint8(at: start + 3)
        guard transport == 17 || transport == 6 || transport == 132 else { return nil }
        let stated = Int(bytes.uint8(at: start + 1))
        let addresses = start + 8
        let plain = 8 + 2 * addressLength
        // The length field counts the time, or not, and the padding behind the agent's number, or not.
        let length = isSecond ? plain + (stated == plain + 10 ? 10 : 12) : plain
        guard stated == plain || stated == length, end - start > length, wireLength > length else { return nil }
        ipProtocol = transport
        source = TransportEndpoint(
            address: HEPPacket.address(bytes, at: addresses, length: addressLength),
            port: bytes.uint16(at: start + 4))
        destination = TransportEndpoint(
            address: HEPPacket.address(bytes, at: addresses + addressLength, length: addressLength),
            port: bytes.uint16(at: start + 6))
        payload = start + length..<end
        payloadWireLength = wireLength - length
        guard isSecond else { return }
        let seconds = bytes.uint32(at: start + plain)
        let microseconds = bytes.uint32(at: start + plain + 4)
        let readings = [
            HEPPacket.time(seconds: seconds, microseconds: microseconds),
            HEPPacket.time(seconds: seconds.byteSwapped, microseconds: microseconds.byteSwapped),
        ]
        self.time = readings.compactMap { $0 }.min { abs($0.seconds(since: time)) < abs($1.seconds(since: time)) }
    }

    private static func address(_ bytes: RawSpan, at offset: Int, length: Int) -> IPAddress {
        length == 4
            ? IPAddress(v4: bytes.uint32(at: offset))
            : IPAddress(high: bytes.uint64(at: offset), low: bytes.uint64(at: offset + 8))
    }

    /// `nil` if the numbers are no instant, or are not set.
    private static func time(seconds: UInt32, microseconds: UInt32) -> CaptureTime? {
        guard microseconds < 1_000_000, seconds > 0 else { return nil }
        return CaptureTime(seconds: Int64(seconds), nanoseconds: Int64(microseconds) * 1_000)
    }

    // MARK: Version 3

    /// The length of the packet of version 3 at `start`, from its first six bytes; `nil` if it is none.
    package static func length(_ bytes: RawSpan, at start: Int, to end: Int) -> Int? {
        guard start >= 0, end <= bytes.byteCount, end - start >= 6, bytes.uint32(at: start) == 0x4845_5033 else {
            return nil
        }
        let length = Int(bytes.uint16(at: start + 4))
        return length >= 6 ? length : nil
    }

    /// `HEP3`, the total length in 2 bytes, then chunks: vendor 2, type 2, length with these six bytes 2, content.
    private init?(chunked bytes: RawSpan, from start: Int, to end: Int, wireLength: Int) {
        guard let length = HEPPacket.length(bytes, at: start, to: end), length <= wireLength else { return nil }
        let limit = min(end, start + length)
        var chunks = Chunks()
        var at = start + 6
        var count = 0
        while limit - at >= 6, count < WireLimits.hepChunks {
            let size = Int(bytes.uint16(at: at + 4))
            guard size >= 6, at + size <= start + length else { return nil }
            if bytes.uint16(at: at) == 0 {
                chunks.read(bytes, type: bytes.uint16(at: at + 2), at + 6..<min(limit, at + size), size - 6)
            }
            at += size
            count += 1
        }
        guard let source = chunks.source, let destination = chunks.destination,
            let payload = chunks.payload ?? (chunks.isCompressed ? limit..<limit : nil)
        else { return nil }
        isCompressed = chunks.payload == nil
        self.source = TransportEndpoint(address: source, port: chunks.sourcePort)
        self.destination = TransportEndpoint(address: destination, port: chunks.destinationPort)
        self.payload = payload
        payloadWireLength = chunks.payloadWireLength
        ipProtocol = chunks.ipProtocol
        kind = chunks.kind
        time = chunks.seconds.flatMap { HEPPacket.time(seconds: $0, microseconds: chunks.microseconds) }
    }

    /// What the chunks of the registry's own vendor, 0, say.
    private struct Chunks {
        var source: IPAddress?
        var destination: IPAddress?
        var sourcePort: UInt16 = 0
        var destinationPort: UInt16 = 0
        var ipProtocol: UInt8 = 17
        var kind: UInt8 = 0
        var seconds: UInt32?
        var microseconds: UInt32 = 0
        var payload: Range<Int>?
        var payloadWireLength = 0
        var isCompressed = false

        mutating func read(_ bytes: RawSpan, type: UInt16, _ content: Range<Int>, _ length: Int) {
            let at = content.lowerBound
            if type == 15 {
                payload = content
                payloadWireLength = length
                return
            }
            if type == 16 { isCompressed = true }
            guard content.count == length else { return }
            switch (type, length) {
            case (2, 1): ipProtocol = bytes.uint8(at: at)
            case (3, 4), (5, 16): source = HEPPacket.address(bytes, at: at, length: length)
            case (4, 4), (6, 16): destination = HEPPacket.address(bytes, at: at, length: length)
            case (7, 2): sourcePort = bytes.uint16(at: at)
            case (8, 2): destinationPort = bytes.uint16(at: at)
            case (9, 4): seconds = bytes.uint32(at: at)
            case (10, 4): microseconds = bytes.uint32(at: at)
            case (11, 1): kind = bytes.uint8(at: at)
            default: break
            }
        }
    }
}
