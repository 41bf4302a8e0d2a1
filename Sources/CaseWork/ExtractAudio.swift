import AudioLevels
import CallAnalysis
import CallVocabulary
import SpeechDecoding

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
    /// The library that decodes its codec is not installed.
    case missing(String, codec: String, CodecLibrary)
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
        case .missing(let name, let codec, let library):
            return "\(name) is \(codec), which \(library.rawValue) decodes; it is not installed on this machine. "
                + "On Debian and Ubuntu the package is \(library.debianPackage)."
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
            let name = stream.payloadTypes.first?.encoding
            guard let use = Self.decodable(stream), let coding = Self.coding(of: use) else {
                throw AudioUnavailable.codec(stream.id, name: name)
            }
            do {
                playbacks.append(
                    try StreamPlayback(
                        coding: coding, clockRate: use.clockRate ?? 8_000, bufferMilliseconds: bufferMilliseconds))
            } catch .missing(let library) {
                throw AudioUnavailable.missing(stream.id, codec: name ?? "", library)
            } catch {
                throw AudioUnavailable.codec(stream.id, name: name)
            }
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

    /// Measures every stream that can be decoded (in a close look, those of the calls looked at) and puts what it sounded like into the result, or why that is not known.
    func measure(_ result: inout CallAnalysisResult, openers: MediaOpeners, paths: [String]) throws {
        var chosen: [Int] = []
        var wanted: [StreamToHear] = []
        for index in result.streams.indices where result.streams[index].media != .video {
            // Those of a close look have their course.
            guard options.focus == nil || result.streams[index].series != nil else { continue }
            switch Self.toHear(result.streams[index]) {
            case .failure(let reason): result.streams[index].audioObstacle = reason.obstacle
            case .success where paths.contains("-"): result.streams[index].audioObstacle = .readOnce
            case .success where chosen.count == Self.maximumStreams:
                result.streams[index].audioObstacle = .tooManyStreams
            case .success(let stream):
                chosen.append(index)
                wanted.append(stream)
            }
        }
        guard !chosen.isEmpty else { return }
        var hearing = StreamHearing(wanted, program: options.decoder, threads: options.threads)
        let streams = chosen.map { result.streams[$0] }
        try hearing.run { body in try read(streams, openers, paths, body) }
        for (index, outcome) in zip(chosen, hearing.outcomes) {
            switch outcome {
            case .heard(let levels, let envelope)?:
                result.streams[index].audio = levels.joined(with: result.streams[index].audio)
                result.streams[index].envelope = envelope
            case .obstacle(let obstacle)?: result.streams[index].audioObstacle = obstacle
            case nil: result.streams[index].audioObstacle = .decoderFailed
            }
        }
        result.compareDirections()
    }

    /// What there is to hear of a stream, or why there is nothing.
    private static func toHear(_ stream: MediaStream) -> Result<StreamToHear, Unheard> {
        guard stream.isReadable else { return .failure(Unheard(obstacle: .encrypted)) }
        guard let use = decodable(stream), let codec = codec(of: use) else {
            let isNamed = stream.payloadTypes.contains { $0.encoding != nil }
            return .failure(Unheard(obstacle: isNamed ? .undecodedCodec : .unknownCodec))
        }
        return .success(StreamToHear(codec: codec, payloadType: use.number))
    }

    private struct Unheard: Error {
        var obstacle: AudioObstacle
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
    static func decodable(_ stream: MediaStream) -> PayloadTypeUse? {
        stream.payloadTypes.filter { coding(of: $0) != nil }.max { $0.packets < $1.packets }
    }

    static func coding(of use: PayloadTypeUse) -> SpeechCoding? { codec(of: use).flatMap { SpeechCoding($0) } }

    private static func codec(of use: PayloadTypeUse) -> Codec? {
        guard let encoding = use.encoding else { return nil }
        // Opus is announced with two channels and decoded to one.
        return Codec(
            encoding: encoding, clockRate: use.clockRate ?? 8_000,
            channels: encoding.uppercased() == "OPUS" ? 2 : use.channels ?? 1)
    }
}

extension AudioLevels {
    /// With what only the code words show, as far as they were measured.
    fileprivate func joined(with words: AudioLevels?) -> AudioLevels {
        var joined = self
        joined.isWrongLaw = words?.isWrongLaw ?? false
        joined.repeatedPackets = words?.repeatedPackets ?? 0
        joined.quietRoughness = words?.quietRoughness
        joined.clicksPerSecond = words?.clicksPerSecond
        joined.clicks = words?.clicks ?? 0
        if let words, words.packets > 0 {
            // Whether a quiet microphone or nothing speaks can be told from the words, no longer from the samples.
            joined.firstSoundAt = words.firstSoundAt
            joined.lastSoundAt = words.lastSoundAt
            joined.digitalSilenceSeconds = words.digitalSilenceSeconds
            joined.longestDigitalSilenceSeconds = words.longestDigitalSilenceSeconds
        }
        return joined
    }
}
