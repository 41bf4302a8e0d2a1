import ArgumentParser
import CallAnalysis
import CaseWork
import JSONText
import SpeechDecoding

/// `earshot audio`: what was heard, as a sound file.
struct AudioCommand: ParsableCommand {
    enum Buffer: String, ExpressibleByArgument, CaseIterable {
        case none
        case fixed60 = "60"
        case fixed200 = "200"

        var milliseconds: Double? {
            switch self {
            case .none: return nil
            case .fixed60: return 60
            case .fixed200: return 200
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "audio",
        abstract: "Decodes a stream, or both directions of a call, to a WAV file.",
        usage: "earshot audio <captures> ... --stream <stream> -o <output> [<options>]",
        discussion: """
            A stream gives one channel; a call gives two, the calling party left and the called party right. The audio is \
            what a receiver with the chosen buffer would have played: packets that came too late for it are missing. \
            Mind who may listen to it: speech is personal data.

            EXAMPLES
              earshot audio call.pcap --stream stream-1 -o heard.wav
              earshot audio call.pcap --call call-1 --buffer 60 -o both.wav
            """)

    @Argument(help: "Capture files or folders of them, or - for standard input.")
    var captures: [String]

    @Option(help: "The stream, as analyze names it.")
    var stream: String?

    @Option(help: "The call, as analyze names it: both directions.")
    var call: String?

    @Option(help: "The receiver's buffer in ms: 60 or 200, or none to hear every packet however late.")
    var buffer = Buffer.none

    @Option(
        name: .customLong("keys"),
        help: ArgumentHelp("A key log (SSLKEYLOGFILE) for encrypted calls; as for analyze.", valueName: "file"))
    var keyLogs: [String] = []

    @Option(name: [.customShort("o"), .long], help: "The WAV file to write; - is standard output.")
    var output: String

    @OptionGroup var summary: SummaryOptions

    func validate() throws {
        guard (stream == nil) != (call == nil) else { throw ValidationError("give --stream or --call, one of them") }
        guard summary.format == .text || output != "-" else {
            throw ValidationError("--format json writes its summary to standard output; give the audio a file with -o")
        }
    }

    func run() throws {
        try OutputProtection.check([output], inputs: captures + keyLogs)
        let keys = try KeyLogFiles.read(keyLogs, usesKeysInCapture: true)
        let spool = try InputSpool(captures)
        let (analysis, paths) = try CaptureRun.reporting(quiet: summary.quiet) { base, progress in
            var options = base
            options.keys = keys
            let paths = try CaptureInputs.expand(spool.captures)
            let run = AnalyzeCapture(options: options, progress: progress)
            return (try run.run(paths, names: paths.map(spool.name)), paths)
        }
        do {
            let ids = try streams(of: analysis.result)
            var options = AnalyzeCapture.Options()
            options.decoder = DecodeCommand.program
            let played = try ExtractAudio(options: options).played(
                ids, of: analysis, paths: paths, bufferMilliseconds: buffer.milliseconds)
            try write(played)
            let text = played.map { audio in
                let account = audio.account
                let seconds = Double(audio.samples.count) / Double(audio.sampleRate)
                return "\(audio.stream): \(TimeWords.seconds(seconds)), \(account.played) packets played, "
                    + "\(account.late) too late, \(account.undecodable) not decodable, "
                    + "\(TimeWords.seconds(Double(account.concealedSamples) / Double(audio.sampleRate))) concealed\n"
            }.joined()
            try summary.show(text, file: output) { json in Self.describe(played, output, &json) }
        } catch let error as AudioUnavailable {
            throw CommandFailure(error.description)
        } catch let error as CaptureUnreadable {
            throw CommandFailure(error.description)
        }
    }

    private static func describe(_ played: [PlayedAudio], _ file: String, _ json: inout JSONWriter) {
        json.member("schema", "earshot.audio/1")
        json.member("file", file)
        json.member("streams", array: played) { json, audio in
            json.object { json in
                json.member("stream", audio.stream)
                json.member("sampleRate", audio.sampleRate)
                json.member("samples", audio.samples.count)
                json.member("concealedSamples", audio.account.concealedSamples)
                json.member("packetsPlayed", audio.account.played)
                json.member("packetsLate", audio.account.late)
                json.member("packetsUndecodable", audio.account.undecodable)
            }
        }
    }

    private func streams(of result: CallAnalysisResult) throws -> [String] {
        if let stream { return [stream] }
        guard let call, let found = result.calls.first(where: { $0.id == call }) else {
            throw AudioUnavailable.unknown(call ?? "", known: result.calls.map(\.id))
        }
        let audio = found.streams.map { result.streams[$0] }.filter { $0.media != .video }
        let sides = CallSide.allCases.compactMap { side in
            audio.filter { $0.direction.sender == side }.max { $0.counts.received < $1.counts.received }?.id
        }
        guard !sides.isEmpty else { throw AudioUnavailable.nothing(call) }
        return sides
    }

    /// One channel for one stream; for two, both on one time line at the higher rate.
    private func write(_ played: [PlayedAudio]) throws {
        guard let first = played.first else { return }
        let begin = played.map(\.startedAt).min() ?? first.startedAt
        let rate = played.map(\.sampleRate).max() ?? first.sampleRate
        let channels = played.map { audio in
            let repeats = max(1, rate / audio.sampleRate)
            let lead = Int(max(0, min(audio.startedAt.seconds(since: begin), 3_600)) * Double(rate))
            var samples = [Int16](repeating: 0, count: played.count > 1 ? lead : 0)
            samples.reserveCapacity(samples.count + audio.samples.count * repeats)
            for sample in audio.samples { for _ in 0..<repeats { samples.append(sample) } }
            return samples
        }
        let length = channels.map(\.count).max() ?? 0
        try OutputSink.write(to: output) { sink in
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
                throw CommandFailure("cannot write \(output): the audio does not fit a WAV file.")
            }
        }
    }
}

/// Lengths for people.
private enum TimeWords {
    static func seconds(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
