import CallVocabulary
import CaseWork
import Cases
import NIOCore

/// Files made of captures, in the process of a job.
extension PortalWork {
    /// Takes the speech out of a capture that came up, and looks at it again.
    func takeSpeechOut(_ id: String) throws {
        guard let upload = try store.upload(id), upload.state == .inspected || upload.state == .complete,
            let path = uploads.path(of: id)
        else { return }
        let made = uploads.path + "/made-" + Secrets.identifier()
        defer { uploads.remove([made]) }
        do {
            _ = try TakeSpeechOut(limits: options.fileLimits).run(path, to: made)
        } catch let error as TakeSpeechOut.Scattered {
            // It stays as it is, and says why.
            let words = CaptureReceipt(upload).with("speechFailure", error.description)
            return try store.note(receipt: words, state: upload.state, ofUpload: id)
        } catch let error as CaptureUnreadable {
            return try store.note(
                receipt: CaptureReceipt.json([("failure", PortalWork.words(error, upload))]), state: .unreadable,
                ofUpload: id)
        }
        guard let hash = UploadFile.hash(made), let file = OpenFile(made) else {
            throw CaseStoreError(.unusable, "a file that was made cannot be read.")
        }
        // Killed between the two, the job is done again over what is there: noise in the place of noise.
        try uploads.replace(path, by: made)
        guard try store.replace(upload: id, bytes: file.bytes, sha256: hash) else { return }
        try inspect(id)
    }

    /// Makes what somebody waits for, or says in a file why it cannot be made.
    func make(_ subject: String) throws {
        guard let product = Product(subject: subject), let target = uploads.productPath(product.key),
            let failure = uploads.failurePath(product.key)
        else { return }
        let made = uploads.path + "/made-" + Secrets.identifier() + (product.kind == .archive ? ".tar" : "")
        defer { uploads.remove([made]) }
        do {
            if let wish = product.wish {
                let (paths, names) = try captures(of: product)
                try MakeFromCaptures(options: options, toolVersion: version).make(
                    wish, of: paths, names: names, to: made)
            } else {
                try ExportCase(store: store, program: try program()).write(product.place, to: made, now: clock.now)
            }
            try uploads.replace(target, by: made)
        } catch let error as MakeFromCaptures.Refusal {
            let file = try UploadFile(path: made + ".txt", from: 0)
            try file.append(ByteBuffer(string: String(error.description.prefix(1_000))), limit: 4_096)
            try file.finish()
            try uploads.replace(failure, by: file.path)
        }
    }

    private func captures(of product: Product) throws -> (paths: [String], names: [String]) {
        guard product.isOfCase else {
            guard let upload = try store.upload(product.place), let path = uploads.path(of: upload.id) else {
                throw MakeFromCaptures.Refusal("The capture is not there any more.")
            }
            return ([path], [upload.name])
        }
        let all = try store.record(product.place).captures
        let wanted = product.kind == .shareable ? all.filter { $0.sha256 == product.part } : all
        let paths = wanted.compactMap { store.captureVault.path(of: $0.sha256) }
        guard !paths.isEmpty, paths.count == wanted.count else {
            throw MakeFromCaptures.Refusal("A capture of the case is not there any more.")
        }
        return (paths, wanted.map(\.name))
    }
}
