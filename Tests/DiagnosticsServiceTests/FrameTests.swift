import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import DiagnosticsService

@Suite("What every answer keeps to")
struct FrameTests {
    @Test("Forms of other pages are refused: by where they come from, and by their token")
    func foreignForms() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        try await house.application.test(.router) { client in
            var headers = sam.headers([.contentType: "application/x-www-form-urlencoded"])
            let right = ByteBuffer(string: "token=" + sam.token)
            #expect(
                try await client.execute(uri: "/drafts", method: .post, headers: headers, body: right).status
                    == .seeOther)
            for wrong in ["", "token=", "token=" + sam.token.dropLast() + "x"] {
                let answer = try await client.execute(
                    uri: "/drafts", method: .post, headers: headers, body: ByteBuffer(string: wrong))
                #expect(answer.status == .forbidden)
            }
            for site in ["cross-site", "same-site"] {
                headers[.secFetchSite] = site
                #expect(
                    try await client.execute(uri: "/drafts", method: .post, headers: headers, body: right).status
                        == .forbidden)
            }
            headers[.secFetchSite] = nil
            headers[.origin] = "https://elsewhere.example"
            #expect(
                try await client.execute(uri: "/drafts", method: .post, headers: headers, body: right).status
                    == .forbidden)
            // Without a session too: nobody signs a browser in from elsewhere.
            let foreign: HTTPFields = [
                .origin: "https://elsewhere.example", .contentType: "application/x-www-form-urlencoded",
            ]
            let answer = try await client.execute(
                uri: "/sign-in", method: .post, headers: foreign, body: ByteBuffer(string: "email=a&password=b"))
            #expect(answer.status == .forbidden)
        }
    }

    @Test("Nothing inline runs, nobody frames a page, and what is asked with another method is told which there are")
    func headers() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        try await house.application.test(.router) { client in
            for path in ["/sign-in", "/assets/earshot.js", "/nowhere", "/health"] {
                let answer = try await client.get(path)
                let policy = answer.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            }
            let page = try await client.get("/sign-in").text
            #expect(!page.contains("<style") && !page.contains(" style=") && !page.contains("onclick"))
            let wrong = try await client.execute(uri: "/health", method: .delete, headers: [:], body: nil)
            #expect(wrong.status == .methodNotAllowed)
            #expect(wrong.headers[.allow] == "GET, HEAD")
            let head = try await client.execute(uri: "/health", method: .head, headers: [:], body: nil)
            #expect(head.status == .ok && head.body.readableBytes == 0)
            let missing = try await client.execute(
                uri: "/nowhere", method: .get, headers: [.accept: "application/json"], body: nil)
            #expect(missing.headers[.contentType] == "application/problem+json")
            #expect(missing.text.contains("/problems/http.not-found"))
            let signIn = try await client.get("/cases?q=x")
            #expect(signIn.headers[.location] == "/sign-in?next=%2Fcases%3Fq%3Dx")
        }
    }

    @Test("After signing in one goes on within this service, never elsewhere")
    func goingOn() {
        #expect(SignInDoors.next("/cases?q=1") == "/cases?q=1")
        for foreign in ["https://x.example", "//x.example", "/\\x.example", "x", "", "/a\nb", "/a b"] {
            #expect(SignInDoors.next(foreign) == "/")
        }
    }

    @Test("multipart/form-data is read byte by byte as at once, and what is cut off or wrong is refused")
    func multipart() throws {
        let text =
            "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--b\r\n"
            + "Content-Disposition: form-data; name=\"f\"; filename=\"x \\\"y\\\".pcap\"\r\nContent-Type: a/b\r\n\r\n"
            + "\r\n--ax\r\n--\r\n--b--\r\n"
        func read(_ pieces: [[UInt8]]) throws -> [MultipartReader.Event] {
            var reader = try #require(MultipartReader(contentType: "multipart/form-data; boundary=b"))
            var events: [MultipartReader.Event] = []
            for piece in pieces {
                for event in try reader.feed(ByteBuffer(bytes: piece)) {
                    if case .data(let more) = event, case .data(var before)? = events.last {
                        var more = more
                        before.writeBuffer(&more)
                        events[events.count - 1] = .data(before)
                    } else {
                        events.append(event)
                    }
                }
            }
            return events
        }
        let whole = try read([Array(text.utf8)])
        #expect(whole.first == .part(name: "a", filename: nil))
        #expect(whole.contains(.part(name: "f", filename: "x \"y\".pcap")))
        #expect(whole.contains(.data(ByteBuffer(string: "\r\n--ax\r\n--"))))
        #expect(whole.last == .end)
        #expect(try read(text.utf8.map { [$0] }) == whole)
        #expect(try read([Array(text.utf8.dropLast(6))]).last != .end)
        // A boundary does not stand within a part, not even as the beginning of something longer.
        #expect(throws: MultipartReader.Failure.self) { try read([Array(text.replacing("--ax", with: "--bx").utf8)]) }
        #expect(throws: MultipartReader.Failure.self) { try read([Array("--b\r\nno header\r\n\r\n".utf8)]) }
        #expect(MultipartReader(contentType: "multipart/form-data") == nil)
    }

    @Test("Settings are read strictly: what is not understood stops the start and names its place")
    func settings() throws {
        func read(_ text: String) throws -> ServiceSettings {
            var settings = ServiceSettings()
            try settings.read(file: Array(text.utf8), name: "serve.json")
            return settings
        }
        #expect(try read("{\"port\": 9000, \"trustedProxies\": [\"10.0.0.1\"]}").port == 9_000)
        for wrong in ["{\"port\": \"abc\"}", "{\"prot\": 1}", "[", "{\"port\": 70000}", "{\"port\": true}", "3"] {
            let error = #expect(throws: ServiceSettings.Failure.self) { try read(wrong) }
            #expect(error?.description.contains("serve.json") == true)
        }
        var settings = ServiceSettings()
        try settings.read(environment: [
            "EARSHOT_SERVE_PORT": "81", "EARSHOT_SERVE_PUBLIC_ADDRESS": "https://a.example", "HOME": "x",
        ])
        #expect(settings.port == 81 && settings.publicAddress == "https://a.example")
        #expect(throws: ServiceSettings.Failure.self) { try settings.read(environment: ["EARSHOT_SERVE_PROT": "81"]) }
        let secret = house() + ".port"
        try Data("9443\n".utf8).write(to: URL(fileURLWithPath: secret))
        defer { try? FileManager.default.removeItem(atPath: secret) }
        try settings.read(environment: ["EARSHOT_SERVE_PORT_FILE": secret])
        #expect(settings.port == 9_443)
        for wrong in [
            ["EARSHOT_SERVE_PORT_FILE": secret + ".none"],
            ["EARSHOT_SERVE_PORT_FILE": secret, "EARSHOT_SERVE_PORT": "1"],
            ["EARSHOT_SERVE_PROT_FILE": secret],
        ] { #expect(throws: ServiceSettings.Failure.self) { try settings.read(environment: wrong) } }
        for address in ["0.0.0.0", "::", "192.0.2.1", "example.net"] {
            settings.address = address
            #expect(throws: ServiceSettings.Failure.self) { try settings.validate() }
        }
        settings.trustedProxies = ["192.0.2.7"]
        try settings.validate()
        #expect(settings.isSecure)
    }

    private func house() -> String { NSTemporaryDirectory() + "/frame-\(UInt64.random(in: .min ... .max))" }

    @Test("Addresses of callers are believed of trusted proxies alone")
    func cookies() {
        var settings = ServiceSettings()
        #expect(!SessionCookie.setting("x", settings: settings).contains("Secure"))
        settings.trustedProxies = ["192.0.2.7"]
        let cookie = SessionCookie.setting("x", settings: settings)
        #expect(cookie.hasPrefix("__Host-earshot=x;") && cookie.contains("; Secure") && cookie.contains("HttpOnly"))
        #expect(SessionCookie.value(in: [.cookie: "a=b; __Host-earshot=y"], settings: settings) == "y")
        #expect(SessionCookie.value(in: [.cookie: "earshot=y"], settings: settings) == nil)
    }
}
