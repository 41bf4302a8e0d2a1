import CallVocabulary
import CaseWork
import Cases
import HTTPTypes
import Hummingbird
import Synchronization

/// What is made of captures for whoever asks: sounds, cut calls, copies that can be shared, archives.
enum ProductDoors {
    static let routes: [Route] =
        CallDoors.routes + [
            Route(.get, "/cases/{number}/calls/{call}/audio", .engineers) { exchange in
                try await ofCase(exchange, .sound)
            },
            Route(.get, "/cases/{number}/calls/{call}/cut", .roles([.customer, .engineer])) { exchange in
                try await ofCase(exchange, .cut)
            },
            Route(.get, "/cases/{number}/captures/{sha256}/shareable", .roles([.customer, .engineer])) { exchange in
                try await ofCase(exchange, .shareable)
            },
            Route(.get, "/cases/{number}/export", .engineers) { exchange in try await ofCase(exchange, .archive) },
            Route(.get, "/captures/{id}/calls/{call}/audio", .engineers) { exchange in
                try await ofUpload(exchange, .sound)
            },
            Route(.get, "/captures/{id}/calls/{call}/cut", .senders) { exchange in
                try await ofUpload(exchange, .cut)
            },
            Route(.get, "/captures/{id}/shareable", .senders) { exchange in
                try await ofUpload(exchange, .shareable)
            },
        ]

    /// Milliseconds for which a request waits until its file is made; then it is told to ask again.
    static let patience = 25_000

    // MARK: Of a case

    static func ofCase(_ exchange: Exchange, _ kind: Product.Kind) async throws -> Response {
        let record = try await CaseAccess.record(exchange)
        let number = record.summary.number
        guard record.summary.erasedAt == nil else {
            throw ServiceProblem.conflict("The content of \(number) was erased.")
        }
        var part = "-"
        var version = record.analysis?.sha256 ?? "-"
        switch kind {
        case .sound: part = try stream(exchange)
        case .shareable:
            part = exchange.parameter("sha256")
            version = part
            guard record.captures.contains(where: { $0.sha256 == part }) else {
                throw ServiceProblem.notFound("The case has no such capture.")
            }
        case .archive: version = String(record.summary.revision.rawValue)
        case .cut: break
        }
        let product = Product(
            kind, place: number, call: try call(exchange, kind), part: part, version: version)
        let account = try exchange.account()
        if kind == .sound {
            try await noteListening(product, account, exchange)
        } else {
            try await note(product, account, exchange)
        }
        return try await answer(product, exchange)
    }

    // MARK: Of an upload

    static func ofUpload(_ exchange: Exchange, _ kind: Product.Kind) async throws -> Response {
        let upload = try await UploadDoors.own(exchange.parameter("id"), exchange)
        guard upload.state == .inspected, let hash = upload.sha256 else {
            throw ServiceProblem.conflict("The capture was not looked at yet, or cannot be read.")
        }
        let product = Product(
            kind, place: upload.id, call: try call(exchange, kind), part: kind == .sound ? try stream(exchange) : "-",
            version: hash)
        try await note(product, try exchange.account(), exchange)
        return try await answer(product, exchange)
    }

    private static func call(_ exchange: Exchange, _ kind: Product.Kind) throws -> String {
        guard kind == .sound || kind == .cut else { return "-" }
        let call = exchange.parameter("call")
        guard Product.isCall(call) else { throw ServiceProblem.notFound("There is no such call.") }
        return call
    }

    private static func stream(_ exchange: Exchange) throws -> String {
        guard let stream = exchange.query("stream") else { return "-" }
        guard Product.isStream(stream) else { throw ServiceProblem.notFound("There is no such stream.") }
        return stream
    }

    // MARK: Who heard what

    /// A listening stands in the history of the case before anything can be heard.
    private static func noteListening(_ product: Product, _ account: Account, _ exchange: Exchange) async throws {
        let portal = exchange.portal
        guard exchange.request.method != .head, portal.handedOut.isFirst(product, account, now: exchange.now) else {
            return
        }
        do {
            try await exchange.work {
                _ = try CaseWorkflow(
                    store: portal.store, program: try portal.program(), actor: account.name, clock: portal.clock
                ).listen(product.place, to: product.part == "-" ? product.call : "\(product.call), \(product.part)")
                try portal.note("listened", "\(product.call) \(product.part) of \(product.place)", by: account)
            }
        } catch {
            portal.handedOut.forget(product, account)
            throw error
        }
    }

    private static func note(_ product: Product, _ account: Account, _ exchange: Exchange) async throws {
        let portal = exchange.portal
        guard exchange.request.method != .head, portal.handedOut.isFirst(product, account, now: exchange.now) else {
            return
        }
        let action: String
        switch product.kind {
        case .sound: action = "listened"
        case .cut: action = "call-cut"
        case .shareable: action = "shareable-fetched"
        case .archive: action = "case-exported"
        }
        try await exchange.work {
            try portal.note(action, "\(product.call) \(product.part) of \(product.place)", by: account)
        }
    }

    // MARK: Made and handed out

    private static func answer(_ product: Product, _ exchange: Exchange) async throws -> Response {
        let portal = exchange.portal
        guard let path = portal.uploads.productPath(product.key),
            let failurePath = portal.uploads.failurePath(product.key)
        else { throw ServiceProblem.notFound() }
        func made() async throws -> Response? {
            if let file = try await exchange.work({ OpenFile(path) }) {
                return try FileAnswer(
                    bytes: file.bytes, tag: product.key, type: product.type, name: product.fileName,
                    isPlayed: product.kind == .sound, read: { file.read($0) }
                ).response(exchange)
            }
            if let words = try await exchange.work({ UploadFile.bytes(failurePath, limit: 4_096) }) {
                throw ServiceProblem.conflict(FormBody.text(words))
            }
            return nil
        }
        if let response = try await made() { return response }
        let job = try await exchange.work {
            try portal.store.put(.makeProduct, subject: product.subject, clock: portal.clock)
        }
        portal.doorbell.ring()
        let ended = try await JobWaiting.wait(job.id, exchange, milliseconds: patience)
        if let response = try await made() { return response }
        if let ended, ended.state == .failed {
            throw ServiceProblem.conflict("It could not be made: \(ended.reason ?? "the work on it failed").")
        }
        var problem = ServiceProblem(
            code: "http.busy", status: .serviceUnavailable, title: "Still being made",
            detail: "It takes longer than usual; ask again in a few seconds.")
        problem.headers[.retryAfter] = "5"
        problem.headers[.refresh] = "5"
        throw problem
    }
}

extension Route.Access {
    static let engineers = Route.Access.roles([.engineer])
}

/// What was handed out to whom a moment ago: the pieces of one listening are one listening.
final class HandedOut: Sendable {
    private let times = Mutex<[String: CaptureTime]>([:])

    /// Seconds for which further requests belong to the first.
    private static let seconds = 600.0
    private static let maximum = 10_000

    /// What was to be handed out was not.
    func forget(_ product: Product, _ account: Account) {
        times.withLock { $0["\(account.id) \(product.subject)"] = nil }
    }

    /// Whether this is the first of its kind for a while.
    func isFirst(_ product: Product, _ account: Account, now: CaptureTime) -> Bool {
        let key = "\(account.id) \(product.subject)"
        return times.withLock { times in
            if let before = times[key], abs(now.seconds(since: before)) < Self.seconds { return false }
            if times.count >= Self.maximum { times.removeAll() }
            times[key] = now
            return true
        }
    }
}
