import Foundation
import TestSupport
import Testing

/// Every codec decoded by the program as it is, and what becomes of an analysis whose libraries are missing or broken.
@Suite struct DecodingTests {
    /// One call of each codec, 440 Hz from the calling party and 620 Hz from the called one (scripts/codec-capture).
    private static let capture = Program.root.appendingPathComponent("Tests/CommandLineTests/every-codec.pcap.gz").path

    private static let codecs = [
        "PCMU", "PCMA", "G722", "GSM", "G729", "G726-16", "G726-24", "G726-32", "G726-40", "AAL2-G726-32", "L16",
        "opus",
    ]

    private struct Stream {
        var codec: String
        var audio: [String: Any]?
        var obstacle: String?
    }

    private func streams(
        _ captures: [String], audio: String = "full", environment: [String: String] = [:]
    ) throws -> (streams: [Stream], errors: String) {
        let run = try Program.run(
            "earshot", ["analyze"] + captures + ["--audio", audio, "--format", "json"], environment: environment)
        try #require(run.status == 0, "\(run.errors)")
        let streams = try #require(try Program.json(run.output)["streams"] as? [[String: Any]])
        return (
            streams.map { stream in
                let types = stream["payloadTypes"] as? [[String: Any]]
                return Stream(
                    codec: types?.first?["encoding"] as? String ?? "", audio: stream["audio"] as? [String: Any],
                    obstacle: stream["audioObstacle"] as? String)
            }, run.errors
        )
    }

    @Test func everyCodecIsMeasured() throws {
        let (streams, errors) = try streams([Self.capture])
        #expect(streams.map(\.codec) == Self.codecs.flatMap { [$0, $0] })
        #expect(errors == "")
        for stream in streams {
            let audio = try #require(stream.audio, "\(stream.codec)")
            #expect(audio["basis"] as? String == "decoded" && stream.obstacle == nil)
            #expect(audio["packets"] as? Int == 100 && audio["undecodablePackets"] as? Int == 0, "\(stream.codec)")
            let level = try #require(audio["longTermLevelDBov"] as? Double)
            #expect(abs(level + 15.3) < 1.5, "\(stream.codec): \(level) dBov")
        }
    }

