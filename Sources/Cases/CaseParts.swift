import CallVocabulary

/// A capture of a case, named by the hash of its bytes.
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

/// A document of a case that lies in the vault: the analysis or the report.
public struct StoredDocument: Equatable, Sendable {
    /// SHA-256 of the bytes, unpacked, in lower-case hexadecimal.
    public var sha256: String
    /// How many bytes, unpacked.
    public var bytes: Int

    /// A document of its parts.
    public init(sha256: String, bytes: Int) {
        self.sha256 = sha256
        self.bytes = bytes
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

/// A finding as a case keeps it, to list and search by.
public struct CaseFinding: Equatable, Sendable {
    /// The permanent code.
    public var code: String
    /// `fault`, `warning` or `note`.
    public var severity: String
    /// The proved cause, if there is one.
    public var cause: String?
    /// In words.
    public var summary: String

    /// A finding of its parts.
    public init(code: String, severity: String, cause: String?, summary: String) {
        self.code = code
        self.severity = severity
        self.cause = cause
        self.summary = summary
    }

    /// Faults before warnings before notes.
    public var weight: Int { severity == "fault" ? 0 : severity == "warning" ? 1 : 2 }
}

/// Proof that something was deleted: what it was, by its hash, when, why and by whom.
public struct CaseDeletion: Equatable, Sendable {
    /// When.
    public var at: CaptureTime
    /// `capture`, `submission`, `check`, `analysis`, `report`, `returned-submission`, `details`, `owner`, `samples`,
    /// `history` or `search-index`.
    public var what: String
    /// SHA-256 of what was deleted; empty where a hash would tell the little that it was.
    public var sha256: String
    /// How many bytes it had.
    public var bytes: Int
    /// Why.
    public var reason: String
    /// Who did it.
    public var actor: String

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
