import CallVocabulary
import Cases
import Hummingbird
import HummingbirdTesting
import Testing

@testable import DiagnosticsService

@Suite("Lists and clocks")
struct ListTests {
    private func open(_ house: PortalHouse, _ person: Person, _ client: some TestClientProtocol, _ severity: String)
        async throws
    {
        let draft = try #require(try await client.post("/drafts", person).headers[.location])
        let form = goodForm(house.clock).map { ($0.0, $0.0 == "severity" ? severity : $0.1) }
        _ = try await client.post(draft, person, form + [("action", "check")])
        _ = try await client.post(draft + "/send", person, [("usable", "0")])
    }

    private func numbers(_ text: String) -> [String] {
        text.split(separator: "href=\"/cases/CASE-").dropFirst().map { "CASE-" + $0.prefix(6) }
    }

    @Test("The list follows what happens: what is due first is first, what is over is gone, what ran out is late")
    func follows() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        let olga = try house.person(.customer, "Other")
        let marta = try house.person(.engineer, name: "Marta")
        try await house.application.test(.router) { client in
            for severity in ["S3", "S2", "S1"] { try await open(house, sam, client, severity) }
            var list = try await client.get("/cases", marta).text
            #expect(numbers(list) == ["CASE-000003", "CASE-000002", "CASE-000001"] && list.contains("Open 3"))
            #expect(numbers(try await client.get("/cases", sam).text).count == 3)
            #expect(numbers(try await client.get("/cases", olga).text).isEmpty)
            _ = try await client.post("/cases/CASE-000002/take", marta)
            list = try await client.get("/cases?filter=mine", marta).text
            #expect(numbers(list) == ["CASE-000002"] && list.contains("Mine 1") && list.contains("Nobody’s 2"))
            _ = try await client.post("/cases/CASE-000003/close", marta, [("text", "over")])
            list = try await client.get("/cases", marta).text
            #expect(!numbers(list).contains("CASE-000003") && list.contains("Closed 1"))
            #expect(numbers(try await client.get("/cases?filter=closed", marta).text) == ["CASE-000003"])
            #expect((try await client.get("/cases?filter=closed", sam).text).contains("Closed 1"))
            #expect((try await client.get("/cases?filter=closed", olga).text).contains("Closed 0"))
            #expect((try await client.get("/cases", marta).text).contains("Overdue 0"))
            house.clock.advance(seconds: 10 * 86_400)
            list = try await client.get("/cases?filter=overdue", marta).text
            #expect(numbers(list).count == 2 && list.contains("overdue by"))
            // One that is gone meanwhile does not empty the page behind it.
            #expect(numbers(try await client.get("/cases?after=CASE-000003", marta).text).count == 2)
            #expect(numbers(try await client.get("/cases?after=\(numbers(list)[0])", marta).text).count == 1)
        }
    }

    @Test("A clock that was set back keeps no job waiting and lets none be done twice")
    func clockBack() throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let store = house.store
        let job = try store.put(.analyzeCase, subject: "CASE-000009", clock: house.clock)
        let first = try #require(try store.take(.analyzeCase, seconds: 30, clock: house.clock))
        #expect(first.id == job.id)
        #expect(try store.take(.analyzeCase, seconds: 30, clock: house.clock) == nil)
        house.clock.advance(seconds: -7_200)
        // The lease ends two hours from now by this clock: it was given by another.
        let second = try #require(try store.take(.analyzeCase, seconds: 30, clock: house.clock))
        #expect(second.id == job.id && second.lease > first.lease)
        #expect(try !store.finish(first, clock: house.clock))
        #expect(try store.finish(second, clock: house.clock))
        #expect(try store.take(.analyzeCase, seconds: 30, clock: house.clock) == nil)
        house.clock.advance(seconds: 86_000)
        _ = try store.expire(draftsBefore: house.clock.now, clock: house.clock)
        #expect(try store.job(job.id)?.state == .done)
        house.clock.advance(seconds: 86_400)
        _ = try store.expire(draftsBefore: house.clock.now, clock: house.clock)
        #expect(try store.job(job.id) == nil)
    }
}
