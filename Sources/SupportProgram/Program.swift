/// A support program as data: what a sample must be, what is asked, who answers when, and whom to turn to.
///
/// Read from a program file by ``ProgramReader``; ``Program/builtIn`` is 8x8 Enterprise Support.
public struct Program: Sendable, Equatable {
    /// A permanent name, such as `8x8-enterprise-support`.
    public var id: String
    /// The name people know.
    public var name: String
    /// The version of this file, chosen by whoever keeps it.
    public var version: String
    /// How the regions' hours are read.
    public var hoursReading: HoursReading
    /// What a call sample must be.
    public var criteria: SampleCriteria
    /// The call quality checklist, in its order.
    public var checklist: [ChecklistQuestion]
    /// What the customer answers for.
    public var responsibilities: [Responsibility]
    /// What to do before contacting support; told, never checked.
    public var reminders: [String]
    /// How a case can be created.
    public var channels: [Channel]
    /// Who works on cases.
    public var roles: [Role]
    /// Support regions with hours and holidays.
    public var regions: [SupportRegion]
    /// Severities with their targets.
    public var severities: [SeverityLevel]
    /// When and how a case is escalated.
    public var escalation: Escalation
    /// What the network must hold, judged per stream.
    public var networkRequirements: NetworkRequirements
    /// How long things are kept.
    public var retention: Retention
    /// Thresholds of the findings that differ from the built-in ones, by name.
    public var thresholds: [String: Double]
    /// Customers with sites and representatives; empty if none are kept here.
    public var customers: [Customer]

    /// How "6 am - 6 pm PST" is read.
    public enum HoursReading: String, Sendable, CaseIterable {
        /// Civil time of the region: daylight-saving time is followed.
        case civilTime = "civil-time"
        /// The offset the letters name, all year round.
        case fixedOffset = "fixed-offset"
    }

    /// Whether the lack of something returns the submission, is told, or is nothing.
    public enum Requirement: String, Sendable, CaseIterable {
        case blocking, advice, no
    }

    /// One question of the checklist.
    public struct ChecklistQuestion: Sendable, Equatable {
        /// A permanent name.
        public var id: String
        /// The question in the program's words.
        public var question: String
        /// The fields of a submission's checklist, any of which answers it.
        public var fields: [String]
        /// The answers that are understood; empty if any text is one. `unknown` always is.
        public var answers: [String]
        /// Other words for an answer, by the answer.
        public var words: [String: [String]] = [:]
        /// Whether it has to be answered.
        public var required: Requirement
    }

    /// One thing the customer is responsible for.
    public struct Responsibility: Sendable, Equatable {
        /// `serviceIdentifier`, `representative`, `equipmentChecked` or `firstLevelDiagnosticsDone`.
        public var id: String
        /// In the program's words.
        public var statement: String
        /// Whether it is checked.
        public var required: Requirement

        /// The responsibilities a program can name.
        public static let known = [
            "serviceIdentifier", "representative", "equipmentChecked", "firstLevelDiagnosticsDone",
        ]
    }

    /// A way to create a case.
    public struct Channel: Sendable, Equatable {
        /// `web`, `phone` or `status-alert`.
        public var id: String
        /// In words.
        public var name: String
        /// True for the one to use.
        public var isPreferred: Bool

        /// The channels a program can name.
        public static let known = ["web", "phone", "status-alert"]
    }

    /// Somebody's part.
    public struct Role: Sendable, Equatable {
        /// A permanent name.
        public var id: String
        /// In words.
        public var name: String
        /// Other names for it.
        public var aliases: [String]
    }

    /// How urgent a case is, and what is promised for it.
    public struct SeverityLevel: Sendable, Equatable {
        /// A target: so many seconds on this clock.
        public struct Target: Sendable, Equatable {
            /// Seconds.
            public var seconds: Int64
            /// Which time counts.
            public var clock: ClockKind
        }
        /// `S1`.
        public var id: String
        /// In two words.
        public var name: String
        /// What it means.
        public var definition: String
        /// Until the first response of the owner.
        public var initialResponse: Target
        /// From one message to the customer to the next.
        public var update: Target
    }

    /// What is kept how long, in days; `nil` is for ever.
    public struct Retention: Sendable, Equatable {
        /// Captures after the case was closed.
        public var capturesDaysAfterClosing: Int?
        /// Submissions, reports and findings after the case was closed.
        public var casesDaysAfterClosing: Int?
        /// Submissions that were returned and never completed.
        public var returnedSubmissionsDays: Int?
    }

    /// Limits for the network, `nil` where the program names none.
    public struct NetworkRequirements: Sendable, Equatable {
        /// One-way delay in milliseconds.
        public var maximumOneWayDelayMilliseconds: Double?
        /// Interarrival jitter in milliseconds.
        public var maximumJitterMilliseconds: Double?
        /// Packet loss in percent.
        public var maximumLossPercent: Double?
    }

    /// The region with this id.
    public func region(_ id: String) -> SupportRegion? {
        regions.first { $0.id.lowercased() == id.lowercased() }
    }

    /// The severity with this id.
    public func severity(_ id: String) -> SeverityLevel? {
        severities.first { $0.id.lowercased() == id.lowercased() }
    }

    /// The business calendar of a region by the program's reading of hours.
    public func calendar(of region: SupportRegion) -> BusinessCalendar {
        BusinessCalendar(
            zone: hoursReading == .civilTime ? region.zone : region.fixedZone ?? region.zone, hours: region.hours,
            holidays: region.holidays)
    }

    /// How much the lack of a responsibility weighs; `no` if the program does not name it.
    public func requirement(_ responsibility: String) -> Requirement {
        responsibilities.first { $0.id == responsibility }?.required ?? .no
    }
}
