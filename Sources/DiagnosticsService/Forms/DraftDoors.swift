import CallVocabulary
import CaseWork
import Cases
import Escaping
import HTTPTypes
import Hummingbird
import JSONText
import SampleIntake
import SupportProgram

/// The form: begun, typed into, read from tables and mails, checked, sent.
enum DraftDoors {
    static let routes: [Route] =
        [
            Route(.get, "/drafts", .senders) { exchange in try await list(exchange) },
            Route(.post, "/drafts", .senders) { exchange in try await begin(exchange) },
            Route(.get, "/drafts/{id}", .senders) { exchange in
                let draft = try await own(exchange)
                if let number = draft.caseNumber { return .see("/cases/" + number) }
                return try await page(exchange, draft, FormContent(draft.content)).response()
            },
            Route(.post, "/drafts/{id}", .senders, intake: .form(files: true)) { exchange in try await act(exchange) },
            Route(.post, "/drafts/{id}/fields", .senders) { exchange in try await fields(exchange) },
            Route(.post, "/drafts/{id}/remove", .senders) { exchange in
                let draft = try await own(exchange)
                let uploads = try await exchange.work { try exchange.store.remove(draft: draft.id) }
                exchange.portal.uploads.remove(uploads)
                return .see("/drafts")
            },
        ] + VerdictDoors.routes

    /// A draft of whoever asks; everybody else's is not there.
    static func own(_ exchange: Exchange) async throws -> Draft {
        let account = try exchange.account()
        let id = exchange.parameter("id")
        guard let draft = try await exchange.work({ try exchange.store.draft(id) }), draft.accountID == account.id
        else {
            throw ServiceProblem.notFound("There is no such form, or it is not yours.")
        }
        return draft
    }

    private static func list(_ exchange: Exchange) async throws -> Response {
        let account = try exchange.account()
        let drafts = try await exchange.work { try exchange.store.drafts(of: account.id) }
        let times = PeoplesTime(zone: drafts.first.map { FormContent($0.content)["timeZone"] })
        let rows = drafts.map { draft -> Markup in
            let content = FormContent(draft.content)
            let summary = content["summary"].isEmpty ? "A form without a headline yet" : content["summary"]
            return """
                <li><a href="/drafts/\(draft.id)">\(summary)</a> <span class="dim small">changed \
                \(times.short(draft.changedAt, now: exchange.now)), \(content.usedRows.count) calls</span></li>
                """
        }
        let begun: Markup =
            drafts.isEmpty
            ? .nothing
            : """
            <h2>Begun and not sent</h2><ul class="tasks">\(Markup(rows))</ul>
            """
        return exchange.page(
            "Report bad calls", part: "form", isForm: true,
            """
            <h1>Report bad calls</h1>
            <p>You need at least one call that went wrong in the last two hours: both numbers, when it was, and which way it went.</p>
            <form method="post" action="/drafts">\(exchange.token)<p class="actions"><button>Begin a form</button></p></form>
            \(begun)
            """)
    }

    private static func begin(_ exchange: Exchange) async throws -> Response {
        let account = try exchange.account()
        var content = FormContent()
        let now = exchange.now
        let earlier = try await exchange.work { try exchange.store.drafts(of: account.id).first }
        // What was said once need not be said again.
        if let earlier {
            let before = FormContent(earlier.content)
            for name in ["timeZone", "country", "serviceIdentifier", "name", "email", "phone", "region", "ownNumbers"] {
                content[name] = before[name]
            }
        }
        if account.role == .customer {
            if content["name"].isEmpty { content["name"] = account.name }
            if content["email"].isEmpty { content["email"] = account.email }
            let program = exchange.portal.builtProgram
            if let customer = program.customers.first(where: { $0.name == account.organisation }) {
                if content["region"].isEmpty, let region = customer.region { content["region"] = region }
                if content["ownNumbers"].isEmpty { content["ownNumbers"] = customer.ownNumbers.joined(separator: "\n") }
                if content["serviceIdentifier"].isEmpty, customer.sites.count == 1 {
                    content["serviceIdentifier"] = customer.sites[0]
                }
            }
        }
        let draft = Draft(
            id: Secrets.identifier(), accountID: account.id, organisation: account.organisation, content: content.bytes,
            createdAt: now, changedAt: now)
        try await exchange.work { try exchange.store.begin(draft) }
        return .see("/drafts/" + draft.id)
    }

