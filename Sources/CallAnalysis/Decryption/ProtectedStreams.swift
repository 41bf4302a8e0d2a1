import CallVocabulary
import MediaDecryption
import WireFormats

/// What is kept of a stream whose payload may be encrypted: who opens it, and one packet to try keys on at the end.
struct ProtectedStream {
    var source: TransportEndpoint
    var destination: TransportEndpoint
    var startedAt: CaptureTime
    var reader = SRTPStreamReader()
    /// The generation of keys that ``reader`` was offered.
    var generation = -1
    /// The first of the packets in a row that no key opened, up to now.
    var failing: (packet: PacketReference, at: CaptureTime)?
    /// An early packet as it stood, and where its payload begins; empty where none was captured whole.
    var sample: [UInt8] = []
    var sampleHeader = 0
}

/// Decryption of media: once per stream it is settled who may open it; plain streams never come here.
extension CallAnalyzer {

    /// Notes of a new stream whether its payload is encrypted; called with the packet that made it one.
    mutating func noteNewStream(
        _ stream: Int, _ network: NetworkPacket, _ header: RTPHeader, _ bytes: RawSpan, at time: CaptureTime,
        isProtected: Bool
    ) {
        let source = network.sourceEndpoint
        let destination = network.destinationEndpoint
        if !isProtected {
            // Described as plain, or beyond what is kept for the case that a description comes later.
            guard !calls.endpoints.contains(source), !calls.endpoints.contains(destination),
                unannounced.count < AnalysisLimits.unannouncedSamples
            else { return }
        }
        guard protected.count < AnalysisLimits.protectedStreams else {
            meet(.protectedStreams)
            return
        }
        var entry = ProtectedStream(source: source, destination: destination, startedAt: time)
        let length = network.payloadWireLength
        if network.payloadEnd - network.payloadStart >= length, length <= AnalysisLimits.sampleBytes,
            sampleBytes <= AnalysisLimits.sampleBytesInAll
        {
            sampleBytes += length
            let end = network.payloadStart + length
            entry.sample = bytes.extracting(network.payloadStart..<end).withUnsafeBytes { Array($0) }
            entry.sampleHeader = header.payloadOffset - network.payloadStart
        }
        guard isProtected else {
            unannounced[stream] = entry
            return
        }
        streams[stream].protection = Int32(truncatingIfNeeded: protected.count)
        protected.append(entry)
    }

    /// Whether the descriptions, or a handshake where there are none, say that media between these two is encrypted.
    func isProtected(_ source: TransportEndpoint, _ destination: TransportEndpoint, at time: CaptureTime) -> Bool {
        calls.endpoints.isSecured(from: source, to: destination, at: time)
            ?? mediaKeys.hasHandshake(source, destination)
    }

    /// The call and the sending side of what goes from one to the other, by both ends.
    private func parties(
        _ source: TransportEndpoint, _ destination: TransportEndpoint, at time: CaptureTime
    ) -> [(call: Int, sender: CallSide)] {
        var found: [(call: Int, sender: CallSide)] = []
        if let named = calls.endpoints.advertisement(for: destination, at: time) {
            found.append((named.call, named.side.other))
        }
        if let named = calls.endpoints.advertisement(for: source, at: time),
            !found.contains(where: { $0.call == named.call && $0.sender == named.side })
        {
            found.append((named.call, named.side))
        }
        return found
    }

    // MARK: Payloads

    /// The payload of a packet of an encrypted stream in clear, without padding; `nil` if no key opens it.
    ///
    /// The door for whoever reads audio. Ask only for streams whose tracker has a `protection` (see
    /// ``RTPStreamTracker/protection``); plain streams need no call.
    ///
    /// - Parameters:
    ///   - protection: The tracker's `protection`, 0 or more.
    ///   - packet: The whole RTP packet, from its first byte to its last on the wire; one that the capture cut cannot
    ///     be opened, because the tag stands at its end.
    ///   - headerLength: Bytes before the payload: ``RTPHeader/payloadOffset`` less the packet's start.
    ///   - time: When it was captured: descriptions hold for a time.
    mutating func decryptedPayload(
        protection: Int32, packet: RawSpan, headerLength: Int, at time: CaptureTime
    ) -> [UInt8]? {
        let index = Int(protection)
        guard protected.indices.contains(index) else { return nil }
        if protected[index].generation != mediaKeys.generation { offerKeys(index, at: time) }
        return protected[index].reader.payload(of: packet, headerLength: headerLength)
    }

    private mutating func offerKeys(_ index: Int, at time: CaptureTime) {
        protected[index].generation = mediaKeys.generation
        let (source, destination) = (protected[index].source, protected[index].destination)
        let candidates = mediaKeys.candidates(
            source: source, destination: destination, parties: parties(source, destination, at: time), log: keys.log)
        protected[index].reader.offer(candidates)
    }

    /// Stands for the first bytes of a telephone event that is none.
    static let noEvent: UInt16 = 0xFF00

