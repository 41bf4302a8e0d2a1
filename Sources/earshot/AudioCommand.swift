import ArgumentParser
import CallAnalysis
import CaseWork
import JSONText

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
        return try SoundFile.sides(of: call ?? "", in: result)
    }

    private func write(_ played: [PlayedAudio]) throws {
        guard !played.isEmpty else { return }
        try OutputSink.write(to: output) { sink in
            do {
                try SoundFile.write(played) { sink($0) }
            } catch let error as SoundFile.TooLong {
                throw CommandFailure("cannot write \(output): \(error)")
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
