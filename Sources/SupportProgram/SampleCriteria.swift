/// What a call sample must be, as numbers and words.
public struct SampleCriteria: Sendable, Equatable {
    /// Which end of a call its age is counted from.
    public enum AgeFrom: String, Sendable, CaseIterable {
        /// The end where it is given, else the start.
        case end
        /// The start, always.
        case start
    }

    /// Seconds after the call within which a sample can be submitted.
    public var maximumAgeSeconds: Int64
    /// Where the age is counted from.
    public var ageFrom: AgeFrom
    /// Seconds ahead that are clock error and not the future.
    public var futureToleranceSeconds: Int64
    /// Whether "14:03" counts as its last second.
    public var creditsStatedPrecision: Bool
    /// Samples in one submission.
    public var maximumSamples: Int
    /// How many samples are wished for; `nil` if one is as good as five.
    public var preferredSamples: Int?
    /// Characters in one field.
    public var maximumFieldCharacters: Int
    /// Bytes of a submission.
    public var maximumBytes: Int
    /// Two samples of the same numbers within so many seconds are one call.
    public var duplicateWindowSeconds: Int64
    /// Clock differences between sample and capture up to this leave no doubt.
    public var maximumClockOffsetSeconds: Int64
    /// Words that mean a withheld caller, folded to lower-case letters.
    public var withheldWords: [String]
    /// Keypad spellings of such words, digits only.
    public var withheldCodes: [String]
    /// How many may be withheld however few samples there are.
    public var withheldFloor: Int
    /// The share of samples whose caller may be withheld, 0 to 1.
    public var withheldFraction: Double
    /// Whether a withheld sample that was found in a capture still counts as withheld.
    public var countsMatchedWithheld: Bool
    /// How a mobile number weighs.
    public var mobile: Program.Requirement
    /// How a called short code weighs.
    public var shortCodes: Program.Requirement
    /// Why the program asks what it asks, by the criterion: `age`, `numbers`, `mobile`, `withheld`.
    public var reasons: [String: String] = [:]

    /// The criteria a reason can be given for.
    public static let explained = ["age", "numbers", "mobile", "withheld"]
}
