import ArgumentParser
import CallAnalysis
import CaseWork
import Findings
import Glibc
import ReportModel
import Reports

/// `earshot analyze`: what happened in these calls?
struct AnalyzeCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, ndjson, markdown, html
    }

    enum FailOn: String, ExpressibleByArgument, CaseIterable {
        case never, fault
    }

    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Finds out what happened in the calls of a capture.",
        discussion: """
            Reads pcap, pcapng, snoop and Network Monitor files, plain or compressed (gzip, zstd, lz4), also from
            standard input (-). Several files, or a folder of them, are analysed as one in the order of their packets:
            a call may cross from one to the next. A damaged capture is analysed as far as it goes.

            EXAMPLES
              earshot analyze call.pcap
              earshot analyze ring-*.pcapng --format json -o calls.json
              tcpdump -w - udp | earshot analyze -
              earshot analyze call.pcap --format html -o report.html
              earshot analyze calls.json --format html -o report.html    an analysis that was kept, shown again
              earshot analyze calls.pcap --number 0119 --severity fault
              earshot analyze calls.pcap --call c7
              earshot analyze call.pcap --fail-on fault      status 1 if a fault is found
              earshot analyze call.pcapng --keys sslkeys.log  read SIP over TLS and DTLS-SRTP too

            Keys of encrypted media that stand in the session descriptions, and key logs inside pcapng files, are used
            to measure what they protect; keys and speech are never printed or stored.
            """)

    @Argument(help: "Capture files or folders of them, or - for standard input.")
    var captures: [String]

    @Option(help: "How to show the result: text, json, ndjson, markdown or html.")
    var format = Format.text

    @Option(help: "Listen to the audio: none, level (of every G.711 packet), or full (decode every codec known).")
    var audio = "level"

    @Flag(
        help: """
            Keep each stream's course in steps of 100 ms (of 1 s, in streams of a minute and more), for --format json: \
            what came, was lost or late, the jitter, the level.
            """)
    var detail = false

    @Option(help: "Status 1 if something this bad is found: never or fault.")
    var failOn = FailOn.never

    @Flag(name: .customLong("sha256"), help: "Hash captures of any size (by default up to 64 MiB).")
    var hashesAll = false

    @Option(
        name: .customLong("keys"),
        help: ArgumentHelp(
            "A key log (SSLKEYLOGFILE) of the programs in the capture; may be given several times.",
            valueName: "file"))
    var keyLogs: [String] = []

    @Flag(
        name: .customLong("ignore-capture-keys"),
        help: "Leave encrypted what keys inside the capture would open.")
    var ignoresCaptureKeys = false

    @Option(
        help: """
            Threads: 1, or 2 to read ahead of the analysis (default: 2 where there are two processors); of compressed \
            files as many are unpacked at once.
            """)
    var threads: Int?

    @OptionGroup(title: "Choosing and listing") var choosing: SelectionOptions
    @OptionGroup var choice: ProgramOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard threads.map({ (1...64).contains($0) }) != false else {
            throw ValidationError("--threads takes 1 to 64")
        }
        guard ["none", "level", "full"].contains(audio) else {
            throw ValidationError("--audio takes none, level or full")
        }
        guard (captures + keyLogs).filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("standard input (-) can be read only once")
        }
    }

    func run() throws {
        try output.protect(captures + keyLogs + [choice.program])
        if captures.count == 1, let stored = try StoredInput.open(captures[0]) { return try show(stored) }
        let analysis = try CaptureRun.analyze(
            captures, hashesAll: hashesAll, thresholds: FindingThresholds(choice.load()), threads: threads,
            audio: audio == "none" ? .none : .levels, decodesAudio: audio == "full", isDetailed: detail,
            keys: KeyLogFiles.read(keyLogs, usesKeysInCapture: !ignoresCaptureKeys), quiet: output.quiet)
        if !output.quiet { for unheard in analysis.unheard { Terminal.writeError(UnheardWords.note(unheard)) } }
        try show(AnalysisDocument(analysis, toolVersion: Earshot.version))
    }

    /// Shows what is wanted of an analysis.
    private func show(_ source: some AnalysisSource) throws {
        let selection = try choosing.selection(of: source)
        try NamedCalls.check(selection.calls, in: source)
        if selection.isEmpty { return try render(source) }
        try render(SelectedAnalysis(source, selection))
    }

    private func render(_ source: some AnalysisSource) throws {
        switch format {
        case .text:
            let style = output.style(isWide: choosing.wide)
            try output.deliver(AnalysisReport.text(source, style: style, options: choosing.textOptions()))
        case .json: try output.deliver { AnalysisReport.json(source, to: $0) }
        case .ndjson: try output.deliver { AnalysisReport.ndjson(source, to: $0) }
        case .markdown: try output.deliver(AnalysisReport.markdown(source))
        case .html: try output.deliver { sink in AnalysisReport.html(source, to: sink) }
        }
        guard failOn == .fault else { return }
        if (0..<source.findingCount).contains(where: { source.finding($0).severity == "fault" }) { throw ExitCode(1) }
    }
}

/// How many processors this process may use.
enum ProcessorCount {
    static var available: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}

/// One analysis with progress on the terminal, and failures in the words of the command line.
enum CaptureRun {
    static func analyze(
        _ captures: [String], hashesAll: Bool, thresholds: FindingThresholds, threads: Int? = nil,
        audio: CallAnalyzer.AudioDepth = .levels, decodesAudio: Bool = false,
        isDetailed: Bool = false, keys: DecryptionKeys = DecryptionKeys(), quiet: Bool
    ) throws -> CaptureAnalysis {
        try reporting(quiet: quiet) { base, progress in
            var options = base
            options.thresholds = thresholds
            options.audio = audio
            options.decodesAudio = decodesAudio
            options.decoder = DecodeCommand.program
            if isDetailed { options.limits.seriesPointsPerStream = AnalysisLimits.usualSeriesPoints }
            options.keys = keys
            options.threads = threads ?? min(2, ProcessorCount.available)
            if hashesAll { options.hashedBytes = .max }
            if !quiet {
                for one in CaptureInputs.repeated(in: captures) {
                    Terminal.writeError("\(one.path) holds the same, byte by byte, as \(one.same): it is read once.\n")
                }
            }
            // What decodes reads the capture a second time.
            let spool = try decodesAudio ? InputSpool(captures) : nil
            let paths = try CaptureInputs.expand(spool?.captures ?? captures)
            return try AnalyzeCapture(options: options, progress: progress)
                .run(paths, names: spool.map { spool in paths.map(spool.name) })
        }
    }

    /// Reads captures with progress on the terminal, can be interrupted, and fails in the words of the command line.
    static func reporting<Result>(
        quiet: Bool, _ read: (AnalyzeCapture.Options, @escaping (Int, Int?) -> Void) throws -> Result
    ) throws -> Result {
        var options = AnalyzeCapture.Options()
        options.isStopped = { Interruption.wasAsked }
        Interruption.watch()
        let progress = ProgressHolder(Progress("Reading", quiet: quiet))
        defer { progress.value.end() }
        do {
            return try read(options) { progress.value.show(bytes: $0, of: $1) }
        } catch let error as CaptureInputs.Empty {
            throw CommandFailure(error.description)
        } catch let error as CaptureUnreadable {
            throw CommandFailure(error.description)
        }
    }

    /// The closure that reports progress changes the line it shows.
    private final class ProgressHolder {
        var value: Progress
        init(_ value: Progress) { self.value = value }
    }
}
