import AudioLevels
import CallAnalysis
import CallVocabulary
import SpeechDecoding

/// Measures the decoded audio of one stream without keeping it.
final class DecodedListener {
    private let playback: StreamPlayback
    private let type: UInt8
    private var speech: ActiveSpeechLevel
    private var meter: LevelMeter
    private var envelope = LevelEnvelope()
    private var window: [Int16] = []
    private var windows = 0
    private var packets = 0
    private var firstSound: Int64?
    private var lastSound: Int64?
    private var silence = 0
    private var longestSilence = 0

    init(coding: SpeechCoding, clockRate: Int, type: UInt8) throws(SpeechDecodingError) {
        playback = try StreamPlayback(coding: coding, clockRate: clockRate, bufferMilliseconds: nil)
        self.type = type
        speech = ActiveSpeechLevel(sampleRate: coding.sampleRate)
        let clip: UInt16 = if case .g711(let law) = coding { UInt16(law.peak) } else { 32_700 }
        meter = LevelMeter(sampleRate: coding.sampleRate, clipLevel: clip)
    }

    func add(_ packet: StreamPayloads.Packet, _ payload: RawSpan) {
        guard packet.payloadType == type else { return }
        packets += 1
        playback.add(sequence: packet.sequence, timestamp: packet.timestamp, at: packet.arrival, payload: payload)
        take(at: packet.arrival)
    }

    private func take(at arrival: Int64) {
        let samples = playback.takeSamples()
        guard !samples.isEmpty else { return }
        speech.add(samples)
        meter.add(samples)
        window += samples
        let length = playback.sampleRate / 50
        var start = 0
        while window.count - start >= length {
            var squares: UInt64 = 0
            for index in start..<start + length {
                squares &+= UInt64(window[index].magnitude) &* UInt64(window[index].magnitude)
            }
            // Decoders leave a little noise in silence.
            let meanSquare = Double(squares) / Double(length)
            let level = meanSquare > LevelEnvelope.quietestOfALaw ? LevelEnvelope.level(meanSquare: meanSquare) : 0
            envelope.set(level, at: windows)
            windows += 1
            if level == 0 {
                silence += 1
                longestSilence = max(longestSilence, silence)
            } else {
                silence = 0
                if firstSound == nil { firstSound = arrival }
                lastSound = arrival
            }
            start += length
        }
        window.removeFirst(start)
    }

    func finish() -> (levels: AudioLevels, envelope: [UInt8])? {
        playback.finish()
        take(at: lastSound ?? 0)
        let account = playback.account
        guard packets > 0 else { return nil }
        let active = speech.result()
        let silent = meter.windows.silent
        var levels = AudioLevels(
            basis: .decoded, seconds: Double(playback.length) / Double(playback.sampleRate),
            activeSpeechLevel: active.activeLevel, activityFactor: active.activityFactor,
            longTermLevel: active.longTermLevel, digitalSilenceSeconds: Double(silent) * 0.02,
            longestDigitalSilenceSeconds: Double(longestSilence) * 0.02, firstSoundAt: firstSound,
            lastSoundAt: lastSound, clippedSamples: meter.clipping.samplesInRuns, repeatedPackets: 0,
            undecodablePackets: account.undecodable, packets: account.played, isWrongLaw: false)
        if let floor = meter.windows.percentile(0.1), meter.windows.total - silent >= 50 {
            levels.noiseFloor = floor
            levels.floorSpread = meter.windows.percentile(0.3).map { $0 - floor }
        }
        return (levels, envelope.levels)
    }
}
