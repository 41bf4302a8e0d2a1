import CallVocabulary
import CaptureFiles
import Redaction

/// A capture without what was said: media packets carry noise as loud as they were, keyed digits are one digit; numbers,
/// addresses, times and everything else stay, so that the calls are still found.
public struct TakeSpeechOut {
    /// What such a capture says of itself in its comment, so that nobody is warned of speech in it.
    public static let mark = "The speech in this capture was taken out by Earshot: media packets carry noise."

    /// What came of it.
    public struct Outcome: Equatable, Sendable {
        /// Packets written.
        public var packets = 0
        /// Media packets that carry noise now.
        public var silenced = 0
    }

    /// Speech that cannot be taken out alone.
    public struct Scattered: Error, CustomStringConvertible {
        /// How many payloads lie so.
        public var payloads: Int

        /// What to do.
        public var description: String {
            "\(payloads) media packets of it travel inside TCP or in fragments; their speech cannot be taken out alone. "
                + "Make a copy that can be shared instead: that replaces all of it."
        }
    }

    private let limits: CaptureFileLimits

    /// A run that reads within `limits`.
    public init(limits: CaptureFileLimits = CaptureFileLimits()) { self.limits = limits }

    /// Writes the capture at `path` without its speech to `output`, as pcapng.
    ///
    /// Throws ``Scattered`` where that is not possible, and ``CaptureUnreadable`` for a capture of which nothing can be
    /// read; a damaged one is written as far as it goes.
    public func run(_ path: String, to output: String) throws -> Outcome {
        var redactor = CaptureRedactor(key: RedactionKey.random())
        var reader = try open(path)
        do {
            try RedactCapture.forEach(&reader) { redactor.survey($0) }
        } catch {
            guard reader.facts.packets > 0 else { throw CaptureUnreadable(path: path, reason: error) }
        }
        redactor.endSurvey()
        guard redactor.scatteredPayloads == 0 else { throw Scattered(payloads: redactor.scatteredPayloads) }
        let facts = reader.facts
        var again = try open(path)
        var outcome = Outcome()
        try RedactedFile.write(&again, facts, to: output, comment: Self.mark) { batch, packet in
            let redacted = redactor.redact(batch, packet)
            outcome.packets += 1
            if !redacted.speech.isEmpty { outcome.silenced += 1 }
            let original = Array(batch.bytes[packet.offset..<(packet.offset + packet.capturedLength)])
            return redacted.withoutSpeech(original)
        }
        return outcome
    }

    private func open(_ path: String) throws -> CaptureFileReader {
        do {
            return try CaptureFileReader(path: path, limits: limits)
        } catch {
            throw CaptureUnreadable(path: path, reason: error)
        }
    }
}
