import CallVocabulary
import Cases
import HTTPTypes
import Hummingbird
import NIOCore

/// A request on its way to an answer, with what is known of who asks.
struct Exchange: Sendable {
    let portal: Portal
    let request: Request
    let parameters: [String: String]
    let caller: Caller?
    /// When the first byte came.
    let now: CaptureTime
    /// The address it came from, behind proxies that are trusted.
    let peer: String
    let form: FormBody
    let bytes: [UInt8]

    /// Who asks; a route that anyone may use asks for ``caller``.
    func account() throws -> Account {
        guard let account = caller?.account else { throw ServiceProblem.notSignedIn }
        return account
    }

    /// A part of the path.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// A part of the query, decoded; `nil` if it is not there or empty.
    func query(_ name: String) -> String? {
        guard let query = request.uri.query else { return nil }
        let value = FormBody.urlEncoded(Array(query.utf8)).first { $0.name == name }?.value
        return value.flatMap { $0.isEmpty ? nil : $0 }
    }

    func header(_ name: HTTPField.Name) -> String? { request.headers[name] }

    /// Whether the one who asks reads JSON rather than pages.
    var wantsJSON: Bool { Exchange.wantsJSON(request) }

    static func wantsJSON(_ request: Request) -> Bool {
        let accept = request.headers[.accept] ?? ""
        if accept.contains("text/html") { return false }
        return request.uri.path.hasPrefix("/v1") || accept.contains("json")
    }

    /// Runs what waits for a disk on threads of their own.
    func work<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await portal.work(body)
    }

    var store: any PortalStore { portal.store }
}

extension HTTPField.Name {
    // Names of this program are names.
    private static func made(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .from }

    static let uploadOffset = made("Upload-Offset")
    static let uploadComplete = made("Upload-Complete")
    static let uploadLength = made("Upload-Length")
    static let uploadLimit = made("Upload-Limit")
    static let formToken = made("X-Form-Token")
    static let secFetchSite = made("Sec-Fetch-Site")
    static let forwardedFor = made("X-Forwarded-For")
    static let idempotencyKey = made("Idempotency-Key")
    static let permissionsPolicy = made("Permissions-Policy")
    static let referrerPolicy = made("Referrer-Policy")
    static let openerPolicy = made("Cross-Origin-Opener-Policy")
    static let resourcePolicy = made("Cross-Origin-Resource-Policy")
    static let accelBuffering = made("X-Accel-Buffering")
}
