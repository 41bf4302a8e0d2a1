import Cases
import Hummingbird
import HummingbirdTesting
import JSONText
import NIOCore
import Testing

@testable import DiagnosticsService

@Suite("The interface for programs")
struct InterfaceTests {
    private static let rows = "Caller,Callee,Date and time,Direction\r\n"

    private func submission(_ clock: TestClock, called: String = "+1 212 555 0142") -> String {
        let time = clock.now.advanced(bySeconds: -1_800).description
        return """
            {"serviceIdentifier":"London HQ","representative":{"name":"Sam Sample","email":"sam@example.com"},"severity":"S2",
            "region":"europe","summary":"Silence","customer":"Somebody else","checklist":{"symptoms":["one-way-audio"]},
            "responsibilities":{"equipmentChecked":true,"firstLevelDiagnosticsDone":true},
            "samples":[{"callingNumber":"+44 20 7946 0018","calledNumber":"\(called)","startedAt":"\(time)","direction":"outgoing"}]}
            """
    }

    private func token(_ house: PortalHouse, _ person: Person, _ scope: AccessToken.Scope = .write) throws -> HTTPFields
    {
        let secret = Secrets.new()
        _ = try house.store.put(
            AccessToken(
                id: 0, hash: Secrets.hash(secret), accountID: person.account.id, name: "t", scope: scope,
                createdAt: house.clock.now, expiresAt: house.clock.now.advanced(bySeconds: 10_000_000)))
        return [.authorization: "Bearer " + secret]
    }

    @Test("The document describes every door under /v1, and no other")
    func described() throws {
        let document = try JSONReader.read(PackageResources.openapi_json)
        guard case .object(let paths)? = document["paths"] else {
            Issue.record("the document has no paths")
            return
        }
        var described: Set<String> = []
        for path in paths {
            guard case .object(let methods) = path.value else { continue }
            for method in methods { described.insert(method.name.uppercased() + " " + path.name) }
        }
        let served = Set(
            Portal.routes.filter { $0.path.hasPrefix("/v1/") }.map { "\($0.method.rawValue) \($0.path)" })
        #expect(described == served)
        #expect(served.count >= 8)
    }

