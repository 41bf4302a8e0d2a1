import Cases
import Crypto
import Glibc

/// What an archive may hold at most.
public enum ArchiveLimits {
    /// Bytes of one file that is kept in memory: case.json, submission, check.json.
    public static let smallEntryBytes = 64 << 20
    /// Bytes of the whole archive.
    public static let totalBytes = 512 << 30
    /// Files in it.
    public static let entries = CaseLimits.captures + 16
    /// Events of its history.
    public static let events = 100_000
    /// Scalars of a word: a state, a name, a code.
    public static let wordScalars = 300
    /// Scalars of a text: a complaint, an answer.
    public static let textScalars = 100_000
}

/// An archive that was read whole and is what its manifest says: nothing more, nothing less, each name once.
///
/// Analysis and report are hashed and let go of: reports are made anew, never taken from an archive.
struct ArchiveReader {
    /// Contents of the small files by their name without the archive's folder.
    private(set) var files: [String: [UInt8]] = [:]
    /// Captures that the vault holds, by their name without the archive's folder.
    private(set) var captures: [String: HeldBytes] = [:]

    private static let small: Set<String> = ["case.json", "summary.md", "submission", "check.json", "SHA256SUMS"]
    private static let ignored: Set<String> = ["analysis.json", "report.html"]

    /// Reads and verifies the archive at `path`; captures are held by `vault`, and have to be let go of by who reads.
    init(path: String, vault: any CaptureVault, isStopped: () -> Bool) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CaseStoreError(.archiveUnusable, "cannot open \(path): \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        do {
            try read(descriptor, path, vault, isStopped)
        } catch {
            release(vault)
            throw error
        }
    }

    func release(_ vault: any CaptureVault) {
        for held in captures.values { vault.release(held) }
    }

    private mutating func read(
        _ descriptor: Int32, _ path: String, _ vault: any CaptureVault, _ isStopped: () -> Bool
    ) throws {
        var hashes: [String: String] = [:]
        var root: String?
        var (entries, total) = (0, 0)
        while true {
            if isStopped() { throw CaseStoreError(.interrupted, "Stopped: nothing was stored.") }
            guard let entry = TarFile.parse(try Self.read(descriptor, TarFile.blockBytes, path)) else { break }
            entries += 1
            guard entry.isFile, let (folder, name) = Self.parts(of: entry.name), root == nil || root == folder else {
                throw Self.broken(
                    path,
                    entry.name.isEmpty
                        ? "its entry \(entries) is damaged"
                        : "its entry \(entries) (\(ArchiveText.shown(entry.name))) is none that Earshot writes")
            }
            root = folder
            guard entries <= ArchiveLimits.entries else {
                throw Self.broken(path, "it has more than \(ArchiveLimits.entries) files")
            }
            guard hashes[name] == nil else { throw Self.broken(path, "it holds \(name) twice") }
            total += entry.size
            guard total <= ArchiveLimits.totalBytes else {
                throw Self.broken(path, "its files are larger than \(ArchiveLimits.totalBytes >> 30) GiB together")
            }
            hashes[name] = try take(name, entry.size, descriptor, path, vault)
            _ = try Self.read(descriptor, TarFile.padding(entry.size), path)
        }
        try compare(hashes, path)
    }

    /// One folder, then a name that Earshot writes: nothing that leads elsewhere.
    private static func parts(of name: String) -> (folder: String, name: String)? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts.allSatisfy(ArchiveName.isSafe) else {
            return nil
        }
        let rest = parts.dropFirst().joined(separator: "/")
        let isKnown = parts.count == 3 ? parts[1] == "captures" : small.contains(rest) || ignored.contains(rest)
        return isKnown ? (parts[0], rest) : nil
    }

    /// Takes one file and answers its hash.
    private mutating func take(
        _ name: String, _ size: Int, _ descriptor: Int32, _ path: String, _ vault: any CaptureVault
    ) throws -> String {
        if name.hasPrefix("captures/") {
            let writer = try vault.begin(limit: CaseLimits.captureBytes)
            try Self.pass(descriptor, size, path) { try writer.append($0) }
            let held = try writer.finish()
            captures[name] = held
            return held.sha256
        }
        if Self.ignored.contains(name) {
            var hash = SHA256()
            try Self.pass(descriptor, size, path) { hash.update(bufferPointer: $0) }
            return ArchiveHash.text(hash.finalize())
        }
        guard size <= ArchiveLimits.smallEntryBytes else {
            throw Self.broken(path, "its entry \(name) is larger than \(ArchiveLimits.smallEntryBytes >> 20) MiB")
        }
        let bytes = try Self.read(descriptor, size, path)
        files[name] = bytes
        return ArchiveHash.of(bytes)
    }

    /// The manifest names every file and no other.
    private func compare(_ found: [String: String], _ path: String) throws {
        var hashes = found
        guard hashes.removeValue(forKey: "SHA256SUMS") != nil else { throw Self.broken(path, "it has no SHA256SUMS") }
        for line in String(decoding: files["SHA256SUMS"] ?? [], as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard fields.count == 2 else { throw Self.broken(path, "its SHA256SUMS cannot be read") }
            let name = String(fields[1].drop { $0 == " " || $0 == "*" })
            guard let hash = hashes.removeValue(forKey: name), hash == fields[0] else {
                throw Self.broken(path, "\(ArchiveText.shown(name)) is missing, or is not what its hash says")
            }
        }
        if let name = hashes.keys.sorted().first {
            throw Self.broken(path, "\(name) is not in its SHA256SUMS")
        }
    }

    static func broken(_ path: String, _ what: String) -> CaseStoreError {
        CaseStoreError(.archiveUnusable, "\(path) cannot be imported: \(what). Nothing was stored.")
    }

    private static func read(_ descriptor: Int32, _ count: Int, _ path: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try pass(descriptor, count, path) { bytes.append(contentsOf: $0) }
        return bytes
    }

    private static func pass(
        _ descriptor: Int32, _ count: Int, _ path: String, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var left = count
        var block = [UInt8](repeating: 0, count: min(max(count, 1), 1 << 20))
        while left > 0 {
            let got = block.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, min($0.count, left)) }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw broken(path, "it ends too early") }
            try block.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[0..<got])) }
            left -= got
        }
    }
}

/// Text of an archive in a message.
enum ArchiveText {
    /// Without anything a terminal would obey, and short.
    static func shown(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(80) {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// Whether a text is one line of visible characters, not too long.
    static func isWord(_ text: String) -> Bool {
        text.unicodeScalars.count <= ArchiveLimits.wordScalars
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                    return false
                default: return true
                }
            }
    }
}
