import CallVocabulary
import CaseWork
import Cases
import Escaping
import HTTPTypes
import Hummingbird
import NIOCore
import Reports
import SupportProgram

/// A case: looked at, written to, worked on, escalated.
enum CaseDoors {
    static let routes: [Route] =
        CaseListDoors.routes + [
            Route(.get, "/cases/{number}", .signedIn) { exchange in try await page(exchange) },
            Route(.post, "/cases/{number}/message", .roles([.customer])) { exchange in
                try await step(exchange) { work, number, text in try work.hear(number, text) }
            },
            Route(.post, "/cases/{number}/respond", .workers) { exchange in
                let isNote = exchange.form["note"] == "1"
                let waiting = exchange.form["waiting"] == "yes"
                return try await step(exchange) { work, number, text in
                    if isNote { try work.note(number, text) } else { try work.respond(number, text, waiting: waiting) }
                }
            },
            Route(.post, "/cases/{number}/take", .workers) { exchange in
                let name = try exchange.account().name
                return try await step(exchange, needsText: false) { work, number, _ in try work.assign(number, to: name)
                }
            },
            Route(.post, "/cases/{number}/severity", .workers) { exchange in
                let severity = exchange.form["severity"]
                return try await step(exchange) { work, number, text in
                    try work.change(severity: severity, of: number, because: text)
                }
            },
            Route(.post, "/cases/{number}/resolve", .workers) { exchange in
                try await step(exchange) { work, number, text in try work.resolve(number, text) }
            },
            Route(.post, "/cases/{number}/close", .workers) { exchange in
                try await step(exchange) { work, number, text in try work.close(number, text) }
            },
            Route(.post, "/cases/{number}/reopen", .workers) { exchange in
                try await step(exchange) { work, number, text in try work.reopen(number, text) }
            },
            Route(.post, "/cases/{number}/escalate", .roles([.customer, .engineer])) { exchange in
                try await escalate(exchange)
            },
            Route(.post, "/cases/{number}/captures", .senders, intake: .form(files: true)) { exchange in
                try await attach(exchange)
            },
            Route(.post, "/cases/{number}/uploads", .senders, intake: .stream) { exchange in
                let record = try await attachable(exchange)
                return try await UploadDoors.make(exchange, draft: nil, caseNumber: record.summary.number)
            },
            Route(.get, "/cases/{number}/captures/{sha256}", .roles([.customer, .engineer])) { exchange in
                try await download(exchange)
            },
            Route(.get, "/cases/{number}/analysis.json", .roles([.customer, .intake, .engineer])) { exchange in
                let record = try await CaseAccess.record(exchange)
                guard let analysis = record.analysis else { throw ServiceProblem.notFound("The case has no analysis.") }
                return try await vault(
                    exchange, exchange.store.documentVault, analysis.sha256, bytes: analysis.bytes,
                    name: record.summary.number + "-analysis.json", type: "application/json")
            },
        ]

    /// Characters of a message.
    static let messageCharacters = 20_000

    private static func page(
        _ exchange: Exchange, errors: [FieldError] = []
    ) async throws -> Response {
        let record = try await CaseAccess.record(exchange)
        let portal = exchange.portal
        let now = exchange.now
        let (view, uploads, program) = try await exchange.work {
            let program = try portal.program()
            return (
                try ShowCase(store: portal.store, program: program).view(record.summary.number, now: now),
                try portal.store.uploads(ofCase: record.summary.number), program
            )
        }
        let reading = try await exchange.work { AnalysisReading.read(record.analysis, in: portal.store.documentVault) }
        return CasePage(
            exchange: exchange, account: try exchange.account(), view: view, program: program, uploads: uploads,
            analysis: reading, errors: errors
        ).response
    }

