import CallVocabulary
import CaseWork
import Cases
import Escaping
import Hummingbird
import Reports
import SampleIntake
import SupportProgram

/// A case: what was found, when an answer is due, what was said, and what can be done.
struct CasePage {
    let exchange: Exchange
    let account: Account
    let view: CaseView
    let program: Program
    let uploads: [Upload]
    let analysis: AnalysisReading?
    var errors: [FieldError] = []

    private var summary: CaseSummary { view.record.summary }
    private var link: String { "/cases/" + summary.number }
    private var isCustomer: Bool { account.role == .customer }
    private var works: Bool { account.role == .intake || account.role == .engineer }
    private var isActive: Bool { CaseState.active.contains(summary.state) && summary.erasedAt == nil }
    private var now: CaptureTime { exchange.now }
    private var times: PeoplesTime {
        PeoplesTime(zone: program.region(summary.region)?.zone.name)
    }
    private var markup: AnalysisMarkup? {
        analysis.map {
            AnalysisMarkup(
                analysis: $0, now: now, place: link, mayListen: account.role == .engineer,
                mayCut: isCustomer || account.role == .engineer)
        }
    }

    private var headline: String {
        if let analysis, analysis.overview.verdict == "fault" || analysis.overview.verdict == "warning" {
            return analysis.overview.headline
        }
        return summary.summary.isEmpty ? summary.number : summary.summary
    }

