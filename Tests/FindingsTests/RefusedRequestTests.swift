import AudioLevels
import CallAnalysis
import CallVocabulary
import Testing

@testable import Findings

/// What a refusal within the call, or the sound of a modem, explains.
@Suite struct RefusedRequestTests {
    private typealias End = HearingTape.End
    private static let caller = "192.0.2.1"
    private static let callee = "198.51.100.2"
    private static let near = HearingTape.End(caller, 4_000)
    private static let far = HearingTape.End(callee, 6_000)

    private static func talking(_ seconds: (Double, Double)) -> HearingTape {
        var tape = HearingTape()
        tape.connect(caller: caller, callee: callee, asked: (near, far))
        tape.talk(near, far, ssrc: 7, seconds: seconds.0)
        tape.talk(far, near, ssrc: 8, seconds: seconds.1)
        return tape
    }

    private static func found(_ tape: HearingTape, _ codes: FindingCode...) -> [Finding] {
        FindingCatalog.findings(in: tape.result).filter { codes.contains($0.code) }
    }

    @Test(
        "A BYE that is refused while the other side goes on is said; where both hang up it is not",
        arguments: [true, false])
    func refusedRelease(hangsUpToo: Bool) throws {
        var tape = Self.talking((10, hangsUpToo ? 10 : 25))
        let refusal = "SIP/2.0 481 Call/Transaction Does Not Exist"
        tape.message(11_100, from: Self.caller, to: Self.callee, "BYE sip:x SIP/2.0", "2 BYE")
        tape.message(11_130, from: Self.callee, to: Self.caller, refusal, "2 BYE")
        let time = hangsUpToo ? 11_110.0 : 26_200
        tape.message(time, from: Self.callee, to: Self.caller, "BYE sip:y SIP/2.0", "7 BYE", tags: ("b", "a"))
        tape.message(time + 30, from: Self.caller, to: Self.callee, refusal, "7 BYE", tags: ("b", "a"))
        let findings = Self.found(tape, .releaseNotAnswered)
        #expect(findings.isEmpty == hangsUpToo)
        #expect(findings.allSatisfy { $0.severity == .warning && $0.summary.contains("481") })
    }

    @Test("A BYE sent to the last is a warning without audio as well", arguments: [3, 11])
    func releaseToTheLast(copies: Int) throws {
        var tape = Self.talking((10, 10))
        tape.message(
            11_050, from: Self.callee, to: Self.caller, "OPTIONS sip:x SIP/2.0", "3 OPTIONS", tags: ("b", "a"))
        var time = 11_100.0
        for copy in 0..<copies {
            tape.message(time, from: Self.caller, to: Self.callee, "BYE sip:x SIP/2.0", "2 BYE")
            time += min(4_000, 500 * Double(1 << copy))
        }
        let finding = try #require(Self.found(tape, .releaseNotAnswered).first)
        #expect((finding.severity == .warning) == (copies == 11))
    }

    @Test(
        "Audio that ends beside a refused change of its sender has its reason",
        arguments: ["488 Not Acceptable Here", "491 Request Pending"])
    func refusedMove(status: String) throws {
        var tape = Self.talking((10, 24))
        let moved = End("192.0.2.77", 4_200)
        tape.ask(
            12_000, from: Self.caller, to: Self.callee, 2, tags: ("a", "b"), body: HearingTape.description(moved),
            status: status)
        tape.hangUp(25_200, caller: Self.caller, callee: Self.callee)
        let finding = try #require(Self.found(tape, .oneWayAudio).first)
        #expect(finding.cannotHear == .called)
        #expect((finding.severity == .warning && finding.summary.contains("488")) == status.hasPrefix("488"))
        #expect((finding.severity == .note) == status.hasPrefix("491"))
    }

    /// 20 ms of a tone, by µ-law; whole periods, so that packets join without a click.
    private static func tone(_ hertz: Double, _ level: Double) -> [UInt8] {
        var word: [UInt8] = []
        let values = G711.values(.mu)
        var phase = 0.0
        for _ in 0..<160 {
            let sample = level * Self.sine(phase)
            word.append(
                UInt8(values.indices.min { abs(Double(values[$0]) - sample) < abs(Double(values[$1]) - sample) } ?? 0))
            phase += hertz / 8_000
        }
        return word
    }

    /// The sine of a turn, by its series.
    private static func sine(_ turns: Double) -> Double {
        let angle = (turns - turns.rounded()) * 6.283_185_307_179_586
        var term = angle
        var sum = angle
        for step in 1..<12 {
            term *= -angle * angle / Double((2 * step) * (2 * step + 1))
            sum += term
        }
        return sum
    }

    @Test("A tone is no noise, and no modem behind its answer tone is", arguments: [2_100.0, 2_250, 3_000])
    func tones(hertz: Double) throws {
        var tape = HearingTape()
        tape.connect(caller: Self.caller, callee: Self.callee, asked: (Self.near, Self.far))
        tape.talk(Self.near, Self.far, ssrc: 7, payload: Self.tone(hertz, 6_000))
        // What a modem says is as rough as noise.
        var state: UInt64 = 7
        let values = G711.values(.mu)
        let rough = (0..<160).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let sample = (Double(state >> 40) / Double(1 << 24) - 0.5) * 8_000
            return UInt8(
                values.indices.min { abs(Double(values[$0]) - sample) < abs(Double(values[$1]) - sample) } ?? 0)
        }
        tape.talk(Self.far, Self.near, ssrc: 8, payload: rough)
        tape.hangUp(21_200, caller: Self.caller, callee: Self.callee)
        let result = tape.result
        let noise = FindingCatalog.findings(in: result).filter {
            $0.code == .staticNoise && $0.summary.contains("steady noise")
        }
        // Only where nothing answers as a modem does, the rough side is a noisy line.
        #expect(noise.isEmpty == (hertz < 2_400))
        #expect(noise.allSatisfy { $0.stream.map { result.streams[$0].ssrc } == 8 })
    }
}
