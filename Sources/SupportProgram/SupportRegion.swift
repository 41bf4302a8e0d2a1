import CivilTime

/// A region of support: its hours in its own time, its holidays, its telephone.
public struct SupportRegion: Sendable, Equatable {
    /// `us`.
    public var id: String
    /// In words.
    public var name: String
    /// The civil time zone.
    public var zone: ZoneRules
    /// The zone's letters as the program writes them, such as `PST`.
    public var zoneAsWritten: String
    /// The offset the letters name, for the fixed reading.
    public var fixedZone: ZoneRules?
    /// Hours of each weekday.
    public var hours: WeeklyHours
    /// Holidays observed.
    public var holidays: [HolidayRule]
    /// The telephone of the help desk.
    public var phone: String?
}

/// Hours of a week: for each weekday, Monday first, the intervals that are open.
public struct WeeklyHours: Sendable, Equatable {
    /// Minutes of a day, the first included, the last not: 360 ..< 1,080 is 06:00 to 18:00.
    public var days: [[Range<Int>]]

    /// Names of the weekdays in program files.
    public static let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    /// Hours of seven days; missing days are closed.
    public init(days: [[Range<Int>]]) {
        self.days = Array((days + Array(repeating: [], count: 7)).prefix(7))
    }
}

/// Somebody a customer may be.
public struct Customer: Sendable, Equatable {
    /// One who may act for the customer.
    public struct Representative: Sendable, Equatable {
        /// Name.
        public var name: String
        /// E-mail address.
        public var email: String?
        /// Telephone number as E.164.
        public var phone: String?
        /// The first day, `YYYY-MM-DD`; `nil` from always.
        public var from: String?
        /// The last day; `nil` for ever.
        public var until: String?

        /// A representative of its parts.
        public init(name: String, email: String?, phone: String?, from: String?, until: String?) {
            self.name = name
            self.email = email
            self.phone = phone
            self.from = from
            self.until = until
        }

        /// Whether the entry holds on a day, `YYYY-MM-DD`.
        public func isValid(on day: String) -> Bool {
            (from.map { $0 <= day } ?? true) && (until.map { day <= $0 } ?? true)
        }
    }
    /// The customer's name.
    public var name: String
    /// Site names or addresses.
    public var sites: [String]
    /// Own numbers as E.164.
    public var ownNumbers: [String]
    /// Who may act; empty if no list is kept.
    public var representatives: [Representative]
    /// The usual region.
    public var region: String?
    /// Who of support is assigned.
    public var seniorEngineer: String?
    /// Who of support looks after the account.
    public var technicalAccountManager: String?
    /// The e-mail address for escalations.
    public var escalationAlias: String?
}
