import Cases
import HTTPTypes

/// Why a request was not answered as asked: an RFC 9457 problem, or a page that says the same.
struct ServiceProblem: Error, Sendable {
    /// The code of the contract.
    var code: String
    var status: HTTPResponse.Status
    /// What it is, the same for every occurrence.
    var title: String
    /// What happened here, and what to do.
    var detail: String
    var headers: HTTPFields = [:]
    /// Further members of the JSON form.
    var members: [(name: String, value: String)] = []

    static func notFound(_ what: String = "There is no such page.") -> ServiceProblem {
        ServiceProblem(
            code: "http.not-found", status: .notFound, title: "Not found", detail: what)
    }

    static func notAllowed(_ detail: String = "Your account may not do this.") -> ServiceProblem {
        ServiceProblem(code: "http.not-allowed", status: .forbidden, title: "Not allowed", detail: detail)
    }

    static var notSignedIn: ServiceProblem {
        var problem = ServiceProblem(
            code: "http.not-signed-in", status: .unauthorized, title: "Not signed in",
            detail: "Sign in, or send a token: Authorization: Bearer …")
        problem.headers[.wwwAuthenticate] = "Bearer realm=\"Earshot\""
        return problem
    }

    static func unreadable(_ detail: String) -> ServiceProblem {
        ServiceProblem(code: "http.unreadable", status: .badRequest, title: "Not understood", detail: detail)
    }

    static func tooLarge(limit: Int) -> ServiceProblem {
        var problem = ServiceProblem(
            code: "http.too-large", status: .contentTooLarge, title: "Too large",
            detail: "It is larger than \(limit) bytes, the most that is taken here.")
        problem.members = [("limit", String(limit))]
        return problem
    }

    static func conflict(_ detail: String) -> ServiceProblem {
        ServiceProblem(code: "http.conflict", status: .conflict, title: "Conflict", detail: detail)
    }

    static func tooMany(retryAfter seconds: Int) -> ServiceProblem {
        var problem = ServiceProblem(
            code: "http.too-many-requests", status: .tooManyRequests, title: "Too many requests",
            detail: "Too much was asked for in a short time; try again in \(seconds) s.")
        problem.headers[.retryAfter] = String(seconds)
        return problem
    }

    static var unsupported: ServiceProblem {
        ServiceProblem(
            code: "http.unsupported-media-type", status: .unsupportedMediaType, title: "Unsupported media type",
            detail: "The content is of a type that is not taken here.")
    }

    static var preconditionFailed: ServiceProblem {
        ServiceProblem(
            code: "http.precondition-failed", status: .preconditionFailed, title: "Changed meanwhile",
            detail: "It was changed since you read it; read it again.")
    }

    static var foreignForm: ServiceProblem {
        ServiceProblem(
            code: "http.foreign-form", status: .forbidden, title: "Not sent from here",
            detail:
                "The form was not sent by a page of this service, or you signed in again since it was opened. Open the page again and send it from there."
        )
    }

    /// What a store could not do.
    init(_ error: CaseStoreError) {
        func status(_ code: CaseStoreError.Code) -> HTTPResponse.Status {
            switch code {
            case .caseNotFound, .submissionNotFound, .draftNotFound, .uploadNotFound: return .notFound
            case .caseClosed, .caseConflict, .caseChanged, .escalationNotYetOffered, .accountExists, .linkNotValid,
                .draftChanged:
                return .conflict
            case .captureTooLarge, .analysisTooLarge: return .contentTooLarge
            case .full: return HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
            case .locked, .readOnly: return .serviceUnavailable
            default: return .internalServerError
            }
        }
        let status = status(error.code)
        // Where the store lies is nobody's business outside.
        let isOurs = status.kind == .serverError
        self.init(
            code: error.code.rawValue, status: status, title: ServiceProblem.title(status),
            detail: isOurs ? ServiceProblem.words(error.code) : ServiceProblem.sentence(error.description))
        if status == .notFound {
            code = "http.not-found"
            detail = "There is no such thing, or it is not yours to see."
        }
        if status == .serviceUnavailable { headers[.retryAfter] = "5" }
    }

    init(code: String, status: HTTPResponse.Status, title: String, detail: String) {
        self.code = code
        self.status = status
        self.title = title
        self.detail = detail
    }

    private static func title(_ status: HTTPResponse.Status) -> String {
        switch status {
        case .notFound: return "Not found"
        case .conflict: return "Conflict"
        case .contentTooLarge: return "Too large"
        default: return "The store cannot be used"
        }
    }

    private static func words(_ code: CaseStoreError.Code) -> String {
        switch code {
        case .full: return "There is no room left on the server's disk. What was stored before is safe."
        case .locked: return "The store is busy; try again in a moment."
        default: return "Something that is stored cannot be read. Tell whoever runs this service."
        }
    }

    private static func sentence(_ text: String) -> String {
        (text.first?.uppercased() ?? "") + text.dropFirst()
    }
}
