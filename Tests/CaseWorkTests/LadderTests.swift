import CallAnalysis
import CallVocabulary
import CaptureFiles
import CaseWork
import Foundation
import Reports
import TestSupport
import Testing
import WireOracle

/// The ladders of the project's own calls.
@Suite struct LadderTests {
    private static let samples: URL = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return root.appendingPathComponent("Samples/calls")
    }()

    private func look(_ paths: [String], call: Int = 0) throws -> (CallLadder, CloseLook) {
        let analysis = try LookAtCalls(options: AnalyzeCapture.Options()).run(
            paths, choosing: { CallFocus(CallNames.legs(of: call, in: $0.result), of: $0.result) })
        let document = AnalysisDocument(analysis, toolVersion: "test")
        let ladder = try #require(CallLadder(of: CallNames.legs(of: call, in: analysis.result), in: document))
        return (ladder, try #require(analysis.result.closeLook))
    }

    private func sample(_ name: String, call: Int = 0) throws -> (CallLadder, CloseLook) {
        let folder = Self.samples.appendingPathComponent(name).path
        return try look(CaptureInputs.expand([folder]), call: call)
    }

    @Test func theStepsOfACallOnHold() throws {
        let (ladder, look) = try sample("hold")
        #expect(ladder.lanes.map(\.name) == ["198.51.100.10", "203.0.113.20"])
        #expect(ladder.lanes[0].note.hasPrefix("calling side"))
        let messages = ladder.rows.filter { $0.kind == .message }
        #expect(
            messages.map(\.title) == [
                "INVITE", "100 Trying", "180 Ringing", "200 OK", "ACK", "INVITE", "200 OK", "ACK", "INVITE", "200 OK",
                "ACK", "BYE", "200 OK to BYE",
            ])
        #expect(messages.map(\.packet.number) == messages.compactMap(\.message).map { look.messages[$0].packet.number })
        #expect(messages.map(\.from) == [0, 1, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1])
        // What changed is marked, and what a change of direction means is said.
        #expect(messages[0].details == ["audio 198.51.100.12:40000 PCMU, telephone-event 20 ms"])
        #expect(messages[5].details == ["audio 198.51.100.12:40000 sendonly* (hold) PCMU, telephone-event 20 ms"])
        #expect(messages[8].details == ["audio 198.51.100.12:40000 sendrecv* (resumed) PCMU, telephone-event 20 ms"])
        // Media goes between the ends that described it, though its addresses are others.
        let media = ladder.rows.filter { $0.kind == .media }
        #expect(media.map { [$0.from, $0.to] } == [[1, 0], [0, 1]])
        #expect(ladder.rows.contains { $0.kind == .passage && $0.title.hasPrefix("RTCP SR SDES") })
        #expect(ladder.rows.map(\.at) == ladder.rows.map(\.at).sorted())
        #expect(ladder.bars.count == 2 && ladder.bars.allSatisfy { $0.points.count > 50 })
    }

    @Test(arguments: [80, 120])
    func textFitsTheTerminal(width: Int) throws {
        for name in ["hold", "dtmf", "one-way-port-unreachable", "auth-retry", "random-loss"] {
            let (ladder, _) = try sample(name)
            let text = LadderReport.render([ladder], as: .text, style: TextStyle(width: width))
            for line in text.split(separator: "\n") { #expect(line.count <= width, "\(name): \(line)") }
            #expect(text.contains("INVITE ─") && text.contains("▶│") && text.contains("█"))
        }
    }

    @Test func gapsAndLossShowInTheBars() throws {
        let (held, _) = try sample("hold")
        #expect(LadderReport.render([held], as: .text, style: TextStyle(width: 100)).contains("█····"))
        let (lossy, _) = try sample("burst-loss")
        #expect(
            LadderReport.render([lossy], as: .text, style: TextStyle(width: 100)).contains { $0 == "▒" || $0 == "░" })
    }

    @Test func errorsAndDigitsAreSteps() throws {
        let (refused, _) = try sample("one-way-port-unreachable")
        #expect(refused.rows.contains { $0.title.hasPrefix("ICMP port unreachable") && $0.tone == .bad })
        #expect(refused.rows.contains { !$0.findings.isEmpty })
        let (keyed, _) = try sample("dtmf")
        #expect(keyed.rows.contains { $0.kind == .digits && $0.title.hasPrefix("DTMF, ") })
    }

    @Test func eachCallHasItsOwnPackets() throws {
        let (_, first) = try sample("two-calls", call: 0)
        let (_, second) = try sample("two-calls", call: 1)
        #expect(!first.packets.isEmpty && !second.packets.isEmpty)
        #expect(Set(first.packets).isDisjoint(with: second.packets))
        #expect(first.packets == first.packets.sorted())
        let paths = try CaptureInputs.expand([Self.samples.appendingPathComponent("two-calls").path])
        let result = try AnalyzeCapture().run(paths).result
        for (call, look) in zip(result.calls, [first, second]) {
            let listed = Set(look.packets)
            #expect(call.messages.allSatisfy { listed.contains($0.packet) })
            let media = call.streams.map { result.streams[$0] }.reduce(0) {
                $0 + $1.counts.received + $1.counts.duplicated
            }
            #expect(look.packets.count >= call.messages.count + media)
        }
    }

    @Test func credentialsAreNotPrinted() throws {
        let (ladder, look) = try sample("auth-retry")
        let text = LadderReport.messages([ladder], look: look, style: TextStyle(width: 100))
        #expect(text.contains("Authorization: ") && text.contains("response=\"(hidden)\""))
        let raw = look.messages.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
        let answers = raw.matches(of: /response="([0-9a-f]+)"/).map { String($0.1) }
        #expect(!answers.isEmpty && answers.allSatisfy { !text.contains($0) })
        let json = String(decoding: LadderReport.json([ladder], look: look), as: UTF8.self)
        #expect(answers.allSatisfy { !json.contains($0) })
    }

    @Test func twoMessagesAreCompared() throws {
        let (ladder, look) = try sample("hold")
        let style = TextStyle(width: 100)
        let text = try LadderReport.difference(1, 505, in: [ladder], look: look, style: style)
        #expect(text.contains("\n+ a=sendonly\n"))
        #expect(text.contains("\n  Call-ID: "))
        #expect(throws: LadderReport.NoMessage.self) {
            try LadderReport.difference(1, 2_000, in: [ladder], look: look, style: style)
        }
    }

    @Test func picturesAndDiagramsHoldEveryMessage() throws {
        let (ladder, _) = try sample("hold")
        let style = TextStyle(width: 100)
        let svg = LadderReport.render([ladder], as: .svg, style: style)
        #expect(svg.hasPrefix("<svg ") && svg.contains("</svg>"))
        #expect(svg.components(separatedBy: ">INVITE</text>").count == 4)
        let parser = XMLParserProbe()
        #expect(parser.accepts(svg))
        let mermaid = LadderReport.render([ladder], as: .mermaid, style: style)
        #expect(mermaid.hasPrefix("sequenceDiagram\n    participant L0 as 198.51.100.10\n"))
        #expect(mermaid.components(separatedBy: "L0->>L1: INVITE").count == 4)
    }

    /// What strangers write reaches neither the terminal nor the page as anything but text.
    @Test func hostileMessagesAreOnlyText() throws {
        let invite =
            "INVITE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n"
            + "To: <sip:b@h>\r\nCall-ID: hostile\r\nCSeq: 1 INVITE\r\nSubject: \u{1B}[2J<script>\r\n"
            + "Reason: \u{1B}]0;owned\u{07};text=\"<b>&amp;\"; Note over L0: x\r\n"
            + "Authorization: Bearer c2VjcmV0\r\nContent-Type: application/sdp\r\nContent-Length: 128\r\n\r\n"
            + "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/SAVP 0\r\n"
            + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4\r\n"
        let folder = try TemporaryFolder()
        let path = try folder.file(
            "hostile.pcap", Wire.pcap([(1_700_000_000_000_000, Wire.datagram(Array(invite.utf8)))]))
        let (ladder, look) = try look([path])
        let style = TextStyle(width: 100)
        let messages = LadderReport.messages([ladder], look: look, style: style)
        #expect(messages.contains("Subject: \\x1B[2J<script>"))
        #expect(messages.contains("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:(hidden)|2^20|1:4"))
        #expect(messages.contains("Authorization: (hidden)"))
        for drawing in LadderReport.Drawing.allCases {
            let drawn = LadderReport.render([ladder], as: drawing, style: style)
            #expect(!drawn.contains("\u{1B}") && !drawn.contains("\u{07}"))
            #expect(drawing == .text || !drawn.contains("<b>"))
        }
        #expect(XMLParserProbe().accepts(LadderReport.render([ladder], as: .svg, style: style)))
    }
}

