import Glibc

/// Names of files that are not whole yet: `.earshot-` and sixteen random digits, in the folder where the file goes.
public enum TemporaryName {
    static let prefix = ".earshot-"
    private static let digits = 16
    /// Seconds after which such a file is left over from a run that was killed.
    static let staleSeconds = 3_600
    /// Entries of a folder looked at for left-over files.
    private static let maximumEntries = 100_000

    /// A new empty folder in `folder` that only its owner may enter.
    public static func createFolder(in folder: String, for path: String) throws(OutputFileError) -> String {
        for _ in 0..<8 {
            let name = "\(folder)/\(random())"
            if mkdir(name, 0o700) == 0 { return name }
            guard errno == EEXIST else { throw .system(path, errno) }
        }
        throw .system(path, EEXIST)
    }

    private static func random() -> String {
        let random = String(UInt64.random(in: .min ... .max), radix: 16)
        return prefix + String(repeating: "0", count: digits - random.utf8.count) + random
    }

    /// A new empty file in `folder` that only its owner may read. It cannot have been there, nor be a link.
    public static func create(in folder: String, for path: String) throws(OutputFileError) -> (
        name: String, descriptor: Int32
    ) {
        for _ in 0..<8 {
            let name = "\(folder)/\(random())"
            let descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return (name, descriptor) }
            guard errno == EEXIST else { throw .system(path, errno) }
        }
        throw .system(path, EEXIST)
    }

    /// Removes what runs that were killed more than an hour ago left in `folder`.
    public static func sweep(_ folder: String) {
        guard let listing = opendir(folder) else { return }
        defer { closedir(listing) }
        let within = dirfd(listing)
        let now = time(nil)
        var count = 0
        while count < maximumEntries, let entry = readdir(listing) {
            count += 1
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix(prefix), name.utf8.count == prefix.utf8.count + digits else { continue }
            var status = stat()
            guard fstatat(within, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
                status.st_uid == geteuid(), now - status.st_mtim.tv_sec > staleSeconds
            else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG: unlinkat(within, name, 0)
            case S_IFDIR: removeFolder(name, in: within, depth: 2)
            default: continue
            }
        }
    }

    /// Removes a folder of files and what folders it holds down to `depth`; one that holds anything deeper stays.
    private static func removeFolder(_ name: String, in parent: Int32, depth: Int) {
        let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        guard let listing = fdopendir(descriptor) else {
            close(descriptor)
            return
        }
        var count = 0
        while count < maximumEntries, let entry = readdir(listing) {
            count += 1
            let inner = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard inner != ".", inner != ".." else { continue }
            if unlinkat(descriptor, inner, 0) != 0, depth > 1 { removeFolder(inner, in: descriptor, depth: depth - 1) }
        }
        closedir(listing)
        unlinkat(parent, name, AT_REMOVEDIR)
    }
}
