import CallVocabulary

/// What an analysis step found for a case: what is stored with it in one transaction.
public struct CaseAnalysis: Sendable {
    /// Captures that are new to the case, held by the vault of captures.
    public var captures: [HeldCapture]
    /// What was found, the severest first.
    public var findings: [CaseFinding]
    /// The samples, with the calls they were found as.
    public var samples: [CaseSample]
    /// The answer of the check as JSON.
    public var checkJSON: [UInt8]
    /// What affected calls share, as JSON.
    public var patternsJSON: [UInt8]?
    /// The analysis, held by the vault of documents; `nil` without captures.
    public var analysis: HeldBytes?
    /// The report, held by the vault of documents.
    public var report: HeldBytes?
    /// The submission with what came later, as one JSON document, in the place of the one the case has; `nil` if it stays.
    public var completion: CompletedContent?

    /// An analysis of its parts.
    public init(
        captures: [HeldCapture] = [], findings: [CaseFinding] = [], samples: [CaseSample] = [],
        checkJSON: [UInt8] = [], patternsJSON: [UInt8]? = nil, analysis: HeldBytes? = nil, report: HeldBytes? = nil
    ) {
        self.captures = captures
        self.findings = findings
        self.samples = samples
        self.checkJSON = checkJSON
        self.patternsJSON = patternsJSON
        self.analysis = analysis
        self.report = report
    }
}

/// A submission that was completed after its case was opened.
public struct CompletedContent: Equatable, Sendable {
    /// The whole as one JSON document.
    public var submission: [UInt8]
    /// When the completion was received.
    public var receivedAt: CaptureTime
    /// What came, in words, for the history.
    public var text: String

    /// A content of its parts.
    public init(submission: [UInt8], receivedAt: CaptureTime, text: String) {
        self.submission = submission
        self.receivedAt = receivedAt
        self.text = text
    }
}

/// A capture that a vault holds until a case names it.
public struct HeldCapture: Sendable {
    /// The bytes.
    public var held: HeldBytes
    /// The name it came with.
    public var name: String

    /// A capture of its parts.
    public init(held: HeldBytes, name: String) {
        self.held = held
        self.name = name
    }
}

/// A case to be opened, with everything that belongs to it.
public struct NewCase: Sendable {
    /// The support program.
    public var program: String
    /// Its version.
    public var programVersion = ""
    /// The service as named.
    public var serviceIdentifier: String
    /// The severity, such as `S2`.
    public var severity: String
    /// The support region.
    public var region: String
    /// The complaint in one line.
    public var summary: String
    /// The submission's bytes as received.
    public var submission: [UInt8]
    /// How the submission is written; `nil` if it has to be recognised.
    public var submissionFormat: String?
    /// From when the age of the samples was counted.
    public var receivedAt: CaptureTime?
    /// How it came: `web`, `phone` or `status-alert`.
    public var channel = "web"
    /// The alert's or ticket's id where it came from.
    public var channelReference: String?
    /// The customer's name, if it is known.
    public var customer: String?
    /// Who speaks for the customer.
    public var representative = CaseRepresentative()
    /// Who opened it.
    public var actor = ""
    /// The returned submission it completes, such as `SUBMISSION-000001`.
    public var completes: String?
    /// The draft it was filled in as; a draft becomes one case at most.
    public var draft: String?
    /// What was found in its captures.
    public var analysis: CaseAnalysis
    /// What happened before, where the case comes from another store.
    public var history: CaseHistory?

    /// A case of its parts.
    public init(
        program: String, serviceIdentifier: String, severity: String, region: String, summary: String,
        submission: [UInt8], analysis: CaseAnalysis
    ) {
        self.program = program
        self.serviceIdentifier = serviceIdentifier
        self.severity = severity
        self.region = region
        self.summary = summary
        self.submission = submission
        self.analysis = analysis
    }
}

/// The life that a case had in another store.
public struct CaseHistory: Equatable, Sendable {
    /// Its number there.
    public var origin: String
    /// When it was opened.
    public var openedAt: CaptureTime
    /// Where it stands.
    public var state: CaseState
    /// The severity and region it has now; those of ``NewCase`` are the ones it was opened with.
    public var severity: String
    /// The region it has now.
    public var region: String
    /// Who works on it.
    public var owner: String?
    /// When it was closed.
    public var closedAt: CaptureTime?
    /// What happened, oldest first.
    public var events: [CaseEvent]

    /// A history of its parts.
    public init(
        origin: String, openedAt: CaptureTime, state: CaseState, severity: String, region: String, owner: String?,
        closedAt: CaptureTime?, events: [CaseEvent]
    ) {
        self.origin = origin
        self.openedAt = openedAt
        self.state = state
        self.severity = severity
        self.region = region
        self.owner = owner
        self.closedAt = closedAt
        self.events = events
    }
}
