import Cases
import Hummingbird
import HummingbirdTesting
import NIOCore
import SupportProgram
import Testing

@testable import DiagnosticsService

@Suite("The form")
struct FormTests {
    @Test("What is typed is kept as it was typed, markup, marks and line ends included, and shown again")
    func nothingIsLost() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        let typed = [
            "<script>alert(1)</script>", "\"quoted\" & 'so'", "\u{202E}+44 20\u{200B}7946 0018",
            String(repeating: "x", count: 9_000),
            "é 日本 😀",
        ]
        try await house.application.test(.router) { client in
            let place = try #require(try await client.post("/drafts", sam).headers[.location])
            for text in typed {
                let fields = [
                    ("rows", "1"), ("summary", text), ("samples[0][callingNumber]", text), ("samples[0][date]", text),
                ]
                #expect(try await client.post(place, sam, fields + [("action", "save")]).status == .seeOther)
                let id = String(place.split(separator: "/").last ?? "")
                let content = FormContent(try #require(try house.store.draft(id)).content)
                #expect(content["summary"] == text)
                #expect(content.calls[0]["callingNumber"] == text && content.calls[0]["date"] == text)
                let page = try await client.get(place, sam).text
                #expect(!page.contains("<script>alert"))
                #expect(page.contains(typed[0] == text ? "&lt;script&gt;alert(1)&lt;/script&gt;" : "value=\""))
            }
            // A date that is no day of a calendar's field is shown as text.
            let fields = [("rows", "1"), ("samples[0][date]", "23/11/2026 14:03"), ("action", "save")]
            _ = try await client.post(place, sam, fields)
            #expect((try await client.get(place, sam).text).contains("type=\"text\" value=\"23/11/2026 14:03\""))
        }
    }

    @Test("Errors stand in the summary and at their fields in the same words, each with a field to go to")
    func errors() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        try await house.application.test(.router) { client in
            let place = try #require(try await client.post("/drafts", sam).headers[.location])
            let fields = goodForm(house.clock).filter { $0.0 != "severity" && $0.0 != "samples[0][direction]" }
            let answer = try await client.post(place, sam, fields + [("action", "check")])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("<title>Error: "))
            let summary =
                answer.text.components(separatedBy: "There is a problem").last?.components(separatedBy: "</ul>").first
                ?? ""
            let links = summary.components(separatedBy: "href=\"#").dropFirst().map { String($0.prefix { $0 != "\"" }) }
            #expect(Set(links) == ["severity", "s0-direction"])
            for id in links {
                #expect(answer.text.contains("id=\"\(id)\""))
                #expect(answer.text.contains("id=\"\(id)-error\""))
            }
        }
    }

    @Test("Rows of a spreadsheet and a mail fill in the form")
    func reading() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        let day = CivilDateTimeText.day(house.clock.now)
        let table =
            "Caller\tCallee\tDate and time\tDirection\r\n+44 20 7946 0018\t+1 212 555 0142\t\(day)T10:00\toutgoing\r\n"
            + "+44 20 7946 0019\t+1 212 555 0143\tsometime\toutgoing\r\n"
        try await house.application.test(.router) { client in
            let place = try #require(try await client.post("/drafts", sam).headers[.location])
            let page = try await client.post(
                place, sam, [("rows", "1"), ("summary", "kept"), ("paste", table), ("action", "read")])
            #expect(page.text.contains("2 calls are filled in"))
            let id = String(place.split(separator: "/").last ?? "")
            let content = FormContent(try #require(try house.store.draft(id)).content)
            #expect(content["summary"] == "kept")
            #expect(content.calls.map { $0["callingNumber"] } == ["+44 20 7946 0018", "+44 20 7946 0019"])
            #expect(content.calls[0]["date"] == day && content.calls[0]["time"] == "10:00")
            #expect(content.calls[1]["date"] == "sometime")
            let nothing = try await client.post(place, sam, [("rows", "1"), ("paste", "hello"), ("action", "read")])
            #expect(nothing.text.contains("No call was found in it"))
        }
    }

    @Test("A form becomes one case, however often it is sent, and what was typed leaves the form")
    func once() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        try await house.application.test(.router) { client in
            let place = try #require(try await client.post("/drafts", sam).headers[.location])
            _ = try await client.post(place, sam, goodForm(house.clock) + [("action", "check")])
            for _ in 0..<3 {
                let sent = try await client.post(place + "/send", sam, [("usable", "0")])
                #expect(sent.headers[.location]?.hasPrefix("/cases/CASE-000001") == true)
            }
            // A job that is done a second time after a crash changes nothing.
            let id = String(place.split(separator: "/").last ?? "")
            let draft = try #require(try house.store.draft(id))
            try house.work.submit(PortalWork.subject([id, String(draft.revision), "0", "all"]))
            #expect(draft.content.isEmpty && draft.caseNumber == "CASE-000001")
            #expect(throws: CaseStoreError.self) { try house.store.record("CASE-000002") }
        }
    }

    @Test("Good calls can be sent while others cannot; a suggestion is put in its place at a press")
    func verdict() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        var fields = goodForm(house.clock).map { $0.0 == "rows" ? ("rows", "2") : $0 }
        for (name, value) in goodForm(house.clock) where name.hasPrefix("samples[0]") {
            fields.append(
                (
                    name.replacing("[0]", with: "[1]"),
                    name.contains("direction") ? "incoming" : value + (name.contains("called") ? "3" : "")
                ))
        }
        fields = fields.map { $0.0 == "samples[1][calledNumber]" ? ($0.0, "+1 212 555 0143") : $0 }
        fields.append(("ownNumbers", "+44 20 7946 0018"))
        let all = fields
        try await house.application.test(.router) { client in
            let place = try #require(try await client.post("/drafts", sam).headers[.location])
            let checked = try await client.post(place, sam, all + [("action", "check")])
            #expect(checked.headers[.location] == place + "/verdict")
            let verdict = try await client.get(place + "/verdict", sam).text
            #expect(verdict.contains("1 of your 2 call samples can be used"))
            #expect(verdict.contains("name=\"set-direction\" value=\"outgoing\""))
            let applied = try await client.post(place + "/apply", sam, [("row", "1"), ("set-direction", "outgoing")])
            #expect(applied.status == .seeOther)
            #expect((try await client.get(place + "/verdict", sam).text).contains("All 2 call samples can be used"))
        }
    }

    @Test("A call grows too old while the form lies: the check is of the moment at which it is sent")
    func age() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        try await house.application.test(.router) { client in
            let place = try #require(try await client.post("/drafts", sam).headers[.location])
            _ = try await client.post(place, sam, goodForm(house.clock) + [("action", "check")])
            house.clock.advance(seconds: 6_000)
            let sent = try await client.post(place + "/send", sam, [("usable", "0")])
            #expect(sent.headers[.location] == place + "/verdict")
            let verdict = try await client.get(place + "/verdict", sam).text
            #expect(verdict.contains("It was not sent") && verdict.contains("the limit is 2 h"))
        }
    }
}
