import CallVocabulary
import Cases
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers every request: finds the door, learns who asks, lets in or refuses, reads what came, and sees to it that every
/// answer carries what it has to.
public struct PortalResponder: HTTPResponder {
    private let portal: Portal
    private let routes: [Route]

    /// The answers of a portal.
    public init(_ portal: Portal) {
        self.portal = portal
        routes = Portal.routes.sorted { $0.openness < $1.openness }
    }

    /// Answers a request.
    public func respond(to request: Request, context: PortalContext) async throws -> Response {
        let now = portal.clock.now
        let began = ContinuousClock.now
        let found = try? find(request)
        var response: Response
        do {
            response = try await answer(request, context, now)
        } catch {
            response = await failure(error, request, context)
        }
        let taken = (ContinuousClock.now - began).components
        portal.figures.note(
            found == nil ? "other" : request.method.rawValue, found?.0.path ?? "other", response.status.code,
            seconds: Double(taken.seconds) + Double(taken.attoseconds) / 1e18)
        SecurityHeaders.add(to: &response.headers, isSecure: portal.settings.isSecure)
        return request.method == .head ? response.createHeadResponse() : response
    }

    // MARK: The way of a request

    private func answer(_ request: Request, _ context: PortalContext, _ now: CaptureTime) async throws -> Response {
        let peer = peer(request, context)
        if let wait = portal.limiter.take(.request, of: peer, now: now) {
            throw ServiceProblem.tooMany(retryAfter: wait)
        }
        let (route, parameters) = try find(request)
        let caller = try await caller(request, now)
        guard route.access.admits(caller?.account.role) else {
            guard caller == nil else { throw ServiceProblem.notAllowed() }
            throw ServiceProblem.notSignedIn
        }
        if route.isUnsafe {
            try requireSameOrigin(request, caller)
            if case .token(let token, _)? = caller, token.scope == .read, route.path != "/v1/checks" {
                throw ServiceProblem.notAllowed("The token may only read.")
            }
        }
        var form = FormBody.nothing
        var bytes: [UInt8] = []
        let token = caller?.formToken
        switch route.intake {
        case .nothing: break
        case .form(let takesFiles):
            form = try await FormReading(portal: portal, token: token, takesFiles: takesFiles).read(request)
        case .bytes(let limit):
            try requireToken(request, token)
            bytes = try await PortalResponder.bytes(request, limit: limit)
        case .stream: try requireToken(request, token)
        }
        defer { portal.uploads.remove(form.files.map(\.path)) }
        return try await route.answer(
            Exchange(
                portal: portal, request: request, parameters: parameters, caller: caller, now: now, peer: peer,
                form: form, bytes: bytes))
    }

    static func bytes(_ request: Request, limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await buffer in request.body {
            guard bytes.count + buffer.readableBytes <= limit else { throw ServiceProblem.tooLarge(limit: limit) }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    private func find(_ request: Request) throws -> (Route, [String: String]) {
        let path = request.uri.path
        let given = try Route.segments(path).map { segment in
            let text = FormBody.decoded(segment.utf8)
            guard !text.contains("/"), text != "..", text != "." else { throw ServiceProblem.notFound() }
            return text
        }
        let method = request.method == .head ? .get : request.method
        var allowed: [String] = []
        for route in routes {
            guard let parameters = route.parameters(given) else { continue }
            // A route for HEAD itself comes before the one for GET.
            if request.method == .head, route.method == .head { return (route, parameters) }
            if route.method == method { return (route, parameters) }
            allowed.append(route.method.rawValue)
        }
        guard allowed.isEmpty else {
            var problem = ServiceProblem(
                code: "http.method-not-allowed", status: .methodNotAllowed, title: "Method not allowed",
                detail: "What is here takes \(Set(allowed).sorted().joined(separator: ", ")).")
            problem.headers[.allow] = Set(allowed + (allowed.contains("GET") ? ["HEAD"] : [])).sorted()
                .joined(separator: ", ")
            throw problem
        }
        throw ServiceProblem.notFound()
    }

    /// The address that asks; what a trusted proxy says of it is believed.
    private func peer(_ request: Request, _ context: PortalContext) -> String {
        guard portal.settings.trustedProxies.contains(context.peer),
            let last = request.headers[.forwardedFor]?.split(separator: ",").last?.trimmingBlanks,
            IPAddress(last) != nil
        else { return context.peer }
        return last
    }

    private func caller(_ request: Request, _ now: CaptureTime) async throws -> Caller? {
        let portal = portal
        if let header = request.headers[.authorization] {
            guard header.lowercased().hasPrefix("bearer ") else { throw ServiceProblem.notSignedIn }
            let hash = Secrets.hash(String(header.dropFirst(7)).trimmingBlanks)
            guard let found = try await portal.work({ try portal.store.token(hash, clock: portal.clock) }) else {
                throw ServiceProblem.notSignedIn
            }
            return .token(found.token, found.account)
        }
        guard let secret = SessionCookie.value(in: request.headers, settings: portal.settings) else { return nil }
        let hash = Secrets.hash(secret)
        return try await portal.work { try portal.store.session(hash, clock: portal.clock) }.map { .session($0) }
    }

    /// A request that may change something comes from a page of this service, or from a program with a token.
    private func requireSameOrigin(_ request: Request, _ caller: Caller?) throws {
        if case .token? = caller { return }
        if let site = request.headers[.secFetchSite] {
            guard site == "same-origin" || site == "none" else { throw ServiceProblem.foreignForm }
            return
        }
        guard let origin = request.headers[.origin] else { return }
        let host = origin.split(separator: "/").last.map(String.init)
        let own = portal.settings.publicAddress.flatMap { $0.split(separator: "/").last.map(String.init) }
        guard let host, host == request.head.authority || host == own else { throw ServiceProblem.foreignForm }
    }

    private func requireToken(_ request: Request, _ token: String?) throws {
        guard let token else { return }
        guard let given = request.headers[.formToken], Secrets.areEqual(given, token) else {
            throw ServiceProblem.foreignForm
        }
    }

    // MARK: What went wrong

    private func failure(_ error: any Error, _ request: Request, _ context: PortalContext) async -> Response {
        let problem: ServiceProblem
        switch error {
        case let error as ServiceProblem: problem = error
        case let error as CaseStoreError: problem = ServiceProblem(error)
        case let error as HTTPError:
            problem = ServiceProblem(
                code: "http.unreadable", status: error.status, title: "Not understood",
                detail: error.body ?? "The request could not be read.")
        default:
            context.logger.error("a request failed", metadata: ["error": "\(type(of: error))"])
            problem = ServiceProblem(
                code: "http.failed", status: .internalServerError, title: "Something went wrong here",
                detail: "Nothing you typed is lost. Try again; if it happens again, tell whoever runs this service.")
        }
        if Exchange.wantsJSON(request) || !(request.headers[.accept] ?? "text/html").contains("text/html") {
            return .problem(problem)
        }
        if problem.code == "http.not-signed-in", request.method == .get {
            return .see("/sign-in?next=" + FormBody.encoded(request.uri.string))
        }
        let account = (try? await caller(request, portal.clock.now))??.account
        return ProblemPage.response(problem, account: account, portal: portal)
    }
}
