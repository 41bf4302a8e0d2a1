import AudioMeasures
import CallAnalysis
import CallVocabulary

/// What a stream sounded like as a receiver would have played it.
public struct PlayedAudio: Sendable {
    /// The stream's id in the analysis.
    public var stream: String
    /// Samples of one channel.
    public var samples: [Int16]
    /// Their rate in hertz.
    public var sampleRate: Int
    /// When the first sample was sent, by the first packet's time.
    public var startedAt: CaptureTime
    /// What became of the packets.
    public var account: StreamPlayback.Account
}

/// Why no audio can be had.
public enum AudioUnavailable: Error, Equatable, CustomStringConvertible {
    /// No stream or call of this name; these there are.
    case unknown(String, known: [String])
    /// The stream's payload is encrypted.
    case encrypted(String)
    /// Its codec is not known, or none that is decoded here.
    case codec(String, name: String?)
    /// Nothing of it could be decoded.
    case nothing(String)
    /// Two passes are needed, and standard input has one.
    case standardInput

    /// What is the matter and what to do.
    public var description: String {
        switch self {
        case .unknown(let name, let known):
            let listed = known.prefix(20).joined(separator: ", ")
            return "there is no \(name) in this capture" + (known.isEmpty ? "." : "; it has \(listed).")
        case .encrypted(let name): return "\(name) is encrypted; its sound cannot be had without the keys (--keys)."
        case .codec(let name, let codec):
            return "\(name) is \(codec ?? "of a codec that is not known"), which is not decoded here. "
                + "PCMU, PCMA, G722, G726, GSM, G729, opus and L16 are."
        case .nothing(let name): return "no packet of \(name) could be decoded."
        case .standardInput: return "give the capture as a file: it is read twice."
        }
    }
}

/// Decodes streams of captures that were analysed.
public struct ExtractAudio {
    private let options: AnalyzeCapture.Options

    /// A run with `options`.
    public init(options: AnalyzeCapture.Options = AnalyzeCapture.Options()) {
        self.options = options
    }

    /// The streams named `ids` of the captures at `paths`, each as played through a buffer of `bufferMilliseconds`
    /// (`nil`: every packet that came, however late).
    public func played(
        _ ids: [String], of analysis: CaptureAnalysis, paths: [String], bufferMilliseconds: Double?
    ) throws -> [PlayedAudio] {
        guard !paths.contains("-") else { throw AudioUnavailable.standardInput }
        let all = analysis.result.streams
        let streams = try ids.map { id in
            guard let stream = all.first(where: { $0.id == id }) else {
                throw AudioUnavailable.unknown(id, known: all.map(\.id))
            }
            guard stream.isReadable else { throw AudioUnavailable.encrypted(id) }
            return stream
        }
        var playbacks: [StreamPlayback] = []
        for stream in streams {
            guard let use = Self.decodable(stream), let coding = Self.coding(of: use),
                let playback = try? StreamPlayback(
                    coding: coding, clockRate: use.clockRate ?? 8_000, bufferMilliseconds: bufferMilliseconds)
            else { throw AudioUnavailable.codec(stream.id, name: stream.payloadTypes.first?.encoding) }
            playbacks.append(playback)
        }
        let numbers = streams.map { Self.decodable($0)?.number }
        try read(streams, analysis.openers, paths) { packet, payload in
            guard packet.payloadType == numbers[packet.stream] else { return }
            playbacks[packet.stream].add(
                sequence: packet.sequence, timestamp: packet.timestamp, at: packet.arrival, payload: payload)
        }
        return try zip(streams, playbacks).map { stream, playback in
            playback.finish()
            guard playback.account.played > 0 else { throw AudioUnavailable.nothing(stream.id) }
            return PlayedAudio(
                stream: stream.id, samples: playback.takeSamples(), sampleRate: playback.sampleRate,
                startedAt: stream.startedAt, account: playback.account)
        }
    }

