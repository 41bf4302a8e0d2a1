import CallAnalysis
import CallVocabulary
import CaptureFiles
import TestSupport
import Testing

@testable import Findings

private let caller = "192.0.2.1"
private let callee = "198.51.100.2"

/// A call's messages, each with its instant in seconds and who sends it, over UDP.
private struct Talk {
    private var packets: [(at: Double, bytes: [UInt8])] = []

    mutating func say(
        _ at: Double, _ isFromCaller: Bool, _ start: String, _ sequence: String, tag: String? = "b",
        headers: [String] = [], identifier: String = "call@example.com", to destination: String? = nil
    ) throws {
        let lines =
            [
                start, "Via: SIP/2.0/UDP \(caller);branch=z9hG4bK\(sequence.filter { $0 != " " })",
                "From: <sip:+442079460018@example.com>;tag=a",
                "To: <sip:+12125550142@example.com>" + (tag.map { ";tag=\($0)" } ?? ""), "Call-ID: \(identifier)",
                "CSeq: \(sequence)",
            ] + headers + ["Content-Length: 0"]
        try put(
            at, from: isFromCaller ? caller : callee, to: destination ?? (isFromCaller ? callee : caller),
            Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
    }

    mutating func put(_ at: Double, from source: String, to destination: String, _ payload: [UInt8]) throws {
        func address(_ text: String) throws -> [UInt8] { Wire.long(try #require(IPAddress(text)?.v4)) }
        packets.append((at, Wire.datagram(payload, from: try address(source), to: try address(destination), number: 0)))
    }

    /// The call as far as the answer and its ACK.
    static func answered(session seconds: Int? = nil) throws -> Talk {
        var talk = Talk()
        let timer = seconds.map { ["Session-Expires: \($0);refresher=uac"] } ?? []
        try talk.say(0, true, "INVITE sip:+12125550142@example.com SIP/2.0", "1 INVITE", tag: nil)
        try talk.say(0.1, false, "SIP/2.0 180 Ringing", "1 INVITE")
        try talk.say(2, false, "SIP/2.0 200 OK", "1 INVITE", headers: timer)
        try talk.say(2.05, true, "ACK sip:x@\(callee) SIP/2.0", "1 ACK")
        return talk
    }

    /// Another packet, seconds after the last, so that the capture goes on.
    mutating func goOn(until at: Double) throws {
        try put(at, from: "192.0.2.9", to: "192.0.2.10", [0xFF, 0xFF])
    }

    var result: CallAnalysisResult {
        var batch = PacketBatch()
        for (index, packet) in packets.sorted(by: { $0.at < $1.at }).enumerated() {
            batch.packets.append(
                CapturedPacket(
                    time: CaptureTime(nanoseconds: Int64(packet.at * 1e9)), offset: batch.bytes.count,
                    capturedLength: packet.bytes.count, originalLength: packet.bytes.count, number: index + 1,
                    linkType: .raw, interface: 0))
            batch.bytes += packet.bytes
        }
        var analyzer = CallAnalyzer()
        analyzer.beginCapture(name: "test")
        analyzer.ingest(batch)
        return analyzer.finish()
    }

    func found(_ code: FindingCode) -> [Finding] {
        FindingCatalog.findings(in: result).filter { $0.code == code }
    }
}

@Test func answerRepeatedAfterItsACKIsAnACKThatDoesNotArrive() throws {
    var talk = try Talk.answered()
    for at in [2.5, 3.5, 5.5] {
        try talk.say(at, false, "SIP/2.0 200 OK", "1 INVITE")
        try talk.say(at + 0.05, true, "ACK sip:x@10.20.0.5 SIP/2.0", "1 ACK", to: "10.20.0.5")
    }
    let finding = try #require(talk.found(.noAcknowledgement).first)
    #expect(finding.severity == .fault && finding.summary.contains("4 times"))
    // A late ACK that ends the repetitions is none.
    var late = Talk()
    try late.say(0, true, "INVITE sip:+12125550142@example.com SIP/2.0", "1 INVITE", tag: nil)
    for at in [2, 2.5, 3.5] { try late.say(at, false, "SIP/2.0 200 OK", "1 INVITE") }
    try late.say(3.55, true, "ACK sip:x@\(callee) SIP/2.0", "1 ACK")
    try late.goOn(until: 20)
    #expect(late.found(.noAcknowledgement).isEmpty)
}

@Test func refreshWithoutACKIsFoundWithinTheCall() throws {
    var talk = try Talk.answered()
    try talk.say(900, false, "INVITE sip:+442079460018@\(caller) SIP/2.0", "501 INVITE")
    for at in [900.1, 900.6, 901.6, 903.6] { try talk.say(at, true, "SIP/2.0 200 OK", "501 INVITE") }
    try talk.say(940, true, "BYE sip:x SIP/2.0", "2 BYE", headers: ["Reason: SIP;cause=408;text=\"ACK Timeout\""])
    let finding = try #require(talk.found(.noAcknowledgement).first)
    #expect(finding.severity == .fault && finding.summary.contains("within the call"))
    #expect(talk.found(.callDropped).isEmpty)
}

@Test(arguments: [
    ("SIP;cause=200;text=\"RTP Timeout\"", true), ("SIP;cause=500;text=\"IceConnectivityChecksFailed\"", true),
    ("Q.850;cause=38", true), ("Q.850;cause=16;text=\"Normal call clearing\"", false),
    ("SIP;cause=200;text=\"Call completed elsewhere\"", false), ("Q.850;cause=31;text=\"User Hung Up\"", false),
    ("SIP;cause=486;text=\"Busy here, out of service\"", false),
])
func reasonOfABYETellsADroppedCall(reason: String, isDropped: Bool) throws {
    var talk = try Talk.answered()
    try talk.say(30, false, "BYE sip:x SIP/2.0", "2 BYE", headers: ["Reason: \(reason)"])
    try talk.say(30.05, true, "SIP/2.0 200 OK", "2 BYE")
    let found = talk.found(.callDropped)
    #expect(found.isEmpty == !isDropped)
    #expect(try #require(talk.result.calls.first?.endReason).protocolName == String(reason.prefix { $0 != ";" }))
    if isDropped, let quoted = reason.split(separator: "\"").dropFirst().first {
        #expect(found.first?.summary.contains(quoted) == true)
    }
}

@Test func refreshThatNobodyAnswersEndsTheSession() throws {
    for seconds in [nil, 1_800] as [Int?] {
        var talk = try Talk.answered(session: seconds)
        for at in [900, 900.5, 901.5, 903.5] { try talk.say(at, true, "INVITE sip:x SIP/2.0", "2 INVITE") }
        try talk.say(935, true, "BYE sip:x SIP/2.0", "3 BYE")
        try talk.say(935.05, false, "SIP/2.0 200 OK", "3 BYE")
        #expect(talk.found(.sessionTimerTeardown).count == (seconds == nil ? 0 : 1))
        #expect(talk.found(.callDropped).count == (seconds == nil ? 1 : 0))
    }
    var expired = try Talk.answered(session: 1_800)
    try expired.say(
        60, false, "BYE sip:x SIP/2.0", "2 BYE", headers: ["Reason: SIP;cause=408;text=\"Session timeout\""])
    #expect(expired.found(.sessionTimerTeardown).count == 1 && expired.found(.callDropped).isEmpty)
}

@Test func byeWithoutAnswerIsTold() throws {
    var talk = try Talk.answered()
    for at in [10, 10.5, 11.5, 13.5] { try talk.say(at, false, "BYE sip:x SIP/2.0", "2 BYE") }
    try talk.goOn(until: 40)
    #expect(talk.found(.releaseNotAnswered).count == 1)
    try talk.say(13.6, true, "SIP/2.0 200 OK", "2 BYE")
    #expect(talk.found(.releaseNotAnswered).isEmpty)
}

@Test func noAnswerIsSaidFromTheThirdINVITEOnAndOnlyWithoutAny() throws {
    var talk = Talk()
    for at in [0, 0.5] { try talk.say(at, true, "INVITE sip:+12125550142@example.com SIP/2.0", "1 INVITE", tag: nil) }
    try talk.goOn(until: 4)
    #expect(talk.found(.callFailed).isEmpty)
    try talk.say(1.5, true, "INVITE sip:+12125550142@example.com SIP/2.0", "1 INVITE", tag: nil)
    #expect(try #require(talk.found(.callFailed).first).summary.contains("no answer at all"))
    try talk.say(1.6, false, "SIP/2.0 100 Trying", "1 INVITE", tag: nil)
    try talk.goOn(until: 100)
    #expect(talk.found(.callFailed).allSatisfy { !$0.summary.contains("no answer at all") })
}

@Test func notReachableIsNotUnanswered() throws {
    var talk = Talk()
    try talk.say(0, true, "INVITE sip:+12125550142@example.com SIP/2.0", "1 INVITE", tag: nil)
    try talk.say(0.02, false, "SIP/2.0  480  Temporarily not available", "1 INVITE")
    let finding = try #require(talk.found(.callFailed).first)
    #expect(finding.severity == .warning && finding.summary.contains("not reachable: Temporarily not available"))
    #expect(talk.result.calls.first?.outcome == .rejected)
    var timedOut = Talk()
    try timedOut.say(0, true, "INVITE sip:+12125550142@example.com SIP/2.0", "1 INVITE", tag: nil)
    try timedOut.say(0.1, false, "SIP/2.0 180 Ringing", "1 INVITE")
    try timedOut.say(30, false, "SIP/2.0 408 Request Timeout", "1 INVITE")
    #expect(timedOut.result.calls.first?.outcome == .failed)
}

@Test func callThatBeginsWithTryingBeganHere() throws {
    var talk = Talk()
    try talk.say(0, false, "SIP/2.0 100 Trying", "1 INVITE", tag: nil)
    try talk.say(0.1, false, "SIP/2.0 180 Ringing", "1 INVITE")
    #expect(talk.found(.captureStartsMidCall).isEmpty)
    var going = Talk()
    try going.say(0, false, "BYE sip:x SIP/2.0", "2 BYE")
    #expect(going.found(.captureStartsMidCall).count == 1)
}

@Test func registrationsAndOtherRequestsAreFacts() throws {
    var talk = Talk()
    for (at, sequence) in [(0.0, 1), (10, 2)] {
        try talk.say(
            at, true, "REGISTER sip:example.com SIP/2.0", "\(sequence) REGISTER", tag: nil, identifier: "r@example.com")
        try talk.say(
            at + 0.02, false, sequence == 1 ? "SIP/2.0 401 Unauthorized" : "SIP/2.0 403 Forbidden",
            "\(sequence) REGISTER",
            identifier: "r@example.com")
    }
    try talk.say(20, false, "OPTIONS sip:x SIP/2.0", "7 OPTIONS", tag: nil, identifier: "o@example.com")
    try talk.say(20.02, true, "SIP/2.0 200 OK", "7 OPTIONS", identifier: "o@example.com")
    let result = talk.result
    #expect(result.calls.isEmpty && result.registrations.count == 1 && result.otherRequests.count == 1)
    let series = try #require(result.registrations.first).series
    #expect(series.requests == 2 && series.answered == 2 && series.outcome == .refused && series.lastStatus == 403)
    #expect(result.otherRequests.first?.method == "OPTIONS" && result.otherRequests.first?.outcome == .accepted)
    let finding = try #require(talk.found(.registrationFailed).first)
    #expect(finding.severity == .warning && finding.evidence.first?.packet.number == 4)
    // Accepted after the challenge, it is well.
    try talk.say(30, true, "REGISTER sip:example.com SIP/2.0", "3 REGISTER", tag: nil, identifier: "r@example.com")
    try talk.say(30.02, false, "SIP/2.0 200 OK", "3 REGISTER", identifier: "r@example.com")
    #expect(talk.found(.registrationFailed).isEmpty)
}

@Test func captureWithoutTelephonySaysSo() throws {
    var talk = Talk()
    try talk.goOn(until: 1)
    #expect(talk.found(.captureNothingToAnalyze).count == 1)
    #expect(try Talk.answered().found(.captureNothingToAnalyze).isEmpty)
}
