import Escaping
import HTTPTypes
import Hummingbird
import JSONText
import NIOCore
import ServiceLifecycle
import Synchronization

/// Server-sent events: how far something is, as it changes, until it is done (HTML Living Standard, server-sent events).
enum EventStream {
    /// How far it is.
    struct Moment: Sendable {
        /// What is told, as one line of JSON.
        var data: [UInt8]
        var isLast: Bool

        init(isLast: Bool, _ members: (inout JSONWriter) -> Void) {
            var json = JSONWriter(pretty: false)
            json.object(members)
            data = json.bytes
            self.isLast = isLast
        }
    }

    /// Milliseconds between two looks.
    private static let pause = 250
    /// Looks after which a silent stream says that it is still there, and after which it ends; browsers ask again.
    private static let looksToSign = 40
    private static let looksAtMost = 2_400

    /// Events of what `look` sees: `progress` whenever it changes, `done` at the end.
    static func response(
        _ exchange: Exchange, _ look: @escaping @Sendable () throws -> Moment
    ) throws -> Response {
        let portal = exchange.portal
        guard portal.eventStreams.hasRoom else {
            var problem = ServiceProblem(
                code: "http.busy", status: .serviceUnavailable, title: "Busy",
                detail: "Many pages wait for something at this moment; look again in a few seconds.")
            problem.headers[.retryAfter] = "5"
            throw problem
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .accelBuffering: "no"],
            body: ResponseBody { writer in
                portal.eventStreams.enter()
                defer { portal.eventStreams.leave() }
                try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
                var before: [UInt8] = []
                for count in 1...looksAtMost {
                    guard let moment = try? await portal.work(look) else { break }
                    if moment.isLast || moment.data != before {
                        before = moment.data
                        var event = ByteBuffer(
                            string: moment.isLast ? "event: done\ndata: " : "event: progress\ndata: ")
                        event.writeBytes(moment.data)
                        event.writeString("\n\n")
                        try await writer.write(event)
                    } else if count % looksToSign == 0 {
                        try await writer.write(ByteBuffer(string: ": still here\n\n"))
                    }
                    if moment.isLast { break }
                    // A service that ends says so to nobody: browsers ask again.
                    do {
                        try await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(pause)) }
                    } catch { break }
                }
                try await writer.finish(nil)
            })
    }

    /// Where a page shows how far something is, and goes on when it is done; without script it is loaded again.
    static func progress(_ path: String) -> Markup {
        """
        <p class="dim" data-events="\(path)" role="status"></p>
        """
    }
}

/// How many pages wait for events.
final class EventStreams: Sendable {
    private let count = Atomic<Int>(0)
    static let atOnce = 500

    var hasRoom: Bool { current < Self.atOnce }
    var current: Int { count.load(ordering: .relaxed) }

    func enter() { count.add(1, ordering: .relaxed) }
    func leave() { count.subtract(1, ordering: .relaxed) }
}
