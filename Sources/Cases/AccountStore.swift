import CallVocabulary

/// Accounts and what goes with them. Every verb is one transaction.
public protocol AccountStore: Sendable {
    /// Makes the account that a link is for and uses the link up. Throws `link.not-valid` if the link is unknown, used or
    /// too old, and `account.exists` if the address has an account.
    func redeem(
        _ link: String, name: String, email: String, password: String, clock: any Clock
    ) throws -> Account
    /// Gives the account of a link a new password, ends its sessions, and uses the link up.
    func redeem(_ link: String, password: String, clock: any Clock) throws -> Account
    /// The account of this number.
    func account(_ id: Int64) throws -> Account?
    /// The account of this address.
    func account(email: String) throws -> Account?
    /// All accounts in the order they were made.
    func accounts() throws -> [Account]
    /// Gives an account another password hash; with `endsSessions` its sessions end.
    func change(password: String, of id: Int64, endsSessions: Bool) throws
    /// Gives an account a second factor, or takes it away.
    func change(secondFactor: [UInt8]?, of id: Int64) throws
    /// Uses the code of a time step; false if that one or a later one was used already.
    func use(step: Int64, of id: Int64) throws -> Bool
    /// Ends or restores the right to sign in; sessions and tokens end with it.
    func setDisabled(_ isDisabled: Bool, _ id: Int64, clock: any Clock) throws

    /// Keeps a session.
    func begin(
        session hash: String, of accountID: Int64, formToken: String, expiresAt: CaptureTime, clock: any Clock
    ) throws
    /// A session that has not ended, of an account that may sign in.
    func session(_ hash: String, clock: any Clock) throws -> AccountSession?
    /// Ends a session.
    func end(session hash: String) throws
    /// Ends all sessions of an account.
    func endSessions(of accountID: Int64) throws

    /// Keeps a link; those before it for the same are not touched.
    func put(_ link: OneTimeLink) throws
    /// A link that works.
    func link(_ hash: String, clock: any Clock) throws -> OneTimeLink?
    /// Takes back all links that the program made itself.
    func withdrawOwnLinks() throws

    /// Keeps a token; its number is given.
    func put(_ token: AccessToken) throws -> AccessToken
    /// A token that has not ended, with its account, which may sign in.
    func token(_ hash: String, clock: any Clock) throws -> (token: AccessToken, account: Account)?
    /// The tokens of an account.
    func tokens(of accountID: Int64) throws -> [AccessToken]
    /// Ends a token of an account; false if it has no such token.
    func end(token id: Int64, of accountID: Int64) throws -> Bool

    /// What failed under a name.
    func failures(_ name: String) throws -> SignInFailures
    /// Notes a failure under a name; the next attempt is taken from `lockedUntil` on.
    func noteFailure(_ name: String, lockedUntil: CaptureTime?) throws
    /// Forgets the failures under a name.
    func clearFailures(_ name: String) throws

    /// Writes an entry into the audit log.
    func note(_ entry: AuditEntry) throws
    /// Entries of the audit log, newest first, before the one of a number.
    func audit(before id: Int64?, limit: Int) throws -> [AuditEntry]

    /// The people who may speak for a customer.
    func authorized(of organisation: String) throws -> [AuthorizedPerson]
    /// Everybody's people.
    func authorized() throws -> [AuthorizedPerson]
    /// Adds a person; the number is given.
    func add(_ person: AuthorizedPerson, clock: any Clock) throws -> AuthorizedPerson
    /// Removes a person of a customer; false if the customer has no such person.
    func remove(person id: Int64, of organisation: String, clock: any Clock) throws -> Bool
}

extension CaseStoreError.Code {
    /// A one-time link is unknown, used or too old.
    public static let linkNotValid = CaseStoreError.Code(rawValue: "link.not-valid")
    /// There is an account of this address.
    public static let accountExists = CaseStoreError.Code(rawValue: "account.exists")
    /// There is no such draft, or it is somebody else's.
    public static let draftNotFound = CaseStoreError.Code(rawValue: "draft.not-found")
    /// A draft was changed since it was read.
    public static let draftChanged = CaseStoreError.Code(rawValue: "draft.changed")
    /// There is no such upload, or it is somebody else's.
    public static let uploadNotFound = CaseStoreError.Code(rawValue: "upload.not-found")
}

/// What accounts hold at most.
public enum AccountLimits {
    /// Characters of a name, an address, or an organisation.
    public static let characters = 200
    /// Tokens of an account.
    public static let tokens = 50
    /// Authorized people of a customer.
    public static let people = 500
    /// Entries of a page of the audit log.
    public static let auditPage = 200
}
