import CallVocabulary
import Cases
import Escaping
import HTTPTypes
import Hummingbird

/// Accounts as administrators keep them, the audit log, and one's own account.
enum AccountDoors {
    static let routes: [Route] =
        [
            Route(.get, "/accounts", .administrators) { exchange in try await list(exchange) },
            Route(.post, "/accounts", .administrators) { exchange in try await invite(exchange) },
            Route(.post, "/accounts/{id}/disable", .administrators) { exchange in try await disable(exchange, true) },
            Route(.post, "/accounts/{id}/enable", .administrators) { exchange in try await disable(exchange, false) },
            Route(.post, "/accounts/{id}/password-link", .administrators) { exchange in try await resetLink(exchange) },
            Route(.post, "/accounts/{id}/second-factor/remove", .administrators) { exchange in
                let account = try await found(exchange)
                try await exchange.work {
                    try exchange.store.change(secondFactor: nil, of: account.id)
                    try exchange.portal.note("second-factor-removed", account.email, by: try exchange.account())
                }
                return .see("/accounts")
            },
            Route(.get, "/audit", .administrators) { exchange in try await audit(exchange) },
        ] + OwnAccountDoors.routes

    /// Seconds for which an invitation works.
    static let invitationSeconds: Int64 = 7 * 86_400

    private static func list(
        _ exchange: Exchange, errors: [FieldError] = [], made: String? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let accounts = try await exchange.work { try exchange.store.accounts() }
        let rows = accounts.map { account -> Markup in
            let state: Markup =
                account.disabledAt == nil
                ? """
                <form method="post" action="/accounts/\(account.id)/disable">\(exchange.token)\
                <button class="link">Disable<span class="vh"> \(account.email)</span></button></form>
                <form method="post" action="/accounts/\(account.id)/password-link">\(exchange.token)\
                <button class="link">Link for a new password<span class="vh"> for \(account.email)</span></button></form>
                \(account.secondFactor == nil ? Markup.nothing : secondFactorButton(exchange, account))
                """
                : """
                <span class="tag">Disabled</span> <form method="post" action="/accounts/\(account.id)/enable">\
                \(exchange.token)<button class="link">Enable<span class="vh"> \(account.email)</span></button></form>
                """
            return """
                <tr><th scope="row">\(account.name)<br><span class="dim">\(account.email)</span></th>\
                <td data-l="Role">\(LinkPage.words(account.role))</td>\
                <td data-l="Organisation">\(account.organisation ?? "–")</td>\
                <td data-l="Second factor">\(account.secondFactor == nil ? "no" : "yes")</td><td>\(state)</td></tr>
                """
        }
        let link: Markup =
            made.map {
                """
                <section class="panel good" aria-labelledby="made"><h2 id="made">Send this link</h2>\
                <p><code>\($0)</code></p><p>It works once, for \(invitationSeconds / 86_400) days. It is not shown again.</p></section>
                """
            } ?? .nothing
        return exchange.page(
            "Accounts", part: "accounts", errors: errors, status: status,
            """
            <h1>Accounts</h1>
            \(link)
            <table class="flow"><caption class="vh">All accounts</caption><thead><tr><th scope="col">Who</th>\
            <th scope="col">Role</th><th scope="col">Organisation</th><th scope="col">Second factor</th>\
            <th scope="col">What to do</th></tr></thead><tbody>
            \(Markup(rows))</tbody></table>
            <h2>Invite somebody</h2>
            <form method="post" action="/accounts" class="narrow" novalidate>\(exchange.token)
            <fieldset><legend>What may this person do?</legend>\(roleChoices(exchange.form["role"]))</fieldset>
            \(organisationField(exchange, errors))
            <p class="actions"><button>Make the link</button></p></form>
            """)
    }

    private static func secondFactorButton(_ exchange: Exchange, _ account: Account) -> Markup {
        """
        <form method="post" action="/accounts/\(account.id)/second-factor/remove">\(exchange.token)\
        <button class="link">Remove the second factor<span class="vh"> of \(account.email)</span></button></form>
        """
    }

    private static func roleChoices(_ chosen: String) -> Markup {
        let words: [(AccountRole, String)] = [
            (.customer, "Customer: hands in calls, sees the cases of the own organisation"),
            (.intake, "Intake: sees all cases, answers; no audio"),
            (.engineer, "Engineer: works on cases, with captures and audio"),
            (.administrator, "Administrator: keeps accounts and the audit log; no audio"),
        ]
        return Markup(
            words.enumerated().map { index, entry -> Markup in
                let isChosen = chosen == entry.0.rawValue || (chosen.isEmpty && index == 0)
                return """
                    <label class="choice"><input type="radio" name="role" id="role-\(index)" value="\(entry.0.rawValue)"\
                    \(isChosen ? " checked" as Markup : .nothing)><span>\(entry.1)</span></label>
                    """
            })
    }

    private static func organisationField(_ exchange: Exchange, _ errors: [FieldError]) -> Markup {
        let names = exchange.portal.organisations
        guard !names.isEmpty else {
            return Field.text(
                "organisation", name: "organisation", label: "Organisation",
                hint: "For a customer: whose cases this person sees. Write it the same way for everybody of it.",
                value: exchange.form["organisation"], errors: errors)
        }
        let options = names.map { name -> Markup in
            """
            <option\(exchange.form["organisation"] == name ? " selected" as Markup : .nothing)>\(name)</option>
            """
        }
        return """
            <div class="field"><label for="organisation">Organisation</label><p class="hint" id="organisation-hint">\
            For a customer; the list is that of the program.</p><select id="organisation" name="organisation" \
            aria-describedby="organisation-hint"><option value="">–</option>\(Markup(options))</select></div>
            """
    }

