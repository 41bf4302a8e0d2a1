import CallVocabulary
import Cases
import Escaping
import Hummingbird
import SampleIntake
import SupportProgram

/// The form, filled in as far as it is.
struct FormPage {
    let exchange: Exchange
    let draft: Draft
    let content: FormContent
    let program: Program
    let uploads: [Upload]
    var errors: [FieldError] = []
    /// The check of what is filled in, for good news; `nil` before anything was.
    var answer: CheckAnswer?
    /// What was read of a table or mail, or why not.
    var told: Markup = .nothing

    private var times: PeoplesTime { PeoplesTime(zone: answer?.zone?.name ?? content["timeZone"]) }

    func response(status: Int = 200) -> Response {
        exchange.page(
            "Tell us which calls went wrong", part: "form", isForm: true, errors: errors,
            status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            <h1>Tell us which calls went wrong</h1>
            <p>We check every answer by the rules of your support plan before anything is sent, and say what to change. \
            A call can be used for <strong>\(age)</strong> after it ended.</p>
            \(failure)\(told)\(tasks)
            <form method="post" action="/drafts/\(draft.id)" enctype="multipart/form-data" novalidate \
            data-draft="/drafts/\(draft.id)">
            \(exchange.token)<input type="hidden" name="rows" value="\(content.calls.count)">
            <button class="vh" name="action" value="check" tabindex="-1" aria-hidden="true">Check and go on</button>
            <h2 id="calls">1. The calls</h2>
            <div class="row">\(zoneFields)</div>
            \(pasteBox)
            <div id="samples">\(Markup(content.calls.indices.map(sample)))</div>
            <p><button class="plain" name="action" value="add">Add a call sample</button></p>
            <h2 id="fault">2. What you hear</h2>
            \(Markup(program.checklist.map(question)))
            <h2 id="you">3. Your site and you</h2>
            \(siteAndPerson)
            <h2 id="captures">4. Captures</h2>
            \(CaptureList(exchange: exchange, uploads: uploads, place: "/drafts/\(draft.id)/captures").form)
            <p class="actions"><button name="action" value="check">Check and go on</button>\
            <button class="plain" name="action" value="save">Save for later</button>\
            <span class="dim small" id="saved">Nothing is sent to support yet.</span></p>
            </form>
            <form method="post" action="/drafts/\(draft.id)/remove">\(exchange.token)\
            <p><button class="link">Throw this form away</button></p></form>
            """)
    }

    private var age: String {
        let seconds = program.criteria.maximumAgeSeconds
        return seconds % 3_600 == 0 ? "\(seconds / 3_600) hours" : "\(seconds / 60) minutes"
    }

    private var failure: Markup {
        guard let failure = draft.failure else { return .nothing }
        return """
            <section class="panel bad" aria-labelledby="failed"><h2 id="failed">It was not sent</h2><p>\(failure)</p></section>
            """
    }

    private var tasks: Markup {
        let parts: [(id: String, words: String, isHere: (FieldError) -> Bool)] = [
            ("calls", "1. The calls", { $0.call != nil || ["s0-calling", "zone", "country"].contains($0.field) }),
            ("fault", "2. What you hear", { $0.field.hasPrefix("q-") }),
            (
                "you", "3. Your site and you",
                {
                    $0.call == nil && !$0.field.hasPrefix("q-")
                        && !["s0-calling", "zone", "country"].contains($0.field)
                }
            ),
        ]
        let items = parts.map { part -> Markup in
            let count = errors.count(where: part.isHere)
            let state: Markup =
                count > 0
                ? """
                <span class="tag t-bad">\(count) to put right</span>
                """
                : errors.isEmpty
                    ? .nothing
                    : """
                    <span class="tag t-good">Done</span>
                    """
            return """
                <li><a href="#\(part.id)">\(part.words)</a> \(state)</li>
                """
        }
        return """
            <ol class="tasks" aria-label="Parts of this form">\(Markup(items))<li><a href="#captures">4. Captures</a> \
            <span class="tag">Optional</span></li></ol>
            """
    }

    private var zoneFields: Markup {
        """
        \(Field.text(
            "zone", name: "timeZone", label: "Your time zone", hint: "Such as Europe/London. The times below are read in it.",
            value: content["timeZone"], width: "w3", errors: errors))
        \(Field.text(
            "country", name: "country", label: "Your country", hint: "Such as GB or US, for numbers without a country code.",
            value: content["country"], width: "w3", errors: errors))
        """
    }

    private var pasteBox: Markup {
        """
        <details class="pastebox"><summary>You have the calls in a mail or a table? Paste it, or choose the file</summary>
        <div class="field"><label for="paste">Rows of a spreadsheet, or the text of a mail</label>\
        <p class="hint" id="paste-hint">With the line of headings. The usual names are understood.</p>\
        <textarea id="paste" name="paste" aria-describedby="paste-hint"></textarea></div>
        <div class="field"><label for="table">Or a file: CSV, Excel, OpenDocument, a mail (.eml)</label>\
        <input id="table" type="file" name="table"></div>
        <p><button class="plain" name="action" value="read">Fill in the calls</button></p></details>
        """
    }

    // MARK: Calls

    private func sample(_ row: Int) -> Markup {
        let call = content.calls[row]
        let id = "s\(row)"
        func name(_ field: String) -> String { "samples[\(row)][\(field)]" }
        let date = call["date"]
        let time = call["time"]
        let end = call["end"]
        let carried = FormContent.Call.carried.filter { !call[$0].isEmpty }.map { field -> Markup in
            """
            <input type="hidden" name="\(name(field))" value="\(whole: call[field])">
            """
        }
        let remove: Markup =
            content.calls.count > 1
            ? """
            <button class="link remove" name="action" value="remove-\(row)">Remove<span class="vh"> call sample \(row + 1)\
            </span></button>
            """ : .nothing
        return """
            <fieldset class="sample card"><legend>Call sample \(row + 1)</legend>\(Markup(carried))
            <div class="row">
            \(Field.text(
                id + "-calling", name: name("callingNumber"), label: "Calling number",
                hint: "With area code, or “withheld”.", value: call["callingNumber"], type: "tel", width: "w3",
                errors: errors, good: goodNumber(row, calling: true)))
            \(Field.text(
                id + "-called", name: name("calledNumber"), label: "Called number", hint: "With area code.",
                value: call["calledNumber"], type: "tel", width: "w3", errors: errors,
                good: goodNumber(row, calling: false)))
            \(Field.text(
                id + "-date", name: name("date"), label: "Date", value: date,
                type: date.isEmpty || FormContent.isDay(date) ? "date" : "text", width: "w2", errors: errors))
            \(Field.text(
                id + "-time", name: name("time"), label: "Time the call started", value: time,
                type: time.isEmpty || FormContent.isClock(time) ? "time" : "text", width: "w2", errors: errors,
                more: " step=\"1\""))
            \(Field.text(
                id + "-end", name: name("end"), label: "Time it ended, if it was long", value: end,
                type: end.isEmpty || FormContent.isClock(end) ? "time" : "text", width: "w2", errors: errors,
                more: " step=\"1\""))
            </div>
            \(choices(
                id + "-direction", name: name("direction"), legend: "Direction, seen from you",
                answers: ["outgoing", "incoming", "internal"], chosen: [call["direction"]], isInline: true))
            \(verdict(row))\(remove)</fieldset>
            """
    }

    private func checked(_ row: Int) -> CheckedSample? {
        guard let answer, let index = content.usedRows.firstIndex(of: row), answer.samples.indices.contains(index)
        else { return nil }
        return answer.samples[index]
    }

    private func goodNumber(_ row: Int, calling: Bool) -> Markup {
        guard let sample = checked(row),
            !errors.contains(where: { $0.field == "s\(row)-" + (calling ? "calling" : "called") }),
            let words = FormWording.good(calling ? sample.callingNumber : sample.calledNumber)
        else { return .nothing }
        return """
            <p class="good t-good small">\(words)</p>
            """
    }

    private func verdict(_ row: Int) -> Markup {
        guard let sample = checked(row), sample.verdict != .returned, let until = sample.acceptableUntil else {
            return .nothing
        }
        return """
            <p class="verdict t-good">✓ This call can be used: \(SampleTime.left(until, row: row, now: exchange.now)) to send it \
            (until \(times.clock(until)) \(times.name)).</p>
            """
    }

    /// Radio buttons or, where several may be chosen, boxes.
    private func choices(
        _ id: String, name: String, legend: String, answers: [String], chosen: [String], hint: String = "",
        isMultiple: Bool = false, isInline: Bool = false, words: (String) -> String = FormWording.words
    ) -> Markup {
        let isWrong = errors.contains { $0.field == id }
        // What was written and is none of the choices is shown as one more, so that it is not lost.
        let strange = chosen.filter { !$0.isEmpty && !answers.contains($0) }
        let items = (answers + strange).enumerated().map { index, answer -> Markup in
            let isChosen = chosen.contains(answer)
            let text = strange.contains(answer) ? "“\(answer)”, as it was written" : words(answer)
            return """
                <label class="choice"><input type="\(isMultiple ? "checkbox" : "radio")" \
                id="\(index == 0 ? id : "\(id)-\(index)")" name="\(name)" value="\(whole: answer)"\
                \(isChosen ? " checked" as Markup : .nothing)\
                \(isWrong && index == 0 ? " aria-invalid=\"true\" aria-describedby=\"\(id)-error\"" as Markup : .nothing)>\
                <span>\(text)</span></label>
                """
        }
        let hintText: Markup =
            hint.isEmpty
            ? .nothing
            : """
            <p class="hint">\(hint)</p>
            """
        return """
            <fieldset class="choices\(isWrong ? " invalid" : "")"><legend>\(legend)</legend>\(hintText)\
            \(Field.errors(errors, of: id))<div class="\(isInline ? "inline" : "")">\(Markup(items))</div></fieldset>
            """
    }

    // MARK: The checklist

    private func question(_ question: Program.ChecklistQuestion) -> Markup {
        Markup(
            question.fields.map { field -> Markup in
                let name = "q-" + field
                let label = FormWording.label(question, field)
                let optional = question.required == .blocking ? "" : " (if you know)"
                if !question.answers.isEmpty {
                    let isMultiple = field == "symptoms"
                    return choices(
                        name, name: name, legend: label + (isMultiple ? "" : optional),
                        answers: question.answers + (isMultiple ? [] : ["unknown"]), chosen: content.values(name),
                        hint: isMultiple ? "Choose all that you noticed." : "", isMultiple: isMultiple,
                        isInline: !isMultiple)
                }
                return Field.text(
                    name, name: name, label: label + optional, value: content[name], errors: errors)
            })
    }

    private var siteAndPerson: Markup {
        let names = [
            ("equipmentChecked", "Our phones, cables and router were checked"),
            ("firstLevelDiagnosticsDone", "Our own first-level diagnostics are done"),
        ]
        let boxes = names.filter { program.requirement($0.0) != .no }.map { id, fallback -> Markup in
            let words = program.responsibilities.first { $0.id == id }?.statement ?? fallback
            let isWrong = errors.contains { $0.field == id }
            return """
                \(Field.errors(errors, of: id))<label class="choice"><input type="checkbox" id="\(id)" name="\(id)" value="yes"\
                \(content[id].isEmpty ? Markup.nothing : " checked")\
                \(isWrong ? " aria-invalid=\"true\" aria-describedby=\"\(id)-error\"" as Markup : .nothing)>\
                <span>\(words)</span></label>
                """
        }
        let isWrong = errors.contains { names.map(\.0).contains($0.field) }
        return """
            \(Field.text(
                "summary", name: "summary", label: "What is wrong, in one line",
                hint: "Such as: People we call cannot hear us, since Monday.", value: content["summary"], errors: errors))
            \(choices(
                "severity", name: "severity", legend: "How bad is it?", answers: program.severities.map(\.id),
                chosen: [content["severity"]], words: severityWords))
            \(choices(
                "region", name: "region", legend: "Where is your support?", answers: program.regions.map(\.id),
                chosen: [content["region"]], isInline: true,
                words: { id in program.region(id)?.name ?? id }))
            <div class="row">
            \(Field.text(
                "site", name: "serviceIdentifier", label: "Site, address or telephone number",
                hint: "So that we know which of your services it is.", value: content["serviceIdentifier"], width: "w3",
                errors: errors))
            \(Field.text(
                "ownNumbers", name: "ownNumbers", label: "Your own numbers (if you like)",
                hint: "With commas between them; directions are then checked.",
                value: content["ownNumbers"].replacing("\n", with: ", "), width: "w3", errors: errors))
            \(Field.text(
                "name", name: "name", label: "Your name", value: content["name"], autocomplete: "name", width: "w2",
                errors: errors))
            \(Field.text(
                "email", name: "email", label: "Your e-mail address", value: content["email"], type: "email",
                autocomplete: "email", width: "w2", errors: errors))
            \(Field.text(
                "phone", name: "phone", label: "Your telephone number", value: content["phone"], type: "tel",
                autocomplete: "tel", width: "w2", errors: errors))
            </div>
            <fieldset\(isWrong ? " class=\"invalid\"" as Markup : .nothing)><legend>Before you send it</legend>\
            \(Markup(boxes))</fieldset>
            """
    }

    private func severityWords(_ id: String) -> String {
        guard let level = program.severity(id) else { return id }
        return "\(level.id): \(level.name). \(level.definition)"
    }
}

/// How long a sample can still be sent, as a time that counts down where there is script.
enum SampleTime {
    static func left(_ until: CaptureTime, row: Int?, now: CaptureTime) -> Markup {
        let sample: Markup = row.map { " data-sample=\"\($0 + 1)\"" } ?? .nothing
        return """
            <time datetime="\(until.description)" data-until="\(until.description)"\(sample)>\
            \(FormWording.left(until, now: now))</time>
            """
    }
}
