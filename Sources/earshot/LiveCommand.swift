import ArgumentParser
import Findings
import LiveCapture
import Reports

/// `earshot live`: what is happening in the calls on this interface?
struct LiveCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "live",
        abstract: "Listens to an interface and finds out what happens in its calls.",
        usage: "earshot live -i <interface> [<options>]",
        discussion: """
            Shows calls and streams as they come, and at the end (Ctrl-C, --duration or --packets) the report of \
            earshot analyze. Needs the right to capture; without it, says how to get it.

            EXAMPLES
              earshot live -i eth0
              earshot live -i any --filter "udp or port 5060" --duration 60
              earshot live -i eth0 -w call.pcapng        keeps the packets too
              earshot live -i eth0 --packets 10000 --format json -o calls.json
            """)

    @Option(name: [.customShort("i"), .long], help: "The interface, such as eth0; any for all of them.")
    var interface: String

    @Option(help: ArgumentHelp("Which packets, as for tcpdump (default: all).", valueName: "bpf"))
    var filter = ""

    @Option(help: "End after so many seconds.")
    var duration: Double?

    @Option(help: "End after so many packets.")
    var packets: Int?

    @Option(
        name: [.customShort("w"), .long],
        help: ArgumentHelp("Write the packets to this file too (pcapng).", valueName: "file"))
    var write: String?

    @Option(
        name: .customLong("buffer"),
        help: ArgumentHelp("The kernel's buffer in MiB: more where packets are dropped.", valueName: "MiB"))
    var bufferMebibytes: Int32 = 16

    @Flag(help: "Also packets that are not addressed to this machine.")
    var promiscuous = false

    @Option(help: "How to show the result: text or json.")
    var format = Format.text

    @OptionGroup var choice: ProgramOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard duration.map({ $0 > 0 && $0 <= 31_622_400 }) != false else {
            throw ValidationError("--duration takes seconds, more than 0 and at most a year")
        }
        guard packets.map({ $0 > 0 }) != false else {
            throw ValidationError("--packets takes a number from 1")
        }
        guard (1...1_024).contains(bufferMebibytes) else { throw ValidationError("--buffer takes 1 to 1024") }
        guard !interface.isEmpty else { throw ValidationError("--interface takes a name, such as eth0") }
        guard write != "-" else {
            throw ValidationError("--write takes a file; standard output is for the report")
        }
    }

    func run() throws {
        try output.protect([choice.program], alsoWriting: [write])
        var options = LiveCaptureOptions()
        options.filter = filter
        options.bufferBytes = bufferMebibytes << 20
        options.isPromiscuous = promiscuous
        Interruption.watch()
        var run = try LiveRun(
            interface, options: options, recordingPath: write, thresholds: try choice.thresholds(),
            screen: LiveScreen(quiet: output.quiet, color: output.color))
        run.run(seconds: duration, packets: packets)
        let document = run.finish()
        switch format {
        case .text: try output.deliver(AnalysisReport.text(document, style: output.style))
        case .json: try output.deliver { AnalysisReport.json(document, to: $0) }
        }
        if let reason = run.endedBecause { throw CommandFailure(reason) }
    }
}
