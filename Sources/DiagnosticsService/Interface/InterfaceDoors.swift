import CallVocabulary
import CaseWork
import Cases
import HTTPTypes
import Hummingbird
import JSONText
import Reports
import SampleIntake
import SupportProgram

/// The interface for programs, described by `/v1/openapi.json`.
enum InterfaceDoors {
    static let routes: [Route] =
        AnalysisInterface.routes + DeskInterface.routes + [
            Route(.get, "/v1/openapi.json", .anyone) { exchange in
                let tag =
                    "\"" + Secrets.hash(String(decoding: PackageResources.openapi_json, as: UTF8.self)).prefix(24)
                    + "\""
                if exchange.header(.ifNoneMatch) == tag { return Response(status: .notModified, headers: [.eTag: tag]) }
                return .json(PackageResources.openapi_json, headers: [.eTag: tag])
            },
            Route(.post, "/v1/checks", .senders, intake: .bytes(limit: submissionBytes)) { exchange in
                try await check(exchange)
            },
            Route(.post, "/v1/submissions", .senders, intake: .bytes(limit: submissionBytes)) { exchange in
                try await submit(exchange, completing: nil)
            },
            Route(.patch, "/v1/submissions/{id}", .senders, intake: .bytes(limit: submissionBytes)) { exchange in
                try await complete(exchange)
            },
            Route(.get, "/v1/cases", .signedIn) { exchange in
                try requireKnownQuery(exchange)
                let list = try await CaseList.read(exchange)
                return .json(CaseReport.listJSON(list.rows, next: list.next, total: list.total))
            },
            Route(.get, "/v1/cases/{number}", .signedIn) { exchange in try await showCase(exchange) },
            Route(.post, "/v1/cases/{number}/events", .senders, intake: .bytes(limit: eventBytes)) { exchange in
                try await event(exchange)
            },
            Route(.get, "/v1/cases/{number}/escalation", .senders) { exchange in try await escalation(exchange) },
            Route(
                .post, "/v1/cases/{number}/escalation", .roles([.customer, .engineer]),
                intake: .bytes(limit: eventBytes)
            ) {
                exchange in try await escalate(exchange)
            },
        ]

    /// Bytes of a submission: a mail with what hangs at it.
    static let submissionBytes = 32 << 20
    /// Bytes of what is said of a case.
    static let eventBytes = 1 << 20

    /// A page takes what it can of a query; a program is told what it cannot.
    private static func requireKnownQuery(_ exchange: Exchange) throws {
        if let filter = exchange.query("filter"), CaseList.Filter(rawValue: filter) == nil {
            let known = CaseList.Filter.allCases.map(\.rawValue).joined(separator: ", ")
            throw ServiceProblem.unreadable("The filter is none of \(known).")
        }
        if let search = exchange.query("q"), search.unicodeScalars.count > CaseList.searchScalars {
            throw ServiceProblem.unreadable("The search is longer than \(CaseList.searchScalars) characters.")
        }
    }

    private static func requireRoom(_ exchange: Exchange) throws {
        let account = try exchange.account()
        if let wait = exchange.portal.limiter.take(.check, of: "account \(account.id)", now: exchange.now) {
            throw ServiceProblem.tooMany(retryAfter: wait)
        }
        guard !exchange.bytes.isEmpty else { throw ServiceProblem.unreadable("There is no submission in the body.") }
    }

    // MARK: Submissions

    private static func check(_ exchange: Exchange) async throws -> Response {
        try requireRoom(exchange)
        let portal = exchange.portal
        let bytes = exchange.bytes
        let now = exchange.now
        return try await exchange.work {
            let answer = SubmitSamples(program: try portal.program()).check(
                bytes, format: nil, receivedAt: now, purpose: .check, analysis: nil
            ).answer
            return .json(CheckReport.json(answer))
        }
    }

