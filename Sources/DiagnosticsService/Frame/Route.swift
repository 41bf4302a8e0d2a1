import Cases
import HTTPTypes
import Hummingbird

/// One door: a method and a path, who may come in, what is taken in, and what answers.
struct Route: Sendable {
    /// Who may come in.
    enum Access: Sendable, Equatable {
        case anyone
        case signedIn
        case roles(Set<AccountRole>)
    }

    /// What is read of a request's body before it is answered.
    enum Intake: Sendable, Equatable {
        /// Nothing.
        case nothing
        /// The fields of a form, with files where `files` is true.
        case form(files: Bool)
        /// All bytes, at most so many.
        case bytes(limit: Int)
        /// The handler reads it as it comes.
        case stream
    }

    let method: HTTPRequest.Method
    /// The path as it is documented: `/cases/{number}`.
    let path: String
    let segments: [String]
    let access: Access
    let intake: Intake
    let answer: @Sendable (Exchange) async throws -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, intake: Intake? = nil,
        _ answer: @escaping @Sendable (Exchange) async throws -> Response
    ) {
        self.method = method
        self.path = path
        segments = Route.segments(path)
        self.access = access
        self.intake = intake ?? (method == .get ? .nothing : .form(files: false))
        self.answer = answer
    }

    static func segments(_ path: String) -> [String] {
        path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    }

    /// What the path's parameters are in a request; `nil` if it is another path.
    func parameters(_ given: [String]) -> [String: String]? {
        guard given.count == segments.count else { return nil }
        var found: [String: String] = [:]
        for (segment, value) in zip(segments, given) {
            if segment.hasPrefix("{") {
                found[String(segment.dropFirst().dropLast())] = value
            } else if segment != value {
                return nil
            }
        }
        return found
    }

    /// Names in the path, which a better match has fewer of.
    var openness: Int { segments.count { $0.hasPrefix("{") } }

    /// Whether requests may change something.
    var isUnsafe: Bool { method != .get && method != .head }
}

extension Route.Access {
    static let staff = Route.Access.roles([.intake, .engineer, .administrator])
    static let workers = Route.Access.roles([.intake, .engineer])
    static let senders = Route.Access.roles([.customer, .intake, .engineer])
    static let administrators = Route.Access.roles([.administrator])

    func admits(_ role: AccountRole?) -> Bool {
        switch self {
        case .anyone: return true
        case .signedIn: return role != nil
        case .roles(let roles): return role.map(roles.contains) ?? false
        }
    }
}

/// Who asks.
enum Caller: Sendable {
    case session(AccountSession)
    case token(AccessToken, Account)

    var account: Account {
        switch self {
        case .session(let session): return session.account
        case .token(_, let account): return account
        }
    }

    var formToken: String? {
        if case .session(let session) = self { return session.formToken }
        return nil
    }
}
