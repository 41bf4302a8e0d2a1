import CallVocabulary
import Cases
import Escaping
import HTTPTypes
import Hummingbird

/// One's own account: password, second factor, tokens.
enum OwnAccountDoors {
    static let routes: [Route] = [
        Route(.get, "/account", .signedIn) { exchange in try await page(exchange) },
        Route(.post, "/account/password", .signedIn) { exchange in try await changePassword(exchange) },
        Route(.post, "/account/second-factor", .signedIn) { exchange in try await secondFactor(exchange) },
        Route(.post, "/account/tokens", .signedIn) { exchange in try await makeToken(exchange) },
        Route(.post, "/account/tokens/{id}/end", .signedIn) { exchange in
            let account = try exchange.account()
            let id = Int64(exchange.parameter("id")) ?? -1
            let isEnded = try await exchange.work {
                let isEnded = try exchange.store.end(token: id, of: account.id)
                if isEnded { try exchange.portal.note("token-ended", String(id), by: account) }
                return isEnded
            }
            guard isEnded else { throw ServiceProblem.notFound("There is no such token.") }
            return .see("/account")
        },
    ]

    private static func page(
        _ exchange: Exchange, errors: [FieldError] = [], told: Markup = .nothing,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let account = try exchange.account()
        let tokens = try await exchange.work { try exchange.store.tokens(of: account.id) }
        let rows = tokens.map { token -> Markup in
            """
            <tr><th scope="row">\(token.name)</th><td data-l="May">\(token.scope == .read ? "read" : "do everything")</td>\
            <td data-l="Ends">\(String(token.expiresAt.description.prefix(10)))</td>\
            <td><form method="post" action="/account/tokens/\(token.id)/end">\(exchange.token)\
            <button class="link">End<span class="vh"> \(token.name)</span></button></form></td></tr>
            """
        }
        let table: Markup =
            tokens.isEmpty
            ? "<p class=\"dim\">You have none.</p>" as Markup
            : """
            <table class="flow"><caption class="vh">Tokens</caption><thead><tr><th scope="col">For</th>\
            <th scope="col">May</th><th scope="col">Ends</th><th scope="col">What to do</th></tr></thead><tbody>\
            \(Markup(rows))</tbody></table>
            """
        return exchange.page(
            "Your account", isForm: true, errors: errors, status: status,
            """
            <h1>Your account</h1>\(told)
            <dl class="facts"><dt>Name</dt><dd>\(account.name)</dd><dt>E-mail address</dt><dd>\(account.email)</dd>\
            <dt>Role</dt><dd>\(LinkPage.words(account.role))\(account.organisation.map { ", " + $0 } ?? "")</dd></dl>
            <h2>Password</h2>
            <form method="post" action="/account/password" novalidate>\(exchange.token)
            \(Field.text(
                "old", name: "old", label: "Password now", value: "", type: "password",
                autocomplete: "current-password", errors: errors))
            \(Field.text(
                "new", name: "new", label: "New password", value: "", type: "password", autocomplete: "new-password",
                errors: errors))
            <p class="actions"><button class="plain">Change the password</button></p></form>
            <h2>Second factor</h2>
            \(secondFactorForm(exchange, account, errors))
            <h2>Tokens for programs</h2>
            \(table)
            <form method="post" action="/account/tokens" novalidate>\(exchange.token)
            \(Field.text("token-name", name: "name", label: "What is it for?", value: "", errors: errors))
            <fieldset><legend>What may it do?</legend><label class="choice"><input type="radio" name="scope" value="read" \
            checked><span>Check samples and read what you see</span></label><label class="choice"><input type="radio" \
            name="scope" value="write"><span>Everything that you may do</span></label></fieldset>
            \(Field.text(
                "days", name: "days", label: "For how many days?", value: "90", errors: errors,
                more: " inputmode=\"numeric\""))
            <p class="actions"><button class="plain">Make a token</button></p></form>
            """)
    }

    private static func secondFactorForm(_ exchange: Exchange, _ account: Account, _ errors: [FieldError]) -> Markup {
        guard account.secondFactor == nil else {
            return """
                <p>It is on: signing in asks for a code of your authenticator.</p>
                <form method="post" action="/account/second-factor" novalidate>\(exchange.token)\
                <input type="hidden" name="remove" value="1">\(Field.text(
                    "code", name: "code", label: "Code shown now", value: "", autocomplete: "one-time-code",
                    errors: errors))<p class="actions"><button class="plain">Switch it off</button></p></form>
                """
        }
        let given = exchange.form["secret"]
        let letters = OneTimeCodes.secret(given)?.count == 20 ? given : OneTimeCodes.letters(Secrets.random(20))
        return """
            <p>An authenticator on your phone shows a code that signing in then asks for. Give it this key:</p>
            <p><code>\(letters)</code></p>
            <form method="post" action="/account/second-factor" novalidate>\(exchange.token)\
            <input type="hidden" name="secret" value="\(letters)">
            \(Field.text(
                "code", name: "code", label: "Code shown now", value: "", autocomplete: "one-time-code",
                errors: errors, more: " inputmode=\"numeric\""))
            <p class="actions"><button class="plain">Switch it on</button></p></form>
            """
    }

