import Foundation
import Testing

/// Messages, losses and courses in the JSON of an analysis.
@Suite struct AnalysisDetailTests {
    private func analysis(_ sample: String, _ arguments: [String] = []) throws -> [String: Any] {
        let outcome = try Program.run(
            "earshot", ["analyze", "Samples/calls/\(sample)", "--format", "json"] + arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try Program.json(outcome.output)
    }

    @Test func callsListTheirMessages() throws {
        let calls = try #require(try analysis("call-failed-busy")["calls"] as? [[String: Any]])
        let messages = try #require(calls.first?["messages"] as? [[String: Any]])
        let lines = messages.map { "\($0["method"] ?? "") \($0["status"] as? Int ?? 0)" }
        #expect(lines == ["INVITE 0", "INVITE 100", "INVITE 486", "ACK 0"])
        #expect(messages.map { $0["packet"] as? Int } == [1, 2, 3, 4])
        #expect(messages[2]["reason"] as? String == "Busy Here")
        #expect(messages[2]["summary"] as? String == "486 Busy Here to INVITE")
        #expect(messages[0]["from"] as? String == messages[2]["to"] as? String)
        #expect(messages.allSatisfy { $0["retransmission"] as? Bool == false && $0["capture"] as? Int == 0 })
    }

    @Test func descriptionsStandBesideTheirMessages() throws {
        let calls = try #require(try analysis("hold")["calls"] as? [[String: Any]])
        let messages = try #require(calls.first?["messages"] as? [[String: Any]])
        let summaries = messages.compactMap { $0["summary"] as? String }
        #expect(summaries.contains { $0.hasPrefix("INVITE, audio ") && $0.contains("PCMU") })
        #expect(summaries.contains { $0.hasPrefix("INVITE, audio ") && $0.hasSuffix("sends only") })
        #expect(summaries.contains { $0.hasPrefix("200 OK to INVITE, audio ") && $0.hasSuffix("receives only") })
    }

    @Test func lossesAndCoursesAddUp() throws {
        let document = try analysis("random-loss", ["--detail"])
        let streams = try #require(document["streams"] as? [[String: Any]])
        #expect(streams.count == 2)
        var lostInAll = 0
        for stream in streams {
            let counts = try #require(stream["counts"] as? [String: Any])
            let lost = try #require(counts["lost"] as? Int)
            lostInAll += lost
            let runs = try #require(stream["lossRuns"] as? [[String: Any]])
            #expect(runs.reduce(0) { $0 + ($1["packets"] as? Int ?? 0) } == lost)
            #expect(stream["lossRunsNotListed"] as? Int == 0)
            let series = try #require(stream["series"] as? [String: Any])
            let points = try #require(series["points"] as? [[String: Any]])
            #expect(points.reduce(0) { $0 + ($1["lost"] as? Int ?? 0) } == lost)
            #expect(points.reduce(0) { $0 + ($1["received"] as? Int ?? 0) } == counts["received"] as? Int)
            #expect(points.contains { $0["levelDBov"] is Double })
        }
        #expect(lostInAll > 0)
        let plain = try #require(try analysis("random-loss")["streams"] as? [[String: Any]])
        #expect(plain.allSatisfy { $0["series"] == nil && $0["lossRuns"] != nil })
    }
}

/// One call, step by step, as a user asks for it.
@Suite struct ShowCommandTests {
    private func show(_ arguments: [String]) throws -> Program.Outcome {
        try Program.run("earshot", ["show"] + arguments)
    }

    @Test func theOnlyCallNeedsNoName() throws {
        let outcome = try show(["Samples/calls/hold"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("sendonly* (hold)") && outcome.output.contains("Media over time"))
        let named = try show(["Samples/calls/hold", "c1"])
        #expect(named.output == outcome.output)
    }

    @Test func oneOfSeveralIsNamed() throws {
        let unnamed = try show(["Samples/calls/two-calls"])
        #expect(unnamed.status == 2 && unnamed.errors.contains("holds 2 calls; say which"))
        let second = try show(["Samples/calls/two-calls", "call-2"])
        #expect(second.status == 0 && second.output.hasPrefix("call-2: "))
        let wrong = try show(["Samples/calls/two-calls", "c3"])
        #expect(wrong.status == 2 && wrong.errors.contains("Did you mean call-2?"))
    }

    @Test func messagesDifferencesAndData() throws {
        let messages = try show(["Samples/calls/hold", "--messages"])
        #expect(messages.output.hasPrefix("── packet 1, ") && messages.output.contains("\nm=audio "))
        let difference = try show(["Samples/calls/hold", "--diff", "1", "505"])
        #expect(difference.output.contains("+ a=sendonly"))
        let none = try show(["Samples/calls/hold", "--diff", "1", "3000"])
        #expect(none.status == 2 && none.errors.contains("packet 3000 holds no message of this call; these do: 1, 2"))
        let data = try Program.json(try show(["Samples/calls/hold", "--format", "json"]).output)
        #expect(data["schema"] as? String == "earshot.ladder/1")
        let ladders = try #require(data["ladders"] as? [[String: Any]])
        let steps = try #require(ladders.first?["steps"] as? [[String: Any]])
        #expect(steps.filter { $0["kind"] as? String == "message" }.count == 13)
    }

    @Test func messagesOutsideOfCalls() throws {
        let outcome = try show(["Samples/calls/hold", "--registrations"])
        #expect(outcome.status == 0)
        #expect(outcome.output == "There are no registrations or other messages outside of calls in this capture.\n")
    }
}
