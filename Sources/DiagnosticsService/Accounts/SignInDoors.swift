import CallVocabulary
import Cases
import Escaping
import HTTPTypes
import Hummingbird

/// Signing in and out, and links that make an account.
enum SignInDoors {
    static let routes: [Route] = [
        Route(.get, "/sign-in", .anyone) { exchange in
            if exchange.caller != nil { return .see(SignInDoors.next(exchange.query("next"))) }
            return signInPage(exchange, email: "", next: exchange.query("next") ?? "", failure: nil)
        },
        Route(.post, "/sign-in", .anyone) { exchange in try await signIn(exchange) },
        Route(.post, "/sign-in/code", .anyone) { exchange in try await code(exchange) },
        Route(.post, "/sign-out", .signedIn) { exchange in
            if case .session(let session)? = exchange.caller {
                try await exchange.work { try exchange.store.end(session: session.hash) }
            }
            var response = Response.see("/sign-in")
            response.headers[.setCookie] = SessionCookie.clearing(settings: exchange.portal.settings)
            return response
        },
        Route(.get, "/links/{secret}", .anyone) { exchange in
            let link = try await LinkPage.link(exchange)
            return LinkPage.page(exchange, link: link, name: "", email: "", errors: [])
        },
        Route(.post, "/links/{secret}", .anyone) { exchange in try await LinkPage.redeem(exchange) },
    ]

    /// Failures in a row after which attempts have to wait.
    static let freeFailures = 5
    /// The longest wait in seconds.
    static let longestWait: Int64 = 3_600

