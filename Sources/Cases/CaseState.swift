/// Where a case stands. Escalated and overdue are marks, not states.
public struct CaseState: RawRepresentable, Hashable, Sendable {
    /// The text of the state.
    public let rawValue: String

    /// A state from its text.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Nobody has it yet.
    public static let new = CaseState(rawValue: "new")
    /// Somebody works on it.
    public static let open = CaseState(rawValue: "open")
    /// It waits for an answer of the customer.
    public static let waitingForCustomer = CaseState(rawValue: "waiting-for-customer")
    /// The fault is gone.
    public static let resolved = CaseState(rawValue: "resolved")
    /// It is over.
    public static let closed = CaseState(rawValue: "closed")
    /// Its content was erased; nothing can be done with it any more.
    public static let erased = CaseState(rawValue: "erased")

    /// Every state, in the order a case goes through them.
    public static let all: [CaseState] = [.new, .open, .waitingForCustomer, .resolved, .closed, .erased]
    /// The states in which an answer may be owed.
    public static let active: [CaseState] = [.new, .open, .waitingForCustomer]
}