    /// A page of the form; `isChecked` asks for the errors too.
    static func page(
        _ exchange: Exchange, _ draft: Draft, _ content: FormContent, isChecked: Bool = false
    ) async throws -> FormPage {
        let portal = exchange.portal
        let now = exchange.now
        return try await exchange.work {
            let program = try portal.program()
            let answer = content.usedRows.isEmpty && !isChecked ? nil : check(content, program, now)
            return FormPage(
                exchange: exchange, draft: draft, content: content, program: program,
                uploads: try portal.store.uploads(ofDraft: draft.id),
                errors: isChecked ? answer.map { FormWording.errors($0, content) } ?? [] : [], answer: answer)
        }
    }

    /// The check by the same rules as everywhere.
    static func check(_ content: FormContent, _ program: Program, _ now: CaptureTime) -> CheckAnswer {
        SubmitSamples(program: program).check(
            content.submission(program), format: .json, receivedAt: now, purpose: .submit, analysis: nil,
            form: .conversation
        ).answer
    }

    // MARK: What is done with it

    private static func act(_ exchange: Exchange) async throws -> Response {
        let draft = try await own(exchange)
        let portal = exchange.portal
        let action = exchange.form["action"]
        let program = portal.builtProgram
        var content = FormContent(exchange.form, program: program)
        var told: Markup = .nothing
        if action == "add" { content.calls.append(FormContent.Call()) }
        if let row = action.hasPrefix("remove-") ? Int(action.dropFirst("remove-".count)) : nil,
            content.calls.indices.contains(row), content.calls.count > 1
        {
            content.calls.remove(at: row)
        }
        if let table = exchange.form.files.first(where: { $0.field == "table" }) {
            guard let bytes = UploadFile.bytes(table.path, limit: SamplePolicy().maximumMailBytes) else {
                throw ServiceProblem.tooLarge(limit: SamplePolicy().maximumMailBytes)
            }
            told = try await TableReading.take(bytes, into: &content, of: draft, exchange)
        } else if action == "read" || !exchange.form.trimmed("paste").isEmpty {
            told = try await TableReading.take(Array(exchange.form["paste"].utf8), into: &content, of: draft, exchange)
        }
        let kept = content.bytes
        guard kept.count <= DraftLimits.contentBytes else {
            throw ServiceProblem.tooLarge(limit: DraftLimits.contentBytes)
        }
        let changed = try await exchange.work {
            try portal.store.change(draft: draft.id, content: kept, expecting: nil, clock: portal.clock)
        }
        for file in exchange.form.files where file.field == "capture" {
            try await UploadDoors.adopt(file, draft: changed, exchange)
        }
        if try await UploadDoors.act(action, exchange) { return .see("/drafts/\(draft.id)#captures") }
        switch action {
        case "save": return .see("/drafts")
        case "check":
            let page = try await page(exchange, changed, content, isChecked: true)
            // Where some calls can be used and others not, the verdict says which; everything else is put right here.
            let isOfSamples = page.errors.allSatisfy { $0.call != nil }
            let isSomeUsable = page.answer?.samples.contains { $0.verdict != .returned } ?? false
            if page.errors.isEmpty || (isOfSamples && isSomeUsable) { return .see("/drafts/\(draft.id)/verdict") }
            return page.response()
        default:
            var page = try await page(exchange, changed, content)
            page.told = told
            return page.response()
        }
    }

