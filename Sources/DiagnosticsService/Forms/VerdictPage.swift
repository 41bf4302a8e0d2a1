import CallVocabulary
import CaseWork
import Cases
import Escaping
import Hummingbird
import SampleIntake
import SupportProgram

/// What can be sent now, and what would have to change, call by call.
struct VerdictPage {
    let exchange: Exchange
    let draft: Draft
    let content: FormContent
    let program: Program
    let answer: CheckAnswer
    let uploads: [Upload]
    /// Whether the captures are still being looked at.
    let isWaiting: Bool

    private var times: PeoplesTime { PeoplesTime(zone: answer.zone?.name ?? content["timeZone"]) }
    private var rows: [Int] { content.usedRows }
    private var usable: [CheckedSample] { answer.samples.filter { $0.verdict != .returned } }
    private var general: [Problem] { answer.problems.filter { $0.sample == nil && $0.severity == .blocking } }
    private var link: String { "/drafts/\(draft.id)" }

    private var headline: String {
        let count = answer.samples.count
        if !general.isEmpty { return "Something is missing in the form" }
        if count == 0 { return "There is no call in the form yet" }
        if usable.count == count {
            return count == 1 ? "Your call sample can be used" : "All \(count) call samples can be used"
        }
        if usable.isEmpty {
            return count == 1
                ? "Your call sample cannot be used yet" : "None of your \(count) call samples can be used yet"
        }
        return "\(usable.count) of your \(count) call samples can be used"
    }

    var response: Response {
        var response = exchange.page(
            headline, part: "form", isForm: true,
            """
            <p><a href="\(link)">Back to the form</a></p>
            <h1>\(headline)</h1>
            \(failure)\(standing)\(sending)\(waiting)\(captures)\(ofTheForm)
            <h2>Call by call</h2>
            \(Markup(order.map(section)))
            \(advice)
            <details><summary>How this was decided</summary><p>By the call sample criteria of \(program.name), version \
            \(program.version), as of \(times.day(answer.receivedAt, now: exchange.now)) \(times.name).</p></details>
            """)
        if isWaiting { response.headers[.refresh] = "3" }
        return response
    }

    private var failure: Markup {
        guard let failure = draft.failure else { return .nothing }
        return """
            <section class="panel bad" aria-labelledby="failed"><h2 id="failed">It was not sent</h2><p>\(failure)</p></section>
            """
    }

    private var standing: Markup {
        guard usable.count < answer.samples.count, !usable.isEmpty else {
            return "<p>Nothing has been sent to support yet.</p>" as Markup
        }
        return """
            <p>Nothing has been sent to support yet. Put the others right, or leave them out: \
            <strong>one good sample is enough to open a case.</strong></p>
            """
    }

    private var sending: Markup {
        guard general.isEmpty, !usable.isEmpty else { return .nothing }
        let isAll = usable.count == answer.samples.count
        let which =
            usable.count == 1
            ? "call sample \(number(usable[0]))"
            : isAll ? "all \(usable.count) call samples" : "the \(usable.count) good ones"
        let back: Markup =
            isAll
            ? .nothing
            : """
            <a href="\(link)">Put the others right first</a>
            """
        return """
            <form class="panel good" method="post" action="\(link)/send"><h2>Send \(which) now</h2>\(exchange.token)\
            <input type="hidden" name="usable" value="\(isAll ? "0" : "1")">
            <p>We open a case with \(usable.count == 1 ? "this sample" : "these samples")\
            \(uploads.isEmpty ? "" : ", the captures and what is found in them"). \(due)</p>
            <p class="actions"><button>Send \(usable.count) \(usable.count == 1 ? "sample" : "samples") and open a case</button>\
            \(back)</p></form>
            """
    }

    /// When an answer is promised, if it is sent now.
    private var due: Markup {
        guard let region = program.region(content["region"]), let level = program.severity(content["severity"]),
            let reading = try? ResponseClock(program: program).read(
                openedAt: exchange.now, severity: level.id, region: region.id, events: []),
            let due = reading.initialResponseDue
        else { return .nothing }
        return """
            Support (\(region.name)) answers <strong>by \(times.short(due, now: exchange.now)) \(times.name)</strong> if it is \
            sent now: severity \(level.id), \(level.name).
            """
    }

    private var waiting: Markup {
        guard isWaiting else { return .nothing }
        return """
            <section class="panel info" aria-labelledby="waits"><h2 id="waits">The captures are still being looked at</h2>\
            <p>This page goes on by itself. You need not wait: what is found goes into the case.</p></section>
            """
    }

    private var captures: Markup {
        guard !uploads.isEmpty, !isWaiting else { return .nothing }
        let items = uploads.map { upload -> Markup in
            let receipt = CaptureReceipt(upload)
            return """
                <li><strong>\(upload.name)</strong>: \(receipt.text("headline") ?? receipt.text("failure") ?? "not looked at yet") \
                <a href="/captures/\(upload.id)/analysis">See what is in it<span class="vh">: \(upload.name)</span></a></li>
                """
        }
        return """
            <section class="panel info" aria-labelledby="shows"><h2 id="shows">What the captures show</h2>\
            <ul>\(Markup(items))</ul></section>
            """
    }

    private var ofTheForm: Markup {
        guard !general.isEmpty else { return .nothing }
        return Markup(
            general.map { problem -> Markup in
                let field = FormWording.field(
                    problem.field, sample: nil, rows: rows,
                    call: { content.calls.indices.contains($0) ? content.calls[$0] : nil })
                return """
                    <section class="panel calm bad"><h3>✗ \(problem.message)</h3><p>\(problem.remedy)</p>\
                    <p><a href="\(link)#\(field)">Change it</a></p></section>
                    """
            })
    }