    private static func changePassword(_ exchange: Exchange) async throws -> Response {
        let account = try exchange.account()
        let portal = exchange.portal
        let (old, new) = (exchange.form["old"], exchange.form["new"])
        if let wait = portal.limiter.take(.signIn, of: "account \(account.id)", now: exchange.now) {
            throw ServiceProblem.tooMany(retryAfter: wait)
        }
        var errors = LinkPage.passwordErrors(new, field: "new")
        let fits = try await exchange.work { portal.passwords.fits(old, account.password) }
        if !fits { errors.insert(FieldError(field: "old", message: "This is not your password."), at: 0) }
        guard errors.isEmpty else { return try await page(exchange, errors: errors, status: .unprocessableContent) }
        try await exchange.work {
            try portal.store.change(
                password: try portal.passwords.encode(new), of: account.id, endsSessions: true)
            try portal.note("password-changed", account.email, by: account)
        }
        // All sessions end, this one too, and a new one begins.
        return try await SignInDoors.begin(account, exchange, "/account")
    }

    private static func secondFactor(_ exchange: Exchange) async throws -> Response {
        let account = try exchange.account()
        let portal = exchange.portal
        if let wait = portal.limiter.take(.signIn, of: "account \(account.id)", now: exchange.now) {
            throw ServiceProblem.tooMany(retryAfter: wait)
        }
        let isRemoving = exchange.form["remove"] == "1"
        let secret = isRemoving ? account.secondFactor : OneTimeCodes.secret(exchange.form["secret"])
        guard let secret, secret.count == 20, isRemoving == (account.secondFactor != nil) else {
            throw ServiceProblem.conflict("The second factor was changed meanwhile; open the page again.")
        }
        let now = exchange.now.nanoseconds / 1_000_000_000
        let code = exchange.form["code"]
        guard let step = OneTimeCodes.step(of: code, secret: secret, atSeconds: now) else {
            return try await page(
                exchange,
                errors: [FieldError(field: "code", message: "This is not the code that the key shows now.")],
                status: .unprocessableContent)
        }
        try await exchange.work {
            try portal.store.change(secondFactor: isRemoving ? nil : secret, of: account.id)
            if !isRemoving { _ = try portal.store.use(step: step, of: account.id) }
            try portal.note(isRemoving ? "second-factor-removed" : "second-factor-set", account.email, by: account)
        }
        return .see("/account")
    }

    private static func makeToken(_ exchange: Exchange) async throws -> Response {
        let account = try exchange.account()
        guard case .session? = exchange.caller else {
            throw ServiceProblem.notAllowed("A token makes no tokens; sign in.")
        }
        let name = String(exchange.form.trimmed("name").prefix(AccountLimits.characters))
        var errors: [FieldError] = []
        if name.isEmpty {
            errors.append(FieldError(field: "token-name", message: "It is not said what the token is for."))
        }
        let days = Int64(exchange.form.trimmed("days"))
        if days.map({ !(1...730).contains($0) }) ?? true {
            errors.append(
                FieldError(field: "days", message: "The days are not a number from 1 to 730.", remedy: "Write one."))
        }
        guard errors.isEmpty, let days else {
            return try await page(exchange, errors: errors, status: .unprocessableContent)
        }
        let secret = "earshot_" + Secrets.new()
        let scope = AccessToken.Scope(rawValue: exchange.form["scope"]) ?? .read
        try await exchange.work {
            _ = try exchange.store.put(
                AccessToken(
                    id: 0, hash: Secrets.hash(secret), accountID: account.id, name: name, scope: scope,
                    createdAt: exchange.now,
                    expiresAt: exchange.now.advanced(byNanoseconds: days * 86_400 * 1_000_000_000)))
            try exchange.portal.note("token-made", name, by: account)
        }
        return try await page(
            exchange,
            told: """
                <section class="panel good" aria-labelledby="made"><h2 id="made">Your token</h2><p><code>\(secret)</code></p>\
                <p>Keep it where passwords are kept. It is not shown again.</p></section>
                """)
    }
}
