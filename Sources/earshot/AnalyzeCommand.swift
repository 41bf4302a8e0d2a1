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
        case text, json, ndjson, csv, markdown, html, junit, sarif, prometheus, lua
    }

    enum FailOn: String, ExpressibleByArgument, CaseIterable {
        case never, warning, fault
    }

    enum Table: String, ExpressibleByArgument, CaseIterable {
        case calls, streams, findings, intervals

        var table: ResultTable { ResultTable(rawValue: rawValue) ?? .calls }
    }

    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Finds out what happened in the calls of a capture.",
        discussion: """
            Reads pcap, pcapng, snoop and Network Monitor files, plain or compressed (gzip, zstd, lz4), also from \
            standard input (-). Several files, or a folder of them, are analysed as one in the order of their packets: \
            a call may cross from one to the next. A damaged capture is analysed as far as it goes.

            EXAMPLES
              earshot analyze call.pcap
              earshot analyze ring-*.pcapng --format json -o calls.json
              tcpdump -w - udp | earshot analyze -
              earshot analyze call.pcap --format html -o report.html
              earshot analyze calls.json --format html -o r.html   a kept analysis again
              earshot analyze calls.pcap --number 0119 --severity fault
              earshot analyze calls.pcap --call c7
              earshot analyze calls.pcap --call c7 --format html --with-audio -o c7.html
              earshot analyze call.pcap --fail-on fault      status 1 if a fault is found
              earshot analyze call.pcapng --keys keys.log    read TLS and DTLS-SRTP too
              earshot analyze call.pcap --format csv --table streams -o streams.csv

            Keys of encrypted media that stand in the session descriptions, and key logs inside pcapng files, are used \
            to measure what they protect; keys and speech are never printed or stored.
            """)

    @Argument(help: "Capture files or folders of them, or - for standard input.")
    var captures: [String]

    @Option(
        help: """
            How to show the result: text, json, ndjson, csv, markdown or html; junit or sarif for build servers, prometheus \
            for a textfile collector, lua for scripts/wireshark/earshot.lua.
            """)
    var format = Format.text

    @Option(
        help: "Which rows csv and ndjson have: calls, streams, findings or intervals (csv: calls; ndjson: everything).")
    var table: Table?

    @Option(help: "Listen to the audio: none, level (of every G.711 packet), or full (decode every codec known).")
    var audio = "level"

    @Flag(
        help: """
            Keep each stream's course in steps of 100 ms (of 1 s, in streams of a minute and more), for --format json: \
            what came, was lost or late, the jitter, the level.
            """)
    var detail = false

    @Option(help: "Status 1 if something this bad is found: never, warning or fault.")
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

    @Flag(help: "In --format html: each call's messages as they stood, folded; without credentials and keys.")
    var withMessages = false

    @Flag(help: "In --format html: the sound of the calls' streams, to be played in the page (48 MiB at most).")
    var withAudio = false

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
        guard table == nil || [.csv, .ndjson].contains(format) else {
            throw ValidationError("--table goes with --format csv or ndjson")
        }
        guard threads.map({ (1...64).contains($0) }) != false else {
            throw ValidationError("--threads takes 1 to 64")
        }
        guard ["none", "level", "full"].contains(audio) else {
            throw ValidationError("--audio takes none, level or full")
        }
        guard format == .html || !(withMessages || withAudio) else {
            throw ValidationError("--with-messages and --with-audio belong to --format html")
        }
        guard (captures + keyLogs).filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("standard input (-) can be read only once")
        }
    }

    func run() throws {
        try output.protect(captures + keyLogs + [choice.program])
        if captures.count == 1, let stored = try StoredInput.open(captures[0]) { return try show(stored) }
        let analysis = try CaptureRun.analyze(
            captures, hashesAll: hashesAll, thresholds: choice.thresholds(), threads: threads,
            audio: audio == "none" ? .none : .levels, decodesAudio: audio == "full", isDetailed: detail,
            keys: KeyLogFiles.read(keyLogs, usesKeysInCapture: !ignoresCaptureKeys), quiet: output.quiet)
        if !output.quiet { for unheard in analysis.unheard { Terminal.writeError(UnheardWords.note(unheard)) } }
        try show(AnalysisDocument(analysis, toolVersion: Earshot.version), of: analysis)
    }

    /// Shows what is wanted of an analysis, which was just made or is stored.
    private func show(_ source: some AnalysisSource, of analysis: CaptureAnalysis? = nil) throws {
        let selection = try choosing.selection(of: source)
        try NamedCalls.check(selection.calls, in: source)
        try NamedCodes.check(selection.codes, in: source)
        if selection.isEmpty { return try render(source, of: analysis) }
        try render(SelectedAnalysis(source, selection), of: analysis)
    }

    /// What a page holds besides, where that was asked for.
    private func page(_ source: some AnalysisSource, of analysis: CaptureAnalysis?) throws -> AnalysisPageOptions {
        let listed = try choosing.textOptions()
        var page = AnalysisPageOptions()
        page.order = listed.order
        page.top = choosing.top.flatMap { Int($0) }
        page.zone = listed.zone
        guard withMessages || withAudio else { return page }
        guard let analysis else {
            throw CommandFailure("--with-messages and --with-audio need the capture; a stored analysis holds neither.")
        }
        let material = PageMaterial(
            paths: try CaptureInputs.expand(captures), analysis: analysis,
            keys: try KeyLogFiles.read(keyLogs, usesKeysInCapture: !ignoresCaptureKeys), quiet: output.quiet)
        let calls = AnalysisListing(source, order: listed.order).calls.map { source.call($0.index) }
        if withMessages {
            let known = Dictionary(
                analysis.result.calls.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
            try material.addMessages(of: calls.compactMap { known[$0.id] }, to: &page)
        }
        if withAudio {
            let own = calls.flatMap(\.streams).compactMap { source.streamIndex($0) }
            let order = own.isEmpty ? Array(0..<source.streamCount) : own
            let streams = order.map(source.stream).filter { $0.media != "video" && $0.role == "media" }
            try material.addSound(of: streams.map(\.id), to: &page)
        }
        return page
    }

    private func render(_ source: some AnalysisSource, of analysis: CaptureAnalysis?) throws {
        switch format {
        case .text:
            let style = output.style(isWide: choosing.wide)
            try output.deliver(AnalysisReport.text(source, style: style, options: choosing.textOptions()))
        case .json: try output.deliver { AnalysisReport.json(source, to: $0) }
        case .ndjson:
            if let table {
                try output.deliver { table.table.ndjson(source, to: $0) }
            } else {
                try output.deliver { AnalysisReport.ndjson(source, to: $0) }
            }
        case .csv: try output.deliver { (table ?? .calls).table.csv(source, to: $0) }
        case .junit:
            try output.deliver(Array(JUnitReport.render(source, failsWarnings: failOn == .warning).utf8))
        case .sarif: try output.deliver(SARIFReport.render(source))
        case .prometheus: try output.deliver(Array(MetricsText.render(source).utf8))
        case .lua: try output.deliver(Array(DissectorScript.render(source).utf8))
        case .markdown:
            var options = try choosing.textOptions()
            if choosing.top == nil { options.top = AnalysisTextOptions.usualTop }
            try output.deliver(AnalysisReport.markdown(source, options: options))
        case .html:
            let page = try page(source, of: analysis)
            try output.deliver { sink in AnalysisReport.html(source, options: page, to: sink) }
        }
        let failing: Set<String> = failOn == .never ? [] : failOn == .warning ? ["fault", "warning"] : ["fault"]
        if (0..<source.findingCount).contains(where: { failing.contains(source.finding($0).severity) }) {
            throw ExitCode(1)
        }
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