    // MARK: Call by call

    /// Those that need something first.
    private var order: [CheckedSample] {
        answer.samples.filter { $0.verdict == .returned } + answer.samples.filter { $0.verdict != .returned }
    }

    private func row(_ sample: CheckedSample) -> Int { rows.indices.contains(sample.index) ? rows[sample.index] : 0 }
    private func number(_ sample: CheckedSample) -> Int { row(sample) + 1 }

    private func stated(_ sample: CheckedSample) -> String {
        func text(_ number: UnderstoodNumber) -> String {
            number.withheld
                ? "a withheld number" : number.number?.e164 ?? number.localDigits ?? number.given ?? "no number"
        }
        let when = sample.startedAt.map { " at \(times.short($0, now: exchange.now)) \(times.name)" } ?? ""
        let way = sample.direction.map { ", \($0 == .internal ? "between your own phones" : $0.rawValue)" } ?? ""
        return "\(text(sample.callingNumber)) called \(text(sample.calledNumber))\(when)\(way)."
    }

    private func section(_ sample: CheckedSample) -> Markup {
        let problems = answer.problems.filter { $0.sample == sample.index }
        let isReturned = sample.verdict == .returned
        let shown = problems.filter { $0.severity == .blocking || !isReturned }
        let match: Markup =
            sample.match.map { match -> Markup in
                """
                <p>Found in <strong>\(match.capture)</strong>: \(match.reasons.joined(separator: "; ")).</p>
                """
            } ?? .nothing
        let left: Markup =
            sample.acceptableUntil.map { until -> Markup in
                """
                <p class="t-good">It can be sent until \(times.clock(until)) \(times.name): \
                \(SampleTime.left(until, row: row(sample), now: exchange.now)).</p>
                """
            } ?? .nothing
        return """
            <section class="panel calm \(isReturned ? "bad" : "good")"><h3>\(isReturned ? "✗" : "✓") Call sample \
            \(number(sample)): \(isReturned ? "cannot be used yet" : "can be used")</h3><p>\(stated(sample))</p>\
            \(match)\(Markup(shown.map { problem($0, sample) }))\(isReturned ? leaveOut(sample) : left)</section>
            """
    }

    private func problem(_ problem: Problem, _ sample: CheckedSample) -> Markup {
        let row = row(sample)
        let field = FormWording.field(
            problem.field, sample: problem.sample, rows: rows,
            call: { content.calls.indices.contains($0) ? content.calls[$0] : nil })
        let code: Markup = """
            <a class="dim small" href="/problems/\(problem.code.rawValue)">\(problem.code.rawValue)</a>
            """
        guard problem.severity == .blocking else {
            return """
                <p><strong>\(problem.message)</strong> \(problem.remedy) \(code)</p>
                """
        }
        return """
            <p><strong>\(problem.message)</strong><br>\(problem.remedy)</p>\(correction(problem, row, field))<p>\(code)</p>
            """
    }

    /// A button that does what is suggested.
    private func correction(_ problem: Problem, _ row: Int, _ field: String) -> Markup {
        var values = problem.suggestion ?? [:]
        var source = ""
        if values.isEmpty, let completion = problem.completion, let name = problem.field?.split(separator: "/").last {
            values = [String(name): completion.value]
            source = ", as \(completion.capture) shows"
        }
        let change: Markup = """
            <a href="\(link)#\(field)">Change it myself</a>
            """
        guard !values.isEmpty else { return "<p>\(change)</p>" as Markup }
        let inputs = values.sorted { $0.key < $1.key }.map { name, value -> Markup in
            """
            <input type="hidden" name="set-\(name)" value="\(whole: value)">
            """
        }
        let words = values.sorted { $0.key < $1.key }.map { "“\($0.value)”" }.joined(separator: ", ")
        return """
            <form method="post" action="\(link)/apply" class="actions">\(exchange.token)\
            <input type="hidden" name="row" value="\(row)">\(Markup(inputs))\
            <button class="plain">Change it to \(words)\(source)</button> \(change)</form>
            """
    }

    private func leaveOut(_ sample: CheckedSample) -> Markup {
        guard answer.samples.count > 1 else { return .nothing }
        return """
            <form method="post" action="\(link)/apply">\(exchange.token)<input type="hidden" name="row" value="\(row(sample))">\
            <input type="hidden" name="leave-out" value="1"><button class="link">Leave this call out<span class="vh">: call \
            sample \(number(sample))</span></button></form>
            """
    }

    private var advice: Markup {
        let advice = answer.problems.filter { $0.sample == nil && $0.severity == .advice }
        guard !advice.isEmpty else { return .nothing }
        // What was left out on purpose is named once, not question by question.
        let unanswered = advice.filter { $0.code.rawValue == "submission.missing-checklist-answer" }
        let others = advice.filter { $0.code.rawValue != "submission.missing-checklist-answer" }
        var items = others.map { problem -> Markup in
            """
            <li>\(problem.message) \(problem.remedy)</li>
            """
        }
        if !unanswered.isEmpty {
            items.append(
                """
                <li>\(unanswered.count == 1 ? "1 question is" : "\(unanswered.count) questions are") not answered. \
                An answer helps to find the fault, “I do not know” too. <a href="\(link)#fault">Answer them</a></li>
                """)
        }
        return """
            <h2>Good to know</h2><ul>\(Markup(items))</ul>
            """
    }
}
