import CallAnalysis
import SampleIntake

/// What a capture reveals about people, counted: speech, digits, credentials, keys. Values are never shown.
public struct SensitiveContent: Equatable, Sendable {
    /// Seconds of audio that anybody can play: streams of speech codecs that are not encrypted, or whose keys are
    /// known.
    public var speechSeconds = 0.0
    /// Digits keyed during calls (RFC 4733).
    public var digits = 0
    /// Messages with credentials in them.
    public var credentials = 0
    /// Keys of encrypted media, in the signaling or in the file.
    public var keys = 0

    /// What the captures of an analysis hold.
    public init(_ analysis: CaptureAnalysis) {
        // Captures of headers alone hold no speech.
        let packets = analysis.result.captures.reduce(0) { $0 + $1.packets }
        let cut = analysis.result.captures.reduce(0) { $0 + $1.truncatedPackets }
        let holdsPayload = cut * 10 < packets * 9
        for stream in analysis.result.streams {
            if holdsPayload, stream.media == .audio || stream.media == .unknown,
                stream.isReadable,
                stream.counts.received > 0
            {
                speechSeconds += stream.durationSeconds
            }
            for event in stream.events where event.kind == .dtmf { digits += event.digits }
        }
        // It is the sender's own word about the own capture, and only spares the sender a warning.
        let isTakenOut =
            !analysis.files.isEmpty && analysis.files.allSatisfy { $0.facts.comments.contains(TakeSpeechOut.mark) }
        if isTakenOut { (speechSeconds, digits) = (0, 0) }
        credentials = analysis.result.secrets.credentials
        keys = analysis.result.secrets.mediaKeys + analysis.files.reduce(0) { $0 + $1.secretBlocks }
    }

    /// True if there is nothing to think about.
    public var isEmpty: Bool { speechSeconds < 0.05 && digits == 0 && credentials == 0 && keys == 0 }

    /// `4 min 10 s of audible speech, 16 keyed digits, 2 messages with credentials, 1 key of encrypted media`.
    public var words: String {
        func count(_ number: Int, _ one: String, _ many: String) -> String? {
            number == 0 ? nil : "\(number) \(number == 1 ? one : many)"
        }
        let seconds = Int(speechSeconds.rounded(.up))
        let speech =
            speechSeconds < 0.05
            ? nil
            : (seconds >= 60 ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds) s") + " of audible speech"
        return [
            speech, count(digits, "keyed digit", "keyed digits"),
            count(credentials, "message with credentials", "messages with credentials"),
            count(keys, "key of encrypted media", "keys of encrypted media"),
        ].compactMap { $0 }.joined(separator: ", ")
    }

    /// The problem that tells it.
    public func problem(capture: String) -> Problem? {
        guard !isEmpty else { return nil }
        return Problem(
            code: .holdsSensitiveData, severity: .advice, message: "\(capture) holds \(words).",
            remedy:
                "Send it only where these may go; headers alone (tcpdump -s 54) show loss and jitter without speech.")
    }
}
