import Cases
import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
import Reports
import SampleIntake

/// What anybody may see: assets, health, help, and where to begin.
enum PublicDoors {
    static let routes: [Route] = [
        Route(.get, "/", .anyone) { exchange in
            guard let account = exchange.caller?.account else { return .see("/sign-in") }
            return .see(account.role == .administrator ? "/accounts" : "/cases")
        },
        Route(.get, "/health", .anyone) { _ in .text("up\n") },
        Route(.get, "/ready", .anyone) { exchange in
            _ = try await exchange.work { try exchange.store.failures("") }
            return .text("ready\n")
        },
        Route(.get, "/assets/{name}", .anyone) { exchange in try asset(exchange) },
        Route(.get, "/favicon.ico", .anyone) { _ in .see("/assets/earshot.svg") },
        Route(.get, "/help", .anyone) { exchange in help(exchange) },
        Route(.get, "/privacy", .anyone) { exchange in privacy(exchange) },
        Route(.get, "/problems/{code}", .anyone) { exchange in try problem(exchange) },
    ]

    private struct Asset {
        let bytes: [UInt8]
        let type: String
        let tag: String

        init(_ bytes: [UInt8], _ type: String) {
            self.bytes = bytes
            self.type = type
            tag = "\"" + Secrets.hexadecimal(Array(SHA256.hash(data: bytes).prefix(12))) + "\""
        }
    }

    private static let assets: [String: Asset] = [
        "earshot.css": Asset(
            PackageResources.earshot_css + Array(CallDrawing.sheet.utf8), "text/css; charset=utf-8"),
        "earshot.js": Asset(PackageResources.earshot_js, "text/javascript; charset=utf-8"),
        "earshot.svg": Asset(PackageResources.earshot_svg, "image/svg+xml"),
    ]

    private static func asset(_ exchange: Exchange) throws -> Response {
        guard let asset = assets[exchange.parameter("name")] else { throw ServiceProblem.notFound() }
        let headers: HTTPFields = [.eTag: asset.tag, .cacheControl: "public, max-age=300"]
        if exchange.header(.ifNoneMatch) == asset.tag { return Response(status: .notModified, headers: headers) }
        var all = headers
        all[.contentType] = asset.type
        return Response(status: .ok, headers: all, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }

    private static func help(_ exchange: Exchange) -> Response {
        exchange.page(
            "Help", isForm: true,
            """
            <h1>Help</h1>
            <p>Here you tell support which calls went wrong. Every answer is checked by the rules of your support plan \
            before anything is sent, and you are told what to change.</p>
            <h2>What is needed</h2>
            <ul><li>For each call: the number that called, the number that was called, date and time, and which way it went.</li>
            <li>The call must not be older than two hours when it is sent. Make the call again if it is.</li>
            <li>What you hear: nothing, one side only, breaking up, echo …</li>
            <li>If your network people can make one: a packet capture of such a call (pcap or pcapng). It often shows the \
            cause at once.</li></ul>
            <h2>What happens then</h2>
            <p>A case is opened with everything attached. The case page shows when an answer is due, and lets you write to \
            support. If no answer comes in time, a button to escalate appears there.</p>
            """)
    }

    private static func privacy(_ exchange: Exchange) -> Response {
        let retention = exchange.portal.builtProgram.retention
        func days(_ number: Int?) -> String {
            number.map { "\($0) days after the case is closed" } ?? "until it is erased"
        }
        return exchange.page(
            "What happens to your data", isForm: true,
            """
            <h1>What happens to your data</h1>
            <dl class="facts"><dt>Forms that are not sent</dt>\
            <dd>kept for you for \(DraftLimits.draftSeconds / 86_400) days after the last change</dd>
            <dt>Captures that are not sent</dt><dd>kept with the form, or 1 day without one</dd>
            <dt>Captures of a case</dt><dd>kept \(days(retention.capturesDaysAfterClosing))</dd>
            <dt>Case and findings</dt><dd>kept \(days(retention.casesDaysAfterClosing))</dd>
            <dt>Who may see them</dt><dd>people of your own organisation, and support</dd>
            <dt>Who may listen to speech in a capture</dt><dd>engineers of support; every listening stands in the history of the case, where you see it. Take the speech out of a \
            capture before you send it if nobody may listen</dd>
            </dl>
            <p>A capture can hold what was said in a call. You are told so before you send it.</p>
            """)
    }

    /// The explanation of a code for programs.
    static func problemDocument(_ exchange: Exchange) throws -> Response {
        guard let entry = ProblemCatalog.entry(exchange.parameter("code")) else {
            throw ServiceProblem.notFound("There is no explanation of this code here.")
        }
        return .json {
            $0.member("code", entry.code)
            $0.member("meaning", entry.meaning)
            $0.member("remedy", entry.remedy)
        }
    }

    private static func problem(_ exchange: Exchange) throws -> Response {
        let code = exchange.parameter("code")
        guard let entry = ProblemCatalog.entry(code) else {
            throw ServiceProblem.notFound("There is no explanation of this code here.")
        }
        if exchange.wantsJSON { return try problemDocument(exchange) }
        return exchange.page(
            entry.code, isForm: true,
            """
            <p class="dim small">\(entry.code)</p><h1>\(entry.meaning)</h1><p><strong>What to do.</strong> \(entry.remedy)</p>
            """)
    }
}
