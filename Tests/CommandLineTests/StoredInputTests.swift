import Foundation
import Testing

/// Analyses shown again, chosen from, and made into pages, as a user asks for them.
@Suite struct StoredInputTests {
    private func sample(_ name: String) -> String { Program.root.appendingPathComponent("Samples/calls/\(name)").path }

    private func analyze(_ arguments: [String]) throws -> Program.Outcome {
        try Program.run("earshot", ["analyze"] + arguments + ["--quiet"])
    }

    @Test(arguments: ["text", "json", "ndjson", "markdown", "html"])
    func aStoredAnalysisIsShownLikeTheCapture(format: String) throws {
        let stored = Program.temporary("stored.json")
        defer { try? FileManager.default.removeItem(atPath: stored) }
        #expect(try analyze([sample("two-calls"), "--format", "json", "-o", stored]).status == 0)
        let live = try analyze([sample("two-calls"), "--format", format])
        let again = try analyze([stored, "--format", format])
        #expect(live.status == 0 && again.status == 0, "\(again.errors)")
        #expect(!live.output.isEmpty && again.output == live.output)
    }

    @Test func aDamagedAnalysisIsRefusedWithThePlace() throws {
        let stored = Program.temporary("damaged.json")
        defer { try? FileManager.default.removeItem(atPath: stored) }
        try #"{"schema":"earshot.analysis/1","calls":[{"id":"call-1","startedAt":7}]}"#
            .write(toFile: stored, atomically: true, encoding: .utf8)
        let outcome = try analyze([stored])
        #expect(outcome.status == 2 && outcome.errors.contains("/calls/0/startedAt"), "\(outcome.errors)")
    }

    @Test func callsAreChosenAsTheyArePrinted() throws {
        for name in ["c2", "call-2", "2", "call-?", "CALL-2"] {
            let outcome = try analyze([sample("two-calls"), "--call", name])
            #expect(outcome.status == 0 && outcome.output.contains("call-2"), "\(name): \(outcome.errors)")
            #expect(outcome.output.contains("Shown: \(name == "call-?" ? "2" : "1") of 2 calls: call \(name)."))
        }
        let json = try Program.json(try analyze([sample("two-calls"), "--call", "c2", "--format", "json"]).output)
        let calls = try #require(json["calls"] as? [[String: Any]])
        let streams = try #require(json["streams"] as? [[String: Any]])
        #expect(calls.count == 1 && streams.allSatisfy { $0["call"] as? String == "call-2" } && !streams.isEmpty)
    }

    @Test func whatIsNotThereIsSaidWithWhatMayBeMeant() throws {
        let outcome = try analyze([sample("two-calls"), "--call", "c9"])
        #expect(outcome.status == 2 && outcome.errors.contains("Calls are named call-1 to call-2"), "\(outcome.errors)")
        for wrong in [
            ["--ip", "1.2.3"], ["--zone", "Mars/Base"], ["--severity", "bad"], ["--top", "0"], ["--sort", "size"],
            ["--since", "soon"], ["--with-audio"],
        ] {
            let refused = try analyze([sample("two-calls")] + wrong)
            #expect(refused.status == 2, "\(wrong) \(refused.errors)")
        }
    }

    @Test func aCodeThatDoesNotExistIsSaidWithTheOneThatDoes() throws {
        for (given, meant) in [("media.jiter", "media.jitter"), ("packet-loss", "media.packet-loss")] {
            let outcome = try analyze([sample("random-loss"), "--code", given])
            #expect(outcome.status == 2 && outcome.errors.contains("Did you mean \(meant)?"), "\(outcome.errors)")
        }
        #expect(try analyze([sample("random-loss"), "--code", "media.*"]).output.contains("Shown: 1 of 1 call"))
    }

    @Test func foldersWithinFoldersAreRead() throws {
        let folder = Program.temporary("nested")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/a/b", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: sample("random-loss") + "/capture.pcap", toPath: folder + "/a/b/x.pcap")
        try FileManager.default.createSymbolicLink(atPath: folder + "/a/again", withDestinationPath: folder)
        let outcome = try analyze([folder])
        #expect(outcome.status == 0 && outcome.output.contains("x.pcap: 1,188 packets"), "\(outcome.errors)")
    }

    @Test(arguments: ["analyze", "compare", "show", "cut", "live", "explain", "audio"])
    func helpReadsWellAtEightyColumns(command: String) throws {
        let help = try Program.run("earshot", [command, "--help"]).output
        for line in help.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    @Test func timesAreShownInTheZoneAskedFor() throws {
        let utc = try analyze([sample("random-loss")])
        let there = try analyze([sample("random-loss"), "--zone", "America/New_York"])
        #expect(utc.output.contains("14:48:10 UTC"))
        #expect(there.output.contains("09:48:10 America/New_York"))
    }

    @Test func aPageHoldsMessagesAndSoundOnRequest() throws {
        let plain = try analyze([sample("random-loss"), "--format", "html"]).output
        let full = try analyze([sample("random-loss"), "--format", "html", "--with-messages", "--with-audio"]).output
        #expect(!plain.contains("<audio") && !plain.contains("CSeq"))
        #expect(full.ranges(of: "<audio controls").count == 2 && full.contains("data:audio/wav;base64,UklGR"))
        #expect(full.contains("messages as they stood") && full.contains("CSeq"))
    }

    @Test func aComparisonIsAPageToo() throws {
        let near = sample("random-loss") + "/capture.pcap"
        let page = try Program.run("earshot", ["compare", near, near, "--format", "html", "--quiet"]).output
        #expect(page.hasPrefix("<!doctype html>") && page.contains("<h1") && page.hasSuffix("</html>\n"))
    }
}