    /// A submission becomes a case or is returned. With a key it does so once, however often it is sent.
    private static func submit(_ exchange: Exchange, completing: String?) async throws -> Response {
        try requireRoom(exchange)
        let portal = exchange.portal
        let account = try exchange.account()
        let (bytes, now) = (exchange.bytes, exchange.now)
        let key = exchange.header(.idempotencyKey)
        if let key, key.isEmpty || key.utf8.count > 200 {
            throw ServiceProblem.unreadable("The Idempotency-Key is empty or longer than 200 bytes.")
        }
        let draft = key.map { String(Secrets.hash("\(account.id) \($0)").prefix(32)) }
        return try await exchange.work {
            if let draft {
                if let number = try portal.store.draft(draft)?.caseNumber { return opened(number, nil) }
                do {
                    try portal.store.begin(
                        Draft(
                            id: draft, accountID: account.id, organisation: account.organisation, content: [],
                            createdAt: now, changedAt: now))
                } catch  where (try? portal.store.draft(draft)) != nil {
                    // Sent a second time while the first is under way: the form becomes one case all the same.
                }
            }
            var origin = SubmitSamples.Origin()
            origin.actor = account.name
            origin.customer = account.organisation
            origin.draft = draft
            origin.completes = completing
            let program = try portal.program()
            let analyze = AnalyzeCase(
                program: program, documents: portal.store.documentVault, toolVersion: portal.version,
                options: AnalyzeCapture.Options())
            let outcome = try SubmitSamples(program: program).submit(
                SubmitSamples.Handover(submission: bytes, receivedAt: now, origin: origin), store: portal.store,
                analyze: analyze, clock: portal.clock)
            if let number = outcome.caseNumber { return opened(number, outcome.answer) }
            if let draft { _ = try portal.store.remove(draft: draft) }
            return returned(outcome)
        }
    }

    /// A returned submission is sent again, completed; samples that were named in time stay in time.
    private static func complete(_ exchange: Exchange) async throws -> Response {
        let account = try exchange.account()
        let missing = ServiceProblem.notFound("There is no such submission, or it is not yours.")
        let id = exchange.parameter("id")
        guard id.hasPrefix("SUBMISSION-"), id.dropFirst("SUBMISSION-".count).allSatisfy(\.isASCIIDigit) else {
            throw missing
        }
        let summary: ReturnedSummary
        do {
            summary = try await exchange.work { try exchange.store.returned(id).summary }
        } catch let error as CaseStoreError where error.code == .submissionNotFound {
            throw missing
        }
        guard account.role != .customer || summary.details.customer == account.organisation else { throw missing }
        if let expected = exchange.header(.ifMatch), expected != "*", expected != "\"\(summary.versions)\"" {
            throw ServiceProblem.preconditionFailed
        }
        return try await submit(exchange, completing: summary.number)
    }

    private static func opened(_ number: String, _ answer: CheckAnswer?) -> Response {
        .json(status: .created, headers: [.location: "/v1/cases/" + number]) {
            $0.member("case", number)
            $0.member("verdict", (answer?.verdict ?? .accepted).rawValue)
        }
    }

    private static func returned(_ outcome: SubmitSamples.Outcome) -> Response {
        var response = Response.json(status: .unprocessableContent) { json in
            json.member("type", "/problems/submission.returned")
            json.member("title", "Returned")
            json.member("status", 422)
            json.member("detail", "The submission cannot be used as it is; what to change is said problem by problem.")
            json.member("submission", outcome.keptAs)
            json.key("check")
            if let value = try? JSONReader.read(CheckReport.json(outcome.answer)) {
                json.value(value)
            } else {
                json.null()
            }
        }
        response.headers[.contentType] = "application/problem+json"
        return response
    }

    // MARK: Cases

    private static func tag(_ summary: CaseSummary) -> String { "\"\(summary.revision.rawValue)\"" }

    private static func showCase(_ exchange: Exchange) async throws -> Response {
        let record = try await CaseAccess.record(exchange)
        let account = try exchange.account()
        let tag = tag(record.summary)
        if exchange.header(.ifNoneMatch) == tag { return Response(status: .notModified, headers: [.eTag: tag]) }
        let portal = exchange.portal
        let now = exchange.now
        return try await exchange.work {
            var view = try ShowCase(store: portal.store, program: try portal.program()).view(
                record.summary.number, now: now)
            view.record.summary.events = CaseAccess.events(account, view.record.summary.events)
            return .json(CaseReport.json(view), headers: [.eTag: tag])
        }
    }

