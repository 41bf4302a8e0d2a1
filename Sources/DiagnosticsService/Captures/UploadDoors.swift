import CallVocabulary
import Cases
import HTTPTypes
import Hummingbird
import JSONText
import NIOCore

/// Captures on their way up, resumable: made, asked about, and sent on in pieces (Resumable Uploads for HTTP).
enum UploadDoors {
    static let routes: [Route] = [
        Route(.post, "/drafts/{id}/captures", .senders, intake: .stream) { exchange in
            let draft = try await DraftDoors.own(exchange)
            if draft.caseNumber != nil { throw ServiceProblem.conflict("The form was sent already.") }
            return try await make(exchange, draft: draft.id, caseNumber: nil)
        },
        Route(.get, "/captures/{id}", .senders) { exchange in try await tell(exchange) },
        Route(.head, "/captures/{id}", .senders, intake: .nothing) { exchange in try await tell(exchange) },
        Route(.patch, "/captures/{id}", .senders, intake: .stream) { exchange in try await append(exchange) },
        Route(.delete, "/captures/{id}", .senders, intake: .stream) { exchange in
            try await remove(exchange.parameter("id"), exchange)
            return Response(status: .noContent)
        },
    ]

    /// Captures that come up at the same time at most.
    static let atOnce = 64

    /// An upload of whoever asks; everybody else's is not there.
    static func own(_ id: String, _ exchange: Exchange) async throws -> Upload {
        let account = try exchange.account()
        guard let upload = try await exchange.work({ try exchange.store.upload(id) }), upload.accountID == account.id,
            upload.state != .taken
        else { throw ServiceProblem.notFound("There is no such capture, or it is not yours.") }
        return upload
    }

    // MARK: Made

    static func make(
        _ exchange: Exchange, draft: String?, caseNumber: String?, place: String = "/captures/"
    ) async throws -> Response {
        let portal = exchange.portal
        let account = try exchange.account()
        let declared = exchange.header(.uploadLength).flatMap { Int($0) }
        if let declared, declared > portal.settings.uploadBytes || declared < 0 {
            throw ServiceProblem.tooLarge(limit: portal.settings.uploadBytes)
        }
        let upload = Upload(
            id: Secrets.identifier(), accountID: account.id, organisation: account.organisation, draft: draft,
            caseNumber: caseNumber, name: name(exchange.header(.contentDisposition)), declaredBytes: declared,
            createdAt: exchange.now,
            expiresAt: exchange.now.advanced(byNanoseconds: DraftLimits.uploadSeconds * 1_000_000_000))
        try await exchange.work { try portal.store.begin(upload) }
        // What comes with the making of it counts; most send nothing yet.
        let isLast = exchange.header(.uploadComplete) != "?0"
        let received = try await receive(exchange, upload, isLast: isLast)
        return Response(
            status: .created,
            headers: headers(received, portal, [.location: place + upload.id, .contentLength: "0"]))
    }

    private static func headers(_ upload: Upload, _ portal: Portal, _ more: HTTPFields) -> HTTPFields {
        var headers = more
        headers[.uploadOffset] = String(upload.receivedBytes)
        headers[.uploadComplete] = upload.state == .open ? "?0" : "?1"
        headers[.uploadLimit] = "max-size=\(portal.settings.uploadBytes)"
        headers[.cacheControl] = "no-store"
        return headers
    }

    /// The name of a file in `Content-Disposition`.
    private static func name(_ disposition: String?) -> String {
        guard let disposition else { return "capture" }
        if let extended = MultipartReader.parameter("filename*", of: disposition) {
            let parts = extended.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
            if parts.count == 3 { return FileNames.safe(FormBody.decoded(parts[2].utf8)) }
        }
        return FileNames.safe(MultipartReader.parameter("filename", of: disposition) ?? "")
    }

    // MARK: Asked about

    static func tell(_ exchange: Exchange) async throws -> Response {
        let upload = try await own(exchange.parameter("id"), exchange)
        let portal = exchange.portal
        if exchange.request.method == .head {
            return Response(status: .noContent, headers: headers(upload, portal, [:]))
        }
        let receipt = CaptureReceipt(upload)
        return .json(headers: headers(upload, portal, [:])) {
            $0.member("id", upload.id)
            $0.member("name", upload.name)
            $0.member("bytes", upload.receivedBytes)
            $0.member("state", upload.state.rawValue)
            $0.member("sha256", upload.sha256)
            $0.member("readable", upload.state != .unreadable)
            $0.member("words", receipt.words)
            $0.member("speech", receipt.holdsSpeech)
        }
    }

    // MARK: Sent on

    static func append(_ exchange: Exchange) async throws -> Response {
        let portal = exchange.portal
        let upload = try await own(exchange.parameter("id"), exchange)
        let given = exchange.header(.uploadOffset).flatMap { Int($0) }
        guard upload.state == .open, given == upload.receivedBytes else {
            var problem = ServiceProblem.conflict("The upload is at another place: byte \(upload.receivedBytes).")
            problem.headers[.uploadOffset] = String(upload.receivedBytes)
            problem.headers[.uploadComplete] = upload.state == .open ? "?0" : "?1"
            return .problem(problem)
        }
        let isLast = exchange.header(.uploadComplete) != "?0"
        let received = try await receive(exchange, upload, isLast: isLast)
        return Response(status: .ok, headers: headers(received, portal, [.contentLength: "0"]))
    }

