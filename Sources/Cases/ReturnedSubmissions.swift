import CallVocabulary

/// What a returned submission is listed by.
public struct ReturnedDetails: Equatable, Sendable {
    /// The codes for which it was returned, each once.
    public var reasons: [String]
    /// The service as named.
    public var serviceIdentifier: String?
    /// The customer, if it is known.
    public var customer: String?
    /// Who handed it in.
    public var representative: CaseRepresentative
    /// The region as named.
    public var region: String?
    /// How it is written; `nil` if it has to be recognised.
    public var format: String?

    /// Details of their parts.
    public init(
        reasons: [String] = [], serviceIdentifier: String? = nil, customer: String? = nil,
        representative: CaseRepresentative = CaseRepresentative(), region: String? = nil, format: String? = nil
    ) {
        self.reasons = reasons
        self.serviceIdentifier = serviceIdentifier
        self.customer = customer
        self.representative = representative
        self.region = region
        self.format = format
    }
}

/// Where a returned submission stands.
public enum ReturnedState: String, Sendable, CaseIterable {
    /// The customer has to complete it.
    case returned
    /// It became a case.
    case completed
    /// Nothing more is expected of it.
    case closed
    /// Its content was erased.
    case erased
}

/// A returned submission in a list.
public struct ReturnedSummary: Equatable, Sendable {
    /// Its number, such as `SUBMISSION-000001`.
    public var number: String
    /// When its first version was received.
    public var receivedAt: CaptureTime
    /// How many versions came.
    public var versions: Int
    /// The case it became.
    public var caseNumber: String?
    /// What its latest version says.
    public var details: ReturnedDetails
    /// Where it stands.
    public var state: ReturnedState
    /// What happened with it since, oldest first: messages to the customer, notes.
    public var events: [CaseEvent]

    /// A summary of its parts.
    public init(
        number: String, receivedAt: CaptureTime, versions: Int, caseNumber: String? = nil,
        details: ReturnedDetails = ReturnedDetails(), state: ReturnedState = .returned, events: [CaseEvent] = []
    ) {
        self.number = number
        self.receivedAt = receivedAt
        self.versions = versions
        self.caseNumber = caseNumber
        self.details = details
        self.state = state
        self.events = events
    }

    /// The messages to the customer that asked for what is missing.
    public var reminders: [CaseEvent] { events.filter { $0.kind == .update } }
}

/// Which returned submissions a list shows, newest first.
public struct ReturnedQuery: Equatable, Sendable {
    /// Only those in one of these states; all if empty.
    public var states: Set<ReturnedState> = [.returned]
    /// Only those of this customer, in any case of letters.
    public var customer: String?
    /// Only those received at this instant or later.
    public var receivedFrom: CaptureTime?
    /// Only those received before this instant.
    public var receivedBefore: CaptureTime?
    /// Only those behind this number; a page's ``ReturnedPage/next``.
    public var after: String?
    /// At most as many; ``CaseLimits/page`` if that is less.
    public var limit = CaseLimits.page

    /// Those that the customer has to complete.
    public init() {}
}

/// A page of a list of returned submissions.
public struct ReturnedPage: Equatable, Sendable {
    /// The submissions.
    public var submissions: [ReturnedSummary]
    /// Where the next page begins; `nil` on the last.
    public var next: String?
    /// How many the whole list has.
    public var total: Int

    /// A page of its parts.
    public init(submissions: [ReturnedSummary], next: String?, total: Int) {
        self.submissions = submissions
        self.next = next
        self.total = total
    }
}

/// What a step with a returned submission changes.
public struct ReturnedChange: Equatable, Sendable {
    /// What happened.
    public var events: [CaseEvent]
    /// The new state; `nil` if it stays.
    public var state: ReturnedState?

    /// A change of its parts.
    public init(events: [CaseEvent], state: ReturnedState? = nil) {
        self.events = events
        self.state = state
    }
}

extension CaseStore {
    /// Every returned submission of `query`, page by page.
    public func forEachReturned(_ query: ReturnedQuery, _ body: (ReturnedSummary) throws -> Void) throws {
        var query = query
        while true {
            let page = try returnedPage(query)
            for one in page.submissions { try body(one) }
            guard let next = page.next else { return }
            query.after = next
        }
    }

    /// Keeps a submission that was returned, of which nothing but its bytes is known.
    public func keepReturned(
        _ submission: [UInt8], checkJSON: [UInt8], receivedAt: CaptureTime, completing: String?
    ) throws -> String {
        try keepReturned(
            submission, details: ReturnedDetails(), checkJSON: checkJSON, receivedAt: receivedAt,
            completing: completing)
    }
}
