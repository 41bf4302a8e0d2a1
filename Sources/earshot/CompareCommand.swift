import ArgumentParser
import CaseWork
import Reports

/// `earshot compare`: where between two capture points did packets go?
struct CompareCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, markdown, html
    }

    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares two captures of the same calls: where between them did packets go?",
        usage: "earshot compare <near> <far> [<options>]",
        discussion: """
            NEAR and FAR are captures taken at the same time at two points of the path, such as at the telephone and at \
            the provider's edge. Their clocks need not agree, and addresses may be translated in between. Which point \
            comes first for each stream is found out from the packets.

            EXAMPLES
              earshot compare office.pcap edge.pcap
              earshot compare office.pcap edge.pcap --format json -o comparison.json
              earshot compare office.pcap edge.pcap --format html -o comparison.html
            """)

    @Argument(help: "The capture of the first point, or a folder that holds it alone.")
    var near: String

    @Argument(help: "The capture of the second point, likewise.")
    var far: String

    @Option(help: "How to show the result: text, json, markdown or html.")
    var format = Format.text

    @Option(
        name: .customLong("keys"),
        help: ArgumentHelp("A key log (SSLKEYLOGFILE) for encrypted signaling; as for analyze.", valueName: "file"))
    var keyLogs: [String] = []

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard near != "-" || far != "-" else {
            throw ValidationError("standard input (-) can be read only once")
        }
    }

    func run() throws {
        try output.protect([near, far] + keyLogs)
        let keys = try KeyLogFiles.read(keyLogs, usesKeysInCapture: true)
        let comparison = try CaptureRun.reporting(quiet: output.quiet) { base, progress in
            var options = base
            options.keys = keys
            return try CompareCaptures(options: options, progress: progress)
                .run(near: Self.capture(near), far: Self.capture(far))
        }
        let document = ComparisonDocument(comparison, toolVersion: Earshot.version)
        switch format {
        case .text: try output.deliver(ComparisonReport.text(document, style: output.style))
        case .markdown: try output.deliver(ComparisonReport.markdown(document))
        case .html: try output.deliver(Array(ComparisonReport.html(document).utf8))
        case .json: try output.deliver(ComparisonReport.json(document))
        }
    }

    /// The capture that a point is given as: a file, or a folder with one.
    private static func capture(_ path: String) throws -> String {
        let captures = try CaptureInputs.expand([path])
        guard captures.count == 1 else {
            throw CommandFailure(
                "\(path) holds \(captures.count) captures; a comparison takes one of each point. Join them, as with "
                    + "mergecap -w joined.pcapng \(path)/*, or give one.")
        }
        return captures[0]
    }
}
