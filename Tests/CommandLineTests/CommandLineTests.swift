import Foundation
import Testing

/// Runs the built programs as a user does.
struct Program {
    /// The program named `name`: `EARSHOT_BIN` says where earshot lies, which may be another build than that of the examples.
    static func place(of name: String) -> URL {
        let environment = ProcessInfo.processInfo.environment
        if name == "earshot", let path = environment["EARSHOT_BIN"] { return URL(fileURLWithPath: path) }
        if let folder = environment["EARSHOT_EXAMPLES"] {
            return URL(fileURLWithPath: folder).appendingPathComponent(name)
        }
        let beside = environment["EARSHOT_BIN"] ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: beside).deletingLastPathComponent().appendingPathComponent(name)
    }

    static let root: URL = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url
    }()

    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    static func run(
        _ name: String = "earshot", _ arguments: [String], input: Data = Data(), environment: [String: String] = [:]
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = place(of: name)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.arguments = arguments
        process.currentDirectoryURL = root
        let output = Pipe()
        let errors = Pipe()
        let entry = Pipe()
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = entry
        try process.run()
        let writer = entry.fileHandleForWriting
        DispatchQueue.global().async {
            try? writer.write(contentsOf: input)
            try? writer.close()
        }
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let told = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: told, as: UTF8.self))
    }

    static func temporary(_ name: String) -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("earshot-\(UUID().uuidString)-\(name)").path
    }

    static func json(_ text: String) throws -> [String: Any] {
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        // Whatever test reads a document, it is one by its schema.
        if document["schema"] != nil { try DocumentSchemas.check(text) }
        return document
    }
}

private let form = "Samples/submissions/one-way-audio/submission.json"
private let capture = "Samples/calls/one-way-private-address/capture.pcap"
private let received = ["--received-at", "2026-11-23T14:43:00Z"]

@Test func theMainJob() throws {
    let store = Program.temporary("store")
    let report = Program.temporary("report.html")
    let submitted = try Program.run(
        "earshot", ["submit", form, "--capture", capture, "--store", store, "-o", report] + received)
    #expect(submitted.status == 0)
    #expect(submitted.output.hasPrefix("✓ Case CASE-000001 opened."))
    #expect(submitted.output.contains("media-sent-to-private-address"))
    #expect(submitted.errors.isEmpty)
    #expect(try String(contentsOfFile: report, encoding: .utf8).contains("<!doctype html>"))

    let list = try Program.json(Program.run("earshot", ["case", "list", "--store", store, "--format", "json"]).output)
    let cases = try #require(list["cases"] as? [[String: Any]])
    #expect(cases.first?["number"] as? String == "CASE-000001")
    #expect(cases.first?["mainFinding"] as? String == "media.one-way-audio")
    let shown = try Program.run("earshot", ["case", "show", "CASE-000001", "--store", store])
    #expect(shown.output.contains("capture.pcap"))
    let export = Program.temporary("export")
    #expect(try Program.run("earshot", ["case", "export", "CASE-000001", "--store", store, "-o", export]).status == 0)
    #expect(FileManager.default.fileExists(atPath: export + "/SHA256SUMS"))
    let missing = try Program.run("earshot", ["case", "show", "CASE-000002", "--store", store])
    #expect(missing.status == 2)
    #expect(missing.errors.contains("no case CASE-000002"))
}

@Test func exitStatuses() throws {
    #expect(try Program.run("earshot", ["check", form] + received).status == 0)
    let tooLate = try Program.run("earshot", ["check", form, "--received-at", "2026-11-23T19:00:00Z"])
    #expect(tooLate.status == 1)
    #expect(tooLate.output.contains("sample.call-too-old"))
    #expect(try Program.run("earshot", ["analyze", capture]).status == 0)
    #expect(try Program.run("earshot", ["analyze", capture, "--fail-on", "fault"]).status == 1)
    for arguments in [
        [], ["analyze"], ["analyze", "--nonsense"], ["frobnicate"], ["check", "x", "--received-at", "soon"],
    ] {
        let outcome = try Program.run("earshot", arguments)
        #expect(outcome.status == (arguments.isEmpty ? 0 : 2), "\(arguments)")
    }
    let absent = try Program.run("earshot", ["analyze", "no-such-file.pcap"])
    #expect(absent.status == 2)
    #expect(absent.errors.contains("no-such-file.pcap") && absent.output.isEmpty)
    let noCapture = try Program.run("earshot", ["analyze", "README.md"])
    #expect(noCapture.status == 2)
    #expect(noCapture.errors.contains("not a capture file"))
    #expect(try Program.run("earshot", ["--help"]).status == 0)
    let version = try Program.run("earshot", ["--version"]).output
    #expect(version.hasPrefix("0."))
    for words in ["\ncommit ", "SQLite 3.", "libpcap for live capture"] { #expect(version.contains(words)) }
    #expect(try Program.run("earshot", ["--generate-completion-script", "bash"]).output.contains("earshot"))
}

@Test func returnedSubmissionsOpenNoCase() throws {
    let store = Program.temporary("store")
    let outcome = try Program.run(
        "earshot", ["submit", form, "--store", store, "--received-at", "2026-11-24T14:43:00Z"])
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("SUBMISSION-000001"))
    let list = try Program.run("earshot", ["case", "list", "--store", store, "--format", "json"])
    #expect(try Program.json(list.output)["cases"] as? [String] == [])
}

@Test func standardInputAndFormats() throws {
    let bytes = try Data(contentsOf: Program.root.appendingPathComponent(capture))
    let piped = try Program.run("earshot", ["analyze", "-", "--format", "json"], input: bytes)
    #expect(piped.status == 0)
    let analysis = try Program.json(piped.output)
    #expect(analysis["schema"] as? String == "earshot.analysis/1")
    let captures = try #require(analysis["captures"] as? [[String: Any]])
    let accounting = try #require(captures.first?["accounting"] as? [String: Int])
    #expect(accounting.values.reduce(0, +) == captures.first?["packets"] as? Int)
    for format in ["text", "ndjson", "markdown", "html"] {
        let outcome = try Program.run("earshot", ["analyze", capture, "--format", format])
        #expect(outcome.status == 0 && outcome.output.contains("one-way-audio"), "\(format)")
    }
    let csv = Data("calling;called;date and time;direction\n+442079460018;+12125550142;2026-11-23T14:03Z;out\n".utf8)
    let checked = try Program.run("earshot", ["check", "-", "--format", "json"] + received, input: csv)
    #expect(try Program.json(checked.output)["verdict"] as? String == "accepted")
}

@Test func explanations() throws {
    let one = try Program.run("earshot", ["explain", "sample.call-too-old"])
    #expect(one.status == 0 && one.output.contains("two hours"))
    let all = try Program.run("earshot", ["explain"])
    for code in ["media.one-way-audio", "submission.no-samples", "port-unreachable"] {
        #expect(all.output.contains(code))
    }
    #expect(try Program.run("earshot", ["explain", "nothing.at-all"]).status == 2)
}

/// The examples in the documentation are programs, and they run.
@Test func examplesRun() throws {
    let validator = try Program.run("ValidatorExample", [])
    #expect(validator.output.hasPrefix("returned\n"))
    #expect(validator.output.contains("/samples/0/calledNumber"))
    let analyzer = try Program.run("AnalyzerExample", [capture])
    #expect(analyzer.output.contains("call-1 +442079460018 → +12125550142 answered"))
    #expect(analyzer.output.contains("media.one-way-audio"))
}
