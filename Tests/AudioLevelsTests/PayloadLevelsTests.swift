import AudioLevels
import Testing

/// What every G.711 packet tells without being decoded.
@Suite struct PayloadLevelsTests {
    @Test(arguments: G711Law.allCases)
    func aSineHasItsLevel(law: G711Law) throws {
        let sine = (0..<80_000).map { 3_276.8 * SpeechLikeSound.sine(Double($0) * 0.35) }
        let levels = try #require(Coding.levels(Coding.encode(sine, law), readAs: law).levels)
        // A tenth of full scale: -20 dB, and 3 for the sine.
        #expect(abs(levels.longTermLevel + 23.01) < 0.1)
        #expect(levels.digitalSilenceSeconds == 0 && levels.seconds == 10)
        #expect(!levels.isWrongLaw && levels.clippedSamples == 0)
    }

    @Test(arguments: G711Law.allCases, [UInt64](1...5))
    func theRightLawIsNeverDoubtedAndTheWrongOneIsFound(law: G711Law, seed: UInt64) throws {
        let sound = SpeechLikeSound(seed: seed, seconds: 20)
        let codes = Coding.encode(sound.samples, law)
        let right = try #require(Coding.levels(codes, readAs: law).levels)
        #expect(!right.isWrongLaw)
        let wrong = try #require(Coding.levels(codes, readAs: law.other).levels)
        #expect(wrong.isWrongLaw)
    }

    @Test func noiseIsNoOtherLaw() throws {
        var dice = SpeechLikeSound(seed: 5, seconds: 0.1)
        let noise = (0..<80_000).map { _ in 300 * (dice.unit() + dice.unit() + dice.unit() - 1.5) }
        for law in G711Law.allCases {
            let levels = try #require(Coding.levels(Coding.encode(noise, law), readAs: law).levels)
            #expect(!levels.isWrongLaw)
            #expect(try #require(levels.quietRoughness) > 1.5)
            #expect(try #require(levels.floorSpread) < 2)
        }
    }

    @Test(arguments: [UInt64](1...6))
    func speechAndPausesAreToldApart(seed: UInt64) throws {
        let sound = SpeechLikeSound(seed: seed, seconds: 30, noise: 12)
        let codes = Coding.encode(sound.samples, .a)
        let levels = try #require(Coding.levels(codes, readAs: .a).levels)
        var exact = ActiveSpeechLevel(sampleRate: 8_000)
        var decoded: [Int16] = []
        G711.decode(codes.span.bytes, .a, into: &decoded)
        exact.add(decoded)
        let speech = try #require(exact.result().activeLevel)
        #expect(abs(try #require(levels.activeSpeechLevel) - speech) < 3.5)
        #expect(try #require(levels.noiseFloor) < speech - 25)
        #expect((0.1...0.8).contains(levels.activityFactor))
    }

    @Test func digitalSilenceIsMeasuredWhateverItsCode() throws {
        for (code, law) in [(UInt8(0xFF), G711Law.mu), (0x7F, .mu), (0xD5, .a), (0x55, .a)] {
            let levels = try #require(Coding.levels([UInt8](repeating: code, count: 80_000), readAs: law).levels)
            #expect(levels.digitalSilenceSeconds == 10 && levels.longestDigitalSilenceSeconds == 10)
            #expect(levels.firstSoundAt == nil && !levels.isWrongLaw)
        }
        // Silence of the other law is a constant, not a sound.
        let other = try #require(Coding.levels([UInt8](repeating: 0xD5, count: 80_000), readAs: .mu).levels)
        #expect(other.firstSoundAt == nil && other.isWrongLaw)
    }

