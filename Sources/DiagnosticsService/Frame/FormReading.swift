import Hummingbird
import NIOCore

/// Reads a form, whichever way it is sent, and sees to it that it was sent by a page of this service: nothing of it is
/// used, and no file is kept, before its token was seen.
struct FormReading {
    let portal: Portal
    /// What the form has to carry; `nil` if nobody is signed in, or a program asks.
    let token: String?
    let takesFiles: Bool

    func read(_ request: Request) async throws -> FormBody {
        let type = request.headers[.contentType]?.lowercased() ?? ""
        if type.isEmpty {
            // A button alone, or a program that has nothing to say.
            let bytes = try await PortalResponder.bytes(request, limit: 0)
            guard bytes.isEmpty else { throw ServiceProblem.unsupported }
            return try checked(FormBody(), request)
        }
        if type.hasPrefix("application/x-www-form-urlencoded") {
            let bytes = try await PortalResponder.bytes(request, limit: FormBody.maximumBytes)
            return try checked(FormBody(fields: FormBody.urlEncoded(bytes)), request)
        }
        guard let reader = MultipartReader(contentType: request.headers[.contentType] ?? "") else {
            throw ServiceProblem.unsupported
        }
        return try await readParts(request, reader)
    }

    private func checked(_ form: FormBody, _ request: Request) throws -> FormBody {
        guard let token else { return form }
        let given = request.headers[.formToken] ?? form["token"]
        guard Secrets.areEqual(given, token) else { throw ServiceProblem.foreignForm }
        return form
    }

    private func readParts(_ request: Request, _ given: MultipartReader) async throws -> FormBody {
        var reader = given
        var form = FormBody()
        do {
            var part = Part()
            var isOver = false
            for try await buffer in request.body {
                let events: [MultipartReader.Event]
                do { events = try reader.feed(buffer) } catch {
                    throw ServiceProblem.unreadable("The form is not written as multipart/form-data is.")
                }
                var pieces: [ByteBuffer] = []
                for event in events {
                    switch event {
                    case .part(let name, let filename): try begin(&part, name, filename, form, request)
                    case .data(let data):
                        if part.file != nil { pieces.append(data) } else { try part.take(data) }
                    case .partEnd:
                        try await write(pieces, &part)
                        pieces = []
                        try await end(&part, &form)
                    case .end: isOver = true
                    }
                }
                try await write(pieces, &part)
            }
            guard isOver else { throw ServiceProblem.unreadable("The form ends before its end.") }
            return try checked(form, request)
        } catch {
            portal.uploads.remove(form.files.map(\.path))
            throw error
        }
    }

    /// A part that is being read.
    private struct Part {
        var name = ""
        var filename: String?
        var value = ByteBuffer()
        var file: UploadFile?
        var total = 0

        mutating func take(_ data: ByteBuffer) throws {
            total += data.readableBytes
            guard total <= FormBody.maximumBytes else { throw ServiceProblem.tooLarge(limit: FormBody.maximumBytes) }
            var data = data
            value.writeBuffer(&data)
        }
    }

    private func begin(
        _ part: inout Part, _ name: String, _ filename: String?, _ form: FormBody, _ request: Request
    ) throws {
        guard form.fields.count < FormBody.maximumFields else {
            throw ServiceProblem.unreadable("The form has more than \(FormBody.maximumFields) fields.")
        }
        let total = part.total
        part = Part()
        part.total = total
        part.name = name
        part.filename = filename
        guard let filename, !filename.isEmpty else { return }
        guard takesFiles else { throw ServiceProblem.unsupported }
        // The token stands before any file.
        _ = try checked(form, request)
        guard form.files.count < 20 else { throw ServiceProblem.unreadable("The form has more than 20 files.") }
        part.file = try portal.uploads.temporary()
    }

    private func write(_ pieces: [ByteBuffer], _ part: inout Part) async throws {
        guard let file = part.file, !pieces.isEmpty else { return }
        let limit = portal.settings.uploadBytes
        try await portal.work { for piece in pieces { try file.append(piece, limit: limit) } }
    }

    private func end(_ part: inout Part, _ form: inout FormBody) async throws {
        if let file = part.file {
            try await portal.work { try file.finish() }
            if file.count > 0 {
                form.files.append(
                    FormBody.File(
                        field: part.name, name: FileNames.safe(part.filename ?? ""), path: file.path,
                        bytes: file.count))
            } else {
                portal.uploads.remove([file.path])
            }
        } else if part.filename == nil {
            form.fields.append(
                FormBody.Field(name: part.name, value: FormBody.text(Array(part.value.readableBytesView))))
        }
        part.file = nil
    }
}

/// Names of files as they come.
enum FileNames {
    /// The last part of a path, without what could not stand in a name.
    static func safe(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let kept = String(String.UnicodeScalarView(last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
        let text = String(kept.prefix(150)).trimmingBlanks
        return text.isEmpty || text == "." || text == ".." ? "capture" : text
    }
}