    /// One step of the work on a case, and back to its page.
    private static func step(
        _ exchange: Exchange, needsText: Bool = true,
        _ body: @escaping @Sendable (CaseWorkflow, String, String) throws -> Void
    ) async throws -> Response {
        let record = try await CaseAccess.record(exchange)
        let account = try exchange.account()
        let text = exchange.form.trimmed("text")
        if needsText, text.isEmpty {
            let field = exchange.form.has("field") ? exchange.form["field"] : "text"
            return try await page(
                exchange, errors: [FieldError(field: field, message: "There is no text yet.", remedy: "Write it.")])
        }
        guard text.count <= messageCharacters else {
            return try await page(
                exchange,
                errors: [
                    FieldError(
                        field: "text", message: "The text is longer than \(messageCharacters) characters.",
                        remedy: "Shorten it.")
                ])
        }
        let portal = exchange.portal
        let number = record.summary.number
        try await exchange.work {
            let work = CaseWorkflow(
                store: portal.store, program: try portal.program(), actor: account.name, clock: portal.clock)
            try body(work, number, text)
        }
        return .see("/cases/" + number)
    }

    /// The button of the program: by the portal, exactly when it is offered.
    private static func escalate(_ exchange: Exchange) async throws -> Response {
        let number = try await escalateByPortal(exchange, expected: exchange.form.trimmed("text"))
        return .see("/cases/\(number)?escalated=1")
    }

    /// Escalates the case of a request; before its time it says from when on.
    static func escalateByPortal(_ exchange: Exchange, expected: String) async throws -> String {
        let record = try await CaseAccess.record(exchange)
        let account = try exchange.account()
        let portal = exchange.portal
        let number = record.summary.number
        let now = exchange.now
        do {
            try await exchange.work {
                let program = try portal.program()
                var values: [String: String] = [:]
                if !expected.isEmpty { values["expectedNextStep"] = String(expected.prefix(messageCharacters)) }
                _ = try CaseWorkflow(
                    store: portal.store, program: program, actor: account.name, clock: portal.clock
                ).escalate(number, method: "portal", values: values)
                try portal.note("escalated", number, by: account)
            }
        } catch let error as CaseStoreError where error.code == .escalationNotYetOffered {
            var problem = ServiceProblem(error)
            let offered = try await exchange.work { () -> CaptureTime? in
                CaseClock(program: try portal.program()).standing(record.summary, now: now).clock?.escalationOfferedFrom
            }
            if let offered { problem.members = [("offeredFrom", offered.description)] }
            throw problem
        }
        return number
    }

    // MARK: Captures

    static func attachable(_ exchange: Exchange) async throws -> CaseRecord {
        let record = try await CaseAccess.record(exchange)
        guard record.summary.erasedAt == nil, record.summary.state != .closed else {
            throw ServiceProblem.conflict("\(record.summary.number) is closed; nothing is attached to it any more.")
        }
        return record
    }

    private static func attach(_ exchange: Exchange) async throws -> Response {
        let record = try await attachable(exchange)
        let number = record.summary.number
        if try await UploadDoors.act(exchange.form["action"], exchange) { return .see("/cases/\(number)#captures") }
        guard !exchange.form.files.isEmpty else {
            return try await page(
                exchange, errors: [FieldError(field: "file", message: "No capture was chosen.", remedy: "Choose one.")])
        }
        for file in exchange.form.files { try await UploadDoors.adopt(file, caseNumber: number, exchange) }
        return .see("/cases/\(number)#captures")
    }

    static func download(_ exchange: Exchange) async throws -> Response {
        let record = try await CaseAccess.record(exchange)
        let hash = exchange.parameter("sha256")
        guard let capture = record.captures.first(where: { $0.sha256 == hash }) else {
            throw ServiceProblem.notFound("The case has no such capture.")
        }
        let account = try exchange.account()
        try await exchange.work {
            try exchange.portal.note("capture-fetched", "\(capture.sha256) of \(record.summary.number)", by: account)
        }
        return try await vault(
            exchange, exchange.store.captureVault, capture.sha256, bytes: capture.bytes, name: capture.name,
            type: "application/vnd.tcpdump.pcap")
    }

    /// Bytes of a vault as a file to be kept, never as a page.
    private static func vault(
        _ exchange: Exchange, _ vault: any CaptureVault, _ hash: String, bytes: Int, name: String, type: String
    ) async throws -> Response {
        guard vault.holds(hash) else { throw ServiceProblem.notFound("It is not there any more.") }
        return try FileAnswer(
            bytes: bytes, tag: hash, type: type, name: name,
            read: { range in
                var part: [UInt8] = []
                try vault.read(hash, range: range) { part.append(contentsOf: $0) }
                return part
            }
        ).response(exchange)
    }
}
