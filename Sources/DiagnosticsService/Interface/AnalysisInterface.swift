import Cases
import HTTPTypes
import Hummingbird
import JSONText
import NIOCore
import ReportModel
import Reports

/// Captures and analyses for programs.
enum AnalysisInterface {
    static let routes: [Route] = [
        Route(.post, "/v1/captures", .senders, intake: .stream) { exchange in
            try await UploadDoors.make(exchange, draft: nil, caseNumber: nil, place: "/v1/captures/")
        },
        Route(.get, "/v1/captures/{id}", .senders) { exchange in try await UploadDoors.tell(exchange) },
        Route(.head, "/v1/captures/{id}", .senders, intake: .nothing) { exchange in
            try await UploadDoors.tell(exchange)
        },
        Route(.patch, "/v1/captures/{id}", .senders, intake: .stream) { exchange in
            try await UploadDoors.append(exchange)
        },
        Route(.delete, "/v1/captures/{id}", .senders, intake: .nothing) { exchange in
            try await UploadDoors.remove(exchange.parameter("id"), exchange)
            return Response(status: .noContent)
        },
        Route(.post, "/v1/cases/{number}/captures", .senders, intake: .stream) { exchange in
            let record = try await CaseDoors.attachable(exchange)
            return try await UploadDoors.make(
                exchange, draft: nil, caseNumber: record.summary.number, place: "/v1/captures/")
        },
        Route(.get, "/v1/cases/{number}/captures/{sha256}", .roles([.customer, .engineer])) { exchange in
            try await CaseDoors.download(exchange)
        },
        Route(.get, "/v1/cases/{number}/export", .engineers) { exchange in
            try await ProductDoors.ofCase(exchange, .archive)
        },
        Route(.post, "/v1/analyses", .senders, intake: .bytes(limit: 4_096)) { exchange in try await begin(exchange) },
        Route(.get, "/v1/analyses/{id}", .senders) { exchange in try await show(exchange) },
        Route(.get, "/v1/analyses/{id}/calls/{call}/ladder", .senders) { exchange in try await ladder(exchange) },
        Route(.get, "/v1/analyses/{id}/calls/{call}/audio", .engineers) { exchange in
            try await product(exchange, .sound)
        },
        Route(.get, "/v1/analyses/{id}/calls/{call}/cut", .roles([.customer, .engineer])) { exchange in
            try await product(exchange, .cut)
        },
    ]

    /// A capture that came up is analysed by itself; this tells by which job.
    private static func begin(_ exchange: Exchange) async throws -> Response {
        let id = try InterfaceDoors.text(try InterfaceDoors.document(exchange), "capture", limit: 64)
        let upload = try await UploadDoors.own(id, exchange)
        guard upload.state != .open else {
            throw ServiceProblem.conflict("Not all of the capture has arrived: byte \(upload.receivedBytes).")
        }
        let portal = exchange.portal
        let job = try await exchange.work {
            try portal.store.put(.inspectUpload, subject: upload.id, clock: portal.clock)
        }
        portal.doorbell.ring()
        return .json(status: .accepted, headers: [.location: "/v1/jobs/\(job.id)"]) {
            $0.member("job", Int(job.id))
            $0.member("analysis", upload.id)
        }
    }

    // MARK: Of a case by its number, of a capture by its name

    private static func isCase(_ exchange: Exchange) -> Bool { exchange.parameter("id").hasPrefix("CASE-") }

    private static func ofCase(_ exchange: Exchange) -> Exchange {
        exchange.naming("number", exchange.parameter("id"))
    }

    private static func product(_ exchange: Exchange, _ kind: Product.Kind) async throws -> Response {
        isCase(exchange)
            ? try await ProductDoors.ofCase(ofCase(exchange), kind) : try await ProductDoors.ofUpload(exchange, kind)
    }

    /// The document as it is kept.
    private static func bytes(_ exchange: Exchange) async throws -> (bytes: [UInt8], tag: String) {
        let store = exchange.store
        if isCase(exchange) {
            let record = try await CaseAccess.record(ofCase(exchange))
            guard let analysis = record.analysis else { throw ServiceProblem.notFound("The case has no analysis.") }
            let found = try await exchange.work {
                try store.documentVault.bytes(of: analysis.sha256, limit: AnalysisReading.maximumBytes)
            }
            guard let found else { throw ServiceProblem.tooLarge(limit: AnalysisReading.maximumBytes) }
            return (found, analysis.sha256)
        }
        let upload = try await UploadDoors.own(exchange.parameter("id"), exchange)
        guard upload.state == .inspected, let path = exchange.portal.uploads.analysisPath(of: upload.id) else {
            throw ServiceProblem.notFound(
                upload.state == .unreadable
                    ? "The capture cannot be read." : "The capture was not analyzed yet; ask for its job.")
        }
        let found = try await exchange.work { UploadFile.bytes(path, limit: AnalysisReading.maximumBytes) }
        guard let found else { throw ServiceProblem.tooLarge(limit: AnalysisReading.maximumBytes) }
        return (found, upload.sha256 ?? upload.id)
    }

    private static let types = ["application/json", "application/x-ndjson", "text/html"]

    private static func show(_ exchange: Exchange) async throws -> Response {
        let accept = exchange.header(.accept) ?? ""
        let isAny = accept.isEmpty || accept.contains("*/*")
        let type = types.first { accept.contains($0) } ?? (isAny ? types[0] : nil)
        guard let type else {
            throw ServiceProblem(
                code: "http.not-acceptable", status: .notAcceptable, title: "Not acceptable",
                detail: "An analysis can be had as \(types.joined(separator: ", ")).")
        }
        let found = try await bytes(exchange)
        let tag = "\"\(found.tag)-\(type.split(separator: "/").last ?? "")\""
        if exchange.header(.ifNoneMatch) == tag { return Response(status: .notModified, headers: [.eTag: tag]) }
        let body: [UInt8]
        if type == types[0] {
            body = found.bytes
        } else {
            body = try await exchange.work {
                let stored = try StoredAnalysis(found.bytes)
                return type == types[1]
                    ? AnalysisReport.ndjson(stored) : Array(AnalysisReport.html(stored).utf8)
            }
        }
        var headers: HTTPFields = [.contentType: type, .eTag: tag, .cacheControl: "private, no-store", .vary: "Accept"]
        // A page of its own has styles of its own, which pages of this service must not have.
        if type == "text/html" { headers[.contentDisposition] = "attachment; filename=analysis.html" }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    private static func ladder(_ exchange: Exchange) async throws -> Response {
        let call = exchange.parameter("call")
        let found = try await bytes(exchange)
        guard let reading = AnalysisReading.read(found.bytes, only: call), let shown = reading.calls.first else {
            throw ServiceProblem.notFound("There is no such call.")
        }
        return .json { json in
            json.member("call", shown.id)
            json.key("messages")
            json.array(shown.messages) { json, message in
                json.object {
                    $0.member("packet", message.packet)
                    $0.member("at", message.at.description)
                    $0.member("from", message.from)
                    $0.member("to", message.to)
                    $0.member("summary", message.summary)
                    $0.member("retransmission", message.isRetransmission)
                }
            }
        }
    }
}

extension Exchange {
    /// The same with another name for a part of the path.
    func naming(_ name: String, _ value: String) -> Exchange {
        var parameters = parameters
        parameters[name] = value
        return Exchange(
            portal: portal, request: request, parameters: parameters, caller: caller, now: now, peer: peer, form: form,
            bytes: bytes)
    }
}
