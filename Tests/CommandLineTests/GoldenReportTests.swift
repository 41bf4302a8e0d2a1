import Foundation
import Testing

/// The reports of all samples, word for word as they stand beside them: what changes in one is seen, and meant.
///
/// `scripts/record-reports` writes them anew; what changed is read before it is committed.
@Suite struct GoldenReportTests {
    /// One report: what makes it and the name it is kept under.
    struct Form: Sendable, CustomTestStringConvertible {
        var name: String
        var arguments: [String]
        var columns = 100

        var testDescription: String { name }
    }

    private static let isRecording = ProcessInfo.processInfo.environment["EARSHOT_RECORD"] != nil

    private static let ofCalls = [
        Form(name: "expected.report.80.txt", arguments: ["--format", "text"], columns: 80),
        Form(name: "expected.report.120.txt", arguments: ["--format", "text"], columns: 120),
        Form(name: "expected.report.json", arguments: ["--format", "json"]),
        Form(name: "expected.report.html", arguments: ["--format", "html"]),
        Form(name: "expected.report.md", arguments: ["--format", "markdown"]),
    ]
    private static let ofSubmissions = [
        Form(name: "expected.report.80.txt", arguments: ["--format", "text"], columns: 80),
        Form(name: "expected.report.120.txt", arguments: ["--format", "text"], columns: 120),
        Form(name: "expected.report.json", arguments: ["--format", "json"]),
    ]

    /// The input of each sample of a kind, as a path below the project's folder.
    private static func inputs(_ kind: String, named name: String) -> [String] {
        let folder = "Samples/" + kind
        let samples = (try? FileManager.default.contentsOfDirectory(atPath: Program.root.path + "/" + folder)) ?? []
        return samples.sorted().compactMap { sample in
            let files = try? FileManager.default.contentsOfDirectory(atPath: Program.root.path + "/\(folder)/\(sample)")
            return files?.first { $0.hasPrefix(name + ".") }.map { "\(folder)/\(sample)/\($0)" }
        }
    }

    @Test func thereAreSamplesOfBothKinds() {
        #expect(Self.inputs("calls", named: "capture").count >= 20)
        #expect(Self.inputs("submissions", named: "submission").count >= 50)
    }

    @Test(arguments: GoldenReportTests.inputs("calls", named: "capture"))
    func callsAreReportedAsRecorded(capture: String) throws {
        for form in Self.ofCalls { try compare(["analyze", capture, "--quiet"], form, beside: capture) }
    }

    @Test(arguments: GoldenReportTests.inputs("submissions", named: "submission"))
    func submissionsAreAnsweredAsRecorded(submission: String) throws {
        let received = ["--received-at", "2026-11-23T14:30:00Z"]
        // Of an export of several tickets, whose answers are several documents, the first.
        let ticket = submission.contains("-several/") ? ["--ticket", "1"] : []
        for form in Self.ofSubmissions {
            try compare(["check", submission] + received + ticket, form, beside: submission)
        }
    }

    private func compare(_ arguments: [String], _ form: Form, beside input: String) throws {
        let run = try Program.run(
            "earshot", arguments + form.arguments,
            environment: ["COLUMNS": String(form.columns), "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"])
        try #require(run.status == 0 || run.status == 1, "\(run.errors)")
        if form.name.hasSuffix(".json") { try DocumentSchemas.check(run.output) }
        let file = Program.root.appendingPathComponent(input).deletingLastPathComponent()
            .appendingPathComponent(form.name)
        if Self.isRecording { return try run.output.write(to: file, atomically: true, encoding: .utf8) }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        guard run.output != recorded else { return }
        let now = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        let then = recorded.split(separator: "\n", omittingEmptySubsequences: false)
        let line = zip(now, then).enumerated().first { $1.0 != $1.1 }?.offset ?? min(now.count, then.count)
        Issue.record(
            """
            \(input): \(form.name) differs from line \(line + 1) on.
            recorded: \(then.indices.contains(line) ? String(then[line].prefix(300)) : "(nothing)")
            now:      \(now.indices.contains(line) ? String(now[line].prefix(300)) : "(nothing)")
            If that is meant: scripts/record-reports, and read what changed.
            """)
    }
}
