/// Who sources are (RFC 3550 §6.5), reduced to the canonical name; the other items name persons and are not kept.
package struct RTCPSourceDescription: Equatable, Sendable {
    /// One source and its canonical name.
    package struct Chunk: Equatable, Sendable {
        /// The source.
        package let ssrc: UInt32
        /// The text of the CNAME item, if there is one.
        package let canonicalName: String?
    }

    /// The chunks that could be read.
    package let chunks: [Chunk]

    /// ```
    /// chunk:  SSRC, then items until a zero byte, then zero bytes up to the next 32-bit boundary
    /// item:   type (8 bits, 1 = CNAME), length (8 bits), that many bytes of UTF-8
    /// ```
    init(parsing bytes: RawSpan, _ packet: RTCPPacketBounds) throws(WireError) {
        var chunks: [Chunk] = []
        var offset = packet.start + 4
        while chunks.count < packet.count {
            guard packet.end - offset >= 4 else {
                guard packet.isCut else { throw WireError(.lengthOutOfBounds, at: offset) }
                break
            }
            let ssrc = bytes.uint32(at: offset)
            var name: String?
            offset += 4
            while offset < packet.end, bytes.uint8(at: offset) != 0 {
                guard packet.end - offset >= 2, packet.end - offset - 2 >= Int(bytes.uint8(at: offset + 1)) else {
                    guard packet.isCut else { throw WireError(.lengthOutOfBounds, at: offset) }
                    offset = packet.end
                    break
                }
                let itemEnd = offset + 2 + Int(bytes.uint8(at: offset + 1))
                if bytes.uint8(at: offset) == 1, name == nil { name = bytes.text(offset + 2..<itemEnd) }
                offset = itemEnd
            }
            chunks.append(Chunk(ssrc: ssrc, canonicalName: name))
            // Past the terminating zero, then up to the boundary, counted from the start of the packet.
            offset += 4 - (offset - packet.start) % 4
        }
        self.chunks = chunks
    }
}

/// Sources that leave (RFC 3550 §6.6).
package struct RTCPGoodbye: Equatable, Sendable {
    /// The sources.
    package let sources: [UInt32]

    init(parsing bytes: RawSpan, _ packet: RTCPPacketBounds) throws(WireError) {
        let available = max(0, packet.end - packet.start - 4) / 4
        guard available >= packet.count || packet.isCut else { throw WireError(.lengthOutOfBounds, at: packet.start) }
        sources = (0..<min(available, packet.count)).map { bytes.uint32(at: packet.start + 4 + 4 * $0) }
    }
}

/// An application-defined packet (RFC 3550 §6.7), without its data.
package struct RTCPApplication: Equatable, Sendable {
    /// The source.
    package let ssrc: UInt32
    /// The subtype, 0 to 31.
    package let subtype: UInt8
    /// The four characters of the name.
    package let name: String

    init(parsing bytes: RawSpan, _ packet: RTCPPacketBounds) throws(WireError) {
        try packet.require(12)
        ssrc = bytes.uint32(at: packet.start + 4)
        subtype = UInt8(packet.count)
        name = bytes.text(packet.start + 8..<packet.start + 12)
    }
}

/// A feedback message (RFC 4585 §6.1), by kind only.
package struct RTCPFeedback: Equatable, Sendable {
    /// Which of the two packet types.
    package enum Layer: Sendable {
        /// Type 205: format 1 is a generic NACK, 15 transport-wide congestion control.
        case transport
        /// Type 206: format 1 is a picture loss indication, 4 a full intra request, 15 application layer.
        case payload
    }

    /// Which of the two packet types.
    package let layer: Layer
    /// The feedback message type within the layer.
    package let format: UInt8
    /// Who sends the feedback.
    package let sender: UInt32
    /// The source it is about; zero in some formats.
    package let media: UInt32

    init(parsing bytes: RawSpan, _ packet: RTCPPacketBounds) throws(WireError) {
        try packet.require(12)
        layer = packet.type == 205 ? .transport : .payload
        format = UInt8(packet.count)
        sender = bytes.uint32(at: packet.start + 4)
        media = bytes.uint32(at: packet.start + 8)
    }
}
