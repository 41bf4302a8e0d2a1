/// What one direction sounded like, in figures. Levels are in dBov (RFC 6464): for G.711, 0 dBm0 is about -6.2 dBov.
public struct AudioLevels: Sendable, Equatable {
    /// How the figures were come by.
    public enum Basis: String, Sendable {
        /// From the code words of G.711, without decoding.
        case payloadLevels = "g711-levels"
        /// From decoded audio.
        case decoded
    }

    /// How the figures were come by.
    public var basis: Basis
    /// Seconds of audio measured.
    public var seconds: Double
    /// The level while speech is active; `nil` if none is.
    public var activeSpeechLevel: Double?
    /// The share of the time in which speech is active, 0 to 1.
    public var activityFactor: Double
    /// The level over all.
    public var longTermLevel: Double
    /// The level below which a tenth of the frames lie, digital silence left out; `nil` for less than a second of them.
    public var noiseFloor: Double?
    /// How far the frame at three tenths lies above the floor, dB: near 0 where the noise is steady.
    public var floorSpread: Double?
    /// The roughness of the quiet frames: energy of the differences over energy, 2 for white noise; `nil` if not measured.
    public var quietRoughness: Double?
    /// True if most of the quiet frames are a single tone.
    public var isTone = false
    /// True if the tone that modems and fax machines answer with (2,100 Hz, ITU-T V.25; 2,225 Hz) is heard for a while.
    public var holdsAnswerTone = false
    /// Clicks in a second, of the part of the audio looked at for them; `nil` if too little was.
    public var clicksPerSecond: Double?
    /// Clicks found in that part.
    public var clicks = 0
    /// Seconds of digital silence.
    public var digitalSilenceSeconds: Double
    /// The longest digital silence in seconds.
    public var longestDigitalSilenceSeconds: Double
    /// When the first packet with sound came, ns since 1970; `nil` if none did.
    public var firstSoundAt: Int64?
    /// When the last packet with sound came.
    public var lastSoundAt: Int64?
    /// Samples at the coding's peak, in packets with three or more.
    public var clippedSamples: Int
    /// Packets that repeat the sound of the one before.
    public var repeatedPackets: Int
    /// Packets that could not be read as what they are said to be.
    public var undecodablePackets: Int
    /// Packets measured.
    public var packets: Int
    /// True if the payload follows the other law of G.711.
    public var isWrongLaw: Bool

    /// Figures of their parts; noise and law are set afterwards where they are known.
    public init(
        basis: Basis, seconds: Double, activeSpeechLevel: Double?, activityFactor: Double, longTermLevel: Double,
        digitalSilenceSeconds: Double, longestDigitalSilenceSeconds: Double, firstSoundAt: Int64?, lastSoundAt: Int64?,
        clippedSamples: Int, repeatedPackets: Int, undecodablePackets: Int, packets: Int, isWrongLaw: Bool
    ) {
        self.basis = basis
        self.seconds = seconds
        self.activeSpeechLevel = activeSpeechLevel
        self.activityFactor = activityFactor
        self.longTermLevel = longTermLevel
        self.digitalSilenceSeconds = digitalSilenceSeconds
        self.longestDigitalSilenceSeconds = longestDigitalSilenceSeconds
        self.firstSoundAt = firstSoundAt
        self.lastSoundAt = lastSoundAt
        self.clippedSamples = clippedSamples
        self.repeatedPackets = repeatedPackets
        self.undecodablePackets = undecodablePackets
        self.packets = packets
        self.isWrongLaw = isWrongLaw
    }

    /// The share of digital silence, 0 to 1.
    public var digitalSilenceShare: Double { seconds > 0 ? min(1, digitalSilenceSeconds / seconds) : 0 }
}

extension PayloadLevels {
    /// The share of frames that the floor lies above.
    static let floorShare = 0.1
    /// Frames with sound that a floor needs: 1 s.
    static let floorFrames = 50

    /// The figures so far; `nil` before the first packet.
    public var levels: AudioLevels? {
        guard packets > 0 || undecodable > 0 else { return nil }
        var levels = AudioLevels(
            basis: .payloadLevels, seconds: Double(samples) / 8_000, activeSpeechLevel: nil, activityFactor: 0,
            longTermLevel: samples > 0 ? Decibel.dBov(meanSquare: squares / Double(samples)) : Decibel.silence,
            digitalSilenceSeconds: Double(silentSamples) / 8_000,
            longestDigitalSilenceSeconds: Double(longestSilence) / 8_000, firstSoundAt: firstSound,
            lastSoundAt: lastSound, clippedSamples: clippedSamples, repeatedPackets: repeated,
            undecodablePackets: undecodable, packets: packets,
            isWrongLaw: likeness.prefersOtherLaw
                || otherLawIdleSamples > silentSamples / 2 && otherLawIdleSamples > 8_000)
        levels.quietRoughness = likeness.quietRoughness
        levels.isTone = likeness.isTone
        levels.holdsAnswerTone = likeness.holdsAnswerTone
        levels.clicksPerSecond = clicks.perSecond
        levels.clicks = clicks.clicks
        guard let floor = level(at: PayloadLevels.floorShare) else { return levels }
        levels.noiseFloor = floor
        levels.floorSpread = level(at: 0.3).map { $0 - floor }
        if let speech = activeSpeech {
            levels.activeSpeechLevel = speech.level
            levels.activityFactor = min(1, Decibel.power(levels.longTermLevel - speech.level))
        }
        return levels
    }

    /// Method B of ITU-T P.56 over the frame levels in place of the envelope: the level of the frames above the threshold
    /// that lies 15.9 dB below it. Without the hangover it comes out up to 3 dB higher than ``ActiveSpeechLevel``.
    private var activeSpeech: (level: Double, threshold: Double)? {
        guard samples > 0, squares > 0 else { return nil }
        var frames = 0.0
        for bucket in 0..<64 { frames += Double(histogram[bucket]) }
        let total = squares / Double(samples) * frames
        var above = frames
        var before: (level: Double, margin: Double)?
        for bucket in 1..<64 {
            above -= Double(histogram[bucket - 1])
            guard above > 0 else { return nil }
            let threshold = PayloadLevels.dBov(bucket: bucket)
            let level = Decibel.dBov(meanSquare: total / above)
            let margin = level - threshold
            if margin <= 15.9 {
                guard let before else { return (level, threshold) }
                let part = (before.margin - 15.9) / max(before.margin - margin, 1e-9)
                return (before.level + (level - before.level) * part, threshold)
            }
            before = (level, margin)
        }
        return nil
    }

    /// The level below which `share` of the frames with sound lie; `nil` for fewer than ``floorFrames``.
    private func level(at share: Double) -> Double? {
        var sounding: UInt64 = 0
        for bucket in 1..<64 { sounding += UInt64(histogram[bucket]) }
        guard sounding >= UInt64(PayloadLevels.floorFrames) else { return nil }
        let wanted = share * Double(sounding)
        var seen = 0.0
        for bucket in 1..<64 {
            seen += Double(histogram[bucket])
            if seen >= wanted { return PayloadLevels.dBov(bucket: bucket) }
        }
        return nil
    }

    /// The level in the middle of a bucket of two steps.
    private static func dBov(bucket: Int) -> Double {
        let low = LevelEnvelope.dBov(UInt8(truncatingIfNeeded: bucket * 2))
        let high = LevelEnvelope.dBov(UInt8(truncatingIfNeeded: bucket * 2 + 1))
        return bucket == 0 ? Decibel.silence : (low + high) / 2
    }
}