    /// Takes bytes behind those that are there. A newer writer wins over one that is still at it; what came before a
    /// dropped line counts.
    private static func receive(_ exchange: Exchange, _ given: Upload, isLast: Bool) async throws -> Upload {
        let portal = exchange.portal
        guard portal.uploadsAtOnce.enter(given.id, limit: atOnce) else {
            var problem = ServiceProblem(
                code: "http.busy", status: .serviceUnavailable, title: "Busy",
                detail: "Many captures come up at this moment; try again in a few seconds.")
            problem.headers[.retryAfter] = "3"
            throw problem
        }
        defer { portal.uploadsAtOnce.leave(given.id) }
        let upload = try await exchange.work { try portal.store.write(upload: given.id) }
        guard upload.receivedBytes == given.receivedBytes, let path = portal.uploads.path(of: upload.id) else {
            throw ServiceProblem.conflict("Another request writes to this upload.")
        }
        let limit = min(portal.settings.uploadBytes, upload.declaredBytes ?? .max)
        let file = try await exchange.work { try UploadFile(path: path, from: upload.receivedBytes) }
        portal.uploadsAtOnce.note(writer: upload.writer, of: upload.id)
        do {
            for try await buffer in exchange.request.body {
                guard portal.uploadsAtOnce.isNewest(upload.writer, of: upload.id) else {
                    throw ServiceProblem.conflict("A newer request writes to this upload.")
                }
                try await exchange.work { try file.append(buffer, limit: limit) }
            }
        } catch {
            // What came until here is kept, if nobody else writes by now.
            _ = try? await exchange.work {
                try file.finish()
                return try portal.store.advance(upload, to: file.count, sha256: nil, clock: portal.clock)
            }
            throw error
        }
        return try await finish(upload, file, isLast: isLast, exchange)
    }

    private static func finish(
        _ upload: Upload, _ file: UploadFile, isLast: Bool, _ exchange: Exchange
    ) async throws -> Upload {
        let portal = exchange.portal
        let isWhole = isLast && (upload.declaredBytes.map { $0 == file.count } ?? true)
        let isKept = try await exchange.work {
            try file.finish()
            let hash = isWhole ? UploadFile.hash(file.path) : nil
            guard try portal.store.advance(upload, to: file.count, sha256: hash, clock: portal.clock) else {
                return false
            }
            if isWhole { try inspect(upload, portal) }
            return true
        }
        guard isKept else { throw ServiceProblem.conflict("A newer request writes to this upload.") }
        if isWhole { portal.doorbell.ring() }
        var received = upload
        received.receivedBytes = file.count
        if isWhole { received.state = .complete }
        return received
    }

    /// Sees to it that a capture is looked at, or attached.
    private static func inspect(_ upload: Upload, _ portal: Portal) throws {
        if let number = upload.caseNumber {
            _ = try portal.store.put(
                .attachUpload, subject: PortalWork.subject([number, upload.id]), clock: portal.clock)
        } else {
            _ = try portal.store.put(.inspectUpload, subject: upload.id, clock: portal.clock)
        }
    }

    // MARK: With a form

    /// Keeps a capture that came with a form.
    @discardableResult
    static func adopt(
        _ file: FormBody.File, draft: Draft? = nil, caseNumber: String? = nil, _ exchange: Exchange
    ) async throws -> String {
        let portal = exchange.portal
        let account = try exchange.account()
        let upload = Upload(
            id: Secrets.identifier(), accountID: account.id, organisation: account.organisation, draft: draft?.id,
            caseNumber: caseNumber, name: file.name, declaredBytes: file.bytes, createdAt: exchange.now,
            expiresAt: exchange.now.advanced(byNanoseconds: DraftLimits.uploadSeconds * 1_000_000_000))
        try await exchange.work {
            try portal.store.begin(upload)
            try portal.uploads.adopt(file.path, as: upload.id)
            let writing = try portal.store.write(upload: upload.id)
            let hash = portal.uploads.path(of: upload.id).flatMap { UploadFile.hash($0) }
            _ = try portal.store.advance(writing, to: file.bytes, sha256: hash, clock: portal.clock)
            try inspect(upload, portal)
        }
        portal.doorbell.ring()
        return upload.id
    }

    /// Keeps bytes as a capture of a draft.
    static func keep(_ bytes: [UInt8], name: String, draft: Draft, _ exchange: Exchange) async throws {
        let portal = exchange.portal
        let path = try await exchange.work { () -> String in
            let file = try portal.uploads.temporary()
            try file.append(ByteBuffer(bytes: bytes), limit: portal.settings.uploadBytes)
            try file.finish()
            return file.path
        }
        try await adopt(
            FormBody.File(field: "capture", name: name, path: path, bytes: bytes.count), draft: draft, exchange)
    }

    /// Has the speech taken out of a capture, and waits a moment for it.
    static func silence(_ id: String, _ exchange: Exchange) async throws {
        let upload = try await own(id, exchange)
        let portal = exchange.portal
        guard upload.state == .inspected else {
            throw ServiceProblem.conflict("The capture was not looked at yet, or cannot be read.")
        }
        let job = try await exchange.work {
            try portal.store.put(.takeSpeechOut, subject: upload.id, clock: portal.clock)
        }
        portal.doorbell.ring()
        _ = try await JobWaiting.wait(job.id, exchange, milliseconds: VerdictDoors.patience)
    }

    /// What a button beside a capture asks for; false if it is none of those.
    static func act(_ action: String, _ exchange: Exchange) async throws -> Bool {
        if action.hasPrefix("remove-capture-") {
            try await remove(String(action.dropFirst("remove-capture-".count)), exchange)
            return true
        }
        guard action.hasPrefix("silence-capture-") else { return false }
        try await silence(String(action.dropFirst("silence-capture-".count)), exchange)
        return true
    }

    static func remove(_ id: String, _ exchange: Exchange) async throws {
        let upload = try await own(id, exchange)
        try await exchange.work { try exchange.store.remove(upload: upload.id) }
        exchange.portal.uploads.remove([upload])
    }
}
