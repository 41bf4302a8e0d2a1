import ArgumentParser
import CallAnalysis
import CallVocabulary
import CaptureFiles
import CaseWork
import Findings
import Glibc
import OutputFiles
import Redaction

extension AudioTreatment: ExpressibleByArgument {}

/// `earshot redact`: a capture that may be handed over.
struct RedactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Writes a capture without what identifies, and proves that the findings stay.",
        discussion: """
            Numbers, names, hosts, addresses, identifiers, credentials and keys are replaced byte for byte: private addresses
            stay private, subnets stay subnets, numbers that end alike still do, and no length changes. Speech becomes noise as
            loud as it was. Traffic that is no call keeps its headers and loses its content. Comments, names of interfaces and
            key logs are left out. Then both captures are analysed and compared, and every byte is searched for what was
            removed: if anything is left, no file is written.

            EXAMPLES
              earshot redact call.pcap -o shareable.pcapng
              earshot redact near.pcap -o near.pcapng --key case.key
              earshot redact far.pcap -o far.pcapng --key case.key
                                                        the same replacements in both
            """)

    @Argument(help: "A capture file.")
    var capture: String

    @Option(name: [.customShort("o"), .long], help: "The pcapng file to write.")
    var output: String

    @Option(
        help: ArgumentHelp(
            "A file with the key that decides the replacements, made if it is not there; without it, a key nobody keeps.",
            valueName: "file"))
    var key: String?

    @Option(help: ArgumentHelp("Write what was removed and what stands in its place to this file.", valueName: "file"))
    var map: String?

    @Option(help: "What becomes of speech: noise as loud as it was, silence, or cut (zero bytes).")
    var audio = AudioTreatment.noise

    @OptionGroup var choice: ProgramOptions

    @OptionGroup var summary: SummaryOptions

    @Flag(help: "The same as --format json.")
    var json = false

    func run() throws {
        try OutputProtection.check([output, key, map], inputs: [capture])
        guard output != "-", capture != "-" else {
            throw CommandFailure("redact reads its capture twice and proves before it writes; give both as files.")
        }
        var options = RedactCapture.Options()
        if let key { options.key = try RedactionKeyFile.read(key) }
        options.audio = audio
        options.toolVersion = Earshot.version
        options.analysis.thresholds = try choice.thresholds()
        options.analysis.threads = min(2, ProcessorCount.available)
        options.analysis.hashedBytes = 0
        let place = output.lastIndex(of: "/").map { String(output[..<$0]) } ?? "."
        let folder = try TemporaryName.createFolder(in: place.isEmpty ? "/" : place, for: output)
        let draft = "\(folder)/draft.pcapng"
        defer {
            unlink(draft)
            rmdir(folder)
        }
        let outcome: RedactCapture.Outcome
        do {
            outcome = try RedactCapture(options: options).run([capture], to: [draft])
        } catch let error as CaptureUnreadable {
            throw CommandFailure(error.description)
        } catch let error as CaptureFileError {
            throw CommandFailure(error.description)
        }
        let isJSON = json || summary.format == .json
        if isJSON { try Terminal.show(RedactionReport.json(outcome) + "\n") }
        if let map { try OutputSink.write(RedactionReport.map(outcome, key: options.key), to: map) }
        guard !outcome.hasLeftovers else {
            throw CommandFailure(
                "nothing was written: \(RedactionReport.leftovers(outcome)). This is a fault of the program; please report it."
            )
        }
        try OutputSink.write(to: output) { sink in
            try FileBlocks.read(draft) { sink($0) }
        }
        if !summary.quiet, !isJSON {
            try Terminal.show(RedactionReport.text(outcome, output: output, key: key, map: map))
        }
    }
}

/// Files that hold a key of redaction.
enum RedactionKeyFile {
    /// The key at `path`; a new one is made where there is no file.
    static func read(_ path: String) throws -> RedactionKey {
        guard OutputSink.exists(path) else {
            let key = RedactionKey.random()
            var file: WholeFile? = try WholeFile(path, mode: 0o600)
            try file?.write(Array((key.hexadecimal + "\n").utf8))
            if let whole = file.take() { try whole.finish() }
            return key
        }
        let bytes = try InputBytes.read(path, limit: 4_096, what: "a redaction key")
        let text = String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
        guard let key = RedactionKey(hexadecimal: text) else {
            throw CommandFailure("\(path) holds no redaction key, which is 64 hexadecimal digits.")
        }
        return key
    }
}
