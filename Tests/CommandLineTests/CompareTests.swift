import Foundation
import Testing

private let capture = "Samples/calls/random-loss/capture.pcap"
private let other = "Samples/calls/clean/capture.pcap"

@Test func comparingACaptureWithItselfSaysSo() throws {
    let told = try Program.run("earshot", ["compare", capture, capture, "--color", "never"])
    #expect(told.status == 0 && told.errors.isEmpty)
    #expect(told.output.hasPrefix("– Both captures hold the same"))
    let json = try Program.json(try Program.run("earshot", ["compare", capture, capture, "--format", "json"]).output)
    #expect(json["schema"] as? String == "earshot.comparison/1")
    #expect((json["streams"] as? [Any])?.isEmpty == true)
    #expect((json["verdict"] as? [String: Any])?["obstacle"] as? String == "same-traffic")
}

@Test func comparingUnrelatedCapturesClaimsNoLoss() throws {
    let told = try Program.run("earshot", ["compare", capture, other])
    #expect(told.status == 0)
    #expect(told.output.contains("Nothing is said to be lost."))
    #expect(!told.output.contains("✗"))
}

@Test func aComparisonIsWrittenToAFileAndReadFromStandardInput() throws {
    let file = Program.temporary("comparison.md")
    let input = try Data(contentsOf: Program.root.appendingPathComponent(capture))
    let told = try Program.run(
        "earshot", ["compare", "-", capture, "--format", "markdown", "-o", file, "--quiet"], input: input)
    #expect(told.status == 0 && told.output.isEmpty && told.errors.isEmpty)
    #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("# Two capture points"))
}

@Test func aComparisonThatCannotBeMadeEndsWithStatusTwo() throws {
    let missing = try Program.run("earshot", ["compare", capture, "no-such.pcap"])
    #expect(missing.status == 2 && missing.errors.contains("no-such.pcap"))
    #expect(try Program.run("earshot", ["compare", "-", "-"]).status == 2)
    #expect(try Program.run("earshot", ["compare", capture]).status == 2)
    #expect(try Program.run("earshot", ["compare", capture, other, "--format", "xml"]).status == 2)
}
