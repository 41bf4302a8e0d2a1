import AudioMeasures
import Testing
@Test func smoke() throws {
    for c in [SpeechCoding.g722, .gsm, .g729, .opus] { _ = try SpeechDecoder(c) }
}