    /// A path of this service to go on to; nothing else is followed.
    static func next(_ given: String?) -> String {
        guard let given, given.hasPrefix("/"), !given.hasPrefix("//"), !given.contains("\\"),
            given.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return "/" }
        return given
    }

    private static func signInPage(
        _ exchange: Exchange, email: String, next: String, failure: String?,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let errors = failure.map { [FieldError(field: "email", message: $0)] } ?? []
        return exchange.page(
            "Sign in", isForm: true, errors: errors, status: status,
            """
            <h1>Sign in</h1>
            <form method="post" action="/sign-in" novalidate><input type="hidden" name="next" value="\(next)">
            \(Field.text(
                "email", name: "email", label: "E-mail address", value: email, type: "email", autocomplete: "username",
                errors: errors))
            \(Field.text(
                "password", name: "password", label: "Password", value: "", type: "password",
                autocomplete: "current-password"))
            <p class="actions"><button>Sign in</button></p></form>
            <p class="dim">No account? Whoever looks after support at your company, or your provider, can send you a link. \
            The same if you forgot your password.</p>
            """)
    }

    /// The same words whatever was wrong: nobody learns which addresses have accounts.
    private static let refusal =
        "This address and password do not go together, or there were too many attempts; wait a little and try again."

    private static func signIn(_ exchange: Exchange) async throws -> Response {
        if let wait = exchange.portal.limiter.take(.signIn, of: exchange.peer, now: exchange.now) {
            throw ServiceProblem.tooMany(retryAfter: wait)
        }
        let portal = exchange.portal
        let email = String(exchange.form.trimmed("email").lowercased().prefix(AccountLimits.characters))
        let password = exchange.form["password"]
        let now = exchange.now
        let account = try await exchange.work { () -> Account? in
            let failures = try portal.store.failures(email)
            let found = try portal.store.account(email: email)
            let isLocked = failures.lockedUntil.map { $0 > now } ?? false
            // The same work in every case.
            let fits =
                password.count <= Passwords.characters.upperBound
                && portal.passwords.fits(password, found?.password)
            guard fits, !isLocked, let found, found.disabledAt == nil else {
                try portal.store.noteFailure(email, lockedUntil: lockedUntil(failures.count + 1, now))
                try portal.note("sign-in-refused", email.isEmpty ? "(no address)" : email, by: nil)
                return nil
            }
            if portal.passwords.isWeak(found.password) {
                try portal.store.change(
                    password: try portal.passwords.encode(password), of: found.id, endsSessions: false)
            }
            return found
        }
        let next = exchange.form["next"]
        guard let account else {
            return signInPage(exchange, email: email, next: next, failure: refusal, status: .forbidden)
        }
        guard account.secondFactor == nil else {
            return codePage(exchange, ticket: portal.challenges.begin(account.id, now: now), next: next, isWrong: false)
        }
        return try await begin(account, exchange, next)
    }

    /// Until when attempts have to wait after so many failures: twice as long with each.
    static func lockedUntil(_ count: Int, _ now: CaptureTime) -> CaptureTime? {
        guard count >= freeFailures else { return nil }
        let doublings = Int64(min(count - freeFailures, 7))
        return now.advanced(byNanoseconds: min(longestWait, 30 << doublings) * 1_000_000_000)
    }

    private static func codePage(_ exchange: Exchange, ticket: String, next: String, isWrong: Bool) -> Response {
        let errors = isWrong ? [FieldError(field: "code", message: "This is not the code that is shown now.")] : []
        return exchange.page(
            "Your code", isForm: true, errors: errors, status: isWrong ? .forbidden : .ok,
            """
            <h1>Your code</h1>
            <form method="post" action="/sign-in/code" novalidate><input type="hidden" name="ticket" value="\(ticket)">\
            <input type="hidden" name="next" value="\(next)">
            \(Field.text(
                "code", name: "code", label: "Six digits", hint: "Your authenticator shows them; they change every 30 seconds.",
                value: "", autocomplete: "one-time-code", errors: errors, more: " inputmode=\"numeric\""))
            <p class="actions"><button>Go on</button></p></form>
            """)
    }

    private static func code(_ exchange: Exchange) async throws -> Response {
        let portal = exchange.portal
        let ticket = exchange.form["ticket"]
        let code = exchange.form["code"]
        let now = exchange.now
        guard let id = portal.challenges.attempt(ticket, now: now) else { return .see("/sign-in") }
        let account = try await exchange.work { () -> Account? in
            guard let account = try portal.store.account(id), account.disabledAt == nil,
                let secret = account.secondFactor
            else { return nil }
            guard
                let step = OneTimeCodes.step(
                    of: code, secret: secret, atSeconds: now.nanoseconds / 1_000_000_000),
                try portal.store.use(step: step, of: id)
            else {
                try portal.store.noteFailure(account.email, lockedUntil: nil)
                try portal.note("sign-in-refused", account.email + " (code)", by: nil)
                return nil
            }
            return account
        }
        guard let account else {
            return codePage(exchange, ticket: ticket, next: exchange.form["next"], isWrong: true)
        }
        portal.challenges.end(ticket)
        return try await begin(account, exchange, exchange.form["next"])
    }

    /// Begins a session.
    static func begin(_ account: Account, _ exchange: Exchange, _ next: String) async throws -> Response {
        let secret = Secrets.new()
        let portal = exchange.portal
        try await exchange.work {
            try portal.store.clearFailures(account.email)
            try portal.store.begin(
                session: Secrets.hash(secret), of: account.id, formToken: Secrets.new(),
                expiresAt: exchange.now.advanced(byNanoseconds: SessionCookie.seconds * 1_000_000_000),
                clock: portal.clock)
            try portal.note("signed-in", account.email, by: account)
        }
        var response = Response.see(SignInDoors.next(next))
        response.headers[.setCookie] = SessionCookie.setting(secret, settings: portal.settings)
        return response
    }
}

/// The page of a link that works once.
enum LinkPage {
    static func link(_ exchange: Exchange) async throws -> OneTimeLink {
        if let wait = exchange.portal.limiter.take(.signIn, of: exchange.peer, now: exchange.now) {
            throw ServiceProblem.tooMany(retryAfter: wait)
        }
        let hash = Secrets.hash(exchange.parameter("secret"))
        let portal = exchange.portal
        guard let link = try await exchange.work({ try portal.store.link(hash, clock: portal.clock) }) else {
            throw ServiceProblem(
                code: "link.not-valid", status: .notFound, title: "This link does not work any more",
                detail: "It was used already, or it is too old. Ask whoever sent it for another.")
        }
        return link
    }

