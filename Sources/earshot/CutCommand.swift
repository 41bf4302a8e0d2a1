import ArgumentParser
import CallAnalysis
import CallVocabulary
import CaptureFiles
import CaseWork
import Findings
import Reports

/// `earshot cut`: the packets of calls, to take away.
struct CutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cut",
        abstract: "Writes the packets of calls to a capture of their own.",
        usage: "earshot cut <captures> ... --call <call> -o <output> [<options>]",
        discussion: """
            Signaling with all its segments and fragments, media, control reports, ICMP errors and handshakes, as they were \
            captured, of the calls named and of their further legs. What was found stands in the comments of the packets \
            that show it, how far the capture can be trusted in the comment of the file. Keys are left out unless asked for. \
            Mind who gets it: speech and numbers are personal data.

            EXAMPLES
              earshot cut calls.pcap --call call-7 -o call-7.pcapng
              earshot cut ring/ --call c7 --call c9 -o two.pcapng
              earshot cut call.pcapng --call c1 --with-keys -o call-1.pcapng
            """)

    @Argument(help: "Capture files or folders of them.")
    var captures: [String]

    @Option(
        name: .customLong("call"), help: "A call, as analyze names it (call-7, c7), or its Call-ID; may be repeated.")
    var calls: [String] = []

    @Option(name: [.customShort("o"), .long], help: "The pcapng file to write.")
    var output: String

    @Flag(help: "Keep the keys that the captures hold: key logs, and keys in session descriptions.")
    var withKeys = false

    @Option(
        name: .customLong("keys"),
        help: ArgumentHelp("A key log (SSLKEYLOGFILE) for encrypted calls; as for analyze.", valueName: "file"))
    var keyLogs: [String] = []

    @OptionGroup var choice: ProgramOptions

    @OptionGroup var summary: SummaryOptions

    func run() throws {
        if summary.format == .json, output == "-" { try summary.show("", file: output) { _ in } }
        let thresholds = try choice.thresholds()
        let keys = try KeyLogFiles.read(keyLogs, usesKeysInCapture: true)
        let names = calls
        var chosen: [Int] = []
        let analysis = try CloseReading.run(captures, thresholds: thresholds, keys: keys, quiet: summary.quiet) {
            first in
            var asked = try names.map { try CallNames.find($0, in: first.result) }
            if asked.isEmpty { asked = [try CallArgument.call(nil, in: first.result)] }
            for call in asked {
                for leg in CallNames.legs(of: call, in: first.result) where !chosen.contains(leg) { chosen.append(leg) }
            }
            return CallFocus(chosen, of: first.result)
        }
        guard let look = analysis.result.closeLook else { return }
        let paths = analysis.files.map(\.path)
        guard !paths.contains(where: { InputFiles.isSame($0, output) }) else {
            throw CommandFailure("\(output) is one of the captures; give another name for what is cut.")
        }
        let document = AnalysisDocument(analysis, toolVersion: Earshot.version)
        var options = CutCalls.Options()
        options.comment = CutComments.file(document, calls: chosen, keepsKeys: withKeys)
        options.packetComments = CutComments.packets(document, calls: chosen)
        options.keepsKeys = withKeys
        let cut = CutCalls(options: options)
        var outcome = CutCalls.Outcome()
        do {
            try OutputSink.write(to: output) { sink in outcome = try cut.write(look, paths: paths, to: sink) }
        } catch let error as CaptureFileError {
            throw CommandFailure(error.description)
        }
        let ids = chosen.map { analysis.result.calls[$0].id }.joined(separator: ", ")
        let hidden =
            outcome.packetsWithHiddenKeys > 0
            ? " Keys were overwritten in \(outcome.packetsWithHiddenKeys) of them (--with-keys keeps them)." : ""
        let missing =
            outcome.packets < look.packets.count
            ? " \(look.packets.count - outcome.packets) more could not be read again." : ""
        try summary.show("\(output): \(outcome.packets) packets of \(ids).\(hidden)\(missing)\n", file: output) {
            json in
            json.member("schema", "earshot.cut/1")
            json.member("file", output)
            json.member("calls", texts: chosen.map { analysis.result.calls[$0].id })
            json.member("packets", outcome.packets)
            json.member("packetsWithHiddenKeys", outcome.packetsWithHiddenKeys)
            json.member("packetsNotReadAgain", max(0, look.packets.count - outcome.packets))
        }
    }
}
