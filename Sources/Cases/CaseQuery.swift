import CallVocabulary

/// Which cases a list shows, in which order, and how many of them.
public struct CaseQuery: Equatable, Sendable {
    /// The order of a list.
    public enum Order: Sendable {
        /// By number, the highest first.
        case newestFirst
        /// By number, the lowest first.
        case oldestFirst
        /// Those first that fit ``CaseQuery/search`` best; without a search the same as newest first. Such a list has one
        /// page.
        case bestFirst
    }

    /// Only cases in one of these states; all if empty.
    public var states: Set<CaseState> = []
    /// Only cases that hold all of these words, each as a beginning; see ``SearchedNumber`` for telephone numbers.
    public var search: String?
    /// Digits in which a telephone number of the case ends: what is found by them counts as found by ``search``.
    public var numberEnding: String?
    /// Only cases of this owner, in any case of letters.
    public var owner: String?
    /// Only cases of this customer, in any case of letters.
    public var customer: String?
    /// Only cases of one of these severities; all if empty.
    public var severities: Set<String> = []
    /// Only cases of one of these regions; all if empty.
    public var regions: Set<String> = []
    /// Only cases that nobody has.
    public var isUnassigned = false
    /// Only cases opened at this instant or later.
    public var openedFrom: CaptureTime?
    /// Only cases opened before this instant.
    public var openedBefore: CaptureTime?
    /// Only cases that came from another store, where they had this number.
    public var importedFrom: String?
    /// The order.
    public var order = Order.newestFirst
    /// Only cases behind this number in the order; a page's ``CasePage/next``.
    public var after: String?
    /// At most as many; ``CaseLimits/page`` if that is less.
    public var limit = CaseLimits.page

    /// All cases, newest first, the first page.
    public init() {}
}

/// A page of a list.
public struct CasePage: Equatable, Sendable {
    /// The cases.
    public var cases: [CaseSummary]
    /// Where the next page begins (``CaseQuery/after``); `nil` on the last.
    public var next: String?
    /// How many cases the whole list has.
    public var total: Int

    /// A page of its parts.
    public init(cases: [CaseSummary], next: String?, total: Int) {
        self.cases = cases
        self.next = next
        self.total = total
    }
}

/// What a case and a store hold at most. What is beyond is counted and said, or refused.
public enum CaseLimits {
    /// Cases of one page.
    public static let page = 1_000
    /// Findings kept as rows of a case; the analysis has them all.
    public static let findings = 1_000
    /// Findings that are each an entry of the history; the others are one entry together.
    public static let findingEvents = 50
    /// Captures of a case.
    public static let captures = 10_000
    /// Bytes of one capture.
    public static let captureBytes = 256 << 30
    /// Bytes of an analysis or a report, unpacked.
    public static let documentBytes = 8 << 30
    /// Calls of an analysis that is stored with a case.
    public static let calls = 100_000
    /// Times an analysis is done again because the case changed meanwhile.
    public static let analysisAttempts = 5
    /// Words of a search.
    public static let searchWords = 20
    /// Scalars of a text by which a case is found.
    public static let searchedText = 200_000
}
