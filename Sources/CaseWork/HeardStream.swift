import AudioLevels
import CallAnalysis
import CallVocabulary
import SpeechDecoding

/// A stream to decode: what its codec is called and which packets are of it.
struct StreamToHear: Equatable, Sendable {
    /// The codec, as a session description names it.
    var codec: Codec
    /// The payload type of its packets.
    var payloadType: UInt8

    /// How it is coded; `nil` for what is not decoded here.
    var coding: SpeechCoding? { SpeechCoding(codec) }
}

/// What became of decoding one stream.
enum HeardStream: Equatable, Sendable {
    /// What it sounded like, and the levels of 20 ms after 20 ms.
    case heard(AudioLevels, envelope: [UInt8])
    /// Why there is nothing.
    case obstacle(AudioObstacle)
}

/// Takes the packets of one stream, wherever they are decoded.
enum StreamListener {
    case listening(DecodedListener)
    case obstacle(AudioObstacle)

    /// Begins to listen in this process.
    init(_ stream: StreamToHear) {
        guard let coding = stream.coding else {
            self = .obstacle(.undecodedCodec)
            return
        }
        do {
            self = .listening(
                try DecodedListener(coding: coding, clockRate: stream.codec.clockRate, type: stream.payloadType))
        } catch .missing {
            self = .obstacle(.missingLibrary)
        } catch {
            self = .obstacle(.decoderFailed)
        }
    }

    func add(_ packet: StreamPayloads.Packet, _ payload: RawSpan) {
        if case .listening(let listener) = self { listener.add(packet, payload) }
    }

    func finish() -> HeardStream {
        switch self {
        case .obstacle(let obstacle): return .obstacle(obstacle)
        case .listening(let listener):
            guard let heard = listener.finish() else { return .obstacle(.nothingDecodable) }
            return .heard(heard.levels, envelope: heard.envelope)
        }
    }
}
