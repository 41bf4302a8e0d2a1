import CallVocabulary
import CaseWork
import Cases
import Escaping
import Foundation
import HTTPTypes
import Hummingbird
import SampleIntake
import SupportProgram

/// The verdict over a form, one-click corrections, and sending it.
enum VerdictDoors {
    static let routes: [Route] = [
        Route(.get, "/drafts/{id}/verdict", .senders) { exchange in try await verdict(exchange) },
        Route(.post, "/drafts/{id}/apply", .senders) { exchange in try await apply(exchange) },
        Route(.post, "/drafts/{id}/send", .senders) { exchange in try await send(exchange) },
        Route(.get, "/drafts/{id}/sending", .senders) { exchange in try await sending(exchange) },
    ]

    /// Seconds for which the answer of a check against captures is shown again.
    private static let answerSeconds = 30.0
    /// Milliseconds for which a request waits for work; then a page waits.
    static let patience = 8_000

    private static func verdict(_ exchange: Exchange) async throws -> Response {
        let draft = try await DraftDoors.own(exchange)
        if let number = draft.caseNumber { return .see("/cases/" + number) }
        let portal = exchange.portal
        let uploads = try await exchange.work { try portal.store.uploads(ofDraft: draft.id) }
            .filter { $0.state == .complete || $0.state == .inspected }
        let content = FormContent(draft.content)
        let program = try await exchange.work { try portal.program() }
        var answer = DraftDoors.check(content, program, exchange.now)
        var isWaiting = false
        if !uploads.isEmpty, !content.usedRows.isEmpty {
            if let found = try await withCaptures(draft, exchange) {
                let zone = answer.zone
                answer = found
                answer.zone = zone
            } else {
                isWaiting = true
            }
        }
        return VerdictPage(
            exchange: exchange, draft: draft, content: content, program: program, answer: answer, uploads: uploads,
            isWaiting: isWaiting
        ).response
    }

    /// The answer against the captures, of now or a moment ago; `nil` while it is being found.
    private static func withCaptures(_ draft: Draft, _ exchange: Exchange) async throws -> CheckAnswer? {
        func stored(_ draft: Draft) -> CheckAnswer? {
            guard draft.answeredRevision == draft.revision, let bytes = draft.answer,
                let answer = try? JSONDecoder().decode(CheckAnswer.self, from: Data(bytes)),
                exchange.now.seconds(since: answer.receivedAt) < answerSeconds
            else { return nil }
            return answer
        }
        if let answer = stored(draft) { return answer }
        let portal = exchange.portal
        let subject = PortalWork.subject([draft.id, String(draft.revision), String(exchange.now.nanoseconds)])
        let job = try await exchange.work {
            try portal.store.put(.checkDraft, subject: subject, clock: portal.clock)
        }
        portal.doorbell.ring()
        guard try await JobWaiting.wait(job.id, exchange, milliseconds: patience) != nil,
            let again = try await exchange.work({ try portal.store.draft(draft.id) })
        else { return nil }
        // What was found is of this version, however long it took.
        guard again.answeredRevision == draft.revision, let bytes = again.answer else { return nil }
        return try? JSONDecoder().decode(CheckAnswer.self, from: Data(bytes))
    }

    /// Puts a suggestion in its place.
    private static func apply(_ exchange: Exchange) async throws -> Response {
        let draft = try await DraftDoors.own(exchange)
        let portal = exchange.portal
        var content = FormContent(draft.content)
        let row = Int(exchange.form["row"])
        if exchange.form["leave-out"] == "1", let row, content.calls.indices.contains(row) {
            content.calls.remove(at: row)
            if content.calls.isEmpty { content.calls = [FormContent.Call()] }
        } else {
            var suggestion: [String: String] = [:]
            for field in exchange.form.fields where field.name.hasPrefix("set-") {
                suggestion[String(field.name.dropFirst("set-".count))] = field.value
            }
            content.apply(suggestion, row: row)
        }
        let kept = content.bytes
        _ = try await exchange.work {
            try portal.store.change(draft: draft.id, content: kept, expecting: nil, clock: portal.clock)
        }
        return .see("/drafts/\(draft.id)/verdict")
    }

    // MARK: Sending

    private static func send(_ exchange: Exchange) async throws -> Response {
        let draft = try await DraftDoors.own(exchange)
        if let number = draft.caseNumber { return .see("/cases/" + number) }
        let portal = exchange.portal
        let takesUsableOnly = exchange.form["usable"] == "1"
        let subject = PortalWork.subject([
            draft.id, String(draft.revision), String(exchange.now.nanoseconds), takesUsableOnly ? "usable" : "all",
        ])
        let hasCaptures = try await exchange.work { try !portal.store.uploads(ofDraft: draft.id).isEmpty }
        if hasCaptures {
            let job = try await exchange.work {
                try portal.store.note(failure: nil, ofDraft: draft.id)
                return try portal.store.put(.submitDraft, subject: subject, clock: portal.clock)
            }
            portal.doorbell.ring()
            guard try await JobWaiting.wait(job.id, exchange, milliseconds: patience) != nil else {
                return .see("/drafts/\(draft.id)/sending?job=\(job.id)")
            }
        } else {
            // Nothing that came from outside is decoded: it is done here.
            let work = PortalWork(portal)
            try await exchange.work { try work.submit(subject) }
        }
        return try await after(draft.id, exchange)
    }

    /// Where a form that was sent leads: to its case, or back with the reason.
    private static func after(_ id: String, _ exchange: Exchange) async throws -> Response {
        guard let draft = try await exchange.work({ try exchange.store.draft(id) }) else {
            throw ServiceProblem.notFound()
        }
        if let number = draft.caseNumber { return .see("/cases/\(number)?new=1") }
        return .see("/drafts/\(id)/verdict")
    }

    /// A page that waits until the case is there.
    private static func sending(_ exchange: Exchange) async throws -> Response {
        let draft = try await DraftDoors.own(exchange)
        if draft.caseNumber != nil || draft.failure != nil { return try await after(draft.id, exchange) }
        let job: Markup =
            exchange.query("job").flatMap { Int64($0) }.map { EventStream.progress("/v1/jobs/\($0)/events") }
            ?? .nothing
        var response = exchange.page(
            "Being sent", part: "form", isForm: true,
            """
            <h1>Your form is being sent</h1><p>Its captures are looked at, and then the case is opened. This page goes on by \
            itself; you can also come back later.</p>\(job)<p><a href="/drafts/\(draft.id)/sending">Look again</a></p>
            """)
        response.headers[.refresh] = "5"
        return response
    }
}

extension HTTPField.Name {
    static let refresh = HTTPField.Name("Refresh") ?? .from
}

/// Waits for a job to end.
enum JobWaiting {
    /// The job when it has ended; `nil` if it has not in time.
    static func wait(_ id: Int64, _ exchange: Exchange, milliseconds: Int) async throws -> Job? {
        var waited = 0
        var step = 20
        while waited < milliseconds {
            try await Task.sleep(for: .milliseconds(step))
            waited += step
            step = min(step * 3 / 2, 250)
            if let job = try await exchange.work({ try exchange.store.job(id) }),
                job.state == .done || job.state == .failed
            {
                return job
            }
        }
        return nil
    }
}