    @Test func aQuietRoomIsNoDigitalSilence() throws {
        // Noise within the two smallest steps of A-law: 8 and -8 in turns.
        var dice = SpeechLikeSound(seed: 21, seconds: 0.1)
        let codes = (0..<80_000).map { _ in dice.unit() < 0.5 ? UInt8(0xD5) : 0x55 }
        let quiet = try #require(Coding.levels(codes, readAs: .a).levels)
        #expect(quiet.digitalSilenceSeconds == 0 && quiet.firstSoundAt != nil && !quiet.isWrongLaw)
        // Both zeros of µ-law are nothing.
        let nothing = codes.map { $0 == 0xD5 ? UInt8(0xFF) : 0x7F }
        let silent = try #require(Coding.levels(nothing, readAs: .mu).levels)
        #expect(silent.digitalSilenceSeconds == 10 && silent.firstSoundAt == nil)
    }

    @Test(arguments: G711Law.allCases, [2, 6, 24])
    func clicksAreCountedInSpeechAndNotWithoutThem(law: G711Law, length: Int) throws {
        let sound = SpeechLikeSound(seed: 31, seconds: 30, noise: 12)
        let plain = try #require(Coding.levels(Coding.encode(sound.samples, law), readAs: law).levels)
        #expect(try #require(plain.clicksPerSecond) < 0.2)
        var dice = SpeechLikeSound(seed: 32, seconds: 0.1)
        var samples = sound.samples
        for _ in 0..<300 {
            let at = Int(dice.unit() * Double(samples.count - 40))
            for index in 0..<length { samples[at + index] += index % 2 == 0 ? 9_000 : -9_000 }
        }
        let crackling = try #require(Coding.levels(Coding.encode(samples, law), readAs: law).levels)
        // Ten a second; those at the edge of a frame, and within loud speech, are not counted.
        #expect((4...10.5).contains(try #require(crackling.clicksPerSecond)))
    }

    @Test(arguments: [80, 160, 240, 320], G711Law.allCases)
    func packetsOfAnyLengthThatRepeatTheOneBeforeAreCounted(size: Int, law: G711Law) throws {
        let sound = SpeechLikeSound(seed: 8, seconds: 20, activity: 1)
        var codes = Coding.encode(sound.samples, law)
        codes.removeLast(codes.count % size)
        let plain = try #require(Coding.levels(codes, readAs: law, packet: size).levels)
        // A voice whose period divides 10 ms repeats itself now and then.
        #expect(plain.repeatedPackets <= 4)
        for packet in stride(from: 10, to: 400, by: 10) {
            codes.replaceSubrange(packet * size..<(packet + 1) * size, with: codes[(packet - 1) * size..<packet * size])
        }
        let repeated = try #require(Coding.levels(codes, readAs: law, packet: size).levels)
        #expect((37...41).contains(repeated.repeatedPackets - plain.repeatedPackets))
    }

    @Test func framesRepeatedWithinLongerPacketsAreCounted() throws {
        let sound = SpeechLikeSound(seed: 8, seconds: 20, activity: 1)
        var codes = Coding.encode(sound.samples, .mu)
        for frame in stride(from: 11, to: 900, by: 20) {
            codes.replaceSubrange(frame * 160..<(frame + 1) * 160, with: codes[(frame - 1) * 160..<frame * 160])
        }
        let levels = try #require(Coding.levels(codes, readAs: .mu, packet: 320).levels)
        #expect((42...46).contains(levels.repeatedPackets))
    }

    @Test func soundAfterSilenceHasItsTime() throws {
        let sound = SpeechLikeSound(seed: 3, seconds: 5, activity: 1)
        let codes = [UInt8](repeating: 0xFF, count: 40_000) + Coding.encode(sound.samples, .mu)
        let levels = try #require(Coding.levels(codes, readAs: .mu).levels)
        #expect(levels.firstSoundAt == 5_000_000_000)
        #expect(levels.longestDigitalSilenceSeconds == 5)
        #expect(levels.digitalSilenceShare == 0.5)
    }