/// Whether elements are closed in the order they were opened, and text holds no bare sign of markup.
private struct XMLParserProbe {
    func accepts(_ text: String) -> Bool {
        var open: [Substring] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            guard !rest[..<start].contains(">"), let end = rest[start...].firstIndex(of: ">") else { return false }
            let tag = rest[rest.index(after: start)..<end]
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return false }
            } else if !tag.hasSuffix("/") {
                open.append(tag.prefix { $0 != " " })
            }
            rest = rest[rest.index(after: end)...]
        }
        return open.isEmpty
    }
}

@Suite struct CallNamesTests {
    private func result() -> CallAnalysisResult {
        var result = CallAnalysisResult()
        for number in 1...12 {
            var call = Call(
                id: "call-\(number)", calling: CallParty(uri: "sip:a", number: "+4420794600\(10 + number)"),
                called: CallParty(uri: "sip:b"), startedAt: CaptureTime(nanoseconds: 0))
            call.callIDs = [SIPCallID(rawValue: "id\(number)-abcdef@192.0.2.\(number)")]
            result.calls.append(call)
        }
        return result
    }

    @Test(arguments: [("c7", 6), ("call-7", 6), ("7", 6), ("C12", 11), ("id3-abcdef@192.0.2.3", 2), ("id4-ab", 3)])
    func namesAsPrintedAreNamesAsAccepted(name: String, index: Int) throws {
        #expect(try CallNames.find(name, in: result()) == index)
    }

