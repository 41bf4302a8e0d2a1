import AudioLevels

/// Decodes the payloads of one stream, in order, to 16-bit samples of one channel.
///
/// A decoder belongs to one stream and one thread. Payloads must come in the order of their sequence numbers; for
/// each one that is missing call ``conceal(samples:next:into:)``, so that the audio keeps its place in time.
public final class SpeechDecoder {
    /// What is decoded.
    public let coding: SpeechCoding
    private var frames: any FrameDecoder
    private var repetition: LossRepetition
    private var lastCount: Int

    /// A decoder in its first state.
    public init(_ coding: SpeechCoding) throws(SpeechDecodingError) {
        self.coding = coding
        switch coding {
        case .g711(let law): frames = G711Frames(law: law)
        case .g722: frames = try G722Frames()
        case .g726(let bits, let mostSignificantFirst):
            frames = try G726Frames(bitsPerSample: bits, mostSignificantFirst: mostSignificantFirst)
        case .gsm: frames = try GSMFrames()
        case .g729: frames = try G729Frames()
        case .opus: frames = try OpusFrames()
        case .linear16(let sampleRate, let channels):
            guard (8_000...192_000).contains(sampleRate), (1...8).contains(channels) else { throw .malformed }
            frames = Linear16Frames(channels: channels)
        }
        repetition = LossRepetition(sampleRate: coding.sampleRate)
        lastCount = coding.sampleRate / 50
    }

    /// The sample rate of what is decoded, in hertz.
    public var sampleRate: Int { coding.sampleRate }

    /// Appends the audio of a payload to `samples`; returns how many samples that were.
    @discardableResult
    public func decode(_ payload: RawSpan, into samples: inout [Int16]) throws(SpeechDecodingError) -> Int {
        let count = try sampleCount(payload)
        let start = samples.count
        do {
            try frames.decode(payload, samples: count, into: &samples)
        } catch {
            samples.removeSubrange(start...)
            throw error
        }
        lastCount = samples.count - start
        if !frames.concealsLoss { repetition.remember(samples[start...]) }
        return lastCount
    }

    /// How many samples a payload will give, without decoding it; refuses what ``decode(_:into:)`` would refuse.
    public func sampleCount(_ payload: RawSpan) throws(SpeechDecodingError) -> Int {
        guard payload.byteCount > 0 else { throw .empty }
        let count = try frames.sampleCount(payload)
        guard count <= coding.sampleRate * AudioLimits.longestPacketMilliseconds / 1_000 else {
            throw .tooLong(samples: count)
        }
        return count
    }

    /// Appends a substitute for lost audio; returns how many samples that were.
    ///
    /// - Parameters:
    ///   - samples: How much is missing; `nil` for as much as the last packet held. At most
    ///     ``DecodingLimits/longestConcealmentMilliseconds`` are made.
    ///   - next: The packet after the gap, if it is there: Opus may carry a spare copy of what was lost in it.
    ///   - output: What receives the audio. G.729 and Opus conceal by their own means; for the others the last pitch
    ///     period is repeated and fades to silence within 60 ms, as ITU-T G.711 appendix I does.
    @discardableResult
    public func conceal(samples: Int? = nil, next: RawSpan? = nil, into output: inout [Int16]) -> Int {
        let longest = coding.sampleRate / 1_000 * DecodingLimits.longestConcealmentMilliseconds
        let wanted = max(0, min(samples ?? lastCount, longest))
        let start = output.count
        guard wanted > 0 else { return 0 }
        if frames.concealsLoss {
            frames.conceal(samples: wanted, next: next, into: &output)
        } else {
            repetition.conceal(wanted, into: &output)
        }
        return output.count - start
    }
}

extension SpeechDecoder {
    /// Decodes bytes held in an array; see ``decode(_:into:)-(RawSpan,_)``.
    @discardableResult
    public func decode(_ payload: [UInt8], into samples: inout [Int16]) throws(SpeechDecodingError) -> Int {
        try decode(payload.span.bytes, into: &samples)
    }
}

/// What differs from coding to coding. `sampleCount` has accepted the payload before `decode` sees it.
protocol FrameDecoder {
    /// Whether ``conceal(samples:next:into:)`` does something.
    var concealsLoss: Bool { get }
    func sampleCount(_ payload: RawSpan) throws(SpeechDecodingError) -> Int
    mutating func decode(_ payload: RawSpan, samples: Int, into output: inout [Int16]) throws(SpeechDecodingError)
    mutating func conceal(samples: Int, next: RawSpan?, into output: inout [Int16])
}

extension FrameDecoder {
    var concealsLoss: Bool { false }
    mutating func conceal(samples: Int, next: RawSpan?, into output: inout [Int16]) {}
}

/// One code word a sample.
struct G711Frames: FrameDecoder {
    let law: G711Law

    func sampleCount(_ payload: RawSpan) throws(SpeechDecodingError) -> Int { payload.byteCount }

    mutating func decode(_ payload: RawSpan, samples: Int, into output: inout [Int16]) throws(SpeechDecodingError) {
        G711.decode(payload, law, into: &output)
    }
}

/// 16-bit samples in network order, the channels of a moment side by side; the mean of the channels is taken.
struct Linear16Frames: FrameDecoder {
    let channels: Int

    func sampleCount(_ payload: RawSpan) throws(SpeechDecodingError) -> Int {
        guard payload.byteCount % (2 * channels) == 0 else { throw .length(bytes: payload.byteCount) }
        return payload.byteCount / (2 * channels)
    }

    mutating func decode(_ payload: RawSpan, samples: Int, into output: inout [Int16]) throws(SpeechDecodingError) {
        output.reserveCapacity(output.count + samples)
        for sample in 0..<samples {
            var sum = 0
            for channel in 0..<channels {
                let offset = 2 * (sample * channels + channel)
                let word = UInt16(bigEndian: payload.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
                sum += Int(Int16(bitPattern: word))
            }
            output.append(Int16(clamping: sum / channels))
        }
    }
}
