import CallVocabulary
import Cases
import Crypto
import Glibc
import OutputFiles
import Reports
import SupportProgram

/// Writes a case as one archive or folder that another store can take: case.json, a summary, submission, check, analysis,
/// report, its captures, and SHA256SUMS over all. It appears whole or not at all.
public struct ExportCase {
    private let store: any CaseStore
    private let program: Program

    /// Exports of a store by a support program.
    public init(store: any CaseStore, program: Program) {
        self.store = store
        self.program = program
    }

    /// One file of an export.
    private struct Entry {
        var name: String
        var sha256: String
        var size: Int
        var content: Content
    }
    private enum Content {
        case bytes([UInt8])
        case document
        case capture
    }

    /// Writes the case to `target`: an archive if that ends in `.tar`, is a device or a pipe, or `-` for
    /// standard output, else a new folder. Returns the case's number.
    @discardableResult
    public func write(_ number: String, to target: String, now: CaptureTime) throws -> String {
        let record = try store.record(number)
        var status = stat()
        guard target == "-" || PlainFile.isSpecial(target) || lstat(target, &status) != 0 else {
            throw CaseStoreError(.unusable, "\(target) exists already; give another name.")
        }
        let entries = try entries(of: record, now: now)
        if target == "-" || target.hasSuffix(".tar") || PlainFile.isSpecial(target) {
            try archive(record, entries, to: target)
        } else {
            try folder(entries, to: target)
        }
        return record.summary.number
    }

    private func entries(of record: CaseRecord, now: CaptureTime) throws -> [Entry] {
        let view = ShowCase(store: store, program: program).view(record, now: now)
        var entries: [Entry] = []
        for (name, bytes) in [
            ("case.json", CaseReport.json(view)), ("summary.md", Array(CaseReport.markdown(view).utf8)),
            ("submission", record.submission), ("check.json", record.checkJSON),
        ] where !bytes.isEmpty {
            entries.append(
                Entry(name: name, sha256: ArchiveHash.of(bytes), size: bytes.count, content: .bytes(bytes)))
        }
        for (name, document) in [("analysis.json", record.analysis), ("report.html", record.report)] {
            guard let document else { continue }
            entries.append(Entry(name: name, sha256: document.sha256, size: document.bytes, content: .document))
        }
        for capture in record.captures {
            _ = try StoredCaptures.whole(capture, of: record.summary.number, in: store)
            entries.append(
                Entry(
                    name: ArchiveName.capture(capture), sha256: capture.sha256, size: capture.bytes, content: .capture))
        }
        let sums = entries.map { "\($0.sha256)  \($0.name)\n" }.joined()
        entries.append(
            Entry(name: "SHA256SUMS", sha256: "", size: sums.utf8.count, content: .bytes(Array(sums.utf8))))
        return entries
    }

    private func hand(_ entry: Entry, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        switch entry.content {
        case .bytes(let bytes): try bytes.withUnsafeBytes { try body($0) }
        case .document: try store.documentVault.read(entry.sha256, range: nil, body)
        case .capture: try store.captureVault.read(entry.sha256, range: nil, body)
        }
    }

    private func archive(_ record: CaseRecord, _ entries: [Entry], to target: String) throws {
        let writer = try TarWriter(path: target, seconds: record.summary.openedAt.nanoseconds / 1_000_000_000)
        for entry in entries {
            try writer.add("\(record.summary.number)/\(entry.name)", size: entry.size) { body in
                try hand(entry) { try body($0) }
            }
        }
        try writer.finish()
    }

    private func folder(_ entries: [Entry], to target: String) throws {
        let temporary: String
        TemporaryName.sweep(WholeFile.folder(of: target))
        do throws(OutputFileError) {
            temporary = try TemporaryName.createFolder(in: WholeFile.folder(of: target), for: target)
        } catch {
            throw ArchiveFiles.failure(error)
        }
        var isDone = false
        defer {
            if !isDone {
                for entry in entries { unlink("\(temporary)/\(entry.name)") }
                rmdir(temporary + "/captures")
                rmdir(temporary)
            }
        }
        guard mkdir(temporary + "/captures", 0o700) == 0 else {
            throw ArchiveFiles.failure("cannot create \(target)")
        }
        for entry in entries {
            let path = "\(temporary)/\(entry.name)"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw ArchiveFiles.failure("cannot write \(path)") }
            defer { close(descriptor) }
            try hand(entry) { try ArchiveFiles.write($0, to: descriptor, named: path) }
            guard fsync(descriptor) == 0 else { throw ArchiveFiles.failure("cannot write \(path)") }
        }
        guard rename(temporary, target) == 0 else { throw ArchiveFiles.failure("cannot create \(target)") }
        isDone = true
    }
}

/// Hashes of small files.
enum ArchiveHash {
    static func text(_ digest: some Sequence<UInt8>) -> String {
        digest.reduce(into: "") { $0 += ($1 < 16 ? "0" : "") + String($1, radix: 16) }
    }

    static func of(_ bytes: [UInt8]) -> String { text(SHA256.hash(data: bytes)) }
}

/// File names of outsiders made harmless.
enum ArchiveName {
    /// Where a capture lies in an export.
    static func capture(_ capture: StoredCapture) -> String {
        "captures/\(capture.sha256.prefix(12))-\(safe(capture.name))"
    }

    /// Letters, digits, `.`, `_` and `-` of ASCII, and no hidden file.
    static func isSafe(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && name.unicodeScalars.allSatisfy(isPlain)
    }

    static func safe(_ name: String) -> String {
        let kept = name.unicodeScalars.map { isPlain($0) ? Character($0) : "_" }
        let text = String(String(kept).suffix(56))
        return text.hasPrefix(".") ? "_" + text : text
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "._-".unicodeScalars.contains(scalar))
    }
}
