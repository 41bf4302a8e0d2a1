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
    /// The version of the support program.
    public var programVersion = ""
    /// The call samples.
    public var samples: [CaseSample] = []
    /// The returned submission it completes, such as `SUBMISSION-000001`.
    public var completes: String?

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

/// Who speaks for the customer in a case.
public struct CaseRepresentative: Equatable, Sendable {
    /// Name.
    public var name: String?
    /// E-mail address.
    public var email: String?
    /// Telephone number as given.
    public var phone: String?

    /// A representative of its parts.
    public init(name: String? = nil, email: String? = nil, phone: String? = nil) {
        self.name = name
        self.email = email
        self.phone = phone
    }
}

/// A call sample as a case keeps it.
public struct CaseSample: Equatable, Sendable {
    /// Who called: E.164, an extension, or `withheld`.
    public var calling: String?
    /// Who was called.
    public var called: String?
    /// When the call started.
    public var startedAt: CaptureTime?
    /// `incoming`, `outgoing` or `internal`.
    public var direction: String?
    /// The call in the capture, such as `call-1`.
    public var call: String?

    /// A sample of its parts.
    public init(calling: String?, called: String?, startedAt: CaptureTime?, direction: String?, call: String?) {
        self.calling = calling
        self.called = called
        self.startedAt = startedAt
        self.direction = direction
        self.call = call
    }
}