    @Test(arguments: zip(1...DecodingTests.codecs.count, DecodingTests.codecs))
    func everyCodecIsHeardAsItWasSpoken(call: Int, codec: String) throws {
        let file = Program.temporary("heard.wav")
        defer { try? FileManager.default.removeItem(atPath: file) }
        let run = try Program.run("earshot", ["audio", Self.capture, "--call", "call-\(call)", "-o", file])
        try #require(run.status == 0, "\(codec): \(run.errors)")
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        let rate = bytes[24..<28].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        #expect(rate == ["G722": 16_000, "L16": 16_000, "opus": 48_000][codec] ?? 8_000)
        for (side, tone) in [440.0, 620].enumerated() {
            let samples = stride(from: 44 + 2 * side, to: bytes.count - 1, by: 4).map {
                Double(Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8))
            }
            let heard = Self.share(of: tone, in: samples, rate: Double(rate))
            #expect(samples.count > rate && heard > 0.75, "\(codec): \(heard) of the power is at \(tone) Hz")
        }
    }

    /// The share of the power that lies within 20 Hz of `tone`.
    private static func share(of tone: Double, in samples: [Double], rate: Double) -> Double {
        let length = Int(rate / 20)
        var all = 0.0
        var own = 0.0
        for start in stride(from: 0, to: samples.count - length + 1, by: length) {
            var real = 0.0
            var imaginary = 0.0
            for index in 0..<length {
                let angle = 2 * Double.pi * tone * Double(index) / rate
                real += samples[start + index] * cos(angle)
                imaginary += samples[start + index] * sin(angle)
                all += samples[start + index] * samples[start + index]
            }
            own += (real * real + imaginary * imaginary) * 2 / Double(length)
        }
        return all > 0 ? own / all : 0
    }

    @Test(.enabled(if: DecodingTests.crashing != nil, "the corpus of captures is not here"))
    func theCaptureThatOnceCrashedIsHeard() throws {
        let heard = try streams([try #require(Self.crashing)]).streams.filter { $0.codec == "G722" }
        #expect(!heard.isEmpty && heard.allSatisfy { $0.audio != nil && $0.obstacle == nil })
    }

    private static let crashing = Places.corpus("hostile/g722-crash.pcap")?.path

    // MARK: Libraries that crash

    private static let compiler = ["/usr/bin/cc", "/usr/bin/clang", "/opt/swift/usr/bin/clang"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// A library in place of spandsp whose G.722 decoder ends the process; its other decoders give silence.
    private func planted(_ flags: [String] = []) throws -> String {
        let folder = Program.temporary("planted")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let source = """
            #include <stdint.h>
            #include <stdlib.h>
            #include <string.h>
            static int state;
            #ifdef AT_ONCE
            __attribute__((constructor)) static void at_once(void) { abort(); }
            #endif
            static int quiet(int16_t *out) { memset(out, 0, 320); return 160; }
            void *g722_decode_init(void *s, int rate, int options) { return &state; }
            int g722_decode(void *s, int16_t *out, const uint8_t *in, int n) { abort(); }
            int g722_decode_free(void *s) { return 0; }
            void *g726_init(void *s, int rate, int encoding, int packing) { return &state; }
            int g726_decode(void *s, int16_t *out, const uint8_t *in, int n) { return quiet(out); }
            int g726_free(void *s) { return 0; }
            void *gsm0610_init(void *s, int packing) { return &state; }
            int gsm0610_decode(void *s, int16_t *out, const uint8_t *in, int n) { return quiet(out); }
            int gsm0610_free(void *s) { return 0; }
            """
        try Data(source.utf8).write(to: URL(fileURLWithPath: folder + "/planted.c"))
        let build = Process()
        build.executableURL = URL(fileURLWithPath: Self.compiler ?? "/usr/bin/cc")
        build.arguments =
            ["-shared", "-fPIC", "-w"] + flags + ["-o", "\(folder)/libspandsp.so.2", "\(folder)/planted.c"]
        try build.run()
        build.waitUntilExit()
        try #require(build.terminationStatus == 0)
        return folder
    }

    @Test(.enabled(if: DecodingTests.compiler != nil, "there is no C compiler"), arguments: [1, 2, 4])
    func aDecoderThatCrashesCostsItsStreamsTheirSoundAndNothingElse(threads: Int) throws {
        let folder = try planted()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let whole = try streams([Self.capture, "--threads", "\(threads)"]).streams
        let (streams, errors) = try streams(
            [Self.capture, "--threads", "\(threads)"], environment: ["LD_LIBRARY_PATH": folder])
        #expect(errors.contains("2 streams of G722") && errors.contains("the decoder failed"))
        for (stream, before) in zip(streams, whole) {
            #expect(stream.codec == before.codec)
            if stream.codec == "G722" {
                #expect(stream.audio == nil && stream.obstacle == "decoder-failed")
            } else {
                #expect(stream.audio != nil && stream.obstacle == nil, "\(stream.codec)")
            }
            if ["opus", "G729", "PCMU", "L16"].contains(stream.codec) {
                for figure in ["longTermLevelDBov", "seconds", "packets"] {
                    #expect(stream.audio?[figure] as? Double == before.audio?[figure] as? Double, "\(figure)")
                }
            }
        }
        #expect(streams.count == whole.count)
    }

    @Test(.enabled(if: DecodingTests.compiler != nil, "there is no C compiler"))
    func aDecoderThatCrashesWhileSoundIsMadeSaysSoAndWritesNothing() throws {
        let folder = try planted()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/heard.wav"
        let place = try #require(try streams([Self.capture]).streams.firstIndex { $0.codec == "G722" })
        let stream = "stream-\(place + 1)"
        let run = try Program.run(
            "earshot", ["audio", Self.capture, "--stream", stream, "-o", file],
            environment: ["LD_LIBRARY_PATH": folder])
        #expect(run.status == 2 && run.errors.contains("decoder-failed") && run.errors.contains("G722"))
        #expect(!FileManager.default.fileExists(atPath: file))
        let sound = try Program.run("earshot", ["audio", Self.capture, "--stream", stream, "-o", file])
        #expect(sound.status == 0 && FileManager.default.fileExists(atPath: file))
    }

    @Test(.enabled(if: DecodingTests.compiler != nil, "there is no C compiler"))
    func aLibraryThatCrashesWhileItIsLoadedTakesNothingWithIt() throws {
        let folder = try planted(["-DAT_ONCE"])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let streams = try streams([Self.capture], environment: ["LD_LIBRARY_PATH": folder]).streams
        for stream in streams {
            let isIts = ["G722", "GSM"].contains(stream.codec) || stream.codec.contains("G726")
            #expect(stream.obstacle == (isIts ? "decoder-failed" : nil) && (stream.audio == nil) == isIts)
        }
    }

    // MARK: Libraries that are not there

    /// A folder whose files stand in the way of every library that is loaded while the program runs.
    private func nothing() throws -> String {
        let folder = Program.temporary("nothing")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["libspandsp.so.2", "libopus.so.0", "libbcg729.so.0", "libpcap.so.0.8", "libpcap.so.1"] {
            try Data("no library".utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        return folder
    }

    @Test func withoutLibrariesEverythingElseWorksAndWhatIsMissingIsSaid() throws {
        let folder = try nothing()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (streams, errors) = try streams([Self.capture], environment: ["LD_LIBRARY_PATH": folder])
        for stream in streams {
            let isOurs = ["PCMU", "PCMA", "L16"].contains(stream.codec)
            #expect(stream.obstacle == (isOurs ? nil : "library-missing") && (stream.audio != nil) == isOurs)
        }
        for package in ["libspandsp2", "libbcg729-0", "libopus0"] { #expect(errors.contains(package)) }
        // The loader's own reason: the file is there, and no library.
        #expect(errors.contains("cannot be used on this machine") && errors.contains("file too short"))
        let audio = try Program.run(
            "earshot", ["audio", Self.capture, "--call", "call-5", "-o", folder + "/heard.wav"],
            environment: ["LD_LIBRARY_PATH": folder])
        #expect(audio.status == 2 && audio.errors.contains("G729") && audio.errors.contains("libbcg729-0"))
        #expect(!FileManager.default.fileExists(atPath: folder + "/heard.wav"))
        let live = try Program.run(
            "earshot", ["live", "-i", "lo", "--duration", "1"], environment: ["LD_LIBRARY_PATH": folder])
        #expect(live.status == 2 && live.errors.contains("libpcap") && live.errors.contains("file too short"))
    }

    @Test func whatNobodyAskedToHearHasNoObstacle() throws {
        let streams = try streams([Self.capture], audio: "level").streams
        #expect(streams.allSatisfy { $0.obstacle == nil })
        #expect(streams.filter { $0.audio != nil }.map(\.codec) == ["PCMU", "PCMU", "PCMA", "PCMA"])
    }

    @Test func theOtherSideOfDecodingIsNotForPeople() throws {
        let run = try Program.run("earshot", ["decode-streams"], input: Data([1, 2, 3]))
        #expect(run.status == 2 && run.errors.contains("other commands"))
        #expect(!(try Program.run("earshot", ["--help"]).output.contains("decode-streams")))
    }
}