    /// Keeps what is typed, and says what is good about it, and what is still wrong.
    private static func fields(_ exchange: Exchange) async throws -> Response {
        let draft = try await own(exchange)
        let portal = exchange.portal
        if let wait = portal.limiter.take(.check, of: "account \(draft.accountID)", now: exchange.now) {
            throw ServiceProblem.tooMany(retryAfter: wait)
        }
        let form = exchange.form
        let now = exchange.now
        return try await exchange.work {
            let program = try portal.program()
            let content = FormContent(form, program: program)
            let kept = content.bytes
            guard kept.count <= DraftLimits.contentBytes else {
                throw ServiceProblem.tooLarge(limit: DraftLimits.contentBytes)
            }
            let changed = try portal.store.change(draft: draft.id, content: kept, expecting: nil, clock: portal.clock)
            let answer = check(content, program, now)
            let errors = FormWording.errors(answer, content)
            let wrong = Set(errors.map(\.field))
            let times = PeoplesTime(zone: answer.zone?.name ?? content["timeZone"])
            return Response.json {
                $0.member("revision", Int(changed.revision))
                $0.member("wrong", texts: wrong.sorted())
                $0.key("good")
                $0.object { json in
                    for (row, sample) in zip(content.usedRows, answer.samples) {
                        for (id, number) in [
                            ("s\(row)-calling", sample.callingNumber), ("s\(row)-called", sample.calledNumber),
                        ] where !wrong.contains(id) {
                            guard let words = FormWording.good(number) else { continue }
                            json.key(id)
                            json.text(words)
                        }
                        let isTimeWrong = wrong.contains("s\(row)-date") || wrong.contains("s\(row)-time")
                        if let until = sample.acceptableUntil, until > now, !isTimeWrong {
                            json.key("s\(row)-time")
                            json.text(
                                "✓ Can be sent until \(times.clock(until)) \(times.name): \(FormWording.left(until, now: now))."
                            )
                        }
                    }
                }
            }
        }
    }
}

/// Tables and mails as they are pasted or chosen: the intake's own reading fills in the form.
enum TableReading {
    static func take(
        _ bytes: [UInt8], into content: inout FormContent, of draft: Draft, _ exchange: Exchange
    ) async throws -> Markup {
        let portal = exchange.portal
        let program = portal.builtProgram
        guard bytes.contains(where: { $0 > 0x20 }) else {
            return """
                <section class="panel warn" aria-labelledby="read"><h2 id="read">Nothing was read</h2>\
                <p>Paste the rows with their headings, or choose a file.</p></section>
                """
        }
        let before = content
        let now = exchange.now
        let found = try await exchange.work {
            let checker = SampleChecker(policy: SamplePolicy(program))
            let answer = checker.check(bytes, receivedAt: now)
            let all = Set(answer.samples.indices)
            return (
                document: checker.split(bytes, at: all).chosen,
                problems: answer.problems.filter { $0.severity == .blocking && $0.sample == nil },
                captures: MailAttachment.captures(in: bytes).map { (name: $0.name, bytes: $0.bytes) }
            )
        }
        var filled = before
        let count = filled.take(found.document, program: program)
        content = filled
        for capture in found.captures.prefix(DraftLimits.uploads) {
            try await UploadDoors.keep(capture.bytes, name: FileNames.safe(capture.name), draft: draft, exchange)
        }
        let attached: Markup =
            found.captures.isEmpty ? .nothing : " \(found.captures.count) captures hung at it; they are below."
        guard count > 0 else {
            let problem = found.problems.first
            return """
                <section class="panel bad" aria-labelledby="read"><h2 id="read">No call was found in it</h2>\
                <p>\(problem?.message ?? "There is no line with two numbers and a time.") \(problem?.remedy ?? "")</p></section>
                """
        }
        return """
            <section class="panel good" aria-labelledby="read"><h2 id="read">\(count == 1 ? "1 call is" : "\(count) calls are") \
            filled in</h2><p>Look whether they are right, then check the form.\(attached)</p></section>
            """
    }
}
