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

/// The keys of a run, and the streams that wait for them or are opened with them.
///
/// Who speaks with whom stands in the session descriptions; whoever asks hands their `endpoints` in.
struct KeyRing: Sendable {
    /// What may be decrypted with.
    private(set) var keys: DecryptionKeys
    /// The keys of media that descriptions and handshakes told.
    var media = MediaKeyTable()
    /// Media whose ends agreed on keys by ZRTP.
    var zrtp = SecureAgreement()
    /// Streams whose payload is encrypted.
    private(set) var protected: [ProtectedStream] = []
    /// Streams, by their index, that no description has announced; one that comes later may call them encrypted.
    private var unannounced: [Int: ProtectedStream] = [:]
    /// Bytes of packets kept to try keys on.
    private var sampleBytes = 0

    init(keys: DecryptionKeys) { self.keys = keys }

    /// Adds a key log that stands in the capture; nothing where such keys are not used.
    mutating func addCapturedLog(_ bytes: RawSpan) {
        guard keys.usesKeysInCapture else { return }
        keys.addKeyLog(bytes)
        media.noteSecrets()
    }

    // MARK: New streams

    /// Whether one more stream may be kept that no description has announced.
    var hasRoomForUnannounced: Bool { unannounced.count < AnalysisLimits.unannouncedSamples }

    /// Whether one more stream may be kept.
    var hasRoom: Bool { protected.count < AnalysisLimits.protectedStreams }

    /// Keeps stream number `stream` in case that a description which comes later calls it encrypted.
    mutating func keepUnannounced(
        _ stream: Int, _ network: NetworkPacket, _ header: RTPHeader, _ bytes: RawSpan, at time: CaptureTime
    ) {
        unannounced[stream] = entry(network, header, bytes, at: time)
    }

    /// Keeps an encrypted stream; its place among ``protected``.
    mutating func keep(
        _ network: NetworkPacket, _ header: RTPHeader, _ bytes: RawSpan, at time: CaptureTime
    ) -> Int {
        protected.append(entry(network, header, bytes, at: time))
        return protected.count - 1
    }

    private mutating func entry(
        _ network: NetworkPacket, _ header: RTPHeader, _ bytes: RawSpan, at time: CaptureTime
    ) -> ProtectedStream {
        var entry = ProtectedStream(
            source: network.sourceEndpoint, destination: network.destinationEndpoint, startedAt: time)
        let length = network.payloadWireLength
        if network.payloadEnd - network.payloadStart >= length, length <= AnalysisLimits.sampleBytes,
            sampleBytes <= AnalysisLimits.sampleBytesInAll
        {
            sampleBytes += length
            let end = network.payloadStart + length
            entry.sample = bytes.extracting(network.payloadStart..<end).withUnsafeBytes { Array($0) }
            entry.sampleHeader = header.payloadOffset - network.payloadStart
        }
        return entry
    }

    /// Whether the descriptions, or a handshake where there are none, say that media between these two is encrypted.
    func isProtected(
        _ source: TransportEndpoint, _ destination: TransportEndpoint, at time: CaptureTime,
        _ endpoints: AdvertisedEndpoints
    ) -> Bool {
        endpoints.isSecured(from: source, to: destination, at: time) ?? media.hasHandshake(source, destination)
    }

    /// The call and the sending side of what goes from one to the other, by both ends.
    private static func parties(
        _ source: TransportEndpoint, _ destination: TransportEndpoint, at time: CaptureTime,
        _ endpoints: AdvertisedEndpoints
    ) -> [(call: Int, sender: CallSide)] {
        var found: [(call: Int, sender: CallSide)] = []
        if let named = endpoints.advertisement(for: destination, at: time) {
            found.append((named.call, named.side.other))
        }
        if let named = endpoints.advertisement(for: source, at: time),
            !found.contains(where: { $0.call == named.call && $0.sender == named.side })
        {
            found.append((named.call, named.side))
        }
        return found
    }

    // MARK: Payloads

    /// The payload of a packet of an encrypted stream in clear, without padding; `nil` if no key opens it.
    ///
    /// - Parameters:
    ///   - protection: The place among ``protected``, which the stream's tracker keeps.
    ///   - packet: The whole RTP packet, from its first byte to its last on the wire; one that the capture cut cannot
    ///     be opened, because the tag stands at its end.
    ///   - headerLength: Bytes before the payload: ``RTPHeader/payloadOffset`` less the packet's start.
    ///   - time: When it was captured: descriptions hold for a time.
    mutating func decryptedPayload(
        protection: Int32, packet: RawSpan, headerLength: Int, at time: CaptureTime, _ endpoints: AdvertisedEndpoints
    ) -> [UInt8]? {
        let index = Int(protection)
        guard protected.indices.contains(index) else { return nil }
        if protected[index].generation != media.generation { offerKeys(index, at: time, endpoints) }
        return protected[index].reader.payload(of: packet, headerLength: headerLength)
    }