    static func words(_ role: AccountRole) -> String {
        switch role {
        case .customer: return "Customer"
        case .intake: return "Intake"
        case .engineer: return "Engineer"
        case .administrator: return "Administrator"
        }
    }

    static func page(
        _ exchange: Exchange, link: OneTimeLink, name: String, email: String, errors: [FieldError],
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let isNew = link.accountID == nil
        let title = isNew ? "Make your account" : "Choose a new password"
        let fields: Markup =
            isNew
            ? """
            \(Field.text(
                "name", name: "name", label: "Your name", value: name, autocomplete: "name", errors: errors))
            \(Field.text(
                "email", name: "email", label: "E-mail address", hint: "You sign in with it.", value: email,
                type: "email", autocomplete: "username", errors: errors))
            """ : .nothing
        let belongs: Markup =
            link.organisation.map {
                """
                <p>For <strong>\($0)</strong>.</p>
                """
            } ?? .nothing
        return exchange.page(
            title, isForm: true, errors: errors, status: status,
            """
            <h1>\(title)</h1>
            \(belongs)\(isNew ? "<p>\(words(link.role)) account.</p>" as Markup : .nothing)
            <form method="post" novalidate>
            \(exchange.token)
            \(fields)
            \(Field.text(
                "password", name: "password", label: "Password",
                hint: "At least \(Passwords.characters.lowerBound) characters. A sentence is easy to remember and hard to guess.",
                value: "", type: "password", autocomplete: "new-password", errors: errors))
            <p class="actions"><button>\(title)</button></p></form>
            """)
    }

    static func passwordErrors(_ password: String, field: String = "password") -> [FieldError] {
        if password.count < Passwords.characters.lowerBound {
            return [
                FieldError(
                    field: field, message: "The password has \(password.count) characters.",
                    remedy: "Choose at least \(Passwords.characters.lowerBound).")
            ]
        }
        if password.count > Passwords.characters.upperBound {
            return [
                FieldError(
                    field: field, message: "The password is longer than \(Passwords.characters.upperBound) characters.",
                    remedy: "Choose a shorter one.")
            ]
        }
        return []
    }

    static func redeem(_ exchange: Exchange) async throws -> Response {
        let link = try await link(exchange)
        let portal = exchange.portal
        let name = String(exchange.form.trimmed("name").prefix(AccountLimits.characters))
        let email = exchange.form.trimmed("email").lowercased()
        let password = exchange.form["password"]
        var errors: [FieldError] = []
        if link.accountID == nil {
            if name.isEmpty { errors.append(FieldError(field: "name", message: "Your name is missing.")) }
            let parts = email.split(separator: "@", omittingEmptySubsequences: false)
            if parts.count != 2 || parts.contains(where: \.isEmpty) || email.contains(where: \.isWhitespace)
                || email.utf8.count > AccountLimits.characters
            {
                errors.append(
                    FieldError(
                        field: "email", message: "This is not an e-mail address.",
                        remedy: "Write it as name@example.com."))
            }
        }
        errors += passwordErrors(password)
        guard errors.isEmpty else {
            return page(exchange, link: link, name: name, email: email, errors: errors, status: .unprocessableContent)
        }
        let account: Account
        do {
            account = try await exchange.work {
                let encoded = try portal.passwords.encode(password)
                let made =
                    link.accountID == nil
                    ? try portal.store.redeem(
                        link.hash, name: name, email: email, password: encoded, clock: portal.clock)
                    : try portal.store.redeem(link.hash, password: encoded, clock: portal.clock)
                try portal.note(link.accountID == nil ? "account-made" : "password-changed", made.email, by: made)
                return made
            }
        } catch let error as CaseStoreError where error.code == .accountExists {
            return page(
                exchange, link: link, name: name, email: email,
                errors: [
                    FieldError(
                        field: "email", message: "There is an account of this address already.",
                        remedy: "Sign in with it, or use another address.")
                ], status: .unprocessableContent)
        }
        // A new password does not step over the second factor.
        guard account.secondFactor == nil else { return .see("/sign-in") }
        return try await SignInDoors.begin(account, exchange, "/")
    }
}
