import CallVocabulary
import Cases
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import DiagnosticsService

@Suite("What is made of captures", .serialized)
struct ProductTests {
    /// A portal with a case that has a capture, and whoever handed it in; jobs are done while the body runs.
    private func withCase(
        _ body: @escaping @Sendable (PortalHouse, any TestClientProtocol, Person) async throws -> Void
    ) async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        let worker = Task.detached {
            while !Task.isCancelled {
                try? house.doJobs()
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
        defer { worker.cancel() }
        try await house.application.test(.router) { client in
            let draft = try #require(try await client.post("/drafts", sam).headers[.location])
            _ = try await client.upload(
                try sampleCapture("one-way-private-address"), to: draft + "/captures", sam)
            for _ in 0..<200 {
                if (try await client.get(draft, sam).text).contains("speech") { break }
                try await Task.sleep(for: .milliseconds(50))
            }
            _ = try await client.post(draft, sam, goodForm(house.clock) + [("action", "check")])
            _ = try await client.post(draft + "/send", sam, [("usable", "0")])
            for _ in 0..<200 where (try? house.store.record("CASE-000001")) == nil {
                try await Task.sleep(for: .milliseconds(50))
            }
            try await body(house, client, sam)
        }
    }

    @Test("Engineers hear a call, nobody else does, and each listening stands in the history before anything is heard")
    func listening() async throws {
        try await withCase { house, client, sam in
            let marta = try house.person(.engineer, name: "Marta")
            let ivan = try house.person(.intake, name: "Ivan")
            let ada = try house.person(.administrator, name: "Ada")
            let place = "/cases/CASE-000001/calls/call-1/audio"
            for other in [sam, ivan, ada] { #expect(try await client.get(place, other).status == .forbidden) }
            #expect(!(try house.store.record("CASE-000001").summary.events.contains { $0.kind == .listened }))
            let heard = try await client.get(place + "?stream=stream-1", marta)
            #expect(heard.status == .ok && heard.headers[.contentType] == "audio/wav")
            #expect(heard.text.hasPrefix("RIFF"))
            var events = try house.store.record("CASE-000001").summary.events.filter { $0.kind == .listened }
            #expect(events.count == 1 && events[0].actor == "Marta" && events[0].text.contains("call-1"))
            // The pieces that a player asks for are of the same listening.
            let piece = try await client.execute(
                uri: place + "?stream=stream-1", method: .get, headers: marta.headers([.range: "bytes=100-199"]),
                body: nil)
            #expect(piece.status == .partialContent && piece.body.readableBytes == 100)
            #expect(piece.headers[.contentRange]?.hasPrefix("bytes 100-199/") == true)
            #expect(try house.store.record("CASE-000001").summary.events.count { $0.kind == .listened } == 1)
            house.clock.advance(seconds: 3_600)
            _ = try await client.get(place + "?stream=stream-1", marta)
            events = try house.store.record("CASE-000001").summary.events.filter { $0.kind == .listened }
            #expect(events.count == 2)
            #expect((try await client.get("/cases/CASE-000001", sam).text).contains("Listened to"))
            for wrong in ["call-9", "call-x", "..", "call-1?stream=stream-9", "call-1?stream=x"] {
                let parts = wrong.split(separator: "?")
                let path = "/cases/CASE-000001/calls/\(parts[0])/audio" + (parts.count > 1 ? "?\(parts[1])" : "")
                let answer = try await client.get(path, marta)
                #expect([.notFound, .conflict].contains(answer.status), "\(wrong): \(answer.status)")
            }
        }
    }

    @Test("A call is drawn for customers too, cut for whoever may have captures, and shared without what identifies")
    func products() async throws {
        try await withCase { house, client, sam in
            let olga = try house.person(.customer, "Other")
            let marta = try house.person(.engineer, name: "Marta")
            let ivan = try house.person(.intake, name: "Ivan")
            let page = try await client.get("/cases/CASE-000001", sam).text
            #expect(page.contains("class=\"plot") && page.contains("class=\"ladder wide\"") && !page.contains("<audio"))
            #expect(!page.contains(" style="))
            #expect((try await client.get("/cases/CASE-000001", marta).text).contains("<audio"))
            let call = try await client.get("/cases/CASE-000001/calls/call-1", sam)
            #expect(call.status == .ok && call.text.contains("astray"))
            let cut = try await client.get("/cases/CASE-000001/calls/call-1/cut", sam)
            #expect(cut.status == .ok && cut.body.readableBytes > 10_000)
            #expect(cut.headers[.contentDisposition]?.hasPrefix("attachment") == true)
            #expect(try await client.get("/cases/CASE-000001/calls/call-1/cut", ivan).status == .forbidden)
            let hash = try #require(try house.store.record("CASE-000001").captures.first?.sha256)
            let shared = try await client.get("/cases/CASE-000001/captures/\(hash)/shareable", marta)
            #expect(shared.status == .ok)
            for secret in ["442079460018", "12125550142"] {
                #expect(!Array(shared.body.readableBytesView).contains(Array(secret.utf8)))
                #expect(Array(cut.body.readableBytesView).contains(Array(secret.utf8)))
            }
            #expect(try await client.get("/cases/CASE-000001/captures/\(hash)/shareable", olga).status == .notFound)
            let archive = try await client.get("/cases/CASE-000001/export", marta)
            #expect(archive.status == .ok && archive.text.contains("CASE-000001/case.json"))
            #expect(try await client.get("/cases/CASE-000001/export", sam).status == .forbidden)
            let left = portalFiles(house).filter { $0.hasPrefix("made-") }
            #expect(left.isEmpty, "\(left)")
            house.portal.uploads.removeProducts(olderThan: 3_600)
            #expect(portalFiles(house).contains { $0.hasPrefix("product-") })
            house.portal.uploads.removeProducts(olderThan: -1)
            #expect(!portalFiles(house).contains { $0.hasPrefix("product-") })
        }
    }

    /// What the media packets of a capture carry, where it is more than silence.
    private func payloads(of bytes: [UInt8]) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var at = 24
        while at + 16 <= bytes.count {
            let length = Int(bytes[at + 8]) | Int(bytes[at + 9]) << 8
            let packet = at + 16..<min(bytes.count, at + 16 + length)
            // Ethernet, IPv4, UDP, RTP, 160 bytes of G.711.
            if packet.count == 14 + 20 + 8 + 12 + 160 {
                let payload = Array(bytes[packet].suffix(160))
                if Set(payload).count > 20 { found.append(payload) }
            }
            at = packet.upperBound
        }
        return found
    }

    private func portalFiles(_ house: PortalHouse) -> [String] { house.portal.uploads.names() }

    @Test("The speech is taken out of a capture, whose calls are still found; events tell how far it is")
    func speech() async throws {
        let house = try PortalHouse()
        defer { house.remove() }
        let sam = try house.person(.customer, "Acme")
        let bytes = try sampleCapture("one-way-private-address")
        try await house.application.test(.router) { client in
            let draft = try #require(try await client.post("/drafts", sam).headers[.location])
            let place = try await client.upload(bytes, to: draft + "/captures", sam)
            let id = try #require(place.split(separator: "/").last.map(String.init))
            try house.doJobs()
            let before = try #require(try house.store.upload(id))
            #expect(CaptureReceipt(before).holdsSpeech)
            _ = try house.store.put(.takeSpeechOut, subject: id, clock: house.clock)
            try house.doJobs()
            let after = try #require(try house.store.upload(id))
            #expect(after.state == .inspected && after.sha256 != before.sha256)
            let receipt = CaptureReceipt(after)
            #expect(!receipt.holdsSpeech && receipt.words?.contains("taken out") == true)
            #expect(receipt.words?.contains("speech,") == false)
            #expect(receipt.text("headline") == CaptureReceipt(before).text("headline"))
            let now = try #require(house.portal.uploads.path(of: id).flatMap { UploadFile.bytes($0, limit: 1 << 24) })
            #expect(now.contains(Array("442079460018".utf8)))
            // No stretch of the speech is there any more: nothing of an original payload stands in it.
            let spoken = payloads(of: bytes)
            #expect(spoken.count > 100)
            for payload in [spoken[0], spoken[spoken.count / 2], spoken[spoken.count - 1]] {
                #expect(bytes.contains(payload) && !now.contains(payload))
            }
            let events = try await client.get(place + "/events", sam)
            #expect(events.headers[.contentType] == "text/event-stream")
            #expect(events.text.contains("event: done") && events.text.contains("\"inspected\""))
            let job = try house.store.put(.inspectUpload, subject: id, clock: house.clock)
            let other = try house.person(.customer, "Acme")
            #expect(try await client.get("/v1/jobs/\(job.id)", other).status == .notFound)
            try house.doJobs()
            let told = try await client.get("/v1/jobs/\(job.id)/events", sam)
            #expect(told.text.contains("event: done") && told.text.contains("\"state\":\"done\""))
        }
    }

    @Test("Ranges are of RFC 9110: one at a time, and what is not understood is all")
    func ranges() {
        #expect(ByteRange.read(nil, of: 10) == .all)
        #expect(ByteRange.read("bytes=0-3", of: 10) == .part(0..<4))
        #expect(ByteRange.read("bytes=7-", of: 10) == .part(7..<10))
        #expect(ByteRange.read("bytes=-3", of: 10) == .part(7..<10))
        #expect(ByteRange.read("bytes=-30", of: 10) == .part(0..<10))
        #expect(ByteRange.read("bytes=3-90", of: 10) == .part(3..<10))
        #expect(ByteRange.read("bytes=10-", of: 10) == .none)
        #expect(ByteRange.read("bytes=-0", of: 10) == .none)
        for all in [
            "bytes=5-2", "bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=a-b", "bytes=99999999999999999999-",
            "bytes=1-2-3",
        ] {
            #expect(ByteRange.read(all, of: 10) == .all, "\(all)")
        }
        #expect(ByteRange.read("bytes=0-", of: 0) == .none)
    }
}