    /// The first two payload bytes of an encrypted stream in clear, which tell telephone events apart; of an event
    /// that cannot be read, what counts as none.
    mutating func clearHead(
        _ head: UInt16, stream: Int, _ network: NetworkPacket, _ header: RTPHeader, _ bytes: RawSpan,
        at time: CaptureTime
    ) -> UInt16 {
        guard streams[stream].mayBeEvent(header.payloadType) else { return head }
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
        guard streams[stream].levelSlot != -1, packet.payloadType == streams[stream].currentPayloadType else { return }
        let time = CaptureTime(nanoseconds: packet.arrival)
        let index = Int(streams[stream].protection)
        if let payload = clearPayload(stream: stream, network, header, bytes, at: time) {
            if protected.indices.contains(index) { protected[index].failing = nil }
            streams.measureClear(payload.span.bytes, of: packet, in: stream)
            return
        }
        if protected.indices.contains(index), protected[index].failing == nil {
            protected[index].failing = (packet.reference, time)
        }
        if !isProtected(network.sourceEndpoint, network.destinationEndpoint, at: time) {
            // It was offered, and the answer left it out: the packets are plain.
            streams[stream].protection = -1
        }
    }

    private mutating func clearPayload(
        stream: Int, _ network: NetworkPacket, _ header: RTPHeader, _ bytes: RawSpan, at time: CaptureTime
    ) -> [UInt8]? {
        let length = network.payloadWireLength
        guard network.payloadEnd - network.payloadStart >= length else { return nil }
        return decryptedPayload(
            protection: streams[stream].protection,
            packet: bytes.extracting(network.payloadStart..<(network.payloadStart + length)),
            headerLength: header.payloadOffset - network.payloadStart, at: time)
    }

    // MARK: The end

    /// What became of an encrypted stream: by what was opened on the way, else by the packet that was kept.
    /// What opened it is kept in `openers` under `id`.
    mutating func decryption(
        ofStream stream: Int, keeping openers: inout MediaOpeners, as id: String
    ) -> StreamDecryption {
        var index = Int(streams[stream].protection)
        if index < 0, let entry = unannounced.removeValue(forKey: stream) {
            index = protected.count
            protected.append(entry)
        }
        guard protected.indices.contains(index) else { return StreamDecryption(obstacle: .noWholePacket) }
        let entry = protected[index]
        if entry.reader.opened == 0 {
            offerKeys(index, at: entry.startedAt)
            if !entry.sample.isEmpty {
                _ = protected[index].reader.payload(of: entry.sample.span.bytes, headerLength: entry.sampleHeader)
            }
        }
        if protected[index].reader.opened > 0, let origin = protected[index].reader.origin {
            openers.add(protected[index].reader, forStream: id)
            var read = StreamDecryption(basis: origin == .handshake ? .handshake : .sessionDescription)
            if protected[index].reader.isGivenUp, let failing = protected[index].failing {
                (read.closedSince, read.closedSinceAt) = (failing.packet, failing.at)
            }
            return read
        }
        if protected[index].reader.isWithoutKeys {
            let known = parties(entry.source, entry.destination, at: entry.startedAt)
            let isUnusable = mediaKeys.hasUnusableKeys(entry.source, entry.destination, parties: known)
            return StreamDecryption(obstacle: isUnusable ? .unknownSuite : .noKey)
        }
        return StreamDecryption(obstacle: entry.sample.isEmpty ? .noWholePacket : .wrongKey)
    }

    // MARK: RTCP

    /// What control packets between these two are.
    enum ControlProtection {
        /// Not encrypted as far as anything says.
        case plain
        /// Encrypted, and opened: the packets in clear.
        case opened([UInt8])
        /// Encrypted, and no key opens it.
        case closed
    }

    /// Opens the SRTCP of a session that a description or a handshake calls encrypted (RFC 3711 §3.4).
    mutating func openControl(_ network: NetworkPacket, _ bytes: RawSpan, at time: CaptureTime) -> ControlProtection {
        guard mediaKeys.isNeeded else { return .plain }
        let source = network.sourceEndpoint
        let destination = network.destinationEndpoint
        // RTCP has the port above RTP's, unless it shares it.
        let mediaSource = TransportEndpoint(address: source.address, port: source.port &- 1)
        let mediaDestination = TransportEndpoint(address: destination.address, port: destination.port &- 1)
        let isShared = isProtected(source, destination, at: time)
        guard isShared || isProtected(mediaSource, mediaDestination, at: time) else { return .plain }
        let length = network.payloadWireLength
        guard network.payloadEnd - network.payloadStart >= length else { return .closed }
        let packet = bytes.extracting(network.payloadStart..<(network.payloadStart + length))
        // An address shared with RTP decides; else the pair below, whose handshake is its own where it has one.
        let pairs = isShared ? [(source, destination)] : [(mediaSource, mediaDestination), (source, destination)]
        for (from, towards) in pairs {
            let candidates = mediaKeys.candidates(
                source: from, destination: towards, parties: parties(from, towards, at: time), log: keys.log)
            for candidate in candidates {
                if let plain = candidate.context.openControl(packet) { return .opened(plain) }
            }
        }
        return .closed
    }
}
