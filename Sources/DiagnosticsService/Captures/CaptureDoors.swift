import Cases
import Escaping
import Hummingbird

/// What is in a capture that came up, by itself.
enum CaptureDoors {
    static let routes: [Route] = [
        Route(.get, "/captures", .workers) { exchange in
            exchange.page(
                "Captures", part: "captures", isForm: true,
                """
                <h1>Look into a capture</h1><p>It is analyzed, and belongs to no case. It is removed after a day.</p>
                <form method="post" action="/captures/new" enctype="multipart/form-data" novalidate>\(exchange.token)\
                <div class="field"><label for="file">Packet capture</label><input id="file" type="file" name="capture"></div>\
                <p class="actions"><button>Analyze</button></p></form>
                """)
        },
        Route(.post, "/captures/new", .workers, intake: .form(files: true)) { exchange in
            guard let file = exchange.form.files.first else {
                throw ServiceProblem.unreadable("No capture was chosen.")
            }
            let id = try await UploadDoors.adopt(file, exchange)
            return .see("/captures/\(id)/analysis")
        },
        Route(.get, "/captures/{id}/analysis", .senders) { exchange in try await analysis(exchange) },
    ]

    private static func analysis(_ exchange: Exchange) async throws -> Response {
        let upload = try await UploadDoors.own(exchange.parameter("id"), exchange)
        let receipt = CaptureReceipt(upload)
        let back: Markup =
            upload.draft.map { draft -> Markup in
                """
                <p><a href="/drafts/\(draft)">Back to the form</a></p>
                """
            } ?? .nothing
        guard upload.state == .inspected, let path = exchange.portal.uploads.analysisPath(of: upload.id) else {
            var response = exchange.page(
                upload.name, part: "captures", isForm: true,
                """
                \(back)<h1>\(upload.name)</h1><p class="said">\(receipt.words ?? "It is being looked at. This page goes on by itself.")</p>\
                \(upload.state == .complete ? EventStream.progress("/captures/\(upload.id)/events") : .nothing)
                """)
            if upload.state == .complete { response.headers[.refresh] = "5" }
            return response
        }
        let reading = try await exchange.work {
            UploadFile.bytes(path, limit: AnalysisReading.maximumBytes).flatMap { AnalysisReading.read($0) }
        }
        guard let reading else {
            return exchange.page(
                upload.name, part: "captures",
                "\(back)<h1>\(upload.name)</h1><p>The analysis is too large to be shown here.</p>")
        }
        let role = try exchange.account().role
        let markup = AnalysisMarkup(
            analysis: reading, now: exchange.now, place: "/captures/" + upload.id, mayListen: role == .engineer,
            mayCut: true)
        return exchange.page(
            upload.name, part: "captures",
            """
            \(back)<p class="dim small">\(upload.name)</p><h1>\(reading.overview.headline)</h1>
            <p class="said small">\(receipt.words ?? "")</p>
            \(markup.findings)
            <h2>The calls</h2>\(markup.calls)\(markup.files)
            <p class="small"><a href="/captures/\(upload.id)/shareable">A copy that can be shared, without numbers, names, \
            addresses and speech</a></p>
            """)
    }
}
