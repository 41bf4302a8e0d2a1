/// When a case may be escalated, how, and to whom.
public struct Escalation: Sendable, Equatable {
    /// One line of the e-mail template.
    public struct Field: Sendable, Equatable {
        /// `caseNumber`, `expectedNextStep`, `pointOfContact`, `contactDetails` or `comments`.
        public var id: String
        /// The words before the colon.
        public var label: String
        /// Whether it may be empty.
        public var isRequired: Bool

        /// The fields a template can have.
        public static let known = ["caseNumber", "expectedNextStep", "pointOfContact", "contactDetails", "comments"]
    }

    /// Somebody on the ladder in one region.
    public struct Contact: Sendable, Equatable {
        /// The region.
        public var region: String
        /// Hours as the program writes them.
        public var hours: String
        /// Name, filled in by whoever deploys the program.
        public var name: String?
        /// Telephone.
        public var phone: String?
        /// E-mail address.
        public var email: String?
    }

    /// One rung: a role, and who fills it where.
    public struct Rung: Sendable, Equatable {
        /// The role.
        public var role: String
        /// By region; a region without an entry falls to the others.
        public var contacts: [Contact]

        /// Who is asked for a region: its own contact, else another region's, which is said.
        public func contact(for region: String) -> (contact: Contact, isOtherRegion: Bool)? {
            if let own = contacts.first(where: { $0.region == region }) { return (own, false) }
            return contacts.first.map { ($0, true) }
        }
    }

    /// Seconds without a response after which it is offered.
    public var afterSeconds: Int64
    /// Which time counts.
    public var clock: ClockKind
    /// Ways: `portal`, `email`.
    public var methods: [String]
    /// The address for e-mail; a customer's own goes before it.
    public var alias: String?
    /// The template's lines in their order.
    public var fields: [Field]
    /// Whom each escalation goes to, one rung after the other.
    public var ladder: [Rung]

    /// The rung the `count`-th escalation goes to, counted from 0; the last one for all that follow.
    public func rung(_ count: Int) -> Rung? {
        ladder.isEmpty ? nil : ladder[min(max(count, 0), ladder.count - 1)]
    }
}
