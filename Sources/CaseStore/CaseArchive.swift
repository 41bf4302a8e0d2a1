import CallVocabulary
import Crypto
import Glibc

extension CaseStore {
    /// Writes a case as a single archive: `files` (case.json and reports), its captures, and SHA256SUMS over all. The
    /// archive appears whole or not at all.
    public func export(_ number: String, to target: String, files: [(name: String, bytes: [UInt8])]) throws {
        let (record, sums) = try contents(number, target, files)
        let writer = try TarWriter(path: target, seconds: record.summary.openedAt.nanoseconds / 1_000_000_000)
        let root = record.summary.number
        for (name, bytes) in files where !bytes.isEmpty { try writer.add("\(root)/\(name)", bytes) }
        for capture in record.captures {
            try writer.add(
                "\(root)/\(CaseExportName.capture(capture))", fileAt: try verifiedPath(of: capture), size: capture.bytes
            )
        }
        try writer.add("\(root)/SHA256SUMS", sums)
        try writer.finish()
    }

    /// The same as a new folder.
    public func exportFolder(_ number: String, to target: String, files: [(name: String, bytes: [UInt8])]) throws {
        let (record, sums) = try contents(number, target, files)
        let temporary = "\(target).partial-\(getpid())"
        try StoreFolder.create(temporary + "/captures")
        for (name, bytes) in files + [("SHA256SUMS", sums)] where !bytes.isEmpty {
            try StoreFolder.write(bytes, to: "\(temporary)/\(name)")
        }
        for capture in record.captures {
            try CaptureVault.copy(try verifiedPath(of: capture), to: "\(temporary)/\(CaseExportName.capture(capture))")
        }
        guard rename(temporary, target) == 0 else { throw StoreFolder.failure("cannot create \(target)") }
    }

    private func contents(_ number: String, _ target: String, _ files: [(name: String, bytes: [UInt8])]) throws -> (
        record: CaseRecord, sums: [UInt8]
    ) {
        let record = try record(number)
        var status = stat()
        guard stat(target, &status) != 0 else {
            throw CaseStoreError(.unusable, "\(target) exists already; give another name.")
        }
        var sums = ""
        for (name, bytes) in files where !bytes.isEmpty { sums += "\(CaptureVault.hash(of: bytes))  \(name)\n" }
        for capture in record.captures { sums += "\(capture.sha256)  \(CaseExportName.capture(capture))\n" }
        return (record, Array(sums.utf8))
    }
}

/// An archive that was read: its files by name, and its captures as files of their own.
struct CaseArchive: ~Copyable {
    /// Contents of the small entries by their name without the archive's folder.
    private(set) var files: [String: [UInt8]] = [:]
    /// Where the captures were unpacked, by SHA-256.
    private(set) var captures: [String: String] = [:]
    private let folder: String

    /// Reads and verifies the archive at `path`; captures are unpacked into `folder`.
    init(path: String, unpackingInto folder: String) throws {
        self.folder = folder
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CaseStoreError(.archiveUnusable, "cannot open \(path): \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        var sums: [String: String] = [:]
        var hashes: [String: String] = [:]
        var entries = 0
        while true {
            let block = try Self.read(descriptor, TarFile.blockBytes, path)
            guard let entry = TarFile.parse(block) else { break }
            entries += 1
            // One folder, then plain names: nothing that leads elsewhere.
            let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false)
            guard entries <= TarFile.maximumEntries, entry.isFile, (2...3).contains(parts.count),
                parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." })
            else { throw Self.broken(path, "its entry \(entries) is none that Earshot writes") }
            let name = parts.dropFirst().joined(separator: "/")
            if name.hasPrefix("captures/") {
                let place = "\(folder)/import-\(getpid())-\(entries)"
                let sha256 = try Self.unpack(descriptor, entry.size, to: place, path)
                captures[sha256] = place
                hashes[name] = sha256
            } else {
                guard entry.size <= TarFile.maximumSmallEntry else {
                    throw Self.broken(path, "its entry \(name) is larger than \(TarFile.maximumSmallEntry >> 20) MiB")
                }
                let bytes = try Self.read(descriptor, entry.size, path)
                files[name] = bytes
                hashes[name] = CaptureVault.hash(of: bytes)
            }
            _ = try Self.read(descriptor, TarFile.padding(entry.size), path)
        }
        for line in String(decoding: files["SHA256SUMS"] ?? [], as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard fields.count == 2 else { throw Self.broken(path, "its SHA256SUMS cannot be read") }
            sums[String(fields[1].drop { $0 == " " || $0 == "*" })] = String(fields[0])
        }
        hashes["SHA256SUMS"] = nil
        guard !sums.isEmpty, sums == hashes else {
            let name = Set(sums.keys).union(hashes.keys).sorted().first { sums[$0] != hashes[$0] } ?? "SHA256SUMS"
            throw Self.broken(path, "\(name) is missing, or is not what its hash says")
        }
    }

    deinit {
        for place in captures.values { unlink(place) }
    }

    static func broken(_ path: String, _ what: String) -> CaseStoreError {
        CaseStoreError(
            .archiveUnusable, "\(path) cannot be imported: \(what). Export the case again with earshot case export.")
    }

    private static func read(_ descriptor: Int32, _ count: Int, _ path: String) throws(CaseStoreError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(max(count, 1), 1 << 20))
        while bytes.count < count {
            let wanted = min(chunk.count, count - bytes.count)
            let got = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, wanted) }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw broken(path, "it ends too early") }
            bytes += chunk[0..<got]
        }
        return bytes
    }

    private static func unpack(_ descriptor: Int32, _ size: Int, to place: String, _ path: String) throws -> String {
        let output = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw StoreFolder.failure("cannot write \(place)") }
        defer { close(output) }
        var hash = SHA256()
        var left = size
        do {
            while left > 0 {
                let bytes = try read(descriptor, min(left, 1 << 20), path)
                hash.update(data: bytes)
                try StoreFolder.write(bytes, to: output, named: place)
                left -= bytes.count
            }
        } catch {
            unlink(place)
            throw error
        }
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// File names of outsiders made harmless.
enum CaseExportName {
    /// Where a capture lies in an export.
    static func capture(_ capture: StoredCapture) -> String {
        "captures/\(capture.sha256.prefix(12))-\(safe(capture.name))"
    }

    static func safe(_ name: String) -> String {
        let kept = name.unicodeScalars.map { scalar -> Character in
            let isPlain =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "._-".unicodeScalars.contains(scalar))
            return isPlain ? Character(scalar) : "_"
        }
        let text = String(String(kept).suffix(56))
        return text.hasPrefix(".") ? "_" + text : text
    }
}
