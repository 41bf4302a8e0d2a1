import Cases
import HTTPTypes
import Hummingbird
import JSONText

/// How far captures and jobs are, as events and as documents.
enum EventDoors {
    static let routes: [Route] = [
        Route(.get, "/captures/{id}/events", .senders) { exchange in
            let upload = try await UploadDoors.own(exchange.parameter("id"), exchange)
            let store = exchange.store
            return try EventStream.response(exchange) {
                // What a case took is there no more: that is its end, too.
                let now = try store.upload(upload.id)
                let isOver = now.map { $0.state != .open && $0.state != .complete } ?? true
                return EventStream.Moment(isLast: isOver) { $0.member("state", (now?.state ?? .taken).rawValue) }
            }
        },
        Route(.get, "/v1/jobs/{id}", .senders) { exchange in
            let job = try await own(exchange)
            let percent = ProgressNote.read(exchange.portal.uploads.progressPath(job.id))
            return .json { write(job, percent, &$0) }
        },
        Route(.get, "/v1/jobs/{id}/events", .senders) { exchange in
            let job = try await own(exchange)
            let store = exchange.store
            let path = exchange.portal.uploads.progressPath(job.id)
            return try EventStream.response(exchange) {
                let now = try store.job(job.id)
                let percent = ProgressNote.read(path)
                return EventStream.Moment(isLast: now.map { $0.state == .done || $0.state == .failed } ?? true) {
                    json in
                    if let now { write(now, percent, &json) } else { json.member("state", "done") }
                }
            }
        },
    ]

    private static func write(_ job: Job, _ percent: Int?, _ json: inout JSONWriter) {
        json.member("id", Int(job.id))
        json.member("kind", job.kind.rawValue)
        json.member("state", job.state == .leased ? "running" : job.state == .ready ? "waiting" : job.state.rawValue)
        if job.state == .leased, let percent { json.member("percent", percent) }
        if job.state == .failed { json.member("reason", job.reason) }
    }

    /// A job about something of whoever asks; others are not there.
    static func own(_ exchange: Exchange) async throws -> Job {
        let account = try exchange.account()
        let missing = ServiceProblem.notFound("There is no such job, or it is not yours.")
        guard let id = Int64(exchange.parameter("id")) else { throw missing }
        return try await exchange.work {
            let store = exchange.store
            guard let job = try store.job(id) else { throw missing }
            let parts = job.subject.split(separator: " ").map(String.init)
            let isOwn: Bool
            switch job.kind {
            case .inspectUpload, .takeSpeechOut:
                isOwn = try store.upload(job.subject)?.accountID == account.id
            case .checkDraft, .submitDraft:
                isOwn = try parts.first.flatMap { try store.draft($0) }?.accountID == account.id
            case .attachUpload:
                // The upload is gone when the case has it.
                let upload = try parts.last.flatMap { try store.upload($0) }
                isOwn = upload.map { $0.accountID == account.id } ?? sees(account, parts.first, store)
            case .makeProduct:
                guard let product = Product(subject: job.subject) else { throw missing }
                isOwn =
                    product.isOfCase
                    ? sees(account, product.place, store) : try store.upload(product.place)?.accountID == account.id
            default: isOwn = sees(account, parts.first, store)
            }
            guard isOwn else { throw missing }
            return job
        }
    }

    private static func sees(_ account: Account, _ number: String?, _ store: any PortalStore) -> Bool {
        guard let number, let record = try? store.record(number) else { return false }
        return CaseAccess.sees(account, record.summary)
    }
}