    @Test func clippingAndRepetitionsAreCounted() throws {
        let sound = SpeechLikeSound(seed: 8, seconds: 10, activity: 1)
        let loud = try #require(
            Coding.levels(Coding.encode(sound.samples.map { $0 * 40 }, .mu), readAs: .mu).levels)
        #expect(loud.clippedSamples > 1_000)
        var codes = Coding.encode(sound.samples, .mu)
        for packet in stride(from: 10, to: 400, by: 10) {
            codes.replaceSubrange(packet * 160..<(packet + 1) * 160, with: codes[(packet - 1) * 160..<packet * 160])
        }
        let repeated = try #require(Coding.levels(codes, readAs: .mu).levels)
        #expect(repeated.repeatedPackets == 39)
        #expect(try #require(Coding.levels(Coding.encode(sound.samples, .mu), readAs: .mu).levels).repeatedPackets == 0)
    }

    @Test(arguments: [G711Law.mu, .a]) func framesRepeatedMoreQuietlyAreCountedAndSteadyTonesAreNot(law: G711Law) throws
    {
        var samples = SpeechLikeSound(seed: 9, seconds: 10, activity: 1).samples.map { $0 * 4 }
        // Every tenth packet and the one after it are the one before, 3 and 6 dB down.
        for packet in stride(from: 10, to: 400, by: 10) {
            for index in 0..<320 {
                samples[packet * 160 + index] =
                    samples[(packet - 1) * 160 + index % 160] * (index < 160 ? 0.708 : 0.501)
            }
        }
        let faded = try #require(Coding.levels(Coding.encode(samples, law), readAs: law).levels)
        #expect(faded.repeatedPackets > 39 && faded.repeatedPackets <= 78)
        // 400 Hz comes back after every 20 samples.
        let tone = (0..<80_000).map { 8_000 * SpeechLikeSound.sine(0.314_159_265 * Double($0)) }
        #expect(try #require(Coding.levels(Coding.encode(tone, law), readAs: law).levels).repeatedPackets == 0)
        // So does a dial tone whose loudness wavers, and whose frames keep their shape only now and then.
        let wavering = tone.indices.map { tone[$0] * ($0 / 160 % 4 == 0 ? 0.5 + Double($0 % 160) / 320 : 1) }
        #expect(try #require(Coding.levels(Coding.encode(wavering, law), readAs: law).levels).repeatedPackets == 0)
    }

    @Test(arguments: [G711Law.mu, .a]) func peaksAreCountedOneByOne(law: G711Law) {
        let peaks = (0...255).map { UInt8($0) }.filter { G711.value($0, law).magnitude == law.peak.magnitude }
        #expect(peaks.count == 2)
        for length in [0, 1, 7, 8, 9, 80, 160, 247, 248, 249, 480, 1_000] {
            let codes = (0..<length).map { UInt8(truncatingIfNeeded: ($0 &* 7_919) >> 3) }
            #expect(G711.countPeaks(codes.span.bytes, law) == codes.count(where: peaks.contains))
            let loud = [UInt8](repeating: peaks[0], count: length)
            #expect(G711.countPeaks(loud.span.bytes, law) == length)
        }
    }

    @Test func lengthsThatNoPacketHasAreNotListenedTo() throws {
        let levels = Coding.levels([UInt8](repeating: 0x35, count: 17_000), readAs: .mu, packet: 170)
        #expect(levels.undecodable == 100 && levels.packets == 0)
    }
}

/// One direction coming back on the other.
@Suite struct EchoSearchTests {
    private func envelope(_ samples: [Double]) -> [UInt8] {
        Coding.levels(Coding.encode(samples, .a), readAs: .a).envelope.levels
    }

    /// `talker` comes back `milliseconds` later and `loss` dB weaker, below what the other party says itself.
    private func returned(
        _ talker: [Double], milliseconds: Int, loss: Double, below own: [Double]
    ) -> [Double] {
        let shift = milliseconds * 8
        var gain = 1.0
        for _ in 0..<Int(loss) { gain *= 0.891_25 }
        return own.indices.map { index in own[index] + (index >= shift ? gain * talker[index - shift] : 0) }
    }

