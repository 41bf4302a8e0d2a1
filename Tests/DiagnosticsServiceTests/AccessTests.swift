import Cases
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import DiagnosticsService

@Suite("Who may come in where")
struct AccessTests {
    /// What has to be at a path so that it is a path.
    private func place(_ path: String, draft: String, number: String, upload: String) -> String {
        var place = path
        if path.hasPrefix("/drafts/") { place = place.replacing("{id}", with: draft) }
        if path.hasPrefix("/v1/analyses/") { place = place.replacing("{id}", with: number) }
        if path.hasPrefix("/v1/drafts/") { place = place.replacing("{id}", with: draft) }
        if path.hasPrefix("/captures/") || path.hasPrefix("/v1/captures/") {
            place = place.replacing("{id}", with: upload)
        }
        return place.replacing("{number}", with: number).replacing("{id}", with: "999").replacing("{secret}", with: "x")
            .replacing("{name}", with: "earshot.css").replacing("{code}", with: "sample.call-too-old")
            .replacing("{sha256}", with: String(repeating: "0", count: 64)).replacing("{call}", with: "call-1")
            .replacing("{organisation}", with: "Acme").replacing("{person}", with: "999").replacing(
                "{token}", with: "999")
    }

    private func ask(
        _ route: Route, _ path: String, _ person: Person?, _ client: some TestClientProtocol
    ) async throws -> HTTPResponse.Status {
        var headers: HTTPFields = person?.headers([.accept: "application/json"]) ?? [.accept: "application/json"]
        if let person { headers[.formToken] = person.token }
        return try await client.execute(uri: path, method: route.method, headers: headers, body: nil).status
    }

    @Test("Every door by every role: who is not named gets in nowhere")
    func roles() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        try await house.application.test(.router) { client in
            for route in Portal.routes {
                for role in [nil] + AccountRole.allCases.map(Optional.some) {
                    let person = try role.map { try house.person($0, $0 == .customer ? "Acme" : nil) }
                    let path = place(route.path, draft: "d", number: "CASE-000001", upload: "u")
                    let status = try await ask(route, path, person, client)
                    let name = "\(route.method) \(route.path) as \(role?.rawValue ?? "nobody")"
                    if route.access.admits(role) {
                        #expect(status != .forbidden || route.path.hasPrefix("/sign-in"), "\(name): \(status)")
                        #expect(status != .unauthorized, "\(name): \(status)")
                    } else {
                        #expect(status == (role == nil ? .unauthorized : .forbidden), "\(name): \(status)")
                    }
                    #expect(status.kind != .serverError, "\(name): \(status)")
                }
            }
        }
    }

    @Test("Audio and captures are for engineers and their customers; accounts are for administrators alone")
    func table() {
        func roles(_ path: String) -> Set<AccountRole> {
            Set(
                AccountRole.allCases.filter { role in
                    Portal.routes.filter { $0.path == path }.contains { $0.access.admits(role) }
                })
        }
        #expect(roles("/cases/{number}/captures/{sha256}") == [.customer, .engineer])
        #expect(roles("/accounts") == [.administrator])
        #expect(roles("/audit") == [.administrator])
        #expect(roles("/cases/{number}/respond") == [.intake, .engineer])
        #expect(roles("/cases/{number}/message") == [.customer])
        #expect(roles("/representatives") == [.customer])
        #expect(roles("/cases/{number}/calls/{call}/audio") == [.engineer])
        #expect(roles("/v1/analyses/{id}/calls/{call}/audio") == [.engineer])
        #expect(roles("/captures/{id}/calls/{call}/audio") == [.engineer])
        #expect(roles("/metrics") == [.administrator])
        #expect(roles("/v1/links") == [.administrator])
    }

    @Test("What is another organisation's is not there, whatever is done with it")
    func organisations() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        let olga = try house.person(.customer, "Other")
        let colleague = try house.person(.customer, "Acme", name: "Kim")
        let almost = try house.person(.customer, "ACME", name: "Not Kim")
        try await house.application.test(.router) { client in
            let begun = try await client.post("/drafts", sam)
            let draft = try #require(begun.headers[.location]?.split(separator: "/").last.map(String.init))
            let upload = try await client.upload(
                try sampleCapture("one-way-private-address"), to: "/drafts/\(draft)/captures", sam)
            let id = try #require(upload.split(separator: "/").last.map(String.init))
            let mine = try await client.post("/drafts", sam)
            let second = try #require(mine.headers[.location])
            #expect(
                try await client.post(second, sam, goodForm(house.clock) + [("action", "check")]).status == .seeOther)
            let sent = try await client.post(second + "/send", sam, [("usable", "0")])
            #expect(sent.headers[.location] == "/cases/CASE-000001?new=1")
            // A colleague sees the case and not the form.
            #expect(try await client.get("/cases/CASE-000001", colleague).status == .ok)
            #expect(try await client.get("/drafts/" + draft, colleague).status == .notFound)
            var asked = 0
            for route in Portal.routes where route.access.admits(.customer) {
                let path = place(route.path, draft: draft, number: "CASE-000001", upload: id)
                guard ["{id}", "{number}", "{organisation}"].contains(where: route.path.contains) else { continue }
                asked += 1
                let status = try await ask(route, path, olga, client)
                #expect(status == .notFound, "\(route.method) \(route.path): \(status)")
            }
            #expect(asked > 35)
            #expect(!(try await client.get("/cases", olga).text).contains("CASE-000001"))
            #expect(!(try await client.get("/cases?q=hear", olga).text).contains("CASE-000001"))
            #expect((try await client.get("/cases", sam).text).contains("CASE-000001"))
            // A name that differs in its letters' case alone is another's.
            let seen = try await client.get("/cases", almost).text
            #expect(!seen.contains("CASE-000001") && seen.contains("Open 0"))
            #expect(!(try await client.get("/cases?q=hear", almost).text).contains("CASE-000001"))
            #expect(try await client.get("/cases/CASE-000001", almost).status == .notFound)
        }
    }

    @Test("A submission cannot say that it is another customer's")
    func customerOfTheAccount() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        try await house.application.test(.router) { client in
            let draft = try #require(try await client.post("/drafts", sam).headers[.location])
            _ = try await client.post(draft, sam, goodForm(house.clock) + [("customer", "Other"), ("action", "check")])
            _ = try await client.post(draft + "/send", sam, [("usable", "0")])
            #expect(try house.store.record("CASE-000001").summary.customer == "Acme")
        }
    }

    @Test("Notes for the team stay inside")
    func notes() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        let marta = try house.person(.engineer, name: "Marta")
        try await house.application.test(.router) { client in
            let draft = try #require(try await client.post("/drafts", sam).headers[.location])
            _ = try await client.post(draft, sam, goodForm(house.clock) + [("action", "check")])
            _ = try await client.post(draft + "/send", sam, [("usable", "0")])
            _ = try await client.post("/cases/CASE-000001/respond", marta, [("text", "inside words"), ("note", "1")])
            _ = try await client.post("/cases/CASE-000001/respond", marta, [("text", "outside words")])
            let seen = try await client.get("/cases/CASE-000001", sam).text
            #expect(seen.contains("outside words"))
            #expect(!seen.contains("inside words"))
            #expect((try await client.get("/cases/CASE-000001", marta).text).contains("inside words"))
        }
    }
}
