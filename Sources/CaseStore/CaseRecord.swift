import CallVocabulary

/// A capture in the store, named by the hash of its bytes.
public struct StoredCapture: Equatable, Sendable {
    /// SHA-256 of the bytes in lower-case hexadecimal.
    public var sha256: String
    /// How many bytes.
    public var bytes: Int
    /// The name it came with.
    public var name: String

    /// A capture of its parts.
    public init(sha256: String, bytes: Int, name: String) {
        self.sha256 = sha256
        self.bytes = bytes
        self.name = name
    }
}

/// A case in a list.
public struct CaseSummary: Equatable, Sendable {
    /// Its number, such as `CASE-000001`.
    public var number: String
    /// When it was opened.
    public var openedAt: CaptureTime
    /// `new`, later states as cases are worked on.
    public var state: String
    /// `S1`, `S2` or `S3`.
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
    /// The severity and region at the opening, from which its clocks start.
    public var openedSeverity: String
    /// The region at the opening.
    public var openedRegion: String
    /// When it was closed; `nil` while it is not.
    public var closedAt: CaptureTime?
    /// When its content was erased; `nil` if it was not.
    public var erasedAt: CaptureTime?
    /// What moved its clocks, oldest first.
    public var events: [CaseEvent]
}

/// Something that happened to a case; never changed afterwards.
public struct CaseEvent: Equatable, Sendable {
    /// When.
    public var at: CaptureTime
    /// What: `opened`, `assigned`, `response`, `update`, `customer-message`, `note`, `waiting`, `severity-changed`,
    /// `region-changed`, `capture-attached`, `capture-deleted`, `finding-attached`, `escalated`, `resolved`,
    /// `reopened`, `closed`, `exported`, `imported`, `erased`.
    public var kind: String
    /// Who did it; empty if it was the program itself.
    public var actor: String
    /// In words.
    public var text: String
    /// The new severity, region, owner or rung, where the event has one.
    public var target: String?
    /// Whether the case waits for the customer from then on.
    public var waitingForCustomer: Bool

    /// An event of its parts.
    public init(
        at: CaptureTime, kind: String, actor: String = "", text: String, target: String? = nil,
        waitingForCustomer: Bool = false
    ) {
        self.at = at
        self.kind = kind
        self.actor = actor
        self.text = text
        self.target = target
        self.waitingForCustomer = waitingForCustomer
    }
}

/// Everything the store has of a case.
public struct CaseRecord: Sendable {
    /// Its row in the list.
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
    /// What was found.
    public var findings: [NewCase.Finding]
    /// Its captures.
    public var captures: [StoredCapture]
    /// What happened, oldest first.
    public var events: [CaseEvent] { summary.events }
    /// The submission's bytes as received.
    public var submission: [UInt8]
    /// The answer of the check as JSON.
    public var checkJSON: [UInt8]
    /// The analysis as JSON.
    public var analysisJSON: [UInt8]?
    /// The report as HTML.
    public var reportHTML: [UInt8]
}

/// Proof that something was deleted: what it was, by its hash, when, why and by whom.
public struct CaseDeletion: Equatable, Sendable {
    /// When.
    public var at: CaptureTime
    /// `capture`, `submission`, `check`, `analysis`, `report` or `returned-submission`.
    public var what: String
    /// SHA-256 of what was deleted.
    public var sha256: String
    /// How many bytes it had.
    public var bytes: Int
    /// Why.
    public var reason: String
    /// Who did it.
    public var actor: String
}
