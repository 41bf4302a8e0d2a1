import CallVocabulary

/// Which of its versions a case is in: one more with every change, attachment and deletion.
public struct CaseRevision: RawRepresentable, Hashable, Comparable, Sendable {
    /// The number of changes so far.
    public let rawValue: Int64

    /// A revision from its number.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// True if `left` came before `right`.
    public static func < (left: CaseRevision, right: CaseRevision) -> Bool { left.rawValue < right.rawValue }
}

/// A case in a list.
public struct CaseSummary: Equatable, Sendable {
    /// Its number, such as `CASE-000001`.
    public var number: String
    /// When it was opened.
    public var openedAt: CaptureTime
    /// Where it stands.
    public var state: CaseState
    /// The severity, such as `S2`.
    public var severity: String
    /// The support region.
    public var region: String
    /// The service as named.
    public var serviceIdentifier: String
    /// The complaint in one line.
    public var summary: String
    /// The most severe finding's code; `nil` if there is none.
    public var mainFinding: String?
    /// How it came: `web`, `phone` or `status-alert`.
    public var channel: String
    /// Who works on it.
    public var owner: String?
    /// The customer's name.
    public var customer: String?
    /// The severity at the opening, from which its clocks start.
    public var openedSeverity: String
    /// The region at the opening.
    public var openedRegion: String
    /// When it was closed; `nil` while it is not.
    public var closedAt: CaptureTime?
    /// When its content was erased; `nil` if it was not.
    public var erasedAt: CaptureTime?
    /// The version this is.
    public var revision: CaseRevision
    /// True if the store cannot read its row any more; nothing but the number is known then.
    public var isDamaged = false
    /// What happened, oldest first. In a page of a list only what moved its clocks, and escalations, without words.
    public var events: [CaseEvent]

    /// A summary of its parts.
    public init(
        number: String, openedAt: CaptureTime, state: CaseState, severity: String, region: String,
        serviceIdentifier: String, summary: String, mainFinding: String? = nil, channel: String = "web",
        owner: String? = nil, customer: String? = nil, openedSeverity: String, openedRegion: String,
        closedAt: CaptureTime? = nil, erasedAt: CaptureTime? = nil,
        revision: CaseRevision = CaseRevision(rawValue: 0), events: [CaseEvent] = []
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
        self.openedSeverity = openedSeverity
        self.openedRegion = openedRegion
        self.closedAt = closedAt
        self.erasedAt = erasedAt
        self.revision = revision
        self.events = events
    }

    /// How often it was escalated.
    public var escalations: Int { events.count { $0.kind == .escalated } }
}

/// Everything a store has of a case but the bytes that lie in vaults.
public struct CaseRecord: Equatable, Sendable {
    /// Its row in the list, with its whole history.
    public var summary: CaseSummary
    /// The support program.
    public var program: String
    /// Its version when the case was opened.
    public var programVersion: String
    /// The id of the alert or ticket it came from.
    public var channelReference: String?
    /// Who speaks for the customer.
    public var representative: CaseRepresentative
    /// The case it was imported from, with its number there.
    public var importedFrom: String?
    /// The call samples.
    public var samples: [CaseSample]
    /// What was deleted of it, with proof.
    public var deletions: [CaseDeletion]
    /// What was found, as far as ``CaseLimits/findings`` allows.
    public var findings: [CaseFinding]
    /// How many findings the analysis has; at least as many as ``findings``.
    public var findingCount: Int
    /// Its captures.
    public var captures: [StoredCapture]
    /// The submission's bytes as received.
    public var submission: [UInt8]
    /// How the submission is written (`json`, `csv` …); `nil` if it has to be recognised.
    public var submissionFormat: String?
    /// From when the age of the samples was counted; `nil` if the store does not know any more.
    public var receivedAt: CaptureTime?
    /// The answer of the check as JSON.
    public var checkJSON: [UInt8]
    /// What affected calls share, as JSON of an object with `patterns`; `nil` if only the analysis tells.
    public var patternsJSON: [UInt8]?
    /// The analysis as JSON, in the vault of documents.
    public var analysis: StoredDocument?
    /// The report as HTML, in the vault of documents.
    public var report: StoredDocument?

    /// What happened, oldest first.
    public var events: [CaseEvent] { summary.events }

    /// A record of its parts.
    public init(
        summary: CaseSummary, program: String, programVersion: String, channelReference: String? = nil,
        representative: CaseRepresentative = CaseRepresentative(), importedFrom: String? = nil,
        samples: [CaseSample] = [], deletions: [CaseDeletion] = [], findings: [CaseFinding] = [],
        findingCount: Int = 0, captures: [StoredCapture] = [], submission: [UInt8] = [],
        submissionFormat: String? = nil, receivedAt: CaptureTime? = nil, checkJSON: [UInt8] = [],
        patternsJSON: [UInt8]? = nil, analysis: StoredDocument? = nil, report: StoredDocument? = nil
    ) {
        self.summary = summary
        self.program = program
        self.programVersion = programVersion
        self.channelReference = channelReference
        self.representative = representative
        self.importedFrom = importedFrom
        self.samples = samples
        self.deletions = deletions
        self.findings = findings
        self.findingCount = findingCount
        self.captures = captures
        self.submission = submission
        self.submissionFormat = submissionFormat
        self.receivedAt = receivedAt
        self.checkJSON = checkJSON
        self.patternsJSON = patternsJSON
        self.analysis = analysis
        self.report = report
    }
}

/// A submission that was returned.
public struct ReturnedSubmission: Equatable, Sendable {
    /// Its number, such as `SUBMISSION-000001`.
    public var number: String
    /// When its first version was received.
    public var receivedAt: CaptureTime
    /// The bytes of its latest version.
    public var submission: [UInt8]
    /// How many versions came.
    public var versions: Int
    /// The case it became; `nil` while it is not complete.
    public var caseNumber: String?
    /// The answer to its latest version, as JSON: it says when each sample was first named.
    public var checkJSON: [UInt8]
    /// It as a list has it: details, state, what happened since.
    public var summary: ReturnedSummary

    /// A returned submission of its parts.
    public init(
        number: String, receivedAt: CaptureTime, submission: [UInt8], versions: Int, caseNumber: String?,
        checkJSON: [UInt8] = [], summary: ReturnedSummary? = nil
    ) {
        self.number = number
        self.receivedAt = receivedAt
        self.submission = submission
        self.versions = versions
        self.caseNumber = caseNumber
        self.checkJSON = checkJSON
        self.summary =
            summary
            ?? ReturnedSummary(
                number: number, receivedAt: receivedAt, versions: versions, caseNumber: caseNumber,
                state: caseNumber == nil ? .returned : .completed)
    }
}
