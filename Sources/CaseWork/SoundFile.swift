import CallAnalysis
import CallVocabulary
import SpeechDecoding

/// What was decoded as a WAVE file: one stream in one channel, or both sides of a call in two.
public enum SoundFile {
    /// The samples do not fit a file.
    public struct TooLong: Error, CustomStringConvertible {
        /// Why.
        public var description: String { "the audio does not fit a WAV file." }
    }

    /// Seconds that the later side waits for the earlier at most.
    private static let maximumLead = 3_600.0

    /// The streams of audio of a call, one for each side that sends: the longest. Throws ``AudioUnavailable`` if there is no
    /// such call, or none of its audio was captured.
    public static func sides(of call: String, in result: CallAnalysisResult) throws -> [String] {
        guard let found = result.calls.first(where: { $0.id == call }) else {
            throw AudioUnavailable.unknown(call, known: result.calls.map(\.id))
        }
        let audio = found.streams.map { result.streams[$0] }.filter { $0.media != .video }
        let sides = CallSide.allCases.compactMap { side in
            audio.filter { $0.direction.sender == side }.max { $0.counts.received < $1.counts.received }?.id
        }
        guard !sides.isEmpty else { throw AudioUnavailable.nothing(call) }
        return sides
    }

    /// Hands the file to `sink`, piece by piece: one channel for one stream; for two, both on one time line at the higher
    /// rate.
    public static func write(_ played: [PlayedAudio], to sink: @escaping ([UInt8]) -> Void) throws {
        guard let first = played.first else { return }
        let begin = played.map(\.startedAt).min() ?? first.startedAt
        let rate = played.map(\.sampleRate).max() ?? first.sampleRate
        let channels = played.prefix(2).map { audio in
            let repeats = max(1, rate / max(1, audio.sampleRate))
            let lead = Int(max(0, min(audio.startedAt.seconds(since: begin), maximumLead)) * Double(rate))
            var samples = [Int16](repeating: 0, count: played.count > 1 ? lead : 0)
            samples.reserveCapacity(samples.count + audio.samples.count * repeats)
            for sample in audio.samples { for _ in 0..<repeats { samples.append(sample) } }
            return samples
        }
        let length = channels.map(\.count).max() ?? 0
        do {
            var writer = try WAVWriter<Never>(
                channels: channels.count, sampleRate: rate, samples: length, output: { sink($0) })
            if channels.count == 1 {
                try writer.write(channels[0][...])
            } else {
                let padded = channels.map { $0 + [Int16](repeating: 0, count: length - $0.count) }
                try writer.write(left: padded[0][...], right: padded[1][...])
            }
            writer.finish()
        } catch is WAVWriter<Never>.Refusal {
            throw TooLong()
        }
    }
}
