/// The sample criteria of a support program as values; the defaults are 8x8 Enterprise Support's.
public struct SamplePolicy: Sendable {
    /// Whether the lack of something returns the submission, is told, or is nothing.
    public enum Requirement: Sendable {
        case blocking, advice, no

        /// The severity of a problem for it; `nil` if there is none.
        var severity: ProblemSeverity? {
            switch self {
            case .blocking: return .blocking
            case .advice: return .advice
            case .no: return nil
            }
        }
    }

    /// The program's name.
    public var program = "8x8 Enterprise Support"
    /// Seconds after a call's end (or start) within which it can be submitted.
    public var maximumAgeSeconds: Int64 = 7_200
    /// Whether the age is counted from the end where it is known; else always from the start.
    public var countsAgeFromEnd = true
    /// Seconds ahead that are clock error and not the future.
    public var futureToleranceSeconds: Int64 = 300
    /// Whether "14:03" counts as its last second.
    public var creditsStatedPrecision = true
    /// The share of samples whose caller may be withheld.
    public var withheldFraction = 0.25
    /// How many may be withheld however few samples there are.
    public var withheldFloor = 1
    /// Whether a withheld sample that was found in a capture still counts as withheld.
    public var countsMatchedWithheld = false
    /// Samples in one submission.
    public var maximumSamples = 200
    /// Samples that are wished for; `nil` if one is as good as five.
    public var preferredSamples: Int?
    /// Characters in one field.
    public var maximumFieldCharacters = 1_024
    /// What whoever takes submissions in knows of who sends them.
    public var known = StatedDefaults()
    /// Bytes of a mail with its attachments.
    public var maximumMailBytes = 32 << 20
    /// Bytes of a submission.
    public var maximumBytes = 16 << 20
    /// Two samples of the same numbers within so many seconds are one call.
    public var duplicateWindowSeconds: Int64 = 60
    /// Clock differences between sample and capture up to this leave no doubt that it is the call.
    public var maximumClockOffsetSeconds: Int64 = 300
    /// How a mobile number weighs.
    public var mobile = Requirement.advice
    /// How a called short code weighs.
    public var shortCodes = Requirement.advice
    /// Words that mean a withheld caller, folded to lower-case letters.
    public var withheldWords: Set<String> = [
        "withheld", "anonymous", "private", "restricted", "unknown", "unavailable", "blocked", "nocallerid",
        "hidden", "suppressed", "undisclosed", "notavailable",
        "numberwithheld", "callerwithheld", "outofarea", "privatenumber", "withheldnumber", "unknownnumber",
    ]
    /// Keypad spellings of such words that some carriers deliver as numbers, digits only.
    public var withheldCodes: Set<String> = [
        "266696687", "7378742833", "2562533", "8656696", "86282452253", "7748283",
    ]
    /// What opening a case asks for beside the samples.
    public var caseRequirements = CaseRequirements()
    /// Customers with their sites and representatives; empty if no list is kept.
    public var customers: [CustomerEntry] = []
    /// E-mail addresses allowed to act for the customer, where a plain list is kept; `nil` if not.
    public var authorizedRepresentatives: [String]?

    /// The built-in program.
    public init() {}

    /// How many of `count` samples may be withheld.
    func withheldLimit(of count: Int) -> Int { max(withheldFloor, Int(Double(count) * withheldFraction)) }
}

/// A customer as intake knows it.
public struct CustomerEntry: Sendable {
    /// Somebody who may act for the customer.
    public struct Person: Sendable {
        /// Name.
        public var name: String
        /// E-mail address.
        public var email: String?
        /// Telephone number as the list writes it.
        public var phone: String?
        /// The first and last day, `YYYY-MM-DD`, on which the entry holds; `nil` for no bound.
        public var from: String?
        /// The last day.
        public var until: String?

        /// A person of its parts.
        public init(name: String, email: String?, phone: String?, from: String? = nil, until: String? = nil) {
            self.name = name
            self.email = email
            self.phone = phone
            self.from = from
            self.until = until
        }
    }
    /// The customer's name.
    public var name: String
    /// Site names and addresses.
    public var sites: [String]
    /// Own numbers.
    public var ownNumbers: [String]
    /// Who may act; empty if no list is kept.
    public var people: [Person]

    /// A customer of its parts.
    public init(name: String, sites: [String], ownNumbers: [String], people: [Person]) {
        self.name = name
        self.sites = sites
        self.ownNumbers = ownNumbers
        self.people = people
    }
}
