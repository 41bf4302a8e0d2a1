import CallVocabulary
import Cases
import Escaping
import HTTPTypes
import Hummingbird

/// The list of authorized representatives, which the program asks customers to keep themselves.
enum OrganisationDoors {
    static let routes: [Route] = [
        Route(.get, "/representatives", .roles([.customer])) { exchange in try await page(exchange) },
        Route(.post, "/representatives", .roles([.customer])) { exchange in try await add(exchange) },
        Route(.post, "/representatives/{id}/remove", .roles([.customer])) { exchange in
            let account = try exchange.account()
            let organisation = account.organisation ?? ""
            let id = Int64(exchange.parameter("id")) ?? -1
            let isRemoved = try await exchange.work {
                let isRemoved = try exchange.store.remove(
                    person: id, of: organisation, clock: exchange.portal.clock)
                if isRemoved {
                    try exchange.portal.note("representative-removed", "\(id) of \(organisation)", by: account)
                }
                return isRemoved
            }
            guard isRemoved else { throw ServiceProblem.notFound("There is no such person on your list.") }
            return .see("/representatives")
        },
    ]

    private static func page(
        _ exchange: Exchange, errors: [FieldError] = [], status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let account = try exchange.account()
        let organisation = account.organisation ?? ""
        let own = try await exchange.work { try exchange.store.authorized(of: organisation) }
        let program = exchange.portal.builtProgram
        let fixed = program.customers.first { $0.name == organisation }?.representatives ?? []
        func days(_ from: String?, _ until: String?) -> String {
            switch (from, until) {
            case (nil, nil): return "always"
            case (let from?, nil): return "from \(from)"
            case (nil, let until?): return "until \(until)"
            case (let from?, let until?): return "\(from) to \(until)"
            }
        }
        let fixedRows = fixed.map { person -> Markup in
            """
            <tr><th scope="row">\(person.name)</th><td data-l="E-mail">\(person.email ?? "–")</td><td data-l="Telephone">\
            \(person.phone ?? "–")</td><td data-l="When">\(days(person.from, person.until))</td>\
            <td class="dim">kept by your provider</td></tr>
            """
        }
        let rows = own.map { person -> Markup in
            """
            <tr><th scope="row">\(person.name)</th><td data-l="E-mail">\(person.email ?? "–")</td><td data-l="Telephone">\
            \(person.phone ?? "–")</td><td data-l="When">\(days(person.from, person.until))</td>\
            <td><form method="post" action="/representatives/\(person.id)/remove">\(exchange.token)\
            <button class="link">Remove<span class="vh"> \(person.name)</span></button></form></td></tr>
            """
        }
        let isKnown = program.customers.contains { $0.name == organisation }
        let note: Markup =
            isKnown
            ? .nothing : "<p class=\"hint\">Your provider does not compare reports with this list yet.</p>" as Markup
        return exchange.page(
            "Who may report", part: "people", errors: errors, status: status,
            """
            <h1>Who may report for \(organisation)</h1>
            <p>Support takes cases only from the people on this list. Keep it up to date: somebody who leaves gets a last day.</p>
            \(note)
            <table class="flow"><caption class="vh">Authorized representatives</caption><thead><tr><th scope="col">Name</th>\
            <th scope="col">E-mail</th><th scope="col">Telephone</th><th scope="col">When</th><th scope="col">What to do</th>\
            </tr></thead><tbody>\(Markup(fixedRows))\(Markup(rows))</tbody></table>
            <h2>Add somebody</h2>
            <form method="post" action="/representatives" class="narrow" novalidate>\(exchange.token)
            \(Field.text("name", name: "name", label: "Name", value: exchange.form["name"], errors: errors))
            \(Field.text(
                "email", name: "email", label: "E-mail address", value: exchange.form["email"], type: "email",
                errors: errors))
            \(Field.text(
                "phone", name: "phone", label: "Telephone number", value: exchange.form["phone"], type: "tel",
                errors: errors))
            \(Field.text(
                "from", name: "from", label: "First day", hint: "Leave it empty for today and before.",
                value: exchange.form["from"], type: "date", errors: errors))
            \(Field.text(
                "until", name: "until", label: "Last day", hint: "Leave it empty if there is none.",
                value: exchange.form["until"], type: "date", errors: errors))
            <p class="actions"><button>Add</button></p></form>
            """)
    }

    private static func add(_ exchange: Exchange) async throws -> Response {
        let account = try exchange.account()
        func text(_ name: String) -> String? {
            let text = String(exchange.form.trimmed(name).prefix(AccountLimits.characters))
            return text.isEmpty ? nil : text
        }
        var errors: [FieldError] = []
        if text("name") == nil { errors.append(FieldError(field: "name", message: "The name is missing.")) }
        if text("email") == nil, text("phone") == nil {
            errors.append(
                FieldError(
                    field: "email", message: "There is neither an e-mail address nor a telephone number.",
                    remedy: "Give one of them, so that the person is recognised."))
        }
        for day in ["from", "until"] {
            if let value = text(day), !isDay(value) {
                errors.append(
                    FieldError(field: day, message: "\(value) is not a day.", remedy: "Write it as 2026-11-30."))
            }
        }
        if let from = text("from"), let until = text("until"), isDay(from), isDay(until), until < from {
            errors.append(
                FieldError(field: "until", message: "The last day is before the first.", remedy: "Change one of them."))
        }
        guard errors.isEmpty, let name = text("name") else {
            return try await page(exchange, errors: errors, status: .unprocessableContent)
        }
        let person = AuthorizedPerson(
            organisation: account.organisation ?? "", name: name, email: text("email"), phone: text("phone"),
            from: text("from"), until: text("until"))
        try await exchange.work {
            let kept = try exchange.store.add(person, clock: exchange.portal.clock)
            try exchange.portal.note("representative-added", "\(kept.id) of \(kept.organisation)", by: account)
        }
        return .see("/representatives")
    }

    static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard text.utf8.count == 10, parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            (1...12).contains(month)
        else { return false }
        return (1...CivilDateTime.daysIn(month: month, year: year)).contains(day)
    }
}
