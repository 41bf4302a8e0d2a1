import Cases
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import DiagnosticsService

@Suite("Accounts")
struct AccountTests {
    @Test("A link makes one account, once, and not after its time")
    func links() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let ada = try house.person(.administrator)
        try await house.application.test(.router) { client in
            func link() async throws -> String {
                let page = try await client.post("/accounts", ada, [("role", "customer"), ("organisation", "Acme")])
                    .text
                let start = try #require(page.range(of: "/links/"))
                return "/links/" + page[start.upperBound...].prefix { $0 != "<" }
            }
            let first = try await link()
            #expect(try await client.get(first).status == .ok)
            let short = try await client.post(
                first, nil, [("name", "Kim"), ("email", "kim@acme.example"), ("password", "short")])
            #expect(short.status == .unprocessableContent)
            let made = try await client.post(
                first, nil, [("name", "Kim"), ("email", "Kim@Acme.example"), ("password", "a long sentence")])
            #expect(made.status == .seeOther)
            #expect(made.headers[.setCookie]?.contains("HttpOnly; SameSite=Lax") == true)
            #expect(try await client.get(first).status == .notFound)
            #expect(try house.store.account(email: "kim@acme.example")?.organisation == "Acme")
            let second = try await link()
            let again = try await client.post(
                second, nil, [("name", "Kim"), ("email", "kim@acme.example"), ("password", "a long sentence")])
            #expect(again.text.contains("There is an account of this address already."))
            house.clock.advance(seconds: AccountDoors.invitationSeconds + 1)
            #expect(try await client.get(second).status == .notFound)
        }
    }

    @Test("Signing in: the same words for a wrong password and no account, waits that grow, and an entry in the log")
    func signingIn() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        let email = sam.account.email
        try await house.application.test(.router) { client in
            func attempt(_ email: String, _ password: String) async throws -> TestResponse {
                try await client.post("/sign-in", nil, [("email", email), ("password", password)])
            }
            func words(_ answer: TestResponse) -> String {
                answer.text.components(separatedBy: "summary-title").last?.prefix(300).description ?? ""
            }
            let wrong = try await attempt(email, "wrong")
            let nobody = try await attempt("nobody@example.com", "wrong")
            #expect(wrong.status == .forbidden && nobody.status == .forbidden)
            #expect(words(wrong) == words(nobody) && !words(wrong).isEmpty)
            #expect(try await attempt(email, "a long sentence").status == .seeOther)
            for _ in 0..<SignInDoors.freeFailures { _ = try await attempt(email, "wrong") }
            #expect(try await attempt(email, "a long sentence").status == .forbidden)
            house.clock.advance(seconds: 3_700)
            #expect(try await attempt(email.uppercased(), "a long sentence").status == .seeOther)
            let log = try house.store.audit(before: nil, limit: 100)
            #expect(log.contains { $0.action == "sign-in-refused" && $0.subject == email })
            #expect(log.contains { $0.action == "signed-in" && $0.subject == email })
        }
        let now = house.clock.now
        let waits = (1...20).map { SignInDoors.lockedUntil($0, now).map { Int($0.seconds(since: now)) } ?? 0 }
        #expect(Array(waits[0..<7]) == [0, 0, 0, 0, 30, 60, 120])
        #expect(waits.last == 3_600)
    }

    @Test("A second factor is asked for, its codes are those of RFC 6238, and none is used twice")
    func secondFactor() async throws {
        // RFC 6238, appendix B: the last six digits of its eight.
        let secret = Array("12345678901234567890".utf8)
        for (second, code) in [
            (59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130"),
        ] {
            #expect(OneTimeCodes.code(secret, step: Int64(second) / 30) == code)
        }
        #expect(OneTimeCodes.secret(OneTimeCodes.letters(secret)) == secret)
        #expect(OneTimeCodes.letters(Array("foobar".utf8)) == "MZXW6YTBOI")
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        try house.store.change(secondFactor: secret, of: sam.account.id)
        try await house.application.test(.router) { client in
            func ticket() async throws -> String {
                let page = try await client.post(
                    "/sign-in", nil, [("email", sam.account.email), ("password", "a long sentence")])
                #expect(page.headers[.setCookie] == nil)
                let start = try #require(page.text.range(of: "name=\"ticket\" value=\""))
                return String(page.text[start.upperBound...].prefix { $0 != "\"" })
            }
            let step = house.clock.now.nanoseconds / 30_000_000_000
            let first = try await ticket()
            let wrong = try await client.post("/sign-in/code", nil, [("ticket", first), ("code", "000000")])
            #expect(wrong.status == .forbidden && wrong.headers[.setCookie] == nil)
            let right = OneTimeCodes.code(secret, step: step)
            #expect(
                try await client.post("/sign-in/code", nil, [("ticket", first), ("code", right)]).status == .seeOther)
            let second = try await ticket()
            let again = try await client.post("/sign-in/code", nil, [("ticket", second), ("code", right)])
            #expect(again.status == .forbidden && again.headers[.setCookie] == nil)
        }
    }

    @Test("A disabled account, an ended session and an ended token are none")
    func ends() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let ada = try house.person(.administrator)
        let sam = try house.person(.customer, "Acme")
        try await house.application.test(.router) { client in
            let page = try await client.post(
                "/account/tokens", sam, [("name", "script"), ("scope", "read"), ("days", "10")]
            ).text
            let start = try #require(page.range(of: "earshot_"))
            let token = "earshot_" + page[start.upperBound...].prefix { $0 != "<" }
            let bearer: HTTPFields = [.authorization: "Bearer " + token, .accept: "text/html"]
            #expect(try await client.execute(uri: "/cases", method: .get, headers: bearer, body: nil).status == .ok)
            // What may read may not write.
            var writing = bearer
            writing[.contentType] = "application/x-www-form-urlencoded"
            #expect(
                try await client.execute(uri: "/drafts", method: .post, headers: writing, body: nil).status
                    == .forbidden)
            #expect(try await client.get("/cases", sam).status == .ok)
            #expect(try await client.post("/accounts/\(sam.account.id)/disable", ada).status == .seeOther)
            #expect(try await client.get("/cases", sam).status == .seeOther)
            let json: HTTPFields = [.authorization: "Bearer " + token, .accept: "application/json"]
            #expect(
                try await client.execute(uri: "/cases", method: .get, headers: json, body: nil).status == .unauthorized)
            #expect(try await client.post("/accounts/\(ada.account.id)/disable", ada).status == .conflict)
            _ = try await client.post("/sign-out", ada)
            #expect(try await client.get("/accounts", ada).status == .seeOther)
        }
    }

    @Test("The audit log is neither changed nor deleted")
    func audit() throws {
        let house = try PortalHouse()
        defer { house.remove() }
        try house.portal.note("tried", "something", by: nil)
        let entry = try #require(try house.store.audit(before: nil, limit: 1).first)
        #expect(entry.action == "tried")
        for sql in ["UPDATE audit SET action = 'x'", "DELETE FROM audit"] {
            #expect(throws: (any Error).self) { try house.store.tryStatement(sql) }
        }
        #expect(try house.store.audit(before: nil, limit: 1).first == entry)
    }

    @Test("Passwords are scrypt of RFC 7914, and none is its own hash")
    func passwords() throws {
        let passwords = Passwords(rounds: 4)
        let encoded = try passwords.encode("a long sentence")
        #expect(encoded.hasPrefix("$scrypt$ln=4,r=8,p=3$") && !encoded.contains("sentence"))
        #expect(passwords.fits("a long sentence", encoded))
        #expect(!passwords.fits("a long sentencE", encoded))
        #expect(!passwords.fits("a long sentence", nil))
        #expect(try passwords.encode("a long sentence") != encoded)
        #expect(Passwords(rounds: 5).isWeak(encoded) && !passwords.isWeak(encoded))
    }

    @Test("Authorized representatives are kept by the customer alone, and count in the check")
    func representatives() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        let olga = try house.person(.customer, "Other")
        try await house.application.test(.router) { client in
            let wrong = try await client.post(
                "/representatives", sam, [("name", "Kim"), ("email", "k@acme.example"), ("from", "30.11.2026")])
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("30.11.2026 is not a day."))
            let fields = [
                ("name", "Kim"), ("email", "k@acme.example"), ("from", "2026-01-01"), ("until", "2026-12-31"),
            ]
            #expect(try await client.post("/representatives", sam, fields).status == .seeOther)
            let kept = try #require(try house.store.authorized(of: "Acme").first)
            #expect(try await client.post("/representatives/\(kept.id)/remove", olga).status == .notFound)
            #expect(!(try await client.get("/representatives", olga).text).contains("Kim"))
            #expect((try await client.get("/representatives", sam).text).contains("2026-01-01 to 2026-12-31"))
            #expect(try await client.post("/representatives/\(kept.id)/remove", sam).status == .seeOther)
        }
    }
}
