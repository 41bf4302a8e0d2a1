import CallVocabulary

/// What somebody may do in the portal.
public enum AccountRole: String, Sendable, CaseIterable {
    /// Hands in submissions and sees the cases and captures of the own organisation.
    case customer
    /// Sees all submissions and cases; no audio.
    case intake
    /// Works on cases, with captures and audio, and escalates.
    case engineer
    /// Keeps accounts, program and audit log; no audio.
    case administrator
}

/// Somebody who can sign in.
public struct Account: Equatable, Sendable {
    /// Its number.
    public var id: Int64
    /// What it may do.
    public var role: AccountRole
    /// The customer it belongs to, by the name in the program; `nil` for the provider's own people.
    public var organisation: String?
    /// The person's name.
    public var name: String
    /// The address it signs in with, in lower case.
    public var email: String
    /// The password as its hash with parameters; never the password.
    public var password: String
    /// The secret of the second factor; `nil` without one.
    public var secondFactor: [UInt8]?
    /// When it was made.
    public var createdAt: CaptureTime
    /// From when on it may not sign in; `nil` while it may.
    public var disabledAt: CaptureTime?

    /// An account of its parts.
    public init(
        id: Int64, role: AccountRole, organisation: String?, name: String, email: String, password: String,
        secondFactor: [UInt8]? = nil, createdAt: CaptureTime, disabledAt: CaptureTime? = nil
    ) {
        self.id = id
        self.role = role
        self.organisation = organisation
        self.name = name
        self.email = email
        self.password = password
        self.secondFactor = secondFactor
        self.createdAt = createdAt
        self.disabledAt = disabledAt
    }
}

/// A browser that is signed in. What the browser has is kept as its hash alone.
public struct AccountSession: Equatable, Sendable {
    /// SHA-256 of what the cookie holds, in hexadecimal.
    public var hash: String
    /// Whose it is.
    public var account: Account
    /// What forms of this session carry, so that no other page can send them.
    public var formToken: String
    /// When it began.
    public var createdAt: CaptureTime
    /// When it ends.
    public var expiresAt: CaptureTime

    /// A session of its parts.
    public init(
        hash: String, account: Account, formToken: String, createdAt: CaptureTime, expiresAt: CaptureTime
    ) {
        self.hash = hash
        self.account = account
        self.formToken = formToken
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// A link that works once: it makes an account, or gives one a new password.
public struct OneTimeLink: Equatable, Sendable {
    /// SHA-256 of what the link holds, in hexadecimal.
    public var hash: String
    /// What the account may do.
    public var role: AccountRole
    /// The customer it belongs to.
    public var organisation: String?
    /// The account that gets a new password; `nil` if one is to be made.
    public var accountID: Int64?
    /// Who made the link; empty if the program itself did.
    public var madeBy: String
    /// When it stops working.
    public var expiresAt: CaptureTime

    /// A link of its parts.
    public init(
        hash: String, role: AccountRole, organisation: String?, accountID: Int64? = nil, madeBy: String,
        expiresAt: CaptureTime
    ) {
        self.hash = hash
        self.role = role
        self.organisation = organisation
        self.accountID = accountID
        self.madeBy = madeBy
        self.expiresAt = expiresAt
    }
}

/// What a program signs in with. Kept as its hash alone.
public struct AccessToken: Equatable, Sendable {
    /// What a token may be used for, within what its account may do.
    public enum Scope: String, Sendable, CaseIterable {
        /// Checks, and reading of what its account sees.
        case read
        /// Everything its account may do.
        case write
    }

    /// Its number.
    public var id: Int64
    /// SHA-256 of the token, in hexadecimal.
    public var hash: String
    /// Whose it is.
    public var accountID: Int64
    /// What it is for, in the words of who made it.
    public var name: String
    /// What it may be used for.
    public var scope: Scope
    /// When it was made.
    public var createdAt: CaptureTime
    /// When it stops working.
    public var expiresAt: CaptureTime

    /// A token of its parts.
    public init(
        id: Int64, hash: String, accountID: Int64, name: String, scope: Scope, createdAt: CaptureTime,
        expiresAt: CaptureTime
    ) {
        self.id = id
        self.hash = hash
        self.accountID = accountID
        self.name = name
        self.scope = scope
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// Something that was done to accounts or seen by somebody; never changed afterwards.
public struct AuditEntry: Equatable, Sendable {
    /// Its number; 0 before it is written.
    public var id: Int64
    /// When.
    public var at: CaptureTime
    /// Whose account did it; empty if nobody was signed in.
    public var actor: String
    /// What: `signed-in`, `sign-in-refused`, `account-made` …
    public var action: String
    /// To what or whom.
    public var subject: String

    /// An entry of its parts.
    public init(id: Int64 = 0, at: CaptureTime, actor: String, action: String, subject: String) {
        self.id = id
        self.at = at
        self.actor = actor
        self.action = action
        self.subject = subject
    }
}

/// Failed attempts to sign in under a name, whether or not there is such an account.
public struct SignInFailures: Equatable, Sendable {
    /// How many in a row.
    public var count: Int
    /// Until when no attempt is taken; `nil` if one is.
    public var lockedUntil: CaptureTime?

    /// Failures of their parts.
    public init(count: Int, lockedUntil: CaptureTime?) {
        self.count = count
        self.lockedUntil = lockedUntil
    }
}

/// Somebody who may speak for a customer, as the customer keeps it.
public struct AuthorizedPerson: Equatable, Sendable {
    /// Its number; 0 before it is kept.
    public var id: Int64
    /// The customer.
    public var organisation: String
    /// Name.
    public var name: String
    /// E-mail address.
    public var email: String?
    /// Telephone number.
    public var phone: String?
    /// The first day, such as `2026-11-01`; `nil` if there is none.
    public var from: String?
    /// The last day; `nil` if there is none.
    public var until: String?

    /// A person of its parts.
    public init(
        id: Int64 = 0, organisation: String, name: String, email: String?, phone: String?, from: String?,
        until: String?
    ) {
        self.id = id
        self.organisation = organisation
        self.name = name
        self.email = email
        self.phone = phone
        self.from = from
        self.until = until
    }
}