    private static func invite(_ exchange: Exchange) async throws -> Response {
        guard let role = AccountRole(rawValue: exchange.form["role"]) else {
            throw ServiceProblem.unreadable("The role is not known.")
        }
        let organisation = String(exchange.form.trimmed("organisation").prefix(AccountLimits.characters))
        let names = exchange.portal.organisations
        if role == .customer, organisation.isEmpty || (!names.isEmpty && !names.contains(organisation)) {
            return try await list(
                exchange,
                errors: [
                    FieldError(
                        field: "organisation", message: "A customer belongs to an organisation.",
                        remedy: "Say to which.")
                ], status: .unprocessableContent)
        }
        return try await list(exchange, made: try await makeLink(role, organisation, exchange).place)
    }

    /// Makes a link that makes an account.
    static func makeLink(
        _ role: AccountRole, _ organisation: String, _ exchange: Exchange
    ) async throws -> (link: OneTimeLink, place: String) {
        let names = exchange.portal.organisations
        guard role != .customer || (!organisation.isEmpty && (names.isEmpty || names.contains(organisation))) else {
            throw ServiceProblem.unreadable("A customer belongs to an organisation of the program.")
        }
        let secret = Secrets.new()
        let by = try exchange.account()
        // Two spellings of one name would be two customers.
        let known = try await exchange.work { try exchange.store.accounts() }.compactMap(\.organisation)
        let spelled = known.first { $0.lowercased() == organisation.lowercased() } ?? organisation
        let link = OneTimeLink(
            hash: Secrets.hash(secret), role: role, organisation: role == .customer ? spelled : nil,
            madeBy: by.email,
            expiresAt: exchange.now.advanced(byNanoseconds: invitationSeconds * 1_000_000_000))
        try await exchange.work {
            try exchange.store.put(link)
            try exchange.portal.note(
                "invited", role.rawValue + (link.organisation.map { " of \($0)" } ?? ""), by: by)
        }
        return (link, exchange.place("/links/" + secret))
    }

    private static func found(_ exchange: Exchange) async throws -> Account {
        let id = Int64(exchange.parameter("id")) ?? -1
        guard let account = try await exchange.work({ try exchange.store.account(id) }) else {
            throw ServiceProblem.notFound("There is no such account.")
        }
        return account
    }

    private static func disable(_ exchange: Exchange, _ isDisabled: Bool) async throws -> Response {
        let account = try await found(exchange)
        let by = try exchange.account()
        guard account.id != by.id else { throw ServiceProblem.conflict("Nobody disables the own account.") }
        try await exchange.work {
            try exchange.store.setDisabled(isDisabled, account.id, clock: exchange.portal.clock)
            try exchange.portal.note(isDisabled ? "account-disabled" : "account-enabled", account.email, by: by)
        }
        return .see("/accounts")
    }

    private static func resetLink(_ exchange: Exchange) async throws -> Response {
        let account = try await found(exchange)
        let by = try exchange.account()
        let secret = Secrets.new()
        try await exchange.work {
            try exchange.store.put(
                OneTimeLink(
                    hash: Secrets.hash(secret), role: account.role, organisation: account.organisation,
                    accountID: account.id, madeBy: by.email,
                    expiresAt: exchange.now.advanced(byNanoseconds: invitationSeconds * 1_000_000_000)))
            try exchange.portal.note("password-link-made", account.email, by: by)
        }
        return try await list(exchange, made: exchange.place("/links/" + secret))
    }

    private static func audit(_ exchange: Exchange) async throws -> Response {
        let before = exchange.query("before").flatMap { Int64($0) }
        let entries = try await exchange.work {
            try exchange.store.audit(before: before, limit: AccountLimits.auditPage)
        }
        let rows = entries.map { entry -> Markup in
            """
            <tr><td data-l="When" class="nowrap num">\(entry.at.description)</td><td data-l="Who">\
            \(entry.actor.isEmpty ? "–" : entry.actor)</td><td data-l="What">\(entry.action)</td>\
            <td data-l="To what">\(entry.subject)</td></tr>
            """
        }
        let more: Markup =
            entries.count == AccountLimits.auditPage
            ? """
            <p class="actions"><a rel="next" href="/audit?before=\(entries.last?.id ?? 0)">Earlier entries</a></p>
            """ : .nothing
        return exchange.page(
            "Audit log", part: "audit",
            """
            <h1>Audit log</h1><p class="hint">Newest first. Entries are never changed or deleted.</p>
            <table class="flow"><caption class="vh">Audit log</caption><thead><tr><th scope="col">When</th>\
            <th scope="col">Who</th><th scope="col">What</th><th scope="col">To what</th></tr></thead><tbody>
            \(Markup(rows))</tbody></table>\(more)
            """)
    }
}

extension Exchange {
    /// A path as a whole address, for people to send on.
    func place(_ path: String) -> String {
        if let address = portal.settings.publicAddress { return address + path }
        let host = request.head.authority ?? "\(portal.settings.address):\(portal.settings.port)"
        return (portal.settings.isSecure ? "https://" : "http://") + host + path
    }
}
