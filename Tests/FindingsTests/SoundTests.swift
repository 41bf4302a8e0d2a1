import AudioLevels
import CallAnalysis
import CallVocabulary
import Testing

@testable import Findings

/// What is in the sound itself, from the payloads of a whole call to the verdict.
@Suite struct SoundTests {
    /// The µ-law word nearest to a value.
    private static let codes: [UInt8] = {
        let values = G711.values(.mu)
        return (0..<1_025).map { step in
            let wanted = (step - 512) * 62
            return UInt8(values.indices.min { abs(Int(values[$0]) - wanted) < abs(Int(values[$1]) - wanted) } ?? 255)
        }
    }()

    private static func encode(_ samples: [Double]) -> [UInt8] {
        samples.map { codes[Int(max(0, min(1_024, $0 / 62 + 512)))] }
    }

    /// Twenty seconds of tones that come and go like syllables, from a seed.
    private static func speech(_ seed: UInt64, activity: Double = 0.6) -> [Double] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func unit() -> Double {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Double(state >> 11) / Double(1 << 53)
        }
        var samples: [Double] = []
        while samples.count < 160_000 {
            let length = Int(8_000 * (0.06 + 0.19 * unit()))
            let level = unit() < activity ? 1_500 + 7_000 * unit() * unit() : 0
            let period = 40 + Int(40 * unit())
            // The pitch falls by an eighth within a syllable, as a voice's does.
            var place = 0.0
            for index in 0..<length {
                let shape = Double(min(index, length - index)) / Double(length) * 2
                // A triangle: smooth, with harmonics that fall.
                place += 1 - Double(index) / Double(length) / 8
                if place >= Double(period) { place -= Double(period) }
                let value = abs(2 * place - Double(period)) / Double(period) * 2 - 1
                samples.append(level * shape * value)
            }
        }
        return Array(samples.prefix(160_000))
    }

    private static func noise(_ seed: UInt64, _ level: Double) -> [Double] {
        var state = seed | 1
        return (0..<160_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (Double(state >> 40) / Double(1 << 24) - 0.5) * 2 * level
        }
    }

    private static func findings(caller: [UInt8], callee: [UInt8]) -> [Finding] {
        var talk = Conversation()
        talk.connect()
        talk.talk(fromCaller: true, payload: { Array(caller[$0 * 160..<($0 + 1) * 160]) })
        talk.talk(fromCaller: false, payload: { Array(callee[$0 * 160..<($0 + 1) * 160]) })
        return FindingCatalog.findings(in: talk.result(audio: .levels))
    }

    private static func add(_ one: [Double], _ other: [Double], gain: Double = 1, later: Int = 0) -> [Double] {
        one.indices.map { one[$0] + ($0 >= later ? gain * other[$0 - later] : 0) }
    }

    private static let background = noise(99, 40)

    @Test func twoPartiesWhoTalkAreWell() {
        for seed in UInt64(1)...3 {
            let found = Self.findings(
                caller: Self.encode(Self.add(Self.speech(seed), Self.background)),
                callee: Self.encode(Self.add(Self.speech(seed + 50), Self.background)))
            #expect(found.allSatisfy { $0.severity == .note }, "\(found.map(\.summary))")
        }
    }

    @Test func talkingAtOnceIsCountedAndTakingTurnsIsNot() throws {
        let one = Self.speech(11, activity: 1)
        let other = Self.speech(12, activity: 1)
        func share(_ isSpeaking: (Int) -> (Bool, Bool)) throws -> Double {
            func part(_ voice: [Double], _ isOn: (Int) -> Bool) -> [Double] {
                voice.indices.map { isOn($0 / 16_000) ? voice[$0] : 0 }
            }
            var talk = Conversation()
            talk.connect()
            let caller = Self.encode(Self.add(part(one) { isSpeaking($0).0 }, Self.background))
            let callee = Self.encode(Self.add(part(other) { isSpeaking($0).1 }, Self.background))
            talk.talk(fromCaller: true, payload: { Array(caller[$0 * 160..<($0 + 1) * 160]) })
            talk.talk(fromCaller: false, payload: { Array(callee[$0 * 160..<($0 + 1) * 160]) })
            return try #require(talk.result(audio: .levels).calls.first?.doubleTalk).share
        }
        #expect(try share { ($0 % 2 == 0, $0 % 2 == 1) } < 0.15)
        #expect(try share { _ in (true, true) } > 0.8)
        let half = try share { ($0 % 2 == 0, true) }
        #expect(half > 0.4 && half < 0.65)
    }

    @Test func aVoiceThatComesBackIsAnEchoForTheOneWhoTalks() throws {
        let caller = Self.speech(4)
        let back = Self.add(Self.background, caller, gain: 0.15, later: 2_400)
        let found = Self.findings(caller: Self.encode(Self.add(caller, Self.background)), callee: Self.encode(back))
        let echo = try #require(found.first { $0.code == .echo })
        #expect(echo.symptom == .echo && echo.summary.hasPrefix("The calling party hears an echo"))
        #expect(echo.summary.contains("300 ms"))
    }

    /// Captured beside the device that makes it, an echo is soon there; the way to who speaks makes it one.
    @Test(arguments: [(0.0, false), (200, true)])
    func anEchoBesideItsDeviceIsToldByTheWay(way: Double, isHeard: Bool) throws {
        let caller = Self.speech(4)
        let words = [
            Self.encode(Self.add(caller, Self.background)),
            Self.encode(Self.add(Self.background, caller, gain: 0.15, later: 280)),
        ]
        var talk = Conversation()
        talk.connect()
        talk.talk(fromCaller: true, payload: { Array(words[0][$0 * 160..<($0 + 1) * 160]) })
        talk.talk(fromCaller: false, payload: { Array(words[1][$0 * 160..<($0 + 1) * 160]) })
        let long = Conversation.long
        talk.send(
            fromCaller: false, port: 4_001, at: 5_000,
            [0x80, 200, 0, 6] + long(8) + long(0x1234) + long(0x5678_0000) + long(0) + long(199) + long(31_840))
        talk.send(
            fromCaller: true, port: 4_001, at: 5_000 + way + 0.1,
            [0x81, 201, 0, 7] + long(7) + long(8) + long(0) + long(190) + long(8) + long(0x1234_5678) + long(0))
        let found = FindingCatalog.findings(in: talk.result(audio: .levels)).first { $0.code == .echo }
        #expect((found != nil) == isHeard)
        guard let found else { return }
        #expect(found.summary.contains("with the 200 ms from the calling party to here and back"))
    }

    @Test func hissIsStaticNoiseAndItsSenderIsNamed() throws {
        let found = Self.findings(
            caller: Self.encode(Self.add(Self.speech(5), Self.background)),
            callee: Self.encode(Self.add(Self.speech(6), Self.noise(7, 700))))
        let noise = try #require(found.first { $0.code == .staticNoise })
        #expect(noise.summary.contains("The audio of the called party"))
    }

    @Test func crackleIsStaticNoiseAndAFewKnocksAreNot() throws {
        let voice = Self.add(Self.speech(21), Self.background)
        func with(_ clicks: Int) -> [Double] {
            var samples = voice
            for click in 0..<clicks {
                let at = 500 + click * 158_000 / max(1, clicks) + click * 37 % 160
                for index in 0..<10 { samples[at + index] += index % 2 == 0 ? 8_000 : -8_000 }
            }
            return samples
        }
        let other = Self.encode(Self.add(Self.speech(22), Self.background))
        let crackle = try #require(
            Self.findings(caller: Self.encode(with(200)), callee: other).first { $0.code == .staticNoise })
        #expect(crackle.summary.contains("clicks a second") && crackle.summary.contains("calling party"))
        #expect(!Self.findings(caller: Self.encode(with(16)), callee: other).contains { $0.code == .staticNoise })
    }

    @Test func aLoopIsAnEchoThatIsAsLoud() throws {
        let caller = Self.add(Self.speech(23), Self.background)
        let back = Self.add(Self.background, caller, later: 1_600)
        let found = Self.findings(caller: Self.encode(caller), callee: Self.encode(back))
        let echo = try #require(found.first { $0.code == .echo })
        #expect(echo.summary.contains("200 ms later and as loud"))
    }

    @Test func theOtherLawIsACodecMismatch() throws {
        // µ-law words that were A-law before somebody labelled them.
        let table = G711.values(.a)
        let wrong = Self.speech(8).map { value in
            UInt8(table.indices.min { abs(Double(table[$0]) - value) < abs(Double(table[$1]) - value) } ?? 0)
        }
        let found = Self.findings(caller: wrong, callee: Self.encode(Self.speech(9)))
        let mismatch = try #require(found.first { $0.code == .codecMismatch })
        #expect(mismatch.severity == .fault && mismatch.summary.contains("PCMA"))
    }

    @Test func repeatedPacketsAreRobotic() throws {
        var codes = Self.encode(Self.add(Self.speech(10), Self.background))
        for packet in stride(from: 20, to: 980, by: 20) {
            codes.replaceSubrange(packet * 160..<(packet + 1) * 160, with: codes[(packet - 1) * 160..<packet * 160])
        }
        let found = Self.findings(caller: codes, callee: Self.encode(Self.speech(11)))
        #expect(found.first { $0.code == .robotic }?.symptom == .robotic)
    }

    @Test func digitalSilenceIsOneWayAudioAndAMuteIsNot() throws {
        let speech = Self.encode(Self.add(Self.speech(12), Self.background))
        let silent = [UInt8](repeating: 0xFF, count: 160_000)
        let found = Self.findings(caller: speech, callee: silent)
        let oneWay = try #require(found.first { $0.code == .oneWayAudio })
        #expect(oneWay.cause == .silentPayload && oneWay.cannotHear == .calling)
        // Muted after five seconds: sound was there, so nothing is broken.
        let muted = Array(speech.prefix(40_000)) + Array(silent.prefix(120_000))
        let note = Self.findings(caller: speech, callee: muted)
        #expect(note.allSatisfy { $0.severity == .note })
        #expect(note.contains { $0.code == .silentPayload })
    }
}
