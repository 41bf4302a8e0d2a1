/// What a step of the work changes.
public struct CaseChange: Equatable, Sendable {
    /// What happened.
    public var events: [CaseEvent]
    /// The new state; `nil` if it stays.
    public var state: CaseState?
    /// The new severity.
    public var severity: String?
    /// The new region.
    public var region: String?
    /// The new owner.
    public var owner: String?
    /// The service as it has to be.
    public var serviceIdentifier: String?
    /// The complaint as it has to be.
    public var summary: String?
    /// The customer as it has to be.
    public var customer: String?
    /// Who speaks for the customer, as it has to be.
    public var representative: CaseRepresentative?

    /// A change by events, and what else it changes.
    public init(
        events: [CaseEvent], state: CaseState? = nil, severity: String? = nil, region: String? = nil,
        owner: String? = nil
    ) {
        self.events = events
        self.state = state
        self.severity = severity
        self.region = region
        self.owner = owner
    }
}
