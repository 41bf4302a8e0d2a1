import CallVocabulary
import MediaDecryption
import WireFormats

/// Decryption of media: once per stream it is settled who may open it; plain streams never come here.
extension CallAnalyzer {
    /// Notes of a new stream whether its payload is encrypted; called with the packet that made it one.
    mutating func noteNewStream(
        _ stream: Int, _ network: NetworkPacket, _ header: RTPHeader, _ bytes: RawSpan, at time: CaptureTime,
        isProtected: Bool
    ) {
        if !isProtected {
            // Described as plain, or beyond what is kept for the case that a description comes later.
            guard !signaling.calls.endpoints.contains(network.sourceEndpoint),
                !signaling.calls.endpoints.contains(network.destinationEndpoint), ring.hasRoomForUnannounced
            else { return }
        }
        guard ring.hasRoom else {
            meet(.protectedStreams)
            return
        }
        guard isProtected else {
            ring.keepUnannounced(stream, network, header, bytes, at: time)
            return
        }
        let place = ring.keep(network, header, bytes, at: time)
        demux.streams[stream].protection = Int32(truncatingIfNeeded: place)
    }

    /// Whether media between these two is encrypted, by all that is known.
    func isProtected(_ source: TransportEndpoint, _ destination: TransportEndpoint, at time: CaptureTime) -> Bool {
        ring.isProtected(source, destination, at: time, signaling.calls.endpoints)
    }

    /// Stands for the first bytes of a telephone event that is none.
    static let noEvent: UInt16 = 0xFF00

    /// The first two payload bytes of an encrypted stream in clear, which tell telephone events apart; of an event
    /// that cannot be read, what counts as none.
    mutating func clearHead(
        _ head: UInt16, stream: Int, _ network: NetworkPacket, _ header: RTPHeader, _ bytes: RawSpan,
        at time: CaptureTime
    ) -> UInt16 {
        guard demux.streams[stream].mayBeEvent(header.payloadType) else { return head }
        guard let payload = clearPayload(stream: stream, network, header, bytes, at: time), payload.count >= 2 else {
            return CallAnalyzer.noEvent
        }
        return UInt16(payload[0]) << 8 | UInt16(payload[1])
    }

    /// Measures the level of an encrypted packet, where its coding can be read without decoding.
    mutating func measureProtected(
        _ packet: RTPObservation, stream: Int, _ network: NetworkPacket, _ header: RTPHeader, _ bytes: RawSpan
    ) {
        // Nothing to hear: no need to decrypt.
        guard demux.streams[stream].levelSlot != -1, packet.payloadType == demux.streams[stream].currentPayloadType
        else { return }
        let time = CaptureTime(nanoseconds: packet.arrival)
        let protection = demux.streams[stream].protection
        if let payload = clearPayload(stream: stream, network, header, bytes, at: time) {
            ring.noteOpened(protection)
            demux.streams.measureClear(payload.span.bytes, of: packet, in: stream)
            return
        }
        ring.noteClosed(protection, packet.reference, at: time)
        if !isProtected(network.sourceEndpoint, network.destinationEndpoint, at: time) {
            // It was offered, and the answer left it out: the packets are plain.
            demux.streams[stream].protection = -1
        }
    }

    private mutating func clearPayload(
        stream: Int, _ network: NetworkPacket, _ header: RTPHeader, _ bytes: RawSpan, at time: CaptureTime
    ) -> [UInt8]? {
        let length = network.payloadWireLength
        guard network.payloadEnd - network.payloadStart >= length else { return nil }
        return ring.decryptedPayload(
            protection: demux.streams[stream].protection,
            packet: bytes.extracting(network.payloadStart..<(network.payloadStart + length)),
            headerLength: header.payloadOffset - network.payloadStart, at: time, signaling.calls.endpoints)
    }
}
