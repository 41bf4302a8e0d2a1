import Cases
import Glibc

/// Files and folders of a vault, as the system has them. Folders are for their owner alone, and so are files.
enum VaultFiles {
    static let blockBytes = 1 << 20

    /// Makes a folder and those above it.
    static func create(_ path: String) throws(CaseStoreError) {
        var built = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            built += "/" + part
            guard mkdir(built, 0o700) != 0, errno != EEXIST else { continue }
            // A folder that is there may lie where nothing can be made.
            if access(built, F_OK) == 0 { continue }
            throw failure("cannot create the folder \(path)")
        }
    }

    /// The last failure of the system, in its own words.
    static func failure(_ what: String) -> CaseStoreError {
        let reason = String(cString: strerror(errno))
        switch errno {
        case ENOSPC, EDQUOT, EFBIG: return CaseStoreError(.full, "\(what): \(reason).")
        case EROFS, EACCES, EPERM: return CaseStoreError(.readOnly, "\(what): \(reason).")
        default: return CaseStoreError(.unusable, "\(what): \(reason).")
        }
    }

    /// Writes all of `bytes`.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, named path: String) throws(CaseStoreError)
    {
        var written = 0
        while written < bytes.count {
            let step = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw failure("cannot write to \(path)") }
            written += step
        }
    }

    /// Reads the next bytes into `block`; 0 at the end.
    static func read(
        _ descriptor: Int32, into block: inout [UInt8], atMost limit: Int = .max, named path: String
    ) throws(CaseStoreError) -> Int {
        while true {
            let count = block.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, min($0.count, limit)) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("cannot read \(path)") }
            return count
        }
    }

    /// Makes what was named in `folder` last.
    static func sync(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// The names in a folder, sorted; none if it is not there.
    static func names(in folder: String) -> [String] {
        guard let listing = opendir(folder) else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// A digest as people write it.
    static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        digest.reduce(into: "") { $0 += ($1 < 16 ? "0" : "") + String($1, radix: 16) }
    }

    /// Whether `text` is a SHA-256 in lower-case hexadecimal: nothing else becomes part of a path.
    static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
