import Foundation
import Testing

/// `earshot audio`, and `analyze --audio`, as a person runs them.
@Suite struct AudioCommandTests {
    private func sample(_ name: String) -> String {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder.appendingPathComponent("Samples/calls/\(name)/capture.pcap").path
    }

    @Test func bothPartiesOfACallAreHeardLeftAndRight() throws {
        let file = Program.temporary("audio.wav")
        let run = try Program.run("earshot", ["audio", sample("clean"), "--call", "call-1", "-o", file])
        #expect(run.status == 0)
        #expect(run.errors.contains("packets played"))
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        #expect(bytes.count > 44)
        #expect(String(decoding: bytes[0..<4], as: UTF8.self) == "RIFF" && bytes[22] == 2)
        let stated = bytes[40..<44].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        #expect(stated == bytes.count - 44)
    }

    @Test func whatCannotBeHeardIsSaidWithWhatCan() throws {
        let file = Program.temporary("none.wav")
        let unknown = try Program.run("earshot", ["audio", sample("clean"), "--stream", "stream-77", "-o", file])
        #expect(unknown.status == 2 && unknown.errors.contains("stream-1"))
        let both = try Program.run(
            "earshot", ["audio", sample("clean"), "--stream", "stream-1", "--call", "call-1", "-o", file])
        #expect(both.status == 2)
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func theDepthOfListeningIsTheUsers() throws {
        func audio(_ depth: String) throws -> [Any] {
            let run = try Program.run("earshot", ["analyze", sample("clean"), "--audio", depth, "--format", "json"])
            let document = try #require(
                JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            return (document["streams"] as? [[String: Any]] ?? []).map { $0["audio"] ?? NSNull() }
        }
        #expect(try audio("none").allSatisfy { $0 is NSNull })
        let level = try #require(try audio("level").first as? [String: Any])
        #expect(level["basis"] as? String == "g711-levels")
        let full = try #require(try audio("full").first as? [String: Any])
        #expect(full["basis"] as? String == "decoded")
        let one = try #require(level["longTermLevelDBov"] as? Double)
        let other = try #require(full["longTermLevelDBov"] as? Double)
        #expect(abs(one - other) < 0.5)
    }

    @Test func whatIsHeardDoesNotDependOnTheThreads() throws {
        for name in ["two-calls", "restart-same-ssrc", "burst-loss"] {
            for depth in ["none", "level", "full"] {
                let outputs = try ["1", "2", "5"].map { threads in
                    let run = try Program.run(
                        "earshot",
                        ["analyze", sample(name), "--audio", depth, "--threads", threads, "--format", "json"])
                    #expect(run.status == 0 && run.output.utf8.count > 1_000)
                    return run.output
                }
                #expect(Set(outputs).count == 1, "\(name), \(depth)")
            }
        }
    }
}