    var response: Response {
        var response = exchange.page(
            "\(summary.number): \(headline)", part: "cases", errors: errors,
            status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            <p><a href="/cases">All cases</a></p>\(told)
            <div class="split"><div class="head"><p class="dim small">\(summary.number) · \
            \(summary.customer ?? summary.serviceIdentifier)</p><h1>\(headline)</h1>\(said)</div>
            <aside class="side a" aria-label="Clock">\(clock)\(escalation)</aside>
            <div class="body">\(markup?.findings ?? noAnalysis)</div>
            <section class="side b" aria-label="About the case">\(facts)\(take)</section></div>
            \(theCalls)
            \(conversation)
            \(samples)
            \(captures)
            \(history)
            \(work)
            """)
        response.headers[.eTag] = "\"\(summary.revision.rawValue)\""
        return response
    }

    private var told: Markup {
        let query =
            exchange.query("new") != nil
            ? "Your report was sent: it is \(summary.number). You can come back to this page at any time."
            : exchange.query("escalated") != nil ? "The case was escalated. Whoever is asked now sees it." : nil
        guard let query else { return .nothing }
        return """
            <section class="panel good" aria-label="Done"><p>\(query)</p></section>
            """
    }

    private var said: Markup {
        headline == summary.summary || summary.summary.isEmpty
            ? .nothing
            : """
            <p>“\(summary.summary)”</p>
            """
    }

    private var noAnalysis: Markup {
        if summary.erasedAt != nil { return "<p>The content of this case was erased.</p>" as Markup }
        if view.record.captures.isEmpty {
            return
                "<p>No capture is attached. With a capture of such a call the cause can often be shown; without one, only what was reported is known.</p>"
        }
        return
            "<p>The analysis of the captures is too large to be shown here, or cannot be read; it can be fetched below.</p>"
    }

    // MARK: Clock and escalation

    private var clock: Markup {
        guard isActive, let reading = view.standing.clock else {
            return """
                <section class="panel"><h2 class="tight">\(CaseWords.state(summary.state))</h2></section>
                """
        }
        let explanation = reading.explanation.map { sentence -> Markup in
            """
            <li>\(sentence)</li>
            """
        }
        let details: Markup = """
            <details><summary>How the clock runs</summary><ul class="small">\(Markup(explanation))</ul></details>
            """
        if let late = view.standing.overdue.min() {
            return """
                <section class="panel bad"><h2 class="tight">⚠ An answer is overdue</h2><p class="small">It was due \
                \(times.short(late, now: now)) \(times.name), \(CaseWords.span(from: late, to: now)) ago.</p>\(details)</section>
                """
        }
        guard let due = CaseWords.dueTime(view.standing) else {
            return """
                <section class="panel info"><h2 class="tight">\(isCustomer ? "Support waits for you" : "Waiting for the customer")\
                </h2>\(details)</section>
                """
        }
        return """
            <section class="panel warn"><h2 class="tight">\(isCustomer ? "You get an answer" : "Answer due"): <time \
            datetime="\(due.description)" data-until="\(due.description)" data-over="now">\(FormWording.left(due, now: now))</time></h2>\
            <p class="small">By \(times.short(due, now: now)) \(times.name).</p>\(details)</section>
            """
    }

    private var escalation: Markup {
        guard isActive, isCustomer || account.role == .engineer else { return .nothing }
        let alias = program.customers.first { $0.name == summary.customer }?.escalationAlias ?? program.escalation.alias
        let mail: Markup =
            alias.map { address -> Markup in
                let subject = FormBody.encoded("Escalation: case \(summary.number)")
                let lines = program.escalation.fields.map { field in
                    "\(field.label): " + (field.id == "caseNumber" ? summary.number : "")
                }.joined(separator: "\r\n")
                return """
                    <p class="small">You can always escalate by e-mail: <a href="mailto:\(address)?subject=\(subject)&body=\
                    \(FormBody.encoded(lines))">\(address)</a></p>
                    """
            } ?? noAddress
        guard program.escalation.methods.contains("portal"),
            let offered = view.standing.clock?.escalationOfferedFrom
        else { return mail }
        guard offered <= now else {
            return """
                <section class="panel calm"><p class="small">Escalation is offered here from \
                \(times.day(offered, now: now)) \(times.name), if no answer comes until then.</p>\(mail)</section>
                """
        }
        return """
            <section class="panel bad" aria-labelledby="escalate"><h2 class="tight" id="escalate">No answer came in time</h2>\
            <form method="post" action="\(link)/escalate">\(exchange.token)<div class="field"><label for="next">What do you expect \
            to happen next? (if you like)</label><input id="next" name="text"></div><p><button>Escalate this case</button></p></form>\
            \(mail)</section>
            """
    }

    private var noAddress: Markup {
        """
        <p class="small">You can always escalate by e-mail to the address your provider gave you.</p>
        """
    }

    // MARK: About

    private var facts: Markup {
        let person = view.record.representative
        let contact = [person.name, person.phone, person.email].compactMap { $0 }.map { text -> Markup in
            """
            \(text)<br>
            """
        }
        let escalated: Markup =
            summary.escalations > 0 ? "<dt>Escalated</dt><dd>\(summary.escalations) times</dd>" as Markup : .nothing
        return """
            <dl class="facts"><dt>State</dt><dd><span class="tag">\(CaseWords.state(summary.state))</span></dd>\
            <dt>Severity</dt><dd>\(summary.severity), \(program.region(summary.region)?.name ?? summary.region)</dd>\
            <dt>Service</dt><dd>\(summary.serviceIdentifier)</dd><dt>Speaks for it</dt><dd>\(Markup(contact))</dd>\
            <dt>Owner</dt><dd>\(summary.owner ?? "nobody yet")</dd><dt>Opened</dt><dd>\(times.day(summary.openedAt, now: now))</dd>\
            \(escalated)</dl>
            """
    }

    private var take: Markup {
        guard works, isActive, summary.owner != account.name else { return .nothing }
        return """
            <form method="post" action="\(link)/take">\(exchange.token)<button class="plain">Take this case</button></form>
            """
    }

    // MARK: Messages

    private var conversation: Markup {
        guard summary.erasedAt == nil else { return .nothing }
        if isCustomer {
            return """
                <h2>Write to support</h2>
                <form method="post" action="\(link)/message" novalidate>\(exchange.token)\(textArea(
                    label: "Your message", hint: "What is new, or the answer to a question of support.", suggestion: ""))
                <p class="actions"><button>Send</button></p></form>
                """
        }
        guard works, isActive else { return .nothing }
        let remedy = analysis?.findings.first { $0.severity == "fault" }?.remedy ?? ""
        return """
            <h2>Answer the customer</h2>
            <form method="post" action="\(link)/respond" novalidate>\(exchange.token)\(textArea(
                label: "Your message",
                hint: "The first message stops the clock of the first response. The customer sees it on this page.",
                suggestion: remedy))
            <label class="choice"><input type="checkbox" name="waiting" value="yes"><span>We now wait for the customer</span></label>
            <p class="actions"><button>Send the answer</button><button class="plain" name="note" value="1">Keep as a note for the \
            team</button></p></form>
            """
    }

    private func textArea(label: String, hint: String, suggestion: String) -> Markup {
        let isWrong = errors.contains { $0.field == "text" }
        let value = exchange.form.has("text") ? exchange.form["text"] : suggestion
        let described = "text-hint" + (isWrong ? " text-error" : "")
        return """
            <div class="field\(isWrong ? " invalid" : "")"><label for="text">\(label)</label><p class="hint" id="text-hint">\(hint)</p>\
            \(Field.errors(errors, of: "text"))<textarea id="text" name="text" aria-describedby="\(described)"\
            \(isWrong ? " aria-invalid=\"true\"" as Markup : .nothing)>\(whole: value)</textarea></div>
            """
    }

    // MARK: Calls and captures

    /// The calls as the captures show them.
    private var theCalls: Markup {
        guard let markup, let analysis else { return .nothing }
        return """
            <h2>\(analysis.callCount == 1 ? "The call" : "The calls") in the captures</h2>\(otherCalls)\(markup.calls)
            """
    }

    /// What captures show of other calls is not said of those that were reported.
    private var otherCalls: Markup {
        let samples = view.record.samples
        guard !samples.isEmpty, samples.allSatisfy({ $0.call == nil }) else { return .nothing }
        return """
            <section class="panel warn" aria-label="Other calls"><p>⚠ \(samples.count == 1 ? "The call that was reported is not" : "None of the calls that were reported is") \
            in the captures. What is shown here, and said above, is of other calls.</p></section>
            """
    }

    private var samples: Markup {
        let samples = view.record.samples.enumerated().map { index, sample -> Markup in
            """
            <tr><th scope="row">Call sample \(index + 1)</th><td data-l="From">\(sample.calling ?? "–")</td>\
            <td data-l="To">\(sample.called ?? "–")</td><td data-l="When">\
            \(sample.startedAt.map { times.day($0, now: now) + " " + times.name } ?? "–")</td><td data-l="Direction">\
            \(sample.direction ?? "–")</td><td data-l="In the capture">\(sample.call ?? (markup == nil ? "–" : "not found in it"))</td></tr>
            """
        }
        let table: Markup =
            samples.isEmpty
            ? .nothing
            : """
            <h2>The calls that were reported</h2><table class="flow"><caption class="vh">Call samples</caption><thead><tr>\
            <th scope="col">Sample</th><th scope="col">From</th><th scope="col">To</th><th scope="col">When</th>\
            <th scope="col">Direction</th><th scope="col">In the capture</th></tr></thead><tbody>\(Markup(samples))</tbody></table>
            """
        let answers = view.statements.answers.map { answer -> Markup in
            """
            <dt>\(answer.question)</dt><dd>\(answer.text)</dd>
            """
        }
        let checklist: Markup =
            answers.isEmpty
            ? .nothing
            : """
            <details><summary>What the customer answered</summary><dl class="facts">\(Markup(answers))</dl></details>
            """
        guard let markup, !isCustomer else { return "\(table)\(checklist)" }
        return "\(table)\(checklist)\(markup.comparison(reported: reported))"
    }

    private var reported: [String] {
        view.statements.answers.first { $0.field == "symptoms" }.map { answer in
            let words = answer.text.split { ",;".contains($0) }.map { $0.trimmingBlanks.lowercased() }
            return (markup?.symptoms ?? []).map(\.symptom).filter { symptom in
                words.contains { $0 == symptom || $0.replacing(" ", with: "-") == symptom }
            }
        } ?? []
    }

    private var archive: Markup {
        """
         · <a href="\(link)/export">The whole case as an archive</a>
        """
    }

    private func shareable(_ capture: StoredCapture) -> Markup {
        """
        <br><a class="small" href="\(link)/captures/\(capture.sha256)/shareable">A copy that can be shared\
        <span class="vh"> of \(capture.name)</span></a>
        """
    }

    private var captures: Markup {
        let mayFetch = isCustomer || account.role == .engineer
        let items = view.record.captures.map { capture -> Markup in
            let name: Markup =
                mayFetch
                ? """
                <a href="\(link)/captures/\(capture.sha256)">\(capture.name)</a>
                """
                : """
                \(capture.name)
                """
            return """
                <li>\(name), \(ByteText.words(capture.bytes)) <span class="dim small">SHA-256 <code>\(capture.sha256)</code></span>\
                \(mayFetch ? shareable(capture) : .nothing)</li>
                """
        }
        let list: Markup = items.isEmpty ? "<p>None yet.</p>" : "<ul>\(Markup(items))</ul>"
        let document: Markup =
            view.record.analysis != nil && account.role != .administrator
            ? """
            <p class="small"><a href="\(link)/analysis.json">The analysis as JSON</a>\
            \(account.role == .engineer ? archive : .nothing)</p>
            """ : .nothing
        let mayAttach = (isCustomer || works) && summary.erasedAt == nil && summary.state != .closed
        let form: Markup =
            mayAttach
            ? """
            <form method="post" action="\(link)/captures" enctype="multipart/form-data" novalidate>\(exchange.token)
            \(CaptureList(
                exchange: exchange, uploads: uploads.filter { $0.accountID == account.id }, place: link + "/uploads",
                reloads: true
            ).form)<p class="actions"><button class="plain" name="action" value="attach">Attach</button></p></form>
            """ : .nothing
        return """
            <h2 id="captures">Captures</h2>\(list)\(document)\(form)
            """
    }

    // MARK: History and work

    private var history: Markup {
        let items = CaseAccess.events(account, summary.events).reversed().map { event -> Markup in
            """
            <li><strong>\(CaseWords.event(event.kind))</strong><p>\(lines: event.text)</p><span class="dim small">\
            \(times.day(event.at, now: now))\(event.actor.isEmpty ? "" : " · \(event.actor)")</span></li>
            """
        }
        return """
            <h2>History</h2><ol class="history">\(Markup(Array(items)))</ol>
            """
    }

    private var work: Markup {
        guard works, summary.erasedAt == nil else { return .nothing }
        func form(_ path: String, _ label: String, _ button: String, _ more: Markup = .nothing) -> Markup {
            let id = "why-" + path
            return """
                <form method="post" action="\(link)/\(path)" novalidate>\(exchange.token)\
                <input type="hidden" name="field" value="\(id)">\(more)\(Field.text(
                    id, name: "text", label: label, value: "", errors: errors))<p><button class="plain">\(button)</button></p></form>
                """
        }
        guard isActive else {
            return """
                <details><summary>Reopen</summary>\(form("reopen", "Why?", "Reopen the case"))</details>
                """
        }
        let options = program.severities.map { level -> Markup in
            """
            <option value="\(level.id)"\(level.id == summary.severity ? " selected" as Markup : .nothing)>\(level.id): \(level.name)</option>
            """
        }
        let choice: Markup = """
            <div class="field"><label for="severity">Severity</label><select id="severity" name="severity">\(Markup(options))\
            </select></div>
            """
        return """
            <h2>More</h2>
            <details><summary>Change the severity</summary>\(form("severity", "Why?", "Change it", choice))</details>
            <details><summary>Resolve or close</summary>\(form("resolve", "What mended it?", "Resolve the case"))\
            \(form("close", "Why is it over?", "Close the case"))</details>
            """
    }
}