    @Test func whatIsNotFoundIsSuggested() throws {
        let error = #expect(throws: CallNames.Unknown.self) { try CallNames.find("c13", in: result()) }
        #expect(error?.description == "there is no call c13 among the 12 calls here. Did you mean call-12?")
        let number = #expect(throws: CallNames.Unknown.self) { try CallNames.find("79460015", in: result()) }
        #expect(number?.suggestions == ["call-5"])
        let none = #expect(throws: CallNames.Unknown.self) { try CallNames.find("c1", in: CallAnalysisResult()) }
        #expect(none?.description.contains("holds no calls") == true)
    }
}

/// Keys in descriptions of what is cut out.
@Suite struct CutCallsTests {
    private static let key = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"

    private func captured() throws -> String {
        let description =
            "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/SAVP 0\r\n"
            + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key)|2^20|1:4\r\n"
        let invite =
            "INVITE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n"
            + "To: <sip:b@h>\r\nCall-ID: keyed\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n"
            + "Content-Length: \(description.utf8.count)\r\n\r\n\(description)"
        let packet = Wire.datagram(Array(invite.utf8))
        // The other one says that it is as long, and is cut.
        let capture = Wire.pcap([
            (1_700_000_000_000_000, packet), (1_700_000_001_000_000, packet.prefix(28) + Array("other".utf8)),
        ])
        let path = TemporaryFiles.path("keys.pcap")
        try Data(capture).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test(arguments: [false, true]) func keysStayOnlyIfAskedFor(keepsKeys: Bool) throws {
        let path = try captured()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let analysis = try LookAtCalls(options: AnalyzeCapture.Options()).run(
            [path], choosing: { CallFocus([0], of: $0.result) })
        let look = try #require(analysis.result.closeLook)
        #expect(look.packets.map(\.number) == [1])
        var options = CutCalls.Options()
        options.keepsKeys = keepsKeys
        var bytes: [UInt8] = []
        let outcome = try CutCalls(options: options).write(look, paths: [path], to: { bytes += $0 })
        #expect(outcome == CutCalls.Outcome(packets: 1, packetsWithHiddenKeys: keepsKeys ? 0 : 1))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains(Self.key) == keepsKeys)
        let stars = String(repeating: "*", count: Self.key.count)
        #expect(text.contains("inline:\(keepsKeys ? Self.key : stars)|2^20|1:4\r\n"))
    }
}
