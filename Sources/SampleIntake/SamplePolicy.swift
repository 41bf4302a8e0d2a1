/// The sample criteria of a support program as values; the defaults are 8x8 Enterprise Support's.
public struct SamplePolicy: Sendable {
    /// The program's name.
    public var program = "8x8 Enterprise Support"
    /// Seconds after a call's end (or start) within which it can be submitted.
    public var maximumAgeSeconds: Int64 = 7_200
    /// Seconds ahead that are clock error and not the future.
    public var futureToleranceSeconds: Int64 = 300
    /// The share of samples whose caller may be withheld.
    public var withheldFraction = 0.25
    /// How many may be withheld however few samples there are.
    public var withheldFloor = 1
    /// Samples in one submission.
    public var maximumSamples = 200
    /// Characters in one field.
    public var maximumFieldCharacters = 1_024
    /// Bytes of a submission.
    public var maximumBytes = 16 << 20
    /// Words that mean a withheld caller, folded to lower-case letters.
    public var withheldWords: Set<String> = [
        "withheld", "anonymous", "private", "restricted", "unknown", "unavailable", "blocked", "nocallerid",
        "numberwithheld", "callerwithheld", "outofarea", "privatenumber", "withheldnumber", "unknownnumber",
    ]
    /// Keypad spellings of such words that some carriers deliver as numbers, digits only.
    public var withheldCodes: Set<String> = [
        "266696687", "7378742833", "2562533", "8656696", "86282452253", "7748283",
    ]
    /// E-mail addresses allowed to act for the customer; `nil` if no list is kept.
    public var authorizedRepresentatives: [String]?

    /// The built-in program.
    public init() {}

    /// How many of `count` samples may be withheld.
    func withheldLimit(of count: Int) -> Int { max(withheldFloor, Int(Double(count) * withheldFraction)) }
}
