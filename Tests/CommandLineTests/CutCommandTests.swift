import Foundation
import Testing

/// Captures cut out of captures, read by what others use.
@Suite struct CutCommandTests {
    private static func path(of program: String) -> String? {
        ["/usr/bin", "/usr/local/bin"].map { "\($0)/\(program)" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }
    static let tshark = path(of: "tshark")
    static let capinfos = path(of: "capinfos")

    private func other(_ program: String, _ arguments: [String]) throws -> (
        output: String, errors: String, status: Int32
    ) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = Program.root
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let told = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        // Who runs as root is warned of that, whatever is read.
        let lines = String(decoding: told, as: UTF8.self).split(separator: "\n").filter {
            !$0.contains("Running as user")
        }
        return (String(decoding: text, as: UTF8.self), lines.joined(separator: "\n"), process.terminationStatus)
    }

    private func cut(_ arguments: [String]) throws -> (path: String, outcome: Program.Outcome) {
        let path = Program.temporary("cut.pcapng")
        let outcome = try Program.run("earshot", ["cut"] + arguments + ["-o", path])
        return (path, outcome)
    }

    private func analysis(_ path: String) throws -> [String: Any] {
        let outcome = try Program.run("earshot", ["analyze", path, "--format", "json"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try Program.json(outcome.output)
    }

    private func ledger(_ document: [String: Any], ssrcs: Set<String>) throws -> [String: [String: Int]] {
        var ledgers: [String: [String: Int]] = [:]
        for stream in try #require(document["streams"] as? [[String: Any]]) {
            let ssrc = try #require(stream["ssrc"] as? String)
            guard ssrcs.contains(ssrc) else { continue }
            ledgers[ssrc] = (stream["counts"] as? [String: Any])?.compactMapValues { $0 as? Int }
        }
        return ledgers
    }

    /// The call taken away is the call it was.
    @Test func aCallTakenAwayIsTheSameCall() throws {
        let (path, outcome) = try cut(["Samples/calls/two-calls", "--call", "c2"])
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(outcome.status == 0 && outcome.errors.contains("packets of call-2."), "\(outcome.errors)")
        let whole = try analysis("Samples/calls/two-calls")
        let part = try analysis(path)
        let before = try #require((whole["calls"] as? [[String: Any]])?.last)
        let after = try #require(part["calls"] as? [[String: Any]])
        #expect(after.count == 1)
        #expect(after[0]["callIDs"] as? [String] == before["callIDs"] as? [String])
        #expect(after[0]["outcome"] as? String == before["outcome"] as? String)
        let ssrcs = Set(try #require(part["streams"] as? [[String: Any]]).compactMap { $0["ssrc"] as? String })
        #expect(ssrcs.count == 2)
        #expect(try ledger(part, ssrcs: ssrcs) == ledger(whole, ssrcs: ssrcs))
    }

    @Test(.enabled(if: tshark != nil && capinfos != nil, "tshark is not installed")) func wiresharkReadsIt() throws {
        let tshark = try #require(Self.tshark)
        let (path, outcome) = try cut(["Samples/calls/one-way-port-unreachable"])
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(outcome.status == 0, "\(outcome.errors)")
        let facts = try other(try #require(Self.capinfos), [path])
        #expect(facts.status == 0 && facts.errors.isEmpty, "\(facts.errors)")
        #expect(facts.output.contains("Cut by earshot"))
        #expect(facts.output.contains("Fitness of the capture: "))
        let listed = try other(tshark, ["-r", path, "-T", "fields", "-e", "frame.number", "-e", "frame.comment"])
        #expect(listed.status == 0 && listed.errors.isEmpty, "\(listed.errors)")
        let comments = listed.output.split(separator: "\n").filter { $0.contains("media.one-way-audio") }
        #expect(!comments.isEmpty)
        let kinds = try other(
            tshark, ["-r", path, "-Y", "icmp || rtcp || sip", "-T", "fields", "-e", "frame.protocols"])
        #expect(kinds.output.contains(":icmp") && kinds.output.contains(":sip"))
    }

    @Test func whatCannotBeCutIsSaid() throws {
        let unnamed = try cut(["Samples/calls/two-calls"])
        #expect(unnamed.outcome.status == 2 && unnamed.outcome.errors.contains("2 calls; say which"))
        let unknown = try cut(["Samples/calls/two-calls", "--call", "c9"])
        #expect(unknown.outcome.status == 2 && unknown.outcome.errors.contains("no call c9"))
        #expect(!FileManager.default.fileExists(atPath: unknown.path))
    }

    /// Filters select the packets they are said to select, and no other.
    @Test(
        .enabled(if: tshark != nil, "tshark is not installed"),
        arguments: ["clean", "random-loss", "one-way-port-unreachable", "two-calls"])
    func filtersSelectExactlyTheirPackets(sample: String) throws {
        let tshark = try #require(Self.tshark)
        let folder = Program.root.appendingPathComponent("Samples/calls/\(sample)")
        let file = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasPrefix("capture.pcap") })
        let capture = folder.appendingPathComponent(file).path
        func selected(_ filter: String) throws -> [Int] {
            let answer = try other(tshark, ["-r", capture, "-Y", filter, "-T", "fields", "-e", "frame.number"])
            #expect(answer.status == 0 && answer.errors.isEmpty, "\(filter): \(answer.errors)")
            return answer.output.split(separator: "\n").compactMap { Int($0) }
        }
        let document = try analysis(capture)
        for stream in try #require(document["streams"] as? [[String: Any]]) {
            let counts = try #require(stream["counts"] as? [String: Any])
            let frames = try selected(try #require(stream["displayFilter"] as? String))
            #expect(frames.count == (counts["received"] as? Int ?? 0) + (counts["duplicated"] as? Int ?? 0))
            #expect(frames.first == stream["firstPacket"] as? Int && frames.last == stream["lastPacket"] as? Int)
        }
        for call in try #require(document["calls"] as? [[String: Any]]) {
            let frames = try selected(try #require(call["displayFilter"] as? String))
            let (path, outcome) = try cut([capture, "--call", try #require(call["id"] as? String)])
            defer { try? FileManager.default.removeItem(atPath: path) }
            #expect(outcome.errors.contains(": \(frames.count) packets of "), "\(outcome.errors) \(frames.count)")
            let messages = try #require(call["messages"] as? [[String: Any]]).compactMap { $0["packet"] as? Int }
            #expect(Set(messages).isSubset(of: frames))
        }
        for finding in try #require(document["findings"] as? [[String: Any]]) {
            guard let filter = finding["displayFilter"] as? String else { continue }
            let packets = try #require(finding["evidence"] as? [[String: Any]]).compactMap { $0["packet"] as? Int }
            #expect(try selected(filter) == Set(packets).sorted())
        }
    }
}
