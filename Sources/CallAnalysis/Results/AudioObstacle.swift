/// Why a stream whose audio was to be decoded has none.
public enum AudioObstacle: String, Sendable, Hashable {
    /// Its payload is encrypted and could not be read.
    case encrypted
    /// Neither signaling nor the payload type tells its codec.
    case unknownCodec = "codec-unknown"
    /// Its codec is none that is decoded here.
    case undecodedCodec = "codec-not-decoded"
    /// The library that decodes its codec is not installed.
    case missingLibrary = "library-missing"
    /// The decoder crashed, hung, or could not be started. Nothing else of the analysis depends on it.
    case decoderFailed = "decoder-failed"
    /// No packet of it could be decoded.
    case nothingDecodable = "nothing-decodable"
    /// More streams were found than are decoded in one run.
    case tooManyStreams = "too-many-streams"
    /// The capture came from standard input, which is read only once.
    case readOnce = "read-once"
}