    /// Measures every stream that can be decoded and puts what it sounded like into the result.
    func measure(_ result: inout CallAnalysisResult, openers: MediaOpeners, paths: [String]) throws {
        guard !paths.contains("-") else { return }
        let chosen = result.streams.indices.filter { index in
            let stream = result.streams[index]
            return stream.isReadable && stream.media != .video
                && Self.decodable(stream).flatMap { Self.coding(of: $0) } != nil
        }
        var listeners: [DecodedListener] = []
        var listened: [Int] = []
        for index in chosen.prefix(Self.maximumStreams) {
            let stream = result.streams[index]
            guard let use = Self.decodable(stream), let coding = Self.coding(of: use),
                let listener = try? DecodedListener(coding: coding, clockRate: use.clockRate ?? 8_000, type: use.number)
            else { continue }
            listeners.append(listener)
            listened.append(index)
        }
        let lanes = DecodingLanes(listeners, lanes: options.threads)
        try read(listened.map { result.streams[$0] }, openers, paths) { packet, payload in
            lanes.add(packet, payload)
        }
        lanes.finish()
        for (listener, index) in zip(listeners, listened) {
            guard let heard = listener.finish() else { continue }
            // What only the code words show is kept.
            let levels = result.streams[index].audio
            result.streams[index].audio = heard.levels
            result.streams[index].audio?.isWrongLaw = levels?.isWrongLaw ?? false
            result.streams[index].audio?.repeatedPackets = levels?.repeatedPackets ?? 0
            result.streams[index].audio?.quietRoughness = levels?.quietRoughness
            result.streams[index].audio?.clicksPerSecond = levels?.clicksPerSecond
            result.streams[index].audio?.clicks = levels?.clicks ?? 0
            if let levels, levels.packets > 0 {
                // Whether a quiet microphone or nothing speaks can be told from the words, no longer from the samples.
                result.streams[index].audio?.firstSoundAt = levels.firstSoundAt
                result.streams[index].audio?.lastSoundAt = levels.lastSoundAt
                result.streams[index].audio?.digitalSilenceSeconds = levels.digitalSilenceSeconds
                result.streams[index].audio?.longestDigitalSilenceSeconds = levels.longestDigitalSilenceSeconds
            }
            result.streams[index].envelope = heard.envelope
        }
        result.compareDirections()
    }

    /// Streams decoded in one run.
    static let maximumStreams = 2_000

    private func read(
        _ streams: [MediaStream], _ openers: MediaOpeners, _ paths: [String],
        _ body: (StreamPayloads.Packet, RawSpan) -> Void
    ) throws {
        var payloads = StreamPayloads(streams, openers: openers)
        var spare: CaptureReadAhead.ReadBatch?
        var unreadable: CaptureUnreadable?
        var options = options
        options.hashedBytes = 0
        CaptureReadAhead.read(
            paths.map { CaptureReadAhead.Source(path: $0, name: $0) }, options: options,
            spare: {
                defer { spare = nil }
                return spare
            },
            take: { step in
                switch step {
                case .packets(let read, _, _):
                    payloads.read(read.batch, body)
                    spare = read
                case .unreadable(let reason):
                    unreadable = reason
                    return false
                case .begin, .secrets, .end: break
                }
                return true
            })
        if let unreadable { throw unreadable }
    }

    /// The payload type that carries the speech.
    private static func decodable(_ stream: MediaStream) -> PayloadTypeUse? {
        stream.payloadTypes.filter { coding(of: $0) != nil }.max { $0.packets < $1.packets }
    }

    private static func coding(of use: PayloadTypeUse) -> SpeechCoding? {
        guard let encoding = use.encoding else { return nil }
        // Opus is announced with two channels and decoded to one.
        return SpeechCoding(
            Codec(
                encoding: encoding, clockRate: use.clockRate ?? 8_000,
                channels: encoding.uppercased() == "OPUS" ? 2 : use.channels ?? 1))
    }
}
