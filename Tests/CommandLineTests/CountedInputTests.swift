import Foundation
import Testing

/// What cannot be read is counted, and what can be read only once is kept.
@Suite struct CountedInputTests {
    private let capture = "Samples/calls/burst-loss/capture.pcap"

    @Test func descriptionsThatCannotBeReadAreCounted() throws {
        var calls = BuiltCalls()
        calls.call(0, word: "plain", description: "v=0\r\n" + String(repeating: "a=x\r\n", count: 5_000))
        let outcome = try Program.run("earshot", ["analyze", "-", "--format", "json"], input: calls.bytes)
        #expect(outcome.status == 0)
        #expect(try Program.json(outcome.output)["unreadableDescriptions"] as? Int ?? 0 > 0)
        let text = try Program.run("earshot", ["analyze", "-"], input: calls.bytes)
        #expect(text.output.contains("cannot be read."))
        var readable = BuiltCalls()
        readable.call(0, word: "plain")
        let all = try Program.run("earshot", ["analyze", "-", "--format", "json"], input: readable.bytes)
        #expect(try Program.json(all.output)["unreadableDescriptions"] as? Int == 0)
    }

    /// Standard input is read twice where it has to be.
    @Test func standardInputIsDecodedToo() throws {
        let bytes = try Data(contentsOf: Program.root.appendingPathComponent(capture))
        func streams(_ outcome: Program.Outcome) throws -> NSArray {
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try #require(try Program.json(outcome.output)["streams"] as? NSArray)
        }
        let arguments = ["--audio", "full", "--format", "json", "--quiet"]
        let piped = try Program.run("earshot", ["analyze", "-"] + arguments, input: bytes)
        let read = try Program.run("earshot", ["analyze", capture] + arguments)
        #expect(try streams(piped) == streams(read))
        let captures = try #require(try Program.json(piped.output)["captures"] as? [[String: Any]])
        #expect(captures.first?["name"] as? String == "standard input")
        let places = (0..<2).map { _ in Program.temporary("heard.wav") }
        defer { for path in places { try? FileManager.default.removeItem(atPath: path) } }
        let heard = ["--stream", "stream-1", "--quiet", "-o"]
        #expect(try Program.run("earshot", ["audio", "-"] + heard + [places[0]], input: bytes).status == 0)
        #expect(try Program.run("earshot", ["audio", capture] + heard + [places[1]]).status == 0)
        let sounds = places.map { FileManager.default.contents(atPath: $0) }
        #expect(sounds[0] != nil && sounds[0] == sounds[1])
    }

    @Test func whatCannotBeCorrectedIsSaid() throws {
        let fixed = Program.temporary("fixed.json")
        defer { try? FileManager.default.removeItem(atPath: fixed) }
        let outcome = try Program.run("earshot", ["check", "-", "--fix", fixed], input: Data("{\"samples\": [".utf8))
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("as it came"))
        #expect(FileManager.default.contents(atPath: fixed) == Data("{\"samples\": [".utf8))
    }
}
