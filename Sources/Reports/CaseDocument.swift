import CallVocabulary
import SupportProgram

/// Everything a report of a case is made from.
public struct CaseDocument: Sendable {
    /// A case in a list.
    public struct Row: Sendable {
        /// Its number.
        public var number: String
        /// When it was opened.
        public var openedAt: CaptureTime
        /// Its state.
        public var state: String
        /// `S1`, `S2` or `S3`.
        public var severity: String
        /// The support region.
        public var region: String
        /// The service as named.
        public var serviceIdentifier: String
        /// The complaint in one line.
        public var summary: String
        /// The most severe finding's code.
        public var mainFinding: String?
        /// How it came.
        public var channel: String
        /// Who works on it.
        public var owner: String?
        /// The customer.
        public var customer: String?
        /// When it was closed.
        public var closedAt: CaptureTime?
        /// When its content was erased.
        public var erasedAt: CaptureTime?
        /// What its clocks show; `nil` if the program does not know its severity or region.
        public var clock: ResponseClock.Reading?
        /// The targets that have passed without their answer.
        public var overdue: [CaptureTime]
        /// How often it was escalated.
        public var escalations: Int

        /// A row of its parts.
        public init(
            number: String, openedAt: CaptureTime, state: String, severity: String, region: String,
            serviceIdentifier: String, summary: String, mainFinding: String?, channel: String = "web",
            owner: String? = nil, customer: String? = nil, closedAt: CaptureTime? = nil, erasedAt: CaptureTime? = nil,
            clock: ResponseClock.Reading? = nil, overdue: [CaptureTime] = [], escalations: Int = 0
        ) {
            self.number = number
            self.openedAt = openedAt
            self.state = state
            self.severity = severity
            self.region = region
            self.serviceIdentifier = serviceIdentifier
            self.summary = summary
            self.mainFinding = mainFinding
            self.channel = channel
            self.owner = owner
            self.customer = customer
            self.closedAt = closedAt
            self.erasedAt = erasedAt
            self.clock = clock
            self.overdue = overdue
            self.escalations = escalations
        }
    }
    /// A finding of a case.
    public struct Finding: Sendable {
        var code: String
        var severity: String
        var cause: String?
        var summary: String

        /// A finding of its parts.
        public init(code: String, severity: String, cause: String?, summary: String) {
            self.code = code
            self.severity = severity
            self.cause = cause
            self.summary = summary
        }
    }
    /// A capture of a case.
    public struct Capture: Sendable {
        var name: String
        var sha256: String
        var bytes: Int

        /// A capture of its parts.
        public init(name: String, sha256: String, bytes: Int) {
            self.name = name
            self.sha256 = sha256
            self.bytes = bytes
        }
    }
    /// A call sample of a case.
    public struct Sample: Sendable {
        var calling: String?
        var called: String?
        var startedAt: CaptureTime?
        var direction: String?
        var call: String?

        /// A sample of its parts.
        public init(calling: String?, called: String?, startedAt: CaptureTime?, direction: String?, call: String?) {
            self.calling = calling
            self.called = called
            self.startedAt = startedAt
            self.direction = direction
            self.call = call
        }
    }
    /// Something that happened.
    public struct Event: Sendable {
        var at: CaptureTime
        var kind: String
        var actor: String
        var text: String
        var target: String?
        var waitingForCustomer: Bool

        /// An event of its parts.
        public init(
            at: CaptureTime, kind: String, actor: String, text: String, target: String?, waitingForCustomer: Bool
        ) {
            self.at = at
            self.kind = kind
            self.actor = actor
            self.text = text
            self.target = target
            self.waitingForCustomer = waitingForCustomer
        }
    }
    /// Proof that something was deleted.
    public struct Deletion: Sendable {
        var at: CaptureTime
        var what: String
        var sha256: String
        var bytes: Int
        var reason: String
        var actor: String

        /// A proof of its parts.
        public init(at: CaptureTime, what: String, sha256: String, bytes: Int, reason: String, actor: String) {
            self.at = at
            self.what = what
            self.sha256 = sha256
            self.bytes = bytes
            self.reason = reason
            self.actor = actor
        }
    }

    var row: Row
    var program: Program
    var openedProgram: String
    var programVersion: String
    var openedSeverity: String
    var openedRegion: String
    var channelReference: String?
    var importedFrom: String?
    var representative: (name: String?, email: String?, phone: String?)
    var samples: [Sample]
    var findings: [Finding]
    var captures: [Capture]
    var events: [Event]
    var deletions: [Deletion]
    /// What the affected calls share; `nil` where no analysis tells.
    public var patterns: [PatternText]?

    /// A document of its parts.
    public init(
        row: Row, program: Program, openedProgram: String, programVersion: String, openedSeverity: String,
        openedRegion: String, channelReference: String?, importedFrom: String?,
        representative: (name: String?, email: String?, phone: String?), samples: [Sample], findings: [Finding],
        captures: [Capture], events: [Event], deletions: [Deletion]
    ) {
        self.row = row
        self.program = program
        self.openedProgram = openedProgram
        self.programVersion = programVersion
        self.openedSeverity = openedSeverity
        self.openedRegion = openedRegion
        self.channelReference = channelReference
        self.importedFrom = importedFrom
        self.representative = representative
        self.samples = samples
        self.findings = findings
        self.captures = captures
        self.events = events
        self.deletions = deletions
    }
}
