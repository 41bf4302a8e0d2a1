import Cases
import Escaping
import Hummingbird

/// One call of a capture or a case on a page of its own.
enum CallDoors {
    static let routes: [Route] = [
        Route(.get, "/cases/{number}/calls/{call}", .signedIn) { exchange in
            let record = try await CaseAccess.record(exchange)
            let role = try exchange.account().role
            let call = exchange.parameter("call")
            let reading = try await exchange.work {
                AnalysisReading.read(record.analysis, in: exchange.store.documentVault, only: call)
            }
            return try page(
                exchange, reading, place: "/cases/" + record.summary.number, back: record.summary.number,
                part: "cases", mayListen: role == .engineer, mayCut: role == .engineer || role == .customer)
        },
        Route(.get, "/captures/{id}/calls/{call}", .senders) { exchange in
            let upload = try await UploadDoors.own(exchange.parameter("id"), exchange)
            let role = try exchange.account().role
            let call = exchange.parameter("call")
            let path = exchange.portal.uploads.analysisPath(of: upload.id)
            let reading = try await exchange.work {
                path.flatMap { UploadFile.bytes($0, limit: AnalysisReading.maximumBytes) }.flatMap {
                    AnalysisReading.read($0, only: call)
                }
            }
            return try page(
                exchange, reading, place: "/captures/" + upload.id, back: upload.name, part: "captures",
                mayListen: role == .engineer, mayCut: true)
        },
    ]

    private static func page(
        _ exchange: Exchange, _ reading: AnalysisReading?, place: String, back: String, part: String,
        mayListen: Bool, mayCut: Bool
    ) throws -> Response {
        guard let reading, let call = reading.calls.first else {
            throw ServiceProblem.notFound("There is no such call.")
        }
        let markup = AnalysisMarkup(analysis: reading, now: exchange.now, place: place)
        let one = CallMarkup(
            analysis: reading, call: call, place: place, mayListen: mayListen, mayCut: mayCut, isDrawn: true,
            now: exchange.now, isAlone: true)
        let up = part == "captures" ? place + "/analysis" : place
        let findings: Markup = reading.findings.isEmpty ? .nothing : markup.findings
        return exchange.page(
            one.title, part: part,
            """
            <p><a href="\(up)">Back to \(back)</a></p><h1>\(one.title)</h1>\(findings)<section aria-labelledby="over">\
            <h2 id="over">The call over time</h2>\(one.content)</section>
            """)
    }
}