    private mutating func offerKeys(_ index: Int, at time: CaptureTime, _ endpoints: AdvertisedEndpoints) {
        protected[index].generation = media.generation
        let (source, destination) = (protected[index].source, protected[index].destination)
        let candidates = media.candidates(
            source: source, destination: destination,
            parties: KeyRing.parties(source, destination, at: time, endpoints), log: keys.log)
        protected[index].reader.offer(candidates)
    }

    /// Notes that a packet of a stream was opened.
    mutating func noteOpened(_ protection: Int32) {
        guard protected.indices.contains(Int(protection)) else { return }
        protected[Int(protection)].failing = nil
    }

    /// Notes that no key opened a packet of a stream.
    mutating func noteClosed(_ protection: Int32, _ packet: PacketReference, at time: CaptureTime) {
        let index = Int(protection)
        guard protected.indices.contains(index), protected[index].failing == nil else { return }
        protected[index].failing = (packet, time)
    }

    // MARK: The end

    /// What became of stream number `stream`, whose tracker keeps `protection`: by what was opened on the way, else by the
    /// packet that was kept. What opened it is kept in `openers` under `id`.
    mutating func decryption(
        ofStream stream: Int, protection: Int32, keeping openers: inout MediaOpeners, as id: String,
        _ endpoints: AdvertisedEndpoints
    ) -> StreamDecryption {
        var index = Int(protection)
        if index < 0, let entry = unannounced.removeValue(forKey: stream) {
            index = protected.count
            protected.append(entry)
        }
        guard protected.indices.contains(index) else { return StreamDecryption(obstacle: .noWholePacket) }
        let entry = protected[index]
        if entry.reader.opened == 0 {
            offerKeys(index, at: entry.startedAt, endpoints)
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
            let known = KeyRing.parties(entry.source, entry.destination, at: entry.startedAt, endpoints)
            let isUnusable = media.hasUnusableKeys(entry.source, entry.destination, parties: known)
            return StreamDecryption(obstacle: isUnusable ? .unknownSuite : .noKey)
        }
        return StreamDecryption(obstacle: entry.sample.isEmpty ? .noWholePacket : .wrongKey)
    }

    // MARK: RTCP

    /// What control packets between two endpoints are.
    enum ControlProtection {
        /// Not encrypted as far as anything says.
        case plain
        /// Encrypted, and opened: the packets in clear.
        case opened([UInt8])
        /// Encrypted, and no key opens it.
        case closed
    }

    /// Opens the SRTCP of a session that a description or a handshake calls encrypted (RFC 3711 §3.4).
    mutating func openControl(
        _ network: NetworkPacket, _ bytes: RawSpan, at time: CaptureTime, _ endpoints: AdvertisedEndpoints
    ) -> ControlProtection {
        guard media.isNeeded else { return .plain }
        let source = network.sourceEndpoint
        let destination = network.destinationEndpoint
        // RTCP has the port above RTP's, unless it shares it.
        let mediaSource = TransportEndpoint(address: source.address, port: source.port &- 1)
        let mediaDestination = TransportEndpoint(address: destination.address, port: destination.port &- 1)
        let isShared = isProtected(source, destination, at: time, endpoints)
        guard isShared || isProtected(mediaSource, mediaDestination, at: time, endpoints) else { return .plain }
        let length = network.payloadWireLength
        guard network.payloadEnd - network.payloadStart >= length else { return .closed }
        let packet = bytes.extracting(network.payloadStart..<(network.payloadStart + length))
        // An address shared with RTP decides; else the pair below, whose handshake is its own where it has one.
        let pairs = isShared ? [(source, destination)] : [(mediaSource, mediaDestination), (source, destination)]
        for (from, towards) in pairs {
            let candidates = media.candidates(
                source: from, destination: towards, parties: KeyRing.parties(from, towards, at: time, endpoints),
                log: keys.log)
            for candidate in candidates {
                if let plain = candidate.context.openControl(packet) { return .opened(plain) }
            }
        }
        return .closed
    }
}
