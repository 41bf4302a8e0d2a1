import CallVocabulary
import Cases
import FolderVault
import Foundation
import GRDB
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import SQLiteCases
import SupportProgram
import Synchronization
import Testing

@testable import DiagnosticsService

/// A clock that a test moves.
final class TestClock: Clock, Sendable {
    private let time = Mutex(CaptureTime(seconds: 1_795_000_000))

    var now: CaptureTime { time.withLock { $0 } }
    var followsHistory: Bool { true }

    func advance(seconds: Int64) {
        time.withLock { $0 = $0.advanced(byNanoseconds: seconds * 1_000_000_000) }
    }
}

/// A portal over a store of its own, with people of two customers and of the provider.
struct PortalHouse {
    let folder: String
    let store: SQLiteCases
    let clock = TestClock()
    let portal: Portal
    var work: PortalWork { PortalWork(portal) }

    init(settings: ServiceSettings = ServiceSettings()) throws {
        folder = NSTemporaryDirectory() + "/portal-\(UInt64.random(in: .min ... .max))"
        store = try SQLiteCases(
            folder: folder, captures: FolderVault(folder: folder + "/captures", packing: .none),
            documents: FolderVault(folder: folder + "/documents", packing: .zstandard))
        portal = Portal(
            store: store, program: .builtIn, settings: settings, version: "test", uploads: folder + "/uploads",
            clock: clock, threads: .singleton, passwordRounds: 4)
        try portal.uploads.prepare()
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    var application: some ApplicationProtocol { Application(responder: PortalResponder(portal)) }

    /// Somebody who is signed in.
    func person(_ role: AccountRole, _ organisation: String? = nil, name: String = "Sam") throws -> Person {
        let link = Secrets.new()
        try store.put(
            OneTimeLink(
                hash: Secrets.hash(link), role: role, organisation: organisation, madeBy: "test",
                expiresAt: clock.now.advanced(bySeconds: 60)))
        let account = try store.redeem(
            Secrets.hash(link), name: name, email: "\(Secrets.identifier())@example.com",
            password: try portal.passwords.encode("a long sentence"), clock: clock)
        let session = Secrets.new()
        let token = Secrets.new()
        try store.begin(
            session: Secrets.hash(session), of: account.id, formToken: token,
            expiresAt: clock.now.advanced(bySeconds: 40_000_000), clock: clock)
        return Person(account: account, cookie: "earshot=" + session, token: token)
    }

    /// Does the jobs that wait, as workers would.
    func doJobs() throws {
        for kind in PortalWork.kinds {
            while let job = try store.take(kind, seconds: 30, clock: clock) {
                try work.run(job)
                #expect(try store.finish(job, clock: clock))
            }
        }
    }
}

/// Somebody in front of a browser.
struct Person {
    let account: Account
    let cookie: String
    let token: String

    func headers(_ more: HTTPFields = [:]) -> HTTPFields {
        var headers: HTTPFields = [.cookie: cookie, .accept: "text/html"]
        for field in more { headers[field.name] = field.value }
        return headers
    }
}

extension TestClientProtocol {
    func get(_ path: String, _ person: Person? = nil) async throws -> TestResponse {
        try await execute(uri: path, method: .get, headers: person?.headers() ?? [.accept: "text/html"], body: nil)
    }

    func post(_ path: String, _ person: Person? = nil, _ fields: [(String, String)] = []) async throws -> TestResponse {
        var headers = person?.headers() ?? [.accept: "text/html"]
        headers[.contentType] = "application/x-www-form-urlencoded"
        let all = fields + (person.map { [("token", $0.token)] } ?? [])
        let body = all.map { FormBody.encoded($0.0) + "=" + FormBody.encoded($0.1) }.joined(separator: "&")
        return try await execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: body))
    }

    /// Sends a capture of a sample in one piece.
    func upload(_ bytes: [UInt8], to path: String, _ person: Person) async throws -> String {
        let answer = try await execute(
            uri: path, method: .post,
            headers: person.headers([
                .formToken: person.token, .uploadComplete: "?1", .uploadLength: String(bytes.count),
                .contentDisposition: "attachment; filename=call.pcap",
            ]), body: ByteBuffer(bytes: bytes))
        #expect(answer.status == .created)
        return answer.headers[.location] ?? ""
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
}

/// A form that can be sent, with a call half an hour ago.
func goodForm(_ clock: TestClock, summary: String = "They cannot hear us") -> [(String, String)] {
    let start = CivilDateTime(clock.now.advanced(bySeconds: -1_800))
    return [
        ("rows", "1"), ("timeZone", "UTC"), ("country", "GB"),
        ("samples[0][callingNumber]", "+44 20 7946 0018"), ("samples[0][calledNumber]", "+1 212 555 0142"),
        ("samples[0][date]", start.dateText), ("samples[0][time]", String(start.timeText.prefix(8))),
        ("samples[0][direction]", "outgoing"), ("q-symptoms", "one-way-audio"), ("severity", "S2"),
        ("region", "europe"), ("serviceIdentifier", "London HQ"), ("name", "Sam Sample"),
        ("email", "sam@example.com"), ("phone", "+44 20 7946 0001"), ("summary", summary),
        ("equipmentChecked", "yes"), ("firstLevelDiagnosticsDone", "yes"),
    ]
}

/// The capture of a sample of this project.
func sampleCapture(_ name: String) throws -> [UInt8] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return Array(try Data(contentsOf: root.appendingPathComponent("Samples/calls/\(name)/capture.pcap")))
}

enum CivilDateTimeText {
    static func day(_ time: CaptureTime) -> String { CivilDateTime(time).dateText }
}

extension SQLiteCases {
    /// A statement of somebody who has the file in hands.
    func tryStatement(_ sql: String) throws {
        let queue = try DatabaseQueue(path: folder + "/cases.sqlite")
        try queue.write { try $0.execute(sql: sql) }
    }
}
