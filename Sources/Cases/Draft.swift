import CallVocabulary

/// A form that is being filled in, kept as it was typed.
public struct Draft: Equatable, Sendable {
    /// A name that nobody can guess.
    public var id: String
    /// Whose it is.
    public var accountID: Int64
    /// The customer it is for.
    public var organisation: String?
    /// What was typed, as JSON.
    public var content: [UInt8]
    /// Which of its versions this is.
    public var revision: Int64
    /// The answer of the check of a version, as JSON; `nil` before there was one.
    public var answer: [UInt8]?
    /// The version that was checked.
    public var answeredRevision: Int64?
    /// The case it became.
    public var caseNumber: String?
    /// Where samples that could not be used are kept.
    public var keptAs: String?
    /// Why it could not be sent, in a sentence.
    public var failure: String?
    /// When it was begun.
    public var createdAt: CaptureTime
    /// When it was last changed.
    public var changedAt: CaptureTime

    /// A draft of its parts.
    public init(
        id: String, accountID: Int64, organisation: String?, content: [UInt8], revision: Int64 = 0,
        answer: [UInt8]? = nil, answeredRevision: Int64? = nil, caseNumber: String? = nil, keptAs: String? = nil,
        failure: String? = nil, createdAt: CaptureTime, changedAt: CaptureTime
    ) {
        self.id = id
        self.accountID = accountID
        self.organisation = organisation
        self.content = content
        self.revision = revision
        self.answer = answer
        self.answeredRevision = answeredRevision
        self.caseNumber = caseNumber
        self.keptAs = keptAs
        self.failure = failure
        self.createdAt = createdAt
        self.changedAt = changedAt
    }
}

/// A capture on its way up, for a draft or a case. Its bytes lie in a file of their own until they are taken.
public struct Upload: Equatable, Sendable {
    /// How far it is.
    public enum State: String, Sendable {
        /// Bytes are missing.
        case open
        /// All bytes are there, and nobody has looked at them.
        case complete
        /// It was looked at; ``Upload/receipt`` says what it is.
        case inspected
        /// It could not be read; ``Upload/receipt`` says why.
        case unreadable
        /// A case has it.
        case taken
    }

    /// A name that nobody can guess.
    public var id: String
    /// Whose it is.
    public var accountID: Int64
    /// The customer it is for.
    public var organisation: String?
    /// The draft it goes with.
    public var draft: String?
    /// The case it goes to.
    public var caseNumber: String?
    /// The name of the file.
    public var name: String
    /// How many bytes it has, as far as that was said.
    public var declaredBytes: Int?
    /// How many bytes are safe.
    public var receivedBytes: Int
    /// The number of who writes now: who has an older one has been replaced.
    public var writer: Int64
    /// How far it is.
    public var state: State
    /// SHA-256 of the bytes, once complete.
    public var sha256: String?
    /// What was found in it, as JSON.
    public var receipt: [UInt8]?
    /// When it was begun.
    public var createdAt: CaptureTime
    /// When it is removed, if nothing takes it.
    public var expiresAt: CaptureTime

    /// An upload of its parts.
    public init(
        id: String, accountID: Int64, organisation: String?, draft: String?, caseNumber: String?, name: String,
        declaredBytes: Int?, receivedBytes: Int = 0, writer: Int64 = 0, state: State = .open, sha256: String? = nil,
        receipt: [UInt8]? = nil, createdAt: CaptureTime, expiresAt: CaptureTime
    ) {
        self.id = id
        self.accountID = accountID
        self.organisation = organisation
        self.draft = draft
        self.caseNumber = caseNumber
        self.name = name
        self.declaredBytes = declaredBytes
        self.receivedBytes = receivedBytes
        self.writer = writer
        self.state = state
        self.sha256 = sha256
        self.receipt = receipt
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// Forms that are being filled in, and captures on their way up. Every verb is one transaction.
public protocol DraftStore: Sendable {
    /// Keeps a new draft.
    func begin(_ draft: Draft) throws
    /// A draft by its name.
    func draft(_ id: String) throws -> Draft?
    /// The drafts of an account that are not sent, the newest change first.
    func drafts(of accountID: Int64) throws -> [Draft]
    /// Changes what was typed; with `expecting`, only if it is still that version. Returns the draft as it is then.
    func change(draft id: String, content: [UInt8], expecting: Int64?, clock: any Clock) throws -> Draft
    /// Keeps the answer to a version, if it is still that one; false if not.
    func answer(draft id: String, revision: Int64, answer: [UInt8]) throws -> Bool
    /// Notes why a draft could not be sent; `nil` forgets it.
    func note(failure: String?, ofDraft id: String) throws
    /// Notes where the rest of a sent draft is kept.
    func note(keptAs: String, ofDraft id: String) throws
    /// Removes a draft with its uploads' rows; returns the uploads, whose files are the caller's.
    func remove(draft id: String) throws -> [Upload]
    /// Removes drafts not changed since `limit`, uploads past their time, and sessions and links that ended; returns the
    /// uploads, whose files are the caller's.
    func expire(draftsBefore limit: CaptureTime, clock: any Clock) throws -> [Upload]

    /// Keeps a new upload.
    func begin(_ upload: Upload) throws
    /// An upload by its name.
    func upload(_ id: String) throws -> Upload?
    /// The uploads of a draft, in the order they were begun.
    func uploads(ofDraft id: String) throws -> [Upload]
    /// The uploads to a case that are not taken yet.
    func uploads(ofCase number: String) throws -> [Upload]
    /// Somebody begins to write: returns the upload with the number of this writer, and the older ones have lost.
    func write(upload id: String) throws -> Upload
    /// Notes bytes that are safe; false if another writes by now.
    func advance(_ upload: Upload, to bytes: Int, sha256: String?, clock: any Clock) throws -> Bool
    /// Keeps what was found in it.
    func note(receipt: [UInt8], state: Upload.State, ofUpload id: String) throws
    /// The bytes of an upload that is all there are others now, which nobody has looked at; false if it is not all there.
    func replace(upload id: String, bytes: Int, sha256: String) throws -> Bool
    /// Removes an upload's row.
    func remove(upload id: String) throws
}

/// What drafts and uploads hold at most.
public enum DraftLimits {
    /// Bytes of what was typed.
    public static let contentBytes = 2 << 20
    /// Drafts of an account that are not sent.
    public static let drafts = 100
    /// Captures of a draft.
    public static let uploads = 20
    /// Seconds after which an upload that nothing takes is removed.
    public static let uploadSeconds: Int64 = 86_400
    /// Seconds after which a draft that nobody changes is removed.
    public static let draftSeconds: Int64 = 30 * 86_400
}