    @Test(arguments: [60, 140, 250, 410, 690], [8.0, 14, 20, 26])
    func anEchoIsFoundWithItsDelayAndLoss(milliseconds: Int, loss: Double) throws {
        var found = 0
        for seed in UInt64(1)...2 {
            let talker = SpeechLikeSound(seed: seed, seconds: 30)
            let quiet = SpeechLikeSound(seed: seed + 100, seconds: 30, activity: 0.05)
            let back = returned(talker.samples, milliseconds: milliseconds, loss: loss, below: quiet.samples)
            if let echo = EchoSearch.echo(of: envelope(talker.samples), in: envelope(back), offset: 0),
                abs(echo.delayMilliseconds - Double(milliseconds)) <= 20, abs(echo.returnLoss - loss) < 4
            {
                found += 1
            }
        }
        #expect(found >= 1)
    }

    @Test(arguments: [0.0, 3], [80, 150, 333])
    func aLoopAsLoudAsTheVoiceIsAnEcho(loss: Double, milliseconds: Int) throws {
        let talker = SpeechLikeSound(seed: 41, seconds: 30)
        let nobody = SpeechLikeSound(seed: 42, seconds: 30, activity: 0)
        let back = returned(talker.samples, milliseconds: milliseconds, loss: loss, below: nobody.samples)
        let echo = try #require(EchoSearch.echo(of: envelope(talker.samples), in: envelope(back), offset: 0))
        #expect(abs(echo.delayMilliseconds - Double(milliseconds)) <= 20 && abs(echo.returnLoss - loss) < 2)
        // The other way round it would come back before it was said.
        #expect(EchoSearch.echo(of: envelope(back), in: envelope(talker.samples), offset: 0) == nil)
    }

    @Test func theSameSoundInBothDirectionsAtOnceIsNoEcho() {
        let sound = SpeechLikeSound(seed: 43, seconds: 30)
        let nothing = SpeechLikeSound(seed: 44, seconds: 30, activity: 0)
        for milliseconds in [0, 20, 35] {
            let same = returned(sound.samples, milliseconds: milliseconds, loss: 0, below: nothing.samples)
            #expect(EchoSearch.echo(of: envelope(sound.samples), in: envelope(same), offset: 0) == nil)
        }
    }

    @Test func anEchoBelowWhatTheOtherSaysIsFound() throws {
        let talker = SpeechLikeSound(seed: 45, seconds: 40)
        let other = SpeechLikeSound(seed: 46, seconds: 40, activity: 0.3)
        let back = returned(talker.samples, milliseconds: 240, loss: 12, below: other.samples)
        let echo = try #require(EchoSearch.echo(of: envelope(talker.samples), in: envelope(back), offset: 0))
        #expect(abs(echo.delayMilliseconds - 240) <= 20 && abs(echo.returnLoss - 12) < 3)
    }

    @Test(arguments: [UInt64](1...16))
    func independentTalkIsNoEcho(seed: UInt64) {
        let one = SpeechLikeSound(seed: seed, seconds: 30, activity: 0.4)
        let other = SpeechLikeSound(seed: seed + 1_000, seconds: 30, activity: [0, 0.1, 0.4, 0.8][Int(seed % 4)])
        #expect(EchoSearch.echo(of: envelope(one.samples), in: envelope(other.samples), offset: 0) == nil)
        #expect(EchoSearch.echo(of: envelope(other.samples), in: envelope(one.samples), offset: 3) == nil)
    }

    @Test func aStreamThatBeganLaterIsLinedUp() throws {
        let talker = SpeechLikeSound(seed: 12, seconds: 40)
        let quiet = SpeechLikeSound(seed: 13, seconds: 40, activity: 0)
        let back = returned(talker.samples, milliseconds: 200, loss: 15, below: quiet.samples)
        // The other stream's first packet came 3 s later.
        let echo = try #require(
            EchoSearch.echo(of: envelope(talker.samples), in: envelope(Array(back[24_000...])), offset: 150))
        #expect(abs(echo.delayMilliseconds - 200) <= 20)
    }
}
