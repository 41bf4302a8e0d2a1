public import AudioLevels
public import CallVocabulary

/// The encodings that ``SpeechDecoder`` decodes.
public enum SpeechCoding: Hashable, Sendable {
    /// G.711, one code word a sample.
    case g711(G711Law)
    /// G.722 at 64 kbit/s; sampled at 16 kHz although its RTP clock is 8000 (RFC 3551 §4.5.2).
    case g722
    /// G.726 with 2 to 5 bits a sample; packed from the least significant bit (RFC 3551 §4.5.4), or from the most
    /// significant bit as `AAL2-G726-*` names it.
    case g726(bitsPerSample: Int, mostSignificantFirst: Bool)
    /// GSM full rate, 33 bytes for 20 ms (RFC 3551 §4.5.8).
    case gsm
    /// G.729 and its annexes A and B: 10 bytes for 10 ms, 2 bytes of comfort noise at the end (RFC 3551 §4.5.6).
    case g729
    /// Opus (RFC 6716), decoded at 48 kHz and mixed to one channel.
    case opus
    /// 16-bit samples in network order (RFC 3551 §4.5.11), mixed to one channel.
    case linear16(sampleRate: Int, channels: Int)

    /// The coding that a codec's name stands for; `nil` for one that cannot be decoded here.
    public init?(_ codec: Codec) {
        switch codec.encoding.uppercased() {
        case "PCMU" where codec.channels == 1: self = .g711(.mu)
        case "PCMA" where codec.channels == 1: self = .g711(.a)
        case "G722" where codec.channels == 1: self = .g722
        case "G726-16": self = .g726(bitsPerSample: 2, mostSignificantFirst: false)
        case "G726-24": self = .g726(bitsPerSample: 3, mostSignificantFirst: false)
        case "G726-32": self = .g726(bitsPerSample: 4, mostSignificantFirst: false)
        case "G726-40": self = .g726(bitsPerSample: 5, mostSignificantFirst: false)
        case "AAL2-G726-16": self = .g726(bitsPerSample: 2, mostSignificantFirst: true)
        case "AAL2-G726-24": self = .g726(bitsPerSample: 3, mostSignificantFirst: true)
        case "AAL2-G726-32": self = .g726(bitsPerSample: 4, mostSignificantFirst: true)
        case "AAL2-G726-40": self = .g726(bitsPerSample: 5, mostSignificantFirst: true)
        case "GSM": self = .gsm
        case "G729", "G729A": self = .g729
        case "OPUS": self = .opus
        case "L16" where (1...8).contains(codec.channels) && (8_000...48_000).contains(codec.clockRate):
            self = .linear16(sampleRate: codec.clockRate, channels: codec.channels)
        default: return nil
        }
    }

    /// The sample rate of the decoded audio in hertz.
    public var sampleRate: Int {
        switch self {
        case .g711, .g726, .gsm, .g729: return 8_000
        case .g722: return 16_000
        case .opus: return 48_000
        case .linear16(let sampleRate, _): return sampleRate
        }
    }
}

/// Why a payload was refused. The state of the decoder is as it was before.
public enum SpeechDecodingError: Error, Hashable, Sendable {
    /// The payload is empty.
    case empty
    /// The number of bytes is none that whole frames of this coding have.
    case length(bytes: Int)
    /// The payload holds more audio than ``AudioLimits/longestPacketMilliseconds``.
    case tooLong(samples: Int)
    /// The bytes are not what the coding demands, such as the signature of a GSM frame or the frame sizes of Opus.
    case malformed
    /// The library that decodes it is not installed, or lacks a function that is needed.
    case missing(CodecLibrary)
    /// The library could not make a decoder, or refused what looked right.
    case library(code: Int)
}
