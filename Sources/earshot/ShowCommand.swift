import ArgumentParser
import CallAnalysis
import CaseWork
import Findings
import Reports

/// `earshot show`: one call, step by step.
struct ShowCommand: ParsableCommand {
    enum Ladder: String, ExpressibleByArgument, CaseIterable {
        case text, svg, mermaid
    }

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    enum Graph: String, ExpressibleByArgument, CaseIterable {
        case text, html, svg
    }

    enum GraphBuffer: String, ExpressibleByArgument, CaseIterable {
        case short = "60"
        case long = "200"

        var buffer: CallGraph.Buffer { self == .short ? .short : .long }
    }

    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one call step by step: messages, media, what passed besides.",
        discussion: """
            The call is named as analyze prints it (call-7, c7), or by its Call-ID or the beginning of one; further legs of \
            the same conversation are shown with it. Without a name, a capture of one call shows that call. In descriptions \
            of media, * marks what changed since the same end's last description. Packet numbers are those of Wireshark.

            EXAMPLES
              earshot show call.pcap                          the only call
              earshot show calls.pcap call-7                  one of several
              earshot show calls.pcap c7 --messages           its messages as they stood
              earshot show calls.pcap c7 --diff 12 48      two messages side by side
              earshot show calls.pcap c7 --ladder svg -o call-7.svg
              earshot show calls.pcap c7 --graph text      loss, jitter, MOS over time
              earshot show calls.pcap c7 --graph html -o call-7.html
              earshot show calls.pcap --graph html -o all.html  every call at a glance
              earshot show calls.pcap --registrations      REGISTER, OPTIONS, SUBSCRIBE

            Credentials and keys are never printed.
            """)

    @Argument(help: "Capture files or folders of them, then the call.")
    var inputs: [String]

    @Flag(help: "The messages as they stood, instead of the ladder.")
    var messages = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("What differs between the messages in two packets, by their numbers.", valueName: "packet"))
    var diff: [Int] = []

    @Option(help: "How the ladder is drawn: text, svg or mermaid.")
    var ladder = Ladder.text

    @Option(
        help: ArgumentHelp(
            "Figures over time instead: text, html (a page) or svg; without a call, a page of all calls.",
            valueName: "kind"))
    var graph: Graph?

    @Option(help: "The buffer in ms that graphs hold lateness against: 60 or 200.")
    var buffer = GraphBuffer.short

    @Option(help: "text, or json: steps and messages as data (earshot.ladder/1).")
    var format = Format.text

    @Flag(help: "Messages outside of calls instead: registrations, questions for options, subscriptions.")
    var registrations = false

    @Option(
        name: .customLong("keys"),
        help: ArgumentHelp("A key log (SSLKEYLOGFILE) for encrypted calls; as for analyze.", valueName: "file"))
    var keyLogs: [String] = []

    @OptionGroup var choice: ProgramOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard diff.isEmpty || diff.count == 2 else { throw ValidationError("--diff takes the numbers of two packets") }
    }

    func run() throws {
        let (captures, name) = CallArgument.split(inputs, takesCall: !registrations)
        let thresholds = try choice.thresholds()
        let keys = try KeyLogFiles.read(keyLogs, usesKeysInCapture: true)
        if graph == .html, name == nil, !registrations {
            let many = ManyGraphs(thresholds: thresholds, keys: keys, buffer: buffer.buffer, quiet: output.quiet)
            if let page = try many.page(captures) { return try output.deliver(Array(page.utf8)) }
        }
        var chosen: [Int] = []
        let analysis = try CloseReading.run(
            captures, thresholds: thresholds, keys: keys, decodesAudio: graph != nil, quiet: output.quiet
        ) { first in
            guard !registrations else { return CallFocus.otherRequests }
            chosen = CallNames.legs(of: try CallArgument.call(name, in: first.result), in: first.result)
            return CallFocus(chosen, of: first.result)
        }
        let document = AnalysisDocument(analysis, toolVersion: Earshot.version)
        guard let look = analysis.result.closeLook else { return }
        let ladders =
            registrations
            ? CallLadder.otherRequests(in: document) ?? [] : [CallLadder(of: chosen, in: document)].compactMap { $0 }
        if registrations, ladders.isEmpty {
            return try output.deliver(
                "There are no registrations or other messages outside of calls in this capture.\n")
        }
        if let graph, !registrations {
            let call = CallGraph.call(chosen, in: document, ladder: ladders.first, buffer: buffer.buffer)
            switch graph {
            case .text: return try output.deliver(GraphText.render(call, style: output.style))
            case .html:
                let page = GraphPage.call(call, headings: ladders.flatMap(\.headings))
                return try output.deliver(Array(page.utf8))
            case .svg: return try output.deliver(Array(GraphPage.picture(call, narrow: false).utf8))
            }
        }
        try deliver(ladders, look)
    }

    private func deliver(_ ladders: [CallLadder], _ look: CloseLook) throws {
        if let first = diff.first, let second = diff.last {
            do {
                try output.deliver(
                    LadderReport.difference(first, second, in: ladders, look: look, style: output.style))
            } catch let error as LadderReport.NoMessage {
                throw CommandFailure(error.description)
            }
        } else if format == .json {
            try output.deliver(LadderReport.json(ladders, look: look))
        } else if messages {
            try output.deliver(LadderReport.messages(ladders, look: look, style: output.style))
        } else {
            let drawing = LadderReport.Drawing(rawValue: ladder.rawValue) ?? .text
            try output.deliver(LadderReport.render(ladders, as: drawing, style: output.style))
        }
    }
}

