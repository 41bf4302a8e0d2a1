/// A complaint of the call quality checklist: a permanent code, such as `one-way-audio`.
public struct Symptom: RawRepresentable, Hashable, Sendable, Codable {
    /// The text of the code.
    public let rawValue: String

    /// A symptom from its text.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Neither party hears the other.
    public static let noAudio = Symptom(rawValue: "no-audio")
    /// One party does not hear the other.
    public static let oneWayAudio = Symptom(rawValue: "one-way-audio")
    /// Words are missing.
    public static let breakUp = Symptom(rawValue: "break-up")
    /// Speech arrives late.
    public static let delayedSpeech = Symptom(rawValue: "delayed-speech")
    /// A party hears itself.
    public static let echo = Symptom(rawValue: "echo")
    /// Speech sounds metallic.
    public static let robotic = Symptom(rawValue: "robotic")
    /// Noise or crackle.
    public static let staticNoise = Symptom(rawValue: "static-noise")

    /// The symptoms in the order of the checklist.
    public static let all: [Symptom] = [
        .noAudio, .oneWayAudio, .breakUp, .delayedSpeech, .echo, .robotic, .staticNoise,
    ]
}