    static func document(_ exchange: Exchange) throws -> JSONValue {
        do {
            return try JSONReader.read(exchange.bytes)
        } catch {
            throw ServiceProblem.unreadable("The body is not JSON: \(error).")
        }
    }

    static func text(_ value: JSONValue?, _ name: String, limit: Int = CaseDoors.messageCharacters) throws
        -> String
    {
        guard case .string(let text)? = value?[name] else { return "" }
        guard text.count <= limit else {
            throw ServiceProblem.unreadable("\"\(name)\" is longer than \(limit) characters.")
        }
        return FormBody.text(Array(text.utf8)).trimmingBlanks
    }

    private static func event(_ exchange: Exchange) async throws -> Response {
        let record = try await CaseAccess.record(exchange)
        let account = try exchange.account()
        if let expected = exchange.header(.ifMatch), expected != tag(record.summary), expected != "*" {
            throw ServiceProblem.preconditionFailed
        }
        let root = try document(exchange)
        let kind = try text(root, "kind")
        let words = try text(root, "text")
        let to = try text(root, "to", limit: AccountLimits.characters)
        var waiting = false
        if case .bool(let truth)? = root["waiting"] { waiting = truth }
        let isWaiting = waiting
        guard account.role != .customer || kind == "hear" else {
            throw ServiceProblem.notAllowed("Customers write to support: the kind \"hear\".")
        }
        guard !words.isEmpty || ["assign", "wait"].contains(kind) else {
            throw ServiceProblem.unreadable("\"text\" is missing.")
        }
        let portal = exchange.portal
        let number = record.summary.number
        let summary = try await exchange.work { () -> CaseSummary in
            let work = CaseWorkflow(
                store: portal.store, program: try portal.program(), actor: account.name, clock: portal.clock)
            switch kind {
            case "hear": return try work.hear(number, words)
            case "respond": return try work.respond(number, words, waiting: isWaiting)
            case "note": return try work.note(number, words)
            case "wait": return try work.wait(number, words)
            case "assign": return try work.assign(number, to: to.isEmpty ? account.name : to)
            case "severity": return try work.change(severity: to, of: number, because: words)
            case "region": return try work.change(region: to, of: number, because: words)
            case "resolve": return try work.resolve(number, words)
            case "close": return try work.close(number, words)
            case "reopen": return try work.reopen(number, words)
            default:
                throw ServiceProblem.unreadable(
                    "\"kind\" is none of hear, respond, note, wait, assign, severity, region, resolve, close, reopen.")
            }
        }
        return .json(status: .created, headers: [.eTag: tag(summary)]) {
            $0.member("case", number)
            $0.member("state", summary.state.rawValue)
        }
    }

    // MARK: Escalation

    private static func escalation(_ exchange: Exchange) async throws -> Response {
        let record = try await CaseAccess.record(exchange)
        let portal = exchange.portal
        let now = exchange.now
        let (offered, methods) = try await exchange.work { () -> (CaptureTime?, [String]) in
            let program = try portal.program()
            return (
                CaseClock(program: program).standing(record.summary, now: now).clock?.escalationOfferedFrom,
                program.escalation.methods
            )
        }
        return .json {
            $0.member("case", record.summary.number)
            $0.member("offeredFrom", offered?.description)
            $0.member("isOffered", offered.map { $0 <= now } ?? false)
            $0.member("channels", texts: methods)
            $0.member("escalations", record.summary.escalations)
        }
    }

    private static func escalate(_ exchange: Exchange) async throws -> Response {
        var words = ""
        if !exchange.bytes.isEmpty { words = try text(try document(exchange), "expectedNextStep") }
        let number = try await CaseDoors.escalateByPortal(exchange, expected: words)
        return .json(status: .created) { $0.member("case", number) }
    }
}