    @Test("Checks, submissions once for a key, cases with their version, steps, and the button before its time")
    func journey() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        let olga = try house.person(.customer, "Other")
        let marta = try house.person(.engineer, name: "Marta")
        let (write, read) = (try token(house, sam), try token(house, sam, .read))
        let (other, engineer) = (try token(house, olga), try token(house, marta))
        let body = ByteBuffer(string: submission(house.clock))
        try await house.application.test(.router) { client in
            func ask(
                _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ text: String? = nil
            ) async throws -> TestResponse {
                try await client.execute(
                    uri: path, method: method, headers: headers, body: text.map { ByteBuffer(string: $0) })
            }
            let checked = try await client.execute(uri: "/v1/checks", method: .post, headers: read, body: body)
            #expect(checked.status == .ok && checked.text.contains("\"schema\": \"earshot.check/1\""))
            let table = try await ask(
                .post, "/v1/checks", read, Self.rows + "7946 0018,+1 212 555 0142,2026-01-01T10:00:00Z,outgoing\r\n")
            #expect(table.status == .ok && table.text.contains("\"verdict\": \"returned\""))
            #expect(
                try await client.execute(uri: "/v1/submissions", method: .post, headers: read, body: body).status
                    == .forbidden)
            var keyed = write
            keyed[.idempotencyKey] = "one"
            for _ in 0..<3 {
                let sent = try await client.execute(uri: "/v1/submissions", method: .post, headers: keyed, body: body)
                #expect(sent.status == .created && sent.headers[.location] == "/v1/cases/CASE-000001")
            }
            #expect(throws: CaseStoreError.self) { try house.store.record("CASE-000002") }
            #expect(try house.store.record("CASE-000001").summary.customer == "Acme")
            let wrong = try await ask(.post, "/v1/submissions", write, submission(house.clock, called: "12"))
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("\"submission\":\"SUBMISSION-"))

            let place = "/v1/cases/CASE-000001"
            let shown = try await ask(.get, place, read)
            let tag = try #require(shown.headers[.eTag])
            var conditional = read
            conditional[.ifNoneMatch] = tag
            #expect(try await ask(.get, place, conditional).status == .notModified)
            for (method, path) in [
                (HTTPRequest.Method.get, ""), (.post, "/events"), (.get, "/escalation"), (.post, "/escalation"),
            ] {
                #expect(
                    try await ask(method, place + path, other, "{\"kind\":\"hear\",\"text\":\"x\"}").status == .notFound
                )
            }
            let noted = try await ask(
                .post, place + "/events", engineer, "{\"kind\":\"note\",\"text\":\"inside words\"}")
            #expect(noted.status == .created && noted.headers[.eTag] != tag)
            #expect(!(try await ask(.get, place, read).text).contains("inside words"))
            #expect((try await ask(.get, place, engineer).text).contains("inside words"))
            var stale = engineer
            stale[.ifMatch] = tag
            let late = try await ask(.post, place + "/events", stale, "{\"kind\":\"note\",\"text\":\"x\"}")
            #expect(late.status == .preconditionFailed)
            #expect(
                try await ask(.post, place + "/events", write, "{\"kind\":\"close\",\"text\":\"x\"}").status
                    == .forbidden)
            #expect(
                try await ask(.post, place + "/events", write, "{\"kind\":\"hear\",\"text\":\"hello\"}").status
                    == .created)
            #expect(
                try await ask(.post, place + "/events", engineer, "{\"kind\":\"dance\",\"text\":\"x\"}").status
                    == .badRequest)
            #expect(try await ask(.post, place + "/events", engineer, "[").status == .badRequest)

            let early = try await ask(.post, place + "/escalation", write)
            #expect(early.status == .conflict && early.text.contains("\"offeredFrom\":\""))
            #expect(early.text.contains("case.escalation-not-yet-offered"))
            house.clock.advance(seconds: 5 * 86_400)
            #expect((try await ask(.get, place + "/escalation", write).text).contains("\"isOffered\":true"))
            #expect(try await ask(.post, place + "/escalation", write).status == .created)
            #expect(try house.store.record("CASE-000001").summary.escalations == 1)
            #expect((try await ask(.get, "/v1/cases", write).text).contains("\"schema\": \"earshot.cases/1\""))
        }
    }

    @Test("Captures come up in pieces: wrong places are told, and the receipt says what is in them")
    func uploads() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        let bytes = try sampleCapture("one-way-private-address")
        try await house.application.test(.router) { client in
            let draft = try #require(try await client.post("/drafts", sam).headers[.location])
            let made = try await client.execute(
                uri: draft + "/captures", method: .post,
                headers: sam.headers([
                    .formToken: sam.token, .uploadComplete: "?0", .uploadLength: String(bytes.count),
                    .contentDisposition: "attachment; filename*=UTF-8''..%2Fcall%20one.pcap",
                ]), body: nil)
            let place = try #require(made.headers[.location])
            func piece(_ range: Range<Int>, at offset: Int, isLast: Bool) async throws -> TestResponse {
                try await client.execute(
                    uri: place, method: .patch,
                    headers: sam.headers([
                        .formToken: sam.token, .uploadOffset: String(offset), .uploadComplete: isLast ? "?1" : "?0",
                    ]), body: ByteBuffer(bytes: bytes[range]))
            }
            let half = bytes.count / 2
            #expect(try await piece(0..<half, at: 0, isLast: false).headers[.uploadOffset] == String(half))
            let wrong = try await piece(0..<half, at: 0, isLast: false)
            #expect(wrong.status == .conflict && wrong.headers[.uploadOffset] == String(half))
            let head = try await client.execute(uri: place, method: .head, headers: sam.headers(), body: nil)
            #expect(head.headers[.uploadOffset] == String(half) && head.headers[.uploadComplete] == "?0")
            let last = try await piece(half..<bytes.count, at: half, isLast: true)
            #expect(last.status == .ok && last.headers[.uploadComplete] == "?1")
            try house.doJobs()
            let told = try await client.execute(
                uri: place, method: .get, headers: sam.headers([.accept: "application/json"]), body: nil
            ).text
            #expect(told.contains("\"name\":\"call one.pcap\"") && told.contains("speech") && told.contains("1 call."))
            #expect((try await client.get(place + "/analysis", sam).text).contains("could not hear"))
            let broken = try await client.upload(Array("no capture".utf8), to: draft + "/captures", sam)
            try house.doJobs()
            let failed = try await client.execute(
                uri: broken, method: .get, headers: sam.headers([.accept: "application/json"]), body: nil
            ).text
            #expect(failed.contains("\"readable\":false") && !failed.contains(house.folder))
            #expect(
                try await client.execute(
                    uri: broken, method: .delete, headers: sam.headers([.formToken: sam.token]), body: nil
                ).status == .noContent)
        }
    }

    @Test("A newer writer replaces an older one, which changes nothing any more")
    func writers() throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        let id = Secrets.identifier()
        try house.store.begin(
            Upload(
                id: id, accountID: sam.account.id, organisation: "Acme", draft: nil, caseNumber: nil, name: "x",
                declaredBytes: 10, createdAt: house.clock.now, expiresAt: house.clock.now.advanced(bySeconds: 100)))
        let older = try house.store.write(upload: id)
        let newer = try house.store.write(upload: id)
        #expect(try !house.store.advance(older, to: 5, sha256: nil, clock: house.clock))
        #expect(try house.store.advance(newer, to: 7, sha256: nil, clock: house.clock))
        #expect(try house.store.upload(id)?.receivedBytes == 7)
    }
}
