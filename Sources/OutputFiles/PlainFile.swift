import Glibc

/// What kind of thing a path leads to.
public enum PlainFile {
    /// Whether it is a file that holds its bytes.
    static func exists(_ path: String) -> Bool { kind(path) == S_IFREG }

    /// The plain file behind a descriptor; `nil` if it is none.
    static func identity(behind descriptor: Int32) -> FileIdentity? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return FileIdentity(status)
    }

    /// Whether it is a device, a pipe or a socket.
    public static func isSpecial(_ path: String) -> Bool { kind(path).map { $0 != S_IFREG && $0 != S_IFDIR } ?? false }

    /// The path with the links of its folder followed, so that two names of a file that is yet to be written are one.
    static func place(_ path: String) -> String {
        let folder = WholeFile.folder(of: path)
        let name =
            path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
        return real(folder).map { $0 + "/" + name } ?? path
    }

    /// The path with every link followed; `nil` if nothing is there.
    static func real(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    private static func kind(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}