/// The graphs of all calls on one page.
struct ManyGraphs {
    let thresholds: FindingThresholds
    let keys: DecryptionKeys
    let buffer: CallGraph.Buffer
    let quiet: Bool

    /// The page; `nil` where the capture holds a single call, which has a page of its own.
    func page(_ captures: [String]) throws -> String? {
        let analysis = try CaptureRun.analyze(
            captures, hashesAll: false, thresholds: thresholds, isDetailed: true, keys: keys, quiet: quiet)
        let document = AnalysisDocument(analysis, toolVersion: Earshot.version)
        guard document.result.calls.count != 1 else { return nil }
        return GraphPage.many(document, buffer: buffer)
    }
}

/// Two readings, with progress on the terminal and failures in the words of the command line.
enum CloseReading {
    static func run(
        _ captures: [String], thresholds: FindingThresholds, keys: DecryptionKeys, decodesAudio: Bool = false,
        quiet: Bool, choosing choose: (CaptureAnalysis) throws -> CallFocus
    ) throws -> CaptureAnalysis {
        do {
            return try CaptureRun.reporting(quiet: quiet) { base, progress in
                var options = base
                options.thresholds = thresholds
                options.keys = keys
                options.decodesAudio = decodesAudio
                options.decoder = DecodeCommand.program
                options.threads = min(2, ProcessorCount.available)
                return try LookAtCalls(options: options, progress: progress)
                    .run(try CaptureInputs.expand(captures), choosing: choose)
            }
        } catch let error as LookAtCalls.ReadOnce {
            throw CommandFailure(error.description)
        } catch let error as CallNames.Unknown {
            throw CommandFailure(error.description)
        }
    }
}

/// The call among the arguments: the last of them, where it is no file.
enum CallArgument {
    static func split(_ inputs: [String], takesCall: Bool) -> (captures: [String], call: String?) {
        guard takesCall, inputs.count > 1, let last = inputs.last, !InputFiles.exists(last) else {
            return (inputs, nil)
        }
        return (Array(inputs.dropLast()), last)
    }

    /// The call named `name`, or the only one.
    static func call(_ name: String?, in result: CallAnalysisResult) throws -> Int {
        if let name { return try CallNames.find(name, in: result) }
        switch result.calls.count {
        case 0: throw CommandFailure("the capture holds no calls; --registrations shows what else was said in SIP.")
        case 1: return 0
        default:
            throw CommandFailure(
                "the capture holds \(result.calls.count) calls; say which, as in: earshot show … call-1 "
                    + "(earshot analyze lists them).")
        }
    }
}
