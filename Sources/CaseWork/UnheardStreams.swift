import CallAnalysis
import SpeechDecoding

/// Streams that could not be heard for a reason that somebody can do something about.
public struct UnheardStreams: Equatable, Sendable {
    /// Why.
    public enum Reason: Hashable, Sendable {
        /// This library, which decodes their codec, is not installed.
        case missing(CodecLibrary)
        /// The decoder crashed, hung, or could not be started.
        case decoderFailed
    }

    /// Why.
    public var reason: Reason
    /// The names of their codecs, each once, in the order of the streams.
    public var codecs: [String]
    /// How many there are.
    public var streams: Int
}

extension CaptureAnalysis {
    /// What could not be heard, most streams first.
    public var unheard: [UnheardStreams] {
        var found: [UnheardStreams] = []
        for stream in result.streams {
            let use = ExtractAudio.decodable(stream)
            let reason: UnheardStreams.Reason
            switch stream.audioObstacle {
            case .decoderFailed?: reason = .decoderFailed
            case .missingLibrary?:
                guard let library = use.flatMap({ ExtractAudio.coding(of: $0) })?.library else { continue }
                reason = .missing(library)
            default: continue
            }
            let place = found.firstIndex { $0.reason == reason } ?? found.count
            if place == found.count { found.append(UnheardStreams(reason: reason, codecs: [], streams: 0)) }
            found[place].streams += 1
            if let name = use?.encoding, !found[place].codecs.contains(name) { found[place].codecs.append(name) }
        }
        return found.sorted { $0.streams > $1.streams }
    }
}
