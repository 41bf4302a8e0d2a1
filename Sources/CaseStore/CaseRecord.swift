import CallVocabulary

/// A case about to be opened, with everything that belongs to it from the start.
public struct NewCase: Sendable {
    /// A finding as it is stored.
    public struct Finding: Sendable {
        /// Its code, such as `media.one-way-audio`.
        public var code: String
        /// `fault`, `warning` or `note`.
        public var severity: String
        /// Its cause, if it has one.
        public var cause: String?
        /// What it says.
        public var summary: String

        /// A finding of its parts.
        public init(code: String, severity: String, cause: String?, summary: String) {
            self.code = code
            self.severity = severity
            self.cause = cause
            self.summary = summary
        }
    }
    /// When it is opened.
    public var openedAt: CaptureTime
    /// The support program.
    public var program: String
    /// The service as named.
    public var serviceIdentifier: String
    /// `S1`, `S2` or `S3`.
    public var severity: String
    /// The support region.
    public var region: String
    /// The complaint in one line.
    public var summary: String
    /// The submission's bytes as received.
    public var submission: [UInt8]
    /// The answer of the check as JSON.
    public var checkJSON: [UInt8]
    /// The analysis as JSON; `nil` without captures.
    public var analysisJSON: [UInt8]?
    /// The report as HTML.
    public var reportHTML: [UInt8]
    /// What was found.
    public var findings: [Finding]

    /// A case of its parts.
    public init(
        openedAt: CaptureTime, program: String, serviceIdentifier: String, severity: String, region: String,
        summary: String, submission: [UInt8], checkJSON: [UInt8], analysisJSON: [UInt8]?, reportHTML: [UInt8],
        findings: [Finding]
    ) {
        self.openedAt = openedAt
        self.program = program
        self.serviceIdentifier = serviceIdentifier
        self.severity = severity
        self.region = region
        self.summary = summary
        self.submission = submission
        self.checkJSON = checkJSON
        self.analysisJSON = analysisJSON
        self.reportHTML = reportHTML
        self.findings = findings
    }
}

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
}

/// Something that happened to a case; never changed afterwards.
public struct CaseEvent: Equatable, Sendable {
    /// When.
    public var at: CaptureTime
    /// What: `opened`, `capture-attached`, `finding-attached`, `note`.
    public var kind: String
    /// In words.
    public var text: String
}

/// Everything the store has of a case.
public struct CaseRecord: Sendable {
    /// Its row in the list.
    public var summary: CaseSummary
    /// The support program.
    public var program: String
    /// What was found.
    public var findings: [NewCase.Finding]
    /// Its captures.
    public var captures: [StoredCapture]
    /// What happened, oldest first.
    public var events: [CaseEvent]
    /// The submission's bytes as received.
    public var submission: [UInt8]
    /// The answer of the check as JSON.
    public var checkJSON: [UInt8]
    /// The analysis as JSON.
    public var analysisJSON: [UInt8]?
    /// The report as HTML.
    public var reportHTML: [UInt8]
}
